"""When something is on fire: one status message kept up to date, updates on a clock, and helpers left in peace."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from engagement.actions import (
    CancelFollowUps,
    Field,
    FollowUp,
    FormField,
    Lane,
    MoveCrisis,
    OpenForm,
    Reach,
    Reply,
    Say,
    instant,
    link,
    person,
    span,
    statement,
    words,
)
from engagement.answering import Answers, answer
from engagement.crisis import (
    PROMISES,
    USUALLY,
    Crisis,
    CrisisDesk,
    Told,
    Turn,
    begun,
    ended,
    handed_over,
    moved,
    names_of,
    parts_of,
    reminded,
    updated,
)
from engagement.decisions import Act, Hold, Verdict
from engagement.events import FormSubmitted
from engagement.ids import ChannelId, CrisisId, MemberId, MessageId, stable_id
from engagement.people import Purpose
from engagement.play import Play
from engagement.situation import Situation
from engagement.text import shorten

NAME = "crisis"
_told = Answers(NAME, "said so")
UPDATE, ROLES, END = "crisis_update", "crisis_roles", "crisis_end"
_BUTTONS = (UPDATE, ROLES, END)
_NOWHERE, _OVER, _MISTAKE = "none", "over", "mistake"
_LONGEST, _LONGEST_MATTER = 2000, 200
"""Characters of an update, and of what is the matter (ours)."""
_MOST_PARTS = 40
_MOST_SHOWN = 40
_LINKED_AFTER = timedelta(minutes=1)
_ONE_BY_ONE = timedelta(microseconds=1)
_REMINDERS = {Told.SOON: "crisis.soon", Told.DUE: "crisis.due", Told.LATE: "crisis.late"}
_DEEDS = "an outage or the like: everybody sees how it stands"


@dataclass(frozen=True, slots=True, kw_only=True)
class CrisisPolicy:
    """Dials of "When something is on fire": none; what is promised is said when it begins."""


# --- what is told to it -----------------------------------------------------------------------------------------------


def on_crisis(s: Situation, _policy: CrisisPolicy) -> Sequence[Verdict]:
    """``crisis`` begins one or shows the one there is; ``update TEXT``, ``end``, ``timeline``."""
    head, _, rest = " ".join(getattr(s.event, "words", ())[1:]).strip().partition(" ")
    head = head.lower()
    if head == "timeline":
        return [_timeline(s)]
    if not head:
        return [_state(s) if s.crisis is not None else answer(s, _form(s), "began to say what is the matter")]
    if head == "update" and s.crisis is not None:
        return _update(s, s.crisis, rest)
    if head == "end" and s.crisis is not None:
        return _end(s, s.crisis, rest, is_mistake=False) if rest else on_end(s, _policy)
    return [_told(s, "nothing_on" if head in {"update", "end"} else "how")]


def on_form(s: Situation, _policy: CrisisPolicy) -> Sequence[Verdict]:
    """What is the matter was said: it begins."""
    matter, by = shorten(s.typed("matter"), _LONGEST_MATTER), s.the_actor().member
    if s.crisis is not None:
        return [_state(s)]
    if not matter:
        return [_told(s, "no_matter", controls=(NAME,), is_problem=True)]
    desk, every = _desk(s), PROMISES.get(s.typed("every"), PROMISES[USUALLY])
    writes = s.typed("communicator")
    draft = Crisis(
        id=CrisisId(stable_id("crisis", s.community, by, s.now.isoformat())),
        began_at=s.now,
        lead=by,
        communicator=MemberId(writes) if writes in desk.people else by,
        every=every,
        due_at=s.now + every,
        channels=_channels(s, desk),
        room=desk.room,
        public=None if s.policy.dry_run else desk.places.get(s.typed("public")),
    )
    turn = begun(draft, by, matter)
    c = turn.crisis
    verdicts = [*_moved(s, turn, "staff say that something is the matter"), *_status(s, c)]
    if c.public is not None:
        again = FollowUp(play=NAME, kind="linked", thread=c.look, due_at=s.now + _LINKED_AFTER)
        verdicts.append(Act(action=again, subject=s.community, reason="the message to members stands by then"))
    return [*verdicts, _told(s, "begun", controls=(UPDATE, ROLES), due=instant(c.due_at))]


def on_update(s: Situation, _policy: CrisisPolicy) -> Sequence[Verdict]:
    """Somebody wants to write an update."""
    return _with(s, lambda _: [_opened(s, UPDATE, "post", FormField(name="text", kind="text"))])


def on_update_form(s: Situation, _policy: CrisisPolicy) -> Sequence[Verdict]:
    """It was written."""
    return _with(s, lambda c: _update(s, c, s.typed("text")))


def on_roles(s: Situation, _policy: CrisisPolicy) -> Sequence[Verdict]:
    """Somebody wants to hand over a role, or to say which channels are concerned."""

    def ask(c: Crisis) -> list[Verdict]:
        desk = _desk(s)
        chosen = tuple(name for name, ids in desk.channels.items() if not set(ids).isdisjoint(c.channels))
        return [
            _opened(
                s, ROLES, "roles", _who(desk, "lead", c.lead), _who(desk, "communicator", c.communicator),
                FormField(name="channels", kind="many", options=tuple(desk.channels), value=chosen),
            )
        ]  # fmt: skip

    return _with(s, ask)


def on_roles_form(s: Situation, _policy: CrisisPolicy) -> Sequence[Verdict]:
    """The roles are others', or other channels are concerned: who asked there meanwhile is looked after again."""

    def go(c: Crisis) -> list[Verdict]:
        desk, by = _desk(s), s.the_actor().member
        lead, writes = (s.typed(name) for name in ("lead", "communicator"))
        first = handed_over(
            c, by, MemberId(lead) if lead in desk.people else c.lead,
            MemberId(writes) if writes in desk.people else c.communicator, s.now,
        )  # fmt: skip
        channels = _channels(s, desk)
        second = moved(first.crisis, by, channels, names_of(channels, desk.channels), s.now)
        turn = Turn(crisis=second.crisis, lines=(*first.lines, *second.lines))
        told = _told(s, "done")
        if not turn.lines:
            return [told]
        return [*_moved(s, turn, "as staff chose"), *_status(s, turn.crisis), *_resumed(s, turn.crisis), told]

    return _with(s, go)


