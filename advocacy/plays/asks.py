"""Ask advocates for a talk, a review, a reference call: one way and one gate for everybody who wants something."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from advocacy.asks import (
    ASK,
    LONGEST,
    MOST_WANTED,
    Answer,
    Ask,
    AskBoard,
    Asked,
    Caps,
    Reference,
    accept,
    look_entry,
    next_ones,
    references,
)
from advocacy.programme import Look
from advocacy.tags import tags_of
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
    day,
    noted,
    person,
    span,
    words,
)
from engagement.answering import Answers, answer
from engagement.decisions import Act, Hold, Verdict
from engagement.hours import at_on, read_day, zone
from engagement.ids import MemberId, stable_id
from engagement.people import Purpose
from engagement.play import Play
from engagement.programmes import TAKES, AskKind, Programme
from engagement.situation import Situation
from engagement.text import shorten

NAME = "asks"
_LONGEST_WHAT, _LONGEST_PURPOSE = 660, 200
_MOST_SHOWN = 10
_ASKED, SAID_YES, OUTCOME = "asked:", "said_yes:", "outcome:"
"""How the slots of the messages begin under which somebody answers."""
_NUMBERS = {str(number): str(number) for number in range(1, MOST_WANTED + 1)}
_USUALLY = timedelta(days=14)
"""By when something is wanted unless whoever asks writes another day (ours)."""
_END_OF_DAY = time(23, 59)
_REASON = "staff asked for advocates"
_told = Answers(NAME, _REASON)
_ANSWERED = "answered a request"
_AGAIN = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AsksPolicy:
    """Dials of "Ask advocates": how often one of them hears of anything, over everybody who asks (UserEvidence)."""

    rest: timedelta = timedelta(days=30)
    calls_a_quarter: int = 2
    answer_within: timedelta = timedelta(days=3)
    """Then the next one is asked (ours)."""

    @property
    def caps(self) -> Caps:
        """As the gate takes them."""
        return Caps(rest=self.rest, calls_a_quarter=self.calls_a_quarter)


# --- whoever asks -----------------------------------------------------------------------------------------------------


def on_ask(s: Situation, _policy: AsksPolicy) -> Sequence[Verdict]:
    """The command ``ask``: the form. It has five entries at the most, so that it is one page everywhere."""
    kinds = tuple(kind for kind in AskKind if any(kind in one.asks for one in s.policy.programmes.values()))
    if not kinds:
        return [_told(s, "no_programme")]
    tags = tags_of(s.policy.programmes.values(), s.policy)
    by = (s.now + _USUALLY).astimezone(zone(s.policy.timezone)).date()
    fields = (
        FormField(name="kind", kind="one", options=tuple(kind.value for kind in kinds), value=(kinds[0].value,)),
        FormField(name="what", kind="words"),
        FormField(name="wanted", kind="one", options=tuple(_NUMBERS), value=("1",), labels=_NUMBERS),
        FormField(name="by", kind="text", value=(by.isoformat(),)),
        *([FormField(name="about", kind="many", options=tuple(tags), labels=tags)] if tags else []),
    )
    return [answer(s, OpenForm(form=ASK, text=f"{NAME}.form", fields=fields), _REASON)]


def on_form(s: Situation, policy: AsksPolicy) -> Sequence[Verdict]:
    """It was filled in: the best fitting are asked, one after the other."""
    ask = _read(s)
    if isinstance(ask, str):
        return [_told(s, ask, is_problem=True)]
    if s.policy.dry_run:
        return [_told(s, "try_out")]
    board = _board(s)
    if not accept(ask, board, s.policy.programmes):
        return [_told(s, "nobody_accepts", ask=words(ask.kind.value))]
    kept = _keep(s, Keep(entry=ask.to_entry()), _REASON)
    if s.is_late:  # it came in while nobody listened: the look asks, as soon as there is one
        return [kept, _look(s, ask, s.now), _told(s, "begun", until=_by(s, ask))]
    asked, board = _asked_now(s, ask, board, policy)
    said = _told(s, "begun" if board.of(ask) else "begun_later", until=_by(s, ask))
    return [kept, *asked, said]


def _read(s: Situation) -> Ask | str:
    """The ask in a form, or the text that says what could not be read."""
    kind, what = s.typed("kind"), s.typed("what")
    allowed = {one.value for programme in s.policy.programmes.values() for one in programme.asks}
    if not allowed:
        return "no_programme"
    if kind not in allowed or not what:
        return "say_more"
    until = _read_until(s)
    if isinstance(until, str):
        return until
    me, wanted = s.the_actor().member, s.typed("wanted")
    about = tuple(tag for tag in tags_of(s.policy.programmes.values(), s.policy) if tag in s.chosen("about"))
    return Ask(
        id=stable_id(ASK, me, s.now.isoformat(), getattr(s.event, "key", "")), kind=AskKind(kind), by=me, at=s.now,
        until=until, wanted=int(wanted) if wanted in _NUMBERS else 1, about=about,
        what=shorten(what, _LONGEST_WHAT),
    )  # fmt: skip


def _read_until(s: Situation) -> datetime | str:
    """The end of the day that was written, in the community's zone, or the text that says what is wrong with it."""
    found = read_day(s.typed("by"))
    until = at_on(found, _END_OF_DAY, s.policy.timezone) if found is not None else None
    if found is None or until is None:
        return "no_day"
    if found <= s.now.astimezone(zone(s.policy.timezone)).date():
        return "past_day"
    return until if until <= s.now + LONGEST else "late_day"


