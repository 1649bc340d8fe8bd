"""Pass on what members wish for and need to the people who build it, as far as each of them agrees."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time, timedelta

from advocacy.insights import (
    ANSWERED,
    PASSED,
    RUNNING,
    VOTE,
    WAITING,
    Insight,
    Insights,
    Leave,
    Stage,
    Wish,
    best_alike,
    insight_of,
    merged_topics,
    new_wish,
    vote,
)
from advocacy.themes import Themes, look_at, made_of
from advocacy.wish_cards import ASK, CARD, NAME, VOTES, ask, in_thread, labels, listing, refreshed, tells
from advocacy.wishes import Kind, find_kind
from engagement.actions import Credit, FormField, Keep, KeepWords, OpenForm, Reply
from engagement.answering import Answers
from engagement.decisions import Act, Verdict
from engagement.entries import Entry
from engagement.events import FormSubmitted, ReactionAdded, ReactionRemoved
from engagement.ids import MemberId
from engagement.people import STAFF, Role
from engagement.play import Heard, Hook, Play
from engagement.situation import Situation
from engagement.threads import ThreadState

_reply = Answers(NAME)

NOT_OLDER = timedelta(days=14)
"""What was wished for longer ago is passed on only together with something new (ours)."""
TOLD_FOR = timedelta(days=14)
"""So long after it is there, whoever could not be told at once is told (ours)."""
NOBODY = "none"
CHOOSE, JOIN = "wish_choose", "wish_join"
_SHOWN = frozenset({Insights})


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductWishPolicy:
    """Dials of "Pass on wishes". Nothing is kept or passed on while neither a team nor a channel is named."""

    team: str = NOBODY
    """The team of ``escalations:`` that hears of wishes."""
    channel: str = NOBODY
    """Else the channel in which they are told; then everybody on staff may decide."""
    at: time = time(10, 0)
    """When wishes are passed on, once a day, in the community's zone (ours)."""
    after: timedelta = timedelta(hours=24)
    """How long a wish waits: a need that is answered by then is none (ours)."""
    needs_from: int = 2
    """From so many different people on a need is passed on; a wish is from the first (ours)."""
    at_most: int = 5
    """How many new ones a day (ours)."""
    in_thread: bool = False
    """Whether members are asked under the wish itself who wants it too."""
    emojis: tuple[str, ...] = ("thumbsup", "+1", "heavy_plus_sign")
    """Reactions to a wish by which somebody wants it too; on Slack a thumb is called +1 (ours)."""

    @property
    def is_on(self) -> bool:
        """Whether anybody hears of wishes."""
        return (self.team, self.channel) != (NOBODY, NOBODY)

    @property
    def rooms(self) -> tuple[str, ...]:
        """See WritesTo."""
        return (self.channel.lstrip("#"),) if self.team == NOBODY != self.channel else ()


# --- what is heard ----------------------------------------------------------------------------------------------------


def hears(heard: Heard) -> bool:
    """Whether the message says what somebody wishes for or needs."""
    return find_kind(heard.text) is not None


def on_said(s: Situation, policy: ProductWishPolicy) -> Sequence[Verdict]:
    """A wish is noted, by itself or with the one that it reads like; nothing is said yet."""
    seen, message, thread, kind = s.find(Insights), s.message, s.the_thread(), find_kind(s.text)
    if not policy.is_on or seen is None or message is None or kind is None or not seen.is_public:
        return []
    if message.author in seen.out:
        return []
    kept = KeepWords(message=message.id, thread=thread.id, author=message.author, text=s.text)
    keep = Act(action=kept, subject=message.author, reason="to be passed on, if they agree")
    if any(one.message == message.id for one in seen.wishes):
        return [keep]  # it reads otherwise now
    known = {"at": message.at, "member": message.author, "thread": thread.id, "kind": kind}
    wish = new_wish(message.id, insight="", **known)
    found = best_alike(seen, thread.id)
    if found is not None:
        like, share = found
        whole = seen.whole(like.insight)
        wish = replace(wish, insight=whole.id if whole is not None else like.insight, alike=share % 100)
        is_here = like.thread == thread.id
        reason = "said in the same conversation as another wish" if is_here else "reads much like another wish"
        return [keep, _keep(wish, None, reason, evidence={"alike": share})]
    topics = thread.topics or (s.dials.topics if s.dials is not None else ())
    begun = Insight(id=insight_of(wish.id), at=message.at, topics=topics)
    reason = "a member said what they wish for" if kind is Kind.WISH else "a member said what they need"
    return [keep, _keep_insight(begun, None, s.community, reason), _keep(replace(wish, insight=begun.id), None, reason)]


