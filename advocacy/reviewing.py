"""The review: one card for the reviewers, kept up to date; their votes, and what these come to."""

from collections.abc import Sequence
from dataclasses import replace

from advocacy.programme import (
    STANDING,
    Choice,
    Evidence,
    Ladder,
    Stage,
    Standing,
    Vote,
    decided,
    moved,
)
from engagement.actions import (
    Field,
    Keep,
    Lane,
    Reach,
    Reply,
    Say,
    channel_place,
    link,
    moment,
    noted,
    person,
    words,
)
from engagement.answering import answer
from engagement.decisions import Act, Verdict
from engagement.ids import channel_of
from engagement.programmes import Programme
from engagement.records import Contribution
from engagement.situation import Situation

NAME = "advocates"
VOTES = {f"vote_{choice.value}": choice for choice in Choice}
MORE = "vote_more"
CARD = "review:"
_MOST_ANSWERS = 5
_NOTHING = words("")


def ladder_of(s: Situation) -> Ladder:
    """What is known of everybody; nothing where nothing was looked up."""
    return s.find(Ladder) or Ladder()


def told(s: Situation, text: str, *controls: str, reason: str, is_problem: bool = False, **fields: Field) -> Act:
    """An answer to whoever asks, to them alone."""
    reply = Reply(text=f"{NAME}.{text}", fields=fields, controls=controls, is_problem=is_problem)
    return answer(s, reply, reason)


def kept(now: Standing, before: Standing | None, reason: str) -> Act:
    """Write down how somebody stands."""
    keep = Keep(entry=now.to_entry(), before=before.to_entry() if before is not None else None)
    return Act(action=keep, subject=now.member, reason=reason)


def written(one: Standing, text: str, *controls: str, reason: str, **fields: Field) -> Act:
    """A private message about something that they asked for or agreed to themselves."""
    say = Say(
        text=f"{NAME}.{text}", reach=Reach.MEMBER, to=one.member, fields=fields, controls=(*controls, "why"),
        is_unprompted=False, lane=Lane.ANSWER, slot=f"{text}:{one.id}",
    )  # fmt: skip
    return Act(action=say, subject=one.member, reason=reason)


def answered(one: Contribution) -> dict[str, Field]:
    """A confirmed answer as a line of a list: in which channel, when it was confirmed, and where it stands."""
    return {
        "channel": channel_place(channel_of(one.message or one.thread)),
        "at": moment(one.at),
        "where": link(one.message or one.thread),
    }


def card(s: Situation, one: Standing, programme: Programme) -> Act:
    """Who wants to become an advocate, and how the votes stand; who voted how it does not tell."""
    ladder, evidence = ladder_of(s), s.find(Evidence) or Evidence()
    votes = [vote for vote in ladder.votes_on(one) if vote.by in ladder.reviewers.get(programme.name, ())]
    is_open = one.stage is Stage.REVIEW
    helped = evidence.helped(one.member, s.now)
    answers = evidence.answers(one.member, _MOST_ANSWERS) if is_open else ()
    fields = {
        "whom": person(one.member),
        "programme": words(programme.title),
        "way": words(one.way.value),
        "stands": words(one.stage.value),
        "helped": words(str(helped) if helped else ""),
        "said": noted(STANDING, one.id) if is_open else _NOTHING,
        "votes": words(str(len(votes))),
        "needed": words(str(programme.votes)),
    }
    controls = (*VOTES, MORE, "why") if is_open else ("why",)
    items = tuple(answered(each) for each in answers)
    return _in_room(s, one, Say(text=f"{NAME}.review", reach=Reach.CHANNEL, to="", fields=fields, items=items,
                                controls=controls), "so that the reviewers see how it stands")  # fmt: skip


def card_gone(s: Situation, one: Standing) -> Act:
    """The card names nobody any more: whoever it was about took their yes back."""
    said = Say(text=f"{NAME}.review_gone", reach=Reach.CHANNEL, to="", controls=("why",))
    return _in_room(s, one, said, "whoever it was about took their yes back")


