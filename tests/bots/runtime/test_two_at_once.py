"""Two real processes that look after the same community by mistake: what is scheduled comes once all the same."""

import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

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


def test_two_processes_at_once_fire_once(url: str, tmp_path: Path) -> None:
    racer = tmp_path / "racer.py"
    racer.write_text(RACER, encoding="utf-8")
    racing = [
        subprocess.Popen([sys.executable, racer, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for process in racing:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=60)[0].split() for process in racing]
    assert [process.returncode for process in racing] == [0, 0]
    fired = Counter(day for days in said for day in days)
    first = date(2026, 3, 1)
    assert fired == {(first + timedelta(days=nth)).isoformat(): 1 for nth in range(1, 40)}
