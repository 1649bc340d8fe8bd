"""``hubbub token``: a token is shown once, listed without giving anything away, and ended by its id or name."""

import json
import re
from pathlib import Path

import pytest

from bots.cli import main
from engagement.api_tokens import token_digest
from engagement.signing_in import PageRole, Step
from storage import open_memory
from tests.bots.cli.test_login import TOWN, home

__all__ = ["home"]


def made(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[str, str]:
    """The token, and its id."""
    assert main(["token", "create", *options]) == 0
    said = capsys.readouterr().out
    found = re.search(r"^  (hubbub_\S+)$", said, re.MULTILINE), re.search(r"revoke (\w+)$", said, re.MULTILINE)
    assert found[0] is not None
    assert found[1] is not None
    return found[0][1], found[1][1]


def test_made_listed_and_ended(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    token, id_ = made(capsys, "--name", "Quarterly report", "--role", "spoke", "--days", "7")
    assert main(["token", "list"]) == 0
    listed = capsys.readouterr().out
    assert f"{id_}  Quarterly report: reads as spoke" in listed
    assert "never used" in listed
    assert token not in listed
    assert main(["token", "list", "--json"]) == 0
    assert [one["name"] for one in json.loads(capsys.readouterr().out)] == ["Quarterly report"]
    memory = open_memory(f"sqlite:///{home / 'data' / 'hubbub.db'}")
    try:
        kept, record = memory.read(TOWN, lambda ledger: (ledger.api_tokens.all(), ledger.sign_ins.newest(5)))
    finally:
        memory.close()
    assert [(one.digest, one.role) for one in kept] == [(token_digest(token), PageRole.SPOKE)]
    assert [(line.step, line.way) for line in record] == [(Step.MADE_TOKEN, "Quarterly report")]
    assert main(["token", "revoke", id_]) == 0
    assert "can read nothing any more" in capsys.readouterr().out
    assert main(["token", "list"]) == 0
    assert "No program has a token" in capsys.readouterr().out


@pytest.mark.usefixtures("home")
def test_by_name_where_it_is_clear(capsys: pytest.CaptureFixture[str]) -> None:
    made(capsys, "--name", "BI")
    _, second = made(capsys, "--name", "BI")
    assert main(["token", "revoke", "BI"]) == 1
    assert second in capsys.readouterr().err
    assert main(["token", "revoke", second]) == 0
    assert main(["token", "revoke", "BI"]) == 0


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("options", "cure"),
    [
        (["create"], "--name"),
        (["create", "--name", " "], "name it"),
        (["create", "--name", "x", "--days", "0"], "1 to 366 days"),
        (["revoke"], "by its id"),
        (["revoke", "nothing"], "by its id"),
    ],
)
def test_what_cannot_be_is_told_with_its_cure(
    options: list[str], cure: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["token", *options]) == 1
    assert cure in capsys.readouterr().err
