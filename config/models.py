"""Text models, as the playbook file writes them: ``model:``. Where a model is, and its key, the environment says."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from config.problems import Report
from config.scalars import address, choice, count, duration
from config.shapes import Many, Named, One, Read, Section
from config.suggest import shown
from config.working_hours import DATE_PATTERN, to_date
from engagement.modelling.asking import PLACING, Use
from engagement.modelling.budget import Budget, Price, price_of
from engagement.modelling.dials import ModelPolicy

MOST_TOKENS: Final = 100_000_000
DONE: Final = (Use.SECOND_OPINION, Use.DRAFT, Use.SUMMARY, Use.SIMILARITY, Use.DUPLICATES, Use.PERSONA, Use.THEMES)
"""What a model may be used for, in the order in which the file is told."""
APIS: Final = ("chat", "responses", "json")
_MONEY: Final = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6})?", re.ASCII)
_MODEL: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,119}", re.ASCII)
_LEAST_PATIENCE, _MOST_PATIENCE = timedelta(seconds=1), timedelta(minutes=5)


def model_section(said: Mapping[str, str]) -> Section:
    """Which model, for what, within which budget, at which prices."""
    budget = Section(
        title="`budget`",
        settings={"tokens": count(least=1, most=MOST_TOKENS), "money": money()},
        sentences=_about("model_budget", said),
        definition="model_budget",
    )
    price = Section(
        title="",
        settings={
            "read": money(),
            "written": money(),
            "as_of": One(parse=to_date, schema={"type": "string", "pattern": DATE_PATTERN}, example="2026-11-01"),
            "source": address(),
        },
        sentences=_about("price", said),
        required=("read", "written"),
        definition="price",
    )
    return Section(
        title="`model`",
        settings={
            "name": One(parse=model_name, schema={"type": "string", "maxLength": 120}, example="gpt-5-mini"),
            "embeddings": One(
                parse=model_name, schema={"type": "string", "maxLength": 120}, example="text-embedding-3-small"
            ),
            "api": choice(APIS),
            "patience": duration(least=_LEAST_PATIENCE, most=_MOST_PATIENCE),
            "uses": Many(of=choice(DONE), example="[draft]"),
            "budget": budget,
            "prices": Named(of=price, what="model", example="gpt-5-mini: {read: 0.25, written: 2}", clean=model_name),
        },
        sentences=_about("model", said),
        required=("name",),
        definition="model",
    )


def model_name(text: str) -> str:
    """What the provider calls a model. Raises ValueError."""
    said = text.strip()
    if not _MODEL.fullmatch(said):
        raise ValueError("is no model's name; write it as the provider does, for example gpt-5-mini or llama3.2:3b")
    return said


def money() -> One:
    """An amount, without its currency."""

    def parse(text: str) -> float:
        said = text.strip()
        if not _MONEY.fullmatch(said):
            raise ValueError("is no amount; write a number without a currency, such as 1.50")
        return float(said)

    return One(parse=parse, schema={"type": "number", "minimum": 0}, example="1.50")


def check_model(values: Mapping[str, Any], report: Report) -> None:
    """Note what does not fit together: a cap in money without a price, uses without a model."""
    read: Read | None = values.get("model")
    if read is None or "name" not in read.values:
        return
    budget: Read | None = read.values.get("budget")
    prices = read.values.get("prices", {})
    name = read.values["name"]
    if budget is not None and "money" in budget.values and price_of(name, prices) is None:
        cure = f"write it down: `prices: {{{shown(name)}: {{read: ..., written: ...}}}}`, or cap `tokens` alone"
        report.add(budget.lines["money"], f"`money` caps what `{shown(name)}` costs, and it has no price; {cure}")
    _check_embeddings(read, report)
    if not read.values.get("uses", "uses" in read.lines):
        options = ", ".join(DONE)
        report.add(
            read.lines[""], f"`model` is used for nothing; add `uses: [...]` with some of {options}, or take it away"
        )


def _check_embeddings(read: Read, report: Report) -> None:
    """Similarity and duplicates need a model that places texts, and a cap in money the price of that, too."""
    use = next((each for each in read.values.get("uses", ()) if each in PLACING), None)
    if use is None:
        return
    name, budget, prices = read.values.get("embeddings"), read.values.get("budget"), read.values.get("prices", {})
    if name is None:
        cure = "name one, for example `embeddings: nomic-embed-text`"
        report.add(read.lines["uses"], f"`{use}` needs a model that places texts; {cure}")
    elif budget is not None and "money" in budget.values and price_of(name, prices) is None:
        cure = f"write it down: `prices: {{{shown(name)}: {{read: ..., written: 0}}}}`, or cap `tokens` alone"
        report.add(budget.lines["money"], f"`money` caps what `{shown(name)}` costs, and it has no price; {cure}")


def to_model(read: Read | None) -> ModelPolicy:
    """The dials; those of no model where the file names none."""
    if read is None:
        return ModelPolicy()
    values = read.values
    budget: Mapping[str, Any] = values["budget"].values if "budget" in values else {}
    usual = ModelPolicy()
    return ModelPolicy(
        name=values["name"],
        embeddings=values.get("embeddings", ""),
        api=values.get("api", usual.api),
        patience=values.get("patience", usual.patience),
        uses=tuple(dict.fromkeys(values.get("uses", ()))),
        budget=Budget(tokens=budget.get("tokens", usual.budget.tokens), money=budget.get("money")),
        prices={name: _price(one.values) for name, one in values.get("prices", {}).items()},
    )


def _price(values: Mapping[str, Any]) -> Price:
    return Price(
        tokens_in=values["read"],
        tokens_out=values["written"],
        as_of=values.get("as_of"),
        source=values.get("source", ""),
    )


def _about(section: str, said: Mapping[str, str]) -> dict[str, str]:
    return {key.removeprefix(f"{section}."): text for key, text in said.items() if key.startswith(f"{section}.")}
