"""What Hubbub writes is for its owner alone; what an earlier version left open is told, and left as it is."""

import os
import stat
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from bots.app.finding import Finding
from bots.app.keeping import back_up
from bots.app.machine import examine
from bots.app.store import open_store
from bots.platforms.sandbox.journal import Journal
from config.settings import Settings
from dashboard.rehearsal.upload import rehearsal_router
from engagement.ids import CommunityId, MemberId
from engagement.privacy import Scope

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
OURS = CommunityId("ours")
pytestmark = pytest.mark.skipif(os.name != "posix", reason="rights are told apart on POSIX alone")


@pytest.fixture(autouse=True)
def lenient() -> Iterator[None]:
    """Whoever runs it gives the rest of the world every right."""
    before = os.umask(0)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*") if path.is_file()}


def opened(settings: Settings) -> list[Finding]:
    return [found for found in examine(settings, [], NOW).findings if found.kind == "open_files"]


async def test_every_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "data")
    async with AsyncExitStack() as stack:
        memory = stack.enter_context(open_store(settings))
        memory.register(OURS, "Ours", NOW)
        with memory.direct(OURS) as ledger:
            ledger.privacy.forget(Scope.MEMBER, MemberId("slack-T1:U1"), NOW)
        back_up(settings, None, lambda *_: None)
        journal, _ = Journal.open(settings.home / "sandbox.jsonl")
        stack.callback(journal.close)
        web = FastAPI()
        web.include_router(rehearsal_router(settings.home, lambda _: "<p>quoted</p>"))
        address = "http://127.0.0.1"
        client = await stack.enter_async_context(
            httpx.AsyncClient(transport=httpx.ASGITransport(web), base_url=address, headers={"Origin": address})
        )
        assert (await client.post("/rehearse", files={"export": ("x.zip", b"x")})).status_code == 200
        found = modes(settings.home)
    assert {"hubbub.db", "hubbub.db-wal", "hubbub.db-shm", "sandbox.jsonl", "erased.jsonl"} <= set(found)
    assert {Path(name).suffix for name in found} >= {".backup", ".html"}
    assert set(found.values()) == {0o600}
    folders = [settings.home, *(path for path in settings.home.rglob("*") if path.is_dir())]
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}
    assert opened(settings) == []


def test_the_doctor_tells_what_others_may_read_and_changes_nothing(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "data")
    open_store(settings).__enter__().close()
    settings.home.chmod(0o755)
    assert opened(settings) == [], "the folder alone tells nothing"
    (settings.home / "hubbub.db").chmod(0o644)

    (found,) = opened(settings)
    assert found.is_advice
    assert found.cure == f"others on this machine may read hubbub.db: chmod -R go= {settings.home}"
    assert modes(settings.home)["hubbub.db"] == 0o644
    open_store(settings).__enter__().close()
    assert modes(settings.home)["hubbub.db"] == 0o644, "what exists is left as it is"

    settings.home.chmod(0o700)
    assert opened(settings) == [], "nobody else comes as far as the file"
