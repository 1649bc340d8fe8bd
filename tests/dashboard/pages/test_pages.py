"""What the pages show, of what, and to whom; and that foreign words stay words on every one of them."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from html import unescape
from html.parser import HTMLParser
from urllib.parse import quote

import pytest

from dashboard.pages import PAGES
from dashboard.status.page import ConnectionView, ParkedView, StatusView, TroubleView
from dashboard.window.words import DEEDS
from engagement.actions import COMPENSATIONS
from engagement.decisions import Outcome
from engagement.escalating.dials import Governance, Targets, Team
from engagement.escalating.escalation import Held
from engagement.events import AccountSeen, ChannelSeen
from engagement.ids import ChannelId, MemberId
from engagement.policy import Policy
from engagement.signing_in import PageRole
from storage import StoredMemory
from tests.bots.runtime.stage import ALL_PLAYS, dials, town
from tests.bots.voice.test_hostile_words import PIECES
from tests.dashboard.window.stage import Looked, looked
from tests.engagement.made_up import HELP, OTHER, tid
from tests.scenarios.stage import ADA, BEN, CY, DI, ROSA, SAM, TESS, Town
from tests.scenarios.test_undo import newest

TEAMS = {
    "hub": Team(name="hub", title="Community team", channel="managers", is_hub=True, people=("rosa",),
                targets=Targets(first_response=timedelta(hours=1))),
    "software": Team(name="software", title="Software", channel="software", people=("sam",)),
}  # fmt: skip
NEVER = ("play", "hold", "held", "arm", "outbox", "gate", "ring", "situation", "nudge", "candidate", "fold", "spoke")
"""Words that nobody reads on a page (the glossary has what we say instead)."""
HOSTILE = (
    "</script><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' onmouseover='alert(1)", "javascript:alert(1)",
    "{{ 7 * 7 }}", "{% raw %}", "<svg/onload=alert(1)>", "</time></td></table></main>", "<!--", "&lt;b&gt;", *PIECES,
)  # fmt: skip


INSIDE = ChannelId("slack-T1:inside")


def policy(**more: object) -> Policy:
    return town(governance=Governance(teams=TEAMS), **more)


@asynccontextmanager
async def opened(
    place: Town, role: PageRole = PageRole.MANAGER, member: str | None = ROSA, status: StatusView | None = None
) -> AsyncIterator[Looked]:
    async with looked(place, **({"status": status} if status else {})) as found:
        yield await found.sign_in(role, MemberId(member) if member else None)


@pytest.fixture
async def place(lite: StoredMemory) -> Town:
    """Ada waits for an answer; what Ben asked was handed to the team, two hours ago."""
    found = Town(lite, policy())
    await found.open(BEN, CY)
    await found.ask("old", "How do I compile the endpoint without the compiler?", who=BEN)
    await found.press(BEN, "hand_to_team", on="old")
    await found.pass_(hours=2)
    await found.ask()
    await found.pass_(minutes=10)
    return found


async def test_today_says_what_needs_a_person_and_links_to_it(place: Town) -> None:
    async with opened(place) as browser:
        page = await browser.text("/today")
        assert "late</b>" in page
        assert f"/conversations/one?thread={quote(tid('old'))}" in page
        assert "None has waited for longer than" in page
        await place.pass_(hours=3)
        page = await browser.text("/today")
        assert "How do I call the endpoint from a script?" in page
        assert f"/conversations/one?thread={quote(tid('q'))}" in page


async def test_today_does_not_say_that_all_is_answered_while_older_questions_wait(lite: StoredMemory) -> None:
    never_tagged = [play for play in ALL_PLAYS if play.name != "tidy_threads"]
    place = Town(lite, town(channels={"help": dials("help", never_tagged)}))
    await place.open(BEN, CY)
    await place.ask()
    await place.pass_(days=8)
    async with opened(place) as browser:
        assert "No question of the last 7\N{NO-BREAK SPACE}days waits. Older ones do." in await browser.text("/today")
        await place.pass_(days=23)
        page = await browser.text("/today")
        assert "No question waits." in page
        assert "Older ones" not in page


async def test_today_shows_managers_what_needs_mending_and_nobody_else(place: Town) -> None:
    at = place.now
    ill = StatusView(
        connections=(ConnectionView(platform="slack", facts={"state": "waiting"}),),
        troubles=(TroubleView(place="Town (Slack)", kind="x", subject="help", since=at, told="I'm not in #help."),),
        parked=(ParkedView(community="town", count=3, first_at=at, last_at=at, errors={}),),
    )
    async with opened(place, status=ill) as browser:
        page = await browser.text("/today")
        assert "I'm not in #help." in unescape(page)
        assert "3\N{NO-BREAK SPACE}events could not be taken in" in page
    async with opened(place, PageRole.SPOKE, SAM, status=ill) as browser:
        assert "not in #help" not in await browser.text("/today")


async def test_a_reply_that_waits_for_a_yes_is_told(place: Town) -> None:
    with place.memory.direct(place.owner.id) as ledger:
        (e,) = ledger.escalations.running()
        ledger.escalations.save(replace(e, held=(Held(message=tid("old"), team="software"),)))
    async with opened(place) as browser:
        page = await browser.text("/today")
        assert "Waits for a yes" in page
        assert "under its card in chat" in page


async def test_conversations_are_listed_with_what_comes_next_and_found_by_words(place: Town) -> None:
    async with opened(place) as browser:
        page = await browser.text("/conversations")
        assert "How do I call the endpoint from a script?" in page
        assert "ask helpers if nobody has answered" in page
        assert "a team has it" in page
        assert "compile" not in await browser.text("/conversations?words=script&state=all")
        found = await browser.text("/conversations?words=compiler&state=all")
        assert "without the compiler" in found
        assert "from a script" not in found
        assert "Nothing like this" in await browser.text("/conversations?topic=build&state=solved")
        assert "from a script" in await browser.text(f"/conversations?topic=api&channel={quote(HELP)}&before=garbage")


async def test_a_conversation_shows_its_words_and_why_hubbub_acted(place: Town) -> None:
    await place.pass_(minutes=15)
    await place.say(BEN, "a", "With a POST\nand a <token>", of="q")
    await place.react(ADA, "a")
    async with opened(place) as browser:
        page = await browser.text(f"/conversations/one?thread={quote(tid('q'))}")
        assert "With a POST<br>and a &lt;token&gt;" in page
        assert "the answer" in page
        assert "Solved with the answer of Ben" in page
        assert "Asked a helper" in page
        assert (await browser.get("/conversations/one?thread=nothing")).status_code == 404
        await place.delete("q")
        assert (await browser.get(f"/conversations/one?thread={quote(tid('q'))}")).status_code == 404


async def test_words_that_are_not_kept_are_not_shown(place: Town) -> None:
    with place.memory.direct(place.owner.id) as ledger:
        ledger.conversations.forget_before(place.now + timedelta(days=1))
    async with opened(place) as browser:
        page = await browser.text(f"/conversations/one?thread={quote(tid('q'))}")
        assert "from a script" not in page
        assert "the words are not kept" in page


async def test_words_of_private_channels_and_private_questions_stay_there(place: Town) -> None:
    name = next(c for c in place.owner.community.channels.values() if c.id == HELP)
    place.owner.community.channels[HELP] = replace(name, is_private=True)
    async with opened(place, PageRole.SPOKE, SAM) as browser:
        for path in ("/conversations", f"/conversations/one?thread={quote(tid('q'))}", "/today", "/hub"):
            assert "endpoint" not in await browser.text(path), path
    async with opened(place) as browser:
        assert "endpoint" in await browser.text("/conversations")


async def test_the_teams_page_has_a_column_for_each_with_its_clocks(place: Town) -> None:
    async with opened(place, PageRole.SPOKE, SAM) as browser:
        page = await browser.text("/hub")
        assert page.index("Community team") < page.index("Software")
        assert "First answer" in page
        assert "nobody has it yet" in page
        assert "Nothing." in page


async def test_the_journal_tells_acts_and_why_nothing_was_done_page_by_page(place: Town) -> None:
    await place.pass_(days=1)
    async with opened(place) as browser:
        path, pages = "/journal", ""
        while path:
            page = await browser.text(path)
            pages += page
            found = re.search(r'class="plain" href="(/journal[^"]+)"', page)
            path = unescape(found[1]) if found else ""
        shown = re.findall(r'<tr[^>]*><td><a href="/journal/([a-z2-7]+)"', pages)
        told = [d.id for d in place.journal() if d.outcome is not Outcome.LATER]
        assert sorted(shown) == sorted(told)
        assert "<b>Did not act</b>, because no earlier solved thread is alike enough" in pages
        assert "Asked a helper" in await browser.text("/journal?step=peer_prompt&kind=acted")
        assert "Did not act" not in (await browser.text("/journal?kind=acted")).partition("<tbody>")[2]


async def test_undo_says_its_effect_first_and_then_does_it(place: Town) -> None:
    await place.pass_(minutes=15)
    asked = newest(place, "PromptPeer")
    async with opened(place) as browser:
        page = await browser.text(f"/journal/{asked.id}")
        assert "If you take it back: the message is deleted, and the helper may be asked again." in page
        assert (await browser.post(f"/journal/{asked.id}/undo")).headers["location"] == f"/journal/{asked.id}"
        page = await browser.text(f"/journal/{asked.id}")
        assert "It was taken back" in page
        assert "by rosa" in page
        assert (await browser.post(f"/journal/{asked.id}/undo")).status_code == 409
        assert "taken back" in await browser.text("/journal?kind=undone")
        assert (await browser.get("/journal/nothing")).status_code == 404
        assert (await browser.post("/journal/nothing/undo")).status_code == 409
    async with opened(place, PageRole.SPOKE, SAM) as browser:
        assert "Take it back</button>" not in await browser.text(f"/journal/{asked.id}")


async def test_who_changed_what_is_told_to_managers(place: Town) -> None:
    await place.command(ROSA, "pause")
    async with opened(place, member=None) as browser:
        page = await browser.text("/journal/changes")
        assert "<code>is_paused</code> from what the file says to <code>true</code>" in page
        assert "Hubbub is paused" in page
        await browser.post(f"/journal/{newest(place, 'SetDial').id}/undo")
        page = await browser.text("/journal/changes")
        assert "by the pages" in page
        assert "Hubbub is paused" not in page


class Shape(HTMLParser):
    """The elements of a page, with their attributes but for what those hold."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(f"{tag} {sorted(name for name, _ in attrs)}")
        assert not any(
            (value or "").strip().lower().startswith("javascript:") for name, value in attrs if name == "href"
        )

    def handle_endtag(self, tag: str) -> None:
        self.found.append(f"/{tag}")

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_data(self, data: str) -> None:
        self.words += data.split()


