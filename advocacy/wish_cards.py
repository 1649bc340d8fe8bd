"""How is an insight told: to the people who build it, to members, and once it is there to whoever wanted it?"""

from collections.abc import Sequence
from dataclasses import replace

from advocacy.insights import Insight, Insights, Leave, Stage, Wish, shown_people
from advocacy.themes import Themes
from engagement.actions import Field, Keep, Lane, Reach, Reply, Say, link, person, said, words
from engagement.decisions import Act, Verdict
from engagement.ids import MemberId, stable_id
from engagement.situation import Situation

NAME = "product_wish"
CARD, ASK, VOTES, TELL = "insight:", "wish:", "vote:", "shipped:"
"""How the slots of messages begin."""
_MOST = 5
"""So many wishes stand on a card, the latest."""
_MOST_LISTED = 10
BUTTONS = {
    Stage.PLANNED: "wish_planned", Stage.SHIPPED: "wish_shipped", Stage.DECLINED: "wish_declined",
}  # fmt: skip


def refreshed(s: Situation, seen: Insights, one: Insight, reason: str) -> list[Verdict]:
    """The card as it reads now, where that is something else than it says, or than was ever said; and a note of it."""
    if seen.room is None or not (one.shown or seen.of(one.id)):
        return []
    if not seen.of(one.id) and one.stage in {Stage.OPEN, Stage.PLANNED, Stage.DECLINED}:
        one = replace(one, stage=Stage.GONE)
    say = card(s, seen, one)
    shown = stable_id(repr((sorted(say.fields.items()), [sorted(item.items()) for item in say.items], say.controls)))
    if shown == one.shown:
        return []
    now = replace(one, shown=shown)
    keep = Keep(entry=now.to_entry(), before=one.to_entry())
    return [
        Act(action=say, subject=s.community, reason=reason),
        Act(action=keep, subject=s.community, reason=reason),
    ]


def card(_s: Situation, seen: Insights, one: Insight) -> Say:
    """One for the people who build it, edited in place."""
    wishes = seen.of(one.id)
    is_open = one.stage in {Stage.OPEN, Stage.PLANNED, Stage.DECLINED}
    latest = wishes[-1] if wishes else None
    joined = next((wish.alike for wish in reversed(wishes) if wish.alike), 0) if len(wishes) > 1 else 0
    into = seen.insights.get(one.into)
    moves = tuple(button for stage, button in BUTTONS.items() if stage is not one.stage)
    others = [other for other in seen.insights.values() if other.shown and other.id != one.id]
    more = (*(("wish_part",) if len(wishes) > 1 else ()), *(("wish_join",) if others else ()))
    return Say(
        text=f"{NAME}.card",
        reach=Reach.CHANNEL,
        to=seen.room or "",
        fields={
            "code": words(one.code),
            "stage": words(one.stage.value),
            "topics": words(", ".join(one.topics)),
            "wished_by": words(shown_people(seen.people(one.id))[0] if wishes else ""),
            "alike": words(str(joined) if joined else ""),
            "into": words(into.code if one.stage is Stage.JOINED and into is not None else ""),
        },
        items=tuple(_on_card(seen, wish) for wish in wishes[-_MOST:]) if is_open or wishes else (),
        controls=(*(moves if is_open else ()), *(more if is_open else ()), "why"),
        thread=latest.thread if latest is not None else None,
        is_unprompted=False,
        lane=Lane.DIGEST,
        slot=f"{CARD}{one.id}",
    )


def _on_card(seen: Insights, wish: Wish) -> dict[str, Field]:
    """What may be passed on of one wish: without a yes only where it stands."""
    leave = Leave.UNASKED if wish.member in seen.quiet else wish.leave
    quote = said(wish.message) if leave in {Leave.WORDS, Leave.NAMED} else words("")
    who = person(wish.member) if leave is Leave.NAMED else words("")
    return {"expressed": words(wish.kind.value), "where": link(wish.message), "said": quote, "who": who}


def ask(wish: Wish) -> Say:
    """May it be passed on in their words? Asked once."""
    return Say(
        text=f"{NAME}.ask",
        reach=Reach.MEMBER,
        to=wish.member,
        fields={"where": link(wish.message)},
        controls=("wish_named", "wish_words", "wish_no", "why", "stop"),
        thread=wish.thread,
        slot=f"{ASK}{wish.id}",
    )


def in_thread(wish: Wish) -> Say:
    """Who wants it too? Under the wish itself, where a manager switched that on."""
    return Say(
        text=f"{NAME}.who_else",
        reach=Reach.THREAD,
        to=wish.thread,
        controls=("wish_vote", "why"),
        thread=wish.thread,
        slot=f"{VOTES}{wish.insight}",
    )


def tells(s: Situation, seen: Insights, one: Insight) -> list[Verdict]:
    """It is there: whoever wished for it and whoever voted hears so once. Who said no to passing it on does not."""
    wishes = {wish.member: wish for wish in reversed(seen.of(one.id))}
    anyone = next(iter(wishes.values()), None)
    if anyone is None:
        return []
    found: list[Verdict] = []
    for who in dict.fromkeys((*sorted(wishes), *seen.voters(one.id))):
        slot = f"{TELL}{one.id}:{who}"
        if slot in seen.told:
            continue
        about = wishes.get(who, anyone)
        say = _told(about, who, slot, is_own=who in wishes)
        found.append(Act(action=say, subject=who, reason="what they wished for is there"))
    return [each for each in found if s.now >= (one.decided_at or s.now)]


def _told(wish: Wish, who: MemberId, slot: str, *, is_own: bool) -> Say:
    return Say(
        text=f"{NAME}.shipped" if is_own else f"{NAME}.shipped_vote",
        reach=Reach.MEMBER,
        to=who,
        fields={"where": link(wish.message)},
        controls=("why", "stop"),
        thread=wish.thread,
        slot=slot,
    )


def listing(seen: Insights, themes: Themes, *, is_staff: bool) -> Reply:
    """What members wish for, to one of them, or to staff; each with its theme, where a person confirmed one."""
    some = seen.listed()[:_MOST_LISTED]
    text = f"{NAME}.list" if some else f"{NAME}.none"
    if is_staff and some:
        text = f"{NAME}.list_staff"
    return Reply(
        text=text, items=tuple(_line(seen, themes, one) for one in some), controls=("wish_choose",) if some else ()
    )


def _line(seen: Insights, themes: Themes, one: Insight) -> dict[str, Field]:
    theme = themes.of(one.id)
    return {
        "theme": words(theme.name if theme is not None else ""),
        "code": words(one.code),
        "stage": words(one.stage.value),
        "topics": words(", ".join(one.topics)),
        "wished_by": words(shown_people(seen.people(one.id))[0]),
        "where": link(seen.of(one.id)[0].message),
    }


def labels(some: Sequence[Insight]) -> dict[str, str]:
    """What each is called in a form."""
    return {one.id: f"{one.code}: {', '.join(one.topics)}" if one.topics else one.code for one in some}
