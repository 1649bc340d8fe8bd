"""Real communities give the published figures: imported, folded, asked for with the commands a manager would use."""

import io
import json
import tarfile
from collections import Counter
from contextlib import redirect_stdout
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bots.app.exports import evaluate_routing, open_export_file, take_export
from bots.app.store import policy_for
from bots.cli import main
from bots.platforms.slack.translate import to_event
from bots.runtime.batch import Batch
from bots.runtime.community import Community
from config.playbook import PLAYS
from engagement.events import MemberJoined, MessageDeleted, MessageEdited, MessagePosted
from engagement.ids import WorkspaceId
from storage import open_memory

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
RACKET, ELM = "msr20_racket_slack_export", "msr20_elmlang2019_slack_export"
pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not DATA.is_dir(), reason="the community data is not beside the project (../shared/data)"),
]

EXPECTED: dict[str, dict[str, dict[str, float]]] = {
    RACKET: {
        "threads": {
            "eligible": 2353, "answered_1h": 1012, "answered_24h": 1432, "never": 894,
            "median_first_response_s": 973.0, "top10_first_reply_share": 0.3975,
        },
        "questions": {
            "eligible": 1126, "answered_1h": 595, "answered_24h": 802, "never": 312,
            "median_first_response_s": 744.571, "top10_first_reply_share": 0.4582,
        },
        "participation": {
            "messages": 22172, "human_messages": 22172, "members": 326, "gini": 0.7879, "weekly_active_median": 18,
        },
        "newcomers": {"eligible": 322, "returned": 175},
    },
    ELM: {
        "threads": {
            "eligible": 1791, "answered_1h": 963, "answered_24h": 1104, "never": 687,
            "median_first_response_s": 364.001, "top10_first_reply_share": 0.4067,
        },
        "questions": {
            "eligible": 908, "answered_1h": 603, "answered_24h": 662, "never": 246,
            "median_first_response_s": 294.502, "top10_first_reply_share": 0.4532,
        },
        "participation": {
            "messages": 14510, "human_messages": 14510, "members": 618, "gini": 0.7611, "weekly_active_median": 84,
        },
        "newcomers": {"eligible": 555, "returned": 232},
    },
    "pyscript_discord_dce_json": {
        "participation": {
            "messages": 5995, "human_messages": 5624, "members": 194, "gini": 0.8578, "weekly_active_median": 5,
        },
        "newcomers": {"eligible": 193, "returned": 59},
    },
}  # fmt: skip


def _command(*arguments: str) -> str:
    out = io.StringIO()
    with redirect_stdout(out):
        assert main(list(arguments)) == 0
    return out.getvalue()


@pytest.mark.parametrize("name", EXPECTED)
def test_health_of_a_real_community_is_the_published_one(name: str, tmp_path: Path) -> None:
    home = ["--home", str(tmp_path)]
    table = DATA / f"{name}_conversations.tsv"
    given = ["--conversations", str(table)] if table.exists() else []
    _command("import", str(DATA / f"{name}.zip"), *given, *home)
    found = json.loads(_command("health", "--questions", "mark", "--json", *home))
    assert found["connections"]["people"] >= 150
    if "threads" in EXPECTED[name]:
        assert sum(part["answering"]["eligible"] for part in found["channels"]) == found["questions"]["eligible"]
    for part, figures in EXPECTED[name].items():
        assert {key: found[part][key] for key in figures} == figures
    _command("import", str(DATA / f"{name}.zip"), *given, *home)
    assert json.loads(_command("health", "--questions", "mark", "--json", *home)) == found, (
        "imported twice, counted once"
    )


def test_an_interrupted_import_goes_on_and_ends_the_same(tmp_path: Path) -> None:
    table = DATA / f"{ELM}_conversations.tsv"
    memory = open_memory(f"sqlite:///{tmp_path / 'hubbub.db'}")
    export = open_export_file(DATA / f"{ELM}.zip", table)
    policy = policy_for(None, None, export.name)

    def interrupt(count: int) -> None:
        if count >= 5_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take_export(memory, policy, export, on_progress=interrupt)
    memory.close()
    _command("import", str(DATA / f"{ELM}.zip"), "--conversations", str(table), "--home", str(tmp_path))
    found = json.loads(_command("health", "--questions", "mark", "--json", "--home", str(tmp_path)))
    for part in ("threads", "participation"):
        assert EXPECTED[ELM][part].items() <= found[part].items()


