"""Does it do harm when somebody of sales joins? Shares with intervals, and nothing at all while it is too early."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from advocacy.invitations import Case, Invitation, Outcome, State, taken
from engagement.few_people import is_too_few
from engagement.shares import Difference, Share, difference

FEWEST = 20
"""Conversations in each group, before a share of them is told (ours)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationFigures:
    """``died``: conversations in which neither whoever asked nor peers wrote again after somebody of sales did.

    ``quiet_invited`` and ``quiet_alone`` are the same for all into which somebody was invited, joined or not, and for
    those left alone for comparison, from the moment on at which they were found. None: too early to say.
    """

    invited: int
    joined: int
    unfitting: int
    helped: int
    died: Share | None
    quiet_invited: Share | None
    quiet_alone: Share | None

    @property
    def difference(self) -> Difference | None:
        """How much more often conversations end where somebody is invited; None: too early to say."""
        first, second = self.quiet_invited, self.quiet_alone
        if first is None or second is None:
            return None
        return difference(first, second)


def invitation_figures(invitations: Sequence[Invitation], cases: Iterable[Case]) -> InvitationFigures:
    """Everything that can be said; numbers are never about one to four people who asked."""
    all_of_them = taken(invitations)
    threads = {one.thread for one in invitations}
    looked = [case for case in cases if case.went_on is not None]
    invited = [case for case in looked if case.thread in threads and not case.is_left_alone]
    alone = [case for case in looked if case.is_left_alone]
    wrote = [one for one in invitations if one.went_on is not None]
    return InvitationFigures(
        invited=len(threads),
        joined=sum(one.state is State.JOINED for one in invitations),
        unfitting=all_of_them.unfitting,
        helped=sum(one.outcome is Outcome.HELPED for one in invitations),
        died=_share([not one.went_on for one in wrote], [one.asker for one in wrote]),
        quiet_invited=_share([not case.went_on for case in invited], [case.asker for case in invited]),
        quiet_alone=_share([not case.went_on for case in alone], [case.asker for case in alone]),
    )


def _share(hits: Sequence[bool], people: Sequence[Hashable]) -> Share | None:
    if len(hits) < FEWEST or is_too_few(set(people)):
        return None
    return Share(hits=sum(hits), of=len(hits))
