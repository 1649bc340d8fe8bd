"""Levels, badges and a board of those who want to stand on it; off until a manager switches them on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import time, timedelta
from typing import NewType

from advocacy.badges import Badge, can_be_met, usual
from advocacy.levels import (
    HIGHEST,
    Board,
    Reached,
    Shown,
    Somebody,
    Standings,
    begun,
    deeds,
    figures,
    looked_at,
    to_entry,
    wanted,
)
from advocacy.presence import WINDOW
from engagement.actions import Field, Keep, Reach, Reply, Say, person, words
from engagement.answering import answer
from engagement.decisions import Act, Verdict
from engagement.few_people import LEAST
from engagement.ids import MemberId
from engagement.play import Play
from engagement.policy import Policy
from engagement.showing import GiveRole
from engagement.situation import Situation

NAME = "levels"
_TOLD_FROM = 2
"""The first level comes by itself; nobody is written to for it (ours)."""
_MOST_LISTED = 40
_STILL_NEWS = timedelta(days=7)
"""Whoever reaches something was just thanked, and may have had the week's messages: then it is told later (ours)."""
_NEW, _GONE = "has reached this by now", "has not been here or helped for so long"


LevelNames = NewType("LevelNames", tuple[str, ...])
"""What a manager calls the levels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelsPolicy:
    """Dials of "Levels and badges"."""

    on: bool = False
    """Points, levels and boards are off until the manager turns them on (defaults.md)."""
    at: time = time(9, 0)
    """When what was reached is looked at, in the community's zone."""
    tells: bool = False
    """Whether people are told privately what they have reached."""
    board: bool = False
    names: LevelNames = LevelNames(())
    """What the four levels are called, the lowest first; nothing: as the texts call them."""
    roles: Mapping[int, Shown] = field(default_factory=dict)
    """What a platform shows of a level, by its number."""
    badges: Mapping[str, Badge] = field(default_factory=dict)
    """A manager's own."""

    @property
    def all_badges(self) -> dict[str, Badge]:
        """The badges there are."""
        return {**usual(), **self.badges}

    def called(self, level: int) -> str:
        """What a level is called; a number is called so by a text. "" for none."""
        if not level:
            return ""
        return self.names[level - 1] if level <= len(self.names) else f"level_{level}"

    def titles(self, badges: Sequence[str]) -> str:
        """What badges are called, one behind the other."""
        known = self.all_badges
        return ", ".join(known[name].title for name in badges if name in known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """The roles and user groups that a playbook has the bot give."""

    discord: frozenset[str] = frozenset()
    slack: frozenset[str] = frozenset()


def _dials_in(policy: Policy) -> list[LevelsPolicy]:
    return [each for each in policy.step_dials(LevelsPolicy) if each.on]


def own_badges(policy: Policy) -> dict[str, Badge]:
    """A manager's own badges, by name, where levels are switched on."""
    return {name: badge for each in _dials_in(policy) for name, badge in each.badges.items()}


def never_met(policy: Policy) -> Iterator[tuple[Badge, str]]:
    """The badges that nobody can ever get, each with the cure."""
    greets = any("welcome" in place.plays for place in policy.channels.values())
    for name, badge in own_badges(policy).items():
        if not can_be_met(badge.when):
            yield badge, f"nobody can ever get the badge `{name}`: no numbers meet its `when:`; change or drop a part"
        elif not greets and not can_be_met(badge.when, never=("welcomed",)):
            yield badge, f"nobody can get the badge `{name}`: it takes `welcomed`, and `welcome` is switched off"


def roles_in(policy: Policy) -> Roles:
    """The roles and user groups that levels and badges name, wherever they are switched on."""
    found = _dials_in(policy)
    carriers: list[Shown | Badge] = [one for each in found for one in each.roles.values()]
    carriers += [one for each in found for one in each.badges.values()]
    return Roles(
        discord=frozenset(one.discord_role for one in carriers if one.discord_role),
        slack=frozenset(one.slack_group for one in carriers if one.slack_group),
    )


# --- once a day -------------------------------------------------------------------------------------------------------


def on_daily(s: Situation, policy: LevelsPolicy) -> Sequence[Verdict]:
    """Who has reached what by now; kept, told to them alone, and shown by the platform where they agreed to it."""
    standings = s.find(Standings)
    if standings is None:
        return []
    if not policy.on:
        return [verdict for each in standings.people for verdict in _let_go(s, each.before)]
    verdicts = [verdict for each in standings.people for verdict in _of(s, each, policy, is_first=standings.is_first)]
    if standings.is_first:
        first = Act(action=Keep(entry=begun(s.now)), subject=s.community, reason="levels begin here")
        verdicts.insert(0, first)
    return verdicts


def _of(s: Situation, somebody: Somebody, policy: LevelsPolicy, *, is_first: bool) -> Iterator[Verdict]:
    badges = policy.all_badges
    before = somebody.before
    after = looked_at(somebody, badges, s.now, s.policy.timezone)
    gives, after = _roles(s, somebody, after, policy)
    for double in somebody.doubles:
        yield Act(action=Keep(entry=double, before=double, is_gone=True), subject=somebody.member, reason=_JOINED)
    if after != before and not (after.is_nothing and before.is_nothing):
        kept = to_entry(before, s.now) if before.since is not None or not before.is_nothing else None
        falls = after.level < before.level or not before.badges.keys() <= after.badges.keys()
        keep = Keep(entry=to_entry(after, s.now), before=kept, is_gone=after.is_nothing)
        evidence = {**figures(somebody, s.now), "level": after.level}
        yield Act(action=keep, subject=somebody.member, reason=_GONE if falls else _NEW, evidence=evidence)
    if policy.tells and somebody.counts and not is_first:
        yield from _told(s, somebody, after, policy)
    yield from gives


_JOINED = "their accounts are one by now"


def _told(s: Situation, somebody: Somebody, after: Reached, policy: LevelsPolicy) -> Iterator[Verdict]:
    rises = after.level > somebody.before.level and after.level >= _TOLD_FROM
    new = [name for name in after.badges if name not in somebody.before.badges]
    if not (rises or new):
        return
    count = deeds(somebody.record, s.now - WINDOW)
    say = Say(
        text=f"{NAME}.reached",
        reach=Reach.MEMBER,
        to=somebody.member,
        fields={
            "level": words(policy.called(after.level) if rises else ""),
            "days": words(str(figures(somebody, s.now)["days"]) if rises else ""),
            "deeds": words(str(count) if rises else ""),
            "badges": words(policy.titles(new)),
            "helped": words(str(somebody.record.helped or "") if new else ""),
        },
        controls=("why", "stop") if somebody.may_be_named else ("name_me", "why", "stop"),
        useful_for=_STILL_NEWS,
        waits=True,
        slot=f"reached:{somebody.member}",
    )
    yield Act(action=say, subject=somebody.member, reason=_NEW)


def _roles(s: Situation, somebody: Somebody, after: Reached, policy: LevelsPolicy) -> tuple[list[Verdict], Reached]:
    """What the platform is to show from now on; nothing changes while nothing goes to members.

    What somebody had without us is never given, and so never taken.
    """
    if s.policy.dry_run or s.policy.is_paused or s.policy.assume_willing:
        return [], after
    platforms = somebody.platforms if somebody.may_be_named else frozenset[str]()
    want = set(wanted(after, policy.all_badges, policy.roles, platforms))
    given = set(after.given)
    give = {name for name in want - given if name not in somebody.held} | (want & given & somebody.failed)
    take = given - want
    verdicts: list[Verdict] = [_give(somebody.member, name, is_on=True) for name in sorted(give)]
    verdicts += [_give(somebody.member, name, is_on=False) for name in sorted(take)]
    return verdicts, replace(after, given=tuple(sorted((given | give) - take)))


def _give(member: MemberId, name: str, *, is_on: bool) -> Act:
    platform, _, role = name.partition(":")
    reason = "it goes with what they have reached" if is_on else "it no longer goes with what they have reached"
    return Act(action=GiveRole(member=member, platform=platform, role=role, is_on=is_on), subject=member, reason=reason)


# --- the board, and the own yes to it ---------------------------------------------------------------------------------


def on_board(s: Situation, policy: LevelsPolicy) -> Sequence[Verdict]:
    """The command `board`: whoever agreed to be named, and what one has reached oneself."""
    board = s.find(Board)
    if not policy.on or board is None:
        return [_reply(s, "off")]
    own = board.own
    mine = {
        "level": words(policy.called(own.level) if own is not None else ""),
        "badges": words(policy.titles([*own.badges]) if own is not None else ""),
    }
    if not policy.board:
        return [
            _reply(s, "own" if any(each.value for each in mine.values()) else "own_empty", mine, (), _switch(board))
        ]
    listed = sorted(board.named, key=lambda one: (-one.level, one.since or s.now, one.member))
    items = tuple(_line(one, policy) for one in listed[:_MOST_LISTED])
    more = words(str(len(listed) - len(items)))
    text = "board" if items else "board_empty"
    return [_reply(s, text, {**mine, "more": more}, items, _switch(board))]


def _switch(board: Board) -> tuple[str, ...]:
    return ("name_me_not",) if board.is_named else ("name_me",)


def _line(one: Reached, policy: LevelsPolicy) -> dict[str, Field]:
    return {
        "who": person(one.member),
        "level": words(policy.called(one.level)),
        "badges": words(policy.titles([*one.badges])),
    }


def on_name_me_not(s: Situation, _policy: LevelsPolicy) -> Sequence[Verdict]:
    """They want to be named no more: what the platform shows of them goes, too."""
    return _taken(s)


def on_stop(s: Situation, _policy: LevelsPolicy) -> Sequence[Verdict]:
    """They stopped everything, or want to be forgotten: nothing shows any more what they had reached."""
    return _taken(s)


def on_privacy(s: Situation, policy: LevelsPolicy) -> Sequence[Verdict]:
    """The same by a command: `privacy stop`, and the yes to `privacy erase`."""
    said = tuple[str, ...](getattr(s.event, "words", ()))[1:]
    is_over = said[:1] == ("stop",) or (said[:1] == ("erase",) and len(said) > 1)
    return on_stop(s, policy) if is_over else []


def _taken(s: Situation) -> list[Verdict]:
    own = s.find(Reached)
    return _let_go(s, own) if own is not None else []


def _let_go(s: Situation, one: Reached) -> list[Verdict]:
    """The platform shows nothing of it any more."""
    if not one.given:
        return []
    after = Keep(entry=to_entry(replace(one, given=()), s.now), before=to_entry(one, s.now))
    kept = Act(action=after, subject=one.member, reason="it no longer goes with what they have reached")
    return [*(_give(one.member, name, is_on=False) for name in one.given), kept]


# --- for managers -----------------------------------------------------------------------------------------------------


def on_levels(s: Situation, policy: LevelsPolicy) -> Sequence[Verdict]:
    """The command `levels`: how many have which level and badge, and who of those that agreed to be seen."""
    board = s.find(Board)
    if not policy.on or board is None:
        return [_reply(s, "off")]
    rows = [(policy.called(level), board.levels.get(level, 0)) for level in range(HIGHEST, 0, -1)]
    rows += [(badge.title, board.badges.get(name, 0)) for name, badge in policy.all_badges.items()]
    counts = tuple(_counted(what, number) for what, number in rows if number)
    names = tuple({**_empty(), **_line(one, policy)} for one in board.seen[:_MOST_LISTED])
    if not (counts or names):
        return [_reply(s, "overview_empty")]
    return [_reply(s, "overview", {"more": words(str(max(0, len(board.seen) - _MOST_LISTED)))}, (*counts, *names))]


def _empty() -> dict[str, Field]:
    return dict.fromkeys(("reached", "number", "who", "level", "badges"), words(""))


def _counted(what: str, number: int) -> dict[str, Field]:
    """How many; of fewer than five people it is only said that there are a few."""
    return {**_empty(), "reached": words(what), "number": words(str(number) if number >= LEAST else "few")}


def _reply(
    s: Situation,
    text: str,
    fields: Mapping[str, Field] | None = None,
    items: tuple[Mapping[str, Field], ...] = (),
    controls: tuple[str, ...] = (),
) -> Act:
    reply = Reply(text=f"{NAME}.{text}", fields=fields or {}, items=items, controls=controls)
    return answer(s, reply, "asked about levels and badges")


_BOARD, _OWN = frozenset({Board}), frozenset({Reached})
PLAY = Play(
    name=NAME,
    policy=LevelsPolicy,
    on_daily=on_daily,
    on_command={"board": on_board, "levels": on_levels, "privacy": on_privacy},
    on_control={
        "name_me_not": on_name_me_not,
        "privacy_stop": on_stop,
        "privacy_erase_yes": on_stop,
    },
    shows={
        "daily": frozenset({Standings}),
        **dict.fromkeys(("board", "levels"), _BOARD),
        **dict.fromkeys(("privacy", "name_me_not", "privacy_stop", "privacy_erase_yes"), _OWN),
    },
)
