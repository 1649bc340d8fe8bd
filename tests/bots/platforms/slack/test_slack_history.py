"""What is read back from Slack is told as it is told live, and only where it may be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from bench.fakes.slack import FakeSlack
from engagement.catching_up import Covered, History, Known, Page, Reaction, Span
from engagement.errors import RateLimited, Rejected, Unclear
from engagement.events import Event, MessageEdited, MessagePosted
from engagement.ids import ChannelId, MessageId, ThreadId
from engagement.policy import ChannelPolicy
from engagement.threads import Message
from tests.bots.platforms.slack.conftest import Town
from tests.bots.platforms.slack.stage import Listener, W, connected, eventually, person, policy

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
TICK = "white_check_mark"
HISTORY, REPLIES = "conversations.history", "conversations.replies"


def span(since: datetime = LONG_AGO, threads_since: datetime = LONG_AGO) -> Span:
    return Span(since=since, look_back_to=LONG_AGO, threads_since=threads_since, emojis=frozenset({TICK}))


@dataclass(slots=True)
class Read:
    """Everything that was read back of a channel."""

    pages: list[Page] = field(default_factory=list)

    @property
    def events(self) -> list[Event]:
        return [event for page in self.pages for event in page.events]

    @property
    def seen(self) -> set[MessageId]:
        return {message for page in self.pages for message in page.seen}

    @property
    def reactions(self) -> Mapping[MessageId, object]:
        return {name: found for page in self.pages for name, found in page.reactions.items()}

    @property
    def covered(self) -> Covered:
        (found,) = [page.covered for page in self.pages if page.covered is not None]
        return found


def history(host: Listener) -> History:
    found = host.heard[-1][0]
    assert found is not None
    return found


async def read(town: Town, host: Listener, over: Span | None = None, known: Known | None = None) -> Read:
    channel = ChannelId(f"{W}:{town.help}")
    return Read([page async for page in history(host).pages(channel, over or span(), known or Known())])


def message(town: Town, ts: str) -> MessageId:
    return MessageId(f"{W}:{town.help}:{ts}")


def knowing(town: Town, *told: tuple[str, str | None]) -> Known:
    """These are known, each with the beginning it is a reply to."""
    found = {
        message(town, ts): Message(
            id=message(town, ts), channel=ChannelId(f"{W}:{town.help}"), thread=ThreadId(message(town, root or ts)),
            author=person(town.ada), at=LONG_AGO, explicit=root is not None,  # type: ignore[arg-type]
        )
        for ts, root in told
    }  # fmt: skip
    openings = {each.thread: frozenset({MessageId(each.thread)}) for each in found.values() if each.explicit}
    return Known(messages=found, openings=openings)


def calls(slack: FakeSlack) -> list[str]:
    return [call.method for call in slack.calls if call.method in {HISTORY, REPLIES}]


async def test_what_is_read_back_carries_the_keys_of_what_was_told_live(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        root = await town.slack.post(town.ada, town.help, f"does <@{town.ben}> know?")
        reply = await town.slack.post(town.ben, town.help, "yes", thread_ts=root)
        await town.slack.edit(town.ben, town.help, reply, "yes, I do")
        await town.slack.settled()
        live = {event.key: event for event in host.events if isinstance(event, MessagePosted | MessageEdited)}
        found = await read(town, host)
    told = {event.key: event for event in found.events}
    assert set(told) == set(live)
    edit = f"e:{message(town, reply)}"
    assert [event.text for key, event in told.items() if key.startswith(edit)] == ["yes, I do"]  # type: ignore[union-attr]
    asked = told[f"m:{message(town, root)}"]
    was = live[asked.key]
    assert isinstance(asked, MessagePosted)
    assert isinstance(was, MessagePosted)
    assert (asked.author, asked.at, asked.addressed) == (was.author, was.at, was.addressed)
    assert found.seen == {message(town, root), message(town, reply)}


async def test_the_oldest_come_first_and_the_last_page_says_what_was_read(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        some = [await town.slack.post(town.ada, town.help, f"number {n}") for n in range(3)]
        await town.slack.post(town.ben, town.help, "a reply", thread_ts=some[0])
        found = await read(town, host)
    texts = [event.text for event in found.events if isinstance(event, MessagePosted)]
    assert texts == ["number 0", "a reply", "number 1", "number 2"]
    assert found.covered.from_at == LONG_AGO
    assert found.covered.threads == {message(town, ts) for ts in some}
    scanned = [page.scanned_to for page in found.pages if page.scanned_to is not None]
    assert scanned == sorted(scanned)


async def test_what_is_known_is_not_told_again_and_what_was_said_before_is_no_news(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        old = await town.slack.post(town.ada, town.help, "said before anybody listened")
        known = await town.slack.post(town.ada, town.help, "known")
        since = datetime.now(UTC)  # noqa: TID251  # the fake keeps real time
        new = await town.slack.post(town.ada, town.help, "new")
        await town.slack.edit(town.ada, town.help, known, "known otherwise")
        found = await read(town, host, span(since), knowing(town, (known, None)))
    assert [(type(each).__name__, each.text) for each in found.events] == [  # type: ignore[union-attr]
        ("MessageEdited", "known otherwise"),
        ("MessagePosted", "new"),
    ]
    assert found.seen == {message(town, ts) for ts in (old, known, new)}


async def test_the_bot_itself_and_people_of_other_organisations_tell_nothing(town: Town, host: Listener) -> None:
    stranger = town.slack.add_user("Vera", is_stranger=True)
    async with connected(town.slack, host) as link:
        ts = await town.slack.post(stranger, town.help, "from elsewhere")
        await town.slack.settled()
        people = link._workplace.people if link._workplace is not None else None
        assert people is not None
        await eventually(lambda: people.is_stranger(stranger))
        assert link._calls is not None
        await link._calls.call("chat.postMessage", channel=town.help, text="from the bot")
        await link._calls.call("reactions.add", channel=town.help, timestamp=ts, name=TICK)
        found = await read(town, host)
    assert found.events == []
    assert set(found.reactions.values()) == {frozenset()}


async def test_only_threads_that_may_have_changed_are_read(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        root = await town.slack.post(town.ada, town.help, "a question?")
        reply = await town.slack.post(town.ben, town.help, "an answer", thread_ts=root)
        later = datetime.now(UTC) + timedelta(hours=1)  # noqa: TID251  # the fake keeps real time
        same = knowing(town, (root, None), (reply, root))
        town.slack.calls.clear()
        quiet = await read(town, host, span(threads_since=later), same)
        assert calls(town.slack) == [HISTORY]
        assert quiet.covered.threads == frozenset()
        await read(town, host, span(), same)
        assert calls(town.slack) == [HISTORY, HISTORY, REPLIES]
        await town.slack.delete(town.ben, town.help, reply)
        gone = await read(town, host, span(threads_since=later), same)
    assert message(town, root) in gone.covered.threads, "a thread without replies is read to its end"
    assert message(town, reply) not in gone.seen


async def test_a_thread_that_lost_one_of_several_replies_is_read(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        root = await town.slack.post(town.ada, town.help, "a question?")
        one, two = [await town.slack.post(town.ben, town.help, text, thread_ts=root) for text in ("one", "two")]
        known = knowing(town, (root, None), (one, root), (two, root))
        await town.slack.delete(town.ben, town.help, one)
        later = datetime.now(UTC) + timedelta(hours=1)  # noqa: TID251  # the fake keeps real time
        found = await read(town, host, span(threads_since=later), known)
    assert message(town, root) in found.covered.threads
    assert message(town, one) not in found.seen
    assert message(town, two) in found.seen


async def test_a_deleted_beginning_leaves_its_replies(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        root = await town.slack.post(town.ada, town.help, "a question?")
        reply = await town.slack.post(town.ben, town.help, "an answer", thread_ts=root)
        await town.slack.delete(town.ada, town.help, root)
        found = await read(town, host)
    assert found.seen == {message(town, reply)}


async def test_replies_to_what_was_begun_earlier_are_read_too(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        root = await town.slack.post(town.ada, town.help, "a question?")
        since = datetime.now(UTC)  # noqa: TID251  # the fake keeps real time
        reply = await town.slack.post(town.ben, town.help, "an answer", thread_ts=root)
        known = Known(openings={message(town, root): frozenset({message(town, root)})})
        over = Span(since=since, look_back_to=since, threads_since=since)
        found = await read(town, host, over, known)
        assert [event.key for event in found.events] == [f"m:{message(town, reply)}"]
        await town.slack.delete(town.ben, town.help, reply)
        await town.slack.delete(town.ada, town.help, root)
        gone = await read(town, host, over, known)
    assert gone.covered.threads == {message(town, root)}
    assert gone.seen == set()


async def test_reactions_are_told_of_what_matters(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        ts = await town.slack.post(town.ada, town.help, "an answer")
        await town.slack.react(town.ben, town.help, ts, TICK)
        await town.slack.react(town.ben, town.help, ts, "eyes")
        found = await read(town, host)
    assert found.reactions == {message(town, ts): frozenset({(TICK, person(town.ben))})}


async def test_where_slack_names_fewer_people_than_it_counts_those_known_are_believed(
    town: Town, host: Listener
) -> None:
    async with connected(town.slack, host):
        ts = await town.slack.post(town.ada, town.help, "an answer")
        await town.slack.react(town.ben, town.help, ts, TICK)
        town.slack._space.world.channels[town.help].by_ts[ts].raw["reactions"][0]["count"] = 2
        known = Known(reactions={Reaction(message(town, ts), person(town.ada), TICK): True})
        found = await read(town, host, known=known)
    assert found.reactions == {message(town, ts): frozenset({(TICK, person(town.ben)), (TICK, person(town.ada))})}


async def test_history_that_slack_hides_is_told_and_nothing_of_it_counts_as_gone(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        await town.slack.post(town.ada, town.help, "hidden by the plan")
        ts = await town.slack.post(town.ada, town.help, "still there")
        town.slack.keeps_from = float(ts)
        found = await read(town, host)
        assert found.pages[-1].is_cut
        assert found.covered.from_at == datetime.fromtimestamp(float(ts), UTC)
        assert found.seen == {message(town, ts)}
        town.slack.keeps_from = float(ts) + 1
        nothing = await read(town, host)
    assert nothing.covered.from_at is not None
    assert nothing.covered.from_at > found.covered.from_at


async def test_only_channels_that_may_be_read_are_asked_for(town: Town, host: Listener) -> None:
    secret = town.slack.add_channel("secret", members=[town.ada], is_private=True)
    town.slack.add_channel("partners", members=[town.ada], is_shared=True)
    names = ("help", "secret", "partners", "other")
    host.dials = policy(channels={name: ChannelPolicy(name=name) for name in names})
    async with connected(town.slack, host):
        assert history(host).channels() == {f"{W}:{town.help}": "help"}
        host.dials = policy(channels={"secret": ChannelPolicy(name="secret", may_be_private=True)})
        assert history(host).channels() == {f"{W}:{secret}": "secret"}
        host.dials = None
        assert history(host).channels() == {}


async def test_a_channel_that_became_private_meanwhile_tells_nothing(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        await town.slack.post(town.ada, town.help, "not for us")
        await town.slack.make_private(town.help)
        await town.slack.settled()
        with pytest.raises(Rejected):
            await read(town, host)


@pytest.mark.parametrize(
    ("error", "kind"),
    [("not_in_channel", Rejected), ("missing_scope", Rejected), ("internal_error", Unclear), ("ratelimited", RateLimited)],
)  # fmt: skip
@pytest.mark.parametrize("method", [HISTORY, REPLIES])
async def test_what_goes_wrong_is_told_by_its_kind(
    town: Town, host: Listener, method: str, error: str, kind: type[Exception]
) -> None:
    async with connected(town.slack, host):
        root = await town.slack.post(town.ada, town.help, "a question?")
        await town.slack.post(town.ben, town.help, "an answer", thread_ts=root)
        town.slack.faults.fail(method, error)
        with pytest.raises(kind):
            await read(town, host)


async def test_a_token_that_died_says_nothing_about_the_channel(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        town.slack.faults.fail(HISTORY, "token_revoked")
        with pytest.raises(Unclear):
            await read(town, host)


async def test_long_channels_come_in_several_pages(town: Town, host: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bots.platforms.slack.history._PAGE", 2)
    monkeypatch.setattr("bots.platforms.slack.history._TOLD_AT_ONCE", 2)
    async with connected(town.slack, host):
        some = [await town.slack.post(town.ada, town.help, f"number {n}") for n in range(5)]
        for n in range(3):
            await town.slack.post(town.ben, town.help, f"reply {n}", thread_ts=some[0])
        found = await read(town, host)
        texts = [event.text for event in found.events if isinstance(event, MessagePosted)]
        assert texts == ["number 0", "reply 0", "reply 1", "reply 2", *(f"number {n}" for n in range(1, 5))]
        monkeypatch.setattr("bots.platforms.slack.history._MOST_PAGES", 1)
        with pytest.raises(Unclear, match="more than can be looked through"):
            await read(town, host)
        monkeypatch.setattr("bots.platforms.slack.history._PAGE", 5)
        await town.slack.post(town.ben, town.help, "reply 3", thread_ts=some[0])
        await town.slack.post(town.ben, town.help, "reply 4", thread_ts=some[0])
        await town.slack.post(town.ben, town.help, "reply 5", thread_ts=some[0])
        with pytest.raises(Unclear, match="replies: there is more"):
            await read(town, host)


async def test_each_connection_says_that_something_may_have_been_missed(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        assert [missed for _, missed in host.heard] == [True]
        town.slack.faults.drop_sockets()
        await eventually(lambda: len(host.heard) >= 3)  # connected, lost, connected
    assert [found is not None for found, _ in host.heard] == [True, False, True]


async def test_that_slack_left_something_out_is_passed_on(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        town.slack.faults.swallow(1)
        await town.slack.post(town.ada, town.help, "never told")
        await town.slack.settled()
    assert host.gaps == 1
    assert host.told(MessagePosted) == []
