"""What is read back from Discord is told as it is told live, and what cannot be seen is never taken for deleted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from bench.fakes.discord import FakeDiscord
from engagement.catching_up import Covered, History, Known, Page, Reaction, Span
from engagement.errors import RateLimited, Rejected, Unclear
from engagement.events import AccountSeen, Event, MessageEdited, MessagePosted
from engagement.ids import AccountId, MessageId, ThreadId
from engagement.threads import Message
from tests.bots.platforms.discord.host import policy
from tests.bots.platforms.discord.stage import Stage, eventually, opened

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
TICK = "white_check_mark"
LIST = "GET /channels/{channel_id}/messages"
REACTORS = "GET /channels/{channel_id}/messages/{message_id}/reactions/{emoji}"
VIEW = 1 << 10


def span(since: datetime | None = None, threads_since: datetime = LONG_AGO) -> Span:
    at = since or LONG_AGO + timedelta(days=1)
    return Span(since=at, look_back_to=LONG_AGO, threads_since=threads_since, emojis=frozenset({TICK}))


def light(since: datetime) -> Span:
    """A look at the last hours."""
    return Span(since=since, look_back_to=LONG_AGO, threads_since=since, emojis=frozenset({TICK}))


@dataclass(slots=True)
class Ticking:
    """Discord's time, which stands still until a minute is let pass: its ids know no less than a millisecond."""

    at: datetime = field(default_factory=lambda: datetime.now(UTC) - timedelta(hours=1))  # noqa: TID251  # any time

    def __call__(self) -> float:
        return self.at.timestamp()

    def passed(self) -> datetime:
        """Half a minute ago; what is said from now on is said later."""
        self.at += timedelta(minutes=1)
        return self.at - timedelta(seconds=30)


@dataclass(slots=True)
class Read:
    """Everything that was read back of a channel."""

    pages: list[Page] = field(default_factory=list)

    @property
    def events(self) -> list[Event]:
        return [event for page in self.pages for event in page.events]

    @property
    def texts(self) -> list[str]:
        return [event.text for event in self.events if isinstance(event, MessagePosted)]

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


def history(stage: Stage) -> History:
    return next(found for found, _ in reversed(stage.host.heard) if found is not None)


async def read(stage: Stage, channel: str, over: Span | None = None, known: Known | None = None) -> Read:
    pages = history(stage).pages(stage.channel(channel), over or span(), known or Known())
    return Read([page async for page in pages])


def knowing(stage: Stage, channel: str, *told: tuple[str, str | None]) -> Known:
    """These are known, each with the beginning of the thread it lies in."""
    place = stage.channel(channel)
    found = {
        MessageId(f"{place}:{name}"): Message(
            id=MessageId(f"{place}:{name}"), channel=place, thread=ThreadId(MessageId(f"{place}:{root or name}")),
            author=AccountId("x"), at=LONG_AGO, explicit=root is not None,  # type: ignore[arg-type]
        )
        for name, root in told
    }  # fmt: skip
    return Known(messages=found)


async def test_what_is_read_back_carries_the_keys_of_what_was_told_live() -> None:
    async with FakeDiscord() as fake:
        help_, ada, ben = fake.add_channel("help"), fake.add_member("ada"), fake.add_member("ben")
        async with opened(fake, policy("help")) as stage:
            root = await fake.post(ada, help_, f"Why, <@{ben}>?")
            thread = await fake.start_thread(ben, help_, root, "Why")
            inner = await fake.post(ben, thread, "Because.")
            await fake.edit(ben, thread, inner, "Because of that.")
            reply = await fake.post(ben, help_, "See the thread.", reply_to=root)
            await stage.settled()
            told = [event for event in stage.host.told if isinstance(event, MessagePosted | MessageEdited)]
            found = await read(stage, help_)
            again = [event for event in found.events if isinstance(event, MessagePosted | MessageEdited)]
            assert {event.key for event in again} == {event.key for event in told}
            live = {event.key: event for event in told}
            assert [live[event.key] == event for event in again if event.message.endswith(reply)] == [True]
            assert [e.text for e in again if isinstance(e, MessageEdited)] == ["Because of that."]
            place = stage.channel(help_)
            assert {f"{place}:{name}" for name in (root, inner, reply)} <= found.seen
            assert found.covered == Covered(from_at=LONG_AGO, threads=frozenset({MessageId(f"{place}:{thread}")}))


