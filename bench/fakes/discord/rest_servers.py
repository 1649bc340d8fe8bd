"""What can an application learn about itself, users, servers and members over REST, and which commands may it set?"""

from typing import Any

from bench.fakes.discord import access, payloads
from bench.fakes.discord.backend import Ask, Backend, Command, Routes
from bench.fakes.discord.command_forms import SLASH, check_all
from bench.fakes.discord.permissions import Permission
from bench.fakes.discord.rejections import Form, missing_access, missing_permissions, unknown
from bench.fakes.discord.rest_messages import number
from bench.fakes.discord.world import DM, Channel, Member, Server

_DAY, _DAY_MS = 86_400, 86_400_000


def gateway(ask: Ask) -> Any:
    """Where the gateway is."""
    return {"url": ask.backend.gateway_url}


def gateway_bot(ask: Ask) -> Any:
    """Where the gateway is, how many shards it wants, and how many IDENTIFYs are left today."""
    backend = ask.backend
    used = [at for at in backend.hub.identifies if backend.now() - at < _DAY]
    return {
        "url": backend.gateway_url,
        "shards": backend.shards,
        "session_start_limit": {
            "total": backend.identify_limit,
            "remaining": max(0, backend.identify_limit - len(used)),
            "reset_after": _DAY_MS if not used else round((_DAY - (backend.now() - used[0])) * 1000),
            "max_concurrency": 1,
        },
    }


def application(ask: Ask) -> Any:
    """The application itself."""
    backend = ask.backend
    owner = next(iter(backend.world.servers.values())).owner_id if backend.world.servers else backend.bot.id
    return {
        "id": backend.application_id,
        "name": backend.bot.name,
        "icon": None,
        "description": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "owner": payloads.user(backend.world.users[owner]),
        "team": None,
        "flags": backend.application_flags(),
        "approximate_guild_count": len(backend.servers()),
        "interactions_endpoint_url": None,
        "bot": payloads.user(backend.bot),
    }


def own_user(ask: Ask) -> Any:
    """The bot."""
    return payloads.own_user(ask.backend.bot)


def user(ask: Ask) -> Any:
    """Somebody. Errors: 10013."""
    if ask.path["user_id"] not in ask.backend.world.users:
        raise unknown("User")
    return payloads.user(ask.backend.world.users[ask.path["user_id"]])


def dm_with(backend: Backend, who: str) -> Channel:
    """The direct message channel with somebody; there is only ever one."""
    for channel in backend.world.channels.values():
        if channel.recipient_id == who:
            return channel
    channel = Channel(id=backend.ids.new(), name="", kind=DM, recipient_id=who)
    backend.world.channels[channel.id] = channel
    return channel


def open_dm(ask: Ask) -> Any:
    """Open a direct message channel. Errors: 10013, 50007, 50035."""
    who = str(ask.fields().get("recipient_id"))
    if who not in ask.backend.world.users:
        form = Form()
        form.wrong("recipient_id", "NUMBER_TYPE_COERCE", "Value is not snowflake.")
        if not who.isdigit():
            form.refuse()
        raise unknown("User")
    if who == ask.backend.bot.id:
        raise missing_access()
    return payloads.dm(dm_with(ask.backend, who), ask.backend.world.users[who])


def own_servers(ask: Ask) -> Any:
    """The servers the bot is in."""
    return [payloads.guild(ask.backend.world, server) for server in ask.backend.servers()]


def server(ask: Ask) -> Any:
    """A server. Errors: 10004, 50001."""
    found = access.server(ask.backend, ask.path["guild_id"])
    counts: dict[str, Any] = {}
    if ask.query.get("with_counts", "").lower() in ("1", "true"):
        counts = {"approximate_member_count": len(found.members), "approximate_presence_count": len(found.members)}
    return payloads.guild(ask.backend.world, found) | counts


def channels(ask: Ask) -> Any:
    """A server's channels that the bot can view."""
    found = access.server(ask.backend, ask.path["guild_id"])
    return [payloads.channel(c) for c in ask.backend.world.channels_of(found.id) if ask.backend.sees(c)]


def roles(ask: Ask) -> Any:
    """A server's roles."""
    return [payloads.role(role) for role in access.server(ask.backend, ask.path["guild_id"]).roles.values()]


def members(ask: Ask) -> Any:
    """A page of members by id; only with the members intent switched on. Errors: 50001."""
    found = access.server(ask.backend, ask.path["guild_id"])
    if "guild_members" not in ask.backend.intents_allowed:
        raise missing_access()
    limit = number(ask, "limit", default=1, most=1000)
    after = int(ask.query.get("after", 0))
    ordered = sorted(found.members.values(), key=lambda who: int(who.user.id))
    return [payloads.member(who) for who in ordered if int(who.user.id) > after][:limit]


