"""The examples for PagerDuty, Jira and Zendesk, against systems pretended on loopback: there, and back."""

import base64
import hashlib
import hmac
import importlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bots.outside.inbound import read_call
from bots.outside.signing import sign
from tests.bots.outside.test_example import DOCS, NOW, SECRET, Call, Fake, Stage, events, pretending, running

BACK = "between the other system and the receiver"
ESCALATION = events()["escalation.opened"]["data"]["id"]


@dataclass
class Tickets(Fake):
    """Jira's and Zendesk's API as far as it is called: made things are found again, until they are ended."""

    made: list[dict[str, Any]] = field(default_factory=list)

    def take(self, call: Call) -> tuple[int, bytes]:
        self.calls.append(call)
        if self.status:
            return self.status, b""
        parts = urlsplit(call.path)
        assert call.headers.get("authorization") == "Basic key"
        if call.method == "GET" and parts.path == "/rest/api/3/search/jql":
            jql = parse_qs(parts.query)["jql"][0]
            found = [one for one in self.made if not one.get("ended") and f'"{one["fields"]["labels"][1]}"' in jql]
            return 200, json.dumps({"issues": found}).encode()
        if call.method == "GET":
            wanted = parse_qs(parts.query)["external_id"]
            found = [one["ticket"] for one in self.made if [one["ticket"]["external_id"]] == wanted]
            return 200, json.dumps({"tickets": found}).encode()
        asked = json.loads(call.body)
        if parts.path.endswith("/transitions"):
            assert asked == {"transition": {"id": "31"}}
            self.made[int(parts.path.split("/")[-2])]["ended"] = True
        elif call.method == "PUT":
            self.made[int(parts.path.split("/")[-1].removesuffix(".json"))]["ticket"].update(asked["ticket"])
        elif parts.path == "/v2/enqueue":
            return 202, b"{}"
        else:
            asked = asked | {"id": len(self.made)}
            asked.setdefault("ticket", {}).update(id=asked["id"], status="new")
            self.made.append(asked)
        return 200, b"{}"


@dataclass
class Stand(Stage):
    there: Tickets = field(default_factory=Tickets)

    def back(self, sign_: Callable[[bytes], Mapping[str, str]], told: object) -> int:
        body = json.dumps(told).encode()
        return self.post("/back", sign_(body), body)

    def heard(self) -> list[tuple[str, str, str]]:
        said = [read_call([SECRET], call.headers, call.body, NOW) for call in self.hubbub.calls]
        assert len({one.id for one in said}) == len(said)
        return [(one.escalation, one.act, one.by) for one in said]


@pytest.fixture
def stand(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stand]:
    monkeypatch.syspath_prepend(str(DOCS / "examples"))
    example: ModuleType = importlib.import_module("other_systems")
    with ExitStack() as stack:
        there, hubbub = stack.enter_context(pretending(Tickets())), stack.enter_context(pretending(Fake()))
        settings = {
            "HUBBUB_SECRET": SECRET,
            "HUBBUB_CALL_URL": f"{hubbub.url}/outside/{request.param}",
            "BACK_SECRET": BACK,
            "API_URL": there.url,
            "API_KEY": "key",
            "JIRA_PROJECT": "HELP",
            "JIRA_DONE": "31",
            "PORT": "0",
        }
        server = example.serve(settings, NOW.timestamp, example.paths(request.param))
        assert isinstance(there, Tickets)
        yield Stand(there, hubbub, stack.enter_context(running(server)), there)


def digest(message: bytes, secret: str = BACK) -> "hmac.HMAC":
    return hmac.new(secret.encode(), message, hashlib.sha256)


