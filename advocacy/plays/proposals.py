"""Members propose what the community should do otherwise, say what they want of it, and hear what became of it."""

from collections.abc import Sequence
from dataclasses import replace

from advocacy.insights import shown_people
from advocacy.proposals import (
    ANSWER,
    DECISIONS,
    LONGEST_TITLE,
    LONGEST_WHY,
    PROPOSAL,
    RUNNING,
    WHY,
    Proposal,
    Proposals,
    ProposalsPolicy,
    State,
    answer_to,
    vote,
    why_of,
)
from engagement.actions import (
    Field,
    FollowUp,
    FormField,
    Keep,
    Lane,
    OpenForm,
    Reach,
    Reply,
    Say,
    channel_place,
    instant,
    noted,
    person,
    words,
)
from engagement.answering import Answers, answer
from engagement.decisions import Act, Hold, Verdict
from engagement.hours import is_quiet, next_decent
from engagement.ids import ChannelId, stable_id
from engagement.people import OWN_PEOPLE
from engagement.play import Play
from engagement.situation import Situation

NAME = "proposals"
_told = Answers(NAME, "about a proposal")
LOOK = "post"
PROPOSE, POST, VOTES, BACK, DECIDE = "propose", "proposal_post", "proposal_vote", "proposal_back", "proposal_decide"
CARD, ASK = "proposal:", "proposed:"
"""How the slots of messages begin."""
_SHOWN = frozenset({Proposals})
_NAMED = ("words", "named")
_NOTHING = words("")
_ANSWERED = ("stands_so", "answer")


# --- proposing --------------------------------------------------------------------------------------------------------


def on_propose(s: Situation, policy: ProposalsPolicy) -> Sequence[Verdict]:
    """The form, unless they proposed something lately."""
    policy = _dials(s, policy)
    refused = _refused(s, policy)
    if refused is not None:
        return [refused]
    fields = (
        FormField(name="short", kind="text"),
        FormField(name="why", kind="words"),
        FormField(name="named", kind="one", options=_NAMED, value=("words",)),
    )
    return [answer(s, OpenForm(form=PROPOSE, text=f"{NAME}.form", fields=fields), "wants to propose something")]


def _dials(s: Situation, policy: ProposalsPolicy) -> ProposalsPolicy:
    """The community's, wherever a button was pressed."""
    seen = s.find(Proposals)
    return policy if seen is None or seen.dials is None else seen.dials


def _refused(s: Situation, policy: ProposalsPolicy) -> Act | None:
    seen, actor = s.find(Proposals) or Proposals(), s.the_actor()
    if not policy.channel:
        return _told(s, "off")
    if actor.member in seen.out or actor.roles & OWN_PEOPLE:
        return _told(s, "not_counted")
    latest = seen.latest_of(actor.member)
    if latest is not None and latest.state is not State.GONE and s.now < latest.at + policy.rest:
        back = (BACK,) if latest.state in {State.WAITING, State.OPEN} else ()
        return _told(s, "too_soon", controls=back, until=instant(latest.at + policy.rest))
    return None


def on_form(s: Situation, policy: ProposalsPolicy) -> Sequence[Verdict]:
    """It goes to the managers, or at once to the members."""
    policy = _dials(s, policy)
    refused = _refused(s, policy)
    if refused is not None:
        return [refused]
    title, why, me = " ".join(s.typed("short").split()), s.typed("why"), s.the_actor().member
    if not title or len(title) > LONGEST_TITLE or len(why) > LONGEST_WHY:
        fields = {"title": words(str(LONGEST_TITLE)), "most": words(str(LONGEST_WHY))}
        return [answer(s, Reply(text=f"{NAME}.wrong", fields=fields, is_problem=True), "said too much or nothing")]
    state = State.WAITING if policy.managers_first else State.OPEN
    one = Proposal(
        id=stable_id(PROPOSAL, s.community, me, s.now.isoformat()), at=s.now, member=me, state=state,
        is_named=s.typed("named") == "named", title=title, is_posted=not policy.managers_first,
    )  # fmt: skip
    reason = "a member proposed something"
    kept = [Act(action=Keep(entry=each), subject=me, reason=reason) for each in (one.to_entry(), why_of(one, why))]
    now = (s.find(Proposals) or Proposals()).with_one(one)
    said = _told(s, "waits" if policy.managers_first else "asked", controls=(BACK,))
    return [*kept, *_posted(s, now, one, policy, reason), said]


