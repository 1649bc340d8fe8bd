"""No table, and no difference between tables, shows a number about one to four people."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, combinations

from hypothesis import given
from hypothesis import strategies as st

from engagement.few_people import LEAST, Cut, cut, is_too_few

Groups = list[frozenset[int]]


def _groups(table: Mapping[str, Sequence[int]], made: Cut) -> Groups:
    """What a reader can tell apart, as sets of records."""
    groups = [frozenset(table[name]) for name in made.shown]
    others = frozenset(record for name in made.others for record in table[name])
    return [*groups, others] if made.shown and others else groups


def _sums(groups: Groups) -> Iterator[frozenset[int]]:
    chosen = chain.from_iterable(combinations(groups, size) for size in range(1, len(groups) + 1))
    return (frozenset[int]().union(*some) for some in chosen)


@st.composite
def communities(draw: st.DrawFn) -> tuple[list[int], list[dict[str, list[int]]]]:
    """Records of people, divided in three ways that mostly agree (as channels and months do)."""
    number = draw(st.integers(1, 60))
    people = draw(st.lists(st.integers(0, draw(st.integers(3, 25))), min_size=number, max_size=number))
    base = draw(st.lists(st.integers(0, 3), min_size=number, max_size=number))
    tables = []
    for _ in range(3):
        strays = draw(st.dictionaries(st.integers(0, number - 1), st.integers(0, 3), max_size=8))
        table: dict[str, list[int]] = {}
        for record in range(number):
            table.setdefault(str(strays.get(record, base[record])), []).append(record)
        tables.append(table)
    return people, tables


@given(communities())
def test_no_sum_or_difference_of_shown_cells_is_about_one_to_four_people(
    made: tuple[list[int], list[dict[str, list[int]]]],
) -> None:
    people, tables = made
    everybody = frozenset(range(len(people)))
    shown = [_groups(table, one) for table, one in zip(tables, cut(tables, people), strict=True)]
    for groups in shown:
        for total in _sums(groups):
            assert not is_too_few({people[record] for record in total})
            assert not is_too_few({people[record] for record in everybody - total})
    for first, second in combinations(shown, 2):
        for one in _sums(first):
            for other in _sums(second):
                if one < other or other < one:
                    assert not is_too_few({people[record] for record in one ^ other})


@given(communities())
def test_every_cell_is_shown_or_merged_and_the_same_input_gives_the_same_answer(
    made: tuple[list[int], list[dict[str, list[int]]]],
) -> None:
    people, tables = made
    cuts = cut(tables, people)
    for table, one in zip(tables, cuts, strict=True):
        assert sorted([*one.shown, *one.others]) == sorted(table)
    assert cuts == cut(tables, people)


def _table(**sizes: int) -> tuple[dict[str, list[int]], list[int]]:
    """A table of cells with so many records, each of another person."""
    table: dict[str, list[int]] = {}
    at = 0
    for name, size in sizes.items():
        table[name] = list(range(at, at + size))
        at += size
    return table, list(range(at))


def test_a_small_cell_takes_the_smallest_shown_one_with_it() -> None:
    table, people = _table(general=40, help=9, rare=2)
    assert cut([table], people) == [Cut(shown=("general",), others=("help", "rare"))]


def test_two_small_cells_that_are_enough_together_leave_the_others_alone() -> None:
    table, people = _table(general=40, help=9, rare=2, odd=3)
    assert cut([table], people) == [Cut(shown=("general", "help"), others=("rare", "odd"))]


def test_a_cell_counts_people_and_not_records() -> None:
    table = {"general": list(range(10)), "loud": list(range(10, 60))}
    people = [*range(10), *[99] * 50]
    assert cut([table], people)[0].shown == ()


def test_nothing_is_shown_where_too_few_people_are_in_all() -> None:
    table, people = _table(general=LEAST - 1)
    assert cut([table], people) == [Cut(shown=(), others=("general",))]


def test_a_channel_that_gave_way_to_another_does_not_tell_of_its_last_writers() -> None:
    people = list(range(62))
    channels = {"old": list(range(32)), "new": list(range(32, 62))}
    months = {"1": list(range(15)), "2": list(range(15, 30)), "3": [30, 31, *range(32, 62)]}
    first, second = cut([channels, months], people)
    assert first.shown == ("old", "new")
    assert "3" in second.others  # months 1 and 2 taken from "old" would be two people


def test_the_later_table_gives_way() -> None:
    people = list(range(30))
    asked = {"in": list(range(20)), "out": list(range(20, 30))}
    seen = {"in": list(range(18)), "out": list(range(18, 30))}
    first, second = cut([asked, seen], people)
    assert first.shown == ("in", "out")
    assert second.shown == ()


def test_cells_without_records_and_no_records_at_all_are_fine() -> None:
    assert cut([{}], []) == [Cut(shown=())]
    table, people = _table(general=6, empty=0)
    assert cut([table], people) == [Cut(shown=("general",))]


def test_a_difference_that_only_the_first_tables_cells_lead_to_is_seen_as_well() -> None:
    people = list(range(23))
    topics = {
        "a": [0, 1, 2, 3, 21],
        "b": [4, 5, 6, 7, 8, 9, 10, 14],
        "c": [11, 12, 13, 15, 16],
        "d": [17, 18, 19, 20, 22],
    }
    weeks = {"1": [*range(7)], "2": [7, *range(16, 23)], "3": [*range(8, 16)]}
    first, second = cut([topics, weeks], people)
    assert first.shown == ("a", "b", "c", "d")
    assert second == Cut(shown=("3",), others=("1", "2"))
