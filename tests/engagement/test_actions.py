"""What can be done, and how each is undone."""

from datetime import timedelta
from typing import get_args

import pytest

from engagement.actions import (
    COMPENSATIONS,
    Action,
    Field,
    FieldKind,
    OfferSimilar,
    PromptPeer,
    Reach,
    Reply,
    Say,
    UnmarkAnswer,
    channel_place,
    link,
    message_of,
    person,
    quote,
    span,
    words,
)
from engagement.errors import HubbubError, PlatformError, RateLimited
from tests.engagement.made_up import HELP, PEER, mid, tid

SAY = Say(text="x", reach=Reach.MEMBER, to=PEER)
NO_WAY_BACK = {
    "ForgetMember",
    "ForgetWords",
    "ComeBack",
    "KeepCode",
    "KeepWords",
    "BeginPrivately",
    "JoinAccounts",
    "PartAccount",
    "CancelFollowUps",
    "UnmarkAnswer",
    "SetConsent",
    "MoveCrisis",
    "Judge",
    "Undo",
    "OpenForm",
    "Reply",
}


def test_every_action_has_a_way_back_or_says_there_is_none() -> None:
    assert set(COMPENSATIONS) == {action.__name__ for action in get_args(Action)}
    assert {name for name, how in COMPENSATIONS.items() if how is None} == NO_WAY_BACK


@pytest.mark.parametrize("name", sorted(set(COMPENSATIONS) - NO_WAY_BACK))
def test_a_way_back_is_said_in_words(name: str) -> None:
    assert len((COMPENSATIONS[name] or "").split()) > 2


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (SAY, SAY),
        (PromptPeer(thread=tid("q"), helper=PEER, ring=1, say=SAY), SAY),
        (OfferSimilar(thread=tid("q"), similar=(), say=SAY), SAY),
        (Reply(text="x"), None),
        (UnmarkAnswer(thread=tid("q")), None),
    ],
    ids=["a message", "an ask", "an offer", "a reply at once", "no message"],
)
def test_what_an_action_would_send(action: Action, expected: Say | None) -> None:
    assert message_of(action) == expected


@pytest.mark.parametrize(
    ("field", "kind", "value"),
    [
        (channel_place(HELP), "place", HELP),
        (person(PEER), "person", PEER),
        (link(mid("q")), "link", mid("q")),
        (words("a *b*"), "text", "a *b*"),
        (quote(mid("q")), "quote", mid("q")),
        (span(timedelta(minutes=20, milliseconds=900)), "span", "1200"),
    ],
)
def test_a_field_says_how_it_is_shown(field: Field, kind: str, value: str) -> None:
    assert field == (FieldKind(kind), value)


def test_being_told_to_wait_says_how_long() -> None:
    error = RateLimited(2.5)
    assert isinstance(error, PlatformError | HubbubError)
    assert (str(error), error.retry_after) == ("the platform asks to wait 2.5 s", 2.5)