def _in_room(s: Situation, one: Standing, said: Say, reason: str) -> Act:
    room = ladder_of(s).rooms.get(one.programme)
    say = Say(
        text=said.text, reach=Reach.CHANNEL if room is not None else Reach.MANAGERS, to=room or "",
        fields=said.fields, items=said.items, controls=said.controls, is_unprompted=False, lane=Lane.DIGEST,
        slot=f"{CARD}{one.id}",
    )  # fmt: skip
    return Act(action=say, subject=one.programme, reason=reason)


def votes_gone(ladder: Ladder, of: str) -> list[Act]:
    """Votes are kept as long as the review goes on."""
    reason = "the review is over"
    return [
        Act(action=Keep(entry=vote.entry, is_gone=True), subject=vote.by, reason=reason)
        for vote in ladder.votes
        if vote.of == of
    ]


def _under(s: Situation) -> tuple[Standing, Programme] | None:
    """Whom the card is about under which a button was pressed, for whoever may review them."""
    slot = str(s.control_row.slot) if s.control_row is not None else ""
    ladder = ladder_of(s)
    one = ladder.called(slot.removeprefix(CARD)) if slot.startswith(CARD) else None
    programme = s.policy.programmes.get(one.programme) if one is not None else None
    me = s.the_actor().member
    if one is None or programme is None or me not in ladder.reviewers.get(programme.name, ()) or me == one.member:
        return None
    return (one, programme) if one.stage is Stage.REVIEW else None


def on_vote(s: Situation, _policy: object) -> Sequence[Verdict]:
    """A reviewer votes, or changes their vote; with enough votes it is decided."""
    found, choice = _under(s), VOTES.get(getattr(s.event, "control", ""))
    if found is None or choice is None:
        return [told(s, "cannot_vote", reason="may not vote here")]
    one, programme = found
    ladder, me = ladder_of(s), s.the_actor().member
    vote = Vote(of=one.id, by=me, choice=choice, at=s.now)
    others = [each for each in ladder.votes_on(one) if each.by != me]
    earlier = next((each for each in ladder.votes_on(one) if each.by == me), None)
    keep = Keep(entry=vote.entry, before=earlier.entry if earlier is not None else None)
    outcome = decided([*others, vote], ladder.reviewers[programme.name] - {one.member}, programme.votes)
    thanks = told(s, "voted", reason="voted", choice=words(choice.value))
    changed = _with_votes(s, (*(each for each in ladder.votes if each not in ladder.votes_on(one)), *others, vote))
    if outcome is None:
        return [Act(action=keep, subject=me, reason="voted"), card(changed, one, programme), thanks]
    on = moved(one, outcome, s.now)
    assert on is not None
    reason = "the reviewers said yes" if outcome is Stage.INVITED else "the reviewers did not say yes"
    letter = (
        written(on, "invited", "advocate_join", "advocate_no", reason=reason, programme=words(programme.title),
                promise=words(programme.promise))
        if outcome is Stage.INVITED
        else written(on, "turned_down", reason=reason, programme=words(programme.title))
    )  # fmt: skip
    return [kept(on, one, reason), card(changed, on, programme), *votes_gone(ladder, one.id), letter, thanks]


def _with_votes(s: Situation, votes: tuple[Vote, ...]) -> Situation:
    return replace(s, shown={**s.shown, Ladder: replace(ladder_of(s), votes=votes)})


def on_more(s: Situation, _policy: object) -> Sequence[Verdict]:
    """Who voted how, and what those wrote who named the person: for reviewers alone."""
    found = _under(s)
    if found is None:
        return [told(s, "cannot_vote", reason="may not vote here")]
    ladder, one = ladder_of(s), found[0]
    items = [
        *({"voter": person(vote.by), "choice": words(vote.choice.value), "by": _NOTHING, "said": _NOTHING}
          for vote in ladder.votes_on(one)),
        *({"voter": _NOTHING, "choice": _NOTHING, "by": person(each.by), "said": words(each.why)}
          for each in ladder.nominations if each.member == one.member),
    ]  # fmt: skip
    reply = Reply(text=f"{NAME}.votes", fields={"whom": person(one.member)}, items=tuple(items))
    return [answer(s, reply, "asked how the votes stand")]
