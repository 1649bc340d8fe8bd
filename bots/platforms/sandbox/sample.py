"""Which community the sandbox pretends to be: the sample file, read and checked.

Its durations are ``40s 14m 3h 2d`` (or sums like ``1h30m``); moments are ``-20d 09:12``, days counted from the date of
``start``, in the sample's zone. Every ``after`` counts from the message that begins the item; those of ``when_asked``
from the moment of the ask.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bots.platforms.sandbox.names import WORKSPACE
from engagement.errors import ConfigError
from engagement.ids import MemberId, account_id
from engagement.people import Helper, Hours, Via
from engagement.programmes import AskKind
from engagement.strategy import Goal, Purpose

_DURATION = re.compile(r"(?:\d+[smhd])+")
_MOMENT = re.compile(r"([+-]?\d+)d (\d\d):(\d\d)")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def to_duration(text: object) -> timedelta:
    """``1h30m`` as a duration. Raises ValueError."""
    if not isinstance(text, str) or not _DURATION.fullmatch(text):
        raise ValueError(f"{text!r} is no duration; write it like 40s, 14m, 3h or 2d")
    return sum(
        (timedelta(**{_UNITS[unit]: int(count)}) for count, unit in re.findall(r"(\d+)([smhd])", text)), timedelta()
    )


def to_hours(text: object) -> Hours:
    """``09:00-18:00`` as a span of the day. Raises ValueError."""
    start, _, end = str(text).partition("-")
    return Hours(start=time.fromisoformat(start), end=time.fromisoformat(end))


Duration = Annotated[timedelta, BeforeValidator(to_duration)]
_STRICT = ConfigDict(extra="forbid", defer_build=True)


@checked(frozen=True, kw_only=True, config=_STRICT)
class HelperWish:
    """How somebody of the sample likes to be asked."""

    topics: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    hours: tuple[Annotated[Hours, BeforeValidator(to_hours)], ...] = ()
    languages: tuple[str, ...] = ()
    limit_per_day: int | None = None
    via: Via = Via.PRIVATE
    greets: bool = False
    """Likes to greet newcomers."""


@checked(frozen=True, kw_only=True, config=_STRICT)
class SamplePerson:
    """Somebody of the sample."""

    id: str
    name: str
    role: Literal["member", "manager", "staff", "trusted", "sales", "bot"] = "member"
    timezone: str = ""
    languages: tuple[str, ...] = ()
    helper: HelperWish | None = None


@checked(frozen=True, kw_only=True, config=_STRICT)
class SampleChannel:
    """A channel of the sample; ``topics`` are what is asked there."""

    id: str
    name: str
    topic: str = ""
    topics: tuple[str, ...] = ()
    private: bool = False
    managers: bool = False


@checked(frozen=True, kw_only=True, config=_STRICT)
class SampleTeam:
    """A hub or a spoke of the sample: what it owns, and who is in it."""

    name: str
    title: str
    channel: str
    is_hub: bool = False
    people: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


@checked(frozen=True, kw_only=True, config=_STRICT)
class SampleProgramme:
    """A programme for advocates; ``reviewers`` are people of the sample."""

    name: str
    title: str
    promise: str
    channel: str
    reviewers: tuple[str, ...]
    votes: int = 1
    term: Duration = timedelta(days=365)
    benefits: tuple[str, ...] = ()
    asks: tuple[AskKind, ...] = tuple(AskKind)
    industries: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()


@checked(frozen=True, kw_only=True, config=_STRICT)
class SampleStory:
    """A public story of the sample's organisation."""

    name: str
    title: str
    link: str
    topics: tuple[str, ...] = ()


@checked(frozen=True, kw_only=True, config=_STRICT)
class Later:
    """More words, so long after the item began; an edit when it stands among the edits."""

    after: Duration
    text: str


@checked(frozen=True, kw_only=True, config=_STRICT)
class SampleReply:
    """A reply in the item's thread."""

    after: Duration
    by: str
    text: str
    id: str | None = None


