"""Which registered command does somebody mean, and what goes on the wire for its options?"""

from collections.abc import Mapping
from typing import Any

from bench.fakes.discord.backend import Backend, Command
from bench.fakes.discord.command_forms import (
    ATTACHMENT,
    BOOLEAN,
    CHANNEL,
    INTEGER,
    MENTIONABLE,
    NUMBER,
    ROLE,
    SLASH,
    STRING,
    SUB_COMMAND,
    SUB_COMMAND_GROUP,
    USER,
)
from bench.fakes.discord.modals import NotPossible
from bench.fakes.discord.permissions import in_server
from bench.fakes.discord.world import Channel

PYTHON_TYPES: dict[int, tuple[type, ...]] = {STRING: (str,), INTEGER: (int,), BOOLEAN: (bool,), NUMBER: (int, float)}
IN_SERVER, IN_BOT_DM = 0, 1


def command(backend: Backend, channel: Channel, who: str, kind: int, name: str) -> Command:
    """The command somebody is offered under a name; a server's own goes before a global one. Errors: NotPossible."""
    offered = [
        c for c in backend.commands if c.body.get("type", SLASH) == kind and c.server in (None, channel.server_id)
    ]
    found = [c for c in offered if c.body["name"] == name]
    if not found:
        raise NotPossible(f"no command {name!r} is offered here, only {sorted(c.body['name'] for c in offered)}")
    chosen = min(found, key=lambda c: c.server is None)
    _check_offered(backend, channel, who, chosen)
    return chosen


def _check_offered(backend: Backend, channel: Channel, who: str, chosen: Command) -> None:
    body = chosen.body
    contexts = body.get("contexts")
    if contexts is None:
        contexts = [IN_SERVER] if body.get("dm_permission") is False else [IN_SERVER, IN_BOT_DM]
    if (IN_BOT_DM if channel.server_id is None else IN_SERVER) not in contexts:
        raise NotPossible(f"{body['name']!r} is not offered in this kind of place")
    needs = body.get("default_member_permissions")
    membership = backend.member(channel.server_id, who)
    if needs is not None and membership is not None and channel.server_id is not None:
        has = in_server(backend.world.servers[channel.server_id], membership)
        if int(needs) == 0 or has & int(needs) != int(needs):
            raise NotPossible(f"{body['name']!r} is not offered to this member")


def options(chosen: Command, sub: str | None, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The options of a slash command as they are sent; ``sub`` is a sub-command, after its group and a space."""
    offered = chosen.body.get("options") or []
    wrappers: list[dict[str, Any]] = []
    for part in (sub or "").split():
        inner = next((o for o in offered if o["name"] == part and o["type"] in (SUB_COMMAND, SUB_COMMAND_GROUP)), None)
        if inner is None:
            raise NotPossible(f"{chosen.body['name']!r} has no sub-command {part!r}")
        wrappers.append({"name": part, "type": inner["type"]})
        offered = inner.get("options") or []
    if any(option["type"] in (SUB_COMMAND, SUB_COMMAND_GROUP) for option in offered):
        raise NotPossible(f"{chosen.body['name']!r} needs one of {[option['name'] for option in offered]}")
    sent = _values(offered, given)
    for wrapper in reversed(wrappers):
        sent = [wrapper | {"options": sent}]
    return sent


def _values(offered: list[dict[str, Any]], given: Mapping[str, Any]) -> list[dict[str, Any]]:
    strange = set(given) - {option["name"] for option in offered}
    if strange:
        raise NotPossible(f"there is no option {sorted(strange)}, only {[option['name'] for option in offered]}")
    sent = []
    for option in offered:
        if option["name"] in given:
            value = _value(option, given[option["name"]])
            sent.append({"name": option["name"], "type": option["type"], "value": value})
        elif option.get("required"):
            raise NotPossible(f"{option['name']!r} is required")
    return sent


def _value(option: dict[str, Any], value: Any) -> Any:
    kind, name = option["type"], option["name"]
    if kind == ATTACHMENT:
        raise NotPossible("the fake attaches no files to commands")
    if kind in (USER, CHANNEL, ROLE, MENTIONABLE):
        return str(value)
    if not isinstance(value, PYTHON_TYPES[kind]) or (isinstance(value, bool) and kind != BOOLEAN):
        raise NotPossible(f"{name!r} does not take {value!r}")
    choices = {choice["name"]: choice["value"] for choice in option.get("choices") or []}
    if choices and value not in choices and value not in choices.values():
        raise NotPossible(f"{name!r} offers {sorted(choices)}, not {value!r}")
    chosen = choices.get(value, value) if isinstance(value, str) else value
    size = len(chosen) if isinstance(chosen, str) else chosen
    low, high = (option.get(f"{end}_{'length' if kind == STRING else 'value'}") for end in ("min", "max"))
    if (low is not None and size < low) or (high is not None and size > high):
        raise NotPossible(f"{name!r} takes {low} to {high}, not {value!r}")
    return chosen


def referred(sent: list[dict[str, Any]]) -> list[str]:
    """The ids that sent options refer to."""
    found: list[str] = []
    for option in sent:
        found += referred(option.get("options") or [])
        if option["type"] in (USER, CHANNEL, ROLE, MENTIONABLE):
            found.append(option["value"])
    return found
