"""Which level has somebody, and which badges? Up at once, down only when a quarter begins, and nothing ever flaps.

What is kept of a person is one ``Entry``: their level, their badges, since when, and what the platform shows of it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from advocacy.badges import Badge, earned
from advocacy.presence import WINDOW, presence
from advocacy.record import Record
from engagement.entries import Brief, Entry
from engagement.hours import zone
from engagement.ids import MemberId, stable_id

KIND = "reached"
HIGHEST = 4
NEEDS = ((1, 0), (2, 1), (2, 10), (3, 50))
"""For each level: steps of presence (``advocacy.presence.STEPS``), and contributions within a year (ours)."""
KEPT_FOR = timedelta(days=91)
"""What was reached stays for a quarter at the least."""
_MONTHS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """What somebody has reached. ``given`` are roles and user groups that Hubbub gave them, as ``platform:name``."""

    member: MemberId
    level: int = 0
    since: datetime | None = None
    """When the level last changed."""
    badges: Mapping[str, datetime] = field(default_factory=dict)
    """Since when, by name."""
    given: tuple[str, ...] = ()
    quarter: str = ""
    """The quarter in which it was last looked at."""

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing to keep."""
        return not (self.level or self.badges or self.given)


@dataclass(frozen=True, slots=True, kw_only=True)
class Somebody:
    """One member, as the levels see them."""

    member: MemberId
    days: frozenset[date] = frozenset()
    """On which they wrote, within the last year."""
    record: Record
    before: Reached
    """What they had reached."""
    doubles: tuple[Entry, ...] = ()
    """Other entries about them, from accounts that were joined."""
    counts: bool = True
    """False for the organisation's own people, and for whoever said stop: nothing is kept of them."""
    may_be_named: bool = False
    platforms: frozenset[str] = frozenset()
    """Where they have an account."""
    held: frozenset[str] = frozenset()
    """Roles and groups they have there, as far as is known, as ``platform:name``."""
    failed: frozenset[str] = frozenset()
    """Of what was given: what the platform did not take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standings:
    """Everybody whom the levels are about, by id."""

    people: tuple[Somebody, ...] = ()
    is_first: bool = False
    """It was never looked at before: what they have by now is old news to everybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """What may be shown of levels and badges, and to whom.

    ``named`` agreed to be named, ``seen`` let the community team see what they reached. Of the others only numbers are
    told: how many of all have which level (``levels``) and which badge (``badges``).
    """

    named: tuple[Reached, ...] = ()
    seen: tuple[Reached, ...] = ()
    levels: Mapping[int, int] = field(default_factory=dict)
    badges: Mapping[str, int] = field(default_factory=dict)
    own: Reached | None = None
    is_named: bool = False
    """Whoever asks agreed to be named."""


def deeds(record: Record, since: datetime) -> int:
    """Contributions since then, as far as they count: at the most one a conversation, and marking is none."""
    return len({one.thread for one in record.evidence if one.kind != "mark" and one.at >= since})


def figures(somebody: Somebody, now: datetime) -> dict[str, int]:
    """What conditions of badges are held against, but for the level."""
    record = somebody.record
    return {
        "helped": record.helped, "thanked": record.thanked, "later": record.later, "welcomed": record.welcomed,
        "marked": record.marked, "wishes": record.wishes,
        "days": sum(now.date() - WINDOW < day <= now.date() for day in somebody.days),
    }  # fmt: skip


def level_of(days: Collection[date], number: int, today: date) -> int:
    """The level that so many contributions and these days add up to: 0 to 4."""
    here = presence(days, today)
    return max((level for level, (steps, least) in enumerate(NEEDS, start=1) if here >= steps and number >= least),
               default=0)  # fmt: skip


