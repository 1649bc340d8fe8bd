"""What in the programmes of a playbook is hardly meant so: one that nobody can enter, an ask that reaches nobody."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import combinations

from advocacy.plays.advocates import AdvocatesPolicy
from advocacy.plays.asks import AsksPolicy
from advocacy.programme import open_to
from engagement.ids import MemberId, external_of
from engagement.people import Role
from engagement.policy import Policy
from engagement.programmes import AskKind, Programme, WayIn
from engagement.remarks import Remark, counted, listed

_IS_ID = re.compile(r"[0-9]{15,20}|[UW][A-Z0-9]{2,}").fullmatch
"""A person's id on Discord or Slack: anything else may be a group or role, of any number of people."""
_MAY_ASK = (Role.STAFF, Role.MANAGER, Role.SALES)
_OFFERS = (WayIn.NOMINATED, WayIn.EVIDENCE)
"""The ways in that begin with an offer of ours."""


def findings(policy: Policy) -> Iterator[Remark]:
    """What a manager should look at, each with its place and its cure."""
    if policy.shelved:
        them = "it" if len(policy.shelved) == 1 else "them"
        yield Remark(
            at=("advocates",),
            what=f"nobody can enter {listed(policy.shelved, 'or')}: `advocates: false` switches {them} off; take that"
            " line away, or `programmes:` if it is meant so",
        )
    if not policy.programmes:
        return
    yield from _alike(list(policy.programmes.values()))
    closed = {name: list(_why_never(one, policy)) for name, one in policy.programmes.items()}
    for reasons in closed.values():
        yield from reasons
    for one in policy.programmes.values():
        yield from _unseen_votes(one, policy)
        yield from _short_term(one, policy)
    yield from _asks(policy, frozenset(name for name, reasons in closed.items() if reasons))


# --- names ------------------------------------------------------------------------------------------------------------


def _alike(programmes: Sequence[Programme]) -> Iterator[Remark]:
    """Two that people cannot tell apart: by their title on forms and in letters, or by the name they type."""
    for first, second in combinations(programmes, 2):
        both = listed((first.name, second.name))
        if first.name.casefold() == second.name.casefold():
            yield Remark(
                at=("programmes", second.name),
                what=f"the programmes {both} differ only in capitals, and who types `/hubbub advocate {first.name}`"
                " cannot choose between them; write one of them by another name",
            )
        elif first.title.casefold() == second.title.casefold():
            is_by_name = second.title == second.name  # so the first one's title was written
            yield Remark(
                at=("programmes", first.name if is_by_name else second.name, "title"),
                what=f"the programmes {both} are both called “{second.title}”, so that people cannot tell them apart;"
                " give one of them another `title`",
            )
        elif (is_first := first.title.casefold() == second.name.casefold()) or (
            second.title.casefold() == first.name.casefold()
        ):
            one, other = (first, second) if is_first else (second, first)
            yield Remark(
                at=("programmes", one.name, "title"),
                what=f"the programme `{one.name}` is called “{one.title}”, as the programme `{other.name}` is by its"
                f" name, and `/hubbub advocate {other.name}` means both; give it another `title`",
            )


# --- coming in --------------------------------------------------------------------------------------------------------


