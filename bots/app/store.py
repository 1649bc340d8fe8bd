"""Where the memory and the playbook are, and which community a command means."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from config.playbook import PLAYS
from config.settings import Settings
from engagement.errors import ConfigError
from engagement.ids import CommunityId
from engagement.policy import ChannelPolicy, Policy, QuestionMode
from engagement.ports import Ledger
from storage import StoredMemory, open_memory

if TYPE_CHECKING:
    from config.loader import Config, WorkspaceConfig

LEASE = timedelta(seconds=30)
_KEY_MARK = "hold_out_key"
_LINK_MARK = "link_key"


def database_url(settings: Settings) -> str:
    """Where the memory is: what HUBBUB_DATABASE_URL says, else a file in the home folder (made when missing)."""
    if settings.database_url:
        return settings.database_url
    make_home(settings)
    return f"sqlite:///{settings.home / 'hubbub.db'}"


def make_home(settings: Settings) -> None:
    """Make the home folder, for its owner alone, when it is missing. Raises ConfigError with the cure."""
    try:
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            f"cannot make the folder {settings.home}: {error.strerror}; name another with --home"
        ) from error


@contextmanager
def open_store(settings: Settings) -> Iterator[StoredMemory]:
    """The durable memory, closed at the end."""
    memory = open_memory(database_url(settings))
    try:
        yield memory
    finally:
        memory.close()


def load_config(settings: Settings) -> "Config | None":
    """The playbook file, when one is named or lies in the working folder."""
    if settings.config is None:
        return None
    from config.loader import load  # noqa: PLC0415  # a run without a playbook does not need it

    return load(settings.config)


def find_community(memory: StoredMemory, config: "Config | None", name: str | None) -> CommunityId:
    """The community meant by a command: the named one, the playbook's, or the only one there is."""
    known = memory.communities()
    if name is not None or config is not None:
        wanted = policy_for(config, name, "").community
        if wanted in known or not known:
            return wanted
        if name is not None:
            raise ConfigError(f"there is nothing of {name!r} in the memory; it knows {', '.join(known)}")
    if len(known) == 1:
        return known[0]
    if not known:
        raise ConfigError("the memory is empty: import an export (`hubbub import FILE`) or run Hubbub first")
    raise ConfigError(f"there are several communities; choose one with --community: {', '.join(known)}")


def default_dials(questions: QuestionMode = QuestionMode.CONSERVATIVE) -> ChannelPolicy:
    """Every play with its defaults: the dials of channels nobody listed."""
    return ChannelPolicy(name="*", questions=questions, plays={play.name: play.policy() for play in PLAYS})


def policy_for(config: "Config | None", community: str | None, fallback: str) -> Policy:
    """The dials of the named community (or the only one); defaults when there is no playbook."""
    if config is None:
        name = community or fallback
        return Policy(community=CommunityId(_slug(name)), name=name, others=default_dials())
    policies = [found.policy for found in config.communities]
    if community is None:
        return policies[0]
    for policy in policies:
        if community in {policy.name, policy.community}:
            return policy
    known = ", ".join(policy.name for policy in policies)
    raise ConfigError(f"there is no community {community!r} in the playbook; it has {known}")


def workspace_for(config: "Config | None", policy: Policy, platform: str) -> "WorkspaceConfig":
    """The community's first workspace on a platform; one with the usual token when the playbook names none."""
    from config.loader import WorkspaceConfig  # noqa: PLC0415  # a run without a playbook does not need it

    own = [one for one in config.communities if one.policy.community == policy.community] if config else []
    found = (workspace for one in own for workspace in one.workspaces if workspace.platform == platform)
    return next(found, WorkspaceConfig(platform=platform))


def _slug(name: str) -> str:
    cleaned = "".join(c if c.isalnum() else "-" for c in name.lower()).strip("-")
    return "-".join(part for part in cleaned.split("-") if part) or "community"


def hold_out_key(ledger: Ledger) -> str:
    """The community's own secret key for its comparison groups, made once."""
    key = ledger.marks.get(_KEY_MARK)
    if key is None:
        key = secrets.token_hex(16)
        ledger.marks.set(_KEY_MARK, key)
    return key


def link_key(ledger: Ledger) -> bytes:
    """The community's own secret key for links that act, made once."""
    found = find_link_key(ledger)
    if found is None:
        found = secrets.token_bytes(32)
        ledger.marks.set(_LINK_MARK, found.hex())
    return found


def find_link_key(ledger: Ledger) -> bytes | None:
    """The same; None when none was made."""
    key = ledger.marks.get(_LINK_MARK)
    return bytes.fromhex(key) if key is not None else None
