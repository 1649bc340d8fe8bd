"""``hubbub route``: who would get it, when and why, and one sentence with a cure where that cannot be said."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bots.cli import main
from tests.bots.cli.test_commands import refused

PLAYBOOK = """\
communities:
  - name: Example
    timezone: Europe/Berlin
    languages: [en, de]
    topics: {billing: [invoice, invoices], api: [endpoint]}
    channels:
      help: {topics: [install, api]}
      money: {topics: [billing]}
      quiet: {escalation: false}
    escalations:
      hubs:
        community: {title: Community team, channel: team-community, people: [ANN]}
      spokes:
        billing:
          title: Billing
          channel: team-billing
          topics: [billing]
          people: [BEN, CAT]
          hours: office
          rota: money
          chain: fast
          targets: {first_response: 2 h, next_response: none, solution: 3 h}
        night: {channel: team-night, languages: [es]}
      rules:
        - {channel: help, hours: 22:00-06:00, team: night}
        - {severity: urgent, team: billing}
        - {tier: gold, topic: api, team: billing, chain: calm}
        - {workspace: discord, topic: install, team: night}
      tiers: {gold: [VIP]}
      chains:
        fast:
          steps: [team, {on_duty: , after: 20 min}, {hand_on: hub, after: 10 min}, {webhook: pager, after: 1 h}]
          repeat: 2
        calm: {steps: [team]}
      webhooks: [pager]
      hours:
        office: {days: {mon-fri: 09:00-17:00}, holidays: [2026-12-24, 2026-12-25]}
      rotas:
        money: {people: [CAT, BEN], begins: 2026-11-30}
  - name: Bare
    channels: {help: {}}
