"""What in the programmes of a playbook is hardly meant so: one that nobody can enter, an ask that reaches nobody."""

import re
from collections.abc import Iterator, Mapping

from engagement.people import Role
from engagement.policy import Policy
from engagement.programmes import AskKind, Programme

_IS_ID = re.compile(r"[0-9]{15,20}|[UW][A-Z0-9]{2,}").fullmatch
"""A person's id on Discord or Slack: anything else may be a group or role, of any number of people."""
_MAY_ASK = frozenset({Role.STAFF, Role.MANAGER, Role.SALES})


def findings(policy: Policy) -> Iterator[str]:
    """Sentences, each with its cure."""
    if not policy.programmes:
        return
    roles = frozenset(policy.roles.values())
    managers = tuple(who for who, role in policy.roles.items() if role is Role.MANAGER)
    closed = {name: list(_why_never(one, managers)) for name, one in policy.programmes.items()}
    for reasons in closed.values():
        yield from reasons
    yield from _asks(policy.programmes, frozenset(name for name, reasons in closed.items() if reasons))
    has_staff = policy.governance is not None and bool(policy.governance.people)
    if not roles & _MAY_ASK and not has_staff:
        yield (
            "nobody may ask advocates for anything: `roles:` names no staff, manager or sales; write for example"
            " `staff: [U024BE7LD]`"
        )


def _why_never(one: Programme, managers: tuple[str, ...]) -> Iterator[str]:
    """Why nobody can come into a programme; without reviewers the managers review."""
    begin, reviewers = f"the programme `{one.name}` can never be entered:", one.reviewers or managers
    if not one.ways_in:
        yield f"{begin} `ways_in` is empty; write for example `ways_in: [own]`"
    if not reviewers:
        yield (
            f"{begin} nobody may invite, as it has no `reviewers` and `roles:` no manager; write for example"
            " `reviewers: [U024BE7LD]`"
        )
    elif all(map(_IS_ID, reviewers)) and one.votes > len(reviewers):
        who = "reviewers" if one.reviewers else "managers, who review where it has no `reviewers`"
        yield f"{begin} it needs {one.votes} votes and has {len(reviewers)} {who}; name more, or write fewer `votes`"


def _asks(programmes: Mapping[str, Programme], closed: frozenset[str]) -> Iterator[str]:
    """Which asks can reach nobody."""
    having = {kind: [name for name, one in programmes.items() if kind in one.asks] for kind in AskKind}
    nowhere = ", ".join(f"`{kind}`" for kind, names in having.items() if not names)
    if nowhere:
        yield f"nobody can be asked for {nowhere}: no programme has it in `asks`; add what is to be asked"
    for kind, names in having.items():
        if names and closed.issuperset(names):
            told = ", ".join(f"`{name}`" for name in names)
            yield f"nobody can ever be asked for `{kind}`: only {told} allows it, and nobody can enter that"
