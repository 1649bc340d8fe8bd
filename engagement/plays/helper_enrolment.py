"""Let members enrol as helpers by their own click, choose how they are asked, and stop."""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from engagement.actions import Field, FieldKind, FormField, OpenForm, Reach, Reply, Say, span, words
from engagement.decisions import Act, Verdict
from engagement.events import FormSubmitted
from engagement.hours import zone
from engagement.ids import AccountId
from engagement.looked_after import Whom
from engagement.own_acts import ComeBack, SaveHelper, SetConsent
from engagement.people import WEEKDAYS, Helper, Hours, Purpose, Via
from engagement.people_desk import is_about_somebody_else
from engagement.play import Play
from engagement.shown import Helped
from engagement.situation import Situation
from engagement.threads import ThreadState

NAME = "helper_enrolment"
FORM = "helper"
_MOST_A_DAY = 50
_LONGEST_AWAY = timedelta(days=3660)
"""Either way from now; dates near the ends of the calendar cannot be shown in every zone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HelperEnrolmentPolicy:
    """Dials of "Enrol helpers"."""

    offers_after_answer: bool = True
    """One private offer, ever, after a first confirmed answer."""
    not_now: timedelta = timedelta(days=1)
    """How long "not now" rests."""


def _helper(s: Situation) -> Helper:
    actor = s.the_actor()
    return actor.helper or Helper(member=actor.member, enrolled_at=s.now, languages=())


def _save(s: Situation, helper: Helper, reason: str, text: str, **fields: Field) -> list[Verdict]:
    actor = s.the_actor()
    return [
        Act(action=SaveHelper(helper=helper, before=actor.helper), subject=actor.member, reason=reason),
        Act(action=Reply(text=text, fields=fields, controls=("settings",)), subject=actor.member, reason=reason),
    ]


def _agree(s: Situation, reason: str) -> list[Verdict]:
    """Their yes to being asked. Whoever stopped everything, or was forgotten, takes part again by it."""
    member = s.the_actor().member
    purposes = [Purpose.ASK_ME]
    verdicts: list[Verdict] = []
    if Purpose.METRICS in s.refused:
        purposes.append(Purpose.METRICS)
        again = Reply(text="helper_enrolment.counted_again", fields={"kept": span(s.policy.retention)})
        verdicts.append(Act(action=again, subject=member, reason=reason))
    account = AccountId(getattr(s.event, "account", member))
    verdicts.append(Act(action=ComeBack(account=account), subject=member, reason=reason))
    for purpose in purposes:
        consent = SetConsent(member=member, purpose=purpose, is_given=True)
        verdicts.append(Act(action=consent, subject=member, reason=reason))
    return verdicts


def on_enrol(s: Situation, _policy: HelperEnrolmentPolicy) -> Sequence[Verdict]:
    """One click: asked about this channel's topics, with the defaults; the settings are one more click away."""
    topics = s.dials.topics if s.dials is not None else ()
    current = _helper(s)
    known = tuple(dict.fromkeys((*current.topics, *topics)))
    helper = replace(current, is_active=True, topics=known, away_until=None, enrolled_at=s.now)
    reason = "enrolled by their own click"
    return [*_agree(s, reason), *_save(s, helper, reason, "helper_enrolment.welcome")]


def on_no_thanks(s: Situation, _policy: HelperEnrolmentPolicy) -> Sequence[Verdict]:
    """The offer was declined: it is never made again."""
    actor = s.the_actor()
    decline = SetConsent(member=actor.member, purpose=Purpose.ASK_ME, is_given=False)
    reason = "declined the offer to be asked"
    return [
        Act(action=decline, subject=actor.member, reason=reason),
        Act(action=Reply(text="helper_enrolment.no_thanks"), subject=actor.member, reason=reason),
    ]


def on_stop(s: Situation, _policy: HelperEnrolmentPolicy) -> Sequence[Verdict]:
    """Never ask again, from now on and for good, until they enrol again themselves."""
    actor = s.the_actor()
    no = SetConsent(member=actor.member, purpose=Purpose.ASK_ME, is_given=False)
    verdicts: list[Verdict] = [Act(action=no, subject=actor.member, reason="said stop")]
    if actor.helper is not None:
        helper = replace(actor.helper, is_active=False)
        stop = SaveHelper(helper=helper, before=actor.helper)
        verdicts.append(Act(action=stop, subject=actor.member, reason="said stop"))
    verdicts.append(Act(action=Reply(text="helper_enrolment.stopped"), subject=actor.member, reason="said stop"))
    return verdicts