def _why_never(one: Programme, policy: Policy) -> Iterator[Remark]:
    """Why nobody can come into a programme; without reviewers the managers review."""
    begin, at = f"the programme `{one.name}` can never be entered:", ("programmes", one.name)
    managers = _with(policy, Role.MANAGER)
    reviewers = tuple(dict.fromkeys(who.removeprefix("@") for who in one.reviewers)) or managers
    if not one.ways_in:
        yield Remark(at=(*at, "ways_in"), what=f"{begin} `ways_in` is empty; write for example `ways_in: [own]`")
    elif WayIn.OWN not in one.ways_in:
        yield from _no_offer(one, policy, begin)
    if not reviewers:
        example = ", ".join(["U024BE7LD", "U024BE7LE", "U024BE7LF"][: one.votes])
        yield Remark(
            at=(*at, "reviewers"),
            what=f"{begin} nobody may invite, as it has no `reviewers` and `roles:` no manager; write for example"
            f" `reviewers: [{example}]`, {counted(one.votes, 'person', 'people')} or more",
        )
    elif all(map(_IS_ID, reviewers)) and one.votes > len(reviewers):
        whose = "reviewer" if one.reviewers else "manager"
        also = "" if one.reviewers else " (managers review where it has no `reviewers`)"
        yield Remark(
            at=(*at, "votes"),
            what=f"{begin} it needs {counted(one.votes, 'vote')} and has {counted(len(reviewers), whose)}{also};"
            f" name more, or write `votes: {len(reviewers)}`",
        )


def _no_offer(one: Programme, policy: Policy, begin: str) -> Iterator[Remark]:
    """It is entered by an offer alone: is there ever one, and would it lead here?"""
    cure = f"or add `own` to its `ways_in`: `ways_in: [own, {', '.join(one.ways_in)}]`"
    dial = _no_offers(policy)
    if dial:
        section, name = dial
        yield Remark(
            at=dial,
            what=f"{begin} people come in by an offer alone, and with `{name}: 0` in `{section}` nobody is offered"
            f" anything; write 1 or more there, {cure}",
        )
        return
    first = {way: open_to(policy.programmes, way)[0] for way in one.ways_in if way in _OFFERS}
    before = tuple(dict.fromkeys(each.name for each in first.values()))
    if one.name not in before:
        yield Remark(
            at=("programmes", one.name, "ways_in"),
            what=f"{begin} people come in by an offer alone, and offers lead into {listed(before)}, which"
            f" {'stands' if len(before) == 1 else 'stand'} above it; write it first, {cure}",
        )


def _no_offers(policy: Policy) -> tuple[str, str] | None:
    """The dial that lets nobody be offered a place, by its section and name."""
    dials = next(iter(policy.step_dials(AdvocatesPolicy)), AdvocatesPolicy())
    noughts = (
        (dials.most_open, ("advocates", "most_open")),
        (dials.a_day, ("advocates", "a_day")),
        (policy.restraint.unsolicited_per_week, ("restraint", "unsolicited_per_week")),
    )
    return next((where for number, where in noughts if number == 0), None)


def _unseen_votes(one: Programme, policy: Policy) -> Iterator[Remark]:
    """Without a channel of its own the vote is in the managers' channel: is there one, and are the reviewers in it?"""
    if one.channel is not None:
        return
    at, cure = ("programmes", one.name, "reviewers"), "write for example `channel: champions-review`"
    if policy.managers_channel is None:
        yield Remark(
            at=at,
            what=f"nobody sees in chat who would like to come into `{one.name}`: it has no `channel`, and there is no"
            f" `managers_channel`; {cure}, or name the managers' channel",
        )
        return
    staff = {who for role in _MAY_ASK for who in _with(policy, role)}
    teams = policy.governance.named if policy.governance is not None else frozenset()
    staff |= {who.removeprefix("@") for who in teams}
    if not all(map(_IS_ID, staff)):  # a group or role of the platform, and only the platform knows who is in it
        return
    members = [who for who in one.reviewers if _IS_ID(who) and who not in staff]
    if members:
        is_one = len(members) == 1
        yield Remark(
            at=at,
            what=f"{listed(members)} {'reviews' if is_one else 'review'} `{one.name}`, and the vote is in the managers'"
            f" channel, which {'this member' if is_one else 'these members'} cannot see; {cure}, a channel that only"
            " its reviewers see",
        )