async def test_threads_come_before_the_channel_whose_last_message_says_how_far_it_is_known() -> None:
    async with FakeDiscord() as fake:
        help_, ada = fake.add_channel("help"), fake.add_member("ada")
        async with opened(fake, policy("help")) as stage:
            first = await fake.post(ada, help_, "first")
            thread = await fake.start_thread(ada, help_, first, "first")
            await fake.post(ada, thread, "in the thread")
            await fake.post(ada, help_, "second")
            found = await read(stage, help_)
            assert found.texts == ["in the thread", "first", "second"]
            assert [page.scanned_to is not None for page in found.pages] == [False, True, True]


async def test_posts_of_a_forum_are_read_with_their_answers_awake_or_asleep() -> None:
    async with FakeDiscord() as fake:
        forum, ada = fake.add_channel("forum", kind="forum"), fake.add_member("ada")
        async with opened(fake, policy("forum")) as stage:
            awake = await fake.forum_post(ada, forum, "Awake", "Is anybody here?")
            asleep = await fake.forum_post(ada, forum, "Asleep", "Is anybody there?")
            await fake.post(ada, asleep, "Found it.")
            await fake.archive_thread(asleep)
            found = await read(stage, forum)
            assert sorted(found.texts) == ["Found it.", "Is anybody here?", "Is anybody there?"]
            place = stage.channel(forum)
            assert found.covered == Covered(
                from_at=None, threads=frozenset({MessageId(f"{place}:{awake}"), MessageId(f"{place}:{asleep}")})
            )


async def test_threads_that_fell_asleep_long_ago_are_left_alone() -> None:
    async with FakeDiscord() as fake:
        forum, ada = fake.add_channel("forum", kind="forum"), fake.add_member("ada")
        async with opened(fake, policy("forum")) as stage:
            asleep = await fake.forum_post(ada, forum, "Asleep", "Is anybody there?")
            await fake.archive_thread(asleep)
            later = datetime.now(UTC) + timedelta(hours=1)  # noqa: TID251  # the fake keeps real time
            found = await read(stage, forum, span(since=later + timedelta(hours=1), threads_since=later))
            assert found.seen == set()
            assert found.covered.threads == frozenset()


async def test_a_look_at_the_last_hours_reads_what_was_added_to_threads_and_proves_nothing_else() -> None:
    clock = Ticking()
    async with FakeDiscord(now=clock) as fake:
        help_, ada = fake.add_channel("help"), fake.add_member("ada")
        async with opened(fake, policy("help")) as stage:
            old, new = [await fake.post(ada, help_, text) for text in ("old", "new")]
            threads = [await fake.start_thread(ada, help_, root, "thread") for root in (old, new)]
            since = clock.passed()
            await fake.post(ada, threads[1], "just now")
            fake.backend.calls.clear()
            found = await read(stage, help_, light(since))
            assert found.texts == ["just now"]
            assert found.covered.threads == frozenset()
            assert [call.path.split("/")[-2] for call in fake.calls_of(LIST)] == [threads[1], help_]


async def test_a_deleted_thread_is_gone_with_what_was_said_in_it_and_a_sleeping_one_is_not() -> None:
    async with FakeDiscord() as fake:
        help_, ada = fake.add_channel("help"), fake.add_member("ada")
        async with opened(fake, policy("help")) as stage:
            roots = [await fake.post(ada, help_, text) for text in ("gone", "asleep", "bare")]
            threads = [await fake.start_thread(ada, help_, root, "thread") for root in roots[:2]]
            inner = [await fake.post(ada, thread, "inside") for thread in threads]
            await fake.delete_channel(threads[0])
            await fake.archive_thread(threads[1])
            later = datetime.now(UTC) + timedelta(hours=1)  # noqa: TID251  # the fake keeps real time
            known = knowing(stage, help_, (inner[0], roots[0]), (inner[1], roots[1]), ("99", roots[2]))
            over = span(since=later + timedelta(hours=1), threads_since=later)
            found = await read(stage, help_, over, known)
            place = stage.channel(help_)
            assert found.covered.threads == {MessageId(f"{place}:{roots[0]}"), MessageId(f"{place}:{roots[2]}")}


