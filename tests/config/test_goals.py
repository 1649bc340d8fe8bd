"""``purpose:``, ``goals:`` and ``council:`` say what they mean, and a mistake is told with its line and a cure."""

from datetime import date
from pathlib import Path

import pytest

from config.export import export
from config.loader import load_text
from config.overriding import overridden
from engagement.errors import ConfigError
from engagement.policy import Policy
from engagement.strategy import LONGEST_PART, Goal, Measure, Purpose

BEGIN = "communities:\n  - name: Town\n    channels: {help: {topics: [api]}}\n"
GOAL = f"{BEGIN}    goals:\n      quick: "
FITS = "measure: answered_in_a_day, target: 80 %, by: 2027-06-30"


def policy_of(text: str) -> Policy:
    (community,) = load_text(text).communities
    return community.policy


def test_everything_that_is_written_is_read() -> None:
    more = "title: Quick answers, since: 2027-01-01, hours: 6, team: community, channel: '#help', topic: api"
    found = policy_of(
        f"{GOAL}{{{FITS}, {more}}}\n      soon: {{measure: first_reply, target: 1 h 30 min, by: 2027-06-30}}\n"
        "      many: {measure: members_active, target: 40, by: 2027-06-30}\n"
        "    council: [U1, '@council']\n"
        "    purpose: {vision: People help each other, for_whom: developers, success: most are answered}\n"
    )
    assert found.purpose == Purpose(
        vision="People help each other", for_whom="developers", success="most are answered"
    )  # fmt: skip
    assert list(found.goals) == ["quick", "soon", "many"]
    assert found.goals["quick"] == Goal(
        name="quick", title="Quick answers", measure=Measure.ANSWERED_IN_A_DAY, target=0.8, by=date(2027, 6, 30),
        since=date(2027, 1, 1), hours=6, team="community", channel="help", topic="api",
    )  # fmt: skip
    assert found.goals["soon"].target == 5400
    assert found.goals["soon"].since == date(2026, 12, 30), "half a year before its date where nobody said"
    assert found.goals["many"].target == 40
    assert {"U1", "@council"} <= found.named, "they are looked up when the bot connects"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("{measure: answered_in_a_day}", "needs `target:`"),
        ("{measure: answers_in_a_day, target: 1, by: 2027-06-30}", "did you mean `answered_in_a_day`"),
        ("{measure: answered_in_a_day, target: 4 h, by: 2027-06-30}", "counted in %: write for example `target: 80 %`"),
        ("{measure: answered_in_a_day, target: 120 %, by: 2027-06-30}", "no percentage from 0 to 100"),
        ("{measure: first_reply, target: 80 %, by: 2027-06-30}", "counted as a time: write for example `target: 4 h`"),
        ("{measure: first_reply, target: 0 min, by: 2027-06-30}", "no time at all"),
        ("{measure: members_active, target: many, by: 2027-06-30}", "counted as a number"),
        ("{measure: members_active, target: 40, by: soon}", "`by: soon`"),
        (f"{{{FITS}, since: 2027-07-01}}", "is not before its `by: 2027-06-30`"),
        (f"{{{FITS}, channel: hlep}}", "did you mean `help`"),
        (f"{{{FITS}, topic: apis}}", "did you mean `api`"),
        (f"{{{FITS}, hours: lots}}", "hours"),
        ("{measure: newcomers_who_stay, target: 40 %, by: 2027-06-30, channel: help}", "of the whole community"),
        ("{measure: members_active, target: 40, by: 2027-06-30, topic: api}", "not counted by topic"),
        (f"{{{FITS}, price: 3}}", "`price` is no setting"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_its_cure(said: str, told: str) -> None:
    with pytest.raises(ConfigError, match=r"line 5") as found:
        load_text(f"{GOAL}{said}\n")
    assert told in str(found.value)


def test_more_than_a_handful_of_goals_are_none() -> None:
    many = "".join(f"      g{nth}: {{{FITS}}}\n" for nth in range(8))
    with pytest.raises(ConfigError, match="line 12: there are more than 7 goals"):
        load_text(f"{BEGIN}    goals:\n{many}")


@pytest.mark.parametrize("said", ["x" * (LONGEST_PART + 1), "a\u202eb"])
def test_a_purpose_is_short_and_can_be_read(said: str) -> None:
    with pytest.raises(ConfigError, match="line 4"):
        load_text(f'{BEGIN}    purpose: {{vision: "{said}"}}\n')
    assert overridden(policy_of(BEGIN), "purpose.vision", said) is None, "nor in chat"


def test_a_manager_changes_the_purpose_and_it_is_written_out(tmp_path: Path) -> None:
    base = policy_of(BEGIN)
    changed = overridden(base, "purpose.vision", "Help is near")
    assert changed is not None
    assert changed.purpose == Purpose(vision="Help is near")
    emptied = overridden(changed, "purpose.vision", "")
    assert emptied is not None
    assert not emptied.purpose.is_said
    assert overridden(base, "purpose.price", "3") is None
    assert overridden(base, "purpose.vision", value=True) is None
    file = tmp_path / "hubbub.yaml"
    file.write_text(BEGIN + "    purpose: {success: all is well}  # a comment\n", encoding="utf-8")
    written = export(file, {base.community: {"purpose.vision": "Help is near", "purpose.success": ""}})
    assert policy_of(written).purpose == Purpose(vision="Help is near")
    assert "# a comment" in written
