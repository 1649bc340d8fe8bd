"""Other systems, and people with a link, take and solve what a team has: over HTTP, signed, once, and nobody else."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from bots.app.engine import make_live, make_voice, owned
from bots.app.links import OurLinks
from bots.app.outside_doors import OutsideDoors
from bots.app.store import link_key
from bots.outside.signing import sign
from bots.outside.webhooks import Webhook
from bots.runtime.clock import ManualClock
from bots.runtime.live import Live
from dashboard.doors.limits import Doors
from dashboard.doors.link_page import link_router
from dashboard.doors.outside_calls import outside_router
from engagement.escalating.escalation import Escalation, State
from engagement.events import ControlUsed
from engagement.ids import AccountId
from engagement.records import OutboxRow
from storage import StoredMemory
from tests.bots.runtime.test_escalating import BILL_ROOM, CAT, GOVERNANCE, HUB_ROOM, SAM, Desk, begun
from tests.engagement.made_up import HELP, NOON, PEER, mid

SECRET, OTHER = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_" + "A" * 32
WEBHOOKS = {
    name: Webhook(name=name, url="https://example.org/x", secrets=(secret,))
    for name, secret in {"jira": SECRET, "pager": OTHER}.items()
}
MINUTE = timedelta(minutes=1)
VOICE = make_voice()
PUBLIC = "https://hubbub.example.org"


@dataclass
class World:
    """A community with a question that its hub has, and both doors to it."""

    desk: Desk
    live: Live
    clock: ManualClock
    web: AsyncClient

    @property
    def escalation(self) -> Escalation:
        return self.desk.escalation

    @property
    def lines(self) -> list[tuple[str, tuple[str, ...]]]:
        """The record, but for its beginning."""
        entries = self.desk.read(lambda ledger: ledger.escalations.entries(self.escalation.id))
        return [(entry.what, entry.why) for entry in entries if entry.what != "opened"]

    def said(self, text: str) -> list[OutboxRow]:
        return self.desk.said(text)

    async def call(
        self,
        act: str = "take",
        *,
        identity: str = "call-1",
        secret: str = SECRET,
        to: str = "jira",
        off: timedelta = timedelta(),
        body: bytes | None = None,
        **told: object,
    ) -> Response:
        said = {"escalation": self.escalation.id, "act": act, "by": "Ines Roth", **told}
        raw = body if body is not None else json.dumps(said).encode()
        headers = sign([secret], id=identity, at=self.clock.now() + off, body=raw)
        return await self.web.post(f"/outside/{to}", content=raw, headers=headers)

    def link(self, act: str) -> str:
        with self.desk.ledger() as ledger:
            links = OurLinks(link_key(ledger), PUBLIC).of(self.escalation.id, self.clock.now())
        return links[act].removeprefix(PUBLIC)


@asynccontextmanager
async def world(memory: StoredMemory, *others: Live) -> AsyncIterator[World]:
    desk = begun(memory, replace(GOVERNANCE, webhooks=("jira",)))
    handed = ControlUsed(
        key="c", at=NOON, account=AccountId(PEER), control="hand_to_team", channel=HELP, message=mid("q")
    )
    desk.take([handed], NOON + MINUTE)
    clock = ManualClock(NOON + 2 * MINUTE)
    async with running(memory, desk, clock, *others) as (live, web):
        yield World(desk, live, clock, web)


@asynccontextmanager
async def running(
    memory: StoredMemory, desk: Desk, clock: ManualClock, *others: Live
) -> AsyncIterator[tuple[Live, AsyncClient]]:
    """The community as a process runs it, without a platform, behind the web app's doors."""
    live = make_live(memory, desk.policy, clock, VOICE, lambda _: desk.policy, None, PUBLIC)
    doors = OutsideDoors([live, *others], WEBHOOKS, clock)
    app = FastAPI()
    app.add_middleware(Doors, larger={})
    app.include_router(outside_router(doors.hear))
    app.include_router(link_router(doors.look, doors.follow))
    async with owned(memory, live), AsyncClient(transport=ASGITransport(app=app), base_url="http://hubbub") as web:
        try:
            yield live, web
        finally:
            await live.close()