@checked(frozen=True, kw_only=True, config=_STRICT)
class SampleReaction:
    """A reaction to the item, or to the reply called ``on``."""

    after: Duration
    by: str
    emoji: str
    on: str | None = None


@checked(frozen=True, kw_only=True, config=_STRICT)
class SampleDelete:
    """The item's first message is deleted."""

    after: Duration


@checked(frozen=True, kw_only=True, config=_STRICT)
class Item:
    """One conversation: who began it where and when, and what follows by itself."""

    id: str
    at: str
    by: str
    text: str
    into: str = Field(validation_alias="in")
    more: tuple[Later, ...] = ()
    replies: tuple[SampleReply, ...] = ()
    reactions: tuple[SampleReaction, ...] = ()
    edits: tuple[Later, ...] = ()
    deletes: tuple[SampleDelete, ...] = ()


@checked(frozen=True, kw_only=True, config=_STRICT)
class WhenAsked:
    """What somebody does once Hubbub asked them about a conversation; ``helper`` ``any`` is whoever is asked first."""

    thread: str
    after: Duration
    helper: str = "any"
    press: str | None = None
    text: str | None = None
    asker_marks_after: Duration | None = None


@checked(frozen=True, kw_only=True, config=_STRICT)
class SampleCommand:
    """Somebody gives a command of ``/hubbub``; ``fill`` is what they put into the form that it opens."""

    at: str
    by: str
    words: str
    into: str = Field(validation_alias="in")
    fill: dict[str, tuple[str, ...]] | None = None


@checked(frozen=True, kw_only=True, config=_STRICT)
class WhenShown:
    """What somebody does with a button that Hubbub shows them, the first time from ``since`` on.

    The message is one for them alone, or one in the channel ``in``; ``says`` is part of its words. ``fill`` is what
    they put into the form that the button opens.
    """

    who: str
    button: str
    after: Duration
    into: str | None = Field(default=None, validation_alias="in")
    says: str = ""
    since: str | None = None
    fill: dict[str, tuple[str, ...]] | None = None