"""
INVOICE = "Where can I find my invoice?"
Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("HUBBUB_CONFIG", "HUBBUB_HOME", "HUBBUB_DATABASE_URL", "HUBBUB_HOST", "HUBBUB_PORT"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "hubbub.yaml").write_text(PLAYBOOK, encoding="utf-8")
    return tmp_path


def routed(capsys: Capture, text: str, *words: str, channel: str = "help") -> dict[str, Any]:
    capsys.readouterr()
    assert main(["route", text, "--channel", channel, "--json", *words]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def in_words(capsys: Capture, text: str, *words: str, channel: str = "help") -> str:
    capsys.readouterr()
    assert main(["route", text, "--channel", channel, *words]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    return told.out


def owners(found: dict[str, Any]) -> tuple[str, str, str]:
    return found["owner"], found["belongs_to"], found["hub"]


def test_the_hub_looks_first_at_what_belongs_to_a_spoke(capsys: Capture) -> None:
    found = routed(capsys, INVOICE, "--at", "2026-12-23T16:30")
    assert owners(found) == ("community", "billing", "community")
    assert found["because"] == [
        "no rule matches",
        "the topic billing belongs to Billing",
        "Community team looks at everything first",
    ]
    assert (found["topics"], found["topics_because"]) == (["billing"], "from its words")
    assert (found["severity"], found["severity_because"], found["language"]) == ("normal", [], "en")
    assert found["at"] == "2026-12-23T16:30:00+01:00"
    assert found["on_duty"] == {"billing": "BEN"}


def test_a_rule_for_the_night_holds_on_the_community_s_clock(capsys: Capture) -> None:
    for at in ("2026-12-24T23:00", "2026-12-24T22:00:00Z", "2026-12-25T05:59+01:00"):
        assert routed(capsys, INVOICE, "--at", at)["owner"] == "night"
    for at in ("2026-12-25T06:00", "2026-12-24T20:59Z"):
        assert routed(capsys, INVOICE, "--at", at)["owner"] == "community"
    assert routed(capsys, INVOICE, "--at", "2026-12-24T23:00")["because"][0].startswith("rule 1 (line ")
    assert routed(capsys, INVOICE, "--at", "2026-12-24T23:00", channel="#money")["owner"] == "community"


def test_the_chain_is_told_in_the_owner_s_working_time(capsys: Capture) -> None:
    # Wednesday at ten to five; Thursday and Friday are free, so what is left comes on Monday
    found = routed(capsys, INVOICE, "--severity", "urgent", "--at", "2026-12-23T16:50")
    assert owners(found) == ("billing", "billing", "community")
    assert (found["chain"], found["repeat"], found["severity_because"]) == ("fast", 2, ["as given"])
    heard = [(step["at"], step["what"], step["team"], step["people"]) for step in found["steps"]]
    steps = [step for step in heard if step[1] != "untaken"]
    assert steps[:2] == [
        ("2026-12-23T16:50:00+01:00", "come", "billing", []),
        ("2026-12-28T09:10:00+01:00", "come", "billing", ["CAT"]),
    ]
    # CAT is reminded after 30 minutes and has an hour; then the group hears of it, and the hub 10 minutes later
    assert ("2026-12-28T09:40:00+01:00", "reminder", "billing", ["CAT"]) in steps
    assert ("2026-12-28T10:10:00+01:00", "handed_on", "billing", ["BEN", "CAT"]) in steps
    assert ("2026-12-28T10:20:00+01:00", "handed_on", "community", []) in steps
    assert steps[-1] == ("2026-12-28T11:20:00+01:00", "webhook", "pager", [])
    assert [step[0] for step in heard] == sorted(step[0] for step in heard)


def test_at_the_end_of_a_chain_the_hub_hears_of_it(capsys: Capture) -> None:
    words = ("--tier", "gold", "--topic", "api", "--at", "2026-12-23T12:00")
    steps = routed(capsys, INVOICE, *words)["steps"]
    assert [(step["what"], step["team"], step["people"]) for step in steps] == [
        ("come", "billing", []), ("untaken", "community", ["ANN"]),
    ]  # fmt: skip
    assert "12:00  Community team (community) hears that nobody took it yet: ANN" in in_words(capsys, INVOICE, *words)


def test_targets_are_due_in_working_time(capsys: Capture) -> None:
    found = routed(capsys, INVOICE, "--severity", "urgent", "--at", "2026-12-23T16:00")
    assert found["targets"] == [
        {
            "aim": "first_response", "target_s": 7_200.0,
            "warn_at": "2026-12-28T09:30:00+01:00", "due_at": "2026-12-28T10:00:00+01:00",
        },
        {
            "aim": "solution", "target_s": 10_800.0,
            "warn_at": "2026-12-28T10:15:00+01:00", "due_at": "2026-12-28T11:00:00+01:00",
        },
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("at", "person"),
    [("2026-11-30T08:59", None), ("2026-11-30T09:00", "CAT"), ("2026-12-07T08:59", "CAT"), ("2026-12-07T09:00", "BEN")],
)
def test_who_is_on_duty(capsys: Capture, at: str, person: str | None) -> None:
    assert routed(capsys, INVOICE, "--at", at)["on_duty"] == {"billing": person}
    assert f"on duty       {person or 'nobody'} (Billing (billing))" in in_words(capsys, INVOICE, "--at", at)


def test_peers_come_first_and_then_perhaps_another_team(capsys: Capture) -> None:
    # the hub works around the clock: four hours after seven in the evening it is night
    found = routed(capsys, INVOICE, "--at", "2026-12-23T19:00")
    assert found["owner"] == "community"
    assert found["asked_then"] == {
        "handed_over_at": "2026-12-23T23:00:00+01:00", "owner": "night", "after_s": 14_400.0,
    }  # fmt: skip
    assert "handed over Wed 2026-12-23 23:00, to night" in in_words(capsys, INVOICE, "--at", "2026-12-23T19:00")
    # what is urgent goes to Billing, and after one of its hours: it closes at five, and opens on Monday
    urgent = routed(capsys, "The shop is down for everyone, why?", "--at", "2026-12-23T16:30")
    assert urgent["severity"] == "urgent"
    assert urgent["severity_because"] == ['it speaks of "down for everyone"']
    assert urgent["asked_then"]["handed_over_at"] == "2026-12-28T09:30:00+01:00"


def test_what_is_known_besides_counts(capsys: Capture) -> None:
    day = ("--at", "2026-12-23T12:00")
    gold = routed(capsys, "How do I call it?", "--tier", "gold", "--topic", "api", *day)
    assert (gold["owner"], gold["chain"], gold["topics_because"]) == ("billing", "calm", "as given")
    assert routed(capsys, "How do I call it?", "--topic", "api", *day)["owner"] == "community"
    both = routed(capsys, INVOICE, "--topic", "install", "--topic", "billing", *day)
    assert (both["topics"], both["belongs_to"]) == (["install", "billing"], "billing")
    spanish = routed(capsys, "How do I call it?", "--language", "es", *day)
    assert (spanish["language"], spanish["belongs_to"]) == ("es", "night")
    german = routed(capsys, "Wie kann ich das bitte wieder einrichten?", *day)
    assert german["language"] == "de"


def test_the_channel_s_topics_count_where_the_words_name_none(capsys: Capture) -> None:
    day = ("--at", "2026-12-23T12:00")
    money = routed(capsys, "How do I get it back?", *day, channel="money")
    assert (money["topics"], money["topics_because"], money["belongs_to"]) == (
        ["billing"], "the channel's", "billing",
    )  # fmt: skip
    several = routed(capsys, "How do I get it back?", *day)
    assert (several["topics"], several["topics_because"]) == (["install", "api"], "the channel's")


def test_the_workspace_counts(folder: Path, capsys: Capture) -> None:
    places = "    workspaces:\n      - {platform: slack, id: T1}\n      - {platform: discord, id: '1234'}\n"
    text = PLAYBOOK.replace("    languages:", places + "    languages:", 1)
    (folder / "hubbub.yaml").write_text(text, encoding="utf-8")
    words = ("How do I start it?", "--topic", "install", "--at", "2026-12-23T12:00")
    assert routed(capsys, *words)["owner"] == "community", "the first workspace is Slack"
    for named in ("discord", "1234", "discord-1234"):
        assert routed(capsys, *words, "--workspace", named)["owner"] == "night"
    told = refused(capsys, "route", *words, "--channel", "help", "--workspace", "discrod")
    assert told == "there is no workspace `discrod` in hubbub.yaml; did you mean `discord-1234`?"


def test_what_is_no_question_or_switched_off_is_noted(capsys: Capture) -> None:
    told = in_words(capsys, "Good morning all.", "--at", "2026-12-23T12:00")
    assert "Note: these words do not read as a question, so it would come only if somebody handed it" in told
    told = in_words(capsys, INVOICE, "--at", "2026-12-23T12:00", channel="quiet")
    assert "Note: the step `escalation` is switched off in #quiet, so nothing is handed on from there." in told
    assert "Note" not in in_words(capsys, INVOICE, "--at", "2026-12-23T12:00")


def test_it_is_told_in_plain_words(capsys: Capture) -> None:
    told = in_words(capsys, INVOICE, "--severity", "urgent", "--at", "2026-12-23T16:50").replace(
        "\N{NO-BREAK SPACE}", " "
    )
    for line in (
        "Handed to the team Wed 2026-12-23 16:50 (Europe/Berlin), asked in #help:",
        "  first owner   Billing (billing)",
        "  hub           Community team (community)",
        "  severity      urgent (as given)",
        "  topics        billing (from its words)",
        "If nobody takes it (chain fast):",
        "  Wed 2026-12-23 16:50  Billing (billing): its channel",
        "  Mon 2026-12-28 09:10  Billing (billing): names CAT",
        "  Mon 2026-12-28 09:40  CAT is reminded",
        "  Mon 2026-12-28 10:20  handed on to Community team (community)",
        "  Mon 2026-12-28 11:20  the webhook pager is called",
        "  then 2 times more from the beginning",
        "  first response: by Mon 2026-12-28 10:50 (2 hours of working time, a warning Mon 2026-12-28 10:20)",
    ):
        assert line in told.splitlines(), told


def test_a_team_without_people_or_targets(folder: Path, capsys: Capture) -> None:
    bare = "{team-night, targets: {first_response: none, next_response: none, solution: none}, languages: [es]}"
    text = PLAYBOOK.replace("{channel: team-night, languages: [es]}", bare.replace("{team", "{channel: team"))
    (folder / "hubbub.yaml").write_text(text, encoding="utf-8")
    told = in_words(capsys, INVOICE, "--at", "2026-12-24T23:00")
    assert "  night has none" in told.splitlines()
    assert "on duty       none of these teams has a rota" in told
    assert "somebody" not in told, "nobody is made up"
    assert "tier " not in told
    assert "  tier          gold" in in_words(capsys, INVOICE, "--tier", "gold", "--at", "2026-12-24T23:00")


def test_without_a_moment_it_is_now(capsys: Capture) -> None:
    before = datetime.now(UTC).replace(microsecond=0)  # noqa: TID251  # the command reads the machine's clock
    at = datetime.fromisoformat(routed(capsys, INVOICE)["at"])
    assert timedelta() <= at - before < timedelta(minutes=5)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--channel", "hepl"), "there is no channel `hepl` below `channels:` in hubbub.yaml; did you mean `help`?"),
        (("--channel", "zzz"), "there is no channel `zzz` below `channels:` in hubbub.yaml; it has help, money, quiet"),
        (("--tier", "golf"), "hubbub.yaml speaks of no tier `golf`; did you mean `gold`?"),
        (("--topic", "biling"), "hubbub.yaml speaks of no topic `biling`; did you mean `billing`?"),
        (("--language", "xx"), "hubbub.yaml speaks of no language `xx`; it has de, en, es"),
        (("--workspace", "slack"), "there is no workspace `slack` in hubbub.yaml; it has none"),
        (("--community", "Exampel"), "there is no community 'Exampel' in the playbook; it has Example, Bare"),
        (("--config", "none.yaml"), "none.yaml: there is no such file"),
    ],
)
def test_names_that_are_not_there(capsys: Capture, words: tuple[str, ...], told: str) -> None:
    given = words if "--channel" in words else ("--channel", "help", *words)
    assert refused(capsys, "route", INVOICE, *given).startswith(told)


def test_without_teams_or_a_file_the_cure_is_told(folder: Path, capsys: Capture) -> None:
    words = ("route", INVOICE, "--channel", "help")
    told = refused(capsys, *words, "--community", "Bare")
    assert told.startswith("Bare has no `escalations:` section, so nobody but the managers would hear of it; write")
    (folder / "hubbub.yaml").unlink()
    assert refused(capsys, *words).endswith("write one with `hubbub init`, or name it with --config")


@pytest.mark.parametrize("at", ["tomorrow", "", "2026-13-01", "2026-12-24T25:00", "1970-01-01", "9999-12-31T23:59"])
def test_what_is_no_moment(capsys: Capture, at: str) -> None:
    told = refused(capsys, "route", INVOICE, "--channel", "help", "--at", at, code=2)
    assert told.endswith("is no moment; write it like 2026-12-24T23:00")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("route", "--channel", "help"), "required: text"),
        (("route", INVOICE), "required: --channel"),
        (("route", INVOICE, "--channel", "help", "--severity", "mild"), "invalid choice: 'mild'"),
    ],
)
def test_what_is_used_wrongly(capsys: Capture, words: tuple[str, ...], told: str) -> None:
    assert told in refused(capsys, *words, code=2)


def test_nothing_is_written(folder: Path, capsys: Capture) -> None:
    routed(capsys, INVOICE)
    assert [path.name for path in folder.iterdir()] == ["hubbub.yaml"]
