"""What is noted of an advocate, to themselves; and who is in the programmes, to managers and reviewers."""

from collections.abc import Sequence

from advocacy.places import aim, other_programmes
from advocacy.programme import Load, Stage, Standing
from advocacy.reviewing import NAME, ladder_of, told
from engagement.actions import Field, Lane, Reach, Reply, Say, instant, person, words
from engagement.decisions import Act, Verdict
from engagement.people import Role
from engagement.programmes import AskKind, Programme
from engagement.situation import Situation

_MOST_LOOKS = 20
_MOST_PEOPLE = 30
GONE = "programme_gone:"
"""How the slots of the messages begin that a programme is in the playbook no more."""


def told_gone(s: Situation) -> list[Verdict]:
    """To the managers, once: in a programme that was renamed or taken away people still have a place."""
    ladder, reason = ladder_of(s), "people have a place in a programme that is not there any more"
    return [
        Act(
            action=Say(
                text=f"{NAME}.programme_gone", reach=Reach.MANAGERS, to="", controls=("why",), is_unprompted=False,
                lane=Lane.DIGEST, slot=f"{GONE}{name}", fields={"programme": words(name), "held": words(str(number))},
            ),
            subject=s.community,
            reason=reason,
        )
        for name, number in ladder.in_none_of(s.policy.programmes).items()
        if name not in ladder.told_gone
    ]  # fmt: skip


def shown_of(s: Situation, one: Standing, programme: Programme, reason: str) -> Act:
    """Everything that is noted of them, who looked at it, and every switch that is theirs."""
    ladder, chosen = ladder_of(s), one.choices
    load = ladder.loads.get(one.member, Load())
    fields: dict[str, Field] = {
        "programme": words(programme.title),
        "until": instant(one.until) if one.until is not None else words(""),
        "accepts": words(named(chosen.accepts) or "-"),
        "about": words(", ".join(tag.partition(":")[2] for tag in chosen.about) or "-"),
        "listed": words("listed" if chosen.is_listed else "not_listed"),
        "asked": words(str(load.asked)),
        "said_yes": words(str(load.said_yes)),
    }
    looks = [look for look in ladder.looks if look.member == one.member]
    items = [
        {"reader": person(look.by), "at": instant(look.at), "purpose": words(look.purpose or "-")}
        for look in reversed(looks[-_MOST_LOOKS:])
    ]
    looked = dict.fromkeys(("reader", "at", "purpose"), words(""))
    others = [{**looked, **each} for each in other_programmes(s)]
    rest = "advocate_back" if one.is_paused else "advocate_pause"
    mine = (aim("advocate_choices", s, one), rest, aim("advocate_leave", s, one))
    reply = Reply(
        text=f"{NAME}.mine_paused" if one.is_paused else f"{NAME}.mine", fields=fields,
        items=(*({"others": words(""), **each} for each in items), *others),
        controls=(*mine, *(("advocate_apply",) if others else ())),
    )  # fmt: skip
    return Act(action=reply, subject=one.member, reason=reason)


def named(kinds: Sequence[AskKind]) -> str:
    """The kinds in a field whose words are looked up part by part."""
    return ", ".join(kind.value for kind in kinds)


def on_advocates(s: Situation, _policy: object) -> Sequence[Verdict]:
    """The command ``advocates``: for managers and reviewers; ``advocates looks`` tells who used the directory."""
    ladder, actor = ladder_of(s), s.the_actor()
    reason = "asked who is in the programmes"
    is_manager = Role.MANAGER in actor.roles
    some = [one for one in s.policy.programmes.values() if is_manager or actor.member in ladder.reviewers[one.name]]
    lost = ladder.in_none_of(s.policy.programmes) if is_manager else {}
    if not s.policy.programmes and not lost:
        return [told(s, "no_programme", reason=reason)]
    if not some and not lost:
        return [told(s, "for_reviewers", reason=reason)]
    said = [word.casefold() for word in getattr(s.event, "words", ())[1:]]
    if said[:1] == ["looks"] and is_manager:
        items = tuple(
            {
                "reader": person(look.by),
                "member": person(look.member),
                "at": instant(look.at),
                "purpose": words(look.purpose or "-"),
            }
            for look in reversed([one for one in ladder.looks if one.member not in ladder.silent][-_MOST_LOOKS:])
        )
        nobody = words("" if items else "nobody")
        reply = Reply(text=f"{NAME}.looks", fields={"nobody": nobody}, items=items)
        return [Act(action=reply, subject=actor.member, reason=reason)]
    items = tuple(line for one in some for line in _lines(s, one, is_manager=is_manager))
    running = tuple(
        _line(ask=words(kind.value), by=person(by)) for kind, by in ladder.running if is_manager
    )  # fmt: skip
    gone = tuple(_line(gone=words(name), held=words(str(number))) for name, number in lost.items())
    offers = len(ladder.at_stage(Stage.OFFERED))
    fields = {"offers": words(str(offers) if offers and is_manager else "")}
    reply = Reply(text=f"{NAME}.overview", fields=fields, items=(*items, *gone, *running))
    return [Act(action=reply, subject=actor.member, reason=reason)]


_LINE = ("programme", "review", "invited", "active", "alumni", "member", "until", "accepts", "asked", "ask", "by",
         "gone", "held")  # fmt: skip


def _line(**given: Field) -> dict[str, Field]:
    return {**dict.fromkeys(_LINE, words("")), **given}


def _lines(s: Situation, programme: Programme, *, is_manager: bool) -> list[dict[str, Field]]:
    """How many stand where, who is in, and what each was asked for in 90 days; of the offered nobody is named."""
    ladder, name = ladder_of(s), programme.name

    def number(stage: Stage) -> Field:
        return words(str(len(ladder.at_stage(stage, programme=name))))

    head = _line(
        programme=words(programme.title), review=number(Stage.REVIEW), invited=number(Stage.INVITED),
        active=number(Stage.ACTIVE), alumni=number(Stage.ALUMNUS),
    )  # fmt: skip
    active = ladder.at_stage(Stage.ACTIVE, programme=name)[:_MOST_PEOPLE]
    return [head, *(_advocate(s, one) for one in active if is_manager)]


def _advocate(s: Situation, one: Standing) -> dict[str, Field]:
    load = ladder_of(s).loads.get(one.member, Load())
    return _line(
        member=person(one.member),
        until=instant(one.until) if one.until is not None else words(""),
        accepts=words(named(one.choices.accepts) or "-"),
        asked=words(f"{load.asked}"),
    )
