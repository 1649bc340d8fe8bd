"""What the plays are shown of polls about what members value: the latest one, and what was chosen in it."""

from advocacy.plays.value_poll import PLAY
from advocacy.polls import CHOICE, POLL, Poll, Polls, ValuePollPolicy, to_poll
from bots.runtime.situations import Lookups
from engagement.people import Purpose
from engagement.ports import Ledger
from engagement.situation import Situation


def polls(look: Lookups, _s: Situation) -> Polls:
    """The latest poll; nobody of staff and nobody who stopped is counted."""
    latest, found = latest_poll(look.ledger), look.community.play_dials(PLAY, None)
    known = {"places": look.channel_ids(), "dials": found if isinstance(found, ValuePollPolicy) else None}
    if latest is None or not latest.is_open:
        return Polls(latest=latest, **known)  # type: ignore[arg-type]
    choices = [one for one in look.ledger.entries.find(CHOICE) if one.text("poll") == latest.id]
    people = {one.member for one in choices if one.member is not None}
    staff = {who for who in people if look.community.is_staff(look.account_of(who), who)}
    stopped = look.ledger.people.who_said_no(Purpose.METRICS) | {who for who in people if look.has_stopped(who)}
    return Polls(latest=latest, choices=tuple(choices), out=frozenset(staff | stopped), **known)  # type: ignore[arg-type]


def latest_poll(ledger: Ledger, *, is_closed: bool = False) -> Poll | None:
    """The poll that began last; ``is_closed``: of those that are over."""
    some = [one for one in map(to_poll, ledger.entries.find(POLL)) if not (is_closed and one.is_open)]
    return some[-1] if some else None
