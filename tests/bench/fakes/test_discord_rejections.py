from collections.abc import AsyncIterator
from typing import Any

import pytest

from bench.fakes.discord import FakeDiscord, Interaction, Permission
from tests.bench.fakes.discord_raw import call, gateway, identify

ROW, BUTTON, SELECT, INPUT, LABEL, TEXT_DISPLAY = 1, 2, 3, 4, 18, 10
V2 = 1 << 15


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as it:
        yield it


@pytest.fixture
def place(fake: FakeDiscord) -> str:
    return fake.add_channel("help")


def button(**more: Any) -> dict[str, Any]:
    return {"type": BUTTON, "style": 1, "label": "L", "custom_id": "c"} | more


def row(*components: Any) -> dict[str, Any]:
    return {"components": [{"type": ROW, "components": list(components)}]}


def select(*values: str, **more: Any) -> dict[str, Any]:
    return {"type": SELECT, "custom_id": "s", "options": [{"label": v, "value": v} for v in values]} | more


def embed(**more: Any) -> dict[str, Any]:
    return {"embeds": [{"title": "t"} | more]}


BAD_MESSAGES = [
    ("content", {"content": "x" * 2001}),
    ("nonce", {"content": "x", "nonce": "n" * 26}),
    ("embeds", {"embeds": [{"title": "t"}] * 11}),
    ("embeds", {"embeds": [{"description": "d" * 4000}] * 2}),
    ("embeds", embed(title="t" * 257)),
    ("embeds", embed(description="d" * 4097)),
    ("embeds", embed(footer={"text": "f" * 2049})),
    ("embeds", embed(author={"name": "a" * 257})),
    ("embeds", embed(fields=[{"name": "n", "value": "v"}] * 26)),
    ("embeds", embed(fields=[{"name": "", "value": "v" * 1025}])),
    ("components", {"components": [{"type": ROW, "components": [button(custom_id=str(n))]} for n in range(6)]}),
    ("components", row(*(button(custom_id=str(n)) for n in range(6)))),
    ("components", row()),
    ("components", {"components": [button()]}),
    ("components", row(button(label="l" * 81))),
    ("components", row(button(label=""))),
    ("components", row(button(style=9))),
    ("components", row(button(custom_id="c" * 101))),
    ("components", row(button(custom_id=None))),
    ("components", row(button(), button())),
    ("components", row(button(style=5))),
    ("components", row(button(style=5, url="https://example.org"))),
    ("components", row(select(*map(str, range(26))))),
    ("components", row(select())),
    ("components", row(select("same", "same"))),
    ("components", row(select("v", placeholder="p" * 151))),
    ("components", row(select("v" * 101))),
    ("components", row(select("v"), button())),
    ("components", row({"type": INPUT, "custom_id": "i", "style": 1, "label": "l"})),
    ("content", {"content": "x", "flags": V2, "components": [{"type": TEXT_DISPLAY, "content": "t"}]}),
    ("components", {"flags": V2, "components": [{"type": TEXT_DISPLAY, "content": "t" * 4001}]}),
    ("allowed_mentions", {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}}),
    ("allowed_mentions", {"content": "x", "allowed_mentions": {"parse": ["all"]}}),
    ("message_reference", {"content": "x", "message_reference": {"message_id": "1"}}),
]


@pytest.mark.parametrize(("field", "body"), BAD_MESSAGES)
async def test_a_message_that_discord_would_not_take_is_refused(
    fake: FakeDiscord, place: str, field: str, body: Any
) -> None:
    answer = await call(fake, "POST", f"/channels/{place}/messages", body)
    assert (answer.status, answer.code) == (400, 50035)
    assert list(answer.body["errors"]) == [field]
    assert fake.seen_in(place) == []


@pytest.mark.parametrize(
    "body",
    [
        {"content": "x" * 2000, "nonce": "n" * 25},
        {"embeds": [{"title": "t" * 256, "description": "d" * 4096}]},
        row(*(button(custom_id=str(n), label="l" * 80) for n in range(5))),
        row(select(*map(str, range(25)))),
        row(button(style=5, custom_id=None, url="https://example.org")),
        {"flags": V2, "components": [{"type": 17, "components": [{"type": TEXT_DISPLAY, "content": "t"}]}]},
        {"content": "x", "message_reference": {"message_id": "1", "fail_if_not_exists": False}},
    ],
)
async def test_a_message_within_the_limits_is_taken(fake: FakeDiscord, place: str, body: Any) -> None:
    assert (await call(fake, "POST", f"/channels/{place}/messages", body)).status == 200