def shape(page: str) -> list[str]:
    found = Shape()
    found.feed(page)
    return [each for each in found.found if each not in {"br []", "/br"}]


async def told(browser: Looked, place: Town, words: str) -> dict[str, list[str]]:
    """Every page with the same foreign words as everybody's name, the channel's name, and what is said."""
    seen = [
        ChannelSeen(key=f"c{words}", at=place.now, channel=HELP, name="help"),
        *(AccountSeen(key=f"{who}{words}", at=place.now, account=who, name=words) for who in (ADA, BEN, ROSA, SAM)),
    ]
    await place.tell(*seen)
    for name in ("old", "q"):
        await place.edit(
            ADA if name == "q" else BEN, name, f"How do I call the endpoint? {words}", 130 if name == "q" else 0
        )
    known = place.owner.community.channels[HELP]
    with place.memory.direct(place.owner.id) as ledger:
        topic = words.encode("utf-8", "replace").decode().replace("\x00", "").replace("\x1f", "")
        known_threads = ledger.conversations.threads([tid("old"), tid("q")]).values()
        ledger.conversations.save_threads([replace(one, topics=(topic,)) for one in known_threads])
        ledger.places.save([ChannelSeen(key="x", at=place.now, channel=known.id, name=words)])
    paths = [*(page.path for page in PAGES if not page.is_of_sandbox), "/conversations?state=all", "/journal/changes"]
    paths += [f"/conversations/one?thread={quote(tid(name))}" for name in ("old", "q")]
    paths += ["/people?view=new", "/people?view=agreed", "/people?words=x", f"/people/one?member={quote(BEN)}"]
    return {path: shape(await browser.text(path)) for path in paths}