def on_solved(s: Situation, policy: ProductWishPolicy) -> Sequence[Verdict]:
    """A need that was met by an answer is none; with the mark taken back it is one again."""
    seen, thread = s.find(Insights), s.the_thread()
    if not policy.is_on or seen is None:
        return []
    is_solved = thread.state is ThreadState.SOLVED
    was, becomes = ({WAITING, PASSED}, ANSWERED) if is_solved else ({ANSWERED}, WAITING)
    reason = "an answer met the need" if is_solved else "the mark was taken back"
    return [
        _keep(replace(one, state=becomes), one, reason)
        for one in seen.wishes
        if one.thread == thread.id and one.kind is Kind.NEED and one.state in was
    ]


# --- once a day -------------------------------------------------------------------------------------------------------


def on_daily(s: Situation, policy: ProductWishPolicy) -> Sequence[Verdict]:
    """New wishes are passed on and their writers asked; cards say what holds now; who waited for it is told."""
    seen = s.find(Insights)
    if not policy.is_on or seen is None or seen.room is None:
        return []
    verdicts: list[Verdict] = []
    passed: list[Wish] = []
    for one in _to_pass_on(s, seen, policy):
        due = [wish for wish in seen.of(one.id, passed=False) if _is_due(s, wish, policy)]
        for wish in due:
            passed.append(replace(wish, state=PASSED))
            verdicts.append(_keep(passed[-1], wish, "passed on to the people who build it"))
            if wish.leave is Leave.UNASKED and s.now - wish.at <= NOT_OLDER:
                asked = "may it be passed on in their own words?"
                verdicts.append(Act(action=ask(wish), subject=wish.member, reason=asked))
        if policy.in_thread and not one.shown:
            who_else = Act(action=in_thread(due[-1]), subject=due[-1].thread, reason="others may want it too")
            verdicts.append(who_else)
    now = seen.with_wishes(passed)
    for one in now.insights.values():
        verdicts += refreshed(s, now, one, "what members wish for")
        if one.stage is Stage.SHIPPED and one.decided_at is not None and s.now - one.decided_at <= TOLD_FOR:
            verdicts += tells(s, now, one)
    return verdicts


def _is_due(s: Situation, wish: Wish, policy: ProductWishPolicy) -> bool:
    return wish.state == WAITING and s.now - wish.at >= policy.after


def _to_pass_on(s: Situation, seen: Insights, policy: ProductWishPolicy) -> list[Insight]:
    """What goes on today, oldest first: what went on already with what is new about it, and a few new ones."""
    found: list[Insight] = []
    begun = 0
    for one in sorted(seen.insights.values(), key=lambda one: (one.at, one.id)):
        some = seen.of(one.id, passed=False)
        due = [wish for wish in some if _is_due(s, wish, policy)]
        if one.stage not in RUNNING or not any(s.now - wish.at <= NOT_OLDER for wish in due):
            continue
        is_wish = any(wish.kind is Kind.WISH for wish in some)
        if not one.shown and not is_wish and seen.people(one.id, passed=False) < policy.needs_from:
            continue
        begun += not one.shown
        if one.shown or begun <= policy.at_most:
            found.append(one)
    return found


