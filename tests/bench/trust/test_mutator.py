"""What the fuzzer makes of a payload: something else, the same thing from the same seed, and nothing of the original."""

import copy
import random

from bench.trust.hostile_words import PIECES, HostileWords
from bench.trust.mutator import Mutator, words_of

SEED = {"type": "message", "user": {"id": "U1", "name": "ada"}, "blocks": [{"text": "hello"}, 1, True], "ts": "1.0"}


def chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311  # noise that can be repeated


def mutator(seed: int) -> Mutator:
    return Mutator(chance(seed), ["U1"])


def made(seed: int) -> object:
    return mutator(seed).of(SEED, ["channel"])


def test_the_same_seed_makes_the_same_payload_and_leaves_the_original_alone() -> None:
    before = copy.deepcopy(SEED)
    texts = [[mutator(n).text_of(made(n)) for n in range(200)] for _ in range(2)]
    assert texts[0] == texts[1]
    assert before == SEED


def test_most_payloads_differ_from_what_was_captured_and_from_each_other() -> None:
    texts = {repr(made(number)) for number in range(500)}
    assert len(texts) > 350
    assert any("\ud800" in repr(made(number)) or "\\ud800" in repr(made(number)) for number in range(500))


def test_words_are_the_names_and_the_short_values() -> None:
    assert words_of([SEED]) == [
        "1.0",
        "U1",
        "ada",
        "blocks",
        "hello",
        "id",
        "message",
        "name",
        "text",
        "ts",
        "type",
        "user",
    ]


def test_hostile_words_name_real_ids_and_come_in_halves_that_fit() -> None:
    ids = dict.fromkeys(("slack", "group", "channel", "discord", "role", "server", "room"), "42")
    words = HostileWords(chance(1), **ids)
    assert any("<@42>" in words.text() for _ in range(500))
    whole = {piece.format(**ids) for piece in PIECES}
    assert all("".join(words.halves()) in whole for _ in range(100))
