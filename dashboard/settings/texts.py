"""Texts in the community's own words: all of them by step, and one with its preview on both platforms."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import Form, HTTPException, Query
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool

from bots.voice.rendering import Voice
from bots.voice.template import placeholders
from config.overriding import TEXTS
from config.persona_lint import findings
from config.scalars import languages_shipped
from config.wordings import changeable, is_line, longest, message_of, samples, shipped, to_wording
from dashboard.settings.looks import Look, looks
from dashboard.settings.samples import reader_of, sampled
from dashboard.settings.saving import set_all
from dashboard.window.visit import Here, Visit
from engagement.actions import Reply
from engagement.events import Wanted
from engagement.policy import Policy
from engagement.speech import plain

LANGUAGES: Final[Mapping[str, str]] = {"en": "English", "de": "German", "es": "Spanish"}
_LONGEST_SEEN: Final = 20_000
_MOST_FIXED: Final = 12
"""So many texts that stay as they ship are listed beside what was found (ours)."""
_MARKS: Final = re.compile(r"\*\*|[*`>~]|\]\(\{?[^)]*\)|\[")
Short = Annotated[str, Query(max_length=120)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A text in the list; ``own``: the languages in which the community has its own wording."""

    key: str
    said: str
    is_line: bool
    own: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What somebody sent of the form of one text: what stands in its field, and what is wrong with it."""

    text: str
    seen: str
    error: str = ""


@cache
def _first_words(key: str) -> str:
    return " ".join(_MARKS.sub("", shipped().get("en", key)).split())


@cache
def _shipped_words(key: str) -> str:
    """Its name, and its words in every language, to be looked through."""
    return " ".join([key, *(shipped().get(language, key) for language in languages_shipped())]).casefold()


def texts(visit: Here, words: Short = "", key: Short = "", language: Short = "", saved: Short = "") -> HTMLResponse:
    """All texts, those in which ``words`` occur, or the one called ``key``."""
    policy = visit.live.owner.community.policy
    if key:
        _check(key, language or _first(policy))
        beside = visit.read(lambda ledger: ledger.dials.all())
        return _one(visit, key, language or _first(policy), beside, is_saved=bool(saved))
    steps = _by_step(policy, visit.live.voice, words)
    return visit.show(
        "settings", title="Texts", view="texts", steps=steps, words=words, languages=LANGUAGES,
        found=sum(len(some) for _, some in steps), fixed=_fixed(words), own=sum(map(len, policy.texts.values())),
    )  # fmt: skip


def query_of(path: str) -> str:
    """With which the page of a text opens; "" where a path is no text's, or that text is gone."""
    language, _, key = path.removeprefix(TEXTS).partition(".")
    is_there = path.startswith(TEXTS) and key in changeable() and language in languages_shipped()
    return f"key={quote(key, safe='')}&language={language}" if is_there else ""


def _by_step(policy: Policy, voice: Voice, words: str) -> list[tuple[str, list[Listed]]]:
    """The texts by the name of their step, in the order of the names."""
    wanted, steps = words.casefold().split(), dict[str, list[Listed]]()
    for key in changeable():
        own = tuple(language for language, some in policy.texts.items() if key in some)
        said = " ".join([_shipped_words(key), *(policy.texts[language][key].casefold() for language in own)])
        if all(word in said for word in wanted):
            listed = Listed(key=key, said=_first_words(key), is_line=is_line(key), own=own)
            steps.setdefault(_step_of(voice, key), []).append(listed)
    return sorted(steps.items())


def _fixed(words: str) -> list[tuple[str, str]]:
    """What somebody may look for here and stays as it ships: names of buttons, forms, single words. Key and words."""
    wanted = words.casefold().split()
    keys = [key for key in shipped().by_language["en"] if key not in changeable()] if wanted else []
    found = [key for key in keys if all(word in _shipped_words(key) for word in wanted)]
    return [(key, _first_words(key)) for key in found[:_MOST_FIXED]]


def _step_of(voice: Voice, key: str) -> str:
    step = f"steps.{key.partition('.')[0]}"
    return voice.label(step, "en") if step in shipped().by_language["en"] else step.removeprefix("steps.")


def _said(policy: Policy, language: str, key: str) -> str:
    """What is said now."""
    return policy.texts.get(language, {}).get(key) or shipped().get(language, key)


def _first(policy: Policy) -> str:
    return policy.languages[0] if policy.languages else "en"


def _check(key: str, language: str) -> None:
    if key not in changeable() or language not in languages_shipped():
        raise HTTPException(404, "There is no such text (any more). The list has all that may be worded anew.")


