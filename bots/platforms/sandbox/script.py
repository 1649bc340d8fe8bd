"""What the people of the sample do by themselves, and when: worked out from the sample and the world, never stored.

What was done is known from the journal (every scripted fact carries its key), and what is due follows from the sample
and from what Hubbub asked whom; so a restart neither forgets nor repeats anything.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bots.platforms.sandbox.facts import Skipped
from bots.platforms.sandbox.names import WORKSPACE, direct_with
from bots.platforms.sandbox.platform import SandboxPlatform
from bots.platforms.sandbox.post import Post
from bots.platforms.sandbox.sample import Item, Sample, WhenAsked, WhenShown
from bots.platforms.sandbox.world import Ask, World
from engagement.aiming import plain_name
from engagement.errors import NotAllowed, Rejected
from engagement.ids import AccountId, ChannelId, MessageId, account_id, channel_id

MARK = "white_check_mark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """Somebody writes, under the message known as ``under``."""

    key: str
    at: datetime
    by: AccountId
    channel: ChannelId
    text: str
    under: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Somebody changes their message."""

    key: str
    at: datetime
    by: AccountId
    on: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remove:
    """Somebody deletes their message."""

    key: str
    at: datetime
    by: AccountId
    on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class React:
    """Somebody reacts to the message known as ``on``."""

    key: str
    at: datetime
    by: AccountId
    on: str
    emoji: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """Somebody presses a button under the message that asked them."""

    key: str
    at: datetime
    by: AccountId
    message: MessageId
    control: str
    fill: Mapping[str, Sequence[str]] | None = None
    """What they put into the form that it opens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Somebody gives a command."""

    key: str
    at: datetime
    by: AccountId
    channel: ChannelId
    words: str
    fill: Mapping[str, Sequence[str]] | None = None


Action = Write | Change | Remove | React | Press | Command


def actions_of(sample: Sample) -> list[Action]:
    """All that happens at set times, whatever Hubbub does: history and live, by time."""
    items = (action for item in (*sample.file.history, *sample.file.live) for action in _of_item(item, sample))
    commands = (
        Command(
            key=f"command:{number}",
            at=sample.instant(one.at),
            by=account_id(WORKSPACE, one.by),
            channel=channel_id(WORKSPACE, one.into),
            words=one.words,
            fill=one.fill,
        )
        for number, one in enumerate(sample.file.commands)
    )
    return sorted([*items, *commands], key=lambda action: action.at)


def begins_at(sample: Sample) -> datetime:
    """The first instant of the sample: its start, or the beginning of the history before it."""
    return min([sample.start_at, *(action.at for action in actions_of(sample)[:1])])


