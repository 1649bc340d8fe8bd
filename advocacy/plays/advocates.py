"""The programme for advocates: in by one's own click, by others' word or by evidence; out at any time, at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time, timedelta

from advocacy.joining import JOIN, consent, on_choices, on_chosen
from advocacy.overview import on_advocates, shown_of, told_gone
from advocacy.places import (
    WHICH,
    Place,
    aim,
    all_places,
    may_still_come,
    meant,
    on_which,
    other_programmes,
    places,
)
from advocacy.programme import (
    HELD,
    MANAGER_COUNTS,
    NOMINATION,
    NOMINATIONS_A_MONTH,
    RUNNING,
    Evidence,
    Ladder,
    Nomination,
    Stage,
    Standing,
    applied,
    candidates,
    moved,
    open_to,
    standing,
)
from advocacy.reviewing import (
    MORE,
    NAME,
    VOTES,
    answered,
    card,
    card_gone,
    kept,
    ladder_of,
    on_more,
    on_vote,
    told,
    votes_gone,
    written,
)
from engagement.actions import Field, FormField, Keep, OpenForm, Reach, Reply, Say, instant, noted, person, quote, words
from engagement.aiming import plain_name
from engagement.answering import answer
from engagement.decisions import Act, Verdict
from engagement.ids import MemberId
from engagement.people import Purpose, Role
from engagement.play import Play
from engagement.programmes import Programme, WayIn
from engagement.situation import Situation
from engagement.text import shorten

APPLY = "advocate_apply"
"""The form."""
_STAFF = frozenset({Role.STAFF, Role.MANAGER, Role.SALES})
_LONGEST_WHY = 500
_MOST_ANSWERS = 5
_MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvocatesPolicy:
    """Dials of "Advocates": who is offered a place, and how many at once (python-discord's talent pool)."""

    at: time = time(10, 0)
    """In the community's zone: when it is looked whom to offer a place."""
    answers: int = 10
    """Confirmed in 90 days."""
    nominations: int = 2
    most_open: int = 3
    a_day: int = 1
    reminds_before: timedelta = timedelta(days=30)
    """The end of a term."""


# --- the person's own side --------------------------------------------------------------------------------------------


def on_advocate(s: Situation, _policy: AdvocatesPolicy) -> Sequence[Verdict]:
    """The command ``advocate``: what there is, or everything that is noted of whoever asks.

    With several places it tells all of them; ``advocate speakers``, or the form of the button, tells one, and what
    there is where they have no place in that one.
    """
    some, reason = places(s), "asked about the programme for advocates"
    said = " ".join(getattr(s.event, "words", ())[1:]).casefold()
    named = [one for one in some if said in {one.title.casefold(), one.standing.programme.casefold()}]
    others = [one for one in may_still_come(s) if said in {one.title.casefold(), one.name.casefold()}]
    if not some or (others and not named):
        return [_intro(s, reason)]
    picked = named or meant(s, some)
    return [_shown(s, picked[0], reason) if len(picked) == 1 else all_places(s, reason)]


def _shown(s: Situation, place: Place, reason: str) -> Act:
    """One place, and what can be done about it."""
    one, programme, title = place.standing, place.programme, words(place.title)
    leave = aim("advocate_leave", s, one)
    if programme is None:
        return _waiting(s, "gone", leave, reason, title)
    if one.stage is Stage.ACTIVE:
        return shown_of(s, one, programme, reason)
    if one.stage is Stage.REVIEW:
        return _waiting(s, "in_review", leave, reason, title)
    no = aim("advocate_no", s, one)
    if one.stage is Stage.INVITED:
        promise, join = words(programme.promise), aim("advocate_join", s, one)
        return told(s, "invited", join, no, reason=reason, programme=title, promise=promise)
    said = _offer(s, one, programme)
    items = _grounds(s, one.member, is_sent=False)
    reply = Reply(text=said.text, fields=said.fields, items=items, controls=(aim("advocate_yes", s, one), no))
    return Act(action=reply, subject=one.member, reason=reason)


def _waiting(s: Situation, text: str, leave: str, reason: str, title: Field) -> Act:
    """A place where nothing can be chosen; what else there is stays open to them meanwhile."""
    others = tuple(other_programmes(s))
    controls = (leave, *((APPLY,) if others else ()))
    return answer(s, Reply(text=f"{NAME}.{text}", fields={"programme": title}, items=others, controls=controls), reason)


def _intro(s: Situation, reason: str) -> Act:
    open_ones = open_to(s.policy.programmes, WayIn.OWN)
    if not open_ones:
        return told(s, "no_programme", reason=reason)
    items = tuple(
        {"programme": words(one.title), "promise": words(one.promise), "benefits": words("; ".join(one.benefits))}
        for one in open_ones
    )
    reply = Reply(text=f"{NAME}.intro", items=items, controls=(APPLY,))
    return answer(s, reply, reason)


def on_apply(s: Situation, _policy: AdvocatesPolicy) -> Sequence[Verdict]:
    """They would like to be considered, or say yes to an offer: what the reviewers will see, they read first."""
    some, refusal = _may_come(s)
    if refusal is not None:
        return [refusal]
    which = FormField(
        name="programme",
        kind="one",
        options=tuple(each.name for each in some),
        value=(some[0].name,),
        labels={each.name: each.title for each in some},
    )
    why = FormField(name="why", kind="words")
    me, fields = s.the_actor().member, (which, why) if len(s.policy.programmes) > 1 else (why,)
    form = OpenForm(form=APPLY, text=f"{NAME}.apply", fields=fields, items=_grounds(s, me, is_sent=False))
    return [Act(action=form, subject=me, reason="asked to be considered")]


def _may_come(s: Situation) -> tuple[list[Programme], Verdict | None]:
    """Into which programmes they may ask to come, what they were offered first; or why into none."""
    actor, reason = s.the_actor(), "cannot take part now"
    if Purpose.METRICS in s.refused:
        return [], told(s, "you_stopped", reason=reason)
    if actor.roles & _STAFF:
        return [], told(s, "for_members", reason=reason)
    offers = places(s, Stage.OFFERED)
    offered = [one.programme for one in meant(s, offers) or offers if one.programme is not None]
    some = list({one.name: one for one in (*offered, *may_still_come(s))}.values())
    if some:
        return some, None
    if places(s, Stage.REVIEW, Stage.INVITED, Stage.ACTIVE):
        return [], told(s, "is_under_way", reason=reason)
    return [], told(s, "no_programme", reason="asked to be considered")


def on_applied(s: Situation, _policy: AdvocatesPolicy) -> Sequence[Verdict]:
    """Their own yes to being considered for one programme: from now on its reviewers see them, and no others."""
    some, refusal = _may_come(s)
    if refusal is not None:
        return [refusal]
    typed, me = s.typed("programme"), s.the_actor().member
    programme = next((one for one in some if one.name == typed), None if typed else some[0])
    if programme is None:
        return [told(s, "is_under_way", reason="cannot take part now")]
    # where they stand there; else an offer of another programme, which they take up for this one
    mine = {one.standing.programme: one.standing for one in places(s, *Stage)}
    offers = [one.standing for one in places(s, Stage.OFFERED)]
    before = mine.get(programme.name) or next(iter(offers), None)
    one = applied(before, me, programme.name, shorten(s.typed("why"), _LONGEST_WHY), s.now)
    if one is None:
        return [told(s, "is_under_way", reason="cannot take part now")]
    reason = "asked to be considered"
    thanks = told(s, "applied", aim("advocate_leave", s, one), reason=reason, programme=words(programme.title))
    again = consent(s, is_given=True) if Purpose.ADVOCACY in s.refused else []
    return [*again, kept(one, before, reason), card(s, one, programme), thanks]


def on_no(s: Situation, _policy: AdvocatesPolicy) -> Sequence[Verdict]:
    """They say no to an offer or an invitation: nobody offers it again."""
    found = meant(s, [one for one in _written_down(s) if one.standing.stage in RUNNING])
    if len(found) > 1:
        return [all_places(s, "has several places")]
    thanks = told(s, "declined", reason="answered the offer")
    one = moved(found[0].standing, Stage.DECLINED, s.now) if found else None
    if one is None:
        return [thanks]
    before = found[0].standing
    return [kept(one, before, "answered the offer"), *_traces_gone(s, before), thanks]


def on_pause(s: Situation, _policy: AdvocatesPolicy) -> Sequence[Verdict]:
    """No requests until they say so, or again from now on: in all their programmes, as it is one person's rest."""
    mine = [one.standing for one in places(s, Stage.ACTIVE)]
    if not mine:
        return [told(s, "nothing_to_choose", reason="has no place in the programme")]
    is_paused = plain_name(getattr(s.event, "control", "")) == "advocate_pause"
    reason = "wants a rest" if is_paused else "is back from a rest"
    text, control = ("paused", "advocate_back") if is_paused else ("back", "advocate_pause")
    rests = [kept(replace(one, is_paused=is_paused), one, reason) for one in mine]
    return [*rests, told(s, text, control, reason=reason)]


def on_renew(s: Situation, policy: AdvocatesPolicy) -> Sequence[Verdict]:
    """They go on for another term."""
    found = meant(s, [one for one in places(s, Stage.ACTIVE) if one.programme is not None])
    if len(found) > 1:
        return [all_places(s, "has several places")]
    before, programme = (found[0].standing, found[0].programme) if found else (None, None)
    if before is None or programme is None or before.until is None:
        return [told(s, "nothing_to_choose", reason="has no place in the programme")]
    reason = "goes on for another term"
    if before.until - policy.reminds_before > s.now:
        return [told(s, "renewed", reason=reason, until=instant(before.until))]
    one = replace(before, until=before.until + programme.term, is_reminded=False)
    return [kept(one, before, reason), told(s, "renewed", reason=reason, until=instant(before.until + programme.term))]


def on_leave(s: Situation, _policy: AdvocatesPolicy) -> Sequence[Verdict]:
    """They leave one programme, at once: choices, card and nominations go; with their last place the consent, too."""
    held = [one for one in _written_down(s) if one.standing.stage in HELD]
    found, reason = meant(s, held), "left by their own click"
    if len(found) > 1 or (held and not found):
        return [all_places(s, "has several places")]
    if found == held:
        return [*_left_all(s), told(s, "left", reason=reason)]
    title = words(found[0].title)
    return [*_out(s, found[0].standing, reason), told(s, "left_one", reason=reason, programme=title)]


def on_stop(s: Situation, _policy: AdvocatesPolicy) -> Sequence[Verdict]:
    """Whoever stops requests, or everything, or wants to be forgotten, leaves every programme by it, too."""
    said = [word.casefold().strip("?!.,:;") for word in getattr(s.event, "words", ())]
    if said[:1] == ["quiet"] and said[1:2] != ["stop"]:
        return []
    if said[:1] == ["privacy"] and said[1:2] != ["stop"] and said[1:3] != ["erase", "yes"]:
        return []
    left = _left_all(s)
    is_erased = said[:1] == ["privacy"] or getattr(s.event, "control", "").startswith("privacy")
    return [*left, *([told(s, "left_too", reason="said stop")] if left and not is_erased else [])]


def _written_down(s: Situation) -> list[Place]:
    """Everywhere they stand as it is noted, whatever they said of it elsewhere."""
    mine = ladder_of(s).of(s.the_actor().member)
    return [Place(standing=one, programme=s.policy.programmes.get(one.programme)) for one in mine]


def _left_all(s: Situation) -> list[Verdict]:
    mine = ladder_of(s).of(s.the_actor().member)
    gone = [each for one in mine for each in _out(s, one, "left by their own click")]
    return [*consent(s, is_given=False), *gone] if gone else []


def _out(s: Situation, before: Standing, reason: str) -> list[Verdict]:
    one = moved(before, Stage.LEFT, s.now)
    return [kept(one, before, reason), *_traces_gone(s, before)] if one is not None else []


def _traces_gone(s: Situation, one: Standing) -> list[Verdict]:
    """What others wrote of somebody, and the card that names them, go with their yes."""
    ladder, reason = ladder_of(s), "whoever it was about took their yes back"
    gone: list[Verdict] = [
        Act(action=Keep(entry=each.entry, is_gone=True), subject=one.programme, reason=reason)
        for each in ladder.nominations
        if each.member == one.member
    ]
    if one.is_known:
        gone += [card_gone(s, one), *votes_gone(ladder, one.id)]
    return gone


# --- named by others --------------------------------------------------------------------------------------------------


def on_nominate(s: Situation, _policy: AdvocatesPolicy) -> Sequence[Verdict]:
    """The command ``nominate @somebody because ...``: noted, and told to nobody but that person."""
    actor, ladder, reason = s.the_actor(), ladder_of(s), "named somebody for the programme"
    some, named = open_to(s.policy.programmes, WayIn.NOMINATED), ladder.named
    problem = (
        "no_programme" if not some
        else "you_stopped" if Purpose.METRICS in s.refused
        else "how_to_nominate" if len(named.people) != 1
        else "not_oneself" if named.people[0] == actor.member
        else "no_bot" if named.is_bot
        else "no_staff" if named.is_staff
        else "say_why" if not named.why
        else None
    )  # fmt: skip
    if problem is not None:
        return [told(s, problem, reason="cannot be named")]
    (who,) = named.people
    thanks = told(s, "nominated", reason=reason, whom=person(who))
    # whoever said no, stopped or is in already is answered like anybody else: nobody learns it by naming them
    lately = [one for one in ladder.nominations if one.by == actor.member and s.now - one.at < _MONTH]
    if who in ladder.people | ladder.silent or who in {one.member for one in lately}:
        return [thanks]
    if len(lately) >= NOMINATIONS_A_MONTH:
        return [told(s, "named_enough", reason="named enough people this month")]
    weight = MANAGER_COUNTS if Role.MANAGER in actor.roles else 1
    one = Nomination(member=who, by=actor.member, at=s.now, weight=weight, why=shorten(named.why, _LONGEST_WHY))
    return [Act(action=Keep(entry=one.entry), subject=actor.member, reason=reason), thanks]


# --- by evidence, and as time passes ----------------------------------------------------------------------------------


def on_daily(s: Situation, policy: AdvocatesPolicy) -> Sequence[Verdict]:
    """What nobody answered is dropped, terms end, and at most one person is offered a place."""
    ladder, evidence = ladder_of(s), s.find(Evidence) or Evidence()
    verdicts = [
        each
        for one in ladder.standings
        if one.member in ladder.silent and one.stage in HELD
        for each in _out(s, one, "whoever it was about took their yes back")
    ]
    if s.policy.dry_run or s.policy.is_paused:
        return verdicts
    verdicts += [*told_gone(s), *(each for one in ladder.at_stage(*HELD) for each in _as_time_passes(s, one, policy))]
    is_open = len(ladder.at_stage(Stage.OFFERED, Stage.REVIEW))
    room = min(policy.a_day, policy.most_open - is_open)
    found = candidates(ladder, evidence, s.now, answers=policy.answers, nominations=policy.nominations)
    for member, way in found:
        some = open_to(s.policy.programmes, way)
        if room <= 0 or not some:
            continue
        room -= 1
        one = standing(member, some[0].name, way, s.now)
        reason = "helped many" if way is WayIn.EVIDENCE else "was named by others"
        verdicts += [kept(one, None, reason), Act(action=_offer(s, one, some[0]), subject=member, reason=reason)]
    return verdicts


def _as_time_passes(s: Situation, one: Standing, policy: AdvocatesPolicy) -> list[Verdict]:
    known = s.policy.programmes.get(one.programme)
    # in a programme that the playbook has no more a place ends by itself, without a word from us
    programme = known or Programme(name=one.programme, title=one.programme, promise="")
    if one.until is None:
        return []
    title, is_over = words(programme.title), one.until <= s.now
    if one.stage is Stage.ACTIVE and is_over:
        after, reason = moved(one, Stage.ALUMNUS, s.now), "the term is over"
        assert after is not None
        letter = written(after, "term_over", reason=reason, programme=title)
        return [kept(after, one, reason), *([letter] if known is not None else [])]
    is_near = known is not None and not one.is_reminded and one.until - policy.reminds_before <= s.now
    if one.stage is Stage.ACTIVE and is_near:
        reason = "the term ends soon"
        ask = written(one, "term_ends", "advocate_renew", "advocate_leave", reason=reason, programme=title,
                      until=instant(one.until))  # fmt: skip
        return [kept(replace(one, is_reminded=True), one, reason), ask]
    if one.stage in RUNNING and is_over:
        after, reason = moved(one, Stage.LAPSED, s.now), "nobody answered in time"
        assert after is not None
        dropped: list[Verdict] = [kept(after, one, reason)]
        if one.stage is Stage.REVIEW:
            letter = written(after, "turned_down", reason=reason, programme=title)
            dropped += [card(s, after, programme), *votes_gone(ladder_of(s), one.id), letter]
        return dropped
    return []


def _offer(s: Situation, one: Standing, programme: Programme) -> Say:
    """To the person alone: what they did, or what others wrote, and that nobody else has seen it."""
    helped = (s.find(Evidence) or Evidence()).helped(one.member, s.now)
    fields: dict[str, Field] = {
        "programme": words(programme.title),
        "promise": words(programme.promise),
        "helped": words(str(helped) if helped else ""),
    }
    return Say(
        text=f"{NAME}.offer", reach=Reach.MEMBER, to=one.member, fields=fields,
        items=_grounds(s, one.member, is_sent=True), slot=f"advocate_offer:{one.id}",
        controls=("advocate_yes", "advocate_no", "why"),
    )  # fmt: skip


def _grounds(s: Situation, member: MemberId, *, is_sent: bool) -> tuple[dict[str, Field], ...]:
    """Their answers, and others' words: looked up when they are sent, said at once to whoever asks.

    Where it is sent, each answer goes with what was asked, as they could read it there; nobody else is shown that.
    """
    nothing = words("")
    answers = (s.find(Evidence) or Evidence()).answers(member, _MOST_ANSWERS)
    named = [each for each in ladder_of(s).nominations if each.member == member]
    return (
        *(
            {**answered(one), "asked": quote(one.thread) if is_sent else nothing, "by": nothing, "said": nothing}
            for one in answers
        ),
        *(
            {
                **dict.fromkeys(("channel", "at", "where", "asked"), nothing),
                "by": person(each.by),
                "said": noted(NOMINATION, each.entry.id) if is_sent else words(each.why),
            }
            for each in named
        ),
    )


_LADDER = frozenset({Ladder})
_BOTH = frozenset({Ladder, Evidence})
_OWN = ("advocate_no", "advocate_join", "advocate_choices", "advocate_pause", "advocate_back", "advocate_renew",
        "advocate_leave", "nominate", "advocates", "stop", "quiet", "privacy", "privacy_stop",
        "privacy_erase_yes", MORE)  # fmt: skip
_WITH_EVIDENCE = (APPLY, WHICH, "advocate", "advocate_yes", *VOTES, "daily")

PLAY = Play(
    name=NAME,
    policy=AdvocatesPolicy,
    on_command={
        "advocate": on_advocate,
        "nominate": on_nominate,
        "advocates": on_advocates,
        "stop": on_stop,
        "quiet": on_stop,
        "privacy": on_stop,
    },
    on_control={
        APPLY: on_apply,
        "advocate_yes": on_apply,
        "advocate_no": on_no,
        WHICH: on_which,
        "advocate_join": on_choices,
        "advocate_choices": on_choices,
        "advocate_pause": on_pause,
        "advocate_back": on_pause,
        "advocate_renew": on_renew,
        "advocate_leave": on_leave,
        **dict.fromkeys(VOTES, on_vote),
        MORE: on_more,
        "stop": on_stop,
        "privacy_stop": on_stop,
        "privacy_erase_yes": on_stop,
    },
    on_form={APPLY: on_applied, JOIN: on_chosen, WHICH: on_advocate},
    on_daily=on_daily,
    shows=dict.fromkeys(_OWN, _LADDER) | dict.fromkeys(_WITH_EVIDENCE, _BOTH),
)
