"""The settings page: what it offers, what it saves, what it refuses, and that nothing typed is lost."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape

import pytest

from config.dials import describe, load_sources, of_step
from config.overriding import find_place
from config.sentences import load_sentences
from dashboard.settings.groups import dials_of, groups_of
from engagement.events import SettingsAsked, Wanted
from engagement.ids import MemberId
from engagement.plays.peer_prompt import PeerPromptPolicy
from engagement.programmes import Programme
from engagement.signing_in import PageRole
from storage import StoredMemory
from tests.bots.runtime.stage import town
from tests.dashboard.window.stage import Looked, looked
from tests.scenarios.stage import DI, ROSA, Town, answered


@pytest.fixture
async def browser(lite: StoredMemory) -> AsyncIterator[Looked]:
    async with looked(await answered(Town(lite, town()))) as found:
        yield await found.sign_in(member=MemberId(ROSA))


def form_of(page: str) -> dict[str, str]:
    """What a browser would send of the page's form, untouched."""
    form = page[page.index('class="dials"') :].split("</form>", maxsplit=1)[0]
    sent = dict(re.findall(r'<input[^>]* name="([^"]+)" value="([^"]*)"', form))
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r"<option(?: value=\"([^\"]*)\")? selected>([^<]*)", options)
        assert chosen is not None, name
        sent[name] = chosen[2] if chosen[1] is None else chosen[1]
    return {unescape(name): unescape(value) for name, value in sent.items() if name != "csrf"}


def wait(browser: Looked, channel: str = "help") -> timedelta:
    found = browser.town.owner.community.policy.channels[channel].plays["peer_prompt"]
    assert isinstance(found, PeerPromptPolicy)
    return found.wait


async def test_every_group_opens_and_says_each_setting_with_what_it_may_hold(browser: Looked) -> None:
    policy, voice = browser.town.owner.community.policy, browser.town.live.voice
    overview = await browser.text("/settings")
    for group in groups_of(policy, voice):
        page = await browser.text(f"/settings?group={group.name.replace('#', '%23')}")
        assert unescape(page).count(group.title), group
        dials = dials_of(policy, group)
        assert len(dials) == len(re.findall(r'name="shown:', page)), group
        assert group.title in unescape(overview)
        form = form_of(page)
        assert {f"value:{dial.path}" for dial in dials} <= form.keys()
    assert (await browser.get("/settings?group=nothing")).status_code == 404
    assert (await browser.get("/settings?group=step-of:peer_prompt:gone")).status_code == 404


async def test_a_waiting_time_is_changed_holds_at_once_and_is_taken_back(browser: Looked) -> None:
    form = form_of(await browser.text("/settings?group=peer_prompt"))
    saved = await browser.post("/settings", **{**form, "value:peer_prompt.wait": " 45 min "})
    assert saved.headers["location"] == "/settings?group=peer_prompt&saved=1"
    assert "It holds from now on" in await browser.text(saved.headers["location"])
    assert wait(browser) == timedelta(minutes=45)
    page = await browser.text("/settings/changes")
    row = page[page.index("<tbody>") :]
    assert [part in row for part in ("rosa", "peer_prompt.wait", "20 min", "45 min", "settings page")] == [True] * 5
    told = str(await browser.town.command(ROSA, "changes"))
    assert "peer_prompt.wait" in told
    assert "45 min" in told, "chat tells the same"
    decision = re.search(r'name="decision" value="([^"]+)"', page)
    assert decision is not None
    assert (await browser.post("/settings/undo", decision=decision[1])).status_code == 303
    assert wait(browser) == timedelta(minutes=20)
    again = await browser.text("/settings/changes")
    assert "taken back" in again
    assert (await browser.post("/settings/undo", decision=decision[1])).status_code == 409
    later = form_of(await browser.text("/settings?group=peer_prompt"))
    browser.town.clock.move_to(browser.town.now + timedelta(minutes=1))
    await browser.post("/settings", **{**later, "value:peer_prompt.wait": "50 min"})
    browser.town.restart()
    assert wait(browser) == timedelta(minutes=50), "also after a restart"


