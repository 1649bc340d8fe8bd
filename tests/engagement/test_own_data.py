"""Everything a person is handed out: complete, in parts that fit."""

from dataclasses import replace
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.decisions import Decision, Outcome
from engagement.ids import AccountId, DecisionId
from engagement.own_data import LONGEST_PART, LONGEST_VALUE, MOST_LINES, Line, OwnData, is_on, lines_of, part_of
from engagement.people import Account, Helper, Hours, MemberFacts, Purpose
from engagement.privacy import AboutMember, Consent, Reacted
from engagement.records import Contribution, Words
from tests.engagement.made_up import ASKER, NOON, PEER, at, message, mid, tid

LONG = "Stoat " * 200
ABOUT = AboutMember(
    member=PEER,
    accounts=(Account(id=AccountId(PEER), member=PEER, name="Peer", timezone="UTC", roles=("mods",)),),
    first_seen_at=NOON,
    facts=MemberFacts(id=PEER, first_at=NOON, last_at=at(5), questions=2, hours=(0,) * 12 + (3,) + (0,) * 11),
    helper=Helper(member=PEER, topics=("api",), hours=(Hours(start=time(9), end=time(17)),), limit_per_day=2),
    consents=(Consent(purpose=Purpose.ASK_ME, is_given=True, at=NOON),),
    words=(Words(message=mid("a"), thread=tid("q"), author=PEER, text=LONG, kept_from=NOON),),
    reactions=(
        Reacted(message=mid("b"), emoji="white_check_mark", is_on=True),
        Reacted(message=mid("c"), emoji="tada", is_on=False),
    ),
    messages=2, threads=1, answered=1, told=4, decisions=7,
    contributions=(Contribution(id="c", member=PEER, kind="answer", thread=tid("q"), at=NOON, points=10),),
)  # fmt: skip
DECIDED = Decision(
    id=DecisionId("d"), at=NOON, play="helper_enrolment", play_version=1, policy_hash="x", subject=PEER, action="Say",
    outcome=Outcome.ACTED, reason="gave a first answer that was confirmed", evidence={"score": 0.7, "by": ASKER},
)  # fmt: skip
OWN = OwnData(about=ABOUT, messages=(message("a", PEER), message("b", PEER, 5)), decisions=(DECIDED,))


def test_everything_is_in_the_lines() -> None:
    lines = lines_of(OWN)
    told = {line.kind: line.value for line in reversed(lines)}
    assert told["account"] == "slack-T1 peer; Peer; UTC; mods"
    assert told["hours"] == "12 h: 3"
    assert told["questions"] == "2"
    assert "topics: api" in told["helper"]
    assert "hours: 09:00-17:00" in told["helper"]
    assert "a day: 2" in told["helper"]
    assert told["consents"] == "ask_me: yes"
    assert told["contributions"] == "answer, 10"
    assert (told["reaction"], told["reaction_back"]) == ("white_check_mark", "tada")
    assert [line.message for line in lines if line.kind.startswith("reaction")] == [mid("b"), mid("c")]
    assert told["decision"] == "helper_enrolment: gave a first answer that was confirmed", "the reason, no evidence"
    assert (told["messages"], told["threads"], told["answered"], told["told"], told["decisions"]) == tuple("21147")


def test_words_are_handed_out_whole_beside_their_message() -> None:
    said = [line for line in lines_of(OWN) if line.kind == "message"]
    assert " ".join(line.value for line in said if line.value != "–").split() == LONG.split()
    assert all(len(line.value) <= LONGEST_VALUE for line in said)
    assert [line.message for line in said if line.message is not None] == [mid("a"), mid("b")]
    assert said[-1] == Line(kind="message", value="–", at=at(5), message=mid("b"))


def test_what_was_never_counted_is_no_line() -> None:
    quiet = AboutMember(member=PEER, facts=MemberFacts(id=PEER, joined_at=NOON))
    assert lines_of(OwnData(about=quiet)) == [Line(kind="joined", value=NOON.isoformat(), at=NOON)]


def test_of_nobody_there_are_no_lines() -> None:
    assert lines_of(OwnData(about=AboutMember(member=PEER))) == []


@given(st.lists(st.integers(0, LONGEST_VALUE), max_size=150), st.integers(-3, 200))
def test_the_parts_hold_every_line_once_and_fit(lengths: list[int], wanted: int) -> None:
    lines = [Line(kind="message", value="x" * length, message=mid("a")) for length in lengths]
    found = part_of(lines, wanted)
    assert found.number == min(max(wanted, 1), found.of)
    parts = [part_of(lines, number).lines for number in range(1, found.of + 1)]
    assert [line for part in parts for line in part] == lines
    for part in parts:
        assert len(part) <= MOST_LINES
        assert sum(line.size for line in part) <= LONGEST_PART


@pytest.mark.parametrize("purpose", list(Purpose))
@pytest.mark.parametrize("said", [None, True, False])
def test_what_is_on(purpose: Purpose, said: bool | None) -> None:  # noqa: FBT001
    consents = () if said is None else (Consent(purpose=purpose, is_given=said, at=NOON),)
    about = replace(ABOUT, consents=consents)
    by_itself = purpose in {Purpose.METRICS, Purpose.OWN_QUESTIONS}
    assert is_on(purpose, about) is (by_itself if said is None else said)
    assert not is_on(Purpose.ASK_ME, replace(about, helper=None))