@pytest.mark.parametrize("body", [{}, {"content": "  "}, {"content": "", "embeds": [], "components": []}])
async def test_an_empty_message_is_refused(fake: FakeDiscord, place: str, body: Any) -> None:
    answer = await call(fake, "POST", f"/channels/{place}/messages", body)
    assert (answer.status, answer.code) == (400, 50006)


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/channels/1", 404, 10003),
        ("GET", "/channels/{place}/messages/1", 404, 10008),
        ("PATCH", "/channels/{place}/messages/1", 404, 10008),
        ("GET", "/guilds/1", 404, 10004),
        ("GET", "/guilds/{server}/members/1", 404, 10013),
        ("PUT", "/guilds/{server}/members/{ada}/roles/1", 404, 10011),
        ("GET", "/users/1", 404, 10013),
        ("POST", "/interactions/1/token/callback", 404, 10062),
        ("POST", "/webhooks/{app}/token", 404, 10015),
        ("GET", "/webhooks/{app}/token/messages/@original", 404, 10015),
        ("GET", "/channels/{hidden}/messages", 403, 50001),
        ("GET", "/guilds/{left}", 403, 50001),
        ("PATCH", "/channels/{place}/messages/{message}", 403, 50005),
        ("DELETE", "/channels/{place}/messages/{message}", 403, 50013),
        ("PUT", "/channels/{place}/messages/{message}/reactions/nonsense/@me", 404, 10014),
        ("POST", "/channels/{readonly}/messages", 403, 50013),
        ("POST", "/channels/{readonly}/typing", 403, 50013),
        ("PATCH", "/channels/{place}", 403, 50013),
        ("POST", "/channels/{forum}/messages", 400, 50008),
        ("PUT", "/guilds/{server}/members/{ada}/roles/{high}", 403, 50013),
        ("GET", "/channels/{place}/messages?limit=101", 400, 50035),
        ("GET", "/channels/{place}/messages?limit=all", 400, 50035),
        ("PUT", "/applications/1/commands", 404, 10002),
        ("POST", "/users/@me/channels", 400, 50035),
        ("GET", "/unheard/of", 404, 0),
    ],
)
async def test_what_is_not_there_or_not_allowed_has_its_code(
    fake: FakeDiscord, place: str, method: str, path: str, status: int, code: int
) -> None:
    ada, left = fake.add_member("Ada"), fake.add_server("Left")
    await fake.kick_bot(left)
    names = {
        "place": place,
        "server": fake.server_id,
        "left": left,
        "ada": ada,
        "app": fake.application_id,
        "message": await fake.post(ada, place, "hers"),
        "hidden": fake.add_channel("staff", is_private=True),
        "readonly": fake.add_channel("news", bot_may=int(Permission.VIEW_CHANNEL)),
        "forum": fake.add_channel("ideas", kind="forum"),
        "high": fake.add_role("owners", is_above_bot=True),
    }
    json = {"content": "x"} if method in ("POST", "PATCH") else None
    answer = await call(fake, method, path.format(**names), json)
    assert (answer.status, answer.code) == (status, code)
    assert fake.calls[-1].status == status
    assert fake.calls[-1].code == code


async def test_without_history_permission_there_is_no_history(fake: FakeDiscord) -> None:
    place = fake.add_channel("help", bot_may=int(Permission.VIEW_CHANNEL))
    await fake.post(fake.add_member("Ada"), place, "unread")
    assert (await call(fake, "GET", f"/channels/{place}/messages")).body == []


async def test_a_wrong_token_is_401(fake: FakeDiscord) -> None:
    answer = await call(fake, "GET", "/users/@me", token="wrong")
    assert (answer.status, answer.body) == (401, {"message": "401: Unauthorized", "code": 0})