async def test_foreign_words_change_words_and_nothing_else_on_every_page(place: Town) -> None:
    await place.pass_(minutes=15)
    await place.command(ROSA, "pause")
    async with opened(place) as browser:
        await told(browser, place, "xx")  # from now on it is on record that they looked
        harmless = await told(browser, place, "xx")
        for piece in HOSTILE:
            assert await told(browser, place, f"x{piece}") == harmless, piece


async def test_nobody_reads_our_own_words(place: Town) -> None:
    await place.pass_(days=1)
    async with opened(place) as browser:
        paths = [
            "/sign-in",
            *(page.path for page in PAGES if not page.is_of_sandbox),
            "/conversations?state=all",
            "/journal?kind=later",
        ]
        paths += ["/journal/changes", *(f"/journal/{d.id}" for d in place.journal()[:8])]
        for path in paths:
            found = Shape()
            found.feed(await browser.text(path))
            assert not {word.strip('.,:;()"').lower() for word in found.words} & set(NEVER), path


def test_every_kind_of_act_has_a_name() -> None:
    assert DEEDS.keys() == COMPENSATIONS.keys()


async def test_a_search_takes_whatever_is_typed(place: Town) -> None:
    async with opened(place) as browser:
        for typed in (*HOSTILE, "\ud800", "x" * 200):
            said = quote(typed, errors="replace")
            names = ("words", "topic", "channel", "state", "before", "kind", "step", "view", "purpose")
            for path in ("/journal", "/conversations", "/people"):
                answer = await browser.get(f"{path}?{'&'.join(f'{name}={said}' for name in names)}")
                assert answer.status_code == 200, typed
                assert "<script>alert" not in answer.text