async def test_what_is_taken_outside_is_taken_for_its_team_and_a_person_of_it_may_take_it_back(
    lite: StoredMemory,
) -> None:
    async with world(lite) as here:
        answer = await here.call("take")
        assert (answer.status_code, answer.json()["state"]) == (200, "taken")
        e = here.escalation
        assert (e.state, e.team, e.person, e.outside) == (State.TAKEN, "hub", None, "Ines Roth (jira)")
        assert here.lines == [("taken outside", ("Ines Roth (jira)",))]
        assert here.desk.card().body["fields"]["owner"] == ["text", "Ines Roth (jira)"]  # type: ignore[index]
        (told,) = here.said("closing_the_loop.taken")
        assert "Ines" not in repr(told.body), "what another system calls somebody is nothing for the asker"
        (call,) = [row for row in here.desk.outbox if row.body.get("what") == "escalation.taken"]
        assert (call.body["outside"], call.body["person"]) == ("Ines Roth (jira)", None)
    here.desk.start()
    assert here.desk.press("take", SAM, NOON + 3 * MINUTE) == ["escalation.yours"]
    assert (here.escalation.person, here.escalation.outside) == (SAM, "")


async def test_what_is_solved_outside_is_told_to_the_asker_and_the_note_to_the_team_alone(lite: StoredMemory) -> None:
    async with world(lite) as here:
        note = "Sent again.\n<!channel> @everyone see https://example.org"
        answer = await here.call("solve", note=note)
        assert (answer.status_code, answer.json()["state"], here.escalation.state) == (200, "solved", State.SOLVED)
        assert here.lines == [("solved outside", ("Ines Roth (jira)",)), ("note", ("Ines Roth (jira)", note))]
        (asked,) = here.said("closing_the_loop.solved")
        assert asked.body["controls"] == ["it_helped", "not_yet", "why"]
        (noted,) = here.said("escalation.note")
        assert (noted.channel, noted.body["mentions"], noted.thread) == (HUB_ROOM, [], here.escalation.thread)
        assert [item["line"][0] for item in noted.body["items"]] == ["text", "text"]  # type: ignore[attr-defined]
        assert "everyone" not in repr([row.body for row in here.desk.outbox if row is not noted and row != noted])


async def test_a_note_alone_moves_nothing(lite: StoredMemory) -> None:
    async with world(lite) as here:
        before = here.escalation
        assert (await here.call("note", note="Still looking.")).json()["state"] == "open"
        assert replace(here.escalation, version=before.version) == before
        assert here.lines == [("note", ("Ines Roth (jira)", "Still looking."))]
        assert len(here.said("escalation.note")) == 1


async def test_the_same_call_again_changes_nothing_also_after_the_process_was_killed(memory: StoredMemory) -> None:
    async with world(memory) as here:
        await here.call("take", note="On it.")
        lines, rows = here.lines, len(here.desk.outbox)
        again = await here.call("take", note="On it.")
        assert (again.status_code, again.json()["said"]) == (200, "this call was taken before; nothing has changed")
    async with running(memory, here.desk, here.clock) as (_, web):
        here.web = web
        assert [(await here.call("take", note="On it.")).status_code for _ in range(2)] == [200, 200]
        assert (here.lines, len(here.desk.outbox)) == (lines, rows)
        at_once = await asyncio.gather(*(here.call("solve", identity="call-2") for _ in range(5)))
        assert [answer.status_code for answer in at_once] == [200] * 5
        assert [what for what, _ in here.lines].count("solved outside") == 1