# --- what members answer ----------------------------------------------------------------------------------------------


def _leaves(leave: Leave) -> Hook:
    def on_leave(s: Situation, _policy: ProductWishPolicy) -> Sequence[Verdict]:
        """Whoever wished for it says what of it may be passed on; it can be said otherwise at any time."""
        actor, seen = s.the_actor(), s.find(Insights) or Insights()
        name = _slot(s, ASK)
        wish = next((one for one in seen.wishes if one.id == name and one.member == actor.member), None)
        reason = "said what may be passed on"
        told = Act(action=Reply(text=_LEFT[leave]), subject=actor.member, reason=reason)
        return [*_left(s, seen, [wish] if wish is not None else [], leave), told]

    return on_leave


_LEFT = {
    Leave.NAMED: f"{NAME}.left_named", Leave.WORDS: f"{NAME}.left_words", Leave.NO: f"{NAME}.left_no",
}  # fmt: skip


def _left(s: Situation, seen: Insights, some: Sequence[Wish], leave: Leave) -> list[Verdict]:
    reason = "said what may be passed on"
    changed = [replace(one, leave=leave) for one in some]
    now = seen.with_wishes(changed)
    verdicts: list[Verdict] = [_keep(one, before, reason) for one, before in zip(changed, some, strict=True)]
    for name in dict.fromkeys(one.insight for one in changed):
        whole = now.insights.get(name)
        verdicts += refreshed(s, now, whole, reason) if whole is not None and whole.shown else []
    if leave is Leave.NO:
        themes = made_of(s.find(Themes) or Themes(), (one.id for one in changed))
        verdicts += [Act(action=look_at(one.id, s.now), subject=s.community, reason=reason) for one in themes]
    return verdicts


def on_vote(s: Situation, _policy: ProductWishPolicy) -> Sequence[Verdict]:
    """They want it too; pressed again, they do not any more."""
    actor, seen = s.the_actor(), s.find(Insights) or Insights()
    one = seen.whole(_slot(s, VOTES))
    if one is None or one.stage not in RUNNING or not seen.of(one.id):
        return [_reply(s, "over", "it is settled, or taken back")]
    if actor.member in seen.out or actor.roles & STAFF:
        return [_reply(s, "not_counted", "staff and who stopped are not counted")]
    given = seen.vote_of(one.id, actor.member)
    verdicts = _vote(s, seen, one, given)
    return [*verdicts, _reply(s, "voted" if given is None else "unvoted", "said whether they want it too")]


def on_reaction(s: Situation, policy: ProductWishPolicy) -> Sequence[Verdict]:
    """Whoever reacts to a wish wants it too, until they take the reaction back. Nothing is said."""
    seen, event, message, actor = s.find(Insights), s.event, s.message, s.the_actor()
    if not policy.is_on or seen is None or not isinstance(event, ReactionAdded | ReactionRemoved):
        return []
    wish = next((one for one in seen.wishes if message is not None and one.message == message.id), None)
    one = seen.whole(wish.insight) if wish is not None else None
    if wish is None or one is None or one.stage not in RUNNING or event.emoji not in policy.emojis:
        return []
    given = seen.vote_of(one.id, actor.member)
    if isinstance(event, ReactionRemoved):
        return _vote(s, seen, one, given) if given is not None and given.text("emoji") == event.emoji else []
    counts = wish in seen.of(wish.insight, passed=False) and actor.member not in {*seen.out, wish.member}
    return _vote(s, seen, one, None, event.emoji) if counts and given is None and not actor.roles & STAFF else []