async def test_health_tells_of_many_and_of_private_channels_to_managers_alone(place: Town) -> None:
    await place.tell(ChannelSeen(key="inside", at=place.now, channel=INSIDE, name="inside", is_private=True))
    for nth, who in enumerate((ADA, BEN, CY, ROSA, SAM, DI, TESS)):
        await place.say(who, f"h{nth}", "How do I call the endpoint from a script?")
        await place.say(BEN if who != BEN else CY, f"a{nth}", "With a token.", of=f"h{nth}")
    await place.pass_(days=2)
    await place.say(ADA, "later", "Good morning.")
    await place.pass_(days=6)
    await place.say(ADA, "alone", "How do I call the endpoint from a script?", channel=OTHER)
    for role, is_named in ((PageRole.MANAGER, True), (PageRole.SPOKE, False)):
        async with opened(place, role, ROSA if role is PageRole.MANAGER else SAM) as browser:
            page = await browser.text("/health")
            assert "Answered within a day" in page
            assert "of the answered ones; the others by your own people" in page
            assert ("#inside" in page) is is_named
            assert "<td>#help</td>" in page
            narrowed = await browser.text(f"/health?weeks=all&channel={quote(OTHER)}")
            assert "In none of these weeks did five members or more write in this channel" in narrowed
            beside = await browser.text(f"/health?channel={quote(HELP)}&beside={quote(OTHER)}")
            assert "Side by side" in beside
            assert beside.count('<th scope="col">#') == 2, (
                "of the other channel nothing is told: two tables, one column"
            )
            fallen_back = await browser.text("/health?weeks=9&channel=nowhere")
            assert fallen_back.partition("<h1>")[2] == page.partition("<h1>")[2]


async def test_health_says_nothing_where_nothing_is_known(lite: StoredMemory) -> None:
    place = Town(lite, policy())
    await place.open()
    async with opened(place) as browser:
        page = await browser.text("/health")
        assert "No week is over yet of which could be told. The week that runs comes on Tuesday, 10 March" in page
        assert "data-chart" not in page


async def test_health_tells_whole_weeks_alone_and_what_was_told_at_the_time(place: Town) -> None:
    for nth, who in enumerate((ADA, BEN, CY, DI, TESS)):
        await place.say(who, f"h{nth}", "How do I call the endpoint from a script?")
    await place.pass_(days=2)
    await place.say(ADA, "later", "Good morning.")
    await place.pass_(days=6)
    async with opened(place) as browser:
        first = await browser.text("/health")
        assert "From 2 March 2026 to 8 March 2026" in first
        assert "Each week as it was written down when it was over" in first
        for nth, who in enumerate((ADA, BEN, CY, DI, TESS)):
            await place.say(who, f"i{nth}", "Why does the compiler stop?")
        await place.say(BEN, "late", "With a token.", of="h0")
        await place.pass_(hours=2)
        assert (await browser.text("/health")).partition("<h1>")[2] == first.partition("<h1>")[2]
        await place.pass_(days=7)
        later = await browser.text("/health")
        assert "From 2 March 2026 to 15 March 2026" in later
        (told,) = re.findall(r"<caption>The log.*?</table>", later, re.DOTALL)
        assert re.findall(r"<td>(2026-[^<]*)</td>", told) == ["2026-03-09", "2026-03-02"]
        assert re.findall(r"<td[^>]*>([^<]*)</td>", told)[-6:] == [
            "2026-03-02", "5", "6", "0 %", "100 %", "–",
        ], "unanswered then, though answered since"  # fmt: skip


async def test_health_tells_no_figure_of_a_channel_in_which_only_a_few_asked(place: Town) -> None:
    await place.say(ADA, "alone", "How do I call the endpoint from a script?", channel=OTHER)
    await place.say(BEN, "reply", "With a token.", channel=OTHER, of="alone")
    for nth, who in enumerate((CY, DI, TESS)):
        await place.say(who, f"g{nth}", "Good morning.", channel=OTHER)
    await place.pass_(days=2)
    await place.say(ADA, "on", "Good morning.", channel=OTHER)
    await place.pass_(days=6)
    async with opened(place) as browser:
        page = await browser.text(f"/health?channel={quote(OTHER)}")
        assert "In none of these weeks did five members or more" in page, "the rest would tell of the two in #help"
        assert "of the questions asked" not in page
        for nth, who in enumerate((ADA, BEN, CY, DI, TESS)):
            await place.say(who, f"i{nth}", "Good morning.")
            await place.say(who, f"j{nth}", "Good morning.", channel=OTHER)
        await place.say(DI, "second", "How do I call the endpoint from a script?", channel=OTHER)
        await place.pass_(days=2)
        await place.say(ADA, "again", "Good morning.", channel=OTHER)
        await place.pass_(days=6)
        page = await browser.text(f"/health?channel={quote(OTHER)}")
        assert "Fewer than five people asked or replied" in page
        assert "of the questions asked" not in page
