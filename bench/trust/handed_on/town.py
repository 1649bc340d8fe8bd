"""The town with teams: a hub and two spokes on two platforms, with people, hours, chains, a rota and a second path."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random

from bench.trust.simulation import town
from bench.trust.simulation.town import DISCORD, SLACK, ZONE, Resident, channel, sight
from engagement.escalating.dials import (
    Assign,
    Chain,
    Governance,
    Model,
    Rota,
    Step,
    StepKind,
    Targets,
    Team,
    WorkCalendar,
)
from engagement.events import ChannelKind, ChannelSeen, Event
from engagement.ids import AccountId, external_of
from engagement.people import Hours, Role
from engagement.plays.escalation import EscalationPolicy
from engagement.policy import Policy

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
ROOMS = {"hub": SLACK, "bill": SLACK, "dev": DISCORD}
"""The teams' rooms, by the team's name, which is also the room's."""
NIGHT = "night"
"""The room of the second path."""
AFTER = HOUR
"""Working time that peers have before a team is called."""
MODELS = tuple(Model)
_EVERY_DAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONG_DAY = dict.fromkeys(_EVERY_DAY, (Hours(start=time(7), end=time(12)), Hours(start=time(13), end=time(22))))


def _staff(team: str, *names: str) -> tuple[Resident, ...]:
    return tuple(Resident(account=AccountId(f"{ROOMS[team]}:{name}"), zone=ZONE) for name in names)


PEOPLE = {
    "hub": _staff("hub", "hana", "hugo"),
    "bill": _staff("bill", "bea", "bob", "bill"),
    "dev": _staff("dev", "dan", "dora", "dov"),
}
EVERYBODY = tuple(one for some in PEOPLE.values() for one in some)


def governance(seed: int) -> Governance:
    """The dials of a world: the models take turns, the rest is drawn."""
    dice = Random(f"governance {seed}")
    model = MODELS[seed % len(MODELS)]
    steps = (
        Step(kind=StepKind.TEAM),
        Step(kind=StepKind.ON_DUTY, wait=10 * MINUTE),
        Step(kind=StepKind.EVERYBODY, wait=20 * MINUTE),
        Step(kind=StepKind.WEBHOOK, to="pager", wait=10 * MINUTE),
    )
    teams = {
        name: Team(
            name=name, title=name.title(), channel=name, is_hub=name == "hub" and model is not Model.DECENTRALIZED,
            people=tuple(external_of(one.account) for one in PEOPLE[name]),
            topics={"bill": ("api",), "dev": ("build",)}.get(name, ()), channels=("help",) if name == "bill" else (),
            assign=dice.choice(tuple(Assign)), rota="duty" if name == "dev" else "", calendar=dice.choice(("", "long")),
            chain="all", targets=Targets(first_response=dice.choice((None, HOUR, 4 * HOUR))),
        )
        for name in ROOMS
    }  # fmt: skip
    return Governance(
        model=model,
        timezone=ZONE,
        teams=teams,
        chains={"all": Chain(name="all", steps=steps, repeat=dice.randrange(2))},
        calendars={"long": WorkCalendar(name="long", timezone=ZONE, week=_LONG_DAY)},
        rotas={"duty": Rota(name="duty", people=("dan", "dora"), begins=date(2026, 1, 1), turn_days=1, timezone=ZONE)},
        webhooks=("tracker", "pager"),
        second_path=(f"channel:{NIGHT}", "webhook:pager", "email:on-call@example.org"),
    )


def playbook(without: frozenset[str], seed: int) -> Policy:
    """The town's dials with the teams in them; helpers are not asked."""
    base = town.playbook(without)
    channels = {
        name: replace(dials, is_live=True, plays={**dials.plays, "escalation": EscalationPolicy(after=AFTER)})
        for name, dials in base.channels.items()
    }
    return replace(base, channels=channels, governance=governance(seed), roles={**base.roles, "sam": Role.TRUSTED})


def first_sights(at: datetime) -> list[Event]:
    """Everybody and every room, the teams' among them."""
    rooms = [*ROOMS.items(), (NIGHT, DISCORD)]
    seen: list[Event] = [
        ChannelSeen(
            key=f"channel:{name}", at=at, channel=channel(workspace, name), name=name, kind=ChannelKind.CHAT,
            is_private=True,
        )
        for name, workspace in rooms
    ]  # fmt: skip
    return [*town.first_sights(at), *seen, *(sight(one, one.account, at) for one in EVERYBODY)]