def _vote(s: Situation, seen: Insights, one: Insight, given: Entry | None, emoji: str = "") -> list[Verdict]:
    """The vote turned round, and the card where its number changes by it."""
    reason, member = "said whether they want it too", s.the_actor().member
    if given is None:
        entry = vote(one.id, member, s.now, emoji)
        keep = Keep(entry=entry)
        votes = (*seen.votes, entry)
    else:
        keep = Keep(entry=given, before=given, is_gone=True)
        votes = tuple(each for each in seen.votes if each is not given)
    card = refreshed(s, replace(seen, votes=votes), one, reason)
    return [Act(action=keep, subject=member, reason=reason), *card]


def on_wishes(s: Situation, _policy: ProductWishPolicy) -> Sequence[Verdict]:
    """The command `wishes`: what members wish for, and the way to vote or take one's own back."""
    actor, seen = s.the_actor(), s.find(Insights) or Insights()
    reply = listing(seen, s.find(Themes) or Themes(), is_staff=bool(actor.roles & STAFF))
    if any(one.member == actor.member for one in seen.wishes) and not reply.controls:
        reply = replace(reply, controls=(CHOOSE,))
    return [Act(action=reply, subject=actor.member, reason="asked what members wish for")]


def on_choose(s: Situation, _policy: ProductWishPolicy) -> Sequence[Verdict]:
    """The form: which of them they want, and what of their own may be passed on."""
    actor, seen = s.the_actor(), s.find(Insights) or Insights()
    some = _offered(seen, actor.member)
    wanted = tuple(one.id for one in some if seen.vote_of(one.id, actor.member) is not None)
    own = [one for one in seen.wishes if one.member == actor.member]
    fields = []
    if some:
        options = tuple(one.id for one in some)
        fields.append(FormField(name="wanted", kind="many", options=options, value=wanted, labels=labels(some)))
    if own:
        leaves = (Leave.NAMED.value, Leave.WORDS.value, Leave.NO.value)
        value = (own[-1].leave.value,) if own[-1].leave is not Leave.UNASKED else ()
        fields.append(FormField(name="own", kind="one", options=leaves, value=value))
    if not fields:
        return [_reply(s, "none", "nobody wishes for anything")]
    form = OpenForm(form=CHOOSE, text=f"{NAME}.choose", fields=tuple(fields))
    return [Act(action=form, subject=actor.member, reason="wants to vote")]


def _offered(seen: Insights, member: MemberId) -> list[Insight]:
    """The ten of the form: what they want already first, so that a vote is never lost because others overtook it."""
    return sorted(seen.listed(), key=lambda one: seen.vote_of(one.id, member) is None)[:10]


def on_choose_form(s: Situation, _policy: ProductWishPolicy) -> Sequence[Verdict]:
    """What was ticked is wanted, what was not is not; their own wishes go on as they chose."""
    actor, seen = s.the_actor(), s.find(Insights) or Insights()
    if not isinstance(s.event, FormSubmitted):
        return []
    verdicts: list[Verdict] = []
    may_vote = not (actor.member in seen.out or actor.roles & STAFF)
    if "wanted" in s.event.values and may_vote:
        wanted, shown = s.event.values["wanted"], _offered(seen, actor.member)
        for one in seen.listed():
            given = seen.vote_of(one.id, actor.member)
            if (given is None) is (one.id in wanted) and (given is None or one in shown):
                verdicts += _vote(s, seen, one, given)
    chosen = next(iter(s.event.values.get("own", ())), "")
    if chosen in {Leave.NAMED, Leave.WORDS, Leave.NO}:
        own = [one for one in seen.wishes if one.member == actor.member and one.leave != chosen]
        verdicts += _left(s, seen, own, Leave(chosen))
    return [*verdicts, _reply(s, "chosen", "said whether they want it too")]


# --- what the people who build it decide ------------------------------------------------------------------------------


_DECIDED = {
    Stage.PLANNED: "staff say that it is planned",
    Stage.SHIPPED: "staff say that it is there",
    Stage.DECLINED: "staff say that it is not planned",
}