async def test_what_chat_changes_is_on_the_page_and_taken_back_there(browser: Looked) -> None:
    await browser.town.command(ROSA, "pause")
    page = await browser.text("/settings/changes")
    assert "is_paused" in page
    decision = re.search(r'name="decision" value="([^"]+)"', page)
    assert decision is not None
    await browser.post("/settings/undo", decision=decision[1])
    assert not browser.town.owner.community.policy.is_paused
    other = browser.town.journal("answer_marks") or browser.town.journal()
    refused = await browser.post("/settings/undo", decision=next(d.id for d in other if d.action != "SetDial"))
    assert refused.status_code == 409, "the journal takes back what is no setting"


async def test_what_does_not_fit_is_said_at_its_field_and_nothing_typed_is_lost(browser: Looked) -> None:
    form = form_of(await browser.text("/settings?group=peer_prompt"))
    wrong = {
        **form,
        "value:peer_prompt.wait": "20",
        "value:peer_prompt.rings": "9",
        "value:peer_prompt.second_wait": "2 h",
    }
    answer = await browser.post("/settings", **wrong)
    assert answer.status_code == 422
    text = unescape(answer.text)
    assert "<code>wait: 20</code> has no unit; write <code>20 min</code> (or s, h, days, weeks)" in text
    assert "<code>rings: 9</code> is not a whole number from 1 to 5" in text
    assert "2 fields need another look" in text
    typed = form_of(answer.text)
    assert [typed[f"value:peer_prompt.{name}"] for name in ("wait", "rings", "second_wait")] == ["20", "9", "2 h"]
    assert browser.town.memory.read(browser.town.owner.id, lambda ledger: ledger.dials.all()) == {}
    mended = {**typed, "value:peer_prompt.wait": "20 min", "value:peer_prompt.rings": "2"}
    assert (await browser.post("/settings", **mended)).status_code == 303
    assert browser.town.memory.read(browser.town.owner.id, lambda ledger: ledger.dials.all()) == {
        "peer_prompt.second_wait": "2 h"
    }, "what stands as it stood is not set"


async def test_whoever_comes_second_is_told_and_nothing_of_theirs_is_half_saved(browser: Looked) -> None:
    form = form_of(await browser.text("/settings?group=peer_prompt"))
    await browser.post("/settings", **{**form, "value:peer_prompt.wait": "30 min"})
    second = {**form, "value:peer_prompt.wait": "40 min", "value:peer_prompt.rings": "1"}
    answer = await browser.post("/settings", **second)
    assert answer.status_code == 409
    assert "Somebody else has set this to 30 min meanwhile" in answer.text
    assert wait(browser) == timedelta(minutes=30)
    browser.town.clock.move_to(browser.town.now + timedelta(minutes=1))
    typed = form_of(answer.text)
    assert (typed["value:peer_prompt.wait"], typed["value:peer_prompt.rings"]) == ("40 min", "1")
    assert (await browser.post("/settings", **typed)).status_code == 303
    assert wait(browser) == timedelta(minutes=40)
    other = {**form, "value:peer_prompt.useful_for": "3 h"}
    assert (await browser.post("/settings", **other)).status_code == 303, "another field is no conflict"
    assert wait(browser) == timedelta(minutes=40)


async def test_a_setting_goes_back_to_the_file(browser: Looked) -> None:
    form = form_of(await browser.text("/settings?group=restraint"))
    await browser.post("/settings", **{**form, "value:restraint.channel_per_hour": "2"})
    assert "channel_per_hour: 2" in await browser.text("/settings")
    browser.town.clock.move_to(browser.town.now + timedelta(minutes=1))
    form = form_of(await browser.text("/settings?group=restraint"))
    await browser.post("/settings", **form, **{"back:restraint.channel_per_hour": "on"})
    assert browser.town.owner.community.policy.restraint.channel_per_hour == 4
    assert "as the file says" in await browser.text("/settings/changes")


