"""What managers say about one person by name: a rest from helping, its end, and a role beside the file."""

from collections.abc import Sequence

from engagement.actions import Field, FieldKind, Keep, Lane, Reach, Say, person, said, words
from engagement.answering import Answers
from engagement.decisions import Act, Verdict
from engagement.ids import MemberId, MessageId
from engagement.looked_after import GIVEN, Unfit, Whom, pause_of, read_role, read_until, role_of, why_of
from engagement.situation import Situation

NAME = "manager_desk"
SHOWN = frozenset({Whom})
"""What these commands want to be shown."""
_reply = Answers(NAME)
RESTS, BACK = "a manager gave them a rest", "a manager ended their rest"
GAVE, TOOK = "a manager gave them a role", "a manager took a role back"


def is_about_somebody(s: Situation) -> bool:
    """Whether the command goes on with a mention. `pause now`, in a hurry, still stops everything."""
    return any(word.startswith(("@", "<@")) for word in tuple(getattr(s.event, "words", ()))[1:2])


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
    told = _told(member, "rest", {"by": person(by), "until": day, "said": why})
    return [
        Act(action=Keep(entry=pause, before=whom.pause), subject=member, reason=RESTS),
        Act(action=told, subject=member, reason=RESTS),
        _reply(s, "rest_noted", RESTS, who=person(member), until=day),
    ]


def on_back(s: Situation) -> Sequence[Verdict]:
    """`resume @name`: they are asked again, as they chose themselves."""
    found = named(s)
    if isinstance(found, Act):
        return [found]
    whom, member = found
    if whom.pause is None or whom.pause.until is None or whom.pause.until <= s.now:
        return [_reply(s, "rest_none", "does not rest", who=person(member))]
    return [
        Act(action=Keep(entry=whom.pause, before=whom.pause, is_gone=True), subject=member, reason=BACK),
        Act(action=_told(member, "rest_over", {"by": person(s.the_actor().member)}), subject=member, reason=BACK),
        _reply(s, "rest_over_noted", BACK, who=person(member)),
    ]


def _told(member: MemberId, text: str, fields: dict[str, Field]) -> Say:
    """Within the limits of private messages, by day; what stands there longest is on their own page."""
    return Say(
        text=f"{NAME}.{text}", reach=Reach.MEMBER, to=member, fields=fields, controls=("why", "settings"),
        lane=Lane.ANSWER, slot=f"rest:{member}",
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
    given = next((one for one in whom.given if one.state == role.value), None)
    who, name = person(member), words(role.value)
    if is_on and role in whom.has:
        return [_reply(s, "role_has", "has that role already", who=who, role=name)]
    if not is_on and given is None:
        text = "role_elsewhere" if role in whom.has else "role_has_not"
        return [_reply(s, text, "was not given that role here", who=who, role=name)]
    if given is None:
        kept = Keep(entry=role_of(member, role, s.the_actor().member, s.now))
        return [Act(action=kept, subject=member, reason=GAVE), _reply(s, "role_given", GAVE, who=who, role=name)]
    gone = Keep(entry=given, before=given, is_gone=True)
    return [Act(action=gone, subject=member, reason=TOOK), _reply(s, "role_taken", TOOK, who=who, role=name)]