async def test_what_is_closed_stays_closed_and_the_call_is_told_so(lite: StoredMemory) -> None:
    async with world(lite) as here:
        await here.call("solve")
        here.desk.start()
        here.desk.look_until(NOON + timedelta(days=9))
        assert here.escalation.state is State.CLOSED
    async with running(lite, here.desk, here.clock) as (_, web):
        here.web = web
        answer = await here.call("take", identity="late")
        assert (answer.status_code, answer.json()["said"]) == (200, "it is closed; nothing has changed")
        assert here.escalation.state is State.CLOSED


HOSTILE: Mapping[str, tuple[int, dict[str, object]]] = {
    "another secret": (401, {"secret": OTHER}),
    "another webhook's name": (401, {"to": "pager"}),
    "no such webhook": (401, {"to": "nobody"}),
    "a name that is none": (401, {"to": "%0aERROR%20x"}),
    "too old": (401, {"off": -6 * MINUTE}),
    "of the future": (401, {"off": 6 * MINUTE}),
    "no JSON": (400, {"body": b"{"}),
    "no object": (400, {"body": b"[]"}),
    "no UTF-8": (400, {"body": b"\xff\xfe"}),
    "deep": (400, {"body": b"[" * 60_000}),
    "unknown act": (400, {"act": "drop table"}),
    "nobody says so": (400, {"by": "\u202e"}),
    "an empty note": (400, {"act": "note"}),
    "unknown escalation": (404, {"escalation": "e:none"}),
    "a name for a path": (400, {"escalation": "../../etc/passwd"}),
    "huge": (413, {"body": b"x" * 65_537}),
    "very huge": (413, {"body": b"x" * 1_048_577}),
}


async def test_whatever_is_wrong_with_a_call_is_told_and_leaves_nothing_behind(lite: StoredMemory) -> None:
    async with world(lite) as here:
        before = here.escalation, here.lines, len(here.desk.outbox)
        for what, (status, changes) in HOSTILE.items():
            answer = await here.call(**{"act": "solve", **changes})  # type: ignore[arg-type]
            assert answer.status_code == status, what
            if what != "very huge":
                assert list(answer.json()) == ["error"], what
            assert here.escalation.id not in answer.text, what
        unsigned = await here.web.post("/outside/jira", content=b"{}")
        unknown = await here.web.post("/outside/nobody", content=b"{}")
        assert (unsigned.status_code, unsigned.text) == (401, unknown.text), "which webhooks there are is not told"
        assert (await here.web.get("/outside/jira")).status_code == 405
        assert (here.escalation, here.lines, len(here.desk.outbox)) == before
        keys = here.desk.read(lambda ledger: ledger.inbox.is_known("outside:jira:call-1"))
        assert keys is False


async def test_a_webhook_acts_only_for_the_communities_that_name_it(lite: StoredMemory) -> None:
    policy = begun(lite, replace(GOVERNANCE, second_path=("webhook:pager",))).policy
    there = make_live(lite, policy, ManualClock(NOON), VOICE, lambda _: policy)
    async with world(lite, there) as here:
        refused = await here.call("solve", to="pager", secret=OTHER)
        assert (refused.status_code, here.escalation.state) == (404, State.OPEN)
        assert (await here.call("solve", escalation="e-none")).text == refused.text, "no word of what there is"


async def test_who_is_being_stopped_or_owns_nothing_any_more_asks_to_be_called_again(lite: StoredMemory) -> None:
    async with world(lite) as here:
        link = here.link("take")
        await here.live.drain(0)
        answer = await here.call("take")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
        assert (await here.web.post(link)).status_code == 503
        assert here.escalation.state is State.OPEN


# --- links ------------------------------------------------------------------------------------------------------------


