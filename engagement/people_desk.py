"""What managers say about one person by name: a rest from helping, its end, and a role beside the file."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from enum import StrEnum

from engagement.actions import Field, FieldKind, Keep, Lane, Reach, Say, person, said, words
from engagement.answering import Answers
from engagement.decisions import Act, Verdict
from engagement.entries import Entry
from engagement.ids import MemberId, MessageId
from engagement.looked_after import (
    GIVEN,
    REST,
    Unfit,
    Whom,
    pause_of,
    read_role,
    read_until,
    rest_slot,
    rests_until,
    role_of,
    why_of,
)
from engagement.situation import Situation

NAME = "manager_desk"
SHOWN = frozenset({Whom})
"""What these commands want to be shown."""
_reply = Answers(NAME)
RESTS, BACK = "a manager gave them a rest", "a manager ended their rest"
_TOLD_WITHIN = timedelta(days=8)
"""How long word that a rest is over is of use (ours): until the week that was full of messages has passed."""
GAVE, TOOK = "a manager gave them a role", "a manager took a role back"


_FOR_ALL = frozenset({
    "all", "everybody", "everyone", "everything", "it", "now", "please",
    "alle", "allen", "alles", "bitte", "jetzt", "sofort",
    "ahora", "favor", "por", "todo", "todos", "ya",
})  # fmt: skip
"""What may stand behind `pause` and `resume`, in a hurry, where everything is meant. A name is none of it."""


class Meant(StrEnum):
    """For whom `pause` and `resume` are said."""

    EVERYBODY = "everybody"
    SOMEBODY = "somebody"
    UNCLEAR = "unclear"
    """A name without a mention, or a reason: it may be either, so nothing is done and the manager is asked."""


def has_mention(s: Situation) -> bool:
    """Whether the command goes on with a mention."""
    return any(word.startswith(("@", "<@")) for word in tuple(getattr(s.event, "words", ()))[1:2])


def is_about_somebody_else(s: Situation) -> bool:
    """Whether the command goes on with a mention of another person; needs ``Whom``.

    A mention of oneself or of a bot is none: whoever writes ``stop @hubbub`` speaks to Hubbub, about themselves.
    """
    whom = s.find(Whom) or Whom()
    return has_mention(s) and whom.unfit is not Unfit.BOT and whom.member != s.the_actor().member


def meant(s: Situation) -> Meant:
    """Nothing behind the command, or only a word such as `now`: everybody. A mention: that person."""
    rest = tuple(getattr(s.event, "words", ()))[1:]
    if has_mention(s):
        return Meant.SOMEBODY
    return Meant.EVERYBODY if all(word.casefold().strip("!.,;") in _FOR_ALL | {""} for word in rest) else Meant.UNCLEAR


def named(s: Situation) -> tuple[Whom, MemberId] | Act:
    """Whom the manager means; else what they are told instead."""
    whom = s.find(Whom) or Whom(unfit=Unfit.NOBODY)
    if whom.unfit is not None or whom.member is None:
        return _reply(s, f"whom_{(whom.unfit or Unfit.NOBODY).value}", "named nobody who could be meant")
    return whom, whom.member


def on_rest(s: Situation) -> Sequence[Verdict]:
    """`pause @name until DAY because ...`: nobody asks them anything before that day, and they hear why."""
    found = named(s)
    if isinstance(found, Act):
        return [found]
    whom, member = found
    if not whom.is_helper:
        return [_reply(s, "rest_no_helper", "is nobody who is asked", who=person(member))]
    until = read_until(whom.words, s.now, s.policy.timezone)
    if until is None:
        return [_reply(s, "rest_until_when", "named no day", who=person(member))]
    by = s.the_actor().member
    pause = pause_of(member, by, s.now, until)
    day = Field(FieldKind.DAY, until.day.isoformat())
    why = said(MessageId(why_of(pause))) if until.why else words("")
    told = _told(s, pause, REST, {"by": person(by), "until": day, "said": why}, until.at - s.now)
    before = next((one for one in whom.pauses if one.id == pause.id), None)
    return [
        Act(action=Keep(entry=pause, before=before), subject=member, reason=RESTS),
        *_gone((one for one in whom.pauses if one.id != pause.id), member, RESTS),
        Act(action=told, subject=member, reason=RESTS),
        _reply(s, "rest_noted", RESTS, who=person(member), until=day),
    ]


def on_back(s: Situation) -> Sequence[Verdict]:
    """`resume @name`: they are asked again, as they chose themselves."""
    found = named(s)
    if isinstance(found, Act):
        return [found]
    whom, member = found
    if rests_until(whom.pauses, s.now) is None:
        return [_reply(s, "rest_none", "does not rest", who=person(member))]
    told = _told(s, whom.pauses[0], "rest_over", {"by": person(s.the_actor().member)}, _TOLD_WITHIN)
    return [
        *_gone(whom.pauses, member, BACK),
        *([Act(action=told, subject=member, reason=BACK)] if whom.was_told else []),
        _reply(s, "rest_over_noted", BACK, who=person(member)),
    ]


def _gone(some: Iterable[Entry], member: MemberId, reason: str) -> Iterator[Act]:
    """All that was decided of a kind, so that nothing of it is left where accounts were joined."""
    for one in some:
        yield Act(action=Keep(entry=one, before=one, is_gone=True), subject=member, reason=reason)


def _told(s: Situation, pause: Entry, text: str, fields: dict[str, Field], useful_for: timedelta) -> Say:
    """Within the limits of private messages, by day: in a full week it waits until there is room again, once.

    A change of mind on the same day changes the message; what is decided later is told anew, where it is seen.
    """
    return Say(
        text=f"{NAME}.{text}", reach=Reach.MEMBER, to=pause.member or "", fields=fields, controls=("why", "settings"),
        lane=Lane.ANSWER, useful_for=useful_for, waits=True, slot=rest_slot(pause, s.now),
    )  # fmt: skip


def on_role(s: Situation) -> Sequence[Verdict]:
    """`role @name sales` and `role @name not sales`: what they are beside the file; alone: what can be given."""
    found = named(s)
    if isinstance(found, Act):
        return [found]
    whom, member = found
    wanted = read_role(whom.words)
    if wanted is None:
        have = ", ".join(sorted(whom.has & frozenset(GIVEN))) or "–"
        return [_reply(s, "role_which", "named no role that can be given", who=person(member), have=have)]
    role, is_on = wanted
    given = [one for one in whom.given if one.state == role.value]
    who, name = person(member), words(role.value)
    if is_on and role in whom.has:
        return [_reply(s, "role_has", "has that role already", who=who, role=name)]
    if not is_on and not given:
        text = "role_elsewhere" if role in whom.has else "role_has_not"
        return [_reply(s, text, "was not given that role here", who=who, role=name)]
    if not given:
        kept = Keep(entry=role_of(member, role, s.the_actor().member, s.now))
        return [Act(action=kept, subject=member, reason=GAVE), _reply(s, "role_given", GAVE, who=who, role=name)]
    return [*_gone(given, member, TOOK), _reply(s, "role_taken", TOOK, who=who, role=name)]
