"""Who is notified by a message? Mentions in its text and its blocks, broadcasts and user groups included.

Where the vendor leaves it open it is read to the harsher side: a mention counts whether or not the person is in the
public channel, and one in ``text`` counts although blocks are shown instead.
"""

from collections.abc import Mapping
from typing import Any

from bench.fakes.slack.entities import bare_broadcasts, pieces
from bench.fakes.slack.walk import mrkdwn_texts, rich_elements
from bench.fakes.slack.world import Channel, World


def pinged(raw: Mapping[str, Any], channel: Channel, world: World) -> frozenset[str]:
    """The people whom this message notifies when it is posted, its author excepted."""
    found: set[str] = set()
    for text, reads_bare in mrkdwn_texts(raw):
        for piece in pieces(text):
            found |= _reached(piece.kind, piece.target, channel, world)
        if reads_bare:
            for name in bare_broadcasts(text):
                found |= _reached("broadcast", name, channel, world)
    for element in rich_elements(raw):
        found |= _reached_by_element(element, channel, world)
    people = {user.id for user in world.people() if not user.deleted}
    if channel.is_private:
        people &= set(channel.members)
    return frozenset((found & people) - {str(raw.get("user", ""))})


def mentions_bot(raw: Mapping[str, Any], world: World) -> bool:
    """Is the bot itself mentioned?"""
    return any(
        piece.kind == "user" and piece.target == world.bot_user_id
        for text, _ in mrkdwn_texts(raw)
        for piece in pieces(text)
    )


def _reached_by_element(element: Mapping[str, Any], channel: Channel, world: World) -> set[str]:
    match element.get("type"):
        case "user":
            return _reached("user", str(element.get("user_id", "")), channel, world)
        case "usergroup":
            return _reached("group", str(element.get("usergroup_id", "")), channel, world)
        case "broadcast":
            return _reached("broadcast", str(element.get("range", "")), channel, world)
        case _:
            return set()


def _reached(kind: str, target: str, channel: Channel, world: World) -> set[str]:
    if kind == "user":
        return {target}
    if kind == "group":
        group = world.groups.get(target)
        return set(group.members) if group is not None else set()
    if kind == "broadcast":
        return {user.id for user in world.people()} if target == "everyone" else set(channel.members)
    return set()
