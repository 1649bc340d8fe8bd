"""Who could answer best, part by part."""

from collections.abc import Mapping, Sequence

import pytest

from engagement.ids import MemberId
from engagement.matching import ELSEWHERE, HOURS, RECENT, SIMILAR, Peer, rank, short_list, similarity_by_member
from engagement.records import SimilarThread
from tests.engagement.made_up import tid

ANN, BEN, CAT = MemberId("ann"), MemberId("ben"), MemberId("cat")


def lived(**scores: float) -> Mapping[MemberId, float]:
    return {MemberId(name): score for name, score in scores.items()}


def ranked(
    candidates: Sequence[MemberId] = (ANN, BEN),
    here: Mapping[MemberId, float] | None = None,
    everywhere: Mapping[MemberId, float] | None = None,
    similar: Mapping[MemberId, float] | None = None,
    hours: Mapping[MemberId, float] | None = None,
) -> tuple[Peer, ...]:
    return rank(
        candidates,
        experience=here or {},
        everywhere=everywhere or {},
        similar=similar or {},
        hours={ANN: 0.0, BEN: 0.0, CAT: 0.0} if hours is None else hours,
    )


def test_the_parts_add_up_to_one() -> None:
    assert pytest.approx(1.0) == RECENT + ELSEWHERE + HOURS + SIMILAR


@pytest.mark.parametrize(
    ("shown", "part", "value", "weight"),
    [
        pytest.param({"here": lived(ben=2.0, ann=1.0)}, "recent", 1.0, RECENT, id="answers here"),
        pytest.param({"everywhere": lived(ben=4.0, ann=1.0)}, "elsewhere", 1.0, ELSEWHERE, id="answers elsewhere"),
        pytest.param({"similar": {BEN: 0.5}}, "similar", 0.5, SIMILAR, id="similar questions"),
        pytest.param({"similar": {BEN: 3.0}}, "similar", 1.0, SIMILAR, id="similar questions, never above one"),
        pytest.param({"hours": {BEN: 0.9, ANN: 0.1}}, "hours", 0.9, HOURS, id="the hour"),
    ],
)
def test_each_part_speaks_for_a_peer_and_can_be_seen(
    shown: dict[str, Mapping[MemberId, object]], part: str, value: float, weight: float
) -> None:
    best, _ = ranked(**shown)  # type: ignore[arg-type]
    assert best.member == BEN
    assert getattr(best, part) == value
    assert best.score == pytest.approx(weight * value)
    assert best.evidence[part] == value
    assert set(best.evidence) == {"score", "recent", "elsewhere", "similar", "hours"}


def test_experience_is_measured_against_the_most_active_candidate() -> None:
    _, ann = ranked(here=lived(ann=1.0, ben=4.0, cat=100.0))
    assert (ann.member, ann.recent) == (ANN, 0.25)


def test_recency_here_outweighs_everything_else_together() -> None:
    everything_else = {"everywhere": lived(ann=1.0), "similar": {ANN: 1.0}, "hours": {ANN: 1.0, BEN: 0.0}}
    assert ranked(here=lived(ben=1.0), **everything_else)[0].member == BEN  # type: ignore[arg-type]


@pytest.mark.parametrize("candidates", [(ANN, BEN, CAT), (CAT, BEN, ANN), (BEN, CAT, ANN)])
def test_ties_go_by_id(candidates: Sequence[MemberId]) -> None:
    assert [peer.member for peer in ranked(candidates)] == [ANN, BEN, CAT]


def test_an_unknown_hour_counts_half() -> None:
    assert [peer.hours for peer in ranked(hours={})] == [0.5, 0.5]


def test_experience_that_has_faded_to_nothing_counts_nothing() -> None:
    assert all(peer.score == 0 for peer in ranked(here=lived(ann=0.0), everywhere=lived(ann=0.0)))


def test_without_candidates_there_is_nobody() -> None:
    assert ranked(()) == ()


def test_the_evidence_is_rounded() -> None:
    peer = Peer(member=ANN, score=1 / 3, recent=2 / 3)
    assert peer.evidence == {"score": 0.3333, "recent": 0.6667, "elsewhere": 0.0, "similar": 0.0, "hours": 0.0}


@pytest.mark.parametrize(("most", "names"), [(0, []), (2, [CAT, ANN]), (9, [CAT, ANN, BEN])])
def test_a_short_list_is_the_top_of_the_ranking_while_no_hours_are_known(most: int, names: list[MemberId]) -> None:
    here, everywhere, alike = lived(cat=3.0, ann=1.0), lived(ann=1.0), {BEN: 0.1}
    found = short_list((ANN, BEN, CAT), most, experience=here, everywhere=everywhere, similar=alike)
    assert found == names
    whole = ranked((ANN, BEN, CAT), here, everywhere, alike, hours={})
    assert found == [peer.member for peer in whole][:most]


def like(score: float, *members: MemberId) -> SimilarThread:
    return SimilarThread(thread=tid("x"), score=score, is_solved=False, answered_by=members)


@pytest.mark.parametrize(
    ("threads", "expected"),
    [
        pytest.param([], {}, id="nothing alike"),
        pytest.param([like(0.19, ANN)], {}, id="hardly alike"),
        pytest.param([like(0.2, ANN)], {ANN: 0.04}, id="just alike"),
        pytest.param([like(1.0, ANN, BEN, CAT)], {ANN: 1.0, BEN: 0.85, CAT: 0.7225}, id="later answers count less"),
        pytest.param([like(0.5, ANN), like(0.5, BEN, ANN)], {ANN: 0.4625, BEN: 0.25}, id="several add up"),
    ],
)
def test_who_answered_what_is_alike(threads: list[SimilarThread], expected: dict[MemberId, float]) -> None:
    assert similarity_by_member(threads) == pytest.approx(expected)