async def test_invalid_json_and_other_content_are_refused(fake: FakeDiscord, place: str) -> None:
    path = f"/channels/{place}/messages"
    broken = await call(fake, "POST", path, data=b"{", headers={"Content-Type": "application/json"})
    assert (broken.status, broken.code) == (400, 50109)
    assert (await call(fake, "POST", path, data={"content": "x"})).status == 415


async def test_answers_are_exactly_application_json(fake: FakeDiscord) -> None:
    assert (await call(fake, "GET", "/gateway")).headers["Content-Type"] == "application/json"


BAD_MODALS = [
    ("title", {"title": "t" * 46}),
    ("title", {"title": ""}),
    ("custom_id", {"custom_id": "c" * 101}),
    ("components", {"components": []}),
    ("components", {"components": [{"type": ROW, "components": []}] * 6}),
    ("components", row({"type": INPUT, "custom_id": "i", "style": 1, "label": "l" * 46})),
    ("components", row({"type": INPUT, "custom_id": "i", "style": 1, "label": "l", "placeholder": "p" * 101})),
    ("components", row({"type": INPUT, "custom_id": "i", "style": 3, "label": "l"})),
    ("components", row(button())),
    ("components", {"components": [{"type": LABEL, "label": "l" * 46, "component": select("v")}]}),
    ("components", {"components": [{"type": LABEL, "label": "l", "component": button()}]}),
    (
        "components",
        {"components": [{"type": LABEL, "label": "l", "component": {"type": 21, "custom_id": "r", "options": []}}]},
    ),
]


@pytest.mark.parametrize(("field", "change"), BAD_MODALS)
async def test_a_modal_that_discord_would_not_show_is_refused(
    fake: FakeDiscord, place: str, field: str, change: dict[str, Any]
) -> None:
    what = await _unanswered(fake, place)
    good = {"title": "t", "custom_id": "c"} | row({"type": INPUT, "custom_id": "i", "style": 1, "label": "l"})
    path = f"/interactions/{what.id}/{what.token}/callback"
    bad = await call(fake, "POST", path, {"type": 9, "data": good | change})
    assert (bad.status, bad.code, list(bad.body["errors"]["data"])) == (400, 50035, [field])
    assert (await call(fake, "POST", path, {"type": 9, "data": good})).status == 204


@pytest.mark.parametrize("kind", [1, 6, 7, 99])
async def test_a_command_cannot_be_answered_like_a_button(fake: FakeDiscord, place: str, kind: int) -> None:
    what = await _unanswered(fake, place)
    answer = await call(fake, "POST", f"/interactions/{what.id}/{what.token}/callback", {"type": kind})
    assert (answer.status, answer.code) == (400, 50035)


async def _unanswered(fake: FakeDiscord, place: str) -> Interaction:
    """An interaction that nobody has answered yet; made by a client that only listens."""
    fake.patience = 0.01
    command = {"name": "x", "description": "d"}
    await call(fake, "PUT", f"/applications/{fake.application_id}/commands", [command])
    async with gateway(fake) as frames:
        await frames.send(2, identify(fake))
        await frames.until("GUILD_CREATE")
        what = await fake.slash(fake.add_member("Ada"), place, "x")
        await frames.until("INTERACTION_CREATE")
    what.error = None
    return what


def option(**more: Any) -> dict[str, Any]:
    return {"type": 3, "name": "o", "description": "d"} | more


BAD_COMMANDS = [
    [{"name": "Upper", "description": "d"}],
    [{"name": "two words", "description": "d"}],
    [{"name": "x" * 33, "description": "d"}],
    [{"name": "x"}],
    [{"name": "x", "description": "d" * 101}],
    [{"name": "x", "description": "d", "type": 3}],
    [{"name": "x", "type": 3, "options": [option()]}],
    [{"name": "x" * 33, "type": 3}],
    [{"name": "x", "description": "d"}] * 2,
    [{"name": f"x{n}", "description": "d"} for n in range(101)],
    [{"name": f"x{n}", "type": 3} for n in range(16)],
    [{"name": "x", "description": "d", "options": [option(name=f"o{n}") for n in range(26)]}],
    [{"name": "x", "description": "d", "options": [option(name="A")]}],
    [{"name": "x", "description": "d", "options": [option(description="")]}],
    [{"name": "x", "description": "d", "options": [option(type=12)]}],
    [{"name": "x", "description": "d", "options": [option(), option()]}],
    [{"name": "x", "description": "d", "options": [option(), option(name="p", required=True)]}],
    [{"name": "x", "description": "d", "options": [option(), option(name="p", type=1)]}],
    [{"name": "x", "description": "d", "options": [option(type=2, options=[option(type=2)])]}],
    [
        {
            "name": "x",
            "description": "d",
            "options": [option(choices=[{"name": "c", "value": str(n)} for n in range(26)])],
        }
    ],
    [{"name": "x", "description": "d", "name_localizations": {"de": "Groß Y"}}],
    {"name": "no list"},
]


