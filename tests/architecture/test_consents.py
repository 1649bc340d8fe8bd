"""Every query that gives people away obeys a rule of consent, and is listed here with it: a new one without fails."""

import ast
import inspect
import types
import typing
from collections.abc import Iterator
from dataclasses import is_dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import storage.nouns
from engagement.decisions import Decision
from engagement.ids import AccountId, MemberId
from storage.nouns.noun import Noun

COUNTED = "nobody who said no to being counted is in it (storage/nouns/consented.py)"
ASKED = "a rank to look helpers up in: whoever is in it is asked only through may_ask, which wants their yes"
GATED = "what the gate needs to obey consents and caps"
THEMSELVES = "shown to the person alone"
ENGINE = "what conversations are made of: who wrote is needed to see who answered, and is shown to nobody"
ENROLLED = "everybody who enrolled by their own click"
NAMED = "how people are called whom a message names that was decided on by another rule"
JOURNAL = "staff see it; others see the reason of what came to themselves, without anybody's record"
SENT = "what was decided for somebody already"
HANDED = "staff of the team see what was handed to them; whoever asked wrote it in the open, or asked for the team"
NOTED = "what each kind of entry may show to whom is the rule of its module in advocacy, asked again when it is shown"
SIGNED_IN = "who is signed in to the pages: shown to themselves and to managers"
REPLAYED = "lived through once more by the engine, which obeys consents as it did; of people only counts come out"
TOLD_ALONE = (
    "each is told of the other alone, and managers a number that is never one to four; nobody who is not counted"
)
SOUGHT = "how people are called, to managers who look for a name; nobody who said no to being counted is found"
AGREED = "to managers: what people said yes to by their own click, and since when; nobody who said no to being counted"
STAFF = "the organisation's own people, named in the playbook"

RULES = {
    "AbsenceRows.known": ENGINE,
    "ContributionRows.of": THEMSELVES,
    "ContributionRows.all": COUNTED,
    "ContributionRows.around": COUNTED,
    "ContributionRows.received": COUNTED,
    "ContributionRows.who_gave_more": ENGINE,
    "ConversationRows.messages": ENGINE,
    "ConversationRows.threads": ENGINE,
    "ConversationRows.of_thread": ENGINE,
    "ConversationRows.of_member": ENGINE,
    "ConversationRows.recent": ENGINE,
    "ConversationRows.around": ENGINE,
    "ConversationRows.words_of": ENGINE,
    "ConversationRows.words_by": ENGINE,
    "ConversationRows.words_at": ENGINE,
    "ConversationRows.open_questions": ENGINE,
    "ConversationRows.questions_in": ENGINE,
    "ConversationRows.leaf": ENGINE,
    "CrisisRows.going_on": STAFF,
    "CrisisRows.get": STAFF,
    "CrisisRows.timeline": STAFF,
    "CrisisRows.newest": STAFF,
    "EntryRows.get": NOTED,
    "EntryRows.find": NOTED,
    "EntryRows.of_members": NOTED,
    "EntryRows.briefs": NOTED,
    "EntryRows.due": NOTED,
    "EntryRows.about": THEMSELVES,
    "EscalationRows.get": HANDED,
    "EscalationRows.of_thread": HANDED,
    "EscalationRows.entries": HANDED,
    "EscalationRows.handled": COUNTED,
    "EscalationRows.solved": COUNTED,
    "EscalationRows.answers_used": COUNTED,
    "EscalationRows.decided": STAFF,
    "EscalationRows.due": HANDED,
    "EscalationRows.running": HANDED,
    "EscalationRows.of_people": HANDED,
    "EscalationRows.assigned_since": STAFF,
    "EscalationRows.loads": STAFF,
    "ExperienceRows.in_channel": COUNTED,
    "ExperienceRows.most_popular": COUNTED,
    "ExperienceRows.scores": ASKED,
    "ExperienceRows.of_threads": ENGINE,
    "FigureRows.asked": COUNTED,
    "FigureRows.compared": COUNTED,
    "FigureRows.threads": COUNTED,
    "FigureRows.day_counts": COUNTED,
    "FigureRows.newcomers": COUNTED,
    "FigureRows.people": COUNTED,
    "FigureRows.wrote": COUNTED,
    "FigureRows.written": COUNTED,
    "FigureRows.asks": COUNTED,
    "FigureRows.days_written": COUNTED,
    "HistoryRows.read": REPLAYED,
    "JournalRows.get": JOURNAL,
    "JournalRows.newest": JOURNAL,
    "JournalRows.between": JOURNAL,
    "JournalRows.every": JOURNAL,
    "JournalRows.leaf": JOURNAL,
    "JournalRows.settings": JOURNAL,
    "LinkRows.find": THEMSELVES,
    "LinkRows.namesakes": THEMSELVES,
    "LinkRows.pairs": TOLD_ALONE,
    "OutboxRows.get": SENT,
    "OutboxRows.ready": SENT,
    "OutboxRows.unfinished": SENT,
    "OutboxRows.in_slot": SENT,
    "OutboxRows.in_slots": SENT,
    "OutboxRows.newest_in_slot": SENT,
    "OutboxRows.earlier_in_slot": SENT,
    "OutboxRows.latest": SENT,
    "OutboxRows.untold": SENT,
    "OutboxRows.undelivered": SENT,
    "OutboxRows.by_message": SENT,
    "OutboxRows.to_members": GATED,
    "OutboxRows.asks": ENROLLED,
    "PeopleRows.account": NAMED,
    "PeopleRows.accounts_of": NAMED,
    "PeopleRows.accounts": NAMED,
    "PeopleRows.called": NAMED,
    "PeopleRows.names": NAMED,
    "PeopleRows.named_or_in_roles": STAFF,
    "PeopleRows.linked": ENGINE,
    "PeopleRows.facts": ENGINE,
    "PeopleRows.helpers": ENROLLED,
    "PeopleRows.who_said_no": GATED,
    "PeopleRows.consents_of": GATED,
    "PeopleRows.search": SOUGHT,
    "PeopleRows.agreements": AGREED,
    "PrivacyRows.about": THEMSELVES,
    "PrivacyRows.find_gone_with_words": ENGINE,
    "ApiTokenRows.all": SIGNED_IN,
    "ApiTokenRows.find": SIGNED_IN,
    "SignInRows.find": SIGNED_IN,
    "SignInRows.find_code": SIGNED_IN,
    "SignInRows.newest": SIGNED_IN,
    "SignInRows.sessions": SIGNED_IN,
    "SignInRows.use_code": SIGNED_IN,
    "SimilarRows.find": ASKED,
    "SimilarRows.used": COUNTED,
}
"""Each reader of the storage rooms that gives people's ids away, and the rule it obeys."""
PEOPLE = (MemberId, AccountId, Decision)


