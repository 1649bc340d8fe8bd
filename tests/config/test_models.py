"""What the playbook file says about text models."""

from datetime import date, timedelta

import pytest

from config.loader import load_text
from engagement.errors import ConfigError
from engagement.modelling.asking import Use
from engagement.modelling.budget import Budget, Price
from engagement.modelling.dials import ModelPolicy


def load(model: str) -> ModelPolicy:
    text = f"communities:\n  - name: Example\n    channels: {{help: {{topics: [api]}}}}\n{model}"
    return load_text(text).communities[0].policy.model


WHOLE = """
    model:
      name: gpt-5-mini
      api: responses
      patience: 20 s
      uses: [draft, draft]
      budget: {tokens: 50000, money: 1.5}
      prices:
        gpt-5-mini: {read: 0.25, written: 2, as_of: 2026-11-01, source: https://example.org/prices}
"""


def test_without_a_word_there_is_no_model() -> None:
    assert load("") == ModelPolicy()
    assert not load("").is_used


def test_everything_may_be_said() -> None:
    price = Price(tokens_in=0.25, tokens_out=2, as_of=date(2026, 11, 1), source="https://example.org/prices")
    assert load(WHOLE) == ModelPolicy(
        name="gpt-5-mini", api="responses", patience=timedelta(seconds=20), uses=(Use.DRAFT,),
        budget=Budget(tokens=50_000, money=1.5), prices={"gpt-5-mini": price},
    )  # fmt: skip


def test_a_name_and_a_use_are_enough() -> None:
    found = load("    model: {name: 'llama3.2:3b', uses: [draft]}")
    assert (found.name, found.uses, found.budget) == ("llama3.2:3b", (Use.DRAFT,), Budget())


@pytest.mark.parametrize(
    ("model", "says"),
    [
        ("    model: {name: m, uses: [drafts]}", "did you mean `draft`"),
        ("    model: {name: m, uses: [verses]}", "`verses` is not known; write second_opinion"),
        ("    model: {name: m, uses: [similarity]}", "`embeddings:"),
        (
            "    model: {name: m, uses: [similarity], embeddings: e, budget: {money: 1}, prices: {m: {read: 1, written: 2}}}",
            "what `e` costs, and it has no price",
        ),
        ("    model: {name: m, uses: []}", "used for nothing"),
        ("    model: {uses: [draft]}", "`name:`"),
        ("    model: {name: m}", "used for nothing"),
        ("    model: {name: 'a b', uses: [draft]}", "no model's name"),
        ("    model: {name: m, uses: [draft], api: rest}", "chat or responses"),
        ("    model: {name: m, uses: [draft], patience: 10 min}", "too long"),
        ("    model: {name: m, uses: [draft], budget: {money: 1}}", "has no price"),
        ("    model: {name: m, uses: [draft], budget: {money: 1 €}}", "no amount"),
        ("    model: {name: m, uses: [draft], budget: {tokens: 0}}", "whole number from 1"),
        ("    model: {name: m, uses: [draft], prices: {m: {read: 1}}}", "`written:`"),
        ("    model: {name: m, uses: [draft], key: sk-1}", "key"),
    ],
)
def test_what_does_not_fit_is_told_with_its_line_and_the_cure(model: str, says: str) -> None:
    with pytest.raises(ConfigError, match="line 4") as raised:
        load(model)
    assert says in str(raised.value)


def test_a_budget_may_be_as_large_as_the_message_says() -> None:
    assert load("    model: {name: m, uses: [draft], budget: {tokens: 100000000}}").budget.tokens == 100_000_000
    with pytest.raises(ConfigError, match="a whole number from 1 to 100000000"):
        load("    model: {name: m, uses: [draft], budget: {tokens: 100000001}}")


def test_a_price_of_the_family_is_enough_for_a_cap_in_money() -> None:
    model = "    model: {name: m-2026, uses: [draft], budget: {money: 1}, prices: {m: {read: 1, written: 2}}}"
    assert load(model).budget == Budget(money=1.0)