def _by(s: Situation, ask: Ask) -> Field:
    """By when, as whoever asked meant it: the same day for whoever reads it elsewhere."""
    return day(ask.until.astimezone(zone(s.policy.timezone)).date())


# --- one after the other ----------------------------------------------------------------------------------------------


def _asked_now(s: Situation, ask: Ask, board: AskBoard, policy: AsksPolicy) -> tuple[list[Verdict], AskBoard]:
    """Ask whose turn it is, and look again when somebody's time is over; the board as it is then."""
    until = min(ask.until, s.now + policy.answer_within)
    some = next_ones(ask, board, s.policy.programmes, policy.caps, s.now)
    new = [Asked(ask=ask.id, kind=ask.kind, member=member, at=s.now, until=until) for member in some]
    board = board.also(*new)
    waiting = board.wait_for(ask, s.now)
    is_short = ask.wanted > len(board.said_yes(ask)) + len(waiting)
    due_at = min((*(one.until for one in waiting), *([s.now + _AGAIN] if is_short else []), ask.until))
    asked = [
        act for one in new for act in (_keep(s, Keep(entry=one.to_entry()), _REASON, one.member), _request(s, ask, one))
    ]
    return [*asked, _look(s, ask, due_at)], board


def _request(s: Situation, ask: Ask, one: Asked) -> Act:
    fields = {
        "by": person(ask.by),
        "ask": words(ask.kind.value),
        "takes": span(TAKES[ask.kind]),
        "until": _by(s, ask),
        "said": noted(ASK, ask.id),
    }
    say = Say(
        text=f"{NAME}.request", reach=Reach.MEMBER, to=one.member, fields=fields, purpose=Purpose.ADVOCACY,
        controls=("ask_yes", "ask_later", "ask_no", "ask_never", "why"), useful_for=one.until - one.at,
        slot=f"{_ASKED}{one.id}",
    )  # fmt: skip
    return Act(action=say, subject=one.member, reason=_REASON)


def _look(s: Situation, ask: Ask, due_at: datetime) -> Act:
    again = FollowUp(play=NAME, kind="next", thread=ask.look, due_at=due_at, is_owed=True)
    return Act(action=again, subject=s.community, reason="somebody else may be asked then")


