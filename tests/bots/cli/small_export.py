"""A small made-up Slack export: two dozen people, six weeks, questions with and without answers."""

from pathlib import Path

from tests.bots.importers.made_up import said, slack, write_zip

DAY_S = 86_400
START = 1_704_110_400
"""2024-01-01T12:00:00Z."""
ASKED = (
    "How do I reset the printer?",
    "Does anyone know why the build fails on Windows?",
    "Where can I find the invoice template?",
    "How can I export my data to a spreadsheet?",
)
PEOPLE = 24


def _ts(second: int) -> str:
    return f"{second}.000100"


def small_export(path: Path, days: int = 42) -> Path:
    """One question a day in #help by turns, answered after 10 minutes, half a day, or never; a chat line in #talk."""
    written: dict[str, list[object]] = {}
    for number in range(days):
        second = START + number * DAY_S
        asker, helper = f"U{number % PEOPLE + 1}", f"U{(number + 1) % PEOPLE + 1}"
        root = said(_ts(second), asker, f"{ASKED[number % len(ASKED)]} It is number {number}.")
        after = (600, DAY_S // 2 - 600, None)[number % 3]
        said_that_day = [root]
        if after is not None:
            root |= {"thread_ts": root["ts"], "reply_count": 1}
            answer = said(_ts(second + after), helper, "Try the menu on the left.", thread_ts=root["ts"])
            said_that_day.append(answer)
        day = f"2024-{1 + number // 31:02d}-{1 + number % 31:02d}"
        written[f"help/{day}"] = said_that_day
        written[f"talk/{day}"] = [said(_ts(second + 7_200), helper, "Good morning all.")]
    people = [
        {
            "id": f"U{number}",
            "team_id": "T1",
            "name": f"person{number}",
            "profile": {"display_name": f"Person {number}"},
        }
        for number in range(1, PEOPLE + 1)
    ]
    return write_zip(path, slack(written, users=people))