@pytest.mark.parametrize("commands", BAD_COMMANDS)
async def test_commands_that_discord_would_not_register_are_refused(fake: FakeDiscord, commands: Any) -> None:
    answer = await call(fake, "PUT", f"/applications/{fake.application_id}/commands", commands)
    assert (answer.status, answer.code) == (400, 50035)
    assert fake.commands == []


async def test_good_commands_keep_their_ids_when_they_are_registered_again(fake: FakeDiscord) -> None:
    commands = [
        {
            "name": "größe-2",
            "description": "d",
            "options": [option(type=2, options=[option(type=1, options=[option()])])],
        },
        *({"name": f"Menu {n}", "type": 3} for n in range(15)),
    ]
    path = f"/applications/{fake.application_id}/commands"
    first = await call(fake, "PUT", path, commands)
    assert (first.status, len(first.body)) == (200, 16)
    second = await call(fake, "PUT", path, commands[:2])
    assert [c["id"] for c in second.body] == [c["id"] for c in first.body[:2]]
    assert (await call(fake, "GET", path)).body == second.body
    server = f"/applications/{fake.application_id}/guilds/{fake.server_id}/commands"
    assert [c["guild_id"] for c in (await call(fake, "PUT", server, commands[:1])).body] == [fake.server_id]
    assert len((await call(fake, "GET", path)).body) == 2


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"auto_archive_duration": 61}, 400, 50035),
        ({"name": "n" * 101}, 400, 50035),
        ({"applied_tags": ["1"]}, 400, 50035),
        ({"name": "renamed"}, 400, 50083),
        ({"archived": False, "name": "renamed"}, 200, None),
    ],
)
async def test_an_archived_thread_has_to_be_woken_before_it_is_changed(
    fake: FakeDiscord, body: Any, status: int, code: int
) -> None:
    ada, forum = fake.add_member("Ada"), fake.add_channel("ideas", kind="forum", tags=["solved"])
    post = await fake.forum_post(ada, forum, "t", "x")
    await fake.archive_thread(post)
    if status == 400 and code == 50035:
        body = body | {"archived": False}
    answer = await call(fake, "PATCH", f"/channels/{post}", body)
    assert answer.status == status
    assert answer.body.get("code") == code


async def test_somebody_elses_post_needs_the_permission_to_manage_threads(fake: FakeDiscord) -> None:
    may = Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES | Permission.SEND_MESSAGES_IN_THREADS
    ada, forum = fake.add_member("Ada"), fake.add_channel("ideas", kind="forum", tags=["solved"], bot_may=int(may))
    post = await fake.forum_post(ada, forum, "t", "x")
    body = {"applied_tags": [fake.tag_id(forum, "solved")]}
    assert (await call(fake, "PATCH", f"/channels/{post}", body)).code == 50013
    await fake.set_permissions(forum, int(may | Permission.MANAGE_THREADS))
    assert (await call(fake, "PATCH", f"/channels/{post}", body)).status == 200
    assert fake.tags_of(post) == ["solved"]


async def test_a_forum_may_require_a_tag(fake: FakeDiscord) -> None:
    forum = fake.add_channel("ideas", kind="forum", tags=["solved"], requires_tag=True)
    body = {"name": "t", "message": {"content": "x"}}
    assert (await call(fake, "POST", f"/channels/{forum}/threads", body)).code == 40067
    tagged = body | {"applied_tags": [fake.tag_id(forum, "solved")]}
    assert (await call(fake, "POST", f"/channels/{forum}/threads", tagged)).status == 200