async def test_a_step_and_a_channel_are_switched(browser: Looked) -> None:
    form = form_of(await browser.text("/settings?group=tidy_threads"))
    await browser.post("/settings", **{**form, "value:tidy_threads": "off"})
    channels = browser.town.owner.community.policy.channels
    assert all("tidy_threads" not in channel.plays for channel in channels.values())
    form = form_of(await browser.text("/settings?group=channel:other"))
    changed = {
        "value:channels.other.live": "off",
        "value:channels.other.topics": "api, build, ",
        "value:channels.other.questions": "mark",
    }
    await browser.post("/settings", **{**form, **changed})
    other = browser.town.owner.community.policy.channels["other"]
    assert (other.is_live, other.topics, other.questions.value) == (False, ("api", "build"), "mark")
    form = form_of(await browser.text("/settings?group=step-of:peer_prompt:other"))
    await browser.post("/settings", **{**form, "value:channels.other.peer_prompt.wait": "2 h"})
    assert (wait(browser, "other"), wait(browser, "help")) == (timedelta(hours=2), timedelta(minutes=20))


async def test_a_topic_is_added_and_its_words_are_read_from_then_on(browser: Looked) -> None:
    form = form_of(await browser.text("/settings?group=topics"))
    for name, words, cure in (("api", "x", "there is a topic"), ("", "x", "needs a name"), ("new", "", "is empty")):
        refused = await browser.post("/settings", **{**form, "new-topic": name, "new-words": words})
        assert (refused.status_code, cure in unescape(refused.text).lower()) == (422, True), cure
    added = await browser.post("/settings", **{**form, "new-topic": "Money", "new-words": "invoice, receipt"})
    assert added.status_code == 303
    assert browser.town.owner.community.policy.topics["Money"] == ("invoice", "receipt")
    await browser.town.ask("new", "How do I get an invoice for March?", DI)
    assert browser.town.thread("new").topics == ("Money",)


async def test_hostile_names_and_values_stay_words(browser: Looked) -> None:
    form = form_of(await browser.text("/settings?group=topics"))
    hostile = '"><img src=x onerror=alert(1)>'
    await browser.post("/settings", **{**form, "new-topic": hostile, "new-words": hostile})
    for path in ("/settings", "/settings?group=topics", "/settings/changes"):
        assert "<img src=x" not in await browser.text(path)
    answer = await browser.post("/settings", **{**form, "group": hostile})
    assert answer.status_code == 404


async def test_only_managers_come_near(browser: Looked) -> None:
    for role in (PageRole.SPOKE, PageRole.SALES, PageRole.PRODUCT, PageRole.MEMBER):
        await browser.sign_in(role)
        assert (await browser.get("/settings")).status_code == 403
        assert (await browser.post("/settings", group="peer_prompt")).status_code == 403


async def test_the_event_decides_all_or_nothing(browser: Looked) -> None:
    """What is asked for with an outdated look is held, and the record says why."""
    town_, now = browser.town, browser.town.now
    wanted = (
        Wanted(path="hold_out", value=0.2, seen=0.5),
        Wanted(path="peer_prompt.wait", value="1 h", seen=None),
    )
    await town_.tell(SettingsAsked(key="settings:x", at=now, by=ROSA, wanted=wanted))
    assert wait(browser) == timedelta(minutes=20)
    assert "somebody else has changed it meanwhile" in town_.reasons("manager_desk")


def test_sources_are_of_settings_that_there_are() -> None:
    assert load_sources().keys() <= load_sentences().keys()
    policy = town()
    for path in ("peer_prompt.wait", "restraint.quiet_from", "hold_out", "channels.help.live"):
        dial = describe(policy, path)
        assert dial.told, path
        assert dial.source
        assert find_place(policy, path) is not None
    assert {dial.kind for dial in of_step(policy, "peer_prompt")} == {"switch", "duration", "whole"}


async def test_what_is_hardly_meant_so_is_told_as_hubbub_check_tells_it(lite: StoredMemory) -> None:
    one = Programme(name="champions", title="Champions", promise="Little.", ways_in=())
    async with looked(Town(lite, town(programmes={one.name: one}))) as found:
        page = unescape(await (await found.sign_in(member=MemberId(ROSA))).text("/settings"))
    assert "<h2>Hardly meant so</h2>" in page
    assert "<dt><code>programmes.champions.ways_in</code></dt>" in page
    assert "can never be entered: <code>ways_in</code> is empty; write for example" in page
