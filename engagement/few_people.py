"""Which cells of which tables may be shown, so that no number is about one to four people?

All tables divide the same records (questions, say) into cells; each record belongs to one person. What is held to:

- a cell about fewer than five people is merged into its table's "others";
- others about fewer than five people take the smallest shown cell with them (complementary suppression), because the
  total less the shown cells would tell what they hold;
- across two tables: a cell taken from the cells of the other table that cover it, or cells of the other table taken
  from the cell they all lie in, leave nobody or at least five people; so do sums of cells that belong together. The
  later table gives way; the weightiest come first.

Within one table every sum and difference of cells is a union of cells: nothing smaller than a cell can be had there.
A figure that was worked out over everybody in a cell (a share answered, a median) is about all of these people.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

LEAST = 5
"""The smallest group about which a number is shown (Viva Insights; defaults.md)."""

Person = Hashable
Table = Mapping[str, Sequence[int]]
"""The records of each cell by the cell's name: every record in exactly one cell."""


def is_too_few(people: Collection[Person]) -> bool:
    """Whether a number about these (different) people would be about one to four of them."""
    return 0 < len(people) < LEAST


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """How one table may be shown: these cells by themselves, those as one; nothing at all when none is shown."""

    shown: tuple[str, ...]
    others: tuple[str, ...] = ()


@dataclass(slots=True)
class _Cells:
    """A table while it is being cut; the last of ``groups`` is others, which may be empty."""

    shown: list[str]
    people: dict[str, set[Person]]
    others: list[str] = field(default_factory=list)

    @property
    def groups(self) -> list[list[str]]:
        return [[name] for name in self.shown] + ([self.others] if self.others else [])

    def size(self, names: Sequence[str]) -> int:
        return len(set[Person]().union(*(self.people[name] for name in names)))

    def hide(self, name: str) -> None:
        self.shown.remove(name)
        self.others.append(name)
        self.settle()

    def hide_one_of(self, group: Sequence[str]) -> None:
        """Hide this cell; others grow by the smallest cell."""
        self.hide(group[0] if group[0] in self.shown else self._smallest())

    def settle(self) -> None:
        """Let others grow until they are about enough people."""
        while self.shown and self.others and self.size(self.others) < LEAST:
            self.others.append(self._smallest())
            self.shown.remove(self.others[-1])

    def _smallest(self) -> str:
        return min(self.shown, key=lambda name: (len(self.people[name]), name))


Joint = Mapping[tuple[str, str], set[Person]]
_Shared = Mapping[tuple[int, int], set[Person]]


def cut(tables: Sequence[Table], people: Sequence[Person]) -> list[Cut]:
    """How each table may be shown; ``people[record]`` is whom a record is about. Earlier tables keep more."""
    cells = [_cells(table, people) for table in tables]
    columns = [_column(table, len(people)) for table in tables]
    joints = {(a, b): _joint(columns[a], columns[b], people) for a, b in combinations(range(len(tables)), 2)}
    pending = list(joints)
    while pending:
        first, second = pending.pop()
        if not _gives_way(cells[first], cells[second], joints[first, second]):
            continue
        pending = [pair for pair in joints if second in pair or pair in pending]
    return [Cut(shown=tuple(n for n in table if n in cell.shown), others=tuple(n for n in table if n in cell.others))
            for table, cell in zip(tables, cells, strict=True)]  # fmt: skip


def _cells(table: Table, people: Sequence[Person]) -> _Cells:
    by_name = {name: {people[record] for record in records} for name, records in table.items() if records}
    cells = _Cells(shown=[name for name, known in by_name.items() if len(known) >= LEAST], people=by_name)
    cells.others = [name for name in by_name if name not in cells.shown]
    cells.settle()
    return cells


def _column(table: Table, number: int) -> list[str]:
    """Each record's cell."""
    column = [""] * number
    for name, records in table.items():
        for record in records:
            column[record] = name
    return column


def _joint(first: Sequence[str], second: Sequence[str], people: Sequence[Person]) -> Joint:
    """Who is in both cells, for each pair of cells that share a record."""
    joint: dict[tuple[str, str], set[Person]] = {}
    for a, b, person in set(zip(first, second, people, strict=True)):
        joint.setdefault((a, b), set()).add(person)
    return joint


def _gives_way(first: _Cells, second: _Cells, joint: Joint) -> bool:
    """Whether a difference between the two tables shows too few people; if so the second one now shows less."""
    if not first.shown or not second.shown:
        return False
    shared = _shared(first.groups, second.groups, joint)
    for nth, group in enumerate(second.groups):
        if is_too_few(_left_over(nth, shared)):
            second.hide_one_of(group)
            return True
    turned = {(b, a): known for (a, b), known in shared.items()}
    for nth in range(len(first.groups)):
        if is_too_few(_left_over(nth, turned)):
            near = [group for at, group in enumerate(second.groups) if (nth, at) in shared]
            second.hide_one_of(min(near, key=lambda g: (g[0] not in second.shown, second.size(g), g)))
            return True
    return False


def _shared(first: Sequence[Sequence[str]], second: Sequence[Sequence[str]], joint: Joint) -> _Shared:
    """Who is in both groups, by the groups' places."""
    places = [{name: at for at, group in enumerate(groups) for name in group} for groups in (first, second)]
    shared: dict[tuple[int, int], set[Person]] = {}
    for (a, b), known in joint.items():
        shared.setdefault((places[0][a], places[1][b]), set()).update(known)
    return shared


def _left_over(seed: int, shared: _Shared) -> set[Person]:
    """Whom the other table's groups hold beyond this one: all groups (a) that touch it, less it.

    Where a touched group (a) shares enough people with another group (b), that one is taken along, and so is one that
    lies within the touched groups as a whole: so differences of sums are seen as well as those of single cells.
    """
    taken, touched = {seed}, {a for a, b in shared if b == seed}
    while True:
        beside = {b for a, b in shared if a in touched} - taken
        more = {
            b
            for b in beside
            if all(a in touched for a, other in shared if other == b)
            or any(len(known) >= LEAST for (a, other), known in shared.items() if other == b and a in touched)
        }
        if not more:
            return set[Person]().union(*(known for (a, b), known in shared.items() if a in touched and b in beside))
        taken |= more
        touched |= {a for a, b in shared if b in more}
