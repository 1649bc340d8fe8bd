"""What the programme for advocates is shown: who stands where, who may decide, whom it is a good moment to write to."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from advocacy.asks import ASK, ASKED, LOOK, QUARTER, Answer, Ask, AskBoard, Asked, to_look
from advocacy.overview import GONE
from advocacy.places import WHICH
from advocacy.plays.advocates import APPLY, AdvocatesPolicy
from advocacy.programme import (
    ACTIVE_DAYS,
    EVIDENCE_DAYS,
    HELD,
    IDLE,
    NOMINATION,
    STANDING,
    VOTE,
    Evidence,
    Ladder,
    Load,
    Look,
    Named,
    Nomination,
    Stage,
    Standing,
    Vote,
)
from advocacy.record import Record, records
from advocacy.reviewing import MORE, VOTES
from advocacy.sales_desk import Speakers
from bots.runtime.absentees import is_away, is_gone
from bots.runtime.asked import name_of
from bots.runtime.records_now import records_of
from bots.runtime.situations import Lookups
from engagement.actions import Reach, Say
from engagement.entries import Entry
from engagement.events import CommandGiven, ControlUsed, FormSubmitted
from engagement.ids import ChannelId, MemberId, WorkspaceId, account_id, workspace_of
from engagement.looked_after import rests_until
from engagement.people import Account, Purpose, Role
from engagement.programmes import AskKind
from engagement.restraint import Gate, No, NotBefore, may_say
from engagement.situation import Situation

_EVERYWHERE = WorkspaceId("")
_LONGEST_NAME = 4
"""Words of a name that are tried."""
_YEAR = timedelta(days=365)
_REVIEWING = tuple([name] for name in (*VOTES, MORE, "advocates", APPLY))
"""What may need to know who reviews: for anything else nobody is looked up."""
T = TypeVar("T")


def ladder(look: Lookups, s: Situation, on_record: AskBoard | None = None) -> Ladder:
    """Everybody's standing, with the votes and nominations there are.

    ``on_record``: what ``asks_on_record`` gave, where it was read already.
    """
    entries, said = look.ledger.entries, _said(s)
    standings = _standings(look)
    nominations = tuple(_read(entries.find(NOMINATION, since=s.now - IDLE), Nomination.from_entry))
    is_overview = said[:1] == ["advocates"]
    is_asked = is_overview or said[:1] in (["advocate"], [WHICH])
    asks = on_record or (asks_on_record(look, s.now) if is_asked else AskBoard())
    named = _named(look, s, said[1:]) if said[:1] == ["nominate"] else Named()
    return Ladder(
        standings=standings,
        silent=_silent(look, {*(one.member for one in standings), *(one.member for one in nominations), *named.people}),
        nominations=nominations,
        votes=tuple(_read(entries.find(VOTE), Vote.from_entry)),
        reviewers=_reviewers(look) if s.event is None or said[:1] in _REVIEWING else {},
        rooms=_rooms(look),
        named=named,
        looks=looks_at(look, s.now, None if is_overview else s.actor.member)
        if is_asked and s.actor is not None
        else (),
        loads=_loads(asks.asked),
        running=tuple((one.kind, one.by) for one in asks.asks.values() if one.is_open) if is_overview else (),
        told_gone=_told_gone(look, standings) if s.event is None else frozenset(),
    )


def _told_gone(look: Lookups, standings: Iterable[Standing]) -> frozenset[str]:
    lost = {one.programme for one in standings} - look.community.policy.programmes.keys()
    return frozenset(name for name in lost if look.ledger.outbox.newest_in_slot(f"{GONE}{name}") is not None)


def standings_of(look: Lookups, member: MemberId) -> tuple[Standing, ...]:
    """How far one person is in each programme in which they ever were, the oldest first."""
    return _standings(look, member)


def evidence(look: Lookups, s: Situation) -> Evidence:
    """What was done in 90 days by whoever is concerned; and once a day by everybody, with who could be written to.

    Concerned is who does something, and whoever is under review: of nobody else it is told.
    """
    if s.event is not None:
        known = {one.member for one in _standings(look) if one.stage is Stage.REVIEW}
        known |= {s.actor.member} if s.actor is not None else set()
        return Evidence(records=records_of(look.ledger, known, s.now, since=s.now - EVIDENCE_DAYS))
    found = records(look.ledger.contributions.all(s.now - EVIDENCE_DAYS), s.now)
    nominated = {one.member for one in _read(look.ledger.entries.find(NOMINATION), Nomination.from_entry)}
    least = _least(look)
    some = {one for one in found if found[one].helped_since(s.now - EVIDENCE_DAYS) >= least} | nominated
    return Evidence(
        records={member: found.get(member) or Record(member=member) for member in some},
        reachable=frozenset(member for member in some if _is_reachable(look, member, s.now)),
    )


def ask_board(look: Lookups, s: Situation) -> AskBoard:
    """Everything on which it is decided who is asked next."""
    board = asks_so_far(look, s.now)
    is_look_up = _said(s)[:1] == ["references"]
    members = () if is_look_up else dict.fromkeys(one.member for one in board.advocates)
    gates = {member: _gate(look, member, s.now) for member in members}
    return replace(
        board,
        barred=frozenset(who for who, gate in gates.items() if isinstance(gate, No) or _rests(look, who, s.now)),
        gone=frozenset(one.by for one in board.asks.values() if one.is_open and is_gone(look, one.by)),
        wakes={who: gate.at for who, gate in gates.items() if isinstance(gate, NotBefore)},
        helped=_helped(look, s.now, board.advocates) if is_look_up else {},
    )  # fmt: skip


def asks_on_record(look: Lookups, now: datetime) -> AskBoard:
    """The asks there are, and who was asked within a quarter; without the advocates."""
    asks = {one.id: one for one in _read(look.ledger.entries.find(ASK), Ask.from_entry)}
    asked = look.ledger.entries.find(ASKED, since=now - QUARTER)
    return AskBoard(asks=asks, asked=tuple(_read(asked, Asked.from_entry)))


def asks_so_far(
    look: Lookups, now: datetime, known: Ladder | None = None, on_record: AskBoard | None = None
) -> AskBoard:
    """The same as ``ask_board``, without whom the gate would hold back now and what people did for others.

    ``known``, ``on_record``: everybody's standing and who is silent, and the asks, where these were read already.
    """
    standings = _standings(look) if known is None else known.standings
    people = {one.member for one in standings}
    silent = _silent(look, people) if known is None else known.silent
    said = look.ledger.people.consents_of(people, (Purpose.ADVOCACY,))
    agreed = {who for who, each in said.items() if each.get(Purpose.ADVOCACY)}
    advocates = tuple(
        one
        for one in sorted(standings, key=lambda one: one.id)
        if one.stage is Stage.ACTIVE and one.member in agreed - silent
        and (one.until is None or one.until > now)
    )  # fmt: skip
    ended = frozenset(
        one.member for one in standings
        if one.stage in {Stage.ACTIVE, Stage.ALUMNUS} and one.member in agreed - silent
    )  # fmt: skip
    return replace(on_record or asks_on_record(look, now), advocates=advocates, former=ended)


def speakers(look: Lookups, s: Situation) -> Speakers:
    """Who could tell whoever sells how it went, by topic, the one who stands there longest first."""
    by_topic: dict[str, list[MemberId]] = {}
    for one in sorted(ask_board(look, s).advocates, key=lambda each: (each.at, each.id)):
        chosen = one.choices
        if chosen.is_listed and "about" in chosen.shows and AskKind.REFERENCE_CALL in chosen.accepts:
            for tag in chosen.about:
                kind, _, topic = tag.partition(":")
                if kind == "topic":
                    by_topic.setdefault(topic, []).append(one.member)
    return Speakers(by_topic={topic: tuple(dict.fromkeys(some)) for topic, some in by_topic.items()})


# --- rows to values ---------------------------------------------------------------------------------------------------


def _read(entries: Iterable[Entry], to_value: Callable[[Entry], T]) -> Iterator[T]:
    """The values of entries; what lost its person when somebody was forgotten is passed over."""
    for entry in entries:
        try:
            yield to_value(entry)
        except ValueError:
            continue


def _standings(look: Lookups, member: MemberId | None = None) -> tuple[Standing, ...]:
    """Of each person (or of one) one for each programme: accounts that were joined may have brought two.

    A place that one of them has counts before what the other one was offered, said no to or left; else the latest.
    """
    found = _read(look.ledger.entries.find(STANDING, member=member), Standing.from_entry)
    some = sorted(found, key=lambda one: (one.stage is Stage.ACTIVE, one.stage in HELD, one.at, one.id))
    latest = {(one.member, one.programme): one for one in some}
    return tuple(sorted(latest.values(), key=lambda one: (one.at, one.id)))


def looks_at(look: Lookups, now: datetime, member: MemberId | None) -> tuple[Look, ...]:
    """Who looked at somebody (at anybody) in the directory within a year, the latest last."""
    found = look.ledger.entries.find(LOOK, member=member, since=now - _YEAR)
    return tuple(one for entry in found if (one := to_look(entry)) is not None)


def _loads(asked: Iterable[Asked]) -> dict[MemberId, Load]:
    found: dict[MemberId, Load] = {}
    for one in asked:
        before = found.get(one.member, Load())
        is_yes = one.answer in {Answer.YES, Answer.DONE, Answer.FELL_THROUGH}
        found[one.member] = Load(asked=before.asked + 1, said_yes=before.said_yes + is_yes)
    return found


def _helped(look: Lookups, now: datetime, advocates: Iterable[Standing]) -> dict[MemberId, int]:
    found = records_of(look.ledger, {one.member for one in advocates}, now, since=now - EVIDENCE_DAYS)
    return {member: record.helped for member, record in found.items()}


# --- people -----------------------------------------------------------------------------------------------------------


def _silent(look: Lookups, some: Iterable[MemberId]) -> frozenset[MemberId]:
    """Those of whom nothing is said: they stopped everything, said no to this, or are gone."""
    people = list(some)
    look.prefetch_accounts(people)
    asked = () if look.community.policy.assume_willing else people
    said = look.ledger.people.consents_of(asked, (Purpose.ADVOCACY,))
    refused = {one for one, each in said.items() if each.get(Purpose.ADVOCACY) is False}
    return frozenset(one for one in people if one in refused or _is_out(look, one))


def _is_out(look: Lookups, member: MemberId) -> bool:
    known = look.account_of(member)
    is_bot = known is not None and known.is_bot
    return look.has_stopped(member) or is_bot or (known is not None and known.is_gone and is_gone(look, member))


def _rests(look: Lookups, member: MemberId, now: datetime) -> bool:
    """By their own word, or a manager's."""
    return is_away(look, member, now) or rests_until(look.pauses.get(member, ()), now) is not None


