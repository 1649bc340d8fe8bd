"""What else could a payload hold? Everything that chance makes of a captured one, from a seed."""

import copy
import json
import random
from collections.abc import Callable, Sequence
from typing import Any, Final

_NASTY: Final[Sequence[str]] = (
    "", " ", "\x00", "a\x00b", "\ud800", "x\udfff y", "\ud83d", "\u202eevil", "\u200b\u2066", "e\u0301" * 50,
    "A" * 5_000, "\U0001f469\u200d" * 300, "<!channel> <@U1> <@&1> @everyone", "&lt;!here&gt;", "null", "NaN", "-0",
    "1e999", "9" * 400, "-9223372036854775809", "18446744073709551616", "0x10", "1.2.3", "١٢٣", "2026-13-45T99:99:99Z",
    "../../etc/passwd", "C:D:E", "slack-T1:C1:1.0", "'; DROP TABLE messages; --", "{where}", "%s%n", "\r\nHost: x",
    "http://[::1", "javascript:alert(1)", "True", "[]", "{}", "1700000000.000000", "99999999999.999999", "0",
    "9999-12-31T23:59:59.999999+00:00", "0001-01-01T00:00:00-23:59", "/", "/undo x", "hubbub:stop:x:9999999",
)  # fmt: skip
_NUMBERS: Final[Sequence[float]] = (
    0, -1, 1, 2**31, 2**53, 2**63 - 1, 2**63, 2**64, -(2**63) - 1, 10**30, 10**400, 0.1, -0.0, 1e308, 5e-324,
    253402300800, -62135596801,
)  # fmt: skip
_DEEP: Final = 400
_WIDE: Final = 300


