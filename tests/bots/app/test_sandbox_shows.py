"""What the sample community shows by itself of recognition, the programme and the invitations, and on which day.

The guide "Your first hour" tells where to look for each: both change together.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson

from bots.app.sandboxed import played
from bots.platforms.sandbox.names import WORKSPACE
from bots.platforms.sandbox.opening import FILE, open_sandbox
from config.settings import Settings
from engagement.ids import account_id
from storage import StoredMemory
from storage.dump import dump

REAL = datetime(2030, 1, 1, tzinfo=UTC)
SHOWN = {
    # the first day
    "welcome.ask": (0, "ben"),
    "answer_marks.thanks": (0, "jonas"),
    "helper_enrolment.offer_after_answer": (0, "hana"),
    # the first week
    "advocates.offer": (1, "ben"),
    "advocates.review": (1, "hub"),
    "advocates.invited": (1, "ben"),
    "sales_prompt.invite": (1, "silke"),
    "sales_prompt.outcome": (2, "silke"),
    "product_wish.card": (2, "team-software"),
    "product_wish.ask": (2, "greta"),
    "levels.reached": (2, "sam"),
    "new_names_and_topics.week": (6, "maren"),
    "dependency.few": (6, ""),
    # and later
    "asks.request": (8, "ben"),
    "asks.said_yes": (8, "silke"),
    "recognition.useful_once": (8, "olga"),
    "product_wish.shipped": (9, "greta"),
    "escalation.call_untaken": (10, "hub"),
    "wish_themes.proposed": (13, "team-software"),
    "recognition.useful": (16, "olga"),
    "asks.thanks": (17, "ben"),
    "monthly_thanks.thanks": (27, "general"),
    "gone_quiet.week": (41, ""),
    "advocates.term_ends": (63, "ben"),
    "advocates.term_over": (93, "ben"),
}
"""Text -> the first day on which it is said (0: the day on which the sandbox begins), and to whom or where."""
ONCE = ("escalation.call_untaken", "gone_quiet.week", "sales_prompt.outcome", "advocates.invited")


def said(memory: StoredMemory, start: datetime) -> Iterator[tuple[str, int, str]]:
    """Every message that was sent, with its day, and to whom or where, in order."""
    rows = [one["row"] for line in dump(memory.engine) if (one := orjson.loads(line))["table"] == "outbox"]
    for row in sorted((row for row in rows if row["sent_at"]), key=lambda row: (row["sent_at"], row["id"])):
        day = (datetime.fromtimestamp(row["sent_at"] / 1_000_000, UTC).date() - start.date()).days
        where = (row["to_member"] or row["channel_id"] or "").rpartition(":")[2]
        yield orjson.loads(row["body"]).get("text", ""), day, where


async def test_left_alone_the_sample_community_shows_each_thing_on_its_day(lite: StoredMemory, tmp_path: Path) -> None:
    sandbox = open_sandbox(tmp_path, read_time=lambda: REAL, base_url="http://127.0.0.1:8080")
    settings = Settings(home=tmp_path, config=tmp_path / "none.yaml", environment={})
    try:
        async with played(sandbox, lite, settings, None, base_url="http://127.0.0.1:8080", say=lambda _: None) as story:
            for days in (31, 31, 31, 1):
                await story.advance(timedelta(days=days))
            messages = list(said(lite, sandbox.sample.start_at))
            seen: dict[str, dict[str, int]] = {}
            for text, day, where in messages:
                seen.setdefault(text, {}).setdefault(where, day)
            first = {text: (min(seen[text].values()), where) for text, (_, where) in SHOWN.items() if text in seen}
            assert first == SHOWN
            assert all(seen[text][where] == day for text, (day, where) in SHOWN.items())
            texts = [text for text, _, _ in messages]
            assert [text for text in ONCE if texts.count(text) != 1] == []
            assert "Welcomer" in sandbox.world.roles[account_id(WORKSPACE, "ben")], "a badge of the manager's own"
            assert [action.key for action in sandbox.script.due_actions(story.now())] == []
            planned = {f"shown:{number}" for number, _ in enumerate(sandbox.sample.file.when_shown)}
            assert planned - sandbox.world.scripted.keys() == set(), "whoever wants to press something is shown it"
            kept = (tmp_path / FILE).read_text(encoding="utf-8")
            assert '"kind":"skipped"' not in kept, "whatever somebody of the sample presses is there to be pressed"
    finally:
        sandbox.close()
