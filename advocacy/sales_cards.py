"""What somebody of sales reads about an invitation: the card, what becomes of it, and how it is taken back."""

from collections.abc import Sequence

from advocacy.invitations import STANDING, Invitation, State, is_unused, moved, slot_of, to_entry
from advocacy.inviting import OVER, UNWANTED, SalesPromptPolicy
from advocacy.occasions import REASONS
from advocacy.sales_desk import SalesDesk, Speakers
from engagement.actions import Field, Keep, Lane, Reach, Say, Undo, channel_place, link, person, words
from engagement.decisions import Act, Verdict
from engagement.ids import MemberId
from engagement.people import Purpose
from engagement.situation import Situation
from engagement.stories import fitting

NAME = "sales_prompt"
TAKEN = "somebody else of sales joined"
NOT_NEEDED = "nobody of sales is needed there now"
"""What is said of everything that is whoever asked's own matter."""
STOPPED = "wants no invitations any more"
UNREGISTERED = "whoever was invited does not want these any more"
AWAY = "whoever was invited is away"
_SHOWN = {
    OVER: OVER, TAKEN: TAKEN, STOPPED: "invitations are switched off", UNREGISTERED: "you asked for others than this",
    AWAY: "you said that you are away",
}  # fmt: skip
_MOST_STORIES = 2


def kept(one: Invitation, before: Invitation | None, reason: str) -> Act:
    """Note how an invitation stands."""
    keep = Keep(entry=to_entry(one), before=to_entry(before) if before is not None else None)
    return Act(action=keep, subject=one.thread, reason=reason)


def card(s: Situation, one: Invitation, topics: Sequence[str], policy: SalesPromptPolicy) -> Say:
    """The invitation: why, where, what to bring, and how to join without selling."""
    thread = s.the_thread()
    return Say(
        text=f"{NAME}.invite",
        reach=Reach.MEMBER,
        to=one.seller or "",
        fields={
            "channel": channel_place(thread.channel),
            "where": link(thread.id),
            "why": words(REASONS[one.occasion]),
            "signs": words(", ".join(f"“{sign}”" for sign in one.signs)),
            "employer": words(s.policy.employer),
        },
        items=tuple(_to_bring(s, topics, thread.asker)),
        controls=("sales_join", "sales_pass", "sales_unfitting", "why", "sales_stop"),
        thread=thread.id,
        purpose=Purpose.SALES,
        useful_for=policy.patience,
        slot=slot_of(one),
    )


def _to_bring(s: Situation, topics: Sequence[str], asker: MemberId | None) -> list[dict[str, Field]]:
    """Stories for the topics, and whoever agreed to tell theirs."""
    nothing = words("")
    some = [
        {"story": words(each.title), "address": words(each.link), "speaker": nothing}
        for each in fitting(s.policy.stories, topics)[:_MOST_STORIES]
    ]
    speaker = speaker_for(s, topics, asker)
    if speaker is not None:
        some.append({"story": nothing, "address": nothing, "speaker": person(speaker)})
    return some


def speaker_for(s: Situation, topics: Sequence[str], asker: MemberId | None) -> MemberId | None:
    """Who agreed to be named to staff and could tell how it went; None where there is nobody."""
    speakers = s.find(Speakers)
    return speakers.find(topics, without=asker) if speakers is not None else None


def edited(one: Invitation, text: str, reason: str, because: str = "") -> Act:
    """Let the card read otherwise, without buttons to take it up."""
    say = Say(
        text=f"{NAME}.{text}",
        reach=Reach.MEMBER,
        to=one.seller or "",
        fields={"why": words(because), **({"where": link(one.thread)} if text == "joined" else {})},
        controls=("why", "sales_stop"),
        thread=one.thread,
        is_unprompted=False,
        lane=Lane.NUDGE,
        slot=slot_of(one),
    )
    return Act(action=say, subject=one.thread, reason=reason)


def withdrawn(desk: SalesDesk, some: Sequence[Invitation], because: str) -> list[Verdict]:
    """Take back what can still be taken up: what stands is said to be over, what was not sent yet never is.

    Where sales is not wanted, that goes for whoever joined and has written nothing yet as well.
    """
    verdicts: list[Verdict] = []
    for one in some:
        if one.state not in STANDING and not (because in UNWANTED and is_unused(one)):
            continue
        verdicts.append(kept(moved(one, State.WITHDRAWN), one, because))
        known = desk.cards.get(one.id)
        if known is not None and known.is_waiting:
            undo = Undo(decision=known.decision, by=MemberId(""))
            verdicts.append(Act(action=undo, subject=one.thread, reason=because))
        elif known is not None:
            verdicts.append(edited(one, "withdrawn", because, _SHOWN.get(because, NOT_NEEDED)))
    return verdicts