async def test_looking_at_a_link_changes_nothing_and_the_click_takes_it_once(memory: StoredMemory) -> None:
    async with world(memory) as here:
        link = here.link("take")
        before = here.escalation
        for _ in range(3):
            page = await here.web.get(link)
        await here.web.head(link)
        assert replace(here.escalation, version=before.version) == before
        assert page.status_code == 200
        assert page.headers["referrer-policy"] == "no-referrer"
        assert page.headers["cache-control"] == "no-store"
        assert "script" not in page.text
        assert "form-action 'self'" in page.headers["content-security-policy"]
        assert "Community team" in page.text
        assert "endpoint" not in page.text, "what somebody asked is nobody else's"
        (form,) = re.findall(r"<form[^>]*>", page.text)
        assert form == '<form method="post">', "to the same address"
        done = await here.web.post(link, data={"name": " Ines\u202e <b>Roth</b>\n"})
        assert (done.status_code, "Done: it is taken for Community team" in done.text) == (200, True)
        assert here.escalation.outside == "Ines <b>Roth</b> (link)"
        lines = here.lines
        again = await here.web.post(link, data={"name": "Eve"})
        assert "was used before" in again.text
        assert "<form" not in (await here.web.get(link)).text
        assert here.lines == lines


async def test_a_link_without_a_name_solves_it_and_the_other_link_has_nothing_left_to_do(lite: StoredMemory) -> None:
    async with world(lite) as here:
        solve, take = here.link("solve"), here.link("take")
        assert "asked whether it helped" in (await here.web.post(solve)).text
        assert here.lines == [("solved outside", ("link",))]
        for answer in (await here.web.get(take), await here.web.post(take)):
            assert "solved already, so there is nothing left to do" in answer.text
        assert here.escalation.state is State.SOLVED


async def test_forged_and_expired_links_say_so_with_the_cure_and_do_nothing(lite: StoredMemory) -> None:
    async with world(lite) as here:
        link = here.link("solve")
        said, _, signature = link.rpartition("/")[2].partition(".")
        forged = [f"{said}.{signature[::-1]}", said, f"{said}.", "x", "%2e%2e", "a" * 5_000, f"{said}A.{signature}"]
        for token in forged:
            for answer in (await here.web.get(f"/outside/act/{token}"), await here.web.post(f"/outside/act/{token}")):
                assert (answer.status_code, "Open it from the message itself" in answer.text) == (404, True), token
        assert (await here.web.post(link, content=b"name=" + b"x" * 5_000)).status_code == 413
        here.clock.move_to(here.clock.now() + timedelta(days=7))
        for answer in (await here.web.get(link), await here.web.post(link)):
            assert (answer.status_code, "A newer message" in answer.text) == (410, True)
        assert (here.escalation.state, here.lines) == (State.OPEN, [])


async def test_another_community_s_key_opens_nothing_here(lite: StoredMemory) -> None:
    async with world(lite) as here:
        stolen = OurLinks(b"k" * 32, PUBLIC).of(here.escalation.id, here.clock.now())["solve"]
        assert (await here.web.post(stolen.removeprefix(PUBLIC))).status_code == 404
        assert here.escalation.state is State.OPEN


async def test_somebody_of_the_team_who_has_it_keeps_it(lite: StoredMemory) -> None:
    async with world(lite) as here:
        here.desk.start()
        here.desk.press("pass_on", SAM, NOON + 3 * MINUTE)
        here.desk.choose("pass_on", SAM, NOON + 3 * MINUTE, team="bill")
        here.desk.press("take", CAT, NOON + 3 * MINUTE)
    async with running(lite, here.desk, here.clock) as (_, web):
        here.web = web
        assert "Somebody has it already" in (await here.web.get(here.link("take"))).text
        assert (await here.call("take", note="We see it, too.")).json()["state"] == "taken"
        assert (here.escalation.person, here.escalation.outside) == (CAT, "")
        assert here.lines[-2:] == [
            ("taken outside too", ("Ines Roth (jira)",)),
            ("note", ("Ines Roth (jira)", "We see it, too.")),
        ]
        assert here.said("escalation.note")[0].channel == BILL_ROOM
