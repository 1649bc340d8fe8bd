"""What keeps this installation from working? Everything a person has to mend, each with its cure."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

from bots.app.connecting import LIVE, probe_workspace
from bots.app.engine import make_voice
from bots.app.store import database_url, load_config
from bots.app.troubles import sentence
from bots.voice.rendering import Voice
from config.loader import CommunityConfig, Config
from config.settings import Settings
from engagement.errors import ConfigError, HubbubError
from engagement.hosting import TroubleKind
from storage import open_memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at; ``cure`` says what is wrong and what to do, None when all is well.

    ``is_advice``: it works as it is, and would be safer otherwise.
    """

    what: str
    cure: str | None = None
    kind: str = ""
    is_advice: bool = False


async def checkup(settings: Settings) -> AsyncIterator[Finding]:
    """Look at the playbook, the memory, and every workspace; a finding for each, as soon as it is known."""
    try:
        config = load_config(settings)
    except ConfigError as error:
        yield Finding(what="the playbook", cure=str(error), kind="playbook")
        return
    yield _playbook(config, settings)
    yield _memory(settings)
    voice = make_voice()
    for community in config.communities if config is not None else ():
        for found in _set_up(community):
            yield found
        async for found in _workspaces(community, settings, voice):
            yield found


def _playbook(config: Config | None, settings: Settings) -> Finding:
    if config is None:
        cure = "there is no hubbub.yaml here; write one with `hubbub init`. Without one only the sandbox runs"
        return Finding(what="the playbook", cure=cure, kind="playbook")
    return Finding(what=f"the playbook {settings.config}")


def _memory(settings: Settings) -> Finding:
    what = "the memory (PostgreSQL)" if settings.database_url else f"the memory in {settings.home}"
    try:
        open_memory(database_url(settings)).close()
    except HubbubError as error:
        return Finding(what=what, cure=str(error), kind="memory")
    return Finding(what=what)


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


async def _workspaces(community: CommunityConfig, settings: Settings, voice: Voice) -> AsyncIterator[Finding]:
    """Every workspace of a community. A channel has to be in one of them, not in all."""
    live = [workspace for workspace in community.workspaces if workspace.platform in LIVE]
    missing: Counter[str] = Counter()
    for workspace in live:
        named = workspace.id or workspace.token_env or "the usual token"
        what = f"{community.policy.name}: {workspace.platform.capitalize()} ({named})"
        try:
            name, troubles = await probe_workspace(workspace, settings, community.policy)
        except HubbubError as error:
            yield Finding(what=what, cure=str(error), kind="token")
            continue
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
