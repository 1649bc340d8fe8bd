"""What is written down reads back the same."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.runtime.codec import EVENTS, detail_of, from_event, from_say, to_action, to_bytes, to_event, to_say
from engagement.actions import (
    COMPENSATIONS,
    Claim,
    Credit,
    Field,
    FieldKind,
    FollowUp,
    Keep,
    Lane,
    MarkAnswer,
    OfferSimilar,
    PromptPeer,
    Reach,
    ReadAnew,
    Say,
    SetDial,
    TagThread,
    UnmarkAnswer,
)
from engagement.entries import Entry
from engagement.ids import MemberId
from engagement.own_acts import SaveHelper
from engagement.people import Helper, Hours, Purpose, Via
from engagement.showing import GiveRole

instants = st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
registered: Mapping[type, Any] = {
    datetime: instants,
    str: texts,
    int: st.integers(0, 2**53),
    float: st.floats(0, 1),
    object: st.none() | st.booleans() | texts,
    timedelta: st.integers(0, 10**6).map(lambda s: timedelta(seconds=s)),
}
for kind, strategy in registered.items():
    st.register_type_strategy(kind, strategy)

events = st.one_of([st.from_type(kind) for kind in EVENTS.values()])
fields = st.dictionaries(st.sampled_from(["a", "b"]), st.builds(Field, st.sampled_from(FieldKind), texts), max_size=2)
says = st.builds(
    Say,
    text=texts,
    reach=st.sampled_from(Reach),
    to=texts,
    fields=fields,
    items=st.lists(fields, max_size=2).map(tuple),
    controls=st.lists(texts, max_size=2).map(tuple),
    mentions=st.lists(texts, max_size=2).map(tuple),
    thread=st.none() | texts,
    purpose=st.none() | st.sampled_from(Purpose),
    lane=st.sampled_from(Lane),
    useful_for=st.none() | st.integers(0, 10**6).map(lambda s: timedelta(seconds=s)),
    slot=st.none() | texts,
)
hours = st.builds(
    Hours,
    start=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    end=st.just(datetime(2026, 1, 1, 9, tzinfo=UTC).time()),
)
helpers = st.builds(Helper, hours=st.lists(hours, max_size=2).map(tuple), via=st.sampled_from(Via))
silent = st.one_of(
    st.from_type(FollowUp), st.from_type(MarkAnswer), st.from_type(UnmarkAnswer), st.from_type(TagThread),
    st.from_type(ReadAnew), st.from_type(Claim), st.from_type(Credit), st.builds(SetDial, value=st.booleans() | st.none() | texts),
    st.builds(SaveHelper, helper=helpers, before=st.none() | helpers),
)  # fmt: skip


@given(events)
def test_an_event_reads_back_the_same(event: Any) -> None:
    written = from_event(event)
    assert to_event(written) == event
    assert from_event(to_event(written)) == written


@given(says)
def test_a_message_reads_back_the_same(say: Say) -> None:
    stored = orjson.loads(to_bytes(from_say(say)))  # as the outbox keeps it
    assert to_say(stored) == say


@given(silent)
def test_an_action_that_can_be_undone_reads_back_the_same(action: Any) -> None:
    stored = orjson.loads(to_bytes(detail_of(action)))
    assert to_action(type(action), stored) == action


@given(says)
def test_what_the_journal_keeps_of_an_ask_names_the_helper(say: Say) -> None:
    ask = PromptPeer(thread="t", helper=MemberId("h"), ring=1, say=say)  # type: ignore[arg-type]
    offer = OfferSimilar(thread="t", similar=("a", "b"), say=say)  # type: ignore[arg-type]
    assert detail_of(ask) == {**from_say(say), "helper": "h"}
    assert detail_of(offer) == {**from_say(say), "similar": ["a", "b"]}
    assert detail_of(say) == from_say(say)


def test_the_same_value_gives_the_same_bytes_whatever_the_order_of_its_parts() -> None:
    one, two = {"b": 1, "a": frozenset({"y", "x"})}, {"a": frozenset({"x", "y"}), "b": 1}
    assert to_bytes(one) == to_bytes(two) == b'{"a":["x","y"],"b":1}'
    assert to_bytes(timedelta(minutes=2)) == b"120.0"


def test_the_journal_keeps_an_entry_without_anybody_s_words() -> None:
    entry = Entry(
        kind="nomination", id="n1", at=datetime(2026, 3, 4, tzinfo=UTC), member=MemberId("a:1"), by=MemberId("a:2"),
        facts={"votes": 2}, words="kryptonite",
    )  # fmt: skip
    keep = Keep(entry=entry, before=replace(entry, state="open"))
    assert b"kryptonite" not in to_bytes(detail_of(keep))
    written = to_action(Keep, detail_of(keep))
    bare = replace(entry, words="")
    assert written == Keep(entry=bare, before=replace(bare, state="open"))


@pytest.mark.parametrize("payload", [b'{"kind":"Nothing","event":{}}', b"{}"])
def test_an_unknown_kind_of_event_is_refused(payload: bytes) -> None:
    with pytest.raises(ValueError, match="unknown kind of event"):
        to_event(payload)


@pytest.mark.parametrize("payload", [b"", b"[1", b'{"kind":"MessagePosted","event":{}}', b'{"kind":"MessagePosted"}'])
def test_a_broken_event_is_refused(payload: bytes) -> None:
    with pytest.raises((ValueError, KeyError)):
        to_event(payload)


def test_what_has_no_shape_is_refused() -> None:
    with pytest.raises(TypeError):
        to_bytes(object())


def test_every_kind_of_action_that_can_be_undone_can_be_written_down() -> None:
    written = {FollowUp, MarkAnswer, TagThread, Claim, Credit, SaveHelper, SetDial, Say, PromptPeer, OfferSimilar,
               Keep, GiveRole, ReadAnew}  # fmt: skip
    looked_up = {"MoveEscalation"}  # undone by what is kept of the escalation, not by what the journal says
    can_be_undone = {name for name, how in COMPENSATIONS.items() if how is not None}
    assert {kind.__name__ for kind in written} == can_be_undone - looked_up
