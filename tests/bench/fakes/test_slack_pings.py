"""Who is notified: the fake reads texts and blocks itself, to the harsher side where the vendor leaves it open."""

from typing import Any

import pytest

from bench.fakes.slack.entities import link_names, pieces
from bench.fakes.slack.pings import mentions_bot, pinged
from bench.fakes.slack.plain import read_message, read_text
from bench.fakes.slack.typed import rich_text_of
from bench.fakes.slack.world import Channel, World
from tests.bench.fakes.slack_stage import actions, button, mrkdwn, plain, rich, section

Json = dict[str, Any]


class Place:
    """Ada and Bo are in #general, Cy is not, the helpers are Bo and Cy."""

    def __init__(self) -> None:
        self.world = World(now=lambda: 0.0, team_id="T1", bot_user_id="U0", bot_name="hubbub")
        self.ada, self.bo, self.cy = (self._person(name) for name in ("Ada", "Bo", "Cy"))
        self.helpers = self.world.add_group("helpers", name="Helpers", members=[self.bo, self.cy]).id
        self.channel = self.world.add_channel("general", kind="channel", members=[self.ada, self.bo], has_bot=True)
        self.ids = {"ADA": self.ada, "BO": self.bo, "CY": self.cy, "GROUP": self.helpers, "ROOM": self.channel.id}

    def _person(self, name: str) -> str:
        return self.world.add_user(name, tz="UTC", is_bot=False, is_restricted=False, is_stranger=False).id

    def fill(self, value: Any) -> Any:
        """Names in capitals become ids."""
        if isinstance(value, str):
            for name, each in self.ids.items():
                value = value.replace(f"{{{name}}}", each)
            return value
        if isinstance(value, list):
            return [self.fill(each) for each in value]
        return {name: self.fill(each) for name, each in value.items()} if isinstance(value, dict) else value

    def pinged(self, raw: Json, channel: Channel | None = None) -> str:
        """Initials of those who are notified."""
        found = pinged(self.fill({"user": "U0", **raw}), channel or self.channel, self.world)
        return "".join(sorted(self.world.users[each].name[0] for each in found))


@pytest.mark.parametrize(
    ("raw", "who"),
    [
        ({"text": "Hello Ada, @Ada, @here"}, ""),
        ({"text": "<@{ADA}>"}, "A"),
        ({"text": "<@{ADA}|ada> and <@{CY}>"}, "AC"),
        ({"text": "&lt;@{ADA}&gt;"}, ""),
        ({"text": "<!here>"}, "AB"),
        ({"text": "<!channel|channel>"}, "AB"),
        ({"text": "<!everyone>"}, "ABC"),
        ({"text": "<!subteam^{GROUP}>"}, "BC"),
        ({"text": "<!subteam^{GROUP}|@helpers>"}, "BC"),
        ({"text": "<!subteam^S0>"}, ""),
        ({"text": "<#{ROOM}> <https://x.test|@here> <@U999>"}, ""),
        ({"text": "<@{ADA}>", "user": "{ADA}"}, ""),
        ({"text": "fallback <@{ADA}>", "blocks": [section("nobody")]}, "A"),
        ({"text": "x", "blocks": [section("<@{BO}>")]}, "B"),
        ({"text": "x", "blocks": [section("look @here")]}, "AB"),
        ({"text": "x", "blocks": [{"type": "section", "text": {**mrkdwn("@here"), "verbatim": True}}]}, ""),
        ({"text": "x", "blocks": [section("write to me@here.test")]}, ""),
        ({"text": "x", "blocks": [{"type": "section", "text": plain("<@{ADA}> <!here> @channel")}]}, ""),
        ({"text": "x", "blocks": [{"type": "header", "text": plain("<!channel>")}]}, ""),
        ({"text": "x", "blocks": [{"type": "section", "fields": [mrkdwn("<@{ADA}>"), plain("<@{BO}>")]}]}, "A"),
        ({"text": "x", "blocks": [{"type": "context", "elements": [mrkdwn("<@{ADA}>")]}]}, "A"),
        ({"text": "x", "blocks": [actions(button("a", "<@{ADA}>"))]}, ""),
        ({"text": "x", "blocks": [{"type": "markdown", "text": "<@{ADA}>"}]}, "A"),
        ({"text": "x", "blocks": [rich({"type": "text", "text": "<@{ADA}> <!here> @here"})]}, ""),
        ({"text": "x", "blocks": [rich({"type": "user", "user_id": "{ADA}"})]}, "A"),
        ({"text": "x", "blocks": [rich({"type": "usergroup", "usergroup_id": "{GROUP}"})]}, "BC"),
        ({"text": "x", "blocks": [rich({"type": "broadcast", "range": "channel"})]}, "AB"),
        ({"text": "x", "blocks": [rich({"type": "link", "url": "https://x.test", "text": "<@{ADA}>"})]}, ""),
        ({"text": "x", "attachments": [{"text": "<@{ADA}>", "fields": [{"value": "<@{BO}>"}]}]}, "AB"),
        ({"text": "x", "attachments": [{"blocks": [section("<@{CY}>")]}]}, "C"),
    ],
)
def test_who_is_notified(raw: Json, who: str) -> None:
    assert Place().pinged(raw) == who