async def test_a_thread_that_cannot_be_seen_is_not_deleted() -> None:
    async with FakeDiscord() as fake:
        help_, ada = fake.add_channel("help"), fake.add_member("ada")
        async with opened(fake, policy("help")) as stage:
            root = await fake.post(ada, help_, "hidden?")
            fake.faults.fail(f"GET /channels/{root}", 403, 50001)
            assert (await read(stage, help_, known=knowing(stage, help_, ("9", root)))).covered.threads == frozenset()
            fake.faults.fail(f"GET /channels/{root}", 400, 50035)
            with pytest.raises(Rejected):
                await read(stage, help_, known=knowing(stage, help_, ("9", root)))


async def test_where_the_bot_may_not_read_history_nothing_is_read() -> None:
    async with FakeDiscord() as fake:
        help_, ada = fake.add_channel("help"), fake.add_member("ada")
        async with opened(fake, policy("help")) as stage:
            await fake.post(ada, help_, "there")
            assert list(history(stage).channels().values()) == ["help"]
            await fake.set_permissions(help_, VIEW)
            await stage.settled()
            assert history(stage).channels() == {}
            with pytest.raises(Rejected):
                await read(stage, help_)


async def test_only_channels_that_may_be_read_are_asked_for() -> None:
    async with FakeDiscord() as fake:
        fake.add_channel("help")
        fake.add_channel("other")
        fake.add_channel("adults", is_age_restricted=True)
        fake.add_channel("secret", is_private=True, bot_may=VIEW | 1 << 16)
        open_secret = fake.add_channel("open", is_private=True, bot_may=VIEW | 1 << 16)
        async with opened(fake, policy("help", "adults", "secret", private=["open"])) as stage:
            assert sorted(history(stage).channels().values()) == ["help", "open"]
            assert history(stage).channels()[stage.channel(open_secret)] == "open"
            stage.host.policies[stage.workspace] = policy()
            assert history(stage).channels() == {}
            del stage.host.policies[stage.workspace]
            assert history(stage).channels() == {}


async def test_what_is_known_is_not_told_again_and_what_was_said_before_is_no_news() -> None:
    clock = Ticking()
    async with FakeDiscord(now=clock) as fake:
        help_, ada = fake.add_channel("help"), fake.add_member("ada")
        async with opened(fake, policy("help")) as stage:
            old, known = [await fake.post(ada, help_, text) for text in ("old", "known")]
            since = clock.passed()
            new = await fake.post(ada, help_, "new")
            await fake.edit(ada, help_, known, "known otherwise")
            found = await read(stage, help_, span(since), knowing(stage, help_, (known, None)))
            told = [(type(e).__name__, e.text) for e in found.events if isinstance(e, MessagePosted | MessageEdited)]
            assert told == [("MessageEdited", "known otherwise"), ("MessagePosted", "new")]
            assert found.seen == {MessageId(f"{stage.channel(help_)}:{name}") for name in (old, known, new)}


async def test_whoever_wrote_while_nobody_listened_is_introduced_once_with_their_roles() -> None:
    async with FakeDiscord() as fake:
        help_, role = fake.add_channel("help"), fake.add_role("Staff")
        async with opened(fake, policy("help")) as stage:
            await stage.settled()
            eve, gone = fake.add_member("eve", roles=[role]), fake.add_member("gone")
            await stage.settled()
            stage.connection._servers.joined[0]._known._kept.clear()
            for who in (eve, eve, gone, fake.bot_user_id):
                await fake.post(who, help_, "hello")
            await fake.leave(gone)
            await stage.settled()
            stage.connection._servers.joined[0]._known._kept.clear()
            found = await read(stage, help_)
            seen = [event for event in found.events if isinstance(event, AccountSeen)]
            assert [(each.name, each.roles, each.is_gone) for each in seen] == [
                ("eve", (role, "Staff"), False),
                ("gone", (), True),
            ]
            assert found.texts == ["hello"] * 3