@checked(frozen=True, kw_only=True, config=_STRICT)
class SampleFile:
    """The sample as it stands in its file."""

    name: str
    timezone: str
    start: str | datetime
    people: tuple[SamplePerson, ...]
    channels: tuple[SampleChannel, ...]
    teams: tuple[SampleTeam, ...] = ()
    wishes: str = "none"
    """The team that hears what members wish for."""
    programmes: tuple[SampleProgramme, ...] = ()
    stories: tuple[SampleStory, ...] = ()
    employer: str = ""
    """What its people of sales say where they work."""
    thanks: str = ""
    """The channel in which people are thanked once a month."""
    proposals: str = ""
    """The channel in which members see what one of them proposes."""
    purpose: Purpose = Purpose()
    goals: tuple[Goal, ...] = ()
    council: tuple[str, ...] = ()
    """People of the sample."""
    languages: tuple[str, ...] = ("en",)
    topics: Any = None
    history: tuple[Item, ...] = ()
    live: tuple[Item, ...] = ()
    when_asked: tuple[WhenAsked, ...] = ()
    commands: tuple[SampleCommand, ...] = ()
    when_shown: tuple[WhenShown, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The sample with its instants worked out."""

    file: SampleFile
    start_at: datetime

    def instant(self, moment: str) -> datetime:
        """``-20d 09:12`` as an aware UTC instant. Raises ConfigError."""
        found = _MOMENT.fullmatch(moment)
        if not found:
            raise ConfigError(f"the sample's moment {moment!r} cannot be read; write it like -20d 09:12")
        zone = ZoneInfo(self.file.timezone)
        day = self.start_at.astimezone(zone).date() + timedelta(days=int(found[1]))
        return datetime.combine(day, time(int(found[2]), int(found[3])), zone).astimezone(UTC)

    def helpers(self) -> tuple[Helper, ...]:
        """Those of the sample who are helpers from the start, as the core knows them, by id."""
        found = (_to_helper(person, self) for person in self.file.people if person.helper)
        return tuple(sorted(found, key=lambda helper: helper.member))

    def greeters(self) -> tuple[MemberId, ...]:
        """Those of them who like to greet newcomers."""
        some = (one.id for one in self.file.people if one.helper is not None and one.helper.greets)
        return tuple(MemberId(account_id(WORKSPACE, one)) for one in sorted(some))


def read_sample(text: str) -> Sample:
    """Read and check a sample. Raises ConfigError, which names the place."""
    try:
        raw = YAML(typ="safe", pure=True).load(text)
        file = TypeAdapter(SampleFile).validate_python(raw)
        start = file.start if isinstance(file.start, datetime) else datetime.fromisoformat(file.start)
        start_at = start.replace(tzinfo=ZoneInfo(file.timezone)).astimezone(UTC)
    except ValidationError as exc:
        first = exc.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ConfigError(f"the sample is wrong at {place}: {first['msg']}") from exc
    except (YAMLError, ZoneInfoNotFoundError, ValueError) as exc:
        raise ConfigError(f"the sample cannot be read: {exc}") from exc
    _check_names(file)
    return Sample(file=file, start_at=start_at)


def _check_names(file: SampleFile) -> None:
    """Whoever and whatever the sample speaks of must be in it. Raises ConfigError."""
    people, channels = {one.id for one in file.people}, {one.id for one in file.channels}
    rooms = {place.name for place in file.channels}
    groups = [
        *((f"team {team.name}", team.people, team.channel) for team in file.teams),
        *((f"programme {one.name}", one.reviewers, one.channel) for one in file.programmes),
    ]
    for what, some, channel in groups:
        if missing := sorted({*some} - people) or sorted({channel} - rooms):
            raise ConfigError(f"the sample's {what} speaks of {missing[0]}, who or which is not in the sample")
    if missing := sorted({*file.council} - people):
        raise ConfigError(f"the sample's council speaks of {missing[0]}, who is not in the sample")
    items = (*file.history, *file.live)
    keys = [item.id for item in items] + [reply.id for item in items for reply in item.replies if reply.id]
    if len(keys) != len(set(keys)):
        raise ConfigError(f"the sample uses {next(key for key in keys if keys.count(key) > 1)} twice as an id")
    for item in items:
        named = {item.by, *(reply.by for reply in item.replies), *(reaction.by for reaction in item.reactions)}
        if missing := sorted(named - people) or sorted({item.into} - channels):
            raise ConfigError(f"the sample's {item.id} speaks of {missing[0]}, who or which is not in the sample")
        if missing := sorted({reaction.on for reaction in item.reactions if reaction.on} - set(keys)):
            raise ConfigError(f"the sample's {item.id} speaks of a reply {missing[0]}, which is not in the sample")
    _check_doings(file, people, channels)
    for asked in file.when_asked:
        if asked.thread not in keys or asked.helper not in {"any", *people}:
            raise ConfigError(f"the sample's when_asked for {asked.thread} names nobody or nothing of the sample")


def _check_doings(file: SampleFile, people: set[str], channels: set[str]) -> None:
    """The same of commands and of what is done with buttons. Raises ConfigError."""
    named = [
        *(("commands", one.by, one.into) for one in file.commands),
        *(("when_shown", one.who, one.into) for one in file.when_shown),
    ]
    for what, who, into in named:
        if who not in people or (into is not None and into not in channels):
            raise ConfigError(f"the sample's {what} names {who} or {into}, who or which is not in the sample")


def _to_helper(person: SamplePerson, sample: Sample) -> Helper:
    wish = person.helper or HelperWish()
    return Helper(
        member=MemberId(account_id(WORKSPACE, person.id)),
        topics=wish.topics,
        days=wish.days,
        hours=wish.hours,
        timezone=person.timezone or sample.file.timezone,
        languages=wish.languages or person.languages,
        limit_per_day=wish.limit_per_day,
        via=wish.via,
        enrolled_at=sample.start_at,
    )
