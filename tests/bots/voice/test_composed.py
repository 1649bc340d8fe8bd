"""Reasons that rules put together are said in the reader's language, name for name."""

import re
from dataclasses import replace

import pytest

from bots.voice.composed import COMPOSED, said_composed
from bots.voice.fields import slug
from engagement.escalating.dials import Governance, Match, Model, Route, Severity, SeverityDials, Team
from engagement.escalating.routing import Facts, route
from engagement.escalating.signs import severity_of
from tests.bots.voice.shipped import NOW, sections
from tests.bots.voice.spoken import TAKEN, card
from tests.bots.voice.test_texts_complete import said_by

HUB = Team(name="hub", title="Rule: Makers", channel="h", is_hub=True, languages=("es",))
SPOKE = Team(
    name="pay", title="Pay: all, of it", channel="p", topics=("billing",), channels=("money",), languages=("fr",)
)
RULE = Route(match=Match(topics=("billing",), tiers=("gold",), severity=Severity.HIGH), owner="pay", line=41)
FACTS = Facts(topics=("billing",), channel="help", severity=Severity.URGENT, tier="gold", language="es", at=NOW)
WAYS = (
    (Model.HUB_AND_SPOKE, (RULE,), FACTS), (Model.HUB_AND_SPOKE, (), FACTS),
    (Model.DECENTRALIZED, (), replace(FACTS, channel="money")), (Model.DECENTRALIZED, (), replace(FACTS, topics=(), language="fr")),
    (Model.MULTIPLE_HUB_AND_SPOKE, (), FACTS), (Model.CENTRALIZED, (), FACTS), (Model.HONEYCOMB, (), FACTS),
    (Model.HUB_AND_SPOKE, (Route(match=Match(), owner="pay"),), FACTS),
)  # fmt: skip


def given() -> list[str]:
    """Whatever leads to a team, and whatever makes a question urgent."""
    both, alone = {"hub": HUB, "pay": SPOKE}, {"pay": SPOKE}
    found = [
        each
        for teams in (both, alone)
        for model, rules, facts in WAYS
        for each in route(facts, Governance(model=model, teams=teams, routes=rules)).because
    ]
    dials = SeverityDials(tiers={"gold": Severity.HIGH})
    for text in ("There was a data leak!", "It is urgent, please"):
        found += severity_of(text, dials=dials, tier="gold", asked_alike=4, is_repeated=True, is_flagged=True)[1]
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("language", ["de", "es"])
def test_whatever_leads_to_a_team_is_said_in_the_language_of_its_readers(language: str) -> None:
    for reason in given():
        line = said_by(card(replace(TAKEN, because=(reason,))), language)[-2]
        names = [name for name in ("Pay: all, of it", "Rule: Makers", "41", "data leak", "gold") if name in reason]
        assert all(name in line for name in names), "names stay as they are"
        for name in names:
            line = line.replace(name, "")
        assert re.findall(r"\b(?:the|it|rule|goes|looks|belongs|speaks|people|level|least|everything)\b", line) == []
    both = said_by(card(replace(TAKEN, because=tuple(given()[:3]))), language)[-2]
    assert both.count(";") == 2, "each for itself"


@pytest.mark.parametrize("language", ["de", "es"])
def test_a_reason_with_a_text_of_its_own_is_not_taken_for_one_that_was_put_together(language: str) -> None:
    reasons = {key: said for key, said in sections("en").items() if key.startswith("reasons.") and "{" not in said}
    alike = {key: said for key, said in reasons.items() if said_composed(said, lambda words: words) is not None}
    assert "it speaks ill of others" in alike.values()
    for key, said in alike.items():
        line = said_by(card(replace(TAKEN, because=(said,))), language)[-2]
        assert sections(language)[key] in line


def test_every_pattern_is_met_and_has_its_text() -> None:
    said = " | ".join(given())
    for pattern in COMPOSED:
        assert sections("en")[f"reasons.{slug(pattern)}"] == pattern
        assert re.search(re.sub(r"\\\{\w+\\\}", ".+", re.escape(pattern)), said), f"no rule says {pattern!r} any more"