def on_end(s: Situation, _policy: CrisisPolicy) -> Sequence[Verdict]:
    """Somebody wants to end it: with which last word, or was it a mistake?"""
    how = FormField(name="how", kind="one", options=(_OVER, _MISTAKE), value=(_OVER,))
    return _with(s, lambda _: [_opened(s, END, "closing", FormField(name="text", kind="text"), how)])


def on_end_form(s: Situation, _policy: CrisisPolicy) -> Sequence[Verdict]:
    """It is over."""
    return _with(s, lambda c: _end(s, c, s.typed("text"), is_mistake=s.typed("how") == _MISTAKE))


def _update(s: Situation, c: Crisis, text: str) -> list[Verdict]:
    parts = parts_of(text)
    if not parts:
        return [_told(s, "no_text", controls=(UPDATE,), is_problem=True)]
    if len(text) > _LONGEST or len(parts) > _MOST_PARTS:
        return [_told(s, "too_long", controls=(UPDATE,), is_problem=True, most=words(str(_LONGEST)))]
    turn = updated(c, s.the_actor().member, text, s.now)
    c = turn.crisis
    return [
        *_moved(s, turn, "staff wrote an update"),
        *_posted(s, c, "update", c.update, parts),
        *_status(s, c),
        _told(s, "updated", due=instant(c.due_at)),
    ]