@pytest.mark.parametrize("stand", ["pagerduty"], indirect=True)
def test_pagerduty_has_one_incident_that_follows_and_leads(stand: Stand) -> None:
    for kind in ("opened", "taken", "waiting", "solved", "closed"):
        assert stand.tell(f"escalation.{kind}") == 204
    sent = [json.loads(call.body) for call in stand.there.calls]
    assert [one["event_action"] for one in sent] == ["trigger", "acknowledge", "resolve", "resolve"]
    assert {(one["dedup_key"], one["routing_key"]) for one in sent} == {(ESCALATION, "key")}
    assert sent[0]["payload"]["severity"] == "error"

    def signed(body: bytes) -> Mapping[str, str]:
        return {"X-PagerDuty-Signature": f"v1=00,v1={digest(body).hexdigest()}"}

    def event(kind: str, agent: str = "user_reference") -> object:
        by = {"type": agent, "summary": "Ines Roth"}
        return {
            "event": {
                "id": kind.replace(".", "-"),
                "event_type": kind,
                "agent": by,
                "data": {"incident_key": ESCALATION},
            }
        }

    assert stand.back(signed, event("incident.acknowledged")) == 204
    assert stand.back(signed, event("incident.resolved")) == 204
    assert stand.back(signed, event("incident.escalated")) == 204
    assert stand.back(signed, event("incident.resolved", "service_reference")) == 204, "our own, coming back"
    assert stand.back(lambda _: {"X-PagerDuty-Signature": "v1=é"}, event("incident.resolved")) == 401
    assert stand.heard() == [(ESCALATION, "take", "Ines Roth"), (ESCALATION, "solve", "Ines Roth")]


@pytest.mark.parametrize("stand", ["jira"], indirect=True)
def test_jira_has_one_issue_that_follows_and_leads(stand: Stand) -> None:
    for _ in range(2):
        assert stand.tell("escalation.opened") == 204
    [issue] = stand.there.made
    assert issue["fields"]["labels"] == ["hubbub", f"hubbub-{ESCALATION}"]
    assert [stand.tell(f"escalation.{kind}") for kind in ("solved", "closed")] == [204, 204]
    assert issue["ended"] is True

    def signed(body: bytes) -> Mapping[str, str]:
        return {"X-Hub-Signature": f"sha256={digest(body).hexdigest()}"}

    def moved(to: str, at: int, field: str = "status") -> object:
        fields = {"labels": ["hubbub", f"hubbub-{ESCALATION}"], "status": {"statusCategory": {"key": to}}}
        by = {"displayName": "Ines Roth"}
        changes = {"items": [{"field": field}]}
        return {"timestamp": at, "issue": {"id": "7", "fields": fields}, "user": by, "changelog": changes}

    assert stand.back(signed, moved("indeterminate", 1)) == 204
    assert stand.back(signed, moved("done", 2)) == 204
    assert stand.back(signed, moved("done", 3, "summary")) == 204, "its status did not change"
    assert stand.back(lambda _: {}, moved("done", 4)) == 401
    assert stand.heard() == [(ESCALATION, "take", "Ines Roth"), (ESCALATION, "solve", "Ines Roth")]


@pytest.mark.parametrize("stand", ["zendesk"], indirect=True)
def test_zendesk_has_one_ticket_that_follows_and_leads(stand: Stand) -> None:
    for _ in range(2):
        assert stand.tell("escalation.opened") == 204
    [made] = stand.there.made
    assert (made["ticket"]["external_id"], made["ticket"]["comment"]["public"]) == (ESCALATION, False)
    assert stand.tell("escalation.solved") == 204
    assert made["ticket"]["status"] == "solved"

    def signed(body: bytes) -> Mapping[str, str]:
        signature = base64.b64encode(digest(b"2026-11-26T12:00:00Z" + body).digest()).decode()
        stamp = "2026-11-26T12:00:00Z"
        return {"X-Zendesk-Webhook-Signature": signature, "X-Zendesk-Webhook-Signature-Timestamp": stamp}

    def changed(status: str) -> object:
        return {"id": ESCALATION, "status": status, "by": "Ines Roth", "at": "2026-11-26T12:00:00Z"}

    assert stand.back(signed, changed("Open")) == 204
    assert stand.back(signed, changed("Solved")) == 204
    assert stand.back(signed, changed("Hold")) == 204
    assert (
        stand.back(lambda body: {**signed(body), "X-Zendesk-Webhook-Signature-Timestamp": "x"}, changed("Open")) == 401
    )
    stand.hubbub.status = 500
    assert stand.back(signed, changed("Pending")) == 503, "it is told again"
    stand.hubbub.calls.pop()
    assert stand.heard() == [(ESCALATION, "take", "Ines Roth"), (ESCALATION, "solve", "Ines Roth")]
    assert stand.post("/hubbub", sign(["whsec_" + "A" * 32], id="x", at=NOW, body=b"{}"), b"{}") == 401