def _decides(stage: Stage) -> Hook:
    def on_decide(s: Situation, _policy: ProductWishPolicy) -> Sequence[Verdict]:
        """The card says so from now on; whoever wished for it is credited once, and told when it is there."""
        seen, one = s.find(Insights), _on_card(s)
        if seen is None or one is None:
            return [_not_theirs(s, seen)]
        reason = _DECIDED[stage]
        now = replace(one, stage=stage, by=s.the_actor().member, decided_at=s.now)
        verdicts: list[Verdict] = [_keep_insight(now, one, s.community, reason)]
        if stage in {Stage.PLANNED, Stage.SHIPPED}:
            taken = [wish for wish in seen.of(one.id) if not wish.is_taken_up]
            verdicts += [_credit(s, wish) for wish in taken]
            verdicts += [_keep(replace(wish, is_taken_up=True), wish, "their wish was taken up") for wish in taken]
        verdicts += refreshed(s, replace(seen, insights={**seen.insights, now.id: now}), now, reason)
        verdicts += tells(s, seen, now) if stage is Stage.SHIPPED else []
        return [*verdicts, _reply(s, "decided", reason)]

    return on_decide


def _credit(s: Situation, wish: Wish) -> Act:
    credit = Credit(member=wish.member, kind="wish", thread=wish.thread, message=wish.message, by=s.the_actor().member)
    return Act(action=credit, subject=wish.member, reason="their wish was taken up")


def on_part(s: Situation, _policy: ProductWishPolicy) -> Sequence[Verdict]:
    """The latest wish on it is about something else: it gets a card of its own."""
    seen, one = s.find(Insights), _on_card(s)
    wishes = seen.of(one.id) if seen is not None and one is not None else []
    if seen is None or one is None:
        return [_not_theirs(s, seen)]
    if len({wish.id for wish in wishes}) < 2:  # noqa: PLR2004  # nothing to part
        return [_reply(s, "over", "it is settled, or taken back")]
    last, reason = wishes[-1], "staff parted it"
    begun = Insight(id=insight_of(last.id, one.id), at=last.at, topics=one.topics)
    moved = replace(last, insight=begun.id, alike=0)
    now = replace(seen.with_wishes([moved]), insights={**seen.insights, begun.id: begun})
    verdicts = [_keep(moved, last, reason), _keep_insight(begun, None, s.community, reason)]
    return [
        *verdicts, *refreshed(s, now, one, reason), *refreshed(s, now, begun, reason), _reply(s, "decided", reason),
    ]  # fmt: skip


def on_join(s: Situation, _policy: ProductWishPolicy) -> Sequence[Verdict]:
    """Which other one is the same?"""
    seen, one = s.find(Insights), _on_card(s)
    if seen is None or one is None:
        return [_not_theirs(s, seen)]
    others = [
        other for other in seen.insights.values() if other.shown and other.id != one.id and other.stage in RUNNING
    ]
    if not others:
        return [_reply(s, "no_other", "there is no other one")]
    named = tuple(other.id for other in others)
    into = FormField(name="into", kind="one", options=named, value=named[:1], labels=labels(others))
    form = OpenForm(form=JOIN, text=f"{NAME}.join", fields=(into,))
    return [Act(action=form, subject=s.the_actor().member, reason="wants to join two")]


