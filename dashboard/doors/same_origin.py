"""Whose requests a local page answers: only those of a browser that opened this very page on this very host.

A foreign page could otherwise make its visitor's browser call us, directly (its ``Origin`` tells) or by giving its own
name our address (DNS rebinding: its ``Host`` tells). Fetch metadata seconds both where a browser sends it. Whoever is
no browser can say any name, so nobody is answered whose address lies on the internet.
"""

from collections.abc import Collection
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

from fastapi import HTTPException, Request

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


class SameOrigin:
    """A dependency that refuses foreign requests with 403; ``hosts`` are the names under which we may be called.

    ``public`` are further ones, under which machines on the internet may call, too: for pages that know whoever is
    signed in. ``is_https``: those are reached by https, whatever a proxy makes of it on its last step.
    """

    def __init__(
        self, hosts: Collection[str] = LOCAL_HOSTS, public: Collection[str] = (), *, is_https: bool = False
    ) -> None:
        self._hosts = frozenset(host.casefold() for host in hosts)
        self._public = frozenset(host.casefold() for host in public)
        self._is_https = is_https

    def is_secure(self, request: Request) -> bool:
        """Whether the browser reached us by https."""
        is_public = _hostname(request.headers.get("host", "")) in self._public
        return request.url.scheme == "https" or (self._is_https and is_public)

    def page(self, request: Request) -> None:
        """For pages and their files: links from elsewhere may lead here, under our own name only."""
        called = _hostname(request.headers.get("host", ""))
        if called in self._public:
            return
        if called not in self._hosts:
            raise HTTPException(403, "This page answers only under its own address.")
        if request.client is not None and _is_far(request.client.host):
            raise HTTPException(403, "This page answers only near machines; use a tunnel.")

    def call(self, request: Request) -> None:
        """For the page's own calls."""
        self.page(request)
        origin = request.headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != request.headers["host"]:
            raise HTTPException(403, "Only the page itself may ask this.")
        if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            raise HTTPException(403, "Only the page itself may ask this.")


def _is_far(address: str) -> bool:
    """Whether a peer is on the internet; one in a container's or house's own network is not."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:  # no network at all: a socket of this machine
        return False
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return (mapped or found).is_global


def _hostname(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None
