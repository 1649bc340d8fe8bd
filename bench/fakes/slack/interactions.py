"""How does a person's click, command or form reach the app, and what comes back with the acknowledgement?"""

import asyncio
from typing import Any, Final

from bench.fakes.slack.answers import answer
from bench.fakes.slack.arguments import Arguments
from bench.fakes.slack.objects import MISSING_CHANNEL_NAMES
from bench.fakes.slack.parcels import Kind, Outcome, Parcel
from bench.fakes.slack.records import Interaction, Json
from bench.fakes.slack.refusals import Refusal
from bench.fakes.slack.views import check_view
from bench.fakes.slack.workspace import Workspace
from bench.fakes.slack.world import Channel, Message

_NOT_SENT: Final = Outcome(reason="no_connection")


class Interactions:
    """The interactivity side of the workspace."""

    def __init__(self, space: Workspace) -> None:
        self._space = space
        self.all: list[Interaction] = []

    async def command(self, user: str, channel: Channel, command: str, text: str) -> Interaction:
        """A slash command; a text in the acknowledgement is its answer."""
        interaction = self._new("slash_command", user)
        space = self._space
        path = space.response_urls.give(interaction.id, user, channel)
        interaction.payload = {
            "token": "verification-token",
            "team_id": space.team_id,
            "team_domain": space.domain,
            "channel_id": channel.id,
            "channel_name": _name(channel),
            "user_id": user,
            "user_name": self._user(user)["username"],
            "command": command,
            "text": text,
            "api_app_id": space.app.id,
            "is_enterprise_install": "false",
            "response_url": space.root_url + path,
            "trigger_id": space.views.new_trigger(user),
        }
        await self._hand_over(interaction, "slash_commands", command)
        if interaction.ack is not None and interaction.ack.payload:
            self._take_text(interaction, path, interaction.ack.payload)
        return interaction

    async def message_button(
        self, user: str, channel: Channel, message: Message, found: tuple[Json, Json]
    ) -> Interaction:
        """A press on a button under a message, ephemeral or not."""
        interaction = self._new("block_actions", user)
        is_ephemeral = message.only_to is not None
        container = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": is_ephemeral,
        }
        if message.root is not None:
            container["thread_ts"] = message.root
        interaction.payload = {
            **self._common(interaction, user),
            "container": container,
            "channel": {"id": channel.id, "name": _name(channel)},
            **({} if is_ephemeral else {"message": dict(message.raw)}),
            "state": {"values": {}},
            "response_url": self._space.root_url
            + self._space.response_urls.give(interaction.id, user, channel, message),
            "actions": [self._action(*found)],
        }
        await self._hand_over(interaction, "interactive", "block_actions")
        return interaction

    async def view_button(self, user: str, view: Json, found: tuple[Json, Json]) -> Interaction:
        """A press on a button of a home or a form."""
        interaction = self._new("block_actions", user)
        interaction.payload = {
            **self._common(interaction, user),
            "container": {"type": "view", "view_id": view["id"]},
            "view": view,
            "actions": [self._action(*found)],
        }
        await self._hand_over(interaction, "interactive", "block_actions")
        return interaction

    async def shortcut(self, user: str, channel: Channel, message: Message, callback_id: str) -> Interaction:
        """A choice from a message's menu."""
        interaction = self._new("message_action", user)
        interaction.payload = {
            **self._common(interaction, user),
            "action_ts": self._space.world.ts(),
            "callback_id": callback_id,
            "message_ts": message.ts,
            "message": dict(message.raw),
            "channel": {"id": channel.id, "name": _name(channel)},
            "response_url": self._space.root_url
            + self._space.response_urls.give(interaction.id, user, channel, message),
        }
        await self._hand_over(interaction, "interactive", "message_action")
        return interaction

    async def submission(self, user: str, view: Json, values: Json) -> Interaction:
        """A form is sent; what the acknowledgement says happens to the window."""
        interaction = self._new("view_submission", user)
        interaction.payload = {
            **self._common(interaction, user),
            "view": {**view, "state": {"values": values}},
            "response_urls": [],
        }
        await self._hand_over(interaction, "interactive", "view_submission")
        if interaction.ack is not None:
            try:
                self._follow(interaction, user, view, interaction.ack.payload)
            except Refusal as refusal:
                interaction.error = refusal.error
        return interaction

    async def closing(self, user: str, view: Json) -> Interaction:
        """A form that asked to be told is closed."""
        interaction = self._new("view_closed", user)
        interaction.payload = {**self._common(interaction, user), "view": view, "is_cleared": False}
        del interaction.payload["trigger_id"]
        await self._hand_over(interaction, "interactive", "view_closed")
        return interaction

    def _new(self, kind: str, user: str) -> Interaction:
        number = f"Ix{self._space.world.number():08d}"
        interaction = Interaction(id=number, kind=kind, user=user, payload={}, look=self._space.notes_of)
        self.all.append(interaction)
        return interaction

    def _common(self, interaction: Interaction, user: str) -> Json:
        space = self._space
        return {
            "type": interaction.kind,
            "user": self._user(user),
            "api_app_id": space.app.id,
            "token": "verification-token",
            "trigger_id": space.views.new_trigger(user),
            "team": {"id": space.team_id, "domain": space.domain},
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _user(self, user: str) -> Json:
        name = self._space.world.users[user].name.lower().replace(" ", ".")
        return {"id": user, "username": name, "name": name, "team_id": self._space.team_id}

    def _action(self, block: Json, button: Json) -> Json:
        kept: Json = {name: button[name] for name in ("action_id", "text", "value", "style", "url") if name in button}
        return {**kept, "type": "button", "block_id": block["block_id"], "action_ts": self._space.world.click_ts()}

    async def _hand_over(self, interaction: Interaction, kind: Kind, name: str) -> None:
        """One attempt, as the vendor makes it; the person waits for its outcome."""
        outcome: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        parcel = Parcel(kind=kind, name=name, event_id=interaction.id, body=interaction.payload, outcome=outcome)
        self._space.courier.send(parcel)
        found = await outcome
        interaction.ack = found.ack
        if found.ack is None:
            is_late = found.reason in {"timeout", "http_timeout"}
            interaction.error = "operation_timeout" if is_late else "dispatch_failed"

    def _take_text(self, interaction: Interaction, path: str, payload: Json) -> None:
        """A command's answer in the acknowledgement; it does not count as a use of the response URL."""
        url = self._space.response_urls.use(path.rsplit("/", 1)[-1])
        if isinstance(url, str):
            return
        url.uses -= 1
        try:
            answer(self._space, url, Arguments(payload))
        except Refusal as refusal:
            interaction.error = refusal.error

    def _follow(self, interaction: Interaction, user: str, view: Json, payload: Json) -> None:
        views = self._space.views
        stack = views.modals[user]
        match payload.get("response_action"):
            case None:
                stack.pop()
            case "clear":
                stack.clear()
            case "errors":
                interaction.errors = _complaints(view, payload.get("errors"))
            case "update":
                views.replace(lambda each: each["id"] == view["id"], check_view(payload.get("view"), "modal"), "")
            case "push":
                views.push(user, check_view(payload.get("view"), "modal"))
            case _:
                raise Refusal("invalid_response_action")
        if not stack:
            del views.modals[user]


def _complaints(view: Json, errors: Any) -> dict[str, str]:
    """Complaints at fields; ones about blocks that are no inputs break the window."""
    inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise Refusal("invalid_response_action")
    return {str(name): str(text) for name, text in errors.items()}


def _name(channel: Channel) -> str:
    return MISSING_CHANNEL_NAMES.get(channel.kind, channel.name)
