"""Signing in with Slack or Discord: off to the platform, and back from it.

What was drawn for it stays here, under the digest of a word that only the browser has which began: so nobody can have
another browser end what theirs began, or theirs end another's (RFC 6749, 10.12). Each is good once, and for ten
minutes. It is kept in this process: whoever was under way when it stopped begins anew.
"""

import logging
import secrets
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response

from bots.outside.vouching.vouched import NotVouched, Refusal, Riddle, Vouched, Voucher
from dashboard.doors.same_origin import SameOrigin
from dashboard.window.ways_in import Proven, SigningIn, Way
from engagement.ids import WorkspaceId
from engagement.ports import Clock
from engagement.signing_in import digest_of

_LOG = logging.getLogger(__name__)
PLATFORMS: Final = ("slack", "discord")
HOLDS: Final = timedelta(minutes=10)
"""So long somebody may take at the platform (ours)."""
COOKIE, SAFE_COOKIE = "hubbub-way", "__Host-hubbub-way"
_MOST: Final = 500
"""So many may be under way at once; then the oldest is dropped (ours)."""
_LONGEST: Final = 2_000
TOLD: Final[Mapping[Refusal, str]] = {
    Refusal.DENIED: "Nobody was signed in\nYou did not allow it at {platform}. Try again, or sign in with a link.",
    Refusal.SPENT: "This sign-in is over\nIt was begun too long ago, in another browser, or has ended already. Begin it"
    " again here.",
    Refusal.DOWN: "{platform} does not answer\nTry again in a few minutes. A link works meanwhile.",
    Refusal.DOUBTFUL: "Nobody was signed in\nWhat {platform} said about you does not hold, so Hubbub does not rely on"
    " it. Try again; if it stays so, tell whoever runs Hubbub: its log says what is wrong.",
    Refusal.MISSET: "Nobody was signed in\n{platform} does not accept this Hubbub. Tell whoever runs it: hubbub doctor"
    " says what to mend. A link works meanwhile.",
    Refusal.STRANGER: "You are not in {community}\nYou are known to {platform}, but not in a place there that Hubbub"
    " looks after for {community}. Join it, or change to your other account, and try again.",
    Refusal.GONE: "You have left {community}\nYou have left, or your account there is switched off. If you are back,"
    " write something there, and try again.",
    Refusal.FORGOTTEN: "Hubbub has forgotten you\nYou asked for it, so nothing is kept about you, and nobody can be"
    " signed in. If you want to come back, write /hubbub privacy start in chat, and try again.",
}
"""What the page says; after the first line, what to do about it."""
Text = Annotated[str, Query()]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformWay:
    """One community's way in by one platform. ``prove`` raises NotVouched for whoever it is not for."""

    community: str
    """What it is called."""
    tag: str
    """Names it in an address."""
    voucher: Voucher
    workspaces: Callable[[], Collection[WorkspaceId]]
    """Which count, as they are connected now."""
    prove: Callable[[Vouched], Awaitable[Proven]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _UnderWay:
    """A sign-in that was begun and has not ended."""

    way: PlatformWay
    riddle: Riddle
    wanted: str
    at: datetime


@dataclass(slots=True, kw_only=True)
class ByPlatform:
    """``home`` is the address to which platforms send people back: the ways are offered there alone."""

    signing_in: SigningIn
    guard: SameOrigin
    clock: Clock
    home: str
    ways: list[PlatformWay] = field(default_factory=list)
    _under_way: dict[str, _UnderWay] = field(default_factory=dict)

    def offer(self, ways: Sequence[PlatformWay]) -> None:
        """Offer these, too; each is named by its community where one platform has several."""
        self.ways += ways
        for one in ways:
            platform = one.voucher.platform
            several = sum(other.voucher.platform == platform for other in self.ways) > 1
            label = f"Sign in with {platform.capitalize()}" + (f" ({one.community})" if several else "")
            path = f"/sign-in/{platform}?community={one.tag}"
            told = f"You look at {one.community} as what you are there: manager, team or member."
            self.signing_in.ways.append(
                Way(name=platform, path=path, label=label, told=told, is_elsewhere=True, only_at=self.home)
            )

    def router(self) -> APIRouter:
        """For each platform where it begins and where it ends; open to everybody."""
        router = APIRouter(dependencies=[Depends(self.guard.page)], include_in_schema=False)
        for platform in PLATFORMS:
            router.add_api_route(f"/sign-in/{platform}", self._beginning(platform), methods=["GET"])
            router.add_api_route(f"/sign-in/{platform}/back", self._ending(platform), methods=["GET"])
        return router

    def _beginning(self, platform: str) -> Callable[..., Awaitable[Response]]:
        async def begin(request: Request, community: Text = "", next: Text = "") -> Response:  # noqa: A002  # its name
            return await self._begin(request, platform, community, next)

        return begin

    def _ending(self, platform: str) -> Callable[..., Awaitable[Response]]:
        async def back(request: Request, code: Text = "", state: Text = "", error: Text = "") -> Response:
            return await self._end(request, platform, code, state, error)

        return back

    async def _begin(self, request: Request, platform: str, tag: str, wanted: str) -> Response:
        if request.headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
            raise HTTPException(403, "Only the page itself may ask this.")
        self.signing_in.count(request)
        way = next((one for one in self.ways if (one.voucher.platform, one.tag) == (platform, tag)), None)
        if way is None:
            raise HTTPException(404, "Nobody can sign in that way here.")
        riddle = Riddle(
            state=secrets.token_urlsafe(32), nonce=secrets.token_urlsafe(32), verifier=secrets.token_urlsafe(48)
        )
        try:
            address = await way.voucher.question(riddle, way.workspaces())
        except NotVouched as refused:
            return self._refused(request, platform, way.community, refused)
        word = secrets.token_urlsafe(32)
        self._note(word, _UnderWay(way=way, riddle=riddle, wanted=wanted[:_LONGEST], at=self.clock.now()))
        answer = RedirectResponse(address, 303)
        is_secure = self.guard.is_secure(request)
        answer.set_cookie(
            SAFE_COOKIE if is_secure else COOKIE, word, max_age=int(HOLDS.total_seconds()), httponly=True,
            samesite="lax", secure=is_secure, path="/",
        )  # fmt: skip
        return answer

    async def _end(self, request: Request, platform: str, code: str, state: str, error: str) -> Response:
        self.signing_in.count(request)
        refuse = partial(self._refused, request, platform)
        under_way = self._taken(request, platform, state)
        if under_way is None:
            return refuse("", NotVouched(Refusal.SPENT))
        way = under_way.way
        try:
            _check(code, error)
            vouched = await way.voucher.answer(code, under_way.riddle, way.workspaces())
            proven = await way.prove(vouched)
        except NotVouched as refused:
            return refuse(way.community, refused)
        return _forget(await self.signing_in.let_in(request, proven, under_way.wanted))

    def _note(self, word: str, begun: _UnderWay) -> None:
        now = self.clock.now()
        held = {name: one for name, one in self._under_way.items() if now - one.at < HOLDS}
        for name in list(held)[: max(0, len(held) - _MOST + 1)]:
            del held[name]
        self._under_way = {**held, digest_of(word): begun}

    def _taken(self, request: Request, platform: str, state: str) -> _UnderWay | None:
        """What this very browser began, once, while it holds; a forged return uses nothing up."""
        word = request.cookies.get(SAFE_COOKIE) or request.cookies.get(COOKIE, "")
        name = digest_of(word)
        found = self._under_way.get(name)
        if found is None or found.way.voucher.platform != platform:
            return None
        if not secrets.compare_digest(found.riddle.state.encode(), state.encode("utf-8", "replace")):
            return None
        del self._under_way[name]
        return found if self.clock.now() - found.at < HOLDS else None

    def _refused(self, request: Request, platform: str, community: str, refused: NotVouched) -> Response:
        if refused.refusal is not Refusal.DENIED:
            _LOG.warning("signing in with %s came to nothing: %s", platform, refused)
        named = {"platform": platform.capitalize(), "community": community}
        title, cure = (text.format(**named) for text in TOLD[refused.refusal].split("\n"))
        is_theirs = refused.refusal in {Refusal.DOWN, Refusal.DOUBTFUL, Refusal.MISSET}
        return _forget(self.signing_in.refuse(request, title, cure, status=502 if is_theirs else 403))


def _check(code: str, error: str) -> None:
    """Whether a browser came back with a code. Raises NotVouched where it brings an error, or nothing at all."""
    if error:
        refusal = Refusal.DENIED if error == "access_denied" else Refusal.MISSET
        raise NotVouched(refusal, f"came back with {error[:80]!r}")
    if not code or len(code) > _LONGEST:
        raise NotVouched(Refusal.DOUBTFUL, "came back without a code")


def _forget(answer: Response) -> Response:
    for name, is_secure in ((COOKIE, False), (SAFE_COOKIE, True)):
        answer.delete_cookie(name, path="/", httponly=True, samesite="lax", secure=is_secure)
    return answer
