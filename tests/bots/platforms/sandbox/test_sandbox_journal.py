from datetime import UTC, datetime
from pathlib import Path

import pytest

from bots.platforms.sandbox.facts import Acked, Fact, Ticked
from bots.platforms.sandbox.journal import Journal, SandboxFileError

AT = datetime(2026, 10, 6, 8, 0, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "sandbox.jsonl"


def facts_in(path: Path) -> list[Fact]:
    journal, facts = Journal.open(path)
    journal.close()
    return facts


def test_what_was_written_is_read_again_in_order(path: Path) -> None:
    journal, before = Journal.open(path)
    assert before == []
    assert journal.append(Ticked(at=AT), Acked(at=AT, line=1)) == 2
    journal.close()
    again, facts = Journal.open(path)
    assert facts == [Ticked(at=AT), Acked(at=AT, line=1)]
    assert again.append(Ticked(at=AT)) == 3
    again.close()


def test_a_last_line_cut_short_is_cut_off_and_writing_goes_on(path: Path) -> None:
    journal, _ = Journal.open(path)
    journal.append(Ticked(at=AT))
    journal.close()
    whole = path.read_bytes()
    for cut in range(1, len(whole)):
        path.write_bytes(whole + whole[:cut])
        torn, facts = Journal.open(path)
        assert facts == [Ticked(at=AT)]
        assert path.read_bytes() == whole
        torn.close()
    torn, _ = Journal.open(path)
    torn.append(Acked(at=AT, line=1))
    torn.close()
    assert facts_in(path) == [Ticked(at=AT), Acked(at=AT, line=1)]


@pytest.mark.parametrize("damage", [b"{}\n", b'{"kind":"ticked"}\n', b"\xff\xfe\n", b"\n", b'{"kind":"nonsense"}\n'])
def test_a_damaged_line_in_the_middle_is_named_with_the_cure(path: Path, damage: bytes) -> None:
    journal, _ = Journal.open(path)
    journal.append(Ticked(at=AT))
    journal.close()
    whole = path.read_bytes()
    path.write_bytes(whole + damage + whole)
    with pytest.raises(SandboxFileError, match=r"sandbox\.jsonl, line 2, cannot be read; put a copy"):
        Journal.open(path)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SandboxFileError, match="cannot be opened"):
        Journal.open(tmp_path / "file" / "sandbox.jsonl")


def test_what_could_not_be_written_is_said_and_leaves_no_half_line(path: Path) -> None:
    journal, _ = Journal.open(path)
    journal.append(Ticked(at=AT))
    journal.close()
    with pytest.raises(SandboxFileError, match="cannot be written"):
        journal.append(Ticked(at=AT))
    assert path.read_bytes().count(b"\n") == 1


def test_lines_gathered_are_there_after_the_end(path: Path) -> None:
    journal, _ = Journal.open(path)
    with journal.gathered():
        for line in range(100):
            journal.append(Acked(at=AT, line=line))
    journal.close()
    journal.close()
    assert len(facts_in(path)) == 100
