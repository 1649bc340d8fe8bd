"""What an installation can promise follows from what the doctor saw, each no with its reason and its cure."""

import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bots.app.can_promise import Seen, promises
from bots.app.finding import Promise
from bots.app.machine import Machine, examine
from config.settings import Settings
from engagement.hosting import TroubleKind
from engagement.ids import CommunityId
from storage import open_memory

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
FINE = Machine(findings=(), last_backup=NOW)


def told(*seen: Seen, machine: Machine = FINE) -> Mapping[str, Promise]:
    return {each.what: each for each in promises(seen, machine)}


def no(found: Mapping[str, Promise]) -> set[str]:
    return {what for what, promise in found.items() if not promise.is_kept}


def test_where_all_is_well_everything_is_promised() -> None:
    found = told(Seen(place="Acme (Slack)"))
    assert len(found) == 9
    assert no(found) == set()
    assert all(promise.because for promise in found.values())


def test_without_a_platform_nothing_is_said_of_platforms() -> None:
    assert set(told()) == {
        "loses nothing that was said to it", "keeps local time, also when clocks change",
        "comes back after the disk is lost",
    }  # fmt: skip


NEEDS_HISTORY = {"catches up after an absence", "deletes what you delete", "says nothing twice"}


@pytest.mark.parametrize(
    ("kind", "subject", "expected"),
    [
        (TroubleKind.SCOPE_MISSING, "channels:history", {"reads members' words", *NEEDS_HISTORY}),
        (TroubleKind.SCOPE_MISSING, "im:history", {"says nothing twice"}),
        (TroubleKind.SCOPE_MISSING, "reactions:read", set()),
        (TroubleKind.PERMISSION_MISSING, "Read history in #help", NEEDS_HISTORY),
        (TroubleKind.PERMISSION_MISSING, "Read Message History in #help", NEEDS_HISTORY),
        (TroubleKind.INTENT_MISSING, "Message Content Intent", {"reads members' words"}),
        (TroubleKind.CLOCK_WRONG, "90", {"knows what time it is"}),
        (TroubleKind.TOKEN_REFUSED, "HUBBUB_X", {"reads members' words", *NEEDS_HISTORY}),
    ],
)
def test_what_is_missing_takes_its_promises_with_it(kind: TroubleKind, subject: str, expected: set[str]) -> None:
    found = told(Seen(place="Fine"), Seen(place="Acme", troubles=[(kind, subject)]))
    assert no(found) == expected
    assert all("Acme" in found[what].because and found[what].cure for what in expected)


def test_a_workspace_that_could_not_be_looked_at_promises_nothing() -> None:
    found = told(Seen(place="Acme", could_not="HUBBUB_SLACK_BOT_TOKEN is not set"))
    assert no(found) >= NEEDS_HISTORY
    assert "HUBBUB_SLACK_BOT_TOKEN is not set" in found["says nothing twice"].because


def test_a_needless_right_is_told_and_the_promise_kept() -> None:
    found = told(Seen(place="Acme", troubles=[(TroubleKind.PERMISSION_NEEDLESS, "Mention Everyone")]))
    assert no(found) == set()
    assert found["pings nobody by accident"].cure is not None


def test_the_machine_keeps_what_is_said_only_where_it_can_write_for_good() -> None:
    lost = told(machine=Machine(findings=(), is_durable=False, last_backup=NOW))
    assert no(lost) == {"loses nothing that was said to it"}
    assert no(told(machine=Machine(findings=(), last_backup=None))) == {"comes back after the disk is lost"}
    assert no(told(machine=Machine(findings=(), last_backup=None, has_memory=False))) == set()


def test_the_doctor_looks_at_the_memory_and_changes_nothing(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "data")
    assert "new; it is made at the first start" in examine(settings, [], NOW).findings[0].what
    assert not (tmp_path / "data" / "hubbub.db").exists()
    memory = open_memory(f"sqlite:///{tmp_path / 'data' / 'hubbub.db'}")
    memory.own(CommunityId("town"), "elsewhere/1/abc", NOW, timedelta(seconds=30))
    memory.close()
    found = examine(settings, ["Europe/Berlin"], NOW)
    assert [each.cure for each in found.findings] == [None] * len(found.findings)
    assert "writable, and safe on the disk" in found.findings[0].what
    assert found.findings[1].what == "town: looked after by elsewhere/1/abc (until 12:00:30 UTC)"
    assert found.has_memory
    assert (found.last_backup, found.has_zones) == (None, True)
    assert not any("looked after" in each.what for each in examine(settings, [], NOW + timedelta(minutes=1)).findings)


def test_a_memory_that_cannot_be_written_is_found(tmp_path: Path) -> None:
    path = tmp_path / "hubbub.db"
    open_memory(f"sqlite:///{path}").close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    newer = examine(Settings(home=tmp_path), [], NOW)
    assert "a newer Hubbub wrote it" in str(newer.findings[0].cure)
    path.write_bytes(b"These are notes, and no database. " * 99)
    broken = examine(Settings(home=tmp_path), [], NOW)
    assert (broken.findings[0].kind, broken.is_writable) == ("memory", False)


def test_a_zone_that_nobody_knows_and_a_backup_that_is_recent_are_seen(tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    for name in ("hubbub-20261120T080000Z.backup", "hubbub-20261101T080000Z.backup", "hubbub-mine.backup"):
        (tmp_path / "backups" / name).touch()
    found = examine(Settings(home=tmp_path), ["Europe/Atlantis"], NOW)
    assert found.last_backup == datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert not found.has_zones
    assert any("Europe/Atlantis is not among them" in str(each.cure) for each in found.findings)
    assert examine(Settings(home=tmp_path), [], NOW + timedelta(days=5)).last_backup is None