def test_in_private_only_members_are_reached_and_nobody_who_left() -> None:
    place = Place()
    private = place.world.add_channel("secret", kind="group", members=[place.ada, place.bo], has_bot=True)
    place.world.users[place.bo].deleted = True
    assert place.pinged({"text": "<@{ADA}> <@{BO}> <@{CY}> <!everyone>"}, private) == "A"


def test_a_list_and_a_quotation_are_read_for_mentions() -> None:
    item = rich({"type": "user", "user_id": "{ADA}"})["elements"][0]
    listed = {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "bullet", "elements": [item]}]}
    quoted = {"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": item["elements"]}]}
    assert Place().pinged({"blocks": [listed]}) == Place().pinged({"blocks": [quoted]}) == "A"


def test_linked_names_become_real_mentions() -> None:
    place = Place()
    text = link_names("@ada, @helpers, @here, @nobody, ada@bo.test", place.world)
    assert text == f"<@{place.ada}>, <!subteam^{place.helpers}>, <!here>, @nobody, ada@bo.test"


def test_a_text_is_read_with_names_for_ids() -> None:
    place = Place()
    text = place.fill(
        "<@{ADA}> <!subteam^{GROUP}> <#{ROOM}> <!here> <https://x.test|here> <https://x.test> &lt;b&gt; <@U9|x>"
    )
    assert read_text(text, place.world) == "@Ada @helpers #general @here here https://x.test <b> @x"


def test_every_kind_of_block_is_read() -> None:
    place = Place()
    blocks = [
        {"type": "header", "text": plain("Title")},
        {"type": "section", "text": mrkdwn("<@{ADA}>"), "fields": [plain("one"), plain("two")]},
        {"type": "divider"},
        {"type": "context", "elements": [plain("small"), {"type": "image", "alt_text": "cat", "image_url": "x"}]},
        rich(
            {"type": "user", "user_id": "{BO}"},
            {"type": "text", "text": " and "},
            {"type": "link", "url": "https://x.test"},
            {"type": "emoji", "name": "wave"},
        ),
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_list",
                    "style": "ordered",
                    "elements": [rich({"type": "text", "text": each})["elements"][0] for each in ("a", "b")],
                },
                {"type": "rich_text_quote", "elements": [{"type": "text", "text": "said"}]},
            ],
        },
        actions(button("a", "Go")),
    ]
    words = read_message(place.fill({"text": "fallback", "blocks": blocks}), place.world)
    assert words.split("\n") == [
        "Title", "@Ada", "one", "two", "---", "small (cat)", "@Bo and https://x.test:wave:", "1. a", "2. b", "> said",
    ]  # fmt: skip


def test_what_a_person_types_becomes_rich_text() -> None:
    block = rich_text_of("<@U1> see <#C1> <!here> <!subteam^S1> <https://x.test|it> &amp; go", "b")
    kinds = [each["type"] for each in block["elements"][0]["elements"] if each != {"type": "text", "text": " "}]
    assert kinds == ["user", "text", "channel", "broadcast", "usergroup", "link", "text"]
    assert block["elements"][0]["elements"][-1]["text"] == " & go"


def test_a_date_and_a_foreign_entity_are_no_mention() -> None:
    assert [each.kind for each in pieces("<!date^1^{date}|today><!unknown>")] == ["date", "link"]


def test_the_bot_knows_its_own_mention() -> None:
    world = Place().world
    assert mentions_bot({"text": "<@U0> help"}, world)
    assert not mentions_bot({"text": "U0 <@U00000001>"}, world)
