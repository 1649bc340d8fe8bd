"""What the sandbox's page is shown: the chat world as plain JSON, as one person sees it."""

from base64 import b64encode
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from bots.platforms.sandbox.names import BOT, direct_with, person_of_direct
from bots.platforms.sandbox.post import Post
from bots.platforms.sandbox.sight import may_enter, may_see
from bots.platforms.sandbox.world import World
from bots.voice.drawing import to_png
from engagement.ids import AccountId
from engagement.speech import Form, Picture, RichText

View = dict[str, Any]


def community(world: World) -> View:
    """The community's name and zone."""
    return (
        {"name": world.begun.name, "timezone": world.begun.timezone} if world.begun else {"name": "", "timezone": "UTC"}
    )


def people(world: World) -> list[View]:
    """Everybody, in the sample's order."""
    return [
        {
            "id": one.id,
            "name": one.name,
            "role": one.role,
            "timezone": one.timezone,
            "languages": one.languages,
            "is_bot": one.is_bot,
            "is_hubbub": one.id == BOT,
        }
        for one in world.people.values()
    ]


def channels(world: World, person: AccountId) -> list[View]:
    """The channels a person is in, in the sample's order."""
    return [
        {
            "id": one.id,
            "name": one.name,
            "topic": one.topic,
            "is_private": one.is_private or one.is_managers,
            "is_managers": one.is_managers,
        }
        for one in world.channels.values()
        if may_enter(world, person, one.id)
    ]


def messages(posts: Iterable[Post], world: World, person: AccountId) -> list[View]:
    """Those of the messages that a person may see; of a deleted one only that it was there."""
    return [_message(post) for post in posts if may_see(world, person, post)]


def letters(world: World, person: AccountId) -> list[View]:
    """Who else has private words from Hubbub, and since when the newest are there: a hint whom to speak as next."""
    newest: dict[AccountId, Post] = {}
    for post in world.posts.values():
        owner = person_of_direct(post.channel)
        if owner not in {None, person} and post.author == BOT and not post.is_deleted:
            newest[AccountId(str(owner))] = post
    return [{"person": owner, "at": post.at, "message": post.id} for owner, post in newest.items()]


def direct(person: AccountId) -> str:
    """The id of a person's private conversation with Hubbub."""
    return direct_with(person)


def form(shown: Form | None) -> View | None:
    """A form to fill in."""
    if shown is None:
        return None
    entries = [
        {
            "name": entry.name,
            "kind": entry.kind,
            "label": entry.label,
            "hint": entry.hint,
            "options": entry.options,
            "value": entry.value,
        }
        for entry in shown.entries
    ]
    return {
        "name": shown.name,
        "title": shown.title,
        "intro": _rich(shown.intro),
        "entries": entries,
        "send": shown.send,
        "cancel": shown.cancel,
    }


def _message(post: Post) -> View:
    shown: View = {
        "id": post.id,
        "channel": post.channel,
        "thread": post.thread,
        "author": post.author,
        "at": post.at,
        "is_deleted": post.is_deleted,
        "only_to": post.only_to,
    }
    if post.is_deleted:
        return shown
    return shown | {
        "text": post.text,
        "rich": _rich(post.rich) if post.author == BOT else None,
        "picture": _picture(post.picture) if post.picture is not None else None,
        "buttons": [{"name": one.name, "label": one.label, "style": one.style} for one in post.buttons],
        "pings": post.pings,
        "anchor": post.anchor,
        "is_edited": post.edits > 0 and post.author != BOT,
        "reactions": [{"emoji": emoji, "people": who} for emoji, who in post.reactions.items()],
        "tags": sorted(post.tags),
    }


@lru_cache(maxsize=64)
def _picture(picture: Picture) -> View:
    """The picture itself, within the page: nobody else's eyes see it there."""
    return {"alt": picture.alt, "src": "data:image/png;base64," + b64encode(to_png(picture)).decode()}


def _rich(text: RichText) -> list[View]:
    return [
        {
            "kind": block.kind,
            "spans": [
                {"text": span.text, "style": span.style, "link": span.link, "person": span.person, "at": span.at}
                for span in block.spans
            ],
        }
        for block in text
    ]