def _gate(look: Lookups, member: MemberId, now: datetime) -> Gate:
    """What the gate would say to a request: it may hold it back for good, or put it off until the morning."""
    said = Say(text="", reach=Reach.MEMBER, to=member, purpose=Purpose.ADVOCACY)
    return may_say(said, look.standing_for(said, now), look.community.policy, now)


def _is_reachable(look: Lookups, member: MemberId, now: datetime) -> bool:
    """A member who wrote lately, and whom a private offer would reach."""
    last = look.desk.member_facts(member).last_at
    if last is None or now - last > ACTIVE_DAYS or look.community.is_staff(look.account_of(member), member):
        return False
    said = Say(text="", reach=Reach.MEMBER, to=member)
    gate = may_say(said, look.standing_for(said, now), look.community.policy, now)
    return not isinstance(gate, No) and not _silent(look, [member])


def _least(look: Lookups) -> int:
    """How many confirmed answers are asked for anywhere: whoever has fewer need not be looked at."""
    some = [found for c in look.community.policy.channels.values() if (found := c.plays.get("advocates"))]
    return min((one.answers for one in some if isinstance(one, AdvocatesPolicy)), default=AdvocatesPolicy().answers)


def _reviewers(look: Lookups) -> dict[str, frozenset[MemberId]]:
    """Who reviews each programme: those it names, else the managers."""
    policy = look.community.policy
    found: dict[str, frozenset[MemberId]] = {}
    managers: frozenset[MemberId] | None = None
    for one in policy.programmes.values():
        if one.reviewers:
            written = {name.removeprefix("@") for name in one.reviewers}
            found[one.name] = frozenset(each.member for each in _here(look, written))
            continue
        if managers is None:
            named = _here(look, {name.removeprefix("@") for name in policy.roles})
            managers = frozenset(m.member for m in named if Role.MANAGER in look.community.roles(m, m.member))
        found[one.name] = managers
    return found