async def test_reactions_that_matter_are_asked_for_only_where_the_count_differs() -> None:
    async with FakeDiscord() as fake:
        help_, ada, ben = fake.add_channel("help"), fake.add_member("ada"), fake.add_member("ben")
        async with opened(fake, policy("help")) as stage:
            ts = await fake.post(ada, help_, "an answer")
            await fake.react(ben, help_, ts, "✅")
            await fake.react(ben, help_, ts, "👀")
            await fake.react(fake.bot_user_id, help_, ts, "✅")
            name, account = MessageId(f"{stage.channel(help_)}:{ts}"), AccountId(f"{stage.workspace}:{ben}")
            assert (await read(stage, help_)).reactions == {name: frozenset({(TICK, account)})}
            fake.backend.calls.clear()
            same = Known(reactions={Reaction(name, account, TICK): True})
            assert (await read(stage, help_, known=same)).reactions == {}
            assert fake.calls_of(REACTORS) == []
            await fake.unreact(ben, help_, ts, "✅")
            assert (await read(stage, help_, known=same)).reactions == {name: frozenset()}


async def test_custom_emoji_and_messages_that_went_meanwhile_are_no_trouble() -> None:
    async with FakeDiscord() as fake:
        help_, ada = fake.add_channel("help"), fake.add_member("ada")
        async with opened(fake, policy("help")) as stage:
            ts = await fake.post(ada, help_, "an answer")
            await fake.react(ada, help_, ts, f"{TICK}:123")
            name, account = MessageId(f"{stage.channel(help_)}:{ts}"), AccountId(f"{stage.workspace}:{ada}")
            assert (await read(stage, help_)).reactions == {name: frozenset({(TICK, account)})}
            fake.faults.fail(REACTORS, 404, 10008)
            assert (await read(stage, help_)).reactions == {name: frozenset()}
            fake.faults.fail(REACTORS, 403, 50001)
            with pytest.raises(Rejected):
                await read(stage, help_)


@pytest.mark.parametrize(("status", "code", "kind"), [(403, 50001, Rejected), (503, 0, Unclear)])
async def test_what_goes_wrong_is_told_by_its_kind(status: int, code: int, kind: type[Exception]) -> None:
    async with FakeDiscord() as fake:
        help_ = fake.add_channel("help")
        async with opened(fake, policy("help")) as stage:
            fake.faults.fail(LIST, status, code)
            with pytest.raises(kind):
                await read(stage, help_)


async def test_a_limit_that_is_too_long_to_wait_for_is_told() -> None:
    async with FakeDiscord() as fake:
        help_ = fake.add_channel("help")
        async with opened(fake, policy("help")) as stage:
            fake.faults.rate_limit(LIST, retry_after=120.0)
            with pytest.raises(RateLimited):
                await read(stage, help_)


async def test_long_channels_and_many_sleeping_posts_come_in_several_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bots.platforms.discord.history._PAGE", 2)
    async with FakeDiscord() as fake:
        help_, forum, ada = fake.add_channel("help"), fake.add_channel("forum", kind="forum"), fake.add_member("ada")
        async with opened(fake, policy("help", "forum")) as stage:
            for n in range(5):
                await fake.post(ada, help_, f"number {n}")
            assert (await read(stage, help_)).texts == [f"number {n}" for n in range(5)]
            for n in range(5):
                await fake.archive_thread(await fake.forum_post(ada, forum, f"post {n}", f"post {n}"))
            assert sorted((await read(stage, forum)).texts) == [f"post {n}" for n in range(5)]


async def test_a_new_session_may_have_missed_something_and_a_resumed_one_has_not() -> None:
    async with FakeDiscord() as fake:
        fake.add_channel("help")
        async with opened(fake, policy("help")) as stage:
            await stage.settled()
            assert [missed for _, missed in stage.host.heard] == [True]
            fake.faults.drop_gateway()
            await eventually(lambda: len(stage.host.heard) == 3)
            assert [(found is not None, missed) for found, missed in stage.host.heard[1:]] == [
                (False, False),
                (True, False),
            ]
            fake.faults.invalidate(resumable=False)
            await eventually(lambda: stage.host.heard[-1][1])
