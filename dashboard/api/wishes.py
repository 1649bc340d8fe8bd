"""What members wish for, and the themes over it, for other programs: as the page shows it, but for anybody's words."""

from collections.abc import Sequence
from typing import Final

from fastapi.responses import Response

from dashboard.api import answers
from dashboard.pages.wishes import Heading, Shown, read_wishes
from dashboard.window.visit import Here, Visit
from engagement import spreadsheet

MOST: Final = 1_000
"""So many wishes an answer holds (ours)."""
COLUMNS: Final = ("wish", "stage", "topics", "wanted_by", "theme", "since", "where")


def wishes(visit: Here) -> answers.Wishes:
    """What was passed on, and the themes over it; themes that are only proposed to whoever may decide. No words."""
    some, themes = _read(visit)
    return answers.Wishes(
        items=[
            answers.Wish(
                wish=one.insight.code, stage=one.insight.stage.value, topics=list(one.insight.topics),
                wanted_by=_wanted_by(one), theme=one.theme or None, since=one.insight.at,
                where=[each.address for each in one.quotes if each.address],
            )
            for one in some
        ],
        themes=[
            answers.Theme(name=one.theme.name, stand=one.theme.stand.value, wishes=list(one.codes),
                          made_by=one.made_by or None)
            for one in themes
        ],
    )  # fmt: skip


def wishes_file(visit: Here) -> Response:
    """The wishes as lines for a spreadsheet, each with its theme."""
    some, _ = _read(visit)
    rows: list[Sequence[object]] = [
        (
            one.insight.code, one.insight.stage.value, ", ".join(one.insight.topics), _wanted_by(one), one.theme,
            one.insight.at.date(), " ".join(each.address for each in one.quotes if each.address),
        )
        for one in some
    ]  # fmt: skip
    headers = {"Content-Disposition": 'attachment; filename="wishes.csv"', "Cache-Control": "no-store"}
    return Response(spreadsheet.to_csv(COLUMNS, rows), media_type="text/csv; charset=utf-8", headers=headers)


def _read(visit: Visit) -> tuple[Sequence[Shown], Sequence[Heading]]:
    found = visit.read(lambda ledger: read_wishes(visit, ledger, MOST))
    return found["some"], found["themes"]


def _wanted_by(one: Shown) -> int | None:
    """How many want it, from five on."""
    return int(one.people) if one.people.isdigit() and one.people != "0" else None