def on_back(s: Situation, policy: ProposalsPolicy) -> Sequence[Verdict]:
    """They take their latest one back, and its words with it."""
    policy = _dials(s, policy)
    seen, me = s.find(Proposals) or Proposals(), s.the_actor().member
    one = seen.latest_of(me)
    if one is None or one.state not in {State.WAITING, State.OPEN}:
        return [_told(s, "over")]
    return [*_take_away(s, seen, one, policy, "they took it back"), _told(s, "taken_back")]


def _take_away(s: Situation, seen: Proposals, one: Proposal, policy: ProposalsPolicy, reason: str) -> list[Verdict]:
    gone = replace(one, state=State.GONE, title="")
    keep = Keep(entry=gone.to_entry(), before=replace(one, title="").to_entry())
    no_words = Keep(entry=why_of(gone, ""))
    kept = [Act(action=each, subject=one.member or s.community, reason=reason) for each in (keep, no_words)]
    return [*kept, *_refreshed(s, seen.with_one(gone), gone, policy, reason)]


# --- what stands where ------------------------------------------------------------------------------------------------


def _posted(s: Situation, seen: Proposals, one: Proposal, policy: ProposalsPolicy, reason: str) -> list[Verdict]:
    """What has just begun: at night members see it in the morning, in the community's zone."""
    quiet = (s.policy.restraint.quiet_from, s.policy.restraint.quiet_until)
    morning = next_decent(s.now, s.policy.timezone, quiet=quiet)
    if not one.is_posted or morning is None or not is_quiet(s.now, s.policy.timezone, *quiet):
        return _refreshed(s, seen, one, policy, reason)
    look = FollowUp(play=NAME, kind=LOOK, thread=one.look, due_at=morning, is_owed=True)
    return [
        Act(action=_card(seen, one), subject=s.community, reason=reason),
        Act(action=look, subject=s.community, reason="it is night there"),
    ]


def on_look(s: Situation, policy: ProposalsPolicy) -> Sequence[Verdict]:
    """The morning has come."""
    policy = _dials(s, policy)
    seen = s.find(Proposals) or Proposals()
    one = seen.some.get(s.look)
    if one is None or one.state is not State.OPEN:
        return [Hold(subject=s.community, reason="it was decided or taken back")]
    return _refreshed(s, seen, one, policy, "members may want it")


def _refreshed(s: Situation, seen: Proposals, one: Proposal, policy: ProposalsPolicy, reason: str) -> list[Verdict]:
    """The managers' card, and what members see, as both read now."""
    says = [_card(seen, one)]
    if one.is_posted:
        says += [_asked(seen, one, channel) for channel in _rooms(seen, policy)]
    return [Act(action=say, subject=s.community, reason=reason) for say in says]


def _rooms(seen: Proposals, policy: ProposalsPolicy) -> tuple[ChannelId, ...]:
    return seen.places.get(policy.channel.removeprefix("#"), ()) if policy.channel else ()


def _fields(seen: Proposals, one: Proposal) -> dict[str, Field]:
    is_there = one.state is not State.GONE and not one.is_tidied
    has_answer = one.state in DECISIONS
    return {
        "code": words(one.code),
        "title": noted(PROPOSAL, one.id) if is_there else _NOTHING,
        "why_so": noted(WHY, one.id) if is_there else _NOTHING,
        "who": person(one.member) if one.is_named and is_there and one.member is not None else _NOTHING,
        "stands_so": words(one.state.value),
        "wished_by": words(shown_people(seen.people(one))[0]),
        "answer": noted(ANSWER, one.id) if has_answer else _NOTHING,
    }


