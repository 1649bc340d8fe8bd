"""Other systems hear, signed, of what is handed to a team: once each, again when they could not, and nobody's words."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from aiohttp import web

from bots.app.links import OurLinks
from bots.app.outside import Ways, missing_ways
from bots.outside.links import LinkAct, read_link
from bots.outside.signing import verify
from bots.runtime.calling import Calling
from bots.runtime.clock import ManualClock
from bots.runtime.owner import Owner
from engagement.errors import NotNow, Rejected
from engagement.events import ControlUsed, OutsideActed
from engagement.ids import AccountId
from engagement.records import OutboxRow
from storage import StoredMemory
from tests.bots.outside.test_mail import serving
from tests.bots.runtime.test_escalating import BEN, GOVERNANCE, SAM, Desk, begun
from tests.engagement.made_up import HELP, NOON, PEER, mid

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MINUTE = timedelta(minutes=1)
KEY, PUBLIC = b"k" * 32, "https://hubbub.example.org"


@dataclass
class Receiver:
    """A system that is told; it answers with ``status``."""

    status: int = 204
    url: str = ""
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        self.got.append((dict(request.headers), await request.read()))
        return web.Response(status=self.status)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    found = Receiver()
    app = web.Application()
    app.router.add_post("/hook", found.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    found.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield found
    await runner.cleanup()


def handed_on(memory: StoredMemory) -> Desk:
    desk = begun(memory, replace(GOVERNANCE, webhooks=("pager", "tracker")))
    event = ControlUsed(
        key="c", at=NOON, account=AccountId(PEER), control="hand_to_team", channel=HELP, message=mid("q")
    )
    desk.take([event], NOON + MINUTE)
    return desk


def calls(desk: Desk) -> list[OutboxRow]:
    """The pager's first."""
    return sorted(
        (row for row in desk.outbox if row.op == "call"), key=lambda row: (str(row.body["webhook"]), row.created_at)
    )


def calling(desk: Desk, receiver: Receiver, *, minutes: int = 1) -> Calling:
    clock = ManualClock(NOON + minutes * MINUTE)
    environment = {"HUBBUB_WEBHOOK_PAGER_URL": receiver.url, "HUBBUB_WEBHOOK_PAGER_SECRET": SECRET}
    links = OurLinks(KEY, PUBLIC)
    return Calling(Owner(desk.community, desk.memory, clock), Ways.of(environment, clock), links)


async def test_each_happening_is_told_to_each_webhook_with_who_has_it_and_nobody_s_words(
    lite: StoredMemory, receiver: Receiver
) -> None:
    desk = handed_on(lite)
    assert [(row.body["webhook"], row.body["what"]) for row in calls(desk)] == [
        ("pager", "escalation.opened"),
        ("tracker", "escalation.opened"),
    ]
    desk.press("take", SAM, NOON + 2 * MINUTE)
    taken = next(
        row for row in calls(desk) if row.body["what"] == "escalation.taken" and row.body["webhook"] == "pager"
    )
    await calling(desk, receiver).call(taken, {})
    ((headers, body),) = receiver.got
    assert verify([SECRET], headers, body, NOON + MINUTE) == f"msg_{taken.id}"
    told = json.loads(body)
    assert (told["type"], told["data"]["state"], told["data"]["owner"], told["data"]["team"]) == (
        "escalation.taken",
        "taken",
        "Sam",
        "Community team",
    )
    assert told["data"]["id"] == desk.escalation.id
    take, solve = (told["data"]["links"][act].removeprefix(f"{PUBLIC}/outside/act/") for act in ("take", "solve"))
    until = taken.created_at + timedelta(days=7)
    assert read_link(KEY, take, NOON) == LinkAct(escalation=desk.escalation.id, act="take", until=until)
    assert read_link(KEY, solve, NOON).act == "solve"
    assert b"endpoint" not in body, "what somebody asked is nobody else's"
    assert SAM.encode() not in body
    assert BEN.encode() not in body