class Mutator:
    """Makes other payloads of captured ones. ``ids`` are some that exist, to be put where others stand."""

    def __init__(self, chance: random.Random, ids: Sequence[str]) -> None:
        self._chance = chance
        self._ids = [*ids, *(f"U0WRONG{number}" for number in range(5)), *(str(10**17 + n) for n in range(5)), "1", "x"]
        self._strings = [*_NASTY, *self._ids]

    def of(self, seed: Any, words: Sequence[str]) -> Any:
        """One to five things in it changed; ``words`` are names and values of the same platform's other payloads."""
        made = copy.deepcopy(seed)
        for _ in range(self._chance.choice((1, 1, 1, 2, 2, 3, 5))):
            made = self._changed(made, words)
        return made

    def text_of(self, payload: Any) -> str:
        """It as JSON, now and then as no JSON any more, or with a name said twice."""
        text = json.dumps(payload)
        kind = self._chance.random()
        if kind > 0.03:
            return text
        place = self._chance.randrange(len(text) + 1)
        if kind < 0.01:
            return text[:place]
        if kind < 0.02:
            return (
                text[:place]
                + self._chance.choice(("\x00", "}", "[", '"', "NaN", "\\ud800", "\ufeff", ","))
                + text[place:]
            )
        return '{"type": "message", "type": 7, ' + text[1:] if text.startswith("{") else text + text

    def _changed(self, payload: Any, words: Sequence[str]) -> Any:
        places = list(_places(payload))
        if not places:
            return self._anything(words)
        holder, key = self._chance.choice(places)
        act = self._chance.choice(_ACTS)
        act(self, holder, key, words)
        return payload

    def _anything(self, words: Sequence[str]) -> Any:
        chance = self._chance
        makers: Sequence[Callable[[], Any]] = (
            lambda: None,
            lambda: chance.random() < 0.5,
            lambda: chance.choice(_NUMBERS),
            lambda: chance.choice(self._strings),
            lambda: chance.choice(self._strings),
            lambda: chance.choice(words) if words else "",
            lambda: [self._leaf() for _ in range(chance.randrange(4))],
            lambda: {chance.choice(("id", "type", "text", "", "\x00")): self._leaf()},
            self._huge,
        )
        return chance.choice(makers)()

    def _leaf(self) -> Any:
        return self._chance.choice((None, 1, -1.5, "x", "\x00", "\ud800", [], {}, True))

    def _huge(self) -> Any:
        """Deep, or wide; rarely, since each takes its time to write down."""
        if self._chance.random() > 0.1:
            return self._leaf()
        if self._chance.random() < 0.5:
            deep: Any = "x"
            for _ in range(_DEEP):
                deep = [deep] if self._chance.random() < 0.5 else {"a": deep}
            return deep
        return [{"id": str(number)} for number in range(_WIDE)]

    def put_anything(self, holder: Any, key: Any, words: Sequence[str]) -> None:
        """Another value, of whatever type."""
        holder[key] = self._anything(words)

    def put_alike(self, holder: Any, key: Any, words: Sequence[str]) -> None:
        """Another value of the same type."""
        value = holder[key]
        if isinstance(value, str):
            holder[key] = self._chance.choice((self._chance.choice(self._strings), self._turned(value), *words[:1]))
        elif isinstance(value, bool):
            holder[key] = not value
        elif isinstance(value, int | float):
            holder[key] = self._chance.choice(_NUMBERS)
        elif isinstance(value, list):
            holder[key] = value * self._chance.choice((0, 2, 20))
        else:
            holder[key] = {}

    def drop(self, holder: Any, key: Any, _words: Sequence[str]) -> None:
        """Without it."""
        del holder[key]

    def wrap(self, holder: Any, key: Any, _words: Sequence[str]) -> None:
        """The value within a list, or an object."""
        holder[key] = [holder[key]] if self._chance.random() < 0.5 else {"value": holder[key]}

    def add(self, holder: Any, _key: Any, words: Sequence[str]) -> None:
        """Something that was not there."""
        if isinstance(holder, dict):
            holder[self._chance.choice(words) if words else "x"] = self._anything(words)
        else:
            holder.append(self._anything(words))

    def swap(self, holder: Any, key: Any, _words: Sequence[str]) -> None:
        """The value of another field."""
        other = self._chance.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
        holder[key], holder[other] = holder[other], holder[key]

    def rename(self, holder: Any, key: Any, words: Sequence[str]) -> None:
        """The value under another name."""
        if isinstance(holder, dict):
            holder[self._chance.choice(words) if words else "x"] = holder.pop(key)

    def _turned(self, value: str) -> str:
        """The text with one sign more, fewer or another."""
        place = self._chance.randrange(len(value) + 1)
        sign = self._chance.choice(("", "\x00", "\ud800", "\u202e", "0", ":", ".", "-", " ", "\n", "é", "x" * 300))
        return value[:place] + sign + value[place + self._chance.randrange(2) :]


_Act = Callable[[Mutator, Any, Any, Sequence[str]], None]
_ACTS: Final[Sequence[_Act]] = (
    Mutator.put_anything, Mutator.put_anything, Mutator.put_anything, Mutator.put_alike, Mutator.put_alike,
    Mutator.put_alike, Mutator.put_alike, Mutator.drop, Mutator.drop, Mutator.wrap, Mutator.add, Mutator.swap,
    Mutator.rename,
)  # fmt: skip


def _places(payload: Any) -> list[tuple[Any, Any]]:
    """Every field and element, as whatever holds it and where."""
    found: list[tuple[Any, Any]] = []
    waiting = [payload]
    while waiting:
        holder = waiting.pop()
        keys = holder if isinstance(holder, dict) else range(len(holder)) if isinstance(holder, list) else ()
        for key in keys:
            found.append((holder, key))
            if isinstance(holder[key], dict | list):
                waiting.append(holder[key])
    return found


def words_of(payloads: Sequence[Any]) -> list[str]:
    """All names of fields, and all short values, sorted."""
    found: set[str] = set()
    for holder, key in (place for payload in payloads for place in _places(payload)):
        if isinstance(key, str):
            found.add(key)
        if isinstance(holder[key], str) and len(holder[key]) < 40:
            found.add(holder[key])
    return sorted(found)
