"""What is said when a manager asks what members value."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from advocacy.plays import value_poll
from advocacy.polls import Poll, Polls, choice
from engagement.decisions import Verdict
from engagement.events import FormSubmitted
from engagement.ids import AccountId, MemberId
from engagement.people import Role
from engagement.policy import RestraintPolicy
from engagement.situation import Person, Situation

BEN = MemberId("sandbox:ben")


def polled(base: Situation) -> Iterator[Sequence[Verdict]]:
    """From the form to the result; ``base`` is what is known of the place."""
    policy, now = value_poll.ValuePollPolicy(), base.now
    poll = Poll(
        id="p", at=now - timedelta(days=3), until=now + timedelta(days=4), values=("speed", "kindness", "depth"),
        place="help",
    )  # fmt: skip
    chosen = tuple(choice(poll, MemberId(f"sandbox:v{nth}"), (0, nth % 2), now) for nth in range(9))
    running, over = Polls(latest=poll, choices=chosen), Polls(latest=replace(poll, is_open=False))

    def shown(of: Polls, form: str = "", role: Role = Role.MEMBER, **values: tuple[str, ...]) -> Situation:
        event = FormSubmitted(key="f", at=now, account=AccountId(BEN), form=form, values=values) if form else base.event
        actor = Person(member=BEN, name="Ben", roles=frozenset({role}))
        return replace(base, shown={Polls: replace(of, places=base.channel_ids)}, actor=actor, event=event, look="p")

    for of in (running, over, Polls()):
        yield value_poll.on_poll(shown(of), policy)
        yield value_poll.on_choose(shown(of), policy)
    for values, place in (("a\nb\nc", "help"), ("a\nb", "help"), ("a\nb\nc", "halp")):
        sent = shown(Polls(), value_poll.START, text=(values,), place=(place,), days=("7",))
        yield value_poll.on_form(sent, policy)
    sent = shown(Polls(), value_poll.START, text=("a\nb\nc",), place=("help",), days=("7",))
    at_night = replace(base.policy, restraint=RestraintPolicy(), timezone="UTC")
    yield value_poll.on_form(replace(sent, now=now.replace(hour=23), policy=at_night), policy)
    for numbers in (("0",), (), ("0", "1", "2")):
        yield value_poll.on_choose_form(shown(running, value_poll.CHOOSE, values=numbers), replace(policy, choices=2))
    yield value_poll.on_choose(shown(running, role=Role.STAFF), policy)
    yield value_poll.on_close(shown(running), policy)
    yield value_poll.on_end(shown(replace(running, choices=chosen[:3])), policy)
