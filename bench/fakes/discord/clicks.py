"""What do people do with the bot itself: commands, buttons, menus, forms?"""

from collections.abc import Sequence
from typing import Any

from bench.fakes.discord import choosing, modals
from bench.fakes.discord import components as parts
from bench.fakes.discord.backend import Backend
from bench.fakes.discord.command_forms import MESSAGE_MENU, SLASH, USER_MENU
from bench.fakes.discord.interaction import COMMAND, COMPONENT, MODAL_SUBMIT, Interaction
from bench.fakes.discord.interaction_payload import interaction, metadata, resolved
from bench.fakes.discord.message_payload import message as message_payload
from bench.fakes.discord.modals import NotPossible
from bench.fakes.discord.rest_servers import dm_with
from bench.fakes.discord.shown import show
from bench.fakes.discord.world import Message


class Clicks:
    """Interactions; each returns when the application answered, or failed to within ``patience`` real seconds."""

    _backend: Backend
    patience: float = 3.0

    async def slash(
        self, user: str, channel: str | None, name: str, /, sub: str | None = None, **options: Any
    ) -> Interaction:
        """Use a slash command; a channel of None is the direct message. Errors: NotPossible when it is not offered."""
        where = self._place(user, channel)
        chosen = choosing.command(self._backend, self._backend.world.channels[where], user, SLASH, name)
        sent = choosing.options(chosen, sub, options)
        data: dict[str, Any] = {"id": chosen.id, "name": name, "type": SLASH}
        if sent:
            data["options"] = sent
        return await self._use(user, where, name, chosen.server, data, choosing.referred(sent))

    async def menu(self, user: str, channel: str, message: str, name: str) -> Interaction:
        """Use a command of a message's context menu."""
        where = self._place(user, channel)
        chosen = choosing.command(self._backend, self._backend.world.channels[where], user, MESSAGE_MENU, name)
        target = self._target(user, where, message)
        data = {"id": chosen.id, "name": name, "type": MESSAGE_MENU, "target_id": target.id}
        data["resolved"] = {"messages": {target.id: message_payload(self._backend, target)}}
        return await self._use(user, where, name, chosen.server, data, [], {"target_message_id": target.id})

    async def user_menu(self, user: str, channel: str, target: str, name: str) -> Interaction:
        """Use a command of a member's context menu."""
        where = self._place(user, channel)
        chosen = choosing.command(self._backend, self._backend.world.channels[where], user, USER_MENU, name)
        data = {"id": chosen.id, "name": name, "type": USER_MENU, "target_id": target}
        return await self._use(user, where, name, chosen.server, data, [target])

    async def press(self, user: str, channel: str | None, message: str, custom_id: str) -> Interaction:
        """Press a button of a message. Errors: NotPossible when there is none, or it is disabled."""
        found, component = self._component(user, channel, message, custom_id, {parts.BUTTON})
        return await self._click(user, found, component, {})

    async def select(
        self, user: str, channel: str | None, message: str, custom_id: str, values: str | Sequence[str]
    ) -> Interaction:
        """Choose in a select menu of a message. Errors: NotPossible when it does not offer that."""
        found, component = self._component(user, channel, message, custom_id, parts.SELECTS)
        picked = [values] if isinstance(values, str) else list(values)
        if component["type"] == parts.STRING_SELECT:
            strange = set(picked) - {option["value"] for option in component["options"]}
            if strange:
                raise NotPossible(f"{custom_id!r} does not offer {sorted(strange)}")
        if not component.get("min_values", 1) <= len(picked) <= component.get("max_values", 1):
            raise NotPossible(f"{custom_id!r} does not take {len(picked)} choices")
        data: dict[str, Any] = {"values": picked}
        if component["type"] != parts.STRING_SELECT:
            server = self._backend.world.channels[found.channel_id].server_id
            data["resolved"] = resolved(self._backend, server, picked, user)
        return await self._click(user, found, component, data)

    async def submit(self, user: str, values: modals.Values) -> Interaction:
        """Fill in and send the form that is open before somebody, by custom ids. Errors: NotPossible."""
        if user not in self._backend.modals:
            raise NotPossible("no form is open")
        form, opener = self._backend.modals[user], self._backend.modal_of[user]
        data = {"custom_id": form["custom_id"], "components": modals.filled(form, values)}
        del self._backend.modals[user], self._backend.modal_of[user]
        what = self._begin(user, opener.channel_id, MODAL_SUBMIT, form["custom_id"], opener.message)
        opened_by = metadata(self._backend, opener)
        what.metadata = {"triggering_interaction_metadata": opened_by}
        return await self._send(what, data)

    def dismiss(self, user: str) -> None:
        """Close the form that is open before somebody without sending it; Discord tells nobody."""
        self._backend.modals.pop(user, None)
        self._backend.modal_of.pop(user, None)

    async def _use(
        self,
        user: str,
        channel: str,
        name: str,
        server: str | None,
        data: dict[str, Any],
        ids: list[str],
        about: dict[str, Any] | None = None,
    ) -> Interaction:
        if server is not None:
            data["guild_id"] = server
        if ids:
            home = self._backend.world.channels[channel].server_id
            data["resolved"] = resolved(self._backend, home, ids, user)
        what = self._begin(user, channel, COMMAND, name, None)
        what.metadata = about or {}
        return await self._send(what, data)

    async def _click(self, user: str, found: Message, component: dict[str, Any], more: dict[str, Any]) -> Interaction:
        what = self._begin(user, found.channel_id, COMPONENT, component["custom_id"], found)
        what.metadata = {"interacted_message_id": found.id}
        about = {"custom_id": component["custom_id"], "component_type": component["type"], "id": component.get("id", 0)}
        return await self._send(what, about | more)

    def _begin(self, user: str, channel: str, kind: int, name: str, message: Message | None) -> Interaction:
        backend = self._backend
        what = Interaction(
            id=backend.ids.new(),
            kind=kind,
            user=user,
            channel_id=channel,
            name=name,
            begun_at=backend.now(),
            message=message,
            show=lambda each: show(backend, each),
        )
        backend.interactions[what.token] = what
        return what

    async def _send(self, what: Interaction, data: dict[str, Any]) -> Interaction:
        server = self._backend.world.channels[what.channel_id].server_id
        payload = interaction(self._backend, what, data)
        if not self._backend.hub.dispatch("INTERACTION_CREATE", payload, server=server):
            what.fail()
        await what.answered(self.patience)
        return what

    def _place(self, user: str, channel: str | None) -> str:
        where = dm_with(self._backend, user).id if channel is None else channel
        server = self._backend.world.channels[where].server_id
        if server is not None and self._backend.member(server, user) is None:
            raise NotPossible("who is not in the server cannot use commands there")
        return where

    def _target(self, user: str, channel: str, message: str) -> Message:
        hidden = self._backend.world.ephemerals.get(message)
        if hidden is not None and hidden.only_for == user and hidden.channel_id == channel:
            return hidden
        found = self._backend.world.channels[channel].messages.get(message)
        if found is None:
            raise NotPossible(f"there is no message {message} for {user} to act on")
        return found

    def _component(
        self, user: str, channel: str | None, message: str, custom_id: str, kinds: set[int]
    ) -> tuple[Message, dict[str, Any]]:
        found = self._target(user, self._place(user, channel), message)
        component = parts.find(found.components, custom_id)
        if component is None or component["type"] not in kinds:
            ids = [each.get("custom_id") for each in parts.walk(found.components) if each.get("custom_id")]
            raise NotPossible(f"the message has no {custom_id!r} to use, only {ids}")
        if component.get("disabled"):
            raise NotPossible(f"{custom_id!r} is disabled")
        return found, component
