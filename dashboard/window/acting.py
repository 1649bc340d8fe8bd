"""What people do in chat, done from a page: the same event, decided by the same rules, answered in the same words.

A page says which commands, buttons and forms it passes on (``Deeds``). Whoever is signed in acts as themselves, with
the rights of their own account and never more; somebody who is not known by name can only read.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import HTTPException
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from dashboard.window.visit import Visit
from engagement.aiming import plain_name
from engagement.events import CommandGiven, ControlUsed, FormSubmitted
from engagement.ids import AccountId, OutboxId, private_channel, workspace_of
from engagement.ports import Ledger
from engagement.speech import Answer

LONGEST: Final = 4_000
"""So many characters a field holds at most, as a form of Discord's does (Slack's hold 3,000)."""
_MOST_FIELDS: Final = 400
_LONGEST_NAME: Final = 120
_VALUE: Final = "value."
_SAY: Final = "say"
_OF_EVERY_FORM: Final = frozenset({"csrf", "once", "under"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Deeds:
    """What a page passes on, the address it is sent to, and where the page is. What is typed follows a command."""

    to: str
    back: str
    commands: frozenset[str] = frozenset()
    controls: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What Hubbub says to it; ``under`` is the message of ours whose button was pressed, for the form it opens."""

    answer: Answer
    deeds: Deeds
    under: str = ""
    typed: Sequence["Typed"] = ()
    """What was typed, where some of it is too long: nothing was done, and nothing of it is lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """One field as it was sent; ``over`` is by how many characters it is too long."""

    name: str
    value: str
    over: int

    @property
    def label(self) -> str:
        """The field's name in words; what follows a command has none of its own."""
        if self.name == _SAY:
            return "What you wrote"
        return self.name.removeprefix(_VALUE).replace("_", " ").capitalize()


def account_of(visit: Visit, ledger: Ledger) -> AccountId | None:
    """The account as which whoever is signed in acts: the one they are named after, else their first."""
    member = visit.session.member
    if member is None:
        return None
    some = [one.id for one in ledger.people.accounts_of(member) if not one.is_gone and not one.is_bot]
    named = AccountId(member)
    return named if named in some else next(iter(some), None)


async def act(visit: Visit, deeds: Deeds) -> Answered:
    """Do what the form says; nothing where a field is longer than 4,000 characters, the most that a form in chat takes.

    Raises HTTPException 409 without a name, 400 for what the page does not pass on and for too many fields.
    """
    account = await run_in_threadpool(visit.read, lambda ledger: account_of(visit, ledger))
    if account is None:
        raise HTTPException(409, "This needs you to be signed in by name: `hubbub login --as NAME` prints such a link.")
    given = await _given(visit)
    under = given.get("under", [""])[0]
    event = _event(visit, deeds, account, given)
    if any(len(value) > LONGEST for some in given.values() for value in some):
        return Answered(answer=Answer(is_problem=True), deeds=deeds, under=under, typed=_typed(given))
    (answer,) = await visit.live.submit([event])
    return Answered(answer=answer, deeds=deeds, under=under)


async def act_and_show(visit: Visit, deeds: Deeds, show: Callable[[Visit, Answered], HTMLResponse]) -> HTMLResponse:
    """Do it, and show the page again with what Hubbub says to it."""
    answered = await act(visit, deeds)
    return await run_in_threadpool(show, visit, answered)


async def _given(visit: Visit) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    form = (await visit.request.form()).multi_items()
    if len(form) > _MOST_FIELDS:
        raise HTTPException(
            400, f"This form has more than {_MOST_FIELDS} fields. Choose less in it, and send it again."
        )
    for name, value in form:
        if isinstance(value, str) and len(name) <= _LONGEST_NAME:
            found.setdefault(name, []).append(value.replace("\r\n", "\n"))
    return found


def _typed(given: Mapping[str, list[str]]) -> list[Typed]:
    return [
        Typed(name=name, value=value, over=max(0, len(value) - LONGEST))
        for name, some in given.items()
        for value in some
        if name not in _OF_EVERY_FORM
    ]


def _event(
    visit: Visit, deeds: Deeds, account: AccountId, given: Mapping[str, list[str]]
) -> CommandGiven | ControlUsed | FormSubmitted:
    def one(name: str) -> str:
        return next(iter(given.get(name, ())), "")

    once = "".join(sign for sign in one("once") if sign.isalnum())[:_LONGEST_NAME] or visit.once()
    key, at = f"page:{visit.session.digest[:16]}:{once}", visit.now
    under = OutboxId(one("under")) if one("under") else None
    if plain_name(one("control")) in deeds.controls:
        return ControlUsed(key=key, at=at, account=account, control=one("control"), outbox=under)
    if one("form") in deeds.forms:
        values = {
            name.removeprefix(_VALUE): tuple(each for each in some if each)
            for name, some in given.items()
            if name.startswith(_VALUE)
        }
        return FormSubmitted(key=key, at=at, account=account, form=one("form"), outbox=under, values=values)
    if one("command") in deeds.commands:
        words = (*one("command").split(), *(word for said in given.get(_SAY, ()) for word in said.split()))
        place = private_channel(workspace_of(account))
        return CommandGiven(key=key, at=at, account=account, channel=place, words=words)
    raise HTTPException(400, "This page does not do that.")
