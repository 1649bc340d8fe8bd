"""How is a pretended Discord furnished: servers, members, roles, channels?"""

from collections.abc import Iterable, Sequence
from typing import Literal

from bench.fakes.discord import payloads, permissions
from bench.fakes.discord.backend import Backend
from bench.fakes.discord.opening import guild_create
from bench.fakes.discord.server_acts import set_bot_bits, set_view
from bench.fakes.discord.world import KINDS, Channel, Member, Overwrite, Role, Server, Tag

BOT_ROLE_POSITION = 50


class Setup:
    """Furnishing; on a running server what is added is announced, without waiting for it to be written."""

    _backend: Backend

    def add_server(self, name: str) -> str:
        """A server with an owner, @everyone and the bot with its role."""
        backend = self._backend
        owner = backend.add_user(f"Owner of {name}")
        server = Server(id=backend.ids.new_apart(), name=name, owner_id=owner.id)
        server.roles[server.id] = Role(id=server.id, name="@everyone", permissions=permissions.EVERYONE, position=0)
        own = Role(
            id=backend.ids.new(),
            name=backend.bot.name,
            permissions=permissions.BOT,
            position=BOT_ROLE_POSITION,
            bot_id=backend.bot.id,
        )
        server.roles[own.id] = own
        server.members[owner.id] = Member(user=owner, joined_at=backend.now())
        server.members[backend.bot.id] = Member(user=backend.bot, joined_at=backend.now(), roles=[own.id])
        backend.world.servers[server.id] = server
        for session in backend.hub.sessions.values():
            if session.sees(server.id):
                created = guild_create(backend, session, server)
                del created["unavailable"]
                session.send("GUILD_CREATE", created)
        return server.id

    def add_member(
        self,
        name: str,
        *,
        nick: str | None = None,
        roles: Iterable[str] = (),
        is_bot: bool = False,
        server: str | None = None,
    ) -> str:
        """A new account that is in a server."""
        backend, home = self._backend, self._server(server)
        who = Member(user=backend.add_user(name, is_bot=is_bot), joined_at=backend.now(), nick=nick, roles=list(roles))
        home.members[who.user.id] = who
        backend.emit_server("GUILD_MEMBER_ADD", payloads.member(who), home.id)
        return who.user.id

    def add_role(
        self,
        name: str,
        *,
        permissions: int = 0,
        server: str | None = None,
        is_mentionable: bool = False,
        is_above_bot: bool = False,
    ) -> str:
        """A role; the bot can give it unless it is above the bot's own."""
        backend, home = self._backend, self._server(server)
        position = (BOT_ROLE_POSITION if is_above_bot else 0) + len(home.roles)
        role = Role(
            id=backend.ids.new(),
            name=name,
            permissions=permissions,
            position=position,
            is_mentionable=is_mentionable,
        )
        home.roles[role.id] = role
        backend.emit_server("GUILD_ROLE_CREATE", {"role": payloads.role(role)}, home.id)
        return role.id

    def add_channel(
        self,
        name: str,
        *,
        kind: Literal["text", "forum", "announcement", "voice"] = "text",
        is_private: bool = False,
        tags: Sequence[str] = (),
        bot_may: int | None = None,
        is_age_restricted: bool = False,
        requires_tag: bool = False,
        members: Iterable[str] = (),
        server: str | None = None,
    ) -> str:
        """A channel. A private one shows itself to ``members``, and to the bot if ``bot_may`` has VIEW_CHANNEL."""
        backend, home = self._backend, self._server(server)
        channel = Channel(
            id=backend.ids.new(),
            name=name,
            kind=KINDS[kind],
            server_id=home.id,
            position=len(backend.world.channels_of(home.id)),
            is_age_restricted=is_age_restricted,
            tags=[Tag(id=backend.ids.new(), name=tag) for tag in tags],
            requires_tag=requires_tag,
        )
        set_view(channel, is_public=not is_private)
        for member in members:
            channel.overwrites[member] = Overwrite(kind=1, allow=int(permissions.Permission.VIEW_CHANNEL))
        if bot_may is not None:
            set_bot_bits(backend, channel, bot_may)
        backend.world.channels[channel.id] = channel
        if backend.sees(channel):
            backend.emit("CHANNEL_CREATE", payloads.channel(channel), channel)
        elif backend.hidden_channels == "obfuscated":
            backend.hub.dispatch("CHANNEL_CREATE", payloads.hidden_channel(channel), server=home.id)
        return channel.id

    def refuse_dms(self, user: str, *, is_refusing: bool = True) -> None:
        """Let somebody take no direct messages from the bot."""
        self._backend.world.users[user].refuses_dms = is_refusing

    def tag_id(self, forum: str, name: str) -> str:
        """The id of a forum's tag."""
        return next(tag.id for tag in self._backend.world.channels[forum].tags if tag.name == name)

    def _server(self, server: str | None) -> Server:
        return self._backend.world.servers[server or next(iter(self._backend.world.servers))]
