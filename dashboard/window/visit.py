"""What a page is given of whoever looks at it: the community, as what they are here, and how to answer."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from bots.runtime.live import Live
from bots.runtime.reading_aloud import links_in
from dashboard.doors.same_origin import LOCAL_HOSTS
from dashboard.status.page import StatusView
from dashboard.window.frame import Frame
from dashboard.window.jobs import Jobs
from dashboard.window.page import Page
from dashboard.window.permissions import may_open
from dashboard.window.programs import Programs
from dashboard.window.sessions import Sessions
from dashboard.window.words import Times
from engagement.ids import ChannelId, MessageId, is_private_place
from engagement.ports import Ledger
from engagement.signing_in import PageRole, Session

T = TypeVar("T")
LOOKS = ("light", "dark")
"""What can be chosen instead of what the system says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One look of one person at one community."""

    request: Request
    frame: Frame
    pages: Sequence[Page]
    live: Live
    session: Session
    sessions: Sessions
    programs: Programs
    csrf: str
    standing: Callable[[Live], StatusView]
    """How the community's connections are."""
    jobs: Jobs
    """Long work, begun from a page."""
    is_secure: bool = False

    @property
    def role(self) -> PageRole:
        """As what they are signed in."""
        return self.session.role

    @property
    def is_here(self) -> bool:
        """They sit at this machine, where the pages without sign-in answer, too."""
        return self.request.url.hostname in LOCAL_HOSTS

    @property
    def has_sandbox(self) -> bool:
        """They sit at this machine, and the community is the sandbox's."""
        return self.is_here and any(one.name == "sandbox" for one in self.live.delivery.platforms.values())

    @property
    def now(self) -> datetime:
        """The community's present instant (a sandbox's may be ahead of the machine's)."""
        return self.live.owner.clock.now()

    @property
    def times(self) -> Times:
        """How instants are said."""
        return Times(now=self.now, zone=self.live.owner.community.policy.timezone)

    def once(self) -> str:
        """A mark for one form of a page: sent twice, it counts once."""
        return secrets.token_hex(8)

    def may(self, method: str, path: str) -> bool:
        """Whether they may do this; ``path`` as in the table of permissions."""
        return may_open(self.role, method, path)

    def read(self, work: Callable[[Ledger], T]) -> T:
        """Read the community's memory, on the calling thread (pages are plain functions: each has one of its own)."""
        return self.live.owner.memory.read(self.live.owner.id, work)

    def may_read_words(self, channel: ChannelId) -> bool:
        """Whether they may see what was written there.

        What was asked privately nobody sees on a page, and what was written in a private channel only managers.
        """
        known = self.live.owner.community.channels.get(channel)
        if is_private_place(channel) or known is None:
            return False
        return self.role is PageRole.MANAGER or (self.role is PageRole.SPOKE and not known.is_private)

    def link_to(self, ledger: Ledger) -> Callable[[MessageId], str]:
        """Gives the address of a message in chat."""
        return links_in(self.live.delivery.platforms, ledger)

    def show(self, name: str, *, title: str = "", status: int = 200, **shown: Any) -> HTMLResponse:
        """Answer with the template of the page called ``name``."""
        page = next(page for page in self.pages if page.name == name)
        address = self.request.url
        here = address.path + (f"?{address.query}" if address.query else "")
        here = here if self.request.method == "GET" else page.path
        look = self.request.cookies.get("look", "")
        return self.frame.html(
            f"pages/{name}.html.jinja", status=status, is_secure=self.is_secure, frames=page.frames, visit=self,
            page=page, here=here, title=title or page.title, times=self.times, look=look if look in LOOKS else "",
            policy=self.live.owner.community.policy,
            menu=[each for each in self.pages if self._is_listed(each)], **shown,
        )  # fmt: skip

    def _is_listed(self, page: Page) -> bool:
        has_owner = self.session.member is not None or not page.is_own
        is_there = self.has_sandbox or not page.is_of_sandbox
        return page.in_navigation and has_owner and is_there and self.may("GET", page.path)

    def go_to(self, path: str) -> RedirectResponse:
        """Answer a change that was made: look at this next."""
        return RedirectResponse(path, 303)


def here(request: Request) -> Visit:
    """The look that ``door.py`` has let in."""
    visit: Visit = request.state.visit
    return visit


Here = Annotated[Visit, Depends(here)]
"""How a page asks for it: ``def today(visit: Here) -> HTMLResponse``."""