def _one(
    visit: Visit, key: str, language: str, beside: Mapping[str, object], typed: Typed | None = None, *,
    is_saved: bool = False, status: int = 200,
) -> HTMLResponse:  # fmt: skip
    """The form of one text. Its preview shows what is typed, where that fits, else what is said now."""
    policy, voice = visit.live.owner.community.policy, visit.live.voice
    path = f"{TEXTS}{language}.{key}"
    own = policy.texts.get(language, {}).get(key)
    standing = typed or Typed(text=_said(policy, language, key), seen=json.dumps(beside.get(path)))
    shown = standing.text if standing.text.strip() and not standing.error else _said(policy, language, key)
    return visit.show(
        "settings", title="A text", view="text", status=status, key=key, language=language, languages=LANGUAGES,
        speaks=policy.languages, step=_step_of(voice, key), path=path, model=shipped().get(language, key), own=own,
        is_beside=path in beside, typed=standing, is_saved=is_saved, longest=longest(key), is_line=is_line(key),
        is_typed=typed is not None and shown == typed.text, looks=_looks(visit, key, language, shown),
        found=findings(language, key, shown, policy.persona), places=_places(visit, key, language),
        owned=[name for name, some in policy.texts.items() if key in some],
    )  # fmt: skip


def _looks(visit: Visit, key: str, language: str, text: str) -> Sequence[Look]:
    policy = visit.live.owner.community.policy
    return looks(*sampled(visit.live.voice, policy, key, language, text), policy.timezone)


def _places(visit: Visit, key: str, language: str) -> list[tuple[str, str]]:
    """Each placeholder a wording may hold, and what stands there in the sample."""
    policy, sample = visit.live.owner.community.policy, samples()[message_of(key)]
    fields = sample.items[0] if is_line(key) and sample.items else sample.fields
    found = []
    for name in sorted(placeholders(shipped().get("en", key)) | {"bot"}):
        said = Reply(text=key, fields=fields)
        voice = visit.live.voice.with_own(lambda name=name: {language: {key: f"{{{name}}}"}})  # type: ignore[misc]
        found.append((name, plain(voice.reply(said, reader_of(policy, language, fields))[0])))
    return found


async def save(
    visit: Here, key: Annotated[str, Form(max_length=120)], language: Annotated[str, Form(max_length=10)],
    do: Annotated[str, Form(max_length=10)], seen: Annotated[str, Form(max_length=_LONGEST_SEEN)],
    text: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """Show how a wording looks, save it, or take away what is set beside the file.

    However long ``text`` is, it comes back with what is wrong with it; how much may be sent at all the door says.
    """
    _check(key, language)
    beside = await run_in_threadpool(visit.read, lambda ledger: ledger.dials.all())
    value, typed = _read(key, language, Typed(text=text, seen=seen), do)
    if typed.error or do == "look":
        status = 422 if typed.error else 200
        return await run_in_threadpool(lambda: _one(visit, key, language, beside, typed, status=status))
    path, policy = f"{TEXTS}{language}.{key}", visit.live.owner.community.policy
    own = policy.texts.get(language, {}).get(key)
    is_as_it_is = value == (own if own is not None or value is None else shipped().get(language, key))
    if not is_as_it_is or (value is None and path in beside):
        late = await set_all(visit, [Wanted(path=path, value=value, seen=_loaded(seen), was=own)])
        if late:
            beside = await run_in_threadpool(visit.read, lambda ledger: ledger.dials.all())
            told = "somebody else has worded it anew meanwhile; what you typed still stands here, and saving it again"
            typed = Typed(text=text, seen=json.dumps(beside.get(path)), error=f"{told} puts it in place of theirs")
            return await run_in_threadpool(lambda: _one(visit, key, language, beside, typed, status=409))
    return visit.go_to(f"/settings/texts?key={quote(key, safe='')}&language={language}&saved=1")


def _read(key: str, language: str, typed: Typed, do: str) -> tuple[str | None, Typed]:
    """What is to be said from now on (None: what the file says, else as it ships), or what is wrong with it."""
    # A browser sends the lines of a field with a carriage return each.
    typed = replace(typed, text=typed.text.replace("\r\n", "\n"))
    if do == "back" or not typed.text.strip():
        return None, typed
    try:
        return to_wording(language, key, typed.text), typed
    except ValueError as error:
        return None, Typed(text=typed.text, seen=typed.seen, error=f"it {error}")


def _loaded(seen: str) -> object:
    try:
        return json.loads(seen)
    except ValueError:
        return seen