def _end(s: Situation, c: Crisis, text: str, *, is_mistake: bool) -> list[Verdict]:
    parts = parts_of(text)
    if len(text) > _LONGEST or len(parts) > _MOST_PARTS:
        return [_told(s, "too_long", controls=(END,), is_problem=True, most=words(str(_LONGEST)))]
    turn = ended(c, s.the_actor().member, text if parts else "", s.now, is_mistake=is_mistake)
    c = turn.crisis
    stop = CancelFollowUps(play=NAME, thread=c.look)
    return [
        *_moved(s, turn, "it was a mistake" if is_mistake else "staff say that it is over"),
        Act(action=stop, subject=s.community, reason="it is over"),
        *_posted(s, c, "mistaken" if is_mistake else "ended", c.last_word, parts),
        *_status(s, c),
        *_resumed(s, c),
        _told(s, "over"),
    ]


# --- its clock --------------------------------------------------------------------------------------------------------


def on_clock(s: Situation, _policy: CrisisPolicy) -> Sequence[Verdict]:
    """An update is due soon, due, or overdue: whoever writes them is reminded, in the end whoever leads, too."""
    c = s.crisis
    if c is None:
        return [Hold(subject=s.community, reason="it is over")]
    turn = reminded(c, s.now)
    if not turn.lines:
        return [_clock(s, c)]
    c, desk = turn.crisis, _desk(s)
    people = (c.communicator, c.lead) if c.told is Told.LATE or c.communicator in desk.gone else (c.communicator,)
    called = tuple(one for one in dict.fromkeys(people) if one not in desk.gone)
    left = tuple({"gone": person(one)} for one in dict.fromkeys((c.lead, c.communicator)) if one in desk.gone)
    fields = {
        "who": person(called[0]) if called else words(""),
        "lead": person(called[1]) if len(called) > 1 else words(""),
        "due": instant(c.due_at),
        "where": link(desk.card or MessageId("")),
    }
    said = _to_staff(c, _REMINDERS[c.told], fields, items=left, mentions=called, controls=(UPDATE, ROLES, "why"))
    return [
        *_moved(s, turn, "an update was promised"),
        Act(action=said, subject=s.community, reason="an update was promised"),
    ]


def on_linked(s: Situation, _policy: CrisisPolicy) -> Sequence[Verdict]:
    """What members read stands by now: the message to staff leads there."""
    if s.crisis is None:
        return [Hold(subject=s.community, reason="it is over")]
    return _status(s, s.crisis)[:1]


def _clock(s: Situation, c: Crisis) -> Act:
    look = FollowUp(play=NAME, kind="clock", thread=c.look, due_at=max(c.next_at or s.now, s.now))
    return Act(action=look, subject=s.community, reason="when an update is due")


def _moved(s: Situation, turn: Turn, reason: str) -> list[Verdict]:
    kept = Act(action=MoveCrisis(turn=turn), subject=s.community, reason=reason)
    return [kept, _clock(s, turn.crisis)] if turn.crisis.is_going_on else [kept]


def _resumed(s: Situation, c: Crisis) -> list[Verdict]:
    """Questions of which nobody was asked meanwhile, where it goes on no more: looked at now, the first one first."""
    looks = [
        FollowUp(play=held.play, kind=held.kind, thread=held.thread, due_at=s.now + nth * _ONE_BY_ONE)
        for nth, held in enumerate(held for held in _desk(s).held if not c.covers(held.channel))
    ]
    return [Act(action=look, subject=look.thread, reason="helpers may be asked again") for look in looks]


# --- who asks meanwhile -----------------------------------------------------------------------------------------------


