"""Opens a GitHub issue for each escalation, and tells Hubbub that it is solved when the issue is closed.

Only the standard library is needed: ``python github_issue.py``. Two paths are answered: ``/hubbub`` takes the webhooks
of Hubbub, ``/github`` those of the repository (content type ``application/json``, the event "Issues"). Put it behind
whatever speaks https for you. It reads these variables:

HUBBUB_SECRET          the secret of the webhook, ``whsec_...``, as in HUBBUB_WEBHOOK_GITHUB_SECRET
HUBBUB_CALL_URL        where Hubbub takes calls, https://hubbub.example.org/outside/github
GITHUB_API_URL         https://api.github.com unless you say otherwise
GITHUB_REPOSITORY      owner/name
GITHUB_TOKEN           a token that may read and write issues of that repository
GITHUB_WEBHOOK_SECRET  the secret you gave the repository's webhook
PORT                   8000 unless you say otherwise
"""  # noqa: INP001  # a script, not a package

import base64
import hashlib
import hmac
import json
import os
import re
import sys
import time
from collections.abc import Callable, Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import urlsplit

LARGEST_BODY = 1_000_000
TOLERANCE = 300
MARKER = re.compile(r"<!-- hubbub escalation ([A-Za-z0-9_:.-]+) -->")
"""Stands, unseen, in the issue: which escalation it belongs to."""


def signature(secret: str, identity: str, stamp: str, body: bytes) -> str:
    """What stands in ``webhook-signature``, by https://www.standardwebhooks.com."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{identity}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def is_from_hubbub(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """Whether Hubbub sent this within the last five minutes."""
    identity, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not (stamp.isascii() and stamp.isdigit()) or abs(now - int(stamp[:12])) > TOLERANCE:
        return False
    expected = signature(secret, identity, stamp, body).encode()
    given = headers.get("webhook-signature", "").split(" ")
    return any(hmac.compare_digest(expected, one.encode()) for one in given)


def is_from_github(secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether the repository's webhook sent this."""
    expected = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), headers.get("x-hub-signature-256", "").encode())


def call(method: str, url: str, headers: Mapping[str, str], body: bytes | None = None) -> Any:
    """The answer's JSON (None when it is empty). Raises OSError for every other answer than 2xx; follows nothing."""
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=15)
    try:
        connection.request(method, f"{parts.path}?{parts.query}".rstrip("?"), body, dict(headers))
        reply = connection.getresponse()
        told = reply.read()
    except HTTPException as error:
        raise OSError("broke off") from error
    finally:
        connection.close()
    if reply.status // 100 != 2:  # noqa: PLR2004  # a class of status codes
        raise OSError(f"{parts.hostname} answered {reply.status}")
    return json.loads(told) if told else None


class Issues:
    """The issues of one repository: the two calls of GitHub's API that are needed."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        api = settings.get("GITHUB_API_URL", "https://api.github.com").rstrip("/")
        self._url = f"{api}/repos/{settings['GITHUB_REPOSITORY']}/issues"
        self._headers = {
            "authorization": f"Bearer {settings['GITHUB_TOKEN']}",
            "accept": "application/vnd.github+json",
            "x-github-api-version": "2022-11-28",
            "user-agent": "hubbub-example",
        }

    def is_there(self, escalation: str) -> bool:
        """Whether one of the last hundred belongs to it: the same webhook may arrive twice."""
        found = call("GET", f"{self._url}?labels=hubbub&state=all&per_page=100", self._headers)
        return any(escalation in MARKER.findall(issue.get("body") or "") for issue in found)

    def open(self, data: Mapping[str, Any]) -> None:
        """Open one, with what Hubbub told; the question itself stays where it was asked."""
        topics = ", ".join(data["topics"]) or "a question"
        lines = [
            f"A question in our community needs the team {data['team']}: {data['question']}",
            "\n".join(f"- {reason}" for reason in data["because"]),
            "Closing this issue tells the person who asked that it is solved.",
            f"<!-- hubbub escalation {data['id']} -->",
        ]
        issue = {"title": f"[{data['severity']}] {topics}", "body": "\n\n".join(lines), "labels": ["hubbub"]}
        call("POST", self._url, self._headers, json.dumps(issue).encode())


def tell_solved(settings: Mapping[str, str], escalation: str, by: str, issue: Mapping[str, Any], now: float) -> None:
    """Tell Hubbub. The id says which closing it was, so that Hubbub knows a repeat."""
    said = {"escalation": escalation, "act": "solve", "by": by, "note": f"Closed as {issue['html_url']}"}
    body = json.dumps(said).encode()
    identity = "github-{}-{}".format(issue["number"], re.sub(r"[^0-9]", "", str(issue["closed_at"])))
    stamp = str(int(now))
    headers = {
        "content-type": "application/json",
        "webhook-id": identity,
        "webhook-timestamp": stamp,
        "webhook-signature": signature(settings["HUBBUB_SECRET"], identity, stamp, body),
    }
    call("POST", settings["HUBBUB_CALL_URL"], headers, body)


def take_from_hubbub(settings: Mapping[str, str], headers: Mapping[str, str], body: bytes, now: float) -> int:
    """The status to answer Hubbub with; it tries again after a 503."""
    if not is_from_hubbub(settings["HUBBUB_SECRET"], headers, body, now):
        return 401
    told, issues = json.loads(body), Issues(settings)
    try:
        if told["type"] == "escalation.opened" and not issues.is_there(told["data"]["id"]):
            issues.open(told["data"])
    except OSError as error:
        sys.stderr.write(f"GitHub: {error}\n")
        return 503
    return 204


def take_from_github(settings: Mapping[str, str], headers: Mapping[str, str], body: bytes, now: float) -> int:
    """The status to answer GitHub with; what failed can be delivered again on the page of the repository's webhook."""
    if not is_from_github(settings["GITHUB_WEBHOOK_SECRET"], headers, body):
        return 401
    told = json.loads(body)
    if headers.get("x-github-event") != "issues" or told["action"] != "closed":
        return 204
    issue = told["issue"]
    found = MARKER.search(issue["body"] or "")
    if found is None or "hubbub" not in [label["name"] for label in issue["labels"]]:
        return 204  # anybody may write a marker, but only who works on the repository sets labels
    try:
        tell_solved(settings, found[1], told["sender"]["login"], issue, now)
    except OSError as error:
        sys.stderr.write(f"Hubbub: {error}\n")
        return 503
    return 204


PATHS = {"/hubbub": take_from_hubbub, "/github": take_from_github}


def make_server(settings: Mapping[str, str], now: Callable[[], float] = time.time) -> HTTPServer:
    """The server of this example."""
    return serve(settings, now, PATHS)


def serve(settings: Mapping[str, str], now: Callable[[], float], paths: Mapping[str, Callable[..., int]]) -> HTTPServer:
    """A server that answers one call after the other, so that no two open the same issue."""

    class Receiver(BaseHTTPRequestHandler):
        timeout = 10

        def do_POST(self) -> None:
            length = self.headers.get("content-length", "")
            take = paths.get(self.path)
            if take is None:
                status = 404
            elif not (length.isascii() and length.isdigit()) or int(length[:12]) > LARGEST_BODY:
                status = 400
            else:
                headers = {name.lower(): value for name, value in self.headers.items()}
                status = take(settings, headers, self.rfile.read(int(length)), now())
            self.send_response(status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_some: object) -> None:
            """Nothing: what comes in is nobody's business."""

    return HTTPServer(("127.0.0.1", int(settings.get("PORT", "8000"))), Receiver)


if __name__ == "__main__":
    make_server(os.environ).serve_forever()
