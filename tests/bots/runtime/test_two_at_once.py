"""Two real processes that look after the same community by mistake: what is scheduled comes once all the same, and
nobody is asked past a limit."""

import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from advocacy.asks import ASKED
from advocacy.programme import Choices, Stage, Standing
from bots.runtime.batch import Batch
from engagement.events import AccountSeen
from engagement.ids import AccountId, MemberId
from engagement.people import Purpose
from engagement.programmes import AskKind
from storage import open_memory
from tests.bots.runtime import asking_racer
from tests.bots.runtime.asking_racer import ROUNDS, raced
from tests.engagement.made_up import NOON
from tests.scenarios.stage import Town

RACER = """
import sys
from datetime import UTC, datetime, time, timedelta
from engagement.ids import CommunityId
from engagement.schedules import Schedule, claim_due
from storage import open_memory

memory = open_memory(sys.argv[1])
schedule = Schedule(name="report", zone="Europe/Berlin", at=time(9))
sys.stdin.readline()
for day in range(40):
    with memory.direct(CommunityId("town")) as ledger:
        now = datetime(2026, 3, 1, 12, tzinfo=UTC) + timedelta(days=day)
        for due in claim_due(ledger.occurrences, schedule, now):
            print(due.occurrence.date(), flush=True)
memory.close()
"""


def together(*commands: Sequence[object]) -> list[str]:
    """Run these at once; what each said."""
    racing = [
        subprocess.Popen([sys.executable, *map(str, each)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for each in commands
    ]
    for process in racing:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=60)[0] for process in racing]
    assert [process.returncode for process in racing] == [0] * len(racing)
    return said


def test_two_processes_at_once_fire_once(url: str, tmp_path: Path) -> None:
    racer = tmp_path / "racer.py"
    racer.write_text(RACER, encoding="utf-8")
    said = together([racer, url], [racer, url])
    fired = Counter(day for days in said for day in days.split())
    first = date(2026, 3, 1)
    assert fired == {(first + timedelta(days=nth)).isoformat(): 1 for nth in range(1, 40)}


async def test_two_processes_that_take_over_from_each_other_ask_nobody_twice(url: str) -> None:
    """Each believes the community its own; what it does after the other has it is not written."""
    memory = open_memory(url)
    place = Town(memory, raced())
    people = [MemberId(f"slack-T1:adv{nth}") for nth in range(ROUNDS)]
    await place.tell(*(AccountSeen(key=each, at=NOON, account=AccountId(each), name=each) for each in people))

    def join(batch: Batch) -> None:
        chosen = Choices(accepts=(AskKind.TALK,))
        batch.ledger.entries.save([
            Standing(
                id=each, member=each, programme="champions", stage=Stage.ACTIVE, at=NOON, choices=chosen
            ).to_entry() for each in people
        ])  # fmt: skip
        for each in people:
            batch.ledger.people.set_consent(each, Purpose.ADVOCACY, is_given=True, at=NOON)

    await place.owner.run(join)
    said = "".join(together(*([asking_racer.__file__, url, name] for name in ("one", "two"))))
    with memory.direct(place.owner.id) as ledger:
        asked = Counter(each.member for each in ledger.entries.find(ASKED))
    memory.close()
    assert set(said.split()) <= {"asked", "lost"}
    assert set(asked.values()) == {1}
    assert len(asked) == min(said.count("asked"), ROUNDS)
