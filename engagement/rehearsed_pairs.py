"""May the figures of two rehearsals stand side by side, when they are not about the same questions?

What a reader knows of the first one are the groups that it shows; the second one adds its total and its fates. All of
them are cut together, as tables of all questions that either knows: where the second would give way, it may not stand.
"""

from collections.abc import Sequence

from engagement.few_people import Cut, Table, cut
from engagement.rehearsed_headline import FATES, fate_tables
from engagement.rehearsed_questions import Question

_REST = "rest"
_ABSENT = "absent"
Shown = Sequence[tuple[Table, Cut]]
"""Tables of the first rehearsal's questions, each as it is shown."""


def cuts_beside(shown: Shown, ours: Sequence[Question], theirs: Sequence[Question]) -> list[Cut] | None:
    """How the second rehearsal's fates may be shown beside the first one; None: it may not be shown at all."""
    places = {question.figures.thread: at for at, question in enumerate(ours)}
    people = [question.figures.asker for question in ours]
    mapped: list[int] = []
    for question in theirs:
        place = places.setdefault(question.figures.thread, len(people))
        if place == len(people):
            people.append(question.figures.asker)
        mapped.append(place)
    everything = range(len(people))
    first = [_whole(_as_read(table, one), range(len(ours)), everything) for table, one in shown]
    total = _whole({_REST: mapped}, mapped, everything)
    fates = [
        _whole({name: [mapped[record] for record in some] for name, some in table.items()}, mapped, everything)
        for table in fate_tables(theirs)
    ]
    cuts = cut([*first, total, *fates], people)
    first_cuts, total_cut, their_cuts = cuts[: len(first)], cuts[len(first)], cuts[len(first) + 1 :]
    if total_cut.others or any(one.others for one in first_cuts):
        return None
    return [_merged(one) for one in their_cuts[: len(FATES)]]


def _as_read(table: Table, one: Cut) -> Table:
    """The table as a reader sees it: the cells that are shown, and all others as one."""
    shown = {name: table[name] for name in one.shown}
    rest = [record for name in table if name not in one.shown for record in table[name]]
    return {**shown, _REST: rest} if rest else shown


def _whole(table: Table, own: Sequence[int], everything: Sequence[int]) -> Table:
    """The table with a cell for all questions that this rehearsal does not know."""
    absent = sorted(set(everything) - set(own))
    return {**table, _ABSENT: absent} if absent else table


def _merged(one: Cut) -> Cut:
    """A fate may be told only if nothing of its table had to be hidden."""
    return one if not one.others else Cut(shown=(), others=(*one.shown, *one.others))