def _short_term(one: Programme, policy: Policy) -> Iterator[Remark]:
    """Whoever has just come in is not to be asked whether they go on."""
    before = min((each.reminds_before for each in policy.step_dials(AdvocatesPolicy)), default=timedelta(0))
    if before >= one.term:
        yield Remark(
            at=("programmes", one.name, "term"),
            what=f"whoever comes into `{one.name}` is asked at once whether to go on: that is asked"
            f" {counted(before.days, 'day')} before the end, and its `term` is {counted(one.term.days, 'day')}; make"
            " the `term` longer, or `reminds_before` in `advocates` shorter",
        )


# --- being asked ------------------------------------------------------------------------------------------------------


def _asks(policy: Policy, closed: frozenset[str]) -> Iterator[Remark]:
    """Which asks can reach nobody, and whether there is anybody to ask."""
    asks = policy.step_dials(AsksPolicy)
    if not asks:
        yield Remark(
            at=("asks",),
            what="nobody can be asked for anything: `asks: false` switches it off; take that line away, or leave it if"
            " people are only to come in",
        )
        return
    if policy.restraint.unsolicited_per_week == 0:
        yield Remark(
            at=("restraint", "unsolicited_per_week"),
            what="nobody can ever be asked for anything: with `unsolicited_per_week: 0` in `restraint` no request is"
            " sent; write 1 or more, or `asks: false` if nobody is to be asked",
        )
        return
    having = {kind: tuple(name for name, one in policy.programmes.items() if kind in one.asks) for kind in AskKind}
    yield from _unreachable(having, closed, next(iter(policy.programmes)))
    call = having[AskKind.REFERENCE_CALL]
    if call and not closed.issuperset(call) and all(each.calls_a_quarter == 0 for each in asks):
        yield Remark(
            at=("asks", "calls_a_quarter"),
            what="nobody can ever be asked for `reference_call`: `calls_a_quarter` is 0 in `asks`; write 1 or more, or"
            f" leave it out of the `asks` of {listed(call)}",
        )
    has_staff = policy.governance is not None and bool(policy.governance.people)
    if not has_staff and not any(map(policy.has, _MAY_ASK)):
        yield Remark(
            at=("roles",),
            what="nobody may ask advocates for anything: `roles:` names no staff, manager or sales; write for example"
            " `staff: [U024BE7LD]`",
        )


def _unreachable(having: Mapping[AskKind, Sequence[str]], closed: frozenset[str], first: str) -> Iterator[Remark]:
    """Kinds that no programme has, and those that only programmes have which nobody can enter: a line for each set."""
    nowhere = [kind.value for kind, names in having.items() if not names]
    if nowhere:
        them = "it" if len(nowhere) == 1 else "anything" if len(nowhere) == len(AskKind) else "them"
        said = "anything" if them == "anything" else listed(nowhere, "or")
        yield Remark(
            at=("programmes", first, "asks"),
            what=f"nobody can be asked for {said}: no programme has {them} in `asks`; add what is to"
            " be asked, and leave the rest",
        )
    for only in dict.fromkeys(tuple(names) for names in having.values() if names and closed.issuperset(names)):
        kinds = [kind.value for kind, names in having.items() if tuple(names) == only]
        them = "it" if len(only) == 1 else "them"
        why = f"only {listed(only)} {'has' if len(only) == 1 else 'have'} that, and nobody can enter {them}"
        if len(kinds) == len(AskKind):
            why = f"nobody can enter {listed(only, 'or')}"
        said = "anything" if len(kinds) == len(AskKind) else listed(kinds, "or")
        yield Remark(
            at=("programmes", only[0], "asks"),
            what=f"nobody can ever be asked for {said}: {why}; mend what keeps people out, as told above",
        )


# --- looking up -------------------------------------------------------------------------------------------------------


def _with(policy: Policy, role: Role) -> tuple[str, ...]:
    """Who has a role, as the file writes them, or given beside it by their bare id."""
    given = (external_of(MemberId(who)) for who, some in policy.given.items() if role in some)
    named = (who.removeprefix("@") for who, one in policy.roles.items() if one is role)
    return tuple(dict.fromkeys((*named, *given)))