def _card(seen: Proposals, one: Proposal) -> Say:
    moves = (POST,) if one.state is State.WAITING else ()
    return Say(
        text=f"{NAME}.card", reach=Reach.MANAGERS, to="", fields=_fields(seen, one),
        controls=(*moves, *((DECIDE,) if one.state in RUNNING else ()), "why"), is_unprompted=False,
        lane=Lane.DIGEST, slot=f"{CARD}{one.id}",
    )  # fmt: skip


def _asked(seen: Proposals, one: Proposal, channel: str) -> Say:
    is_open = one.state is State.OPEN
    fields = _fields(seen, one)
    if is_open:
        del fields["answer"], fields["stands_so"]
    return Say(
        text=f"{NAME}.ask" if is_open else f"{NAME}.decided", reach=Reach.CHANNEL, to=channel, fields=fields,
        controls=(VOTES, "why") if is_open else ("why",), is_unprompted=is_open, lane=Lane.DIGEST,
        slot=f"{ASK}{one.id}:{channel}",
    )  # fmt: skip


# --- wanting it -------------------------------------------------------------------------------------------------------


def on_vote(s: Situation, policy: ProposalsPolicy) -> Sequence[Verdict]:
    """They want it too; pressed again, they do not any more."""
    policy = _dials(s, policy)
    seen, actor, one = s.find(Proposals) or Proposals(), s.the_actor(), _meant(s)
    if one is None or one.state is not State.OPEN:
        return [_told(s, "over")]
    if actor.member in seen.out or actor.roles & OWN_PEOPLE:
        return [_told(s, "not_counted")]
    if actor.member == one.member:
        return [_told(s, "own")]
    given, reason = seen.vote_of(one.id, actor.member), "said whether they want it too"
    mine = vote(one, actor.member, s.now)
    keep = Keep(entry=mine) if given is None else Keep(entry=given, before=given, is_gone=True)
    votes = (*seen.votes, mine) if given is None else tuple(each for each in seen.votes if each is not given)
    before, after = (shown_people(each.people(one)) for each in (seen, replace(seen, votes=votes)))
    changed = _refreshed(s, replace(seen, votes=votes), one, policy, reason) if before != after else []
    kept = Act(action=keep, subject=actor.member, reason=reason)
    return [kept, *changed, _told(s, "voted" if given is None else "unvoted")]


def _meant(s: Situation) -> Proposal | None:
    """The proposal under whose card or message something was pressed."""
    slot = s.control_row.slot if s.control_row is not None and s.control_row.slot else ""
    begins = next((each for each in (CARD, ASK) if slot.startswith(each)), None)
    name = slot.removeprefix(begins).partition(":")[0] if begins is not None else ""
    return (s.find(Proposals) or Proposals()).some.get(name)


# --- what managers decide ---------------------------------------------------------------------------------------------


def on_post(s: Situation, policy: ProposalsPolicy) -> Sequence[Verdict]:
    """Members see it from now on, and may want it."""
    policy = _dials(s, policy)
    seen, one = s.find(Proposals) or Proposals(), _meant(s)
    if one is None or one.state is not State.WAITING:
        return [_told(s, "over")]
    reason = "a manager put it to the members"
    now = replace(one, state=State.OPEN, is_posted=True)
    return [_kept(s, now, one, reason), *_posted(s, seen.with_one(now), now, policy, reason), _told(s, "posted")]


def on_decide(s: Situation, _policy: ProposalsPolicy) -> Sequence[Verdict]:
    """The form: what becomes of it, and why."""
    one = _meant(s)
    if one is None or one.state not in RUNNING:
        return [_told(s, "over")]
    left = tuple(each.value for each in DECISIONS if each is not one.state)
    fields = (FormField(name="what", kind="one", options=left, value=left[:1]), FormField(name="text", kind="words"))
    return [answer(s, OpenForm(form=DECIDE, text=f"{NAME}.decide", fields=fields), "wants to decide")]