def on_stop_own(s: Situation, _policy: HelperEnrolmentPolicy) -> Sequence[Verdict]:
    """No earlier answers and no reminder on one's own questions, from now on."""
    return _own(s, is_given=False)


def on_start_own(s: Situation, _policy: HelperEnrolmentPolicy) -> Sequence[Verdict]:
    """Earlier answers and reminders again."""
    return _own(s, is_given=True)


def _own(s: Situation, *, is_given: bool) -> Sequence[Verdict]:
    member = s.the_actor().member
    reason = "wants help with their own questions again" if is_given else "said stop"
    consent = SetConsent(member=member, purpose=Purpose.OWN_QUESTIONS, is_given=is_given)
    text = "helper_enrolment.started_own" if is_given else "helper_enrolment.stopped_own"
    reply = Reply(text=text, controls=() if is_given else ("start_own",))
    return [Act(action=consent, subject=member, reason=reason), Act(action=reply, subject=member, reason=reason)]


def on_not_now(s: Situation, policy: HelperEnrolmentPolicy) -> Sequence[Verdict]:
    """Rest for a day. Whoever has stopped is not asked afterwards either, and is not told so."""
    helper = s.the_actor().helper
    if helper is None or not helper.is_active:
        return _never_asked(s)
    until = s.now + policy.not_now
    helper = replace(helper, away_until=until)
    shown = Field(FieldKind.INSTANT, until.isoformat())
    return _save(s, helper, "said not now", "helper_enrolment.not_now", until=shown)


def _never_asked(s: Situation) -> Sequence[Verdict]:
    """Whoever never enrolled has nothing to put off; in a thread, everybody can press the button."""
    nothing = Reply(text="helper_enrolment.not_enrolled")
    return [Act(action=nothing, subject=s.the_actor().member, reason="is never asked anyway")]


def on_not_my_topic(s: Situation, _policy: HelperEnrolmentPolicy) -> Sequence[Verdict]:
    """Ask no more about these topics."""
    if s.the_actor().helper is None:
        return _never_asked(s)
    topics = s.thread.topics if s.thread is not None else ()
    current = _helper(s)
    not_topics = tuple(dict.fromkeys((*current.not_topics, *topics)))
    left = tuple(topic for topic in current.topics if topic not in topics)
    stops_all = bool(current.topics) and not left
    helper = replace(current, not_topics=not_topics, topics=left, is_active=current.is_active and not stops_all)
    text = "helper_enrolment.not_my_topic" if topics else "helper_enrolment.not_this_one"
    return _save(s, helper, "said not my topic", text)


def on_settings(s: Situation, _policy: HelperEnrolmentPolicy) -> Sequence[Verdict]:
    """Show the form with the member's own choices."""
    actor, helper = s.the_actor(), _helper(s)
    topics = _topics(s)
    zone_name = helper.timezone or s.policy.timezone
    away = helper.away_until.astimezone(zone(zone_name)).date().isoformat() if helper.away_until else ""
    limit = "" if helper.limit_per_day is None else str(helper.limit_per_day)
    hours = ", ".join(f"{span.start:%H:%M}-{span.end:%H:%M}" for span in helper.hours)
    fields = (
        FormField(name="topics", kind="many", options=topics, value=helper.topics),
        FormField(name="days", kind="many", options=WEEKDAYS, value=helper.days),
        FormField(name="hours", kind="text", value=(hours,)),
        FormField(name="timezone", kind="text", value=(zone_name,)),
        FormField(name="languages", kind="many", options=s.policy.languages, value=helper.languages),
        FormField(name="limit", kind="text", value=(limit,)),
        FormField(name="via", kind="one", options=tuple(via.value for via in Via), value=(helper.via.value,)),
        FormField(name="away_until", kind="text", value=(away,)),
    )
    form = OpenForm(form=FORM, text="helper_enrolment.form", fields=fields)
    return [Act(action=form, subject=actor.member, reason="wants to choose how they are asked")]