def on_join_form(s: Situation, _policy: ProductWishPolicy) -> Sequence[Verdict]:
    """Everything of the one belongs to the other from now on."""
    seen, one = s.find(Insights), _on_card(s)
    if seen is None or one is None or not isinstance(s.event, FormSubmitted):
        return [_not_theirs(s, seen)]
    into = seen.insights.get(next(iter(s.event.values.get("into", ())), ""))
    if into is None or into.id == one.id or into.stage not in RUNNING:
        return [_reply(s, "no_other", "there is no other one")]
    reason = "staff joined two"
    wishes = [wish for wish in seen.wishes if wish.insight == one.id]
    moved = [replace(wish, insight=into.id) for wish in wishes]
    gone = replace(one, stage=Stage.JOINED, into=into.id, by=s.the_actor().member, decided_at=s.now)
    whole = replace(into, topics=merged_topics([into, one]))
    verdicts: list[Verdict] = [_keep(after, before, reason) for after, before in zip(moved, wishes, strict=True)]
    old = [each for each in seen.votes if each.text("insight") == one.id]
    new = [vote(into.id, each.member, each.at, each.text("emoji")) for each in old if each.member is not None]
    verdicts += [
        Act(action=Keep(entry=each, before=each, is_gone=True), subject=s.community, reason=reason) for each in old
    ]
    verdicts += [Act(action=Keep(entry=each), subject=s.community, reason=reason) for each in new]
    verdicts += [
        _keep_insight(gone, one, s.community, reason),
        _keep_insight(whole, into, s.community, reason),
    ]
    kept = tuple(each for each in seen.votes if each.kind == VOTE and each not in old)
    now = replace(
        seen.with_wishes(moved), insights={**seen.insights, gone.id: gone, whole.id: whole}, votes=(*kept, *new)
    )
    return [
        *verdicts,
        *refreshed(s, now, gone, reason),
        *refreshed(s, now, whole, reason),
        _reply(s, "decided", reason),
    ]


def _on_card(s: Situation) -> Insight | None:
    """The insight whose card the button stands under, for whoever may decide about it."""
    actor, seen = s.the_actor(), s.find(Insights)
    if seen is None or not (actor.member in seen.product or Role.MANAGER in actor.roles):
        return None
    return seen.insights.get(_slot(s, CARD))


def _not_theirs(s: Situation, seen: Insights | None) -> Act:
    is_theirs = seen is not None and s.the_actor().member in seen.product
    return _reply(s, "over" if is_theirs else "not_yours", "only the team that builds it decides")


def _slot(s: Situation, kind: str) -> str:
    slot = s.control_row.slot if s.control_row is not None else None
    return slot.removeprefix(kind) if slot is not None and slot.startswith(kind) else ""


def _keep(wish: Wish, before: Wish | None, reason: str, evidence: dict[str, object] | None = None) -> Act:
    keep = Keep(entry=wish.to_entry(), before=before.to_entry() if before is not None else None)
    return Act(action=keep, subject=wish.member, reason=reason, evidence=evidence or {})


def _keep_insight(one: Insight, before: Insight | None, subject: str, reason: str) -> Act:
    keep = Keep(entry=one.to_entry(), before=before.to_entry() if before is not None else None)
    return Act(action=keep, subject=subject, reason=reason)


PLAY = Play(
    name=NAME,
    policy=ProductWishPolicy,
    hears=hears,
    on_said=on_said,
    on_solved=on_solved,
    on_daily=on_daily,
    on_reaction=on_reaction,
    reacts_anywhere=True,
    on_control={
        "wish_named": _leaves(Leave.NAMED),
        "wish_words": _leaves(Leave.WORDS),
        "wish_no": _leaves(Leave.NO),
        "wish_vote": on_vote,
        CHOOSE: on_choose,
        "wish_planned": _decides(Stage.PLANNED),
        "wish_shipped": _decides(Stage.SHIPPED),
        "wish_declined": _decides(Stage.DECLINED),
        "wish_part": on_part,
        JOIN: on_join,
    },
    on_command={"wishes": on_wishes},
    on_form={CHOOSE: on_choose_form, JOIN: on_join_form},
    shows=dict.fromkeys(
        ("on_said", "on_solved", "on_reaction", "daily", "wish_named", "wish_words", "wish_vote",
         "wish_planned", "wish_shipped", "wish_declined", "wish_part", JOIN), _SHOWN,
    ) | dict.fromkeys(("wish_no", CHOOSE, "wishes"), frozenset({Insights, Themes})),
)  # fmt: skip
