"""The page for engineers and its worked example: what they show is what Hubbub sends, signs and understands."""

import hashlib
import hmac
import importlib.util
import json
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest

from bots.outside.inbound import InboundAct, read_call
from bots.outside.sending import retry_after
from bots.outside.signing import sign
from bots.outside.webhooks import EVENTS

DOCS = Path(__file__).parents[3] / "docs"
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
SECRET = "whsec_bWFkZSB1cDogdXNlIHlvdXIgb3duIDI0"
GITHUB_SECRET = "between GitHub and the receiver"
FIELDS = ["id", "state", "severity", "team", "owner", "question", "topics", "opened_at", "next_at", "because", "links"]


def page() -> str:
    return (DOCS / "webhooks.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", page(), re.DOTALL | re.MULTILINE)


def events() -> dict[str, dict[str, Any]]:
    return {told["type"]: told for told in map(json.loads, blocks("json"))}


@cache
def example() -> ModuleType:
    spec = importlib.util.spec_from_file_location("github_issue", DOCS / "examples" / "github_issue.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# --- two pretended systems on loopback ------------------------------------------------------------------------------


@dataclass
class Call:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Fake:
    """Keeps what it was told; ``status`` is its answer, ``issues`` are GitHub's."""

    status: int = 0
    calls: list[Call] = field(default_factory=list)
    issues: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""

    def take(self, call: Call) -> tuple[int, bytes]:
        self.calls.append(call)
        if self.status:
            return self.status, b""
        parts = urlsplit(call.path)
        if parts.path != "/api/repos/acme/shop/issues":
            return 204, b""
        if call.method == "GET":
            labelled = [issue for issue in reversed(self.issues) if {"name": "hubbub"} in issue["labels"]]
            return 200, json.dumps(labelled).encode()
        asked = json.loads(call.body)
        issue = asked | {"number": len(self.issues) + 1, "labels": [{"name": name} for name in asked["labels"]]}
        self.issues.append(issue)
        return 201, json.dumps(issue).encode()


@contextmanager
def running(server: HTTPServer) -> Iterator[str]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def pretending(fake: Fake) -> Iterator[Fake]:
    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, told = fake.take(Call(self.command, self.path, headers, body))
            self.send_response(status)
            self.send_header("content-length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        do_GET = do_POST = do_PUT = _answer  # noqa: N815  # the library's names

        def log_message(self, *_some: object) -> None:
            pass

    with running(HTTPServer(("127.0.0.1", 0), Handler)) as url:
        fake.url = url
        yield fake


@dataclass
class Stage:
    github: Fake
    hubbub: Fake
    receiver: str

    def post(self, path: str, headers: Mapping[str, str], body: bytes) -> int:
        parts = urlsplit(self.receiver)
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=10)
        try:
            connection.request("POST", path, body, dict(headers))
            return connection.getresponse().status
        finally:
            connection.close()

    def tell(self, kind: str, *, identity: str = "msg_1", secrets: tuple[str, ...] = (SECRET,)) -> int:
        body = json.dumps(events()[kind]).encode()
        return self.post("/hubbub", sign(secrets, id=identity, at=NOW, body=body), body)

    def close(self, *, secret: str = GITHUB_SECRET, event: str = "issues", action: str = "closed", **issue: Any) -> int:
        closed = {
            "number": 1,
            "html_url": "https://github.example/acme/shop/issues/1",
            "closed_at": "2026-11-26T15:00:00Z",
            **(self.github.issues[0] if self.github.issues else {}),
            **issue,
        }
        body = json.dumps({"action": action, "issue": closed, "sender": {"login": "ines"}}).encode()
        digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        return self.post("/github", {"X-Hub-Signature-256": f"sha256={digest}", "X-GitHub-Event": event}, body)


@pytest.fixture
def stage() -> Iterator[Stage]:
    with ExitStack() as stack:
        github, hubbub = (stack.enter_context(pretending(Fake())) for _ in range(2))
        settings = {
            "HUBBUB_SECRET": SECRET,
            "HUBBUB_CALL_URL": f"{hubbub.url}/outside/github",
            "GITHUB_API_URL": f"{github.url}/api/",
            "GITHUB_REPOSITORY": "acme/shop",
            "GITHUB_TOKEN": "token",
            "GITHUB_WEBHOOK_SECRET": GITHUB_SECRET,
            "PORT": "0",
        }
        yield Stage(github, hubbub, stack.enter_context(running(example().make_server(settings, NOW.timestamp))))


# --- the example ----------------------------------------------------------------------------------------------------


def test_an_escalation_opens_one_issue_however_often_it_is_told(stage: Stage) -> None:
    assert [stage.tell("escalation.opened") for _ in range(3)] == [204] * 3
    [issue] = stage.github.issues
    assert issue["title"] == "[high] invoices"
    assert issue["labels"] == [{"name": "hubbub"}]
    data = events()["escalation.opened"]["data"]
    assert data["question"] in issue["body"]
    assert f"<!-- hubbub escalation {data['id']} -->" in issue["body"]
    assert [call.method for call in stage.github.calls] == ["GET", "POST", "GET", "GET"]
    assert {call.headers["authorization"] for call in stage.github.calls} == {"Bearer token"}


def test_other_events_open_nothing(stage: Stage) -> None:
    assert [stage.tell(kind) for kind in EVENTS if kind != "escalation.opened"] == [204] * 7
    assert stage.github.calls == []


def test_what_hubbub_did_not_sign_opens_nothing(stage: Stage) -> None:
    other = "whsec_" + "A" * 32
    assert stage.tell("escalation.opened", secrets=(other,)) == 401
    assert stage.post("/hubbub", {}, b"{}") == 401
    assert stage.github.calls == []
    assert stage.tell("escalation.opened", secrets=(other, SECRET)) == 204  # a secret is being changed


def test_while_github_does_not_work_hubbub_is_asked_to_try_again(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    stage.github.status = 502
    assert stage.tell("escalation.opened") == 503
    stage.github.status = 0
    assert stage.tell("escalation.opened") == 204
    assert len(stage.github.issues) == 1
    assert capsys.readouterr().err == "GitHub: 127.0.0.1 answered 502\n"


def test_closing_the_issue_tells_hubbub_that_it_is_solved(stage: Stage) -> None:
    stage.tell("escalation.opened")
    assert [stage.close(), stage.close()] == [204, 204]
    heard = [read_call([SECRET], call.headers, call.body, NOW) for call in stage.hubbub.calls]
    assert (
        heard
        == [
            InboundAct(
                id="github-1-20261126150000",
                escalation="q7h2mzk4wd3xa5vt",
                act="solve",
                by="ines",
                note="Closed as https://github.example/acme/shop/issues/1",
            )
        ]
        * 2
    )  # the same id: it counts once
    assert {call.path for call in stage.hubbub.calls} == {"/outside/github"}


def test_what_github_did_not_sign_and_what_is_no_closing_of_ours_tells_nothing(stage: Stage) -> None:
    stage.tell("escalation.opened")
    assert stage.close(secret="another") == 401
    assert stage.post("/github", {}, b"{}") == 401
    assert stage.close(event="ping") == 204
    assert stage.close(action="reopened") == 204
    assert stage.close(body=None) == 204
    assert stage.close(labels=[]) == 204  # somebody wrote the marker into an issue of their own
    assert stage.hubbub.calls == []


def test_while_hubbub_does_not_work_github_hears_so(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    stage.tell("escalation.opened")
    stage.hubbub.status = 500
    assert stage.close() == 503
    assert capsys.readouterr().err == "Hubbub: 127.0.0.1 answered 500\n"


def test_other_paths_and_bodies_that_are_too_large_are_refused(stage: Stage) -> None:
    assert stage.post("/", {}, b"") == 404
    assert stage.post("/hubbub", {"content-length": "1000001"}, b"") == 400
    assert stage.post("/hubbub", {"content-length": "many"}, b"") == 400


# --- the page -------------------------------------------------------------------------------------------------------


def test_the_page_shows_every_event_whole() -> None:
    assert tuple(events()) == EVENTS
    assert re.findall(r"^### (\S+)$", page(), re.MULTILINE) == list(EVENTS)
    for told in events().values():
        assert list(told) == ["type", "timestamp", "data"]
        assert list(told["data"]) == FIELDS
        times = [told["timestamp"], told["data"]["opened_at"], *filter(None, [told["data"]["next_at"]])]
        assert [datetime.fromisoformat(at).tzinfo for at in times] == [UTC] * len(times)
        assert (told["data"]["next_at"] is None) is (told["data"]["state"] == "closed")
    assert re.findall(r"^\| `(\w+)` \|", page().partition("### ")[0], re.MULTILINE) == FIELDS


def test_the_few_lines_of_python_verify_what_we_sign() -> None:
    [code] = blocks("python")
    room: dict[str, Any] = {}
    exec(code, room)  # noqa: S102  # the page's own lines
    verifies = room["is_from_hubbub"]
    room["time"] = SimpleNamespace(time=NOW.timestamp)
    body = json.dumps(events()["escalation.solved"]).encode()
    headers = sign(["whsec_" + "A" * 32, SECRET], id="msg_1", at=NOW, body=body)
    assert verifies(SECRET, headers, body)
    assert not verifies(SECRET, headers, body + b" ")
    assert not verifies("whsec_" + "B" * 32, headers, body)
    assert not verifies(SECRET, headers | {"webhook-timestamp": "1614265330"}, body)


@pytest.mark.skipif(
    not all(map(shutil.which, ["sh", "curl", "openssl", "base64", "od", "tr", "date"])),
    reason="needs sh, curl, openssl, base64, od, tr and date",
)
def test_the_lines_with_curl_make_a_call_that_is_understood() -> None:
    [lines] = [block for block in blocks("sh") if "curl" in block]
    with pretending(Fake()) as hubbub:
        done = subprocess.run(
            ["sh", "-euc", f"HUBBUB={hubbub.url}\n{lines}"], capture_output=True, check=False, timeout=60
        )
    assert done.returncode == 0, done.stderr
    [call] = hubbub.calls
    assert call.path == "/outside/github"
    then = datetime.fromtimestamp(int(call.headers["webhook-timestamp"]), UTC)
    assert read_call([SECRET], call.headers, call.body, then) == InboundAct(
        id="jira-4711-solved",
        escalation="q7h2mzk4wd3xa5vt",
        act="solve",
        by="Ines Roth",
        note="Invoice was sent again.",
    )


def test_the_page_tells_the_schedule_there_is() -> None:
    told = "5 seconds, then 5 minutes, 30 minutes, 2, 5, 10, 14, 20 and 24 hours: ten attempts"
    assert told in page()
    units = {"seconds": 1, "minutes": 60, "hours": 3600}
    seconds: list[int] = []
    unit = 0
    for word in reversed(re.findall(r"\d+|seconds|minutes|hours", told)):
        if word.isdigit():
            seconds.insert(0, int(word) * unit)
        else:
            unit = units[word]
    waits = [retry_after(attempt) for attempt in range(11)]
    assert [int(wait.total_seconds()) for wait in waits if wait is not None] == [0, *seconds]
    assert waits[10] is None