def on_decide_form(s: Situation, policy: ProposalsPolicy) -> Sequence[Verdict]:
    """Everybody reads it where it stands; whoever proposed it, and who wanted it, hears so."""
    policy = _dials(s, policy)
    seen, one, me = s.find(Proposals) or Proposals(), _meant(s), s.the_actor().member
    what, why = s.typed("what"), s.typed("text")
    if one is None or one.state not in RUNNING or what not in DECISIONS:
        return [_told(s, "over")]
    if not why or len(why) > LONGEST_WHY:
        problem = Reply(text=f"{NAME}.say_why", fields={"most": words(str(LONGEST_WHY))}, is_problem=True)
        return [answer(s, problem, "gave no reason")]
    reason = "a manager decided"
    now = replace(one, state=State(what))
    said = Act(action=Keep(entry=answer_to(one, me, s.now, why)), subject=s.community, reason=reason)
    told = [
        _answer(seen, now, who, policy)
        for who in dict.fromkeys((*([one.member] if one.member else []), *seen.voters(one.id)))
    ]
    return [
        _kept(s, now, one, reason), said, *_refreshed(s, seen.with_one(now), now, policy, reason),
        *(Act(action=say, subject=say.to, reason="what they wanted was decided") for say in told),
        _told(s, "noted"),
    ]  # fmt: skip


def _answer(seen: Proposals, one: Proposal, who: str, policy: ProposalsPolicy) -> Say:
    """Only whoever proposed it gets their own words: in others' messages they could not be forgotten."""
    is_own, places = who == one.member, _rooms(seen, policy)
    fields = _fields(seen, one) | {"channel": channel_place(places[0]) if places else _NOTHING}
    return Say(
        text=f"{NAME}.told" if is_own else f"{NAME}.told_voter", reach=Reach.MEMBER, to=who,
        fields={name: fields[name] for name in (*(("title",) if is_own else ("channel", "code")), *_ANSWERED)},
        controls=("why", "stop"),
        is_unprompted=not is_own, lane=Lane.DIGEST, slot=f"answered:{one.id}:{one.state}:{who}",
    )  # fmt: skip


def on_daily(s: Situation, policy: ProposalsPolicy) -> Sequence[Verdict]:
    """What nobody's words are left of is taken away where it stands, or stands there without them."""
    policy = _dials(s, policy)
    seen = s.find(Proposals)
    if seen is None:
        return []
    verdicts: list[Verdict] = []
    for one in seen.some.values():
        has_left = one.member is None or one.member in seen.out
        if one.state in {State.WAITING, State.OPEN} and (not one.title or has_left):
            verdicts += _take_away(s, seen, one, policy, "nobody's words are left of it")
        elif one.state in DECISIONS and not one.is_tidied and (not one.title or has_left):
            now, reason = replace(one, is_tidied=True, is_named=False, title=""), "its words are not kept any more"
            verdicts += [_kept(s, now, one, reason), *_refreshed(s, seen.with_one(now), now, policy, reason)]
    return verdicts


def _kept(s: Situation, now: Proposal, before: Proposal, reason: str) -> Act:
    return Act(action=Keep(entry=now.to_entry(), before=before.to_entry()), subject=s.community, reason=reason)


PLAY = Play(
    name=NAME,
    policy=ProposalsPolicy,
    on_daily=on_daily,
    on_command={PROPOSE: on_propose},
    on_control={POST: on_post, VOTES: on_vote, BACK: on_back, DECIDE: on_decide},
    on_form={PROPOSE: on_form, DECIDE: on_decide_form},
    on_follow_up={LOOK: on_look},
    shows=dict.fromkeys((PROPOSE, POST, VOTES, BACK, DECIDE, LOOK, "daily"), _SHOWN),
)