async def test_what_is_solved_has_no_links_any_more_and_who_took_it_outside_is_its_owner(
    lite: StoredMemory, receiver: Receiver
) -> None:
    desk = handed_on(lite)
    for act in ("take", "solve"):
        event = OutsideActed(key=act, at=NOON, escalation=desk.escalation.id, act=act, by="Ines Roth", via="tracker")
        desk.take([event], NOON + 2 * MINUTE)
    for row in calls(desk):
        if row.body["webhook"] == "pager":
            await calling(desk, receiver).call(row, {})
    told = {said["type"]: said["data"] for said in (json.loads(body) for _, body in receiver.got)}
    assert (told["escalation.taken"]["owner"], told["escalation.solved"]["links"]) == ("Ines Roth (tracker)", None)


async def test_what_could_not_be_told_is_tried_again_by_the_schedule_and_given_up_after_days(
    lite: StoredMemory, receiver: Receiver
) -> None:
    desk, receiver.status = handed_on(lite), 503
    row = calls(desk)[0]
    with pytest.raises(NotNow) as soon:
        await calling(desk, receiver).call(row, {})
    assert soon.value.seconds == 5
    with pytest.raises(NotNow) as later:
        await calling(desk, receiver, minutes=6 + 1).call(row, {})
    assert 20 * 60 < later.value.seconds < 35 * 60
    with pytest.raises(Rejected):
        await calling(desk, receiver, minutes=4 * 24 * 60).call(row, {})


@pytest.mark.parametrize("status", [400, 410])
async def test_what_the_other_side_refuses_is_not_tried_again(
    lite: StoredMemory, receiver: Receiver, status: int
) -> None:
    desk, receiver.status = handed_on(lite), status
    caller = calling(desk, receiver)
    with pytest.raises(Rejected):
        await caller.call(calls(desk)[0], {})
    if status == 410:
        with pytest.raises(Rejected, match="HUBBUB_WEBHOOK_PAGER_URL"):
            await caller.call(calls(desk)[0], {})
        assert len(receiver.got) == 1, "it wants nothing any more"


async def test_a_webhook_without_an_address_says_which_variables_are_missing(
    lite: StoredMemory, receiver: Receiver
) -> None:
    desk = handed_on(lite)
    row = next(row for row in calls(desk) if row.body["webhook"] == "tracker")
    with pytest.raises(Rejected, match="HUBBUB_WEBHOOK_TRACKER_URL and HUBBUB_WEBHOOK_TRACKER_SECRET"):
        await calling(desk, receiver).call(row, {})
    caller = replace(calling(desk, receiver), outside=None)
    with pytest.raises(Rejected, match="no webhook tracker"):
        await caller.call(row, {})


async def test_a_mail_written_twice_is_one_mail_and_without_a_server_it_is_told_what_to_set() -> None:
    once = {"id": "second:q7:1", "at": NOON, "subject": "A question waits", "text": "Since 12:00."}
    async with serving() as smtp:
        environment = {
            "HUBBUB_SMTP_URL": f"smtp://127.0.0.1:{smtp.port}?security=none",
            "HUBBUB_MAIL_FROM": "Hubbub <hub@example.org>",
        }
        ways = Ways.of(environment, ManualClock(NOON))
        assert [(await ways.mail("ann@example.org", **once)).is_delivered for _ in range(2)] == [True, True]  # type: ignore[arg-type]
        first, again = smtp.mails
    assert first["Message-ID"] == again["Message-ID"]
    assert (first["To"], first["Subject"]) == ("ann@example.org", "A question waits")
    none = await Ways.of({}, ManualClock(NOON)).mail("ann@example.org", **once)  # type: ignore[arg-type]
    assert not none.is_delivered
    assert not none.may_be_repeated
    assert "HUBBUB_SMTP_URL and HUBBUB_MAIL_FROM" in none.error


def test_what_the_playbook_names_and_the_environment_does_not_know_is_told_with_the_variables() -> None:
    governance = replace(
        GOVERNANCE, webhooks=("pager", "tracker"), second_path=("email:ann@example.org", "webhook:phone")
    )
    environment = {"HUBBUB_WEBHOOK_PAGER_URL": "https://example.org/x", "HUBBUB_WEBHOOK_PAGER_SECRET": SECRET}
    tracker, phone, mail = missing_ways(governance, environment)
    assert "HUBBUB_WEBHOOK_TRACKER_URL and HUBBUB_WEBHOOK_TRACKER_SECRET" in tracker
    assert "HUBBUB_WEBHOOK_PHONE_URL" in phone
    assert "ann@example.org, and no mail can be sent; set HUBBUB_SMTP_URL and HUBBUB_MAIL_FROM" in mail
