"""``hubbub login``: whose link it prints, where it leads, and signing everybody out."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bots.app.heartbeat import Heartbeat, address_of
from bots.cli import main
from bots.runtime.clock import SystemClock
from engagement.ids import AccountId, CommunityId, MemberId
from engagement.people import Account
from engagement.signing_in import CODE_HOLDS, Code, PageRole, Session, digest_of
from storage import open_memory

TOWN = CommunityId("town")
PLAYBOOK = "communities:\n  - name: Town\n    workspaces: [{platform: slack}]\n    roles: {manager: [U1], staff: [U2]}\n    channels: {help: {}}\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("hubbub.yaml").write_text(PLAYBOOK, encoding="utf-8")
    memory = open_memory(f"sqlite:///{_made(tmp_path / 'data') / 'hubbub.db'}")
    people = [("U1", "Rosa"), ("U2", "Sam"), ("U3", "Ada"), ("U4", "Ada")]
    with memory.direct(TOWN) as ledger:
        ledger.people.save_accounts(
            [
                Account(id=AccountId(f"slack-T1:{who}"), member=MemberId(f"slack-T1:{who}"), name=name)
                for who, name in people
            ],
            SystemClock().now(),
        )
    memory.close()
    return tmp_path


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def found(home: Path, code: str) -> Code | None:
    memory = open_memory(f"sqlite:///{home / 'data' / 'hubbub.db'}")
    try:
        return memory.read(TOWN, lambda ledger: ledger.sign_ins.find_code(digest_of(code), SystemClock().now()))
    finally:
        memory.close()


def link(capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    """The address before the code, and the code."""
    said = re.search(r"^  (\S+)/sign-in/link/(\S+)$", capsys.readouterr().out, re.MULTILINE)
    assert said is not None
    return said[1], said[2]


@pytest.mark.parametrize(
    ("options", "role", "member"),
    [
        ((), PageRole.MANAGER, None),
        (("--role", "product"), PageRole.PRODUCT, None),
        (("--as", "U1"), PageRole.MANAGER, "slack-T1:U1"),
        (("--as", "@sam"), PageRole.SPOKE, "slack-T1:U2"),
        (("--as", "slack-T1:U3"), PageRole.MEMBER, "slack-T1:U3"),
        (("--as", "U3", "--role", "sales"), PageRole.SALES, "slack-T1:U3"),
    ],
)
def test_a_link_is_for_a_role_and_perhaps_for_somebody(
    home: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], role: PageRole, member: str | None
) -> None:
    assert main(["login", *options]) == 0
    address, code = link(capsys)
    assert address == "http://127.0.0.1:8080"
    kept = found(home, code)
    assert kept is not None
    assert (kept.role, kept.member) == (role, member)
    assert kept.until - SystemClock().now() <= CODE_HOLDS
    assert code.encode() not in b"".join(path.read_bytes() for path in (home / "data").iterdir())


def test_it_is_said_as_what_it_signs_in_and_what_it_takes(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert home
    assert main(["login", "--role", "spoke"]) == 0
    told = capsys.readouterr().out
    assert "signs in to Town as somebody of a team:" in told
    assert "Hubbub has to be running" in told


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--as", "Ada"), "several are called 'Ada'; name one by id: slack-T1:U3, slack-T1:U4"),
        (("--as", "nobody"), "nobody is called 'nobody' here; write the whole name"),
        (("--role", "member"), "say whose with --as"),
        (("--community", "elsewhere"), "no community 'elsewhere'"),
    ],
)
def test_what_cannot_be_meant_is_said(
    home: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], told: str
) -> None:
    assert home
    assert main(["login", *options]) == 1
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "environment", "address"),
    [
        (("--port", "9000"), {}, "http://127.0.0.1:9000"),
        (("--host", "::"), {}, "http://[::1]:8080"),
        (("--host", "::1"), {}, "http://[::1]:8080"),
        ((), {"HUBBUB_PUBLIC_URL": "https://hubbub.example.org"}, "https://hubbub.example.org"),
    ],
)
def test_it_leads_to_where_hubbub_is_reached(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...],
    environment: dict[str, str], address: str,
) -> None:  # fmt: skip
    assert home
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert main(["login", *options]) == 0
    assert link(capsys)[0] == address


async def test_it_leads_to_the_port_of_the_one_that_runs(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    memory = open_memory(f"sqlite:///{home / 'data' / 'hubbub.db'}")
    running = "http://127.0.0.1:8090"
    await Heartbeat(memory=memory, connections=[], communities=[TOWN], address=running).beat()
    memory.close()
    assert main(["login"]) == 0
    told = capsys.readouterr().out
    assert f"{running}/sign-in/link/" in told
    assert "has to be running" not in told
    assert main(["login", "--port", "9000"]) == 0
    assert link(capsys)[0] == "http://127.0.0.1:9000"

    memory = open_memory(f"sqlite:///{home / 'data' / 'hubbub.db'}")
    with memory.direct(TOWN) as ledger:
        assert address_of(ledger, SystemClock().now() + timedelta(minutes=2)) is None, "it has ended since"
    await Heartbeat(memory=memory, connections=[], communities=[TOWN], address=running).end()
    memory.close()
    assert main(["login"]) == 0
    assert "Hubbub has to be running there (`hubbub run`), and does not seem to" in capsys.readouterr().out


def test_everybody_or_one_is_signed_out(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    now = SystemClock().now()
    memory = open_memory(f"sqlite:///{home / 'data' / 'hubbub.db'}")
    with memory.direct(TOWN) as ledger:
        for name, who in (("a", None), ("b", "slack-T1:U1"), ("c", "slack-T1:U2")):
            ledger.sign_ins.begin(
                Session(
                    digest=name, role=PageRole.MANAGER, way="link", began_at=now, seen_at=now,
                    member=MemberId(who) if who else None,
                )
            )  # fmt: skip
    memory.close()
    assert main(["login", "--end-all", "--as", "U1"]) == 0
    assert "Signed out: 1." in capsys.readouterr().out
    assert main(["login"]) == 0
    code = link(capsys)[1]
    assert main(["login", "--end-all"]) == 0
    assert "Signed out: 2." in capsys.readouterr().out
    assert found(home, code) is None
