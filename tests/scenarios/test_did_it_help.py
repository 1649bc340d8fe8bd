"""A step that does harm: switched off by itself, told once, undone by managers, and counted anew from then on."""

from dataclasses import replace

from advocacy.comparison import Comparisons
from advocacy.plays.did_it_help import PLAY, DidItHelpPolicy, on_daily
from bots.runtime.batch import Batch
from engagement.decisions import Arm
from engagement.events import Event
from engagement.ids import MemberId
from engagement.ports import Ledger
from engagement.speech import Outgoing, plain
from tests.advocacy.plays.test_did_it_help import HARM
from tests.bots.runtime.stage import NEVER_QUIET, town
from tests.engagement.made_up import posted
from tests.scenarios.conftest import Founding
from tests.scenarios.stage import BEN, MANAGERS, ROSA, SAM, Town

MANY = 52


async def harmed(found: Founding, many: int = MANY) -> Town:
    """Whoever is asked about a question keeps silent; those left alone are answered. A second question counts."""
    no_caps = replace(
        NEVER_QUIET, storm_questions=10_000, helper_asks_per_day=10_000, helper_asks_per_week=10_000,
        ignored_asks=10_000,
    )  # fmt: skip
    place = found(town(hold_out=0.5, hold_out_from=0, restraint=no_caps))
    await place.open(BEN)
    first: list[Event] = []
    for nth in range(many):
        asker = MemberId(f"slack-T1:asker{nth:03}")
        first += [
            posted(f"f{nth}", "How do I call the endpoint?", asker),
            posted(f"fa{nth}", "so", MemberId(BEN), of=f"f{nth}"),
        ]
    await place.tell(*first)
    again = [
        posted(f"q{nth}", "How do I call the endpoint from a script?", MemberId(f"slack-T1:asker{nth:03}"), 60)
        for nth in range(many)
    ]
    await place.pass_(hours=1)
    await place.tell(*again)
    await place.pass_(minutes=25)
    left = [one.subject for one in place.journal("peer_prompt") if one.arm is Arm.HELD_OUT]
    await place.tell(
        *(
            posted(f"a{nth}", "like this", MemberId(BEN), 85, of=name.rpartition(":")[2])
            for nth, name in enumerate(left)
        )
    )
    return place


def told(place: Town) -> list[Outgoing]:
    return [one for one in place.board.seen() if one.to == MANAGERS and "does harm" in plain(one.text)]


def is_on(place: Town, step: str = "peer_prompt") -> bool:
    return any(step in channel.plays for channel in place.owner.community.policy.channels.values())


async def test_a_step_that_harms_stops_tells_once_and_is_undone_like_any_change(found: Founding) -> None:
    place = await harmed(found)
    await place.pass_(hours=20)
    assert is_on(place)
    assert told(place) == [], "a day has to pass before anything is counted"
    await place.pass_(days=1)
    assert not is_on(place)
    assert is_on(place, "similar_threads")
    (message,) = told(place)
    assert "I switched “Ask helpers” off" in plain(message.text)
    changes = plain((await place.command(ROSA, "changes")).text)
    assert "peer_prompt" in changes
    assert "Hubbub" in changes
    asked = len(place.to(BEN))
    await place.ask("later")
    await place.pass_(minutes=30)
    assert len(place.to(BEN)) == asked

    (off,) = [one for one in place.journal("did_it_help") if one.action == "SetDial"]
    await place.undo(off)
    assert is_on(place)
    await place.pass_(days=1)
    assert is_on(place), "it is counted anew"
    assert len(told(place)) == 1


async def test_only_a_manager_switches_it_on_again_by_the_button(found: Founding) -> None:
    """The message as it would stand there; another step's button does nothing."""
    place = await harmed(found, many=4)
    reader = Comparisons(steps=[HARM])

    def tell(ledger: Ledger) -> None:
        batch = Batch(place.owner.community, ledger, place.now)
        s = batch.asking.situation(None, None, None, shown={Comparisons: reader})
        batch.acting.carry_out(PLAY, on_daily(s, DidItHelpPolicy()), s, "daily@now")
        batch.flush()

    place.memory.write(place.owner.id, tell).result()
    place.restart()
    await place.live.tick()
    assert not is_on(place)
    (message,) = told(place)
    await place.press(SAM, "step_on", message)
    assert not is_on(place)
    await place.press(ROSA, "step_on", message)
    assert is_on(place)
