"""The window over everything that runs: which communities it shows, how their connections are, and ways to sign in."""

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse

from bots.app.absences import absences_of
from bots.app.foreseeing import foresee
from bots.app.leased import LeasedConnection
from bots.app.rehearsing import rehearse_upload
from bots.app.troubles import Troubles
from bots.runtime.clock import SystemClock
from bots.runtime.live import Live
from bots.runtime.parked import find_parked
from bots.voice.rendering import Voice
from dashboard.doors.same_origin import LOCAL_HOSTS, SameOrigin
from dashboard.status.page import ConnectionView, ParkedView, StatusView, TroubleView
from dashboard.window.jobs import Jobs
from dashboard.window.opening import Window
from dashboard.window.ways_in import START, Proven, Way
from engagement.ids import CommunityId, MemberId
from engagement.people import Role
from engagement.signing_in import SANDBOX, PageRole
from storage import StoredMemory

WORKS: Mapping[str, Callable[..., Any]] = {"preview": foresee, "rehearsal": rehearse_upload}
"""What pages have done in a process of its own, by kind."""


def window_of(
    lives: Sequence[Live], standing: Callable[[Live], StatusView], public_url: str | None, home: str, folder: Path
) -> Window:
    """The window; ``lives`` and what ``standing`` reads may still grow. ``home``: where platforms send people back.

    Long work has its folders in ``folder``.
    """
    jobs = Jobs(SystemClock(), WORKS, folder)
    jobs.clear_left()
    return Window(lives, SystemClock(), standing, public_url, home=home, jobs=jobs)


def start_router() -> APIRouter:
    """``/`` where no sandbox has it: on to the first page, or to the sign-in."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    def start() -> RedirectResponse:
        return RedirectResponse(START, 303)

    return router


def sandbox_way(window: Window, live: Live) -> APIRouter:
    """Whoever sits at this machine may look at the sandbox's pages as its manager: nobody in it is real."""
    policy = live.owner.community.policy
    way = Way(
        name="sandbox", path="/sign-in/sandbox", label=f"Look at {policy.name} as its manager",
        told="This is the invented community of the sandbox. Only this machine may do so.",
    )  # fmt: skip

    async def prove(_request: Request) -> Proven:
        manager = next((name for name, role in policy.roles.items() if role is Role.MANAGER), None)
        if manager is None:
            raise HTTPException(404, "The sandbox has no manager.")
        workspace = next(iter(live.delivery.platforms))
        return Proven(live=live, role=PageRole.MANAGER, way=SANDBOX, member=MemberId(f"{workspace}:{manager}"))

    return window.signing_in.offer(way, prove, SameOrigin(LOCAL_HOSTS))


def status_of(
    memory: StoredMemory, opened: Sequence[LeasedConnection], troubles: Troubles, lives: Sequence[Live], voice: Voice
) -> StatusView:
    """How the connections of these communities are, and what is the matter with them."""
    here = {live.owner.id for live in lives}
    return StatusView(
        connections=tuple(
            ConnectionView(platform=one.platform, facts=dict(one.state)) for one in opened if one.communities & here
        ),
        troubles=tuple(
            TroubleView(place=one.place, kind=one.kind, subject=one.subject, since=one.since, told=troubles.told(one))
            for one in troubles.now.values()
            if one.community is None or one.community in here
        ),
        absences=tuple(view for live in lives for view in absences_of(live, voice)),
        parked=_parked(memory, here),
    )


def _parked(memory: StoredMemory, here: Collection[CommunityId]) -> tuple[ParkedView, ...]:
    """What the communities that run here could not take in."""
    looked = [(community, memory.read(community, find_parked)) for community in sorted(here)]
    return tuple(
        ParkedView(
            community=community, count=found.count, first_at=found.first_at, last_at=found.last_at, errors=found.errors
        )
        for community, found in looked
        if found is not None
    )