def on_form(s: Situation, _policy: HelperEnrolmentPolicy) -> Sequence[Verdict]:
    """The member's choices, checked; what cannot be read is said plainly and nothing is lost."""
    actor = s.the_actor()
    if not isinstance(s.event, FormSubmitted):
        return []
    changes, problems = _read_form(s, s.event.values)
    if problems:
        fields = {"fields": words(", ".join(problems))}
        wrong = Reply(text="helper_enrolment.form_problem", fields=fields, controls=("settings",), is_problem=True)
        return [Act(action=wrong, subject=actor.member, reason="the form could not be read")]
    helper = replace(_helper(s), **changes, is_active=True)
    reason = "chose how they are asked"
    return [*_agree(s, reason), *_save(s, helper, reason, "helper_enrolment.saved")]


def _read_form(s: Situation, values: Mapping[str, tuple[str, ...]]) -> tuple[dict[str, Any], list[str]]:
    """What the form changes, and the names of the fields that cannot be read. A field not shown changes nothing."""
    current, problems = _helper(s), list[str]()
    said = _first(values["timezone"]) if "timezone" in values else current.timezone
    zone_name = (said or s.policy.timezone).strip()
    known = {*_topics(s), *current.topics}
    readers: Mapping[str, Callable[[], dict[str, Any]]] = {
        "topics": lambda: {"topics": _chosen(values["topics"], known), "not_topics": ()},
        "days": lambda: {"days": _chosen(values["days"], WEEKDAYS)},
        "hours": lambda: {"hours": _hours(_first(values["hours"]), problems)},
        "timezone": lambda: {"timezone": zone_name},
        "languages": lambda: {"languages": _chosen(values["languages"], s.policy.languages)},
        "limit": lambda: {"limit_per_day": _limit(_first(values["limit"]), problems)},
        "via": lambda: {"via": _via(_first(values["via"]))},
        "away_until": lambda: {"away_until": _day(s, _first(values["away_until"]), zone_name, problems)},
    }
    changes: dict[str, Any] = {}
    if zone_name not in _zones():
        problems.append("timezone")
        zone_name = s.policy.timezone
    for name, read in readers.items():
        if name in values:
            changes.update(read())
    return changes, problems


@cache
def _zones() -> frozenset[str]:
    """The names of all zones, looked up once: they are read from hundreds of files."""
    return frozenset(available_timezones())


def _chosen(some: Sequence[str], known: Container[str]) -> tuple[str, ...]:
    return tuple(one for one in some if one in known)


def _via(text: str) -> Via:
    return Via(text) if text in {via.value for via in Via} else Via.PRIVATE


def _topics(s: Situation) -> tuple[str, ...]:
    """The topics there are to choose from."""
    return tuple(dict.fromkeys((*s.policy.topics, *(t for c in s.policy.channels.values() for t in c.topics))))


def _first(values: Sequence[str] | None) -> str:
    return values[0] if values else ""


def _hours(text: str, problems: list[str]) -> tuple[Hours, ...]:
    try:
        spans = [part.strip().split("-") for part in text.replace("–", "-").split(",") if part.strip()]
        return tuple(Hours(start=_time(start), end=_time(end)) for start, end in spans)
    except ValueError:
        problems.append("hours")
        return ()


def _time(text: str) -> time:
    hour, _, minute = text.strip().partition(":")
    if hour == "24":
        return time(0, 0)
    return time(int(hour), int(minute or 0))


def _limit(text: str, problems: list[str]) -> int | None:
    if not text.strip():
        return None
    if text.strip().isdecimal() and int(text) <= _MOST_A_DAY:
        return int(text)
    problems.append("limit")
    return None


def _day(s: Situation, text: str, zone_name: str, problems: list[str]) -> datetime | None:
    if not text.strip():
        return None
    try:
        day = datetime.fromisoformat(text.strip()).replace(tzinfo=zone(zone_name)).astimezone(UTC)
    except (ValueError, OverflowError):
        day = None
    if day is None or abs(day - s.now) > _LONGEST_AWAY:
        problems.append("away_until")
        return None
    return day


