"""Can people sign in with Slack and Discord? What ``hubbub doctor`` looks at of it, with its cures."""

import re
from collections.abc import AsyncIterator, Collection, Mapping
from typing import Final

from bots.app.finding import Finding
from bots.app.vouched import ID, app_of, voucher_of
from bots.outside.vouching.vouched import App, NotVouched, Refusal, Riddle
from config.settings import Settings
from dashboard.window.by_platform import PLATFORMS
from engagement.errors import ConfigError

_SHAPES: Final[Mapping[str, tuple[re.Pattern[str], str]]] = {
    "slack": (
        re.compile(r"[0-9]{5,20}\.[0-9]{5,20}"),
        "two numbers with a dot between; it is under 'Basic Information'",
    ),
    "discord": (re.compile(r"[0-9]{15,20}"), "one long number; it is under 'OAuth2'"),
}
_NO_CODE: Final = "hubbub-doctor-asks-whether-the-secret-fits"
_RIDDLE: Final = Riddle(state="doctor", nonce="doctor", verifier="doctor" * 8)


async def signing_in(settings: Settings, platforms: Collection[str]) -> AsyncIterator[Finding]:
    """A finding for each platform for which something is set; none where nothing is: links always work."""
    for platform in PLATFORMS:
        what = f"signing in with {platform.capitalize()}"
        try:
            app = app_of(platform, settings)
        except ConfigError as error:
            yield Finding(what=what, cure=str(error), kind="sign_in")
            continue
        if app is not None:
            yield await _looked_at(platform, app, settings, what, is_used=platform in platforms)


async def _looked_at(platform: str, app: App, settings: Settings, what: str, *, is_used: bool) -> Finding:
    shape, told = _SHAPES[platform]
    name = ID.format(platform.upper())
    if not shape.fullmatch(app.id):
        return Finding(what=what, cure=f"{name} is no client id: that is {told}", kind="sign_in")
    if not is_used:
        cure = f"no community lives on {platform.capitalize()}, so nobody can; take {name} out of .env, or name one"
        return Finding(what=what, cure=cure, kind="sign_in", is_advice=True)
    refused = await _asked(platform, app, settings)
    if refused is not None:
        return Finding(what=what, cure=_cure(platform, app, refused), kind="sign_in")
    return Finding(what=f"{what}: client id and secret; {platform.capitalize()} has to know the address {app.back}")


async def _asked(platform: str, app: App, settings: Settings) -> NotVouched | None:
    """Why the platform does not take the app; None where it does: then only the code that is none is refused."""
    try:
        await voucher_of(platform, app, settings).answer(_NO_CODE, _RIDDLE, ())
    except NotVouched as refused:
        return None if refused.refusal is Refusal.SPENT else refused
    return None


def _cure(platform: str, app: App, refused: NotVouched) -> str:
    called = platform.capitalize()
    if refused.refusal is Refusal.DOWN:
        return f"{called} does not answer ({refused}); is this machine online?"
    return (
        f"{called} does not accept the app ({refused}): copy the client id and the client secret anew into .env, and"
        f" tell {called} this address as a redirect URL: {app.back}"
    )
