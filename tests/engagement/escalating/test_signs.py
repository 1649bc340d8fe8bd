"""Severity as a table of situations; frustration on made-up threads, and what holds for any thread."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.escalating.dials import Severity, SeverityDials
from engagement.escalating.signs import RISING_FROM, Said, frustration, is_rising, severity_of
from tests.engagement.made_up import NOON

LOW, NORMAL, HIGH, URGENT = Severity
DIALS = SeverityDials(
    urgent_words=("billing broken", "Überfall", "", "urgent"),
    high_words=("refund",),
    askers=3,
    tiers={"gold": HIGH, "platinum": URGENT, "free": LOW},
)


def severe(text: str, **more: object) -> Severity:
    fields: dict[str, object] = {"tier": "", "asked_alike": 1, "is_repeated": False, "is_flagged": False}
    return severity_of(text, dials=DIALS, **(fields | more))[0]  # type: ignore[arg-type]


def asker(text: str, minutes: float = 0) -> Said:
    return Said(text, by_asker=True, at=NOON + timedelta(minutes=minutes))


def other(text: str, minutes: float = 0) -> Said:
    return Said(text, by_asker=False, at=NOON + timedelta(minutes=minutes))


QUESTION = asker("How do I sharpen a pencil with the new machine?")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How do I sharpen a pencil?", NORMAL),
        ("", NORMAL),
        ("we have an OUTAGE in the north", URGENT),
        ("three outages last year, how do others count them?", NORMAL),  # whole words only
        ("is this a data\n loss?", URGENT),
        ("Bei uns ist ein Datenverlust eingetreten", URGENT),
        ("hubo una pérdida de datos", URGENT),
        ("hubo una pe\u0301rdida de datos", URGENT),  # the accent as a sign of its own
        ("the pencil shop is down", HIGH),
        ("how do I scroll down?", NORMAL),
        ("how do security groups work?", NORMAL),
        ("is this a security issue?", HIGH),
        ("BILLING   Broken for us", URGENT),  # the manager's own
        ("ein ÜBERFALL", URGENT),
        ("where is my refund", HIGH),
        ("where are my refunds", NORMAL),
        ("see `outage` in the code", NORMAL),
        ("```\noutage\n``` what does it mean", NORMAL),
        ("read https://example.org/outage please", NORMAL),
        ("> there was an outage\nwhat did they mean?", NORMAL),
    ],
)
def test_words_make_it_severe(text: str, expected: Severity) -> None:
    assert severe(text) is expected


@pytest.mark.parametrize("text", ["URGENT!!", "this is urgent", "asap please", "Das ist dringend!!!", "es urgente"])
def test_an_asker_who_only_calls_it_urgent_gets_high_at_most(text: str) -> None:
    assert severe(text) is HIGH
    assert severe(text, is_repeated=True) is HIGH
    assert severe(text, is_flagged=True) is URGENT


@pytest.mark.parametrize(
    ("text", "more", "expected"),
    [
        ("a question", {"asked_alike": 2}, NORMAL),
        ("a question", {"asked_alike": 3}, HIGH),
        ("a question", {"is_repeated": True}, HIGH),
        ("a question", {"asked_alike": 3, "is_repeated": True}, URGENT),
        ("an outage", {"asked_alike": 9, "is_repeated": True}, URGENT),
        ("a question", {"tier": "gold"}, HIGH),
        ("a question", {"tier": "platinum"}, URGENT),
        ("a question", {"tier": "free"}, NORMAL),  # at least, not at most
        ("a question", {"tier": "unheard of"}, NORMAL),
        ("a question", {"is_flagged": True}, URGENT),
        ("a refund", {"is_repeated": True}, URGENT),
    ],
)
def test_circumstances_make_it_severe(text: str, more: dict[str, object], expected: Severity) -> None:
    assert severe(text, **more) is expected


def test_the_reasons_say_in_english_what_counted() -> None:
    level, reasons = severity_of(
        "urgent: an Outage", dials=DIALS, tier="gold", asked_alike=4, is_repeated=True, is_flagged=True
    )
    assert level is URGENT
    assert reasons == (
        'it speaks of "outage"',
        "4 people ask the same",
        "the asker asks it again",
        'the asker says "urgent"',
        'customer level "gold" is at least high',
        "somebody trusted called it urgent",
    )


def test_what_is_normal_needs_no_reason() -> None:
    found = severity_of("a pencil?", dials=DIALS, tier="", asked_alike=1, is_repeated=False, is_flagged=False)
    assert found == (NORMAL, ())


def test_empty_lists_and_no_number_of_askers_switch_those_rules_off() -> None:
    dials = SeverityDials(urgent_words=("", " "), askers=0)
    found = severity_of("a pencil?", dials=dials, tier="", asked_alike=50, is_repeated=False, is_flagged=False)
    assert found == (NORMAL, ())


texts = st.text(max_size=40) | st.sampled_from(["outage", "urgent", "refund", "a pencil", "server down"])


@given(
    text=texts,
    tier=st.sampled_from(["", "gold", "platinum", "free"]),
    alike=st.integers(0, 9),
    is_repeated=st.booleans(),
    is_flagged=st.booleans(),
)
def test_more_circumstances_never_make_it_less_severe(
    text: str, tier: str, alike: int, *, is_repeated: bool, is_flagged: bool
) -> None:
    plain = severe(text)
    level = severe(text, tier=tier, asked_alike=alike, is_repeated=is_repeated, is_flagged=is_flagged)
    assert level >= plain >= NORMAL
    assert level >= DIALS.tiers.get(tier, LOW)
    assert not is_flagged or level is URGENT


@pytest.mark.parametrize(
    "said",
    [
        [],
        [QUESTION],
        [asker("This is driving me crazy, nobody answers, I am fed up!!")],  # began so: nothing has risen
        [QUESTION, asker("I mean the blue one", 1), other("Push it in", 5), asker("Thanks, that worked!", 9)],
        [QUESTION, asker("Anyone?", 2)],  # no wait yet
        [QUESTION, other("Turn it", 3), asker("Anyone?", 40)],  # answered before
        [QUESTION, asker("It still does not turn", 15)],  # a report
        [QUESTION, asker("this pencil is driving me crazy lol :joy:", 8)],
        [QUESTION, asker("I was fed up with the old one anyway :slightly_smiling_face:", 8)],
        [QUESTION, other("this is driving me crazy, nobody answers you", 60)],  # not the asker's words
        [QUESTION, asker("`I'm fed up` is what it prints", 8)],
        [QUESTION, asker("> I'm fed up\nis what he wrote", 8)],
    ],
)
def test_nobody_is_called_to_a_calm_thread(said: list[Said]) -> None:
    assert not is_rising(said)


@pytest.mark.parametrize(
    "said",
    [
        [QUESTION, other("Turn it", 5), asker("I've been banging my head on this for two days", 50)],
        [QUESTION, asker("Anyone?", 45)],
        [QUESTION, asker("any ideas on this?", 30)],
        [QUESTION, other("Turn it", 5), asker("It still doesn't turn", 20), asker("still stuck, nothing works", 70)],
        [QUESTION, asker("I have to raise this again, please", 600)],
        [QUESTION, asker("How do I sharpen a pencil with the new machine???", 90)],
        [QUESTION, asker("WHY DOES NOBODY ANSWER HERE?!", 90)],
        [QUESTION, asker("Wie spitze ich den Bleistift?", 3), asker("Das nervt, immer noch keine Antwort", 60)],
        [QUESTION, asker("hat niemand eine Idee? Niemand?", 60)],
        [QUESTION, asker("¿alguien?", 60)],
        [QUESTION, other("Gire", 5), asker("estoy harto, sigue sin funcionar", 50)],
    ],
)
def test_somebody_is_called_when_the_asker_loses_patience(said: list[Said]) -> None:
    assert is_rising(said)
    assert not is_rising(said[:1])


def test_success_ends_it_and_thanks_ease_it() -> None:
    angry = [QUESTION, asker("I'm fed up, nothing works", 50), other("Turn it", 55)]
    level, reasons = frustration(angry)
    assert level >= RISING_FROM
    assert reasons == ("words of exasperation", "says that it still does not work", "writes again after a long wait")
    assert frustration([*angry, asker("Thanks, that worked!", 60)]) == (0.0, ())
    assert frustration([*angry, asker("thank you", 60)])[0] == pytest.approx(level / 4)
    assert not is_rising([*angry, asker("thank you", 60)])
    assert frustration([*angry, asker("thanks, but it still doesn't turn", 60)])[0] > level / 4


def test_the_level_fades_when_the_asker_writes_calmly() -> None:
    said = [QUESTION, asker("this is annoying", 5)]
    level = frustration(said)[0]
    assert level == pytest.approx(0.6)
    assert frustration([*said, other("Turn it", 6), asker("it has a red lever", 7)])[0] == pytest.approx(0.36)


def test_only_what_exceeds_the_beginning_counts() -> None:
    loud = asker("How do I sharpen a pencil?? It still doesn't turn")  # marks 0.2, not yet 0.3
    said = [loud, other("Turn it", 2), asker("I'm fed up", 9)]  # 0.6
    assert frustration(said)[0] == pytest.approx(0.1)


def test_a_laugh_takes_the_edge_off() -> None:
    plain = frustration([QUESTION, asker("I'm fed up", 5)])[0]
    assert frustration([QUESTION, asker("I'm fed up haha", 5)])[0] == pytest.approx(0.4 * plain)


def test_writing_sooner_each_time_counts_beside_the_waits() -> None:
    steady = [QUESTION, asker("the blue one", 20), asker("it has a lever", 40), asker("and a spring", 60)]
    sooner = [QUESTION, asker("the blue one", 20), asker("it has a lever", 29), asker("and a spring", 32)]
    assert frustration(steady) == (0.0, ())
    level, reasons = frustration(sooner)
    assert reasons == ("writes again sooner and sooner",)
    assert 0 < level < RISING_FROM


@given(st.lists(st.integers(0, 100_000), min_size=1, max_size=40))
def test_waiting_alone_never_calls_anybody(gaps: list[int]) -> None:
    minutes, said = 0, [QUESTION]
    for number, gap in enumerate(gaps):
        minutes += gap
        said.append(asker(f"detail {number}", minutes))
    assert not is_rising(said)


words = st.sampled_from(
    ["anyone?", "fed up", "still not", "thanks", "lol", "???", "WHY OH WHY NOW", "a pencil", "that worked, thanks", ""]
) | st.text(max_size=20)
messages = st.lists(st.tuples(words, st.booleans(), st.integers(0, 5_000)), max_size=12)


@given(messages)
def test_it_is_a_share_with_reasons_whatever_was_said(some: list[tuple[str, bool, int]]) -> None:
    at, said = NOON, []
    for text, by_asker, gap in some:
        at += timedelta(minutes=gap)
        said.append(Said(text, by_asker=by_asker, at=at))
    level, reasons = frustration(said)
    assert 0 <= level <= 1
    assert len(set(reasons)) == len(reasons)
    assert level == 0 or reasons
    assert is_rising(said) == (level >= RISING_FROM)


@given(messages)
def test_others_words_never_count(some: list[tuple[str, bool, int]]) -> None:
    at, said, muted = NOON, [], []
    for text, by_asker, gap in some:
        at += timedelta(minutes=gap)
        said.append(Said(text, by_asker=by_asker, at=at))
        muted.append(Said(text if by_asker else "hm", by_asker=by_asker, at=at))
    assert frustration(said) == frustration(muted)


@given(messages)
def test_a_success_at_the_end_always_leaves_nothing(some: list[tuple[str, bool, int]]) -> None:
    said = [Said(text, by_asker=by_asker, at=NOON + timedelta(minutes=gap)) for text, by_asker, gap in some]
    said.sort(key=lambda one: one.at)
    end = asker("Perfect, thank you, it works now!", 10_000)
    assert frustration([QUESTION, *said, end]) == (0.0, ())