def on_question(s: Situation, _policy: CrisisPolicy) -> Sequence[Verdict]:
    """Whoever asks meanwhile hears once where it stands, if members were told of it at all."""
    c, thread = s.crisis, s.the_thread()
    if c is None or not s.is_in_crisis or thread.asker is None:
        return []
    if c.public is None or _desk(s).was_pointed:
        known = "members are not told of it" if c.public is None else "they know of it already"
        return [Hold(subject=thread.id, reason=known)]
    say = Say(
        text="crisis.pointer",
        reach=Reach.ASKER,
        to=thread.id,
        fields={"matter": statement(c.said(0)), "where": link(_desk(s).public or MessageId(""))},
        controls=("why", "stop_own"),
        thread=thread.id,
        purpose=Purpose.OWN_QUESTIONS,
        lane=Lane.ANSWER,
        useful_for=c.every,
        slot=c.pointer_slot(thread.asker),
    )
    return [Act(action=say, subject=thread.id, reason="an outage or the like goes on where this was asked")]


# --- what is said -----------------------------------------------------------------------------------------------------


def _status(s: Situation, c: Crisis) -> list[Verdict]:
    """The message to staff, and the one to members: how it stands now."""
    fields = _facts(s, c, lambda line: statement(c.said(line)))
    card = _to_staff(c, "crisis.card", fields, slot=c.slot, controls=(*_BUTTONS, "why") if c.is_going_on else ("why",))
    said: list[Verdict] = [Act(action=card, subject=s.community, reason=_DEEDS)]
    if c.public is not None:
        public = _say("crisis.public", Reach.CHANNEL, c.public, fields, slot=c.public_slot, controls=("why",))
        said.append(Act(action=public, subject=s.community, reason=_DEEDS))
    return said


def _posted(s: Situation, c: Crisis, text: str, line: int | None, parts: Sequence[str]) -> list[Verdict]:
    """What was written goes under both messages, line by line as it was written."""
    items = tuple({"line": statement(c.said(line, nth))} for nth, _ in enumerate(parts)) if line is not None else ()
    fields = {"by": person(s.the_actor().member), "due": instant(c.due_at), "took": span(s.now - c.began_at)}
    desk, said = _desk(s), list[Verdict]()
    for under, room in ((desk.card, c.room), (desk.public, c.public)):
        if room is None and under is None:
            continue
        reach, to = (Reach.THREAD, under) if under is not None else (Reach.CHANNEL, room or ChannelId(""))
        say = _say(f"crisis.{text}", reach, to, fields, items=items, lane=Lane.ANSWER, controls=("why",))
        said.append(Act(action=say, subject=s.community, reason=_DEEDS))
    return said


def _facts(s: Situation, c: Crisis, said: Callable[[int], Field]) -> dict[str, Field]:
    """What there is to say of it; what is not so is empty, and its line goes."""
    desk, nothing = _desk(s), words("")
    stand = "going_on" if c.is_going_on else _MISTAKE if c.is_mistake else _OVER
    return {
        "stand": words(stand),
        "matter": said(0),
        "since": instant(c.began_at),
        "everywhere": words("" if c.channels else "everywhere"),
        "channels": words(names_of(c.channels, desk.channels)),
        "lead": person(c.lead),
        "communicator": person(c.communicator),
        "every": span(c.every),
        "due": instant(c.due_at) if c.is_going_on else nothing,
        "took": span(c.ended_at - c.began_at) if c.ended_at is not None else nothing,
        "updated": instant(c.updated_at) if c.updated_at is not None else nothing,
        "update": said(c.update) if c.update is not None else nothing,
        "last_word": said(c.last_word) if c.last_word is not None else nothing,
        "where": link(desk.public) if desk.public is not None else nothing,
    }


def _to_staff(
    c: Crisis,
    text: str,
    fields: dict[str, Field],
    *,
    items: tuple[dict[str, Field], ...] = (),
    mentions: tuple[MemberId, ...] = (),
    slot: str | None = None,
    controls: tuple[str, ...],
) -> Say:
    reach = Reach.CHANNEL if c.room is not None else Reach.MANAGERS
    say = _say(text, reach, c.room or "", fields, items=items, slot=slot, controls=controls)
    return replace(say, mentions=mentions)