class Script:
    """The people of the sample at work."""

    def __init__(self, sample: Sample, world: World, platform: SandboxPlatform) -> None:
        self._sample = sample
        self._world = world
        self._platform = platform
        self._fixed = actions_of(sample)

    def due_actions(self, until: datetime) -> list[Action]:
        """What is to be done by then and was not, by time."""
        return [action for action in self._ahead() if action.at <= until]

    def next_due(self) -> datetime | None:
        """When the next thing happens by itself; None when the sample has been told to its end."""
        return next((action.at for action in self._ahead()), None)

    async def perform(self, action: Action) -> None:
        """Do one thing as the person would, and tell whoever listens; a form that comes back is filled in and sent."""
        form = await self._platform.pass_on(self._record(action))
        if form is None or not isinstance(action, Press | Command) or action.fill is None:
            return
        post = self._world.posts[action.message] if isinstance(action, Press) else None
        sent = self._platform.acts.send_form(
            action.by,
            form.name,
            action.fill,
            channel=action.channel if isinstance(action, Command) else self._world.posts[action.message].channel,
            thread=post.thread if post is not None else None,
            under=post.id if post is not None else None,
            script=f"{action.key}:form",
        )
        await self._platform.pass_on(sent)

    async def catch_up(self, until: datetime) -> int:
        """Do everything due by then, told in large batches: for the history before the first start. How much it was."""
        count = 0
        while due := self.due_actions(until):
            with self._world.gathered():
                for action in due:
                    self._record(action)
            await self._platform.pass_on()
            count += len(due)
        return count

    def _ahead(self) -> list[Action]:
        done = self._world.scripted
        self._fixed = [action for action in self._fixed if action.key not in done]
        more = (action for action in (*self._asked(), *self._shown()) if action.key not in done)
        return sorted([*self._fixed, *more], key=lambda action: action.at)

    def _asked(self) -> Iterator[Action]:
        for number, entry in enumerate(self._sample.file.when_asked):
            root = self._world.scripted.get(entry.thread)
            asks = self._world.asks.get(root, ()) if root else ()
            wanted = account_id(WORKSPACE, entry.helper)
            ask = next((one for one in asks if entry.helper == "any" or one.person == wanted), None)
            if root and ask:
                yield from self._answers(f"asked:{number}", entry, root, ask)

    def _shown(self) -> Iterator[Press]:
        for number, entry in enumerate(self._sample.file.when_shown):
            key, who = f"shown:{number}", account_id(WORKSPACE, entry.who)
            if key in self._world.scripted:
                continue
            since = self._sample.instant(entry.since) if entry.since is not None else None
            found = (
                (message, at)
                for message, at in self._world.offered.get(entry.button, {}).items()
                if (since is None or at >= since) and self._is_for(entry, who, self._world.posts[message])
            )
            message, at = next(found, (None, None))
            if message is None or at is None:
                continue
            control = next(
                (b.name for b in self._world.posts[message].buttons if plain_name(b.name) == entry.button), entry.button
            )
            yield Press(key=key, at=at + entry.after, by=who, message=message, control=control, fill=entry.fill)

    def _is_for(self, entry: WhenShown, who: AccountId, post: Post) -> bool:
        """Whether the message is one of which the entry speaks, and still says what it speaks of."""
        wanted = {direct_with(who)} if entry.into is None else {channel_id(WORKSPACE, entry.into)}
        is_there = post.only_to == who if post.only_to is not None else post.channel in wanted
        return is_there and entry.says in post.text

    def _answers(self, key: str, entry: WhenAsked, root: MessageId, ask: Ask) -> Iterator[Action]:
        due = ask.at + entry.after
        asker, channel = self._world.posts[root].author, self._world.posts[root].channel
        if entry.press is not None:
            yield Press(key=f"{key}:press", at=due, by=ask.person, message=ask.message, control=entry.press)
        if entry.text is not None:
            yield Write(key=key, at=due, by=ask.person, channel=channel, text=entry.text, under=entry.thread)
        answer = self._world.scripted.get(key)
        if answer and entry.asker_marks_after is not None:
            marked_at = self._world.posts[answer].at + entry.asker_marks_after
            yield React(key=f"{key}:mark", at=marked_at, by=asker, on=key, emoji=MARK)

    def _record(self, action: Action) -> int:
        """Do it, or remember that it fell away: its message is gone, or a visitor has taken that person's place."""
        if not self._is_taken_over(action):
            try:
                line = self._do(action)
            except (Rejected, NotAllowed):
                line = 0
            if action.key in self._world.scripted:
                return line
        moment = self._world.next_moment(action.at)
        return self._world.record(Skipped(at=moment, script=action.key))

    def _do(self, action: Action) -> int:
        acts, key, at = self._platform.acts, action.key, action.at
        match action:
            case Write():
                thread = self._message(action.under) if action.under else None
                return acts.write(action.by, action.channel, action.text, thread=thread, at=at, script=key)
            case Change():
                return acts.change(action.by, self._message(action.on), action.text, at=at, script=key)
            case Remove():
                return acts.remove(action.by, self._message(action.on), at=at, script=key)
            case React():
                return acts.react(action.by, self._message(action.on), action.emoji, at=at, script=key)
            case Press():
                return acts.press(action.by, action.message, action.control, at=at, script=key)
            case Command():
                return acts.write(action.by, action.channel, f"/hubbub {action.words}", at=at, script=key)

    def _message(self, key: str) -> MessageId:
        message = self._world.scripted.get(key)
        if message is None:
            raise Rejected(f"what the sample calls {key} was never written")
        return message

    def _is_taken_over(self, action: Action) -> bool:
        by_hand = self._world.by_hand
        match action:
            case Write(under=str() as under):
                root = self._world.scripted.get(under)
                asks = self._world.asks.get(root, ()) if root else ()
                return (action.by, root) in by_hand or (
                    action.key.startswith("asked:") and any((action.by, ask.message) in by_hand for ask in asks)
                )
            case Press():
                return (action.by, action.message) in by_hand
            case React(emoji=emoji) if emoji == MARK and action.key.startswith("asked:"):
                return self._has_marked(action.by, self._message(action.on))
            case _:
                return False

    def _has_marked(self, asker: AccountId, answer: MessageId) -> bool:
        """Whether a visitor, as the asker, marked an answer of this conversation already."""
        root = self._world.posts[answer].root
        return any(
            asker in post.reactions.get(MARK, ()) or (asker, post.id) in self._world.by_hand
            for post in self._world.posts.values()
            if post.thread == root
        )


def _of_item(item: Item, sample: Sample) -> Iterator[Action]:
    start = sample.instant(item.at)
    by, channel = account_id(WORKSPACE, item.by), channel_id(WORKSPACE, item.into)
    yield Write(key=item.id, at=start, by=by, channel=channel, text=item.text)
    for number, more in enumerate(item.more):
        yield Write(key=f"{item.id}:more:{number}", at=start + more.after, by=by, channel=channel, text=more.text)
    for number, reply in enumerate(item.replies):
        yield Write(
            key=reply.id or f"{item.id}:reply:{number}",
            at=start + reply.after,
            by=account_id(WORKSPACE, reply.by),
            channel=channel,
            text=reply.text,
            under=item.id,
        )
    for number, reaction in enumerate(item.reactions):
        yield React(
            key=f"{item.id}:reaction:{number}",
            at=start + reaction.after,
            by=account_id(WORKSPACE, reaction.by),
            on=reaction.on or item.id,
            emoji=reaction.emoji,
        )
    for number, edit in enumerate(item.edits):
        yield Change(key=f"{item.id}:edit:{number}", at=start + edit.after, by=by, on=item.id, text=edit.text)
    for number, delete in enumerate(item.deletes):
        yield Remove(key=f"{item.id}:delete:{number}", at=start + delete.after, by=by, on=item.id)
