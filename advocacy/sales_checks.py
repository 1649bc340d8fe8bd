"""What in the dials of invitations to sales, in stories, and in what sales registered for is hardly meant so?"""

from collections.abc import Collection, Iterable, Iterator, Sequence

from advocacy.inviting import SalesPromptPolicy
from advocacy.plays.sales_prompt import PLAY
from advocacy.sellers import Seller
from engagement.ids import external_of
from engagement.people import Role
from engagement.policy import ChannelPolicy, Policy
from engagement.records import Channel
from engagement.remarks import Remark, listed

DISCORD = "discord"
OFF = "`sales_prompt: false` switches invitations off; take that line away, or `stories:` if it is meant so"
Why = tuple[tuple[str, ...], str]
"""The keys that lead to it, and what it is, with the cure."""


def sales_findings(
    policy: Policy, sellers: Iterable[Seller] = (), seen: Sequence[Channel] = (), platforms: Collection[str] = ()
) -> Iterator[Remark]:
    """Stories and topics that lead nowhere; it names nobody.

    ``seen`` are the channels as the platforms show them (none: not looked at); ``platforms`` those it is on (none:
    any).
    """
    active = [one for one in sellers if one.is_active]
    if not (policy.stories or active):
        return
    found = [_why_closed(policy, place, seen, platforms) for place in policy.places]
    closed = [why for why in found if why is not None]
    if closed and len(closed) == len(found):
        reasons = dict.fromkeys(reason for _, reason in closed)
        if policy.stories or reasons.keys() != {OFF}:
            they = "the stories are shown to nobody" if policy.stories else "whoever of sales enrolled hears of nothing"
            what = f"nobody of sales is ever invited, so that {they}:"
            yield Remark(at=closed[0][0], what=f"{what} {'; '.join(reasons)}")
        return
    if policy.stories and not active and not _may_enrol(policy):
        yield Remark(
            at=("roles", "sales"),
            what="nobody can enrol for invitations, so the stories are shown to nobody: `roles:` names no sales; write"
            " for example `sales: [U0G9QF9C6]`, or `sales_prompt: {staff: true}`",
        )
    for story in policy.stories.values():
        if lost := [topic for topic in story.topics if topic not in policy.topics]:
            yield Remark(
                at=("stories", story.name, "topics"),
                what=f"the story `{story.name}` is for {_topics(lost)}, which no channel carries; name"
                f" {'it' if len(lost) == 1 else 'them'} in `topics:`, or at a channel where sales is welcome",
            )
    if gone := sorted({topic for one in active for topic in one.topics} - policy.topics.keys()):
        yield Remark(
            at=("topics",),
            what=f"somebody of sales registered for {_topics(gone)}, which no channel carries; name"
            f" {'it' if len(gone) == 1 else 'them'} in `topics:`, or let them choose others with `/hubbub sales`",
        )


def _topics(names: Sequence[str]) -> str:
    return f"the {'topic' if len(names) == 1 else 'topics'} {listed(names)}"


def _may_enrol(policy: Policy) -> bool:
    return policy.has(Role.SALES) or any(each.staff for each in policy.step_dials(SalesPromptPolicy))


def _why_closed(
    policy: Policy, place: ChannelPolicy, seen: Sequence[Channel], platforms: Collection[str]
) -> Why | None:
    """Why nobody of sales is invited in a place, and where that stands; None where somebody may be.

    What holds for the whole community is said in the same words of each place.
    """
    dials, at, name = place.plays.get(PLAY.name), ("channels", place.name), f"`{place.name}`"
    if not isinstance(dials, SalesPromptPolicy):
        return (PLAY.name,), OFF
    here = [one for one in seen if place.name in {one.name, external_of(one.id)}]
    in_use = [one for one in here if not one.is_archived]
    reasons: tuple[tuple[bool, Why], ...] = (
        (
            set(platforms) == {DISCORD} and not dials.discord,
            ((PLAY.name,), "on Discord it takes your yes; write `sales_prompt: {discord: true}`"),
        ),
        (
            dials.per_day == 0,
            ((PLAY.name, "per_day"), "`per_day: 0` in `sales_prompt` lets nobody be invited; write 1 or more"),
        ),
        (
            dials.per_week == 0,
            ((PLAY.name, "per_week"), "`per_week: 0` in `sales_prompt` lets nobody be invited; write 1 or more"),
        ),
        (
            dials.wait >= dials.useful_for,
            (
                (PLAY.name, "wait"),
                "`wait` in `sales_prompt` is as long as `useful_for`, so a conversation is over first; make it shorter",
            ),
        ),
        (
            place.no_sales,
            ((*at, "no_sales"), f"{name} has `no_sales: true`; take it away at a channel where sales is welcome"),
        ),
        (not (place.is_live or policy.dry_run), ((*at, "live"), f"{name} is a try-out; take `live: false` away")),
        (bool(here) and not in_use, (at, f"{name} is archived; list a channel that is in use")),
        (
            bool(in_use) and all(one.is_private for one in in_use),
            (at, f"{name} is private, and sales is invited into public channels alone; list a public one, too"),
        ),
        (bool(seen) and not here, (at, f"Hubbub is not in {name}; invite it there (`hubbub doctor` says more)")),
    )
    return next((why for is_so, why in reasons if is_so), None)