def _say(
    text: str,
    reach: Reach,
    to: str,
    fields: dict[str, Field],
    *,
    items: tuple[dict[str, Field], ...] = (),
    slot: str | None = None,
    lane: Lane = Lane.ESCALATION,
    controls: tuple[str, ...],
) -> Say:
    return Say(
        text=text, reach=reach, to=to, fields=fields, items=items, controls=controls, is_unprompted=False, lane=lane,
        slot=slot,
    )  # fmt: skip


def _state(s: Situation) -> Act:
    c, lines = _desk(s).latest, _desk(s).timeline
    if c is None:
        return _told(s, "nothing_on")
    fields = _facts(s, c, lambda line: words(lines[line].text))
    return answer(s, Reply(text="crisis.state", fields=fields, controls=_BUTTONS), "asked how it stands")


def _timeline(s: Situation) -> Act:
    desk = _desk(s)
    if desk.latest is None:
        return _told(s, "none_yet")
    shown = desk.timeline[-_MOST_SHOWN:]
    items = tuple(
        {
            "at": instant(line.at), "deed": words(line.what.value),
            "by": person(line.by) if line.by is not None else words(""),
            "person": person(line.person) if line.person is not None else words(""), "said": words(line.text),
        }
        for line in shown
    )  # fmt: skip
    fields = {"more": words(str(len(desk.timeline) - len(shown))), "id": words(desk.latest.id)}
    return answer(s, Reply(text="crisis.timeline", fields=fields, items=items), "asked for the timeline")


# --- forms and answers ------------------------------------------------------------------------------------------------


def _form(s: Situation) -> OpenForm:
    """Five fields, as many as one page of Discord's forms holds; whoever opens it leads."""
    desk = _desk(s)
    places = () if s.policy.dry_run else tuple(name for name in desk.places if name != _NOWHERE)
    return OpenForm(
        form=NAME,
        text="crisis.form",
        fields=(
            FormField(name="matter", kind="text"),
            FormField(name="channels", kind="many", options=tuple(desk.channels)),
            _who(desk, "communicator", s.the_actor().member),
            FormField(name="every", kind="one", options=tuple(PROMISES), value=(USUALLY,)),
            FormField(name="public", kind="one", options=(_NOWHERE, *places), value=(_NOWHERE,)),
        ),
    )


def _who(desk: CrisisDesk, name: str, now: MemberId) -> FormField:
    """One of the staff, whoever has it now first: a menu may hold no more than some."""
    people = tuple(dict.fromkeys((*((now,) if now in desk.people else ()), *desk.people)))
    labels = {str(one): called for one, called in desk.people.items()}
    return FormField(name=name, kind="one", options=people, value=people[:1], labels=labels)


def _with(s: Situation, do: Callable[[Crisis], list[Verdict]]) -> list[Verdict]:
    return do(s.crisis) if s.crisis is not None else [_told(s, "nothing_on")]


def _opened(s: Situation, form: str, text: str, *fields: FormField) -> Act:
    return answer(s, OpenForm(form=form, text=f"crisis.{text}", fields=fields), "wants to")


def _desk(s: Situation) -> CrisisDesk:
    return s.crisis_desk or CrisisDesk()


def _channels(s: Situation, desk: CrisisDesk) -> tuple[ChannelId, ...]:
    """The channels that were ticked; none: all of them."""
    chosen = s.event.values.get("channels", ()) if isinstance(s.event, FormSubmitted) else ()
    return tuple(channel for name in chosen for channel in desk.channels.get(name, ()))


PLAY = Play(
    name=NAME,
    policy=CrisisPolicy,
    on_question=on_question,
    on_command={NAME: on_crisis},
    on_control={NAME: on_crisis, UPDATE: on_update, ROLES: on_roles, END: on_end},
    on_form={NAME: on_form, UPDATE: on_update_form, ROLES: on_roles_form, END: on_end_form},
    on_follow_up={"clock": on_clock, "linked": on_linked},
)
