"""What a play may decide to do, and what undoing it would take. Values only: doing is delivery's work."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum
from typing import NamedTuple

from engagement.charts import Chart
from engagement.crisis import Turn
from engagement.entries import Entry
from engagement.escalating.acts import Move
from engagement.ids import ChannelId, MemberId, MessageId, ThreadId, look_id
from engagement.own_acts import (
    ComeBack,
    ForgetMember,
    ForgetWords,
    JoinAccounts,
    KeepCode,
    PartAccount,
    SaveHelper,
    SetConsent,
)
from engagement.people import Purpose
from engagement.showing import GiveRole


class FieldKind(StrEnum):
    """How a field of a message text is shown; foreign words are ``TEXT`` or ``QUOTE`` and never parsed."""

    TEXT = "text"
    QUOTE = "quote"
    """Somebody's own words, named by the message or thread they stand in; looked up when it is sent, never stored."""
    STATEMENT = "statement"
    """What staff wrote for everybody to read, named by ``Crisis.said``; looked up when it is sent, never stored."""
    PERSON = "person"
    """A member id, shown as a name; pings only when the action's ``mentions`` holds it."""
    SAID = "said"
    """One message of somebody's in their own lines, named by its id; looked up when it is sent, never stored."""
    LINK = "link"
    """A message id, shown as a link to it."""
    PLACE = "place"
    """A channel id, shown as its name."""
    INSTANT = "instant"
    """An ISO instant, shown in the reader's zone."""
    MOMENT = "moment"
    """The same in a message that stays: where the platform can, it reads as it does now, on the reader's clock."""
    DAY = "day"
    """A day of the calendar, in ISO: the same for every reader, whatever their zone."""
    SPAN = "span"
    """Seconds, shown in words ("20 minutes")."""
    SHARE = "share"
    """A share (0-1), shown in whole per cent as the reader's language writes it."""
    SHARES = "shares"
    """Figures of ours in which each share is written ``60%``; shown as the reader's language writes per cent."""
    PAGE = "page"
    """A path of our own pages, for a link to it; no link where others do not reach them."""


class Field(NamedTuple):
    """One value for a named placeholder of a message text."""

    kind: FieldKind
    value: str


class Lane(IntEnum):
    """Which of the waiting messages goes first."""

    ESCALATION = 0
    ANSWER = 1
    DIGEST = 2
    NUDGE = 3


class Reach(StrEnum):
    """Where a message goes."""

    MEMBER = "member"
    """Privately to one member."""
    THREAD = "thread"
    """Into a conversation."""
    ASKER = "asker"
    """To the asker alone where the platform can (shown only to them), else into the conversation."""
    CHANNEL = "channel"
    MANAGERS = "managers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """Send one message. Undone by deleting it.

    ``text`` names a message text (``peer_prompt.ask``), ``fields`` fill it, ``items`` fill its list line by line
    (``<text>_item``). ``mentions`` are the only people it may ping. ``useful_for`` is how long it is worth sending;
    None means for ever. ``slot`` names a message kept up to date: a second Say with the same slot edits the first.
    ``purpose`` is the consent the addressee must have given; ``is_unprompted`` messages count against the caps.
    ``waits``: where the addressee has had as many unasked messages as the week allows, it is said when it may be
    again, not never. ``below`` is the slot of a message of ours in that channel: it is said under that one, where it
    stands already. ``chart`` is drawn where it is sent, and goes with it.
    """

    text: str
    reach: Reach
    to: str
    """A member, thread or channel id; empty for the managers."""
    fields: Mapping[str, Field] = field(default_factory=dict)
    items: tuple[Mapping[str, Field], ...] = ()
    controls: tuple[str, ...] = ()
    mentions: tuple[MemberId, ...] = ()
    thread: ThreadId | None = None
    """The conversation it is about."""
    purpose: Purpose | None = None
    is_unprompted: bool = True
    lane: Lane = Lane.NUDGE
    useful_for: timedelta | None = None
    waits: bool = False
    slot: str | None = None
    below: str | None = None
    chart: Chart | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptPeer:
    """Ask one helper to look at an unanswered question. Undone by deleting the message."""

    thread: ThreadId
    helper: MemberId
    ring: int
    say: Say


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferSimilar:
    """Show the asker earlier solved threads. Undone by deleting the message."""

    thread: ThreadId
    similar: tuple[ThreadId, ...]
    say: Say


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """Look again at ``due_at``. Undone by cancelling it. ``kind`` names the look within the play."""

    play: str
    kind: str
    thread: ThreadId
    due_at: datetime
    is_owed: bool = False
    """Somebody relies on it: it is kept also where what led to it happened long ago."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelFollowUps:
    """Look no more: the cause is gone. ``kinds`` empty means all of the play's."""

    play: str
    thread: ThreadId
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkAnswer:
    """The thread is solved by this message. Undone by reopening it. ``helper`` is credited unless None."""

    thread: ThreadId
    message: MessageId | None
    helper: MemberId | None
    marked_by: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmarkAnswer:
    """The mark was taken back; the thread is open again."""

    thread: ThreadId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAs:
    """What a message is taken for: ``modes`` as of ``QuestionModes``, its topics, and how soon somebody should come.

    ``urgency`` is ``urgent``, ``normal``, or "" for what the rules say.
    """

    modes: int
    topics: tuple[str, ...] = ()
    urgency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAnew:
    """Take a message for something else than before. Undone by taking it for what it was taken for, until it is edited.

    What follows from its conversation being a question now, or none any more, follows as ever.
    """

    thread: ThreadId
    message: MessageId
    read: ReadAs
    before: ReadAs


