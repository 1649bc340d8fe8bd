"""Texts in one's own words on the page Settings: found, previewed, refused with the cure, saved, told, taken back."""

import re
from collections.abc import AsyncIterator
from html import unescape

import pytest

from config.wordings import changeable, shipped
from dashboard.settings.samples import SAMPLED_AT
from engagement.events import SettingsAsked, Wanted
from engagement.ids import MemberId
from engagement.signing_in import PageRole
from storage import StoredMemory
from tests.bots.runtime.stage import town
from tests.bots.voice.shipped import NOW
from tests.dashboard.window.stage import Looked, looked
from tests.scenarios.stage import DI, ROSA, Town, answered

ONE = "/settings/texts?key=peer_prompt.taken"
OWN = "Cheers, **{by}** was quicker <b>."
PATH = "texts.en.peer_prompt.taken"
FORM = {"key": "peer_prompt.taken", "language": "en", "seen": "null"}


@pytest.fixture
async def browser(lite: StoredMemory) -> AsyncIterator[Looked]:
    policy = town(texts={"de": {"peer_prompt.taken": "Danke, {by} war schneller."}})
    async with looked(await answered(Town(lite, policy))) as found:
        yield await found.sign_in(member=MemberId(ROSA))


def own(browser: Looked, language: str = "en") -> str | None:
    return browser.town.owner.community.policy.texts.get(language, {}).get("peer_prompt.taken")


