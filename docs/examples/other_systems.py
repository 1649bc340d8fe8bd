"""PagerDuty, Jira and Zendesk: the few lines between each of them and Hubbub.

Lies beside ``github_issue.py``, needs nothing but Python, and is started with the name of the system:
``python other_systems.py pagerduty`` (or ``jira``, ``zendesk``). ``/hubbub`` takes the webhooks of Hubbub, ``/back``
those of the other system. It reads these variables:

HUBBUB_SECRET     the secret of the webhook, ``whsec_...``
HUBBUB_CALL_URL   where Hubbub takes calls, https://hubbub.example.org/outside/pagerduty
BACK_SECRET       the secret with which the other system signs its webhooks
API_URL           https://events.pagerduty.com, https://NAME.atlassian.net or https://NAME.zendesk.com
API_KEY           PagerDuty: the integration key; Jira and Zendesk: what follows ``Basic`` in the header
JIRA_PROJECT      the key of a project, and JIRA_DONE the id of the transition that ends an issue there
PORT              8000 unless you say otherwise
"""  # noqa: INP001  # a script, not a package

import base64
import hashlib
import hmac
import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from github_issue import call, is_from_hubbub, serve, signature

Settings = Mapping[str, str]
Said = tuple[str, str, str, str]
"""A call's id, the escalation, the act, and who says so."""


def signed(settings: Settings, message: bytes) -> hmac.HMAC:
    """What the other system signs its webhooks with."""
    return hmac.new(settings["BACK_SECRET"].encode(), message, hashlib.sha256)


# --- PagerDuty: one incident for each escalation, by its dedup_key ----------------------------------------------------

PAGER_ACTIONS = {
    "opened": "trigger", "reopened": "trigger", "taken": "acknowledge", "solved": "resolve", "closed": "resolve",
}  # fmt: skip
PAGER_SEVERITY = {"urgent": "critical", "high": "error", "normal": "warning", "low": "info"}


def to_pagerduty(settings: Settings, what: str, data: Mapping[str, Any]) -> None:
    """Events API v2: the same ``dedup_key`` again is the same incident."""
    action = PAGER_ACTIONS.get(what)
    if action is None:
        return
    told = {"routing_key": settings["API_KEY"], "event_action": action, "dedup_key": data["id"]}
    if action == "trigger":
        summary = f"A question waits for {data['team']}: {', '.join(data['topics']) or 'no topic'}"
        told |= {"payload": {"summary": summary, "source": "Hubbub", "severity": PAGER_SEVERITY[data["severity"]]}}
        told |= {"links": [{"href": data["question"], "text": "The question"}]} if data["question"] else {}
    send(settings, "POST", "/v2/enqueue", told)


def from_pagerduty(settings: Settings, headers: Mapping[str, str], body: bytes) -> Said | None:
    """V3 webhooks of the service: ``incident.acknowledged`` and ``incident.resolved``."""
    given = headers.get("x-pagerduty-signature", "").split(",")
    require(any(is_same(f"v1={signed(settings, body).hexdigest()}", one.strip()) for one in given))
    event = json.loads(body)["event"]
    act = {"incident.acknowledged": "take", "incident.resolved": "solve"}.get(event["event_type"])
    agent = event.get("agent") or {}
    if act is None or agent.get("type") != "user_reference":
        return None  # what we acknowledged or resolved ourselves comes back, too
    return f"pagerduty-{event['id']}", event["data"]["incident_key"], act, agent["summary"]


# --- Jira: one issue for each escalation, by a label ------------------------------------------------------------------


def to_jira(settings: Settings, what: str, data: Mapping[str, Any]) -> None:
    """An issue when it begins, the transition that ends it when it is solved."""
    label = f"hubbub-{data['id']}"
    jql = quote(f'labels = "{label}" AND statusCategory != Done')
    if what not in {"opened", "reopened", "solved", "closed"}:
        return
    found = send(settings, "GET", f"/rest/api/3/search/jql?fields=status&jql={jql}")["issues"]
    if what in {"solved", "closed"}:
        for issue in found:
            ending = {"transition": {"id": settings["JIRA_DONE"]}}
            send(settings, "POST", f"/rest/api/3/issue/{issue['id']}/transitions", ending)
    elif not found:
        summary = f"[{data['severity']}] {', '.join(data['topics']) or 'A question'} for {data['team']}"
        text = [{"type": "paragraph", "content": [{"type": "text", "text": f"It was asked here: {data['question']}"}]}]
        fields = {
            "project": {"key": settings["JIRA_PROJECT"]}, "issuetype": {"name": "Task"}, "summary": summary,
            "labels": ["hubbub", label], "description": {"type": "doc", "version": 1, "content": text},
        }  # fmt: skip
        send(settings, "POST", "/rest/api/3/issue", {"fields": fields})


def from_jira(settings: Settings, headers: Mapping[str, str], body: bytes) -> Said | None:
    """An administrator's webhook with a secret, for the event "issue updated"."""
    expected = f"sha256={signed(settings, body).hexdigest()}"
    require(is_same(expected, headers.get("x-hub-signature", "")))
    told = json.loads(body)
    fields = told["issue"]["fields"]
    is_moved = any(item["field"] == "status" for item in told.get("changelog", {}).get("items", ()))
    act = {"indeterminate": "take", "done": "solve"}.get(fields["status"]["statusCategory"]["key"])
    ours = [label.removeprefix("hubbub-") for label in fields["labels"] if label.startswith("hubbub-")]
    if act is None or not is_moved or not ours:
        return None
    return f"jira-{told['issue']['id']}-{told['timestamp']}", ours[0], act, told["user"]["displayName"]