def on_next(s: Situation, policy: AsksPolicy) -> Sequence[Verdict]:
    """Somebody's time is over, or the ask's own; whoever asked hears how it ended."""
    board = _board(s)
    ask = board.asks.get(s.look)
    if ask is None or not ask.is_open:
        return [Hold(subject=s.community, reason="nobody wants it any more")]
    return _go_on(s, ask, board, policy)[0]


def _go_on(s: Situation, ask: Ask, board: AskBoard, policy: AsksPolicy) -> tuple[list[Verdict], AskBoard]:
    late = [one for one in board.of(ask) if one.answer is Answer.WAITING and one.until <= s.now]
    expired: list[Verdict] = [_answer(s, one, Answer.EXPIRED) for one in late]
    board = board.also(*(replace(one, answer=Answer.EXPIRED) for one in late))
    if ask.until <= s.now or not board.is_wanted(ask):
        return [*expired, *_over(s, ask, board)], board
    if s.policy.dry_run or s.policy.is_paused:
        return [*expired, _look(s, ask, min(ask.until, s.now + _AGAIN))], board
    asked, board = _asked_now(s, ask, board, policy)
    return [*expired, *asked], board


def _over(s: Situation, ask: Ask, board: AskBoard) -> list[Verdict]:
    """Its day has come: each yes is asked after; without any, whoever asked hears that, and of nobody."""
    closed = _keep(s, Keep(entry=replace(ask, is_open=False).to_entry(), before=ask.to_entry()), "its day has come")
    some = [one for one in board.said_yes(ask) if one.answer is Answer.YES]
    if not board.is_wanted(ask):
        return [closed, *_given_up(s, ask, some)]
    if not board.said_yes(ask):
        return [closed, _to_requester(ask, "nobody_could", f"nobody:{ask.id}", {}, ())]
    return [closed, *(
        _to_requester(ask, "outcome", f"{OUTCOME}{one.id}", {"whom": person(one.member)}, ("ask_done", "ask_fell"))
        for one in some
    )]  # fmt: skip


def _given_up(s: Situation, ask: Ask, some: Sequence[Asked]) -> list[Verdict]:
    """Whoever asked is not there: each who said yes hears that nothing is to be done, the managers how many did."""
    reason, fields = "whoever asked is not there any more", {"ask": words(ask.kind.value)}
    managers = Say(
        text=f"{NAME}.asker_left", reach=Reach.MANAGERS, to="", fields={**fields, "yes": words(str(len(some)))},
        controls=("why",), is_unprompted=False, slot=f"asker_left:{ask.id}",
    )  # fmt: skip
    told = [
        Say(text=f"{NAME}.not_needed", reach=Reach.MEMBER, to=one.member, purpose=Purpose.ADVOCACY, fields=fields,
            controls=("why",), is_unprompted=False, slot=f"not_needed:{one.id}")
        for one in some
    ]  # fmt: skip
    return [
        Act(action=managers, subject=s.community, reason=reason),
        *(Act(action=say, subject=one.member, reason=reason) for say, one in zip(told, some, strict=True)),
    ]


def _to_requester(ask: Ask, text: str, slot: str, fields: dict[str, Field], controls: tuple[str, ...]) -> Act:
    say = Say(
        text=f"{NAME}.{text}", reach=Reach.MEMBER, to=ask.by, fields={"ask": words(ask.kind.value), **fields},
        controls=(*controls, "why"), is_unprompted=False, lane=Lane.ANSWER, slot=slot,
    )  # fmt: skip
    return Act(action=say, subject=ask.by, reason=_REASON)


def _answer(s: Situation, one: Asked, answer: Answer) -> Act:
    keep = Keep(entry=replace(one, answer=answer).to_entry(), before=one.to_entry())
    return _keep(s, keep, _ANSWERED, one.member)


# --- whoever is asked -------------------------------------------------------------------------------------------------

_ANSWERS = {"ask_yes": Answer.YES, "ask_later": Answer.LATER, "ask_no": Answer.NO, "ask_never": Answer.NO}


