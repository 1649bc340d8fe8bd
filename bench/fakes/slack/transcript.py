"""What did members read, written down for people? Channel by channel, threads indented, buttons as [label]."""

from collections.abc import Iterator
from datetime import UTC, datetime

from bench.fakes.slack.plain import find_buttons, read_blocks, read_object
from bench.fakes.slack.records import Json, Shown
from bench.fakes.slack.walk import objects
from bench.fakes.slack.workspace import Workspace
from bench.fakes.slack.world import Channel, Message


def write_transcript(space: Workspace) -> str:
    """The whole workspace: what stands there now, ephemeral messages marked, forms and homes last."""
    lines: list[str] = []
    for channel in space.world.channels.values():
        if channel.messages or channel.ephemerals:
            lines += ["", _title(space, channel), *_channel_lines(space, channel)]
    for user, stack in space.views.modals.items():
        for view in stack:
            lines += ["", f"== Form in front of {_name(space, user)} ==", *_view_lines(space, view)]
    for user, view in space.views.homes.items():
        lines += ["", f"== Home of {_name(space, user)} ==", *_view_lines(space, view)]
    return "\n".join(lines).strip() + "\n"


def _title(space: Workspace, channel: Channel) -> str:
    if channel.kind == "im":
        return f"== Direct messages with {_name(space, channel.members[0])} =="
    marks = [
        word
        for word, holds in (
            ("private", channel.is_private),
            ("archived", channel.is_archived),
            ("shared", channel.is_shared),
            ("without the bot", not channel.has_bot),
        )
        if holds
    ]
    told = f" ({', '.join(marks)})" if marks else ""
    return f"== #{channel.name}{told} =="


def _channel_lines(space: Workspace, channel: Channel) -> Iterator[str]:
    everything = sorted([*channel.messages, *channel.ephemerals], key=lambda each: each.ts)
    for message in everything:
        if message.root is None:
            yield from _message_lines(space, channel, message, "")
            for reply in everything:
                if reply.root == message.ts:
                    yield from _message_lines(space, channel, reply, "    ")
    roots = {each.ts for each in everything if each.root is None}
    for orphan in everything:
        if orphan.root is not None and orphan.root not in roots:
            yield from _message_lines(space, channel, orphan, "    ")


def _message_lines(space: Workspace, channel: Channel, message: Message, indent: str) -> Iterator[str]:
    shown = space.shown(channel, message)
    only = f" (only {_name(space, message.only_to)} sees this)" if message.only_to is not None else ""
    edited = " (edited)" if shown.edited else ""
    first, *more = shown.text.split("\n")
    yield f"{indent}[{_clock(shown.ts)}] {_name(space, shown.user)}{only}: {first}{edited}"
    yield from (f"{indent}    {line}" for line in more)
    yield from (f"{indent}    {line}" for line in _extras(space, shown))


def _extras(space: Workspace, shown: Shown) -> Iterator[str]:
    if shown.buttons:
        yield " ".join(f"[{label}]" for _, label, _ in shown.buttons)
    if shown.reactions:
        yield " ".join(f":{name}: {', '.join(_name(space, each) for each in users)}" for name, users in shown.reactions)
    if shown.pings:
        yield f"(notified: {', '.join(sorted(_name(space, each) for each in shown.pings))})"


def _view_lines(space: Workspace, view: Json) -> Iterator[str]:
    if view.get("title"):
        yield f"# {read_object(view['title'], space.world)}"
    for block in view["blocks"]:
        words = read_blocks([block], space.world)
        yield from words.split("\n") if words else ()
        element = block.get("element")
        if element is not None:
            yield f"    <{element['type']}: {_choices(space, element)}>"
        if buttons := find_buttons([block]):
            yield "    " + " ".join(f"[{label}]" for _, label, _ in buttons)
    ends = [read_object(view[name], space.world) for name in ("submit", "close") if view.get(name)]
    if ends:
        yield " ".join(f"[{each}]" for each in ends)


def _choices(space: Workspace, element: Json) -> str:
    options = [read_object(each["text"], space.world) for each, _ in objects(element.get("options")) if "value" in each]
    initial = element.get("initial_value") or element.get("initial_time") or element.get("initial_date") or ""
    return " | ".join(options) or str(initial)


def _name(space: Workspace, user: str) -> str:
    found = space.world.users.get(user)
    return found.name if found is not None else user


def _clock(ts: str) -> str:
    return datetime.fromtimestamp(float(ts), tz=UTC).strftime("%Y-%m-%d %H:%M:%S")
