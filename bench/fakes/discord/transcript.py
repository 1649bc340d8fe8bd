"""How does everything on the server read, as text?"""

from collections.abc import Iterator
from typing import Any

from bench.fakes.discord import components as parts
from bench.fakes.discord.backend import Backend
from bench.fakes.discord.shown import label_of, name_of, text_of
from bench.fakes.discord.world import DM, FORUM, THREAD_STARTER, Channel, Message

INDENT = "    "


def of(backend: Backend) -> str:
    """Channel by channel; threads below their message, forms at the end."""
    lines: list[str] = []
    for server in backend.world.servers.values():
        lines.append(f"== {server.name} ==")
        for channel in backend.world.channels_of(server.id):
            lines += _channel(backend, channel)
    for channel in backend.world.channels.values():
        if channel.kind == DM and channel.recipient_id is not None:
            lines.append(f"@ direct messages of {backend.world.users[channel.recipient_id].name}")
            lines += _indented(_talk(backend, channel))
    for user, modal in backend.modals.items():
        lines += _modal(backend.world.users[user].name, modal)
    return "\n".join(lines) + "\n"


def _channel(backend: Backend, channel: Channel) -> Iterator[str]:
    notes = [] if backend.sees(channel) else ["hidden from the bot"]
    notes += ["age-restricted"] if channel.is_age_restricted else []
    yield f"# {channel.name}" + (f" ({', '.join(notes)})" if notes else "")
    yield from _indented(_talk(backend, channel))
    below = {message.id for message in _messages(backend, channel)}
    for thread in backend.world.threads_of(channel.id):
        if thread.id not in below or channel.kind == FORUM:
            yield from _indented(_thread(backend, thread))


def _talk(backend: Backend, channel: Channel) -> Iterator[str]:
    for message in _messages(backend, channel):
        if message.kind == THREAD_STARTER:
            continue
        yield from _message(backend, channel, message)
        thread = backend.world.channels.get(message.id)
        if thread is not None and thread.id != channel.id:
            yield from _indented(_thread(backend, thread))


def _messages(backend: Backend, channel: Channel) -> list[Message]:
    hidden = [m for m in backend.world.ephemerals.values() if m.channel_id == channel.id]
    return sorted([*channel.messages.values(), *hidden], key=lambda message: int(message.id))


def _thread(backend: Backend, thread: Channel) -> Iterator[str]:
    state = thread.thread
    assert state is not None
    names = {tag.id: tag.name for tag in backend.world.parent_of(thread).tags}
    notes = [f"#{names[tag]}" for tag in state.tags if tag in names]
    notes += ["archived"] if state.is_archived else []
    notes += ["locked"] if state.is_locked else []
    yield f"> {thread.name}" + (f" ({', '.join(notes)})" if notes else "")
    yield from _indented(_talk(backend, thread))


def _message(backend: Backend, channel: Channel, message: Message) -> Iterator[str]:
    head = name_of(backend, channel.id, message.author_id)
    if message.reply_to is not None and message.reply_to in channel.messages:
        head += f" -> {name_of(backend, channel.id, channel.messages[message.reply_to].author_id)}"
    first, *rest = text_of(backend, message).split("\n")
    notes = ["edited"] if message.edited_at is not None else []
    if message.only_for is not None:
        notes.append(f"only {name_of(backend, channel.id, message.only_for)} sees this")
    yield f"{head}: {first}".rstrip() + "".join(f" ({note})" for note in notes if not rest)
    for index, line in enumerate(rest):
        yield INDENT + line + ("".join(f" ({note})" for note in notes) if index == len(rest) - 1 else "")
    for line in controls(message.components):
        yield INDENT + line
    if message.reactions:
        yield INDENT + " ".join(f"{emoji}{len(users)}" for emoji, users in message.reactions.items())


def controls(components: list[Any]) -> Iterator[str]:
    """Buttons and menus, a row a line."""
    for row in parts.walk(components):
        if row.get("type") not in (parts.ROW, parts.SECTION):
            continue
        inner = [*(row.get("components") or []), *([row["accessory"]] if "accessory" in row else [])]
        shown = [_control(each) for each in inner if each.get("type") in {parts.BUTTON} | parts.SELECTS]
        if shown:
            yield " ".join(shown)


def _control(each: dict[str, Any]) -> str:
    if each["type"] == parts.BUTTON:
        return f"[{label_of(each)}]" + (" (disabled)" if each.get("disabled") else "")
    options = " | ".join(option["label"] for option in each.get("options") or [])
    return f"<{each.get('placeholder') or each['custom_id']}: {options or 'any'}>"


def _modal(who: str, modal: dict[str, Any]) -> Iterator[str]:
    yield f'form "{modal["title"]}" before {who}'
    for component in modal["components"]:
        if component["type"] == parts.TEXT_DISPLAY:
            yield INDENT + component["content"]
            continue
        field = component.get("component") or component["components"][0]
        label = component.get("label") or field.get("label") or field["custom_id"]
        options = [f"({'x' if o.get('default') else ' '}) {o['label']}" for o in field.get("options") or []]
        given = field.get("value") or field.get("placeholder") or ""
        yield INDENT + f"{label}: {' '.join(options) or f'[{given}]'}"


def _indented(lines: Iterator[str]) -> Iterator[str]:
    return (INDENT + line for line in lines)