def on_answer(s: Situation, policy: AsksPolicy) -> Sequence[Verdict]:
    """Yes, not now, no, or never this kind; what somebody said no to the next one is asked."""
    board, control = _board(s), getattr(s.event, "control", "")
    one, ask = _under(s, board, _ASKED)
    me = s.the_actor().member
    if one is None or ask is None or one.member != me or not board.is_spoken_of(me):
        return [_told(s, "nothing_asked")]
    if one.answer is not Answer.WAITING or one.until <= s.now or not board.is_wanted(ask):
        return [_told(s, "too_late")]
    answer = _ANSWERS[control]
    kept = _answer(s, one, answer)
    on, _ = _go_on(s, ask, board.also(replace(one, answer=answer)), policy)
    if answer is Answer.YES:
        yes = _to_requester(ask, "said_yes", f"{SAID_YES}{one.id}", {"whom": person(me)}, ("ask_done", "ask_fell"))
        return [kept, yes, *on, _told(s, "thanks_yes", by=person(ask.by))]
    fewer = _never(s, board, ask.kind) if control == "ask_never" else []
    text = {"ask_later": "thanks_later", "ask_no": "thanks_no", "ask_never": "thanks_never"}[control]
    return [kept, *fewer, *on, _told(s, text, ask=words(ask.kind.value))]


def _never(s: Situation, board: AskBoard, kind: AskKind) -> list[Verdict]:
    """In none of their programmes: nobody asks them for it again."""
    kept: list[Verdict] = []
    for one in board.advocates:
        if one.member == s.the_actor().member and kind in one.choices.accepts:
            left = tuple(each for each in one.choices.accepts if each is not kind)
            now = replace(one, choices=replace(one.choices, accepts=left))
            kept.append(_keep(s, Keep(entry=now.to_entry(), before=one.to_entry()), _ANSWERED))
    return kept


def _under(s: Situation, board: AskBoard, *slots: str) -> tuple[Asked | None, Ask | None]:
    """What the message is about under which a button was pressed."""
    slot = str(s.control_row.slot) if s.control_row is not None else ""
    start = next((each for each in slots if slot.startswith(each)), None)
    one = board.named(slot.removeprefix(start)) if start is not None else None
    return one, board.asks.get(one.ask) if one is not None else None


def on_gone(s: Situation, policy: AsksPolicy) -> Sequence[Verdict]:
    """Somebody left a programme, or stopped everything: what they were asked for others are asked for.

    What they accept in another programme of theirs they may still answer, and after a term that ended by itself what
    they were asked before. A yes holds as long as they may be spoken of; then the message that told of it names them
    no more.
    """
    board, me = _board(s), s.the_actor().member
    verdicts: list[Verdict] = []
    for one in board.asked:
        ask = board.asks.get(one.ask)
        if one.member != me or ask is None or _still_holds(one, ask, board, s.policy.programmes):
            continue
        if one.answer is Answer.YES:
            shown = (SAID_YES,) if ask.is_open else (SAID_YES, OUTCOME)
            verdicts += [_to_requester(ask, "yes_gone", f"{slot}{one.id}", {}, ()) for slot in shown]
        board = board.also(replace(one, answer=Answer.WITHDRAWN))
        on, board = _go_on(s, ask, board, policy) if ask.is_open else ([], board)
        verdicts += [_answer(s, one, Answer.WITHDRAWN), *on]
    return verdicts


def _still_holds(one: Asked, ask: Ask, board: AskBoard, programmes: Mapping[str, Programme]) -> bool:
    """Whether nothing need be done about it: it is over, or they may still answer it, or their yes stands."""
    if one.answer is Answer.YES:
        return board.is_spoken_of(one.member)
    if one.answer is not Answer.WAITING or not ask.is_open:
        return True
    is_in = any(each.member == one.member for each in board.advocates)
    may = one.member in {each.member for each in accept(ask, board, programmes)}
    return may if is_in else board.is_spoken_of(one.member)


