"""What managers say about sales for others: none in what one person asks, or none in a channel; and that it is over."""

import re
from collections.abc import Sequence

from advocacy.inviting import NO_SALES, NO_SALES_HERE
from advocacy.sales_cards import NAME, withdrawn
from advocacy.sales_desk import SalesDesk
from engagement.actions import Keep, SetDial, person
from engagement.answering import Answers
from engagement.authorisation import is_allowed
from engagement.decisions import Act, Verdict
from engagement.looked_after import Unfit, Whom, no_sales_of
from engagement.situation import Situation

_reply = Answers(NAME)
_CHANNEL = re.compile(r"\A(?:<#(?P<id>\w+)(?:\|[^>]*)?>|#(?P<name>\S+))\Z")
FOR_THEM, AGAIN = "a manager wants no sales for them", "a manager took their no to sales back"
HERE, HERE_AGAIN = "a manager wants no sales in this channel", "a manager lets sales into this channel again"


def is_for_others(s: Situation) -> bool:
    """Whether `no sales` or `yes sales` goes on, and is not only a manner of speaking of their own."""
    more = tuple(getattr(s.event, "words", ()))[2:]
    if not more:
        return False
    return is_allowed(s.the_actor().roles, "no_for") or more[0].startswith(("@", "#", "<@", "<#"))


def on_sales_for(s: Situation, *, is_wanted: bool) -> Sequence[Verdict]:
    """`no sales @name`, `no sales #channel`, and the same with `yes`."""
    if not is_allowed(s.the_actor().roles, "no_for"):
        return [_reply(s, "for_managers", "only a manager says so for others")]
    place = _CHANNEL.match(tuple(getattr(s.event, "words", ()))[2])
    return _in_channel(s, place, is_wanted=is_wanted) if place is not None else _for_person(s, is_wanted=is_wanted)


def _in_channel(s: Situation, place: re.Match[str], *, is_wanted: bool) -> Sequence[Verdict]:
    said = place["name"] or place["id"]
    known = ", ".join(f"#{name}" for name in s.policy.channels) or "–"
    name = next((one for one in s.policy.channels if one.casefold() == said.casefold()), None)
    if name is None:
        return [_reply(s, "for_no_channel", "named no channel of the playbook", name=said, known=known)]
    reason = HERE_AGAIN if is_wanted else HERE
    dial = SetDial(path=f"channels.{name}.no_sales", value=not is_wanted, by=s.the_actor().member)
    told = _reply(s, "for_channel_yes" if is_wanted else "for_channel_no", reason, name=name)
    desk = s.find(SalesDesk)
    gone = withdrawn(desk, desk.by_channel.get(name, ()), NO_SALES_HERE) if desk is not None and not is_wanted else ()
    return [Act(action=dial, subject=s.community, reason=reason), *gone, told]


def _for_person(s: Situation, *, is_wanted: bool) -> Sequence[Verdict]:
    """As if they had said it: at once, for all they ask; open invitations go. Their own yes or no stays as it is."""
    whom = s.find(Whom) or Whom(unfit=Unfit.NOBODY)
    if whom.unfit is not None or whom.member is None:
        text = f"for_{(whom.unfit or Unfit.NOBODY).value}"
        return [_reply(s, text, "named nobody who could be meant")]
    member, who = whom.member, person(whom.member)
    if is_wanted and not whom.no_sales:
        return [_reply(s, "for_was_not", "no manager said no for them", who=who)]
    if is_wanted:
        gone = [Keep(entry=one, before=one, is_gone=True) for one in whom.no_sales]
        acts = [Act(action=one, subject=member, reason=AGAIN) for one in gone]
        return [*acts, _reply(s, "for_member_yes", AGAIN, who=who)]
    if whom.no_sales:
        return [_reply(s, "for_member_no", FOR_THEM, who=who)]
    kept = Keep(entry=no_sales_of(member, s.the_actor().member, s.now))
    desk = s.find(SalesDesk)
    return [
        Act(action=kept, subject=member, reason=FOR_THEM),
        *(withdrawn(desk, desk.theirs, NO_SALES) if desk is not None else ()),
        _reply(s, "for_member_no", FOR_THEM, who=who),
    ]
