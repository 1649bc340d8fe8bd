"""Which commands and menus does a server offer? The payload that registers them, and whether that is needed."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from bots.platforms.discord.fields import read_objects
from bots.platforms.discord.present import PREFIX, Payload
from bots.platforms.discord.richtext import plain_cut

MENUS: Final = ("mark_answer", "ask_helper", "hand_to_team")
"""The entries of a message's menu, by the control they use."""
_SLASH, _MESSAGE_MENU = 1, 3
_SUBCOMMAND, _GROUP, _STRING, _USER, _CHANNEL = 1, 2, 3, 6, 7
KUDOS: Final = "kudos"
"""The sub-command that is also a command by itself."""
GROUP: Final = "team"
"""What is for staff stands in a group of that name: a command takes 25 sub-commands."""
FOR_STAFF: Final = ("levels", "ask", "advocates", "news", "sales", "check-draft", "references", "poll", "role")
_PLACES: Final = (0, 5, 15)
"""Text, announcements, forum."""
_LONGEST_NAME: Final = 32
_LONGEST_DESCRIPTION: Final = 100
_LONGEST_ID: Final = 40
_LONGEST_WHY: Final = 500
"""What somebody is thanked or named for, or looked up."""
_LONGEST_SAID: Final = 2020
"""An update with the word before it, or a draft."""


Label = Callable[[str], str]
"""Gives a text of the community's language by its key."""


def to_commands(label: Label) -> list[Payload]:
    """``/hubbub`` with its subcommands, ``/kudos``, which is one of them by itself, and the message menus.

    The words typed are the same in every language.
    """
    names = ("help", "mine", "helper", "quiet", "stop", "private", "setup", "pause", "resume", "waiting",
             "board", "greet", "wishes", "propose", "advocate")  # fmt: skip
    rest = _option(label, "who", "pause_who", is_required=False) | {"max_length": _LONGEST_WHY}
    about = {"pause": rest, "resume": _option(label, "who", "resume_who", is_required=False)}
    plain = [_subcommand(label, name, *([about[name]] if name in about else [])) for name in names]
    privacy = _subcommand(label, "privacy", _option(label, "what", "privacy_what", is_required=False))
    why = _subcommand(label, "why", _option(label, "id", "why_id", is_required=False))
    said = _option(label, "what", "crisis_what", is_required=False) | {"max_length": _LONGEST_SAID}
    crisis = _subcommand(label, "crisis", said)
    news = _subcommand(label, "news", _option(label, "what", "news_on", is_required=False))
    sales = _subcommand(label, "sales", _option(label, "what", "sales_what", is_required=False))
    no = _subcommand(label, "no", _option(label, "what", "no_what", is_required=True))
    yes = _subcommand(label, "yes", _option(label, "what", "yes_what", is_required=True))
    draft = _option(label, "what", "check_draft_what", is_required=False) | {"max_length": _LONGEST_SAID}
    checked = _subcommand(label, "check_draft", draft) | {"name": "check-draft"}
    channel = {"channel_types": list(_PLACES), "type": _CHANNEL}
    live = _subcommand(label, "live", _option(label, "channel", "live_channel", is_required=True) | channel)
    undo = _subcommand(label, "undo", _option(label, "id", "undo_id", is_required=True))
    who = {"type": _USER, "name": "who", "description": _described(label, "kudos_who"), "required": True}
    kudos = _subcommand(
        label, KUDOS, who, _option(label, "what", "kudos_what", is_required=False) | {"max_length": _LONGEST_WHY}
    )
    whom = _option(label, "member", "nominate_member", is_required=True)
    why_them = _option(label, "why", "nominate_why", is_required=True) | {"max_length": _LONGEST_WHY}
    nominate = _subcommand(label, "nominate", whom, why_them)
    sought = _option(label, "what", "references_what", is_required=False) | {"max_length": _LONGEST_WHY}
    references = _subcommand(label, "references", sought)
    role = _subcommand(
        label, "role", _option(label, "member", "role_member", is_required=True),
        _option(label, "what", "role_what", is_required=True),
    )  # fmt: skip
    staff = {"role": role, "news": news, "sales": sales, "check-draft": checked, "references": references}
    for_staff = [staff.get(name) or _subcommand(label, name) for name in FOR_STAFF]
    team: Payload = {
        "type": _GROUP, "name": GROUP, "description": _described(label, GROUP), "options": for_staff,
    }  # fmt: skip
    slash: Payload = {
        "type": _SLASH,
        "name": PREFIX,
        "description": _described(label, "hubbub"),
        "options": [*plain, privacy, why, live, undo, crisis, kudos, nominate, no, yes, team],
    }
    short = kudos | {"type": _SLASH}
    return [slash, short, *({"type": _MESSAGE_MENU, "name": name} for name in to_menus(label))]


def to_menus(label: Label) -> Mapping[str, str]:
    """The control of each message menu by the menu's name."""
    return {plain_cut(label(f"controls.{control}"), _LONGEST_NAME): control for control in MENUS}


def is_registered(wanted: Sequence[Payload], there: object) -> bool:
    """Whether the server offers exactly these commands already; ``there`` is what the API lists."""
    listed = read_objects(there)
    return sorted(map(_essence, wanted)) == sorted(map(_essence, listed))


def _essence(command: Mapping[str, Any]) -> str:
    """What matters of a command or option, without what Discord adds."""
    options = [_essence(option) for option in read_objects(command.get("options"))]
    channels = sorted(command.get("channel_types") or [])
    told = (command.get("type", _SLASH), command.get("name"), command.get("description") or "")
    return repr((*told, bool(command.get("required")), command.get("max_length"), channels, options))


def _subcommand(label: Label, name: str, *options: Payload) -> Payload:
    shown: Payload = {"type": _SUBCOMMAND, "name": name, "description": _described(label, name)}
    return shown | ({"options": list(options)} if options else {})


def _option(label: Label, name: str, key: str, *, is_required: bool) -> Payload:
    kind = _USER if name == "member" else _STRING
    shown: Payload = {"type": kind, "name": name, "description": _described(label, key), "required": is_required}
    return shown if kind == _USER or key == "live_channel" else shown | {"max_length": _LONGEST_ID}


def _described(label: Label, key: str) -> str:
    return plain_cut(label(f"commands.{key}"), _LONGEST_DESCRIPTION)
