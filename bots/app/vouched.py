"""Signing in with Slack and Discord: which apps are set, whose workspaces count, and as what somebody looks."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from starlette.concurrency import run_in_threadpool

from bots.app.connecting import DISCORD_URL, SLACK_URL
from bots.app.hosting import Entry
from bots.app.reached_at import base_of
from bots.outside.links import PUBLIC_URL
from bots.outside.vouching.vouched import App, NotVouched, Refusal, Vouched, Voucher
from bots.runtime.clock import SystemClock
from bots.runtime.live import Live
from config.loader import WorkspaceConfig
from config.settings import Settings
from dashboard.window.by_platform import PLATFORMS, PlatformWay
from dashboard.window.sessions import tag_of
from dashboard.window.ways_in import Proven
from engagement.errors import ConfigError
from engagement.events import AccountSeen
from engagement.ids import MemberId, WorkspaceId, external_of, stable_id
from engagement.people import Account
from engagement.policy import Policy
from engagement.ports import Ledger
from engagement.signing_in import PageRole, page_role_now, roles_held

ID, SECRET = "HUBBUB_{}_CLIENT_ID", "HUBBUB_{}_CLIENT_SECRET"  # names of variables
_API: Final = "/api"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Whose:
    """One community's part of a platform."""

    live: Live
    named: frozenset[WorkspaceId]
    """The workspaces that the playbook names by id; the others are known once they are connected."""
    platform: str

    def workspaces(self) -> Collection[WorkspaceId]:
        """Which count now."""
        connected = (one for one in list(self.live.delivery.platforms) if one.startswith(f"{self.platform}-"))
        return self.named | frozenset(connected)

    async def prove(self, vouched: Vouched) -> Proven:
        """As what they may look. Raises NotVouched where they are gone or forgotten."""
        memory, community = self.live.owner.memory, self.live.owner.id
        policy = self.live.owner.community.policy
        proven, seen = await run_in_threadpool(
            memory.read, community, lambda ledger: self._found(ledger, policy, vouched)
        )
        if seen is not None:
            await self.live.submit([seen])
        return proven

    def _found(self, ledger: Ledger, policy: Policy, vouched: Vouched) -> tuple[Proven, AccountSeen | None]:
        """Who they are, and what is learnt of them: what is looked at each time they open a page goes by it."""
        account = ledger.people.account(vouched.account)
        if ledger.privacy.find_tombstones().has(vouched.account):
            raise NotVouched(Refusal.FORGOTTEN)
        if account is not None and (account.is_gone or account.is_bot):
            raise NotVouched(Refusal.GONE)
        member = account.member if account is not None else MemberId(vouched.account)
        held = roles_held(ledger.people.accounts_of(member))
        kept = held.get(vouched.account, ())
        held[vouched.account] = _roles_now(kept, vouched.roles)
        role = page_role_now(policy, member, held)
        is_new = account is None and role is not PageRole.MEMBER
        is_to_keep = vouched.roles is not None and (is_new or (account is not None and held[vouched.account] != kept))
        seen = _as_seen(vouched, account, held[vouched.account], self.live.owner.clock.now()) if is_to_keep else None
        return Proven(live=self.live, role=role, way=self.platform, member=member), seen


def _as_seen(vouched: Vouched, account: Account | None, roles: tuple[str, ...], now: datetime) -> AccountSeen:
    """Somebody with the roles that the platform has just told; the rest as it was known."""
    name = account.name if account is not None else vouched.name or external_of(vouched.account)
    return AccountSeen(
        key=f"vouched:{vouched.account}:{stable_id(now.isoformat(), *roles)}", at=now, account=vouched.account,
        name=name, timezone=account.timezone if account is not None else None, roles=roles,
    )  # fmt: skip


def _roles_now(kept: Sequence[str], told: Sequence[str] | None) -> tuple[str, ...]:
    """Those that the platform tells now, by id; their names are kept, unless one of them has been taken away since."""
    if told is None:
        return tuple(kept)
    lost = {role for role in kept if role.isdigit()} - set(told)
    return (*told, *(() if lost else kept))


def back_at(platform: str, settings: Settings) -> str:
    """The address to which the platform sends people back, as it has to be told there.

    Raises ConfigError where Slack would not take it: it leads to addresses with https alone.
    """
    base = base_of(settings)
    if platform == "slack" and not base.startswith("https://") and settings.address(SLACK_URL) is None:
        raise ConfigError(
            f"Slack leads people back to https addresses alone, and ours is {base}; set {PUBLIC_URL} to the address"
            " under which others reach Hubbub (docs/manager/pages.md)"
        )
    return f"{base}/sign-in/{platform}/back"


def app_of(platform: str, settings: Settings) -> App | None:
    """The app that people sign in with; None where none is set. Raises ConfigError where only a half is."""
    names = ID.format(platform.upper()), SECRET.format(platform.upper())
    found, secret = (settings.secret(name) for name in names)
    if found is None and secret is None:
        return None
    if found is None or secret is None:
        missing, there = names if found is None else reversed(names)
        raise ConfigError(
            f"{there} is set, but {missing} is not; write both into the file .env, or none (see docs/manager/pages.md)"
        )
    return App(id=found, secret=secret, back=back_at(platform, settings))


def voucher_of(platform: str, app: App, settings: Settings) -> Voucher:
    """Whoever asks the platform; its libraries are loaded only here. Raises ConfigError for an address that is none."""
    if platform == "slack":
        from bots.outside.vouching.slack import ISSUER, SlackVoucher  # noqa: PLC0415  # loads Authlib

        return SlackVoucher(app, SystemClock(), _root_of(settings.address(SLACK_URL)) or ISSUER)
    from bots.outside.vouching.discord import API, ROOT, DiscordVoucher  # noqa: PLC0415  # loads Authlib

    root = _root_of(settings.address(DISCORD_URL))
    return DiscordVoucher(app, root or ROOT, f"{root}{_API}/v10" if root else API)


def _root_of(api: str | None) -> str | None:
    """Where the platform is, by the address of its API."""
    return api.partition(f"{_API}/")[0].removesuffix(_API).rstrip("/") if api is not None else None


def platform_ways(entries: Sequence[Entry], settings: Settings) -> Iterator[PlatformWay]:
    """A way for each community and platform whose app is set. Raises ConfigError."""
    for platform in PLATFORMS:
        app = app_of(platform, settings)
        if app is None:
            continue
        voucher = voucher_of(platform, app, settings)
        for live, configs in _by_live(entries, platform):
            named = frozenset(WorkspaceId(_named(one.id, platform)) for one in configs if one.id is not None)
            whose = _Whose(live=live, named=named, platform=platform)
            yield PlatformWay(
                community=live.owner.community.policy.name, tag=tag_of(live.owner.id), voucher=voucher,
                workspaces=whose.workspaces, prove=whose.prove,
            )  # fmt: skip


def _by_live(entries: Sequence[Entry], platform: str) -> Sequence[tuple[Live, Sequence[WorkspaceConfig]]]:
    found: dict[int, tuple[Live, list[WorkspaceConfig]]] = {}
    for config, residence in entries:
        if config.platform == platform:
            found.setdefault(id(residence.live), (residence.live, []))[1].append(config)
    return list(found.values())


def _named(id_: str, platform: str) -> str:
    return id_ if id_.startswith(f"{platform}-") else f"{platform}-{id_}"