def names_people(kind: Any, seen: frozenset[Any] = frozenset()) -> bool:
    """Whether a value of this type may hold somebody's id, at any depth."""
    if kind in PEOPLE:
        return True
    if kind in seen:
        return False
    seen |= {kind}
    inner = list(typing.get_args(kind))
    if isinstance(kind, type) and (is_dataclass(kind) or hasattr(kind, "_fields")):  # a dataclass or a named tuple
        inner += typing.get_type_hints(kind).values()
    return any(names_people(each, seen) for each in inner)


@cache
def nouns() -> dict[str, type]:
    """The classes that read and write rows, by name."""
    folder = Path(storage.nouns.__file__).parent
    found = [import_module(f"storage.nouns.{path.stem}") for path in sorted(folder.glob("[a-z]*.py"))]
    return {
        name: kind
        for module in found
        for name, kind in vars(module).items()
        if isinstance(kind, type) and issubclass(kind, Noun) and name.endswith("Rows")
    }


def readers() -> Iterator[tuple[str, types.FunctionType]]:
    """Every public function of a noun that gives people's ids away."""
    for name, kind in nouns().items():
        for called, function in vars(kind).items():
            is_public = isinstance(function, types.FunctionType) and not called.startswith("_")
            if is_public and names_people(typing.get_type_hints(function).get("return")):
                yield f"{name}.{called}", function


def test_every_reader_that_gives_people_away_has_its_rule() -> None:
    found = {name for name, _ in readers()}
    assert found - RULES.keys() == set(), "say here which rule of consent the new query obeys"
    assert RULES.keys() - found == set(), "a rule for a query that is gone"


@pytest.mark.parametrize(
    "name", [name for name, rule in RULES.items() if rule in {COUNTED, SOUGHT, AGREED, TOLD_ALONE}]
)
def test_what_counts_people_carries_the_condition(name: str) -> None:
    function = dict(readers())[name]
    module = import_module(function.__module__)
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    constants = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign) and "is_counted(" in ast.unparse(node)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    source = inspect.getsource(function)
    assert "is_counted(" in source or any(constant in source for constant in constants)


def test_no_other_room_reads_the_tables() -> None:
    root = Path(storage.nouns.__file__).parents[2]
    for room in ("bots", "dashboard", "config", "engagement", "advocacy"):
        for path in (root / room).rglob("*.py"):
            assert "storage.tables" not in path.read_text(encoding="utf-8"), path