def looked_at(somebody: Somebody, badges: Mapping[str, Badge], now: datetime, zone_name: str) -> Reached:
    """What they have reached by now."""
    level = level_of(somebody.days, deeds(somebody.record, now - WINDOW), now.date())
    if not somebody.counts:
        return Reached(member=somebody.member, given=somebody.before.given)
    known = {name: at for name, at in somebody.before.badges.items() if name in badges}
    before = replace(somebody.before, badges=known)
    after = moved(before, level, frozenset(), now, zone_name)
    have = earned(badges, {**figures(somebody, now), "level": after.level})
    return replace(moved(before, level, have, now, zone_name), given=before.given)


def moved(before: Reached, level: int, badges: frozenset[str], now: datetime, zone_name: str) -> Reached:
    """What somebody has who has now earned this.

    Up at once; down at the first look of a quarter, and never sooner than 91 days after it was reached.
    """
    quarter = quarter_of(now, zone_name)
    may_fall = before.quarter not in {"", quarter}
    kept = dict(before.badges)
    for name, at in before.badges.items():
        if name not in badges and may_fall and now - at >= KEPT_FOR:
            del kept[name]
    kept.update(dict.fromkeys(sorted(badges - kept.keys()), now))
    falls = level < before.level and may_fall and before.since is not None and now - before.since >= KEPT_FOR
    if level > before.level or falls:
        return replace(before, level=level, since=now, badges=kept, quarter=quarter)
    return replace(before, badges=kept, quarter=quarter)


def quarter_of(now: datetime, zone_name: str) -> str:
    """The quarter of the year there: ``2026q4``."""
    here = now.astimezone(zone(zone_name))
    return f"{here.year}q{(here.month - 1) // _MONTHS + 1}"


BEGUN = "levels_begun"
"""The kind of the one entry that says since when there are levels."""


def begun(now: datetime) -> Entry:
    """From now on there are levels."""
    return Entry(kind=BEGUN, id=stable_id(BEGUN), at=now)


def entry_id(member: MemberId) -> str:
    """What the entry about somebody is called."""
    return stable_id(KIND, member)


def to_entry(reached: Reached, now: datetime) -> Entry:
    """As it is kept."""
    return Entry(
        kind=KIND,
        id=entry_id(reached.member),
        at=reached.since or now,
        member=reached.member,
        state=str(reached.level),
        facts={
            "badges": {name: at.isoformat() for name, at in sorted(reached.badges.items())},
            "given": list(reached.given),
            "quarter": reached.quarter,
        },
    )


def from_entry(entry: Entry) -> Reached:
    """As it was kept; what cannot be read is absent."""
    since = {str(name): _instant(at) for name, at in badges_in(entry).items()}
    return Reached(
        member=entry.member or MemberId(""),
        level=level_in(entry),
        since=entry.at,
        badges={name: at for name, at in since.items() if at is not None},
        given=entry.texts("given"),
        quarter=entry.text("quarter"),
    )


def level_in(entry: Entry | Brief) -> int:
    """The level that an entry tells of."""
    return min(int(entry.state), HIGHEST) if entry.state.isdecimal() else 0


def badges_in(entry: Entry | Brief) -> Mapping[str, object]:
    """The badges that an entry tells of, and since when, as it was kept."""
    badges = entry.facts.get("badges")
    return badges if isinstance(badges, Mapping) else {}


def _instant(written: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(written))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a platform shows of a level: whoever has it, or a higher one, gets this role or user group."""

    discord_role: str = ""
    slack_group: str = ""


def wanted(
    reached: Reached, badges: Mapping[str, Badge], levels: Mapping[int, Shown], platforms: Collection[str]
) -> tuple[str, ...]:
    """The roles and user groups that go with what was reached, as ``platform:name``, sorted."""
    carriers: list[Shown | Badge] = [shown for level, shown in levels.items() if level <= reached.level]
    carriers += [badge for name, badge in badges.items() if name in reached.badges]
    found = {f"{place}:{name}" for each in carriers for place in platforms if (name := role_there(each, place))}
    return tuple(sorted(found))


def role_there(carrier: Shown | Badge, platform: str) -> str:
    """The role or group for a platform; the sandbox takes either. "" where there is none."""
    if platform == "discord":
        return carrier.discord_role
    return carrier.slack_group if platform == "slack" else carrier.discord_role or carrier.slack_group