def _here(look: Lookups, written: set[str]) -> list[Account]:
    known = look.ledger.people.named_or_in_roles(written)
    return [one for each in known if not (one := look.seen.get(each.id, each)).is_gone and not one.is_bot]


def _rooms(look: Lookups) -> Mapping[str, ChannelId]:
    ids = look.channel_ids()
    return {
        one.name: ids[one.channel][0]
        for one in look.community.policy.programmes.values()
        if one.channel is not None and one.channel in ids
    }


def _said(s: Situation) -> list[str]:
    """What was said of a command; the name of a form or control."""
    if isinstance(s.event, CommandGiven):
        first, *rest = s.event.words or ("help",)
        return [first.lower(), *rest]
    return [name_of(s.event)[0]] if isinstance(s.event, FormSubmitted | ControlUsed) else []


def _named(look: Lookups, s: Situation, said: list[str]) -> Named:
    """Whom the first words name: by the platform's id, with or without its signs, or by exactly their name."""
    first = said[0].strip("<>").removeprefix("@").removeprefix("!") if said else ""
    if s.actor is None or not isinstance(s.event, CommandGiven) or not first:
        return Named()
    here = workspace_of(s.event.account)
    known = look.account(account_id(here, first))
    found, length = ([known], 1) if known is not None else ([], 0)
    for number in range(min(_LONGEST_NAME, len(said)), 0, -1) if known is None else ():
        name = " ".join(said[:number]).removeprefix("@").rstrip(",:")
        some = look.ledger.links.namesakes(name, _EVERYWHERE)
        near = [one for one in some if workspace_of(one.id) == here]
        if some:
            found, length = near or some, number
            break
    people = tuple(dict.fromkeys(one.member for one in found))
    return Named(
        people=people,
        is_bot=any(one.is_bot for one in found),
        is_staff=any(look.community.is_staff(one, one.member) for one in found),
        why=" ".join(said[length:]),
    )
