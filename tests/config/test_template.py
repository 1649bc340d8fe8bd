"""What `hubbub init` writes loads as it is and shows every dial with its true default."""

import re
from dataclasses import fields, is_dataclass

import pytest

from config.loader import Config, load_text
from config.playbook import PLAYS
from config.schema import ALWAYS_ON, playbook_shape, policy_section
from config.sentences import load_sentences
from config.template import template, to_yaml
from engagement.escalating.dials import StepKind
from engagement.policy import ChannelPolicy, GroupingPolicy, Policy, RestraintPolicy
from engagement.strategy import Purpose
from tests.config.files import MINIMAL, only, with_line

_SHOWN = re.compile(r"^( *)#([a-z_]+: .+)$", re.MULTILINE)
POLICIES = {"restraint": RestraintPolicy, "grouping": GroupingPolicy, **{play.name: play.policy for play in PLAYS}}
DIALS = [(section, dial.name) for section, policy in POLICIES.items() for dial in fields(policy)]


def test_the_first_file_loads_as_it_is() -> None:
    found = only(template())
    assert list(found.policy.channels) == ["help"]
    assert [workspace.platform for workspace in found.workspaces] == ["sandbox"]
    assert found.policy.dry_run
    assert found.policy.channels["help"].plays == {play.name: play.policy() for play in PLAYS}
    assert found.policy.restraint == RestraintPolicy()
    assert found.policy.grouping == GroupingPolicy()


def test_every_shown_setting_is_the_default() -> None:
    text = template()
    shown = _SHOWN.sub(r"\1\2", text)
    assert shown.count("\n") == text.count("\n")
    assert len(_SHOWN.findall(text)) == len(DIALS) + 6
    assert load_text(shown) == load_text(text)


def test_a_shown_setting_takes_effect_when_it_is_changed() -> None:
    changed = template().replace("    #rings: 2", "    rings: 3").replace("    #loose_reach: 100", "    loose_reach: 7")
    policy = only(changed).policy
    assert policy.grouping == GroupingPolicy(loose_reach=7)
    assert policy.channels["help"].plays["peer_prompt"] != only(template()).policy.channels["help"].plays["peer_prompt"]


@pytest.mark.parametrize(("section", "dial"), DIALS, ids=[f"{section}.{dial}" for section, dial in DIALS])
def test_every_dial_is_shown_and_explained(section: str, dial: str) -> None:
    default = to_yaml(getattr(POLICIES[section](), dial))
    sentence = load_sentences()[f"{section}.{dial}"]
    part = template().partition(f"\n  {section}:\n")[2].partition("\n\n")[0]
    assert f"    # {sentence}\n    #{dial}: {default}" in part


def test_every_setting_of_the_file_has_one_plain_sentence_and_no_sentence_is_left_over() -> None:
    sentences = load_sentences()
    known = {f"{section}.{dial}" for section, dial in DIALS} | set(POLICIES)
    known |= {"retention.text", "file.communities", "file.defaults"}
    known |= {f"workspace.{key}" for key in ("platform", "id", "token_env", "app_token_env", "signing_secret_env")}
    communities = playbook_shape().settings["communities"].of.settings  # type: ignore[attr-defined]
    known |= {f"community.{key}" for key in communities if key not in POLICIES}
    channel = communities["channels"].of.settings
    known |= {f"channel.{key}" for key in channel if key not in POLICIES}
    teams = communities["escalations"]
    spoke, rota = teams.settings["spokes"].of, teams.settings["rotas"].of
    for section, shape in {
        "purpose": communities["purpose"],
        "goal": communities["goals"].of,
        "model": communities["model"],
        "model_budget": communities["model"].settings["budget"],
        "price": communities["model"].settings["prices"].of,
        "persona": communities["persona"],
        "persona_language": communities["persona"].settings["languages"].settings["de"],
        "programme": communities["programmes"].of,
        "escalations": teams,
        "team": spoke,
        "targets": spoke.settings["targets"],
        "rule": teams.settings["rules"].of,
        "chain": teams.settings["chains"].of,
        "working_hours": teams.settings["hours"].of,
        "rota": rota,
        "answer": teams.settings["answers"].of,
        "story": communities["stories"].of,
        "override": rota.settings["overrides"].of,
        "severity": teams.settings["severity"],
    }.items():
        known |= {f"{section}.{key}" for key in shape.settings}
    known |= {"way.email", "way.webhook", "way.channel"}
    known |= {f"step.{key}" for key in (*StepKind, "after", "between", "if_more_than")}
    assert set(sentences) == known
    for sentence in sentences.values():
        assert re.fullmatch(r"[^\n]{10,160}\.", sentence)


@pytest.mark.parametrize("policy", [Policy, ChannelPolicy])
def test_every_field_of_the_policies_can_be_written_or_is_known_not_to_be(policy: type) -> None:
    by_key = {
        "is_live": "live",
        "may_be_private": "private",
        "is_paused": "paused",
        "community": "id",
        "governance": "escalations",
        "playbook": "escalations",
        "shelved": "programmes",
    }
    not_in_the_file = {"assume_willing", "given", "others", "plays", "off", "own"}
    names = {by_key.get(one.name, one.name) for one in fields(policy)} - not_in_the_file
    communities = playbook_shape().settings["communities"].of.settings  # type: ignore[attr-defined]
    known = set(communities) if policy is Policy else {"name", *communities["channels"].of.settings}
    assert names <= known


@pytest.mark.parametrize("play", PLAYS, ids=lambda play: play.name)
def test_every_step_can_be_switched_off_unless_people_need_it(play: object) -> None:
    name = play.name  # type: ignore[attr-defined]
    if name in ALWAYS_ON:
        assert name in only(with_line(f"{name}: true")).policy.channels["help"].plays
    else:
        assert name not in only(with_line(f"{name}: false")).policy.channels["help"].plays
        assert name not in only(MINIMAL.replace("{topics:", f"{{{name}: no, topics:")).policy.channels["help"].plays


def test_a_dial_of_a_kind_the_file_cannot_hold_is_found_when_the_play_is_written() -> None:
    assert is_dataclass(Config)
    with pytest.raises(TypeError, match="the dial stale_overrides is of a kind the playbook file cannot hold"):
        policy_section("config", _Odd, {})


class _Odd:
    """Stands for a policy with a field that has no written form."""

    __dataclass_fields__ = {"stale_overrides": Config.__dataclass_fields__["stale_overrides"]}  # noqa: RUF012
    stale_overrides: tuple[str, ...]


def test_the_file_fits_a_screen() -> None:
    assert max(len(line) for line in template().splitlines()) <= 120
    assert template().startswith("# yaml-language-server: $schema=hubbub.schema.json\n")


def test_the_purpose_is_written_as_it_was_said_whatever_stands_in_it() -> None:
    said = {"vision": 'Help: "near" & #1 {x} \\', "for_whom": "jede*r, überall", "success": "- yes"}
    (community,) = load_text(template(said)).communities
    assert community.policy.purpose == Purpose(**said)
    (plain,) = load_text(template()).communities
    assert not plain.policy.purpose.is_said