def search(ask: Ask) -> Any:
    """Members whose name begins with a text."""
    found = access.server(ask.backend, ask.path["guild_id"])
    limit, start = number(ask, "limit", default=1, most=1000), ask.query.get("query", "").casefold()
    named = [w for w in found.members.values() if _names_begin(w, start)]
    return [payloads.member(who) for who in named[:limit]]


def _names_begin(who: Member, start: str) -> bool:
    return any(name.casefold().startswith(start) for name in (who.nick or "", who.user.name) if name)


def member(ask: Ask) -> Any:
    """A member. Errors: 10007, 10013."""
    return payloads.member(access.member(ask.backend, ask.path["guild_id"], ask.path["user_id"]))


def give_role(ask: Ask) -> Any:
    """Give a member a role. Errors: 10011, 50013."""
    who = _role_target(ask)
    if ask.path["role_id"] not in who.roles:
        who.roles.append(ask.path["role_id"])
        member_changed(ask.backend, ask.path["guild_id"], who)


def take_role(ask: Ask) -> Any:
    """Take a role from a member. Errors: 10011, 50013."""
    who = _role_target(ask)
    if ask.path["role_id"] in who.roles:
        who.roles.remove(ask.path["role_id"])
        member_changed(ask.backend, ask.path["guild_id"], who)


def _role_target(ask: Ask) -> Member:
    backend, where = ask.backend, access.server(ask.backend, ask.path["guild_id"], Permission.MANAGE_ROLES)
    who = access.member(backend, where.id, ask.path["user_id"])
    role = where.roles.get(ask.path["role_id"])
    if role is None:
        raise unknown("Role")
    if role.bot_id is not None or role.id == where.id or role.position >= _highest(where, backend.bot.id):
        raise missing_permissions()
    return who


def _highest(where: Server, who: str) -> int:
    return max((where.roles[role].position for role in where.members[who].roles), default=0)


def member_changed(backend: Backend, where: str, who: Member) -> None:
    """Say that a member's name or roles changed."""
    backend.emit_server("GUILD_MEMBER_UPDATE", payloads.member(who), where, always=who.user.id == backend.bot.id)


def commands(ask: Ask) -> Any:
    """The commands as they are registered."""
    where = _scope(ask)
    return [command_payload(ask.backend, each) for each in ask.backend.commands if each.server == where]


def set_commands(ask: Ask) -> Any:
    """Register these commands and no others. Errors: 50035."""
    where, backend = _scope(ask), ask.backend
    check_all(ask.body)
    old = {(c.body.get("type", SLASH), c.body["name"]): c.id for c in backend.commands if c.server == where}
    new = [
        Command(id=old.get((body.get("type", SLASH), body["name"])) or backend.ids.new(), server=where, body=body)
        for body in ask.body
    ]
    backend.commands = [each for each in backend.commands if each.server != where] + new
    return [command_payload(backend, each) for each in new]


def _scope(ask: Ask) -> str | None:
    if ask.path["application_id"] != ask.backend.application_id:
        raise unknown("Application")
    where = ask.path.get("guild_id")
    return None if where is None else access.server(ask.backend, where).id


def command_payload(backend: Backend, command: Command) -> dict[str, Any]:
    """A registered command."""
    defaults = {"type": SLASH, "description": "", "default_member_permissions": None, "nsfw": False}
    return (
        defaults
        | command.body
        | {
            "id": command.id,
            "application_id": backend.application_id,
            "version": command.id,
            **({"guild_id": command.server} if command.server else {}),
        }
    )


_GUILD, _APP = "/guilds/{guild_id}", "/applications/{application_id}"
ROUTES: Routes = (
    ("GET", "/gateway", gateway),
    ("GET", "/gateway/bot", gateway_bot),
    ("GET", "/oauth2/applications/@me", application),
    ("GET", "/applications/@me", application),
    ("GET", "/users/@me", own_user),
    ("GET", "/users/@me/guilds", own_servers),
    ("POST", "/users/@me/channels", open_dm),
    ("GET", "/users/{user_id}", user),
    ("GET", _GUILD, server),
    ("GET", _GUILD + "/channels", channels),
    ("GET", _GUILD + "/roles", roles),
    ("GET", _GUILD + "/members", members),
    ("GET", _GUILD + "/members/search", search),
    ("GET", _GUILD + "/members/{user_id}", member),
    ("PUT", _GUILD + "/members/{user_id}/roles/{role_id}", give_role),
    ("DELETE", _GUILD + "/members/{user_id}/roles/{role_id}", take_role),
    ("GET", _APP + "/commands", commands),
    ("PUT", _APP + "/commands", set_commands),
    ("GET", _APP + "/guilds/{guild_id}/commands", commands),
    ("PUT", _APP + "/guilds/{guild_id}/commands", set_commands),
)
