"""What keeps this installation from working? Everything a person has to mend, each with its cure."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator

from bots.app.can_promise import Seen, promises
from bots.app.connecting import LIVE, probe_workspace
from bots.app.engine import make_voice
from bots.app.finding import Finding, Promise
from bots.app.machine import examine
from bots.app.models import model_findings
from bots.app.outside import missing_ways
from bots.app.store import load_config
from bots.app.troubles import sentence
from bots.app.vouched_checks import signing_in
from bots.outside.links import PUBLIC_URL, read_public_url
from bots.runtime.clock import SystemClock
from bots.voice.rendering import Voice
from config.loader import CommunityConfig, Config
from config.settings import Settings
from engagement.errors import ConfigError, HubbubError
from engagement.hosting import TroubleKind


async def checkup(settings: Settings) -> AsyncIterator[Finding | Promise]:
    """Look at the playbook, this machine, and every workspace; a finding for each, as soon as it is known.

    Last comes what can be promised.
    """
    try:
        config = load_config(settings)
    except ConfigError as error:
        yield Finding(what="the playbook", cure=str(error), kind="playbook")
        return
    yield _playbook(config, settings)
    communities = config.communities if config is not None else ()
    machine = examine(settings, [one.policy.timezone for one in communities], SystemClock().now())
    for each in machine.findings:
        yield each
    voice, seen = make_voice(), list[Seen]()
    for community in communities:
        for found in (
            *_set_up(community),
            *_ways(community, settings),
            *await model_findings(community.policy, settings),
        ):
            yield found
        async for found in _workspaces(community, settings, voice, seen):
            yield found
    async for found in signing_in(settings, {w.platform for one in communities for w in one.workspaces}):
        yield found
    for promise in promises(seen, machine):
        yield promise


def _playbook(config: Config | None, settings: Settings) -> Finding:
    if config is None:
        cure = "there is no hubbub.yaml here; write one with `hubbub init`. Without one only the sandbox runs"
        return Finding(what="the playbook", cure=cure, kind="playbook")
    return Finding(what=f"the playbook {settings.config}")


def _set_up(community: CommunityConfig) -> Iterator[Finding]:
    """What a community cannot do without on a real platform."""
    if not any(workspace.platform in LIVE for workspace in community.workspaces):
        return
    policy, name = community.policy, community.policy.name
    managed = [who for who, role in policy.roles.items() if role.value == "manager"]
    cure = None if managed else "nobody may give me orders: name a manager's id under `roles:` in hubbub.yaml"
    yield Finding(what=f"{name}: managers named", cure=cure, kind="roles")
    cure = None if policy.managers_channel else "name the channel for notices as `managers_channel:` in hubbub.yaml"
    yield Finding(what=f"{name}: a managers' channel", cure=cure, kind="managers_channel")


def _ways(community: CommunityConfig, settings: Settings) -> Iterator[Finding]:
    """Other systems and mail, where the playbook names them: are they set, and can those who are told answer?"""
    governance, name = community.policy.governance, community.policy.name
    if governance is None or not (governance.webhooks or governance.second_path):
        return
    what = f"{name}: webhooks and mail"
    try:
        missing, public_url = (
            list(missing_ways(governance, settings.environment)),
            read_public_url(settings.environment),
        )
    except ConfigError as error:
        yield Finding(what=what, cure=str(error), kind="outside")
        return
    for cure in missing:
        yield Finding(what=what, cure=cure, kind="outside")
    if not missing:
        yield Finding(what=what)
    advice = None if public_url else f"set {PUBLIC_URL} if people are to take and solve questions by a link"
    yield Finding(what=f"{name}: links to take and solve", cure=advice, kind="public_url", is_advice=True)


async def _workspaces(
    community: CommunityConfig, settings: Settings, voice: Voice, seen: list[Seen]
) -> AsyncIterator[Finding]:
    """Every workspace of a community, noted in ``seen``. A channel has to be in one of them, not in all."""
    live = [workspace for workspace in community.workspaces if workspace.platform in LIVE]
    missing: Counter[str] = Counter()
    for workspace in live:
        named = workspace.id or workspace.token_env or "the usual token"
        what = f"{community.policy.name}: {workspace.platform.capitalize()} ({named})"
        try:
            name, troubles = await probe_workspace(workspace, settings, community.policy)
        except HubbubError as error:
            seen.append(Seen(place=what, could_not=str(error)))
            yield Finding(what=what, cure=str(error), kind="token")
            continue
        seen.append(Seen(place=what, troubles=troubles))
        absent = [subject for kind, subject in troubles if kind is TroubleKind.CHANNEL_NOT_FOUND]
        missing.update(absent)
        others = [(kind, subject) for kind, subject in troubles if kind is not TroubleKind.CHANNEL_NOT_FOUND]
        for kind, subject in others:
            cure = sentence(voice, kind, subject, name)
            is_advice = kind is TroubleKind.PERMISSION_NEEDLESS
            yield Finding(what=what, cure=cure, kind=kind.value, is_advice=is_advice)
        if not any(kind is not TroubleKind.PERMISSION_NEEDLESS for kind, _ in others):
            yield Finding(what=f"{what}: tokens, rights, clock")
    for channel, times in missing.items():
        if times == len(live):
            cure = sentence(voice, TroubleKind.CHANNEL_NOT_FOUND, channel, community.policy.name)
            yield Finding(what=f"{community.policy.name}: channels", cure=cure, kind="channel_not_found")