def _raw_events() -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = []
    with tarfile.open(DATA / "clojurians_slack_rtm_2018-02.tar.xz") as archive:
        for member in sorted(archive.getmembers(), key=lambda m: m.name):
            file = archive.extractfile(member) if member.name.endswith(".txt") else None
            if file is not None:
                lines += [json.loads(line) for line in file if line.strip()]
    return lines


def test_raw_slack_events_fold_without_loss(tmp_path: Path) -> None:
    raw = _raw_events()
    written = {None, "me_message", "file_share", "thread_broadcast", "bot_message"}
    posted = {(e["channel"], e["ts"]) for e in raw if e.get("subtype") in written and not e.get("hidden")}
    deleted = {(e["channel"], e["deleted_ts"]) for e in raw if e.get("subtype") == "message_deleted"}
    deleted |= {
        (e["channel"], e["message"]["ts"])
        for e in raw
        if e.get("subtype") == "message_changed" and e["message"].get("subtype") == "tombstone"
    }
    edited = {
        (e["channel"], e["message"]["ts"])
        for e in raw
        if e.get("subtype") == "message_changed"
        and e["message"].get("text") != e.get("previous_message", {}).get("text")
        and e["message"].get("subtype") in written
    }
    joined = {e["user"] for e in raw if e.get("subtype") == "channel_join"}

    workspace = WorkspaceId("slack-T03RZGPFR")
    events = [event for event in (to_event(payload, workspace, {}) for payload in raw) if event is not None]
    kinds = Counter(type(event) for event in events)
    assert kinds[MessagePosted] == sum(e.get("subtype") in written for e in raw)
    assert kinds[MessageDeleted] >= len(deleted)
    assert kinds[MemberJoined] == sum(e.get("subtype") == "channel_join" for e in raw)
    assert kinds[MessageEdited] > 0

    memory = open_memory(f"sqlite:///{tmp_path / 'fold.db'}")
    try:
        policy = policy_for(None, None, "clojurians")
        now = datetime(2018, 3, 1, tzinfo=UTC)
        with memory.direct(policy.community) as ledger:
            community = Community.load(ledger, policy, PLAYS, "key", now)
        for start in range(0, len(events), 500):
            with memory.direct(policy.community) as ledger:
                batch = Batch(community, ledger, now)
                batch.take_all(events[start : start + 500])
                batch.flush()
            batch.settle()
        with memory.engine.connect() as connection:
            ask = connection.exec_driver_sql
            kept = {row[0] for row in ask("select id from messages where is_deleted = 0")}
            gone = {row[0] for row in ask("select id from messages where is_deleted = 1")}
            counted = ask("select sum(messages) from day_counts").scalar_one()
            in_threads = ask("select sum(messages) from threads where state <> 'merged'").scalar_one()
            came = ask("select count(*) from members where joined_at is not null").scalar_one()
    finally:
        memory.close()

    def named(keys: set[tuple[str, str]]) -> set[str]:
        return {f"{workspace}:{channel}:{ts}" for channel, ts in keys}

    assert named(posted) - named(deleted) <= kept
    assert named(deleted) == gone
    assert kept <= named(posted | edited) - named(deleted)
    assert counted == in_threads == len(kept)
    assert came == len(joined)


@pytest.mark.long
@pytest.mark.parametrize("name", [RACKET, ELM])
def test_helpers_are_chosen_better_than_by_popularity(name: str, tmp_path: Path) -> None:
    export = open_export_file(DATA / f"{name}.zip", DATA / f"{name}_conversations.tsv")
    figures: Any = evaluate_routing(export.events(), policy_for(None, None, name), tmp_path)
    export.close()
    assert figures["questions"] > 500
    assert figures["mrr_over_most_popular"]["interval"][0] > 0
    assert figures["mrr_over_recent_answerers"]["difference"] >= 0
    assert figures["chances"]["difference"] > -0.02, "a chance for newer helpers costs next to nothing"
