"""``hubbub wishes``: what members wish for and need, what became of it, and words only where their writers agreed."""

import argparse
from typing import TYPE_CHECKING, Any

from bots.cli.opened import open_community

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from advocacy.insights import Insight, Insights, Wish
    from advocacy.themes import Themes
    from engagement.ids import MemberId
    from engagement.policy import Policy
    from engagement.ports import Ledger


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--community", metavar="NAME", help="which community (default: the only one)")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print them, what most people want first."""
    from bots.cli.shown import print_json  # noqa: PLC0415  # `--help` needs none of this
    from bots.runtime.clock import SystemClock  # noqa: PLC0415

    with open_community(arguments) as opened:
        found = opened.read(lambda ledger: listed(ledger, opened.policy, SystemClock().now()))
    if arguments.json:
        print_json(found)
    else:
        print("\n".join(line for one in found for line in _lines(one)) or "Nobody has wished for anything yet.")
    return 0


def listed(ledger: "Ledger", policy: "Policy", now: "datetime") -> list[dict[str, Any]]:
    """Each with its short name, stage, topics, people ("a few" under five) and the messages it stands in."""
    from dataclasses import replace  # noqa: PLC0415

    from advocacy.insights import Stage  # noqa: PLC0415
    from bots.runtime.themes import kept_themes  # noqa: PLC0415
    from bots.runtime.wishes import everything  # noqa: PLC0415

    seen = everything(ledger, {channel.id: channel for channel in ledger.places.all()}, now)
    people = {one.member for one in seen.wishes} | {one.member for one in seen.votes if one.member is not None}
    seen = replace(seen, out=seen.out | _staff(ledger, policy, people))
    known = [one for one in seen.insights.values() if one.stage is not Stage.JOINED and seen.of(one.id, passed=False)]
    known.sort(key=lambda one: (-seen.people(one.id, passed=False), one.at, one.id))
    themes = kept_themes(ledger)
    return [_told(ledger, seen, one) | {"theme": _theme(themes, one)} for one in known]


def _theme(themes: "Themes", one: "Insight") -> str | None:
    """The name that somebody confirmed; nothing of what is only proposed."""
    found = themes.of(one.id)
    return found.name if found is not None else None


def _staff(ledger: "Ledger", policy: "Policy", people: "Collection[MemberId]") -> "frozenset[MemberId]":
    from engagement.authorisation import roles_of  # noqa: PLC0415
    from engagement.ids import external_of  # noqa: PLC0415
    from engagement.people import Role  # noqa: PLC0415

    own = {Role.STAFF, Role.MANAGER, Role.SALES}
    accounts = [account for who in sorted(people) for account in ledger.people.accounts_of(who)]
    return frozenset(
        each.member
        for each in accounts
        if each.is_bot or roles_of(policy, each.id, external_of(each.id), *each.roles) & own
    )


def _told(ledger: "Ledger", seen: "Insights", one: "Insight") -> dict[str, Any]:
    from advocacy.insights import shown_people  # noqa: PLC0415

    number = shown_people(seen.people(one.id, passed=False))[0]
    return {
        "id": one.code, "stage": one.stage.value, "is_passed_on": bool(one.shown), "topics": list(one.topics),
        "people": "a few" if number == "few" else int(number), "since": one.at.isoformat(),
        "wishes": [_wish(ledger, seen, wish) for wish in seen.of(one.id, passed=False)],
    }  # fmt: skip


def _wish(ledger: "Ledger", seen: "Insights", wish: "Wish") -> dict[str, Any]:
    from advocacy.insights import Leave  # noqa: PLC0415

    leave = Leave.UNASKED if wish.member in seen.quiet else wish.leave
    kept = ledger.conversations.words_at(wish.message) if leave in {Leave.WORDS, Leave.NAMED} else None
    names = ledger.people.names([wish.member]) if leave is Leave.NAMED else {}
    return {
        "message": wish.message, "kind": wish.kind.value, "words": kept.text if kept is not None else None,
        "name": names.get(wish.member),
    }  # fmt: skip


def _lines(one: dict[str, Any]) -> "Iterator[str]":
    about = ", ".join(one["topics"]) or "no topic"
    theme = f"; theme: {one['theme']}" if one["theme"] else ""
    yield f"{one['id']}  {one['stage']}, {about}: wanted by {one['people']}{theme}"
    for wish in one["wishes"]:
        said = f": “{' '.join(wish['words'].split())}”" if wish["words"] else ""
        yield f"      {wish['kind']} {wish['message']}{said}{', ' + wish['name'] if wish['name'] else ''}"
