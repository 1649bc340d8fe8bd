"""What do those who run a server do: channels, roles, members, permissions?"""

from collections.abc import Iterable, Sequence

from bench.fakes.discord import payloads, permissions, threads
from bench.fakes.discord.backend import Backend
from bench.fakes.discord.opening import guild_create
from bench.fakes.discord.rest_servers import member_changed
from bench.fakes.discord.world import Channel, Member, Overwrite


class ServerActs:
    """Acts of a server's administrators; each returns when its events are written to every connection."""

    _backend: Backend

    async def rename(self, channel: str, name: str) -> None:
        """Give a channel or thread another name."""
        found = self._backend.world.channels[channel]
        if found.is_thread:
            threads.change(self._backend, found, {"name": name})
        else:
            found.name = name
            self._announce_change(found, was_seen=self._backend.sees(found))
        await self._backend.hub.flushed()

    async def make_private(self, channel: str) -> None:
        """Hide a channel from everyone, the bot too."""
        await self._overwrite(channel, everyone_may_view=False, bot_may=None)

    async def make_visible(self, channel: str) -> None:
        """Show a channel to everyone, the bot too."""
        await self._overwrite(channel, everyone_may_view=True, bot_may=None)

    async def set_permissions(self, channel: str, bits: int) -> None:
        """Let the bot do exactly this in a channel."""
        found = self._backend.world.channels[channel]
        was_seen = self._backend.sees(found)
        set_bot_bits(self._backend, found, bits)
        self._announce_change(found, was_seen=was_seen)
        await self._backend.hub.flushed()

    async def delete_channel(self, channel: str) -> None:
        """Delete a channel with its threads, or a thread."""
        backend, found = self._backend, self._backend.world.channels[channel]
        if found.is_thread:
            threads.end(backend, found)
        else:
            backend.emit("CHANNEL_DELETE", payloads.channel(found), found)
            for thread in backend.world.threads_of(found.id):
                del backend.world.channels[thread.id]
            del backend.world.channels[found.id]
        await backend.hub.flushed()

    async def archive_thread(self, thread: str, *, is_locked: bool = False) -> None:
        """Let a thread sleep; locked, only moderators wake it."""
        found = self._backend.world.channels[thread]
        threads.change(self._backend, found, {"archived": True, "locked": is_locked})
        await self._backend.hub.flushed()

    async def tag_thread(self, thread: str, tags: Sequence[str]) -> None:
        """Give a forum post exactly these tags, by name."""
        found = self._backend.world.channels[thread]
        by_name = {tag.name: tag.id for tag in self._backend.world.parent_of(found).tags}
        threads.change(self._backend, found, {"applied_tags": [by_name[tag] for tag in tags]})
        await self._backend.hub.flushed()

    async def join(self, member: str, server: str | None = None) -> None:
        """Come (back) into a server."""
        backend, where = self._backend, server or self._first_server()
        home = backend.world.servers[where]
        home.members[member] = Member(user=backend.world.users[member], joined_at=backend.now())
        backend.emit_server("GUILD_MEMBER_ADD", payloads.member(home.members[member]), where)
        await backend.hub.flushed()

    async def leave(self, user: str, server: str | None = None) -> None:
        """Leave a server."""
        backend, where = self._backend, server or self._first_server()
        del backend.world.servers[where].members[user]
        backend.emit_server("GUILD_MEMBER_REMOVE", {"user": payloads.user(backend.world.users[user])}, where)
        await backend.hub.flushed()

    async def kick_bot(self, server: str | None = None) -> None:
        """Throw the bot out of a server."""
        backend, where = self._backend, server or self._first_server()
        backend.hub.dispatch("GUILD_DELETE", {"id": where}, server=where)
        del backend.world.servers[where].members[backend.bot.id]
        await backend.hub.flushed()

    async def invite_bot(self, server: str) -> None:
        """Let the bot (back) into a server."""
        backend, home = self._backend, self._backend.world.servers[server]
        roles = [role.id for role in home.roles.values() if role.bot_id == backend.bot.id]
        home.members[backend.bot.id] = Member(user=backend.bot, joined_at=backend.now(), roles=roles)
        for session in backend.hub.sessions.values():
            if session.sees(server):
                created = guild_create(backend, session, home)
                del created["unavailable"]
                session.send("GUILD_CREATE", created)
        await backend.hub.flushed()

    async def go_down(self, server: str | None = None) -> None:
        """Make a server unavailable for a while: the bot is still in it."""
        where = server or self._first_server()
        self._backend.hub.dispatch("GUILD_DELETE", {"id": where, "unavailable": True}, server=where)
        await self._backend.hub.flushed()

    async def set_roles(self, user: str, roles: Iterable[str], server: str | None = None) -> None:
        """Give a member exactly these roles."""
        where = server or self._first_server()
        who = self._backend.world.servers[where].members[user]
        who.roles = list(roles)
        member_changed(self._backend, where, who)
        await self._backend.hub.flushed()

    async def rename_member(self, user: str, nick: str | None, server: str | None = None) -> None:
        """Give a member another name in a server."""
        where = server or self._first_server()
        who = self._backend.world.servers[where].members[user]
        who.nick = nick
        member_changed(self._backend, where, who)
        await self._backend.hub.flushed()

    async def rename_role(self, role: str, name: str) -> None:
        """Give a role another name."""
        for server in self._backend.world.servers.values():
            if role in server.roles:
                server.roles[role].name = name
                data = {"role": payloads.role(server.roles[role])}
                self._backend.emit_server("GUILD_ROLE_UPDATE", data, server.id)
        await self._backend.hub.flushed()

    async def delete_role(self, role: str) -> None:
        """Take a role away from everybody, for good."""
        for server in self._backend.world.servers.values():
            if server.roles.pop(role, None) is not None:
                for member in server.members.values():
                    member.roles = [each for each in member.roles if each != role]
                self._backend.emit_server("GUILD_ROLE_DELETE", {"role_id": role}, server.id)
        await self._backend.hub.flushed()

    async def _overwrite(self, channel: str, *, everyone_may_view: bool, bot_may: int | None) -> None:
        found = self._backend.world.channels[channel]
        was_seen = self._backend.sees(found)
        set_view(found, is_public=everyone_may_view)
        found.overwrites.pop(self._backend.bot.id, None)
        if bot_may is not None:
            set_bot_bits(self._backend, found, bot_may)
        self._announce_change(found, was_seen=was_seen)
        await self._backend.hub.flushed()

    def _announce_change(self, channel: Channel, *, was_seen: bool) -> None:
        """CHANNEL_UPDATE; what cannot be seen any more is obfuscated, or, in the older way, goes and comes."""
        backend, is_seen = self._backend, self._backend.sees(channel)
        shown = payloads.channel(channel) if is_seen else payloads.hidden_channel(channel)
        event = "CHANNEL_UPDATE"
        if backend.hidden_channels == "omitted":
            if not is_seen and not was_seen:
                return
            if is_seen != was_seen:
                event = "CHANNEL_CREATE" if is_seen else "CHANNEL_DELETE"
                shown = payloads.channel(channel)
        if channel.server_id is not None and backend.find_server(channel.server_id) is not None:
            backend.hub.dispatch(event, shown, server=channel.server_id)
        if is_seen and not was_seen:
            self._announce_threads(channel)

    def _announce_threads(self, channel: Channel) -> None:
        backend = self._backend
        found = [t for t in backend.world.threads_of(channel.id) if t.thread is not None and not t.thread.is_archived]
        mine = [t for t in found if t.thread is not None and backend.bot.id in t.thread.members]
        data = {
            "guild_id": channel.server_id,
            "channel_ids": [channel.id],
            "threads": [payloads.thread(thread, backend.bot.id) for thread in found],
            "members": [payloads.thread_member(thread, backend.bot.id) for thread in mine],
        }
        backend.emit("THREAD_LIST_SYNC", data, channel)

    def _first_server(self) -> str:
        return next(iter(self._backend.world.servers))


def set_view(channel: Channel, *, is_public: bool) -> None:
    """Deny everyone the view of a channel, or do not."""
    everyone = channel.server_id or ""
    channel.overwrites.pop(everyone, None)
    if not is_public:
        channel.overwrites[everyone] = Overwrite(kind=0, deny=int(permissions.Permission.VIEW_CHANNEL))


def set_bot_bits(backend: Backend, channel: Channel, bits: int) -> None:
    """Let the bot do exactly this in a channel."""
    channel.overwrites[backend.bot.id] = Overwrite(kind=1, allow=bits, deny=permissions.ALL & ~bits)
