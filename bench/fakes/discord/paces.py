"""How many calls may be made, and what do the headers say about it?"""

import zlib
from collections.abc import Mapping

BUCKETS = {
    "POST /channels/{channel_id}/messages": (5, 5.0),
    "PATCH /channels/{channel_id}/messages/{message_id}": (5, 5.0),
    "PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji}/@me": (1, 0.25),
    "POST /channels/{channel_id}/threads": (50, 300.0),
    "PUT /applications/{application_id}/commands": (2, 60.0),
}
USUAL, UNPACED = (50, 1.0), (1000, 1.0)
MAJOR = ("channel_id", "guild_id", "application_id", "token", "interaction_id")
UNTHROTTLED = ("/interactions/", "/webhooks/")


class Paces:
    """Buckets per route and major parameter, counted by the fake's clock when ``is_on``."""

    def __init__(self) -> None:
        self.is_on = False
        self._windows: dict[tuple[str, str], tuple[float, int]] = {}

    def take(self, route: str, path: Mapping[str, str], at: float) -> tuple[dict[str, str], float]:
        """Count a call: the headers of its answer, and for how many seconds it has to wait (0: it may go on)."""
        unthrottled = not self.is_on or any(part in route for part in UNTHROTTLED)
        limit, per = UNPACED if unthrottled else BUCKETS.get(route, USUAL)
        key = (route, "+".join(path[name] for name in MAJOR if name in path))
        began, used = self._windows.get(key, (at, 0))
        if at - began >= per or unthrottled:
            began, used = at, 0
        left = began + per - at
        is_over = used >= limit
        self._windows[key] = (began, used if is_over else used + 1)
        headers = {
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": str(max(0, limit - used - 1)),
            "X-RateLimit-Reset": f"{began + per:.3f}",
            "X-RateLimit-Reset-After": f"{left:.3f}",
            "X-RateLimit-Bucket": f"{zlib.crc32(route.encode()):08x}",
        }
        return headers, left if is_over else 0.0