@dataclass(frozen=True, slots=True, kw_only=True)
class TagThread:
    """Tag a conversation ``solved`` or ``quiet`` on the platform; never lock it. Undone by taking the tag off."""

    thread: ThreadId
    tag: str
    is_on: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Somebody said "I'm on it" (None: they let it go), so nobody else is asked. Undone by putting ``before`` back."""

    thread: ThreadId
    member: MemberId | None
    before: MemberId | None = None
    """Who was on it until then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """Write down a contribution. Undone by taking it back. ``kind`` as in ``advocacy.contributions.POINTS``.

    ``by`` is whose doing made it one (who marked, who thanked), ``said`` the message in which they said so.
    """

    member: MemberId
    kind: str
    thread: ThreadId
    message: MessageId | None
    by: MemberId | None = None
    said: MessageId | None = None
    is_taken_back: bool = False
    """What made it a contribution is no more: their reaction is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDial:
    """A manager changed a setting: an override of the file. Undone by putting the earlier value back.

    ``was`` is what held before, where that is known; ``by`` may also be the pages.
    """

    path: str
    value: object
    by: MemberId
    was: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveEscalation:
    """An escalation begins, or moves on: it stands as it says now, and its record goes on. Staff move it back."""

    move: Move


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveCrisis:
    """A crisis begins, goes on or ends: it stands as it says now, and its timeline goes on. Staff end it."""

    turn: Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepWords:
    """Keep what somebody gave us to pass on, as long as words are kept; gone when they are forgotten."""

    message: MessageId
    thread: ThreadId
    author: MemberId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginPrivately:
    """A conversation that stands in no channel: what ``asker`` asks a team through us."""

    thread: ThreadId
    asker: MemberId
    topics: tuple[str, ...] = ()
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """Keep an entry as it stands now, or let go of it (``is_gone``). Undone by putting ``before`` back."""

    entry: Entry
    before: Entry | None = None
    is_gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """A manager judged a decision ``good`` or ``wrong``."""

    decision: str
    verdict: str
    by: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """Take back what a decision did."""

    decision: str
    by: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One field of a form: ``kind`` is ``text``, ``words`` (several lines), ``many`` (tick boxes) or ``one``.

    ``labels`` are what options are called that no text names: whatever a manager called them.
    """

    name: str
    kind: str
    options: tuple[str, ...] = ()
    value: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenForm:
    """Show a form to whoever just pressed a button or gave a command. Texts: ``<text>`` and ``<text>_<field>``.

    ``items`` fill the list in its introduction line by line (``<text>_item``).
    """

    form: str
    text: str
    fields: tuple[FormField, ...]
    items: tuple[Mapping[str, Field], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Answer a command or a button at once, to that person alone; never through the outbox."""

    text: str
    fields: Mapping[str, Field] = field(default_factory=dict)
    items: tuple[Mapping[str, Field], ...] = ()
    controls: tuple[str, ...] = ()
    is_problem: bool = False
    """Something could not be read: a form stays open, so that nothing typed is lost."""


Action = (
    Say
    | PromptPeer
    | OfferSimilar
    | FollowUp
    | CancelFollowUps
    | MarkAnswer
    | UnmarkAnswer
    | TagThread
    | ReadAnew
    | Claim
    | Credit
    | SaveHelper
    | SetConsent
    | ForgetMember
    | ForgetWords
    | ComeBack
    | KeepCode
    | JoinAccounts
    | PartAccount
    | SetDial
    | MoveEscalation
    | MoveCrisis
    | KeepWords
    | BeginPrivately
    | Keep
    | GiveRole
    | Judge
    | Undo
    | OpenForm
    | Reply
)


COMPENSATIONS: Mapping[str, str | None] = {
    "Say": "the message is deleted, or reads again as it did before",
    "PromptPeer": "the message is deleted, and the helper may be asked again",
    "OfferSimilar": "the message is deleted",
    "FollowUp": "it is not looked at again",
    "CancelFollowUps": None,
    "MarkAnswer": "the question is as it was before, and credit and thanks are taken back",
    "UnmarkAnswer": None,
    "TagThread": "the tag is taken off (or put back)",
    "ReadAnew": "the message is taken for what it was taken for before",
    "Claim": "whoever was on it before is again, mostly nobody; what was to be looked at is looked at",
    "Credit": "the credit is taken back (or stands again)",
    "SaveHelper": "the helper's earlier choices are put back",
    "SetConsent": None,
    "ForgetMember": None,
    "ForgetWords": None,
    "ComeBack": None,
    "KeepCode": None,
    "JoinAccounts": None,
    "PartAccount": None,
    "SetDial": "the value from before holds again",
    "MoveEscalation": "it is closed, and the team's card says so",
    "MoveCrisis": None,
    "KeepWords": None,
    "BeginPrivately": None,
    "Keep": "what was noted before holds again",
    "GiveRole": "the role or group is taken away (or given back)",
    "Judge": None,
    "Undo": None,
    "OpenForm": None,
    "Reply": None,
}
"""How each kind of action is undone, in words; None where there is no way back."""


def message_of(action: Action) -> Say | None:
    """The message an action would send, or None when it sends nothing."""
    if isinstance(action, Say):
        return action
    if isinstance(action, PromptPeer | OfferSimilar):
        return action.say
    return None


def channel_place(channel: ChannelId) -> Field:
    """A channel as a field of a message text."""
    return Field(FieldKind.PLACE, channel)


def person(member: MemberId) -> Field:
    """A member as a field of a message text."""
    return Field(FieldKind.PERSON, member)


def link(message: MessageId | ThreadId) -> Field:
    """A message as a field of a message text."""
    return Field(FieldKind.LINK, message)


def words(text: str) -> Field:
    """Plain words as a field of a message text."""
    return Field(FieldKind.TEXT, text)


def quote(message: MessageId) -> Field:
    """The opening words of a thread (or a message) as a field of a message text."""
    return Field(FieldKind.QUOTE, message)


def noted(kind: str, name: str) -> Field:
    """The words of an entry, by its kind and id, as a field of a message text: looked up when sent, as all quotes."""
    return quote(look_id(kind, name))


def said(message: MessageId) -> Field:
    """A whole message of somebody's as a field of a message text."""
    return Field(FieldKind.SAID, message)


def instant(at: datetime) -> Field:
    """An instant as a field of a message text."""
    return Field(FieldKind.INSTANT, at.isoformat())


def moment(at: datetime) -> Field:
    """An instant in a message that stays, as a field of its text."""
    return Field(FieldKind.MOMENT, at.isoformat())


def statement(said: str) -> Field:
    """What staff wrote for everybody, by ``Crisis.said``, as a field of a message text."""
    return Field(FieldKind.STATEMENT, said)


def day(of: date) -> Field:
    """A day as a field of a message text."""
    return Field(FieldKind.DAY, of.isoformat())


def share(of_one: float) -> Field:
    """A share (0-1) as a field of a message text."""
    return Field(FieldKind.SHARE, repr(float(of_one)))


def page(path: str) -> Field:
    """A page of ours, such as ``/hub``, as what a link in a message text leads to."""
    return Field(FieldKind.PAGE, path)


def span(duration: timedelta) -> Field:
    """A duration as a field of a message text."""
    return Field(FieldKind.SPAN, str(int(duration.total_seconds())))
