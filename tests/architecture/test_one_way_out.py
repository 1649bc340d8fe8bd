"""There is one way to say something: through the outbox and its delivery. Whoever asks is answered in two places more.

Every call that could say something, and every address and method of a vendor that does, stands in the table below; a
new one anywhere else fails.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("bots", "engagement", "advocacy", "config", "storage", "dashboard")
SPEAKING = ("chat.", "views.", "reactions.add", "files.", "conversations.open", "pins.", "bookmarks.")
PLACES = ("/messages", "/webhooks/", "/interactions/", "/users/@me/channels", "/reactions", "/threads", "/pins")
DELIVERY = "bots/runtime/delivery.py"
TABLE = {
    # the one send function: what the outbox holds, to whichever platform
    DELIVERY: {".send"},
    # the platforms' ends of it
    "bots/platforms/slack/client.py": {
        "chat.postMessage", "chat.update", "chat.delete", "reactions.add", "conversations.open",
    },
    # the picture of such a message, shared nowhere else
    "bots/platforms/slack/pictures.py": {
        ".post", "files.getUploadURLExternal", "files.completeUploadExternal", "files.delete",
    },
    "bots/platforms/discord/client.py": {
        "/channels/{channel_id}/messages", "/channels/{channel_id}/messages/{message_id}", "/users/@me/channels",
    },
    "bots/platforms/discord/posts.py": {
        "/channels/{channel_id}/threads", "/channels/{channel_id}/messages/{message_id}",
        "/guilds/{guild_id}/threads/active",
    },
    "bots/platforms/discord/tags.py": {"/channels/{channel_id}/messages/{message_id}/reactions/{emoji}/@me"},
    # what somebody asked for is answered to them alone
    "bots/platforms/slack/answers.py": {
        "chat.postMessage", "chat.postEphemeral", "views.open", "views.update", "views.publish", ".post",
    },
    "bots/platforms/discord/responder.py": {
        "/channels/{channel_id}/messages", "/interactions/{webhook_id}/{webhook_token}/callback",
        "/webhooks/{webhook_id}/{webhook_token}/messages/@original",
    },
    # another system of the organisation's own is told of what was handed to a team, without anybody's words
    "bots/outside/webhooks.py": {".post"}, "bots/app/outside.py": {".send"},
    # a process tells the one that began it how far it is
    "dashboard/window/jobs.py": {".send"},
    # which addresses take no token of ours, and which may be called again
    "bots/platforms/discord/api.py": {"/interactions/", "/webhooks/", "/users/@me/channels"},
    # which method is paced
    "bots/platforms/slack/pacing.py": {"chat.postMessage"},
    # which threads there are, to read them
    "bots/platforms/discord/history.py": {"/guilds/{guild_id}/threads/active"},
}  # fmt: skip


def sources() -> Iterator[tuple[str, ast.Module]]:
    for room in ROOMS:
        for file in sorted((ROOT / room).rglob("*.py")):
            yield file.relative_to(ROOT).as_posix(), ast.parse(file.read_text(encoding="utf-8"))


def ways_out(tree: ast.Module) -> set[str]:
    """Calls of something's ``send`` or an HTTP client's ``post``; words that name a vendor's way of saying something."""
    docs = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = ast.unparse(node.func.value).rpartition(".")[2]
            if node.func.attr == "send" or (
                node.func.attr in {"post", "put", "patch"} and owner in {"http", "session"}
            ):
                found.add(f".{node.func.attr}")
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            said = node.value
            if ": " in said or "?" in said:  # a sentence, or a question to the vendor
                continue
            if said.startswith(SPEAKING) or (said.startswith("/") and any(place in said for place in PLACES)):
                found.add(said)
    return found


def test_nobody_else_says_anything() -> None:
    found = {name: ways for name, tree in sources() if (ways := ways_out(tree))}
    assert found == TABLE


def test_the_search_sees_what_it_looks_for() -> None:
    tree = ast.parse(
        'platform.send(x)\nself.http.post(url)\ncall("chat.postMessage")\nX = "/channels/{c}/messages"\n"chat.x"'
    )
    assert ways_out(tree) == {".send", ".post", "chat.postMessage", "/channels/{c}/messages"}