# --- Zendesk: one ticket for each escalation, by its external_id ------------------------------------------------------


def to_zendesk(settings: Settings, what: str, data: Mapping[str, Any]) -> None:
    """A ticket when it begins, solved when it is solved."""
    if what not in {"opened", "reopened", "solved"}:
        return
    found = send(settings, "GET", f"/api/v2/tickets.json?external_id={quote(data['id'], safe='')}")["tickets"]
    is_open = [ticket for ticket in found if ticket["status"] not in {"solved", "closed"}]
    if what == "solved":
        for ticket in is_open:
            send(settings, "PUT", f"/api/v2/tickets/{ticket['id']}.json", {"ticket": {"status": "solved"}})
    elif not is_open:
        comment = {"body": f"It was asked here: {data['question']}", "public": False}
        subject = f"{', '.join(data['topics']) or 'A question'} for {data['team']}"
        ticket = {
            "external_id": data["id"], "subject": subject, "comment": comment, "priority": data["severity"],
        }  # fmt: skip
        send(settings, "POST", "/api/v2/tickets.json", {"ticket": ticket})


def from_zendesk(settings: Settings, headers: Mapping[str, str], body: bytes) -> Said | None:
    """A trigger "status changed" that calls a webhook with the JSON below.

    ``{"id": "{{ticket.external_id}}", "status": "{{ticket.status}}", "by": "{{current_user.name}}",``
    ``"at": "{{ticket.updated_at_with_timestamp}}"}``
    """
    message = headers.get("x-zendesk-webhook-signature-timestamp", "").encode() + body
    expected = base64.b64encode(signed(settings, message).digest()).decode()
    require(is_same(expected, headers.get("x-zendesk-webhook-signature", "")))
    told = json.loads(body)
    act = {"open": "take", "pending": "take", "solved": "solve"}.get(told["status"].lower())
    if act is None or not told["id"]:
        return None
    which = hashlib.sha256(body).hexdigest()[:20]
    return f"zendesk-{which}", told["id"], act, told["by"] or "Zendesk"


# --- what they share --------------------------------------------------------------------------------------------------

SYSTEMS: Mapping[str, tuple[Callable[..., None], Callable[..., Said | None]]] = {
    "pagerduty": (to_pagerduty, from_pagerduty),
    "jira": (to_jira, from_jira),
    "zendesk": (to_zendesk, from_zendesk),
}


class NotSigned(Exception):  # noqa: N818  # a sentence
    """Not the other system's."""


def is_same(expected: str, given: str) -> bool:
    """Compared in constant time."""
    return hmac.compare_digest(expected.encode(), given.encode())


def require(is_signed: bool) -> None:  # noqa: FBT001  # one truth, and nothing else
    """Raise NotSigned unless it is."""
    if not is_signed:
        raise NotSigned


def send(settings: Settings, method: str, path: str, told: object = None) -> Any:
    """Call the other system. Raises OSError for every other answer than 2xx."""
    headers = {"content-type": "application/json", "authorization": f"Basic {settings['API_KEY']}"}
    body = None if told is None else json.dumps(told).encode()
    return call(method, settings["API_URL"] + path, headers, body)


def tell_hubbub(settings: Settings, said: Said, now: float) -> None:
    """Tell Hubbub what was done over there."""
    identity, escalation, act, by = said
    body = json.dumps({"escalation": escalation, "act": act, "by": by}).encode()
    stamp = str(int(now))
    headers = {
        "content-type": "application/json",
        "webhook-id": identity,
        "webhook-timestamp": stamp,
        "webhook-signature": signature(settings["HUBBUB_SECRET"], identity, stamp, body),
    }
    call("POST", settings["HUBBUB_CALL_URL"], headers, body)


def paths(system: str) -> Mapping[str, Callable[[Settings, Mapping[str, str], bytes, float], int]]:
    """What answers at which path: each gives a status. After 503 it is tried again."""
    to, back = SYSTEMS[system]

    def take(settings: Settings, headers: Mapping[str, str], body: bytes, now: float) -> int:
        if not is_from_hubbub(settings["HUBBUB_SECRET"], headers, body, now):
            return 401
        told = json.loads(body)
        return tried(lambda: to(settings, told["type"].partition(".")[2], told["data"]))

    def take_back(settings: Settings, headers: Mapping[str, str], body: bytes, now: float) -> int:
        try:
            said = back(settings, headers, body)
        except NotSigned:
            return 401
        return tried(lambda: tell_hubbub(settings, said, now)) if said is not None else 204

    return {"/hubbub": take, "/back": take_back}


def tried(do: Callable[[], None]) -> int:
    """204, or 503 when the other side did not answer."""
    try:
        do()
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return 503
    return 204


if __name__ == "__main__":
    serve(os.environ, time.time, paths(sys.argv[1])).serve_forever()