def previews(page: str) -> list[str]:
    """What is seen on Slack and on Discord, as words."""
    found = re.findall(r'<section class="look-of.*?</section>', page, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", "", one)).split()) for one in found]


def test_samples_take_place_when_the_tests_do() -> None:
    assert SAMPLED_AT == NOW


async def test_all_texts_are_listed_by_step_and_found_by_their_words_in_any_language(browser: Looked) -> None:
    page = await browser.text("/settings/texts")
    assert page.count('<li><a href="/settings/texts?key=') == len(changeable())
    assert "own in German" in page
    assert "Ask helpers" in page
    found = await browser.text("/settings/texts?words=MAYBE+nobody")
    assert "No text that can be worded has these words" in found
    found = await browser.text("/settings/texts?words=war+schneller.")
    assert re.findall(r"texts\?key=([\w.]+)", found) == ["peer_prompt.taken"], "also by one's own words"
    assert "1 text with these words" in unescape(found).replace("\xa0", " ")


async def test_what_stays_as_it_ships_is_said_and_found_by_its_words(browser: Looked) -> None:
    page = await browser.text("/settings/texts")
    assert "Names of buttons, forms with what they ask, and single words" in page
    assert "These stay as they ship" not in page
    found = await browser.text("/settings/texts?words=stop+asking+me")
    fixed = found.partition("These stay as they ship")[2]
    assert "<code>controls.stop</code>" in fixed
    assert "Stop asking me" in fixed
    assert "texts?key=" not in fixed, "there is nothing to open"
    assert (await browser.get("/settings/texts?key=controls.stop")).status_code == 404


@pytest.mark.parametrize("language", ["en", "de", "es"])
async def test_every_text_opens_with_its_preview_on_both_platforms(browser: Looked, language: str) -> None:
    for key in changeable()[::23]:
        page = await browser.text(f"/settings/texts?key={key}&language={language}")
        slack, discord = previews(page)
        assert (slack[:8], discord[:10]) == ("On Slack", "On Discord")
        assert "{" not in slack + discord


async def test_a_wording_is_looked_at_and_nothing_is_saved_by_that(browser: Looked) -> None:
    answer = await browser.post("/settings/texts", **FORM, text=OWN, do="look")
    assert answer.status_code == 200
    assert "How yours would look" in answer.text
    assert "<b>Lou</b>" in answer.text
    assert all("Cheers, Lou was quicker <b>." in one for one in previews(answer.text))
    assert own(browser) is None


async def test_a_wording_is_saved_said_at_once_listed_and_taken_back(browser: Looked) -> None:
    before = browser.town.live.voice.label("peer_prompt.taken", "en")
    saved = await browser.post("/settings/texts", **FORM, text=f"\r\n{OWN}  \r\n", do="save")
    assert saved.headers["location"] == f"{ONE}&language=en&saved=1"
    page = await browser.text(saved.headers["location"])
    assert "It is said from now on" in page
    assert "changed here" in page
    assert own(browser) == browser.town.live.voice.label("peer_prompt.taken", "en") == OWN
    changes = await browser.text("/settings/changes")
    row = unescape(changes[changes.index("<tbody>") :])
    assert [part in row for part in ("rosa", PATH, "as the file says", OWN)] == [True] * 4
    assert "texts.en.peer_prompt.taken: Cheers" in await browser.text("/settings"), "and in the list beside the file"
    assert PATH in str(await browser.town.command(ROSA, "changes")), "chat tells the same"
    decision = re.search(r'name="decision" value="([^"]+)"', changes)
    assert decision is not None
    assert (await browser.post("/settings/undo", decision=decision[1])).status_code == 303
    assert (own(browser), browser.town.live.voice.label("peer_prompt.taken", "en")) == (None, before)


async def test_what_was_saved_is_what_people_in_chat_read_from_then_on(browser: Looked) -> None:
    key, ahoy = "manager_desk.help_manager", "Ahoy from the bridge."
    text = f"{ahoy}\n\n{shipped().get('en', key)}"
    assert ahoy not in str(await browser.town.command(ROSA, "help"))
    sent = {"key": key, "language": "en", "seen": "null", "text": text}
    assert (await browser.post("/settings/texts", **sent, do="save")).status_code == 303
    assert ahoy in str(await browser.town.command(ROSA, "help"))


async def test_a_wording_is_taken_away_by_its_button_or_by_an_empty_field_and_the_file_holds_again(
    browser: Looked,
) -> None:
    german = {**FORM, "language": "de"}
    for nth, (text, do) in enumerate((("ignored", "back"), ("  ", "save"))):
        wording = f"Ach, {{by}} hat sie {nth}."
        assert (await browser.post("/settings/texts", **german, text=wording, do="save")).status_code == 303
        assert own(browser, "de") == wording
        seen = {**german, "seen": f'"{wording}"'}
        assert (await browser.post("/settings/texts", **seen, text=text, do=do)).status_code == 303
        assert own(browser, "de") == "Danke, {by} war schneller."
    assert "from the file" in await browser.text(f"{ONE}&language=de")


async def test_what_does_not_fit_is_said_at_the_field_and_what_was_typed_stays(browser: Looked) -> None:
    for text, cure in (
        ("Thanks @everyone, {by} has it", "It would call people: <code>@everyone</code>; write it without the @"),
        ("<script>{bye}</script>", "holds {bye}, which is not known here; did you mean <code>by</code>?"),
        ("x" * 1201, "is too long; at most 1,200 characters"),
        ("x" * 30_000, "is too long; at most 1,200 characters (this has 30,000)"),
    ):
        for do in ("save", "look"):
            answer = await browser.post("/settings/texts", **FORM, text=text, do=do)
            assert answer.status_code == 422
            page = unescape(answer.text)
            assert cure in page
            assert 'aria-invalid="true"' in page
            assert f">\n{text}</textarea>" in page
            assert "<script>{bye}" not in answer.text
            assert "How it looks now" in page
    assert own(browser) is None


async def test_whoever_is_second_is_told_and_saves_it_again_if_they_wish(browser: Looked) -> None:
    first = Wanted(path=PATH, value="{by} first.", seen=None, was=None)
    await browser.town.live.submit([SettingsAsked(key="s:1", at=browser.town.now, by=DI, wanted=(first,))])
    late = await browser.post("/settings/texts", **FORM, text="{by} second.", do="save")
    assert late.status_code == 409
    assert "somebody else has worded it anew meanwhile" in late.text.lower()
    assert "{by} second.</textarea>" in late.text
    assert own(browser) == "{by} first."
    seen = re.search(r'name="seen" value="([^"]*)"', late.text)
    assert seen is not None
    again = {**FORM, "seen": unescape(seen[1])}
    assert (await browser.post("/settings/texts", **again, text="{by} second.", do="save")).status_code == 303
    assert own(browser) == "{by} second."


async def test_the_shipped_wording_saved_as_it_stands_there_is_no_change(browser: Looked) -> None:
    page = await browser.text(ONE)
    standing = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    assert standing is not None
    text = unescape(standing[1])
    assert text == shipped().get("en", "peer_prompt.taken")
    assert (await browser.post("/settings/texts", **FORM, text=text, do="save")).status_code == 303
    assert "Nothing was changed" in await browser.text("/settings/changes")
    sent = {**FORM, "key": "peer_prompt.ask", "text": shipped().get("en", "peer_prompt.ask").replace("\n", "\r\n")}
    assert (await browser.post("/settings/texts", **sent, do="save")).status_code == 303
    assert "Nothing was changed" in await browser.text("/settings/changes")


async def test_a_text_that_is_not_there_is_not_found(browser: Looked) -> None:
    for key, language in (("gone.away", "en"), ("controls.stop", "en"), ("peer_prompt.taken", "fr")):
        assert (await browser.get(f"/settings/texts?key={key}&language={language}")).status_code == 404
        sent = {"key": key, "language": language, "seen": "null", "text": "x", "do": "save"}
        assert (await browser.post("/settings/texts", **sent)).status_code == 404
    assert shipped().get("en", "controls.stop")


async def test_a_line_of_a_list_is_shown_within_its_message(browser: Looked) -> None:
    page = await browser.text("/settings/texts?key=manager_desk.changes_item")
    assert "repeated for each entry of a list" in page
    sent = {"key": "manager_desk.changes_item", "language": "en", "seen": "null", "text": "- now {path}", "do": "look"}
    slack, discord = previews((await browser.post("/settings/texts", **sent)).text)
    assert "latest first: now is_paused" in slack
    assert "latest first: now is_paused" in discord


async def test_teams_may_not_word_anything(lite: StoredMemory) -> None:
    async with looked(await answered(Town(lite, town()))) as found:
        spoke = await found.sign_in(PageRole.SPOKE)
        assert (await spoke.get("/settings/texts")).status_code == 403
        assert (await spoke.post("/settings/texts", **FORM, text=OWN, do="save")).status_code == 403


async def test_what_pushes_in_a_wording_is_told_beside_its_preview_and_may_be_said_all_the_same(
    browser: Looked,
) -> None:
    assert "breaks the persona, or pushes" not in await browser.text(ONE)
    form = {**FORM, "text": "Hurry up, {by} was quicker."}
    page = (await browser.post("/settings/texts", **form, do="look")).text
    assert "What in yours breaks the persona, or pushes" in page
    assert "<b>Urgency</b> “Hurry up”: presses for time" in page
    await browser.post("/settings/texts", **form, do="save")
    assert own(browser) == "Hurry up, {by} was quicker."
    assert "What in it breaks the persona, or pushes" in await browser.text(ONE)