def on_outcome(s: Situation, _policy: AsksPolicy) -> Sequence[Verdict]:
    """Whoever asked says that it happened, and the advocate is thanked; or that it fell through."""
    board = _board(s)
    one, ask = _under(s, board, SAID_YES, OUTCOME)
    if one is None or ask is None or ask.by != s.the_actor().member or not board.is_spoken_of(one.member):
        return [_told(s, "nothing_asked")]
    if one.answer is not Answer.YES:
        return [_told(s, "noted_already")]
    is_done = getattr(s.event, "control", "") == "ask_done"
    kept = _answer(s, one, Answer.DONE if is_done else Answer.FELL_THROUGH)
    if not is_done:
        return [kept, _told(s, "noted_fell")]
    thanks = Say(
        text=f"{NAME}.thanks", reach=Reach.MEMBER, to=one.member, purpose=Purpose.ADVOCACY, is_unprompted=False,
        fields={"by": person(ask.by), "ask": words(ask.kind.value)}, controls=("why",), slot=f"thanks:{one.id}",
    )  # fmt: skip
    return [kept, Act(action=thanks, subject=one.member, reason="did what was asked"), _told(s, "noted_done")]


# --- the directory ----------------------------------------------------------------------------------------------------


def on_references(s: Situation, _policy: AsksPolicy) -> Sequence[Verdict]:
    """The command ``references api health for a call with Acme``: who agreed to be found, and the look is noted."""
    said = " ".join(getattr(s.event, "words", ())[1:]).split()
    at = next((nth for nth, word in enumerate(said) if word.casefold() in {"for", "für", "para"}), None)
    purpose = shorten(" ".join(said[at + 1 :]), _LONGEST_PURPOSE) if at is not None else ""
    if not s.policy.programmes:
        return [_told(s, "no_programme")]
    if not purpose:
        return [_told(s, "references_how")]
    wanted = tuple(word.casefold().strip("#,;") for word in said[:at])
    found = references(_board(s), tuple(word for word in wanted if word))[:_MOST_SHOWN]
    if not found:
        return [_told(s, "references_none")]
    me, reason = s.the_actor().member, "looked into the directory of references"
    looks = [
        _keep(s, Keep(entry=look_entry(Look(member=one.member, by=me, at=s.now, purpose=purpose), nth)), reason)
        for nth, one in enumerate(found)
    ]
    items = tuple(_reference(s, one) for one in found)
    return [*looks, answer(s, Reply(text=f"{NAME}.references", items=items), _REASON)]


def _reference(s: Situation, one: Reference) -> dict[str, Field]:
    helped = _board(s).helped.get(one.member, 0) if one.shows_helped else 0
    return {
        "member": person(one.member),
        "about": words(", ".join(one.knows)),
        "helped": words(str(helped) if helped else ""),
    }


# --- small things -----------------------------------------------------------------------------------------------------


def _board(s: Situation) -> AskBoard:
    return s.find(AskBoard) or AskBoard()


def _keep(s: Situation, keep: Keep, reason: str, subject: MemberId | None = None) -> Act:
    return Act(action=keep, subject=subject or s.community, reason=reason)


_BOARD = frozenset({AskBoard})
_LEAVING = ("advocate_leave", "stop", "quiet", "privacy", "privacy_stop", "privacy_erase_yes")

PLAY = Play(
    name=NAME,
    policy=AsksPolicy,
    on_command={
        ASK: on_ask,
        "references": on_references,
        "stop": on_gone,
        "quiet": on_gone,
        "privacy": on_gone,
    },
    on_form={ASK: on_form},
    on_control={
        **dict.fromkeys(_ANSWERS, on_answer),
        "ask_done": on_outcome,
        "ask_fell": on_outcome,
        "advocate_leave": on_gone,
        "stop": on_gone,
        "privacy_stop": on_gone,
        "privacy_erase_yes": on_gone,
    },
    on_follow_up={"next": on_next},
    shows=dict.fromkeys((ASK, "references", "next", "ask_done", "ask_fell", *_ANSWERS, *_LEAVING), _BOARD),
)
