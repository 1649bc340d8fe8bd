"""What do people do with the app's commands, buttons, menus, forms and home? Only what they see can be pressed."""

from collections.abc import Mapping

from bench.fakes.slack.form_state import Given, fill_in
from bench.fakes.slack.plain import find_button, find_buttons
from bench.fakes.slack.records import Interaction, Json, Shown
from bench.fakes.slack.stage import Stage
from bench.fakes.slack.world import Channel, Message


class Clicks(Stage):
    """Each returns when the app has acknowledged, or the person sees that it did not."""

    @property
    def homes(self) -> dict[str, Json]:
        """The home published for each person."""
        return self._space.views.homes

    @property
    def modals(self) -> dict[str, list[Json]]:
        """The forms open in front of each person, the topmost last; nobody with none open."""
        return self._space.views.modals

    @property
    def interactions(self) -> list[Interaction]:
        """Everything that was pressed, typed and sent, oldest first."""
        return self._interactions.all

    async def slash(self, user: str, channel: str, text: str, command: str = "/hubbub") -> Interaction:
        """Type a slash command in a channel."""
        place = self._readable(user, channel)
        if "commands" not in self._space.scopes:
            raise LookupError("the app was not granted commands")
        return await self._interactions.command(user, place, command, text)

    async def press(self, user: str, channel: str, ts: str, action_id: str) -> Interaction:
        """Press a button under a message of the bot that this person sees."""
        place = self._readable(user, channel)
        whispered = (each for each in place.ephemerals if each.ts == ts and each.only_to == user)
        message = next(whispered, None) or self._message(place, ts)
        return await self._press(user, place, message, action_id)

    async def press_note(self, user: str, note: Shown, action_id: str) -> Interaction:
        """Press a button under an ephemeral answer."""
        place = self._channel(note.channel)
        found = [each for each in place.ephemerals if each.ts == note.ts and each.only_to == user]
        if not found:
            raise LookupError(f"{user} does not see that note")
        return await self._press(user, place, found[0], action_id)

    async def press_home(self, user: str, action_id: str) -> Interaction:
        """Press a button of the home."""
        if user not in self.homes:
            raise LookupError(f"{user} has no home")
        return await self._press_view(user, self.homes[user], action_id)

    async def press_modal(self, user: str, action_id: str) -> Interaction:
        """Press a button within the topmost form."""
        return await self._press_view(user, self._topmost(user), action_id)

    async def menu(self, user: str, channel: str, ts: str, callback_id: str) -> Interaction:
        """Choose the app's entry in a message's menu."""
        place = self._readable(user, channel)
        if "commands" not in self._space.scopes:
            raise LookupError("the app was not granted commands")
        return await self._interactions.shortcut(user, place, self._message(place, ts), callback_id)

    async def submit(self, user: str, values: Mapping[str, Given]) -> Interaction:
        """Fill in the topmost form (by action id or block id) and send it; what is not named stays as it was shown.

        Options are chosen by their value, or by their label. Raises ValueError for what the form's own window would
        not send, LookupError for a field that is not there.
        """
        view = self._topmost(user)
        return await self._interactions.submission(user, view, fill_in(view, values))

    async def close_modal(self, user: str) -> None:
        """Close the topmost form without sending it; the app hears of it when it asked to."""
        view = self._topmost(user)
        stack = self.modals[user]
        stack.pop()
        if view["clear_on_close"]:
            stack.clear()
        if not stack:
            del self.modals[user]
        if view["notify_on_close"]:
            await self._interactions.closing(user, view)

    async def open_home(self, user: str) -> None:
        """Open the app's home."""
        self._user(user)
        place = self._space.world.dm(user)
        event: Json = {
            "type": "app_home_opened",
            "user": user,
            "channel": place.id,
            "tab": "home",
            "event_ts": self._space.world.ts(),
        }
        if user in self.homes:
            event["view"] = self.homes[user]
        self._space.feed.tell(event, place)

    async def _press(self, user: str, channel: Channel, message: Message, action_id: str) -> Interaction:
        blocks = message.raw.get("blocks")
        found = find_button(blocks, action_id)
        if found is None or not message.by_bot:
            seen = [name for name, _, _ in find_buttons(blocks)]
            raise LookupError(f"{user} sees no button {action_id} there, only {seen}")
        return await self._interactions.message_button(user, channel, message, found)

    async def _press_view(self, user: str, view: Json, action_id: str) -> Interaction:
        found = find_button(view["blocks"], action_id)
        if found is None:
            seen = [name for name, _, _ in find_buttons(view["blocks"])]
            raise LookupError(f"{user} sees no button {action_id} there, only {seen}")
        return await self._interactions.view_button(user, view, found)

    def _topmost(self, user: str) -> Json:
        stack = self.modals.get(user)
        if not stack:
            raise LookupError(f"{user} has no form open")
        return stack[-1]