def on_helper(s: Situation, policy: HelperEnrolmentPolicy) -> Sequence[Verdict]:
    """The command `helper`: the form for whoever is enrolled, the offer for whoever is not."""
    actor = s.the_actor()
    if actor.helper is not None and actor.helper.is_active:
        return on_settings(s, policy)
    offer = Reply(text="helper_enrolment.offer", controls=("enrol", "settings"))
    return [Act(action=offer, subject=actor.member, reason="asked about helping")]


def on_stop_said(s: Situation, policy: HelperEnrolmentPolicy) -> Sequence[Verdict]:
    """The command `stop`; with another's mention behind it they are meant, and nothing of one's own is switched off."""
    return _for_oneself(s) if is_about_somebody_else(s) else on_stop(s, policy)


def _for_oneself(s: Situation) -> Sequence[Verdict]:
    about = Reply(text="helper_enrolment.for_oneself")
    return [Act(action=about, subject=s.the_actor().member, reason="named somebody else, where one speaks for oneself")]


def on_quiet(s: Situation, policy: HelperEnrolmentPolicy) -> Sequence[Verdict]:
    """The command `quiet`: not asked for a day; `quiet stop` for good."""
    if is_about_somebody_else(s):
        return _for_oneself(s)
    command = tuple[str, ...](getattr(s.event, "words", ()))
    if len(command) > 1 and command[1] == "stop":
        return on_stop(s, policy)
    return on_not_now(s, policy)


def on_home(s: Situation, _policy: HelperEnrolmentPolicy) -> Sequence[Verdict]:
    """The member's own page on the platform: their record, and every switch that is theirs."""
    actor = s.the_actor()
    known = s.find(Helped) or Helped()
    marks = sum(one.kind == "mark" for one in known.credits)
    is_helper = actor.helper is not None and actor.helper.is_active
    topics = ", ".join(actor.helper.topics) if actor.helper is not None else ""
    own = "start_own" if Purpose.OWN_QUESTIONS in s.refused else "stop_own"
    switches = ("settings", "not_now", "stop", own) if is_helper else ("enrol", "settings", own)
    reply = Reply(
        text=f"{NAME}.home" if is_helper else f"{NAME}.home_not_helper",
        fields={"answers": words(str(known.answers)), "marks": words(str(marks)), "topics": words(topics or "–")},
        controls=(*switches, "privacy_show"),
    )
    return [Act(action=reply, subject=actor.member, reason="opened their own page")]


def on_solved(s: Situation, policy: HelperEnrolmentPolicy) -> Sequence[Verdict]:
    """After a confirmed answer, offer once and privately to be asked about similar questions."""
    thread = s.the_thread()
    helper = thread.accepted_by
    if thread.state is not ThreadState.SOLVED or helper is None or not policy.offers_after_answer:
        return []
    known = s.find(Helped) or Helped()
    if known.was_offered or known.helper is not None:
        return []
    offer = Say(
        text="helper_enrolment.offer_after_answer",
        reach=Reach.MEMBER,
        to=helper,
        fields={"topic": words(", ".join(thread.topics) or "this")},
        controls=("enrol", "no_thanks", "why"),
        thread=thread.id,
        useful_for=timedelta(days=1),
        slot=f"offer:{helper}",
    )
    return [Act(action=offer, subject=helper, reason="gave a first answer that was confirmed")]


PLAY = Play(
    name=NAME,
    policy=HelperEnrolmentPolicy,
    on_solved=on_solved,
    on_control={
        "enrol": on_enrol,
        "no_thanks": on_no_thanks,
        "settings": on_settings,
        "stop": on_stop,
        "not_now": on_not_now,
        "not_my_topic": on_not_my_topic,
        "stop_own": on_stop_own,
        "start_own": on_start_own,
    },
    on_command={
        "helper": on_helper,
        "settings": on_settings,
        "quiet": on_quiet,
        "stop": on_stop_said,
        "home": on_home,
    },
    on_form={FORM: on_form},
    shows=dict.fromkeys(("on_solved", "home"), frozenset({Helped}))
    | dict.fromkeys(("stop", "quiet"), frozenset({Whom})),
)
