"""How members enrol, choose, rest and stop; every click is theirs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

import pytest

from engagement.actions import Field, FieldKind, OpenForm, Reach, Reply, Say, words
from engagement.decisions import Act, Verdict
from engagement.events import CommandGiven, FormSubmitted
from engagement.ids import AccountId, MemberId
from engagement.looked_after import Unfit, Whom
from engagement.own_acts import ComeBack, SaveHelper, SetConsent
from engagement.people import Helper, Hours, Purpose, Via
from engagement.plays import helper_enrolment
from engagement.plays.helper_enrolment import PLAY, HelperEnrolmentPolicy
from engagement.policy import ChannelPolicy
from engagement.records import Contribution
from engagement.shown import Helped
from engagement.situation import Situation
from engagement.threads import Thread, ThreadState
from tests.engagement.made_up import (
    ASKER,
    HELP,
    NOON,
    PEER,
    answered,
    at,
    person,
    policy,
    showing,
    situation,
    thread,
    tid,
)

DIALS = HelperEnrolmentPolicy()
ENROLLED = Helper(member=PEER, topics=("css",), enrolled_at=at(-60))
STOPPED = Helper(member=PEER, topics=("css",), is_active=False, away_until=at(60), limit_per_day=3)
DAY = 24 * 60


def by(helper: Helper | None = None, of: Thread | None = None, **more: Any) -> Situation:
    return situation(of, actor=person(PEER, helper=helper), **more)


def saved(verdicts: Sequence[Verdict]) -> Helper:
    (save,) = [v.action for v in verdicts if isinstance(v, Act) and isinstance(v.action, SaveHelper)]
    return save.helper


def before(verdicts: Sequence[Verdict]) -> Helper | None:
    (save,) = [v.action for v in verdicts if isinstance(v, Act) and isinstance(v.action, SaveHelper)]
    return save.before


def consents(verdicts: Sequence[Verdict]) -> list[tuple[Purpose, bool]]:
    given = [v.action for v in verdicts if isinstance(v, Act) and isinstance(v.action, SetConsent)]
    return [(consent.purpose, consent.is_given) for consent in given]


def reply(verdicts: Sequence[Verdict]) -> Reply:
    last = verdicts[-1]
    assert isinstance(last, Act)
    assert isinstance(last.action, Reply)
    return last.action


def reasons(verdicts: Sequence[Verdict]) -> set[str]:
    return {verdict.reason for verdict in verdicts}


API = ChannelPolicy(name="help", topics=("api",))


@pytest.mark.parametrize(
    ("helper", "dials", "topics"),
    [
        pytest.param(None, API, ("api",), id="anew, by the channel's topics"),
        pytest.param(None, None, (), id="from a message of no channel"),
        pytest.param(ENROLLED, API, ("css", "api"), id="from a second channel"),
        pytest.param(Helper(member=PEER, topics=("api",)), API, ("api",), id="twice"),
        pytest.param(STOPPED, None, ("css",), id="again after stop"),
    ],
)
def test_one_click_enrols(helper: Helper | None, dials: ChannelPolicy | None, topics: tuple[str, ...]) -> None:
    verdicts = list(helper_enrolment.on_enrol(by(helper, dials=dials), DIALS))
    now = saved(verdicts)
    assert (now.member, now.topics, now.is_active, now.away_until, now.enrolled_at) == (PEER, topics, True, None, NOON)
    assert now.limit_per_day == (helper.limit_per_day if helper else None)
    assert before(verdicts) == helper
    assert consents(verdicts) == [(Purpose.ASK_ME, True)]
    assert reply(verdicts) == Reply(text="helper_enrolment.welcome", controls=("settings",))
    assert reasons(verdicts) == {"enrolled by their own click"}


def test_whoever_stopped_everything_or_was_forgotten_takes_part_again_by_enrolling() -> None:
    verdicts = list(helper_enrolment.on_enrol(by(STOPPED, refused=frozenset({Purpose.METRICS})), DIALS))
    assert consents(verdicts) == [(Purpose.ASK_ME, True), (Purpose.METRICS, True)]
    done = [verdict.action for verdict in verdicts if isinstance(verdict, Act)]
    assert ComeBack(account=AccountId(PEER)) in done
    assert [one.text for one in done if isinstance(one, Reply)] == [
        "helper_enrolment.counted_again", "helper_enrolment.welcome",
    ]  # fmt: skip
    anew = list(helper_enrolment.on_enrol(by(STOPPED), DIALS))
    assert [v.action.text for v in anew if isinstance(v, Act) and isinstance(v.action, Reply)] == [
        "helper_enrolment.welcome"
    ]


def test_no_thanks_is_remembered() -> None:
    verdicts = list(helper_enrolment.on_no_thanks(by(), DIALS))
    assert consents(verdicts) == [(Purpose.ASK_ME, False)]
    assert reply(verdicts).text == "helper_enrolment.no_thanks"
    assert reasons(verdicts) == {"declined the offer to be asked"}


@pytest.mark.parametrize("helper", [None, ENROLLED], ids=["never enrolled", "enrolled"])
def test_stop_is_for_good(helper: Helper | None) -> None:
    verdicts = list(helper_enrolment.on_stop(by(helper), DIALS))
    assert consents(verdicts) == [(Purpose.ASK_ME, False)]
    assert reply(verdicts).text == "helper_enrolment.stopped"
    assert reasons(verdicts) == {"said stop"}
    assert len(verdicts) == (2 if helper is None else 3)
    if helper is not None:
        assert not saved(verdicts).is_active
        assert before(verdicts) == helper


@pytest.mark.parametrize("control", ["not_now", "not_my_topic"])
def test_nobody_becomes_a_helper_by_putting_it_off(control: str) -> None:
    (verdict,) = PLAY.on_control[control](by(None), DIALS)
    assert reply([verdict]).text == "helper_enrolment.not_enrolled"


def test_not_now_rests_for_a_day() -> None:
    verdicts = list(helper_enrolment.on_not_now(by(ENROLLED), DIALS))
    assert saved(verdicts).away_until == at(DAY)
    assert reply(verdicts).text == "helper_enrolment.not_now"
    assert reply(verdicts).fields == {"until": Field(FieldKind.INSTANT, at(DAY).isoformat())}
    assert reasons(verdicts) == {"said not now"}


@pytest.mark.parametrize(
    ("helper", "of", "left", "not_topics", "is_active", "text"),
    [
        pytest.param(ENROLLED, None, ("css",), (), True, "not_this_one", id="no thread"),
        pytest.param(ENROLLED, thread(), ("css",), (), True, "not_this_one", id="a thread without topics"),
        pytest.param(ENROLLED, thread(topics=("api",)), ("css",), ("api",), True, "not_my_topic", id="another topic"),
        pytest.param(ENROLLED, thread(topics=("css",)), (), ("css",), False, "not_my_topic", id="their only topic"),
        pytest.param(
            Helper(member=PEER), thread(topics=("css",)), (), ("css",), True, "not_my_topic", id="asked about anything"
        ),
        pytest.param(
            Helper(member=PEER, topics=("css", "api"), not_topics=("css",)),
            thread(topics=("css",)),
            ("api",),
            ("css",),
            True,
            "not_my_topic",
            id="said before",
        ),
        pytest.param(STOPPED, thread(topics=("api",)), ("css",), ("api",), False, "not_my_topic", id="after stop"),
    ],
)
def test_not_my_topic_is_heeded(
    helper: Helper | None,
    of: Thread | None,
    left: Any,
    not_topics: Any,
    is_active: bool,  # noqa: FBT001
    text: str,
) -> None:
    verdicts = list(helper_enrolment.on_not_my_topic(by(helper, of), DIALS))
    now = saved(verdicts)
    assert (now.topics, now.not_topics, now.is_active) == (left, not_topics, is_active)
    assert reply(verdicts).text == f"helper_enrolment.{text}"
    assert reasons(verdicts) == {"said not my topic"}


BUSY = Helper(
    member=PEER,
    topics=("api",),
    days=("mon",),
    hours=(Hours(start=time(9), end=time(12, 30)), Hours(start=time(22), end=time(1))),
    timezone="Asia/Tokyo",
    languages=("en",),
    limit_per_day=2,
    via=Via.THREAD,
    away_until=datetime(2026, 3, 9, 15, 0, tzinfo=UTC),
)


@pytest.mark.parametrize(
    ("helper", "values"),
    [
        pytest.param(
            None,
            {
                "topics": (), "days": (), "hours": ("",), "timezone": ("UTC",), "languages": (), "limit": ("",),
                "via": ("private",), "away_until": ("",),
            },
            id="the defaults",
        ),
        pytest.param(
            BUSY,
            {
                "topics": ("api",), "days": ("mon",), "hours": ("09:00-12:30, 22:00-01:00",),
                "timezone": ("Asia/Tokyo",), "languages": ("en",), "limit": ("2",), "via": ("thread",),
                "away_until": ("2026-03-10",),
            },
            id="their own choices",
        ),
    ],
)  # fmt: skip
def test_the_form_shows_what_holds_now(helper: Helper | None, values: dict[str, tuple[str, ...]]) -> None:
    dials = policy(topics={"api": (), "js": ()}, languages=("en", "de"))
    (verdict,) = helper_enrolment.on_settings(by(helper, policy=dials), DIALS)
    assert isinstance(verdict, Act)
    form = verdict.action
    assert isinstance(form, OpenForm)
    assert {field.name: field.value for field in form.fields} == values
    options = {field.name: field.options for field in form.fields}
    assert options["topics"] == ("api", "js")
    assert options["languages"] == ("en", "de")
    assert verdict.reason == "wants to choose how they are asked"


def filled(helper: Helper | None = None, **values: Any) -> list[Verdict]:
    given = {name: value if isinstance(value, tuple) else (value,) for name, value in values.items()}
    event = FormSubmitted(key="f", at=NOON, account=AccountId(PEER), form="helper", values=given)
    dials = policy(timezone="Europe/Berlin", languages=("en", "de"))
    return list(PLAY.on_form["helper"](by(helper, event=event, policy=dials), DIALS))


def span(start: str, end: str) -> Hours:
    return Hours(start=time.fromisoformat(start), end=time.fromisoformat(end))


@pytest.mark.parametrize(
    ("field", "said", "understood"),
    [
        ("topics", ("api", "css"), ("api", "css")),
        ("days", ("mon", "someday", "sun"), ("mon", "sun")),
        ("hours", "", ()),
        ("hours", "9-17", (span("09:00", "17:00"),)),
        ("hours", "09:30 – 12:00, 22-6,", (span("09:30", "12:00"), span("22:00", "06:00"))),
        ("hours", "8:-24:00", (span("08:00", "00:00"),)),
        ("timezone", "Asia/Tokyo", "Asia/Tokyo"),
        ("timezone", " UTC ", "UTC"),
        ("timezone", "", "Europe/Berlin"),
        ("languages", ("de", "tlh"), ("de",)),
        ("limit", " ", None),
        ("limit", " 0 ", 0),
        ("limit", "50", 50),
        ("via", "thread", Via.THREAD),
        ("via", "pigeon", Via.PRIVATE),
        ("via", (), Via.PRIVATE),
        ("away_until", "", None),
        ("away_until", "2026-03-10", datetime(2026, 3, 9, 23, 0, tzinfo=UTC)),
    ],
)
def test_the_form_is_understood(field: str, said: Any, understood: Any) -> None:
    verdicts = filled(STOPPED, **{field: said})
    name = {"limit": "limit_per_day"}.get(field, field)
    assert getattr(saved(verdicts), name) == understood
    assert saved(verdicts).is_active
    assert before(verdicts) == STOPPED
    assert consents(verdicts) == [(Purpose.ASK_ME, True)]
    assert reply(verdicts).text == "helper_enrolment.saved"
    assert reasons(verdicts) == {"chose how they are asked"}


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"timezone": "Nowhere"}, "timezone"),
        ({"timezone": "../etc"}, "timezone"),
        ({"hours": "late"}, "hours"),
        ({"hours": "9-25"}, "hours"),
        ({"hours": "9-12-15"}, "hours"),
        ({"hours": "9:77-12"}, "hours"),
        ({"limit": "51"}, "limit"),
        ({"limit": "-1"}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"away_until": "soon"}, "away_until"),
        ({"away_until": "0001-01-01"}, "away_until"),
        ({"away_until": "9999-12-31T23:59", "timezone": "America/Lima"}, "away_until"),
        ({"away_until": "9999-12-31T23:00", "timezone": "UTC"}, "away_until"),
        (
            {"timezone": "x", "hours": "x", "limit": "x", "away_until": "x"},
            "timezone, hours, limit, away_until",
        ),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_lost(values: dict[str, str], fields: str) -> None:
    (verdict,) = verdicts = filled(ENROLLED, **values)
    assert reply(verdicts).fields == {"fields": words(fields)}
    assert verdict.reason == "the form could not be read"


def test_choosing_forgets_topics_said_no_to() -> None:
    assert saved(filled(Helper(member=PEER, not_topics=("css",)), topics="css")).not_topics == ()


def test_only_a_form_is_a_form() -> None:
    assert list(helper_enrolment.on_form(by(), DIALS)) == []


@pytest.mark.parametrize(
    ("helper", "reason"),
    [
        (ENROLLED, "wants to choose how they are asked"),
        (STOPPED, "asked about helping"),
        (None, "asked about helping"),
    ],
    ids=["enrolled", "stopped", "neither"],
)
def test_the_command_helper_opens_the_form_or_offers(helper: Helper | None, reason: str) -> None:
    verdicts = list(PLAY.on_command["helper"](by(helper), DIALS))
    assert reasons(verdicts) == {reason}
    if reason == "asked about helping":
        assert reply(verdicts) == Reply(text="helper_enrolment.offer", controls=("enrol", "settings"))


@pytest.mark.parametrize(
    ("said", "helper", "text", "reason"),
    [
        (("quiet",), ENROLLED, "not_now", "said not now"),
        (("quiet", "please"), ENROLLED, "not_now", "said not now"),
        (("quiet", "stop"), ENROLLED, "stopped", "said stop"),
        (("quiet", "stop"), None, "stopped", "said stop"),
        (("quiet",), None, "not_enrolled", "is never asked anyway"),
        (("quiet",), replace(ENROLLED, is_active=False), "not_enrolled", "is never asked anyway"),
        (None, ENROLLED, "not_now", "said not now"),
    ],
)
def test_the_command_quiet(said: tuple[str, ...] | None, helper: Helper | None, text: str, reason: str) -> None:
    event = None if said is None else CommandGiven(key="c", at=NOON, account=AccountId(PEER), channel=HELP, words=said)
    verdicts = list(PLAY.on_command["quiet"](by(helper, event=event), DIALS))
    assert reply(verdicts).text == f"helper_enrolment.{text}"
    assert reasons(verdicts) == {reason}


@pytest.mark.parametrize("command", ["stop", "quiet"])
@pytest.mark.parametrize("mention", ["@jonas", "<@U1>"])
def test_a_mention_behind_stop_or_quiet_means_somebody_else_and_switches_nothing_off(
    command: str, mention: str
) -> None:
    event = CommandGiven(key="c", at=NOON, account=AccountId(PEER), channel=HELP, words=(command, mention))
    (act,) = PLAY.on_command[command](by(ENROLLED, event=event), DIALS)
    assert reply([act]).text == "helper_enrolment.for_oneself"


@pytest.mark.parametrize("command", ["stop", "quiet"])
@pytest.mark.parametrize(
    ("whom", "is_done"),
    [
        (Whom(unfit=Unfit.BOT), True),
        (Whom(member=MemberId(PEER)), True),
        (Whom(member=MemberId("sandbox:jonas")), False),
        (Whom(unfit=Unfit.UNKNOWN), False),
    ],
)
def test_stop_and_quiet_with_a_bot_s_mention_or_one_s_own_are_for_oneself(
    command: str, whom: Whom, *, is_done: bool
) -> None:
    event = CommandGiven(key="c", at=NOON, account=AccountId(PEER), channel=HELP, words=(command, "@somebody"))
    assert Whom in PLAY.shows[command]
    verdicts = PLAY.on_command[command](by(ENROLLED, event=event, shown={Whom: whom}), DIALS)
    assert (reply(list(verdicts)).text != "helper_enrolment.for_oneself") is is_done


@pytest.mark.parametrize("more", [(), ("now",), ("asking", "me"), ("please!",)])
def test_stop_stops_at_once_whatever_else_is_said(more: tuple[str, ...]) -> None:
    event = CommandGiven(key="c", at=NOON, account=AccountId(PEER), channel=HELP, words=("stop", *more))
    verdicts = list(PLAY.on_command["stop"](by(ENROLLED, event=event), DIALS))
    assert reply(verdicts).text == "helper_enrolment.stopped"
    assert reasons(verdicts) == {"said stop"}


def credit(of: str, kind: str) -> Contribution:
    return Contribution(id=f"{of}{kind}", member=PEER, kind=kind, thread=tid(of), at=NOON, points=1)


@pytest.mark.parametrize(
    ("helper", "text", "topics", "controls"),
    [
        (ENROLLED, "home", "css", ("settings", "not_now", "stop")),
        (Helper(member=PEER), "home", "–", ("settings", "not_now", "stop")),
        (STOPPED, "home_not_helper", "css", ("enrol", "settings")),
        (None, "home_not_helper", "–", ("enrol", "settings")),
    ],
    ids=["enrolled", "for anything", "stopped", "never enrolled"],
)
def test_one_s_own_page_tells_their_own_record(
    helper: Helper | None, text: str, topics: str, controls: tuple[str, ...]
) -> None:
    done = (credit("a", "answer"), credit("a", "answer"), credit("b", "answer"), credit("a", "mark"))
    verdicts = list(PLAY.on_command["home"](by(helper, shown=showing(Helped(credits=done))), DIALS))
    said = reply(verdicts)
    assert (said.text, said.controls) == (f"helper_enrolment.{text}", (*controls, "stop_own", "privacy_show"))
    assert said.fields == {"answers": words("2"), "marks": words("1"), "topics": words(topics)}
    assert reasons(verdicts) == {"opened their own page"}


SOLVED = answered(state=ThreadState.SOLVED, accepted_by=PEER, marked_by=ASKER)


@pytest.mark.parametrize(
    ("of", "changes", "dials"),
    [
        pytest.param(answered(accepted_by=PEER), {}, DIALS, id="not solved"),
        pytest.param(thread(state=ThreadState.SOLVED), {}, DIALS, id="nobody's answer"),
        pytest.param(SOLVED, {}, HelperEnrolmentPolicy(offers_after_answer=False), id="switched off"),
        pytest.param(SOLVED, {"was_offered": True}, DIALS, id="offered before"),
        pytest.param(SOLVED, {"helper": STOPPED}, DIALS, id="enrolled or stopped before"),
    ],
)
def test_nobody_is_offered_twice_or_in_vain(of: Thread, changes: dict[str, Any], dials: HelperEnrolmentPolicy) -> None:
    assert list(helper_enrolment.on_solved(situation(of, shown=showing(Helped(**changes))), dials)) == []


@pytest.mark.parametrize(("topics", "topic"), [((), "this"), (("api", "css"), "api, css")])
def test_a_first_confirmed_answer_brings_one_private_offer(topics: tuple[str, ...], topic: str) -> None:
    of = answered(state=ThreadState.SOLVED, accepted_by=PEER, marked_by=ASKER, topics=topics)
    (verdict,) = helper_enrolment.on_solved(situation(of), DIALS)
    assert isinstance(verdict, Act)
    say = verdict.action
    assert isinstance(say, Say)
    assert (say.reach, say.to, say.slot) == (Reach.MEMBER, PEER, f"offer:{PEER}")
    assert say.fields == {"topic": words(topic)}
    assert say.controls == ("enrol", "no_thanks", "why")
    assert verdict.reason == "gave a first answer that was confirmed"


@pytest.mark.parametrize(
    ("control", "is_given", "text"), [("stop_own", False, "stopped_own"), ("start_own", True, "started_own")]
)
def test_help_with_ones_own_questions_is_switched_by_ones_own_click(control: str, text: str, *, is_given: bool) -> None:
    verdicts = PLAY.on_control[control](by(), DIALS)
    assert consents(verdicts) == [(Purpose.OWN_QUESTIONS, is_given)]
    assert reply(verdicts).text == f"helper_enrolment.{text}"
    assert reply(verdicts).controls == (() if is_given else ("start_own",))


@pytest.mark.parametrize(
    ("helper", "refused", "text", "controls"),
    [
        pytest.param(ENROLLED, frozenset(), "home", ("settings", "not_now", "stop", "stop_own"), id="a helper"),
        pytest.param(None, frozenset(), "home_not_helper", ("enrol", "settings", "stop_own"), id="no helper"),
        pytest.param(
            None, frozenset({Purpose.OWN_QUESTIONS}), "home_not_helper", ("enrol", "settings", "start_own"),
            id="who wants no help with own questions",
        ),
    ],
)  # fmt: skip
def test_ones_own_page_has_every_switch_that_is_ones_own(
    helper: Helper | None, refused: frozenset[Purpose], text: str, controls: tuple[str, ...]
) -> None:
    shown = reply(PLAY.on_command["home"](by(helper, refused=refused), DIALS))
    assert (shown.text, shown.controls) == (f"helper_enrolment.{text}", (*controls, "privacy_show"))
    assert {"answers", "marks", "topics"} <= shown.fields.keys()


CHOSEN = Helper(
    member=PEER, topics=("css",), not_topics=("php",), days=("mon",), hours=(Hours(start=time(9), end=time(12)),),
    timezone="Asia/Tokyo", languages=("en",), limit_per_day=2, via=Via.THREAD, away_until=at(600), enrolled_at=at(-60),
)  # fmt: skip


def test_a_field_that_was_not_shown_stays_as_it_was() -> None:
    assert saved(filled(CHOSEN)) == CHOSEN
    changed = saved(filled(CHOSEN, limit="5", days=()))
    assert (changed.limit_per_day, changed.days, changed.hours) == (5, (), CHOSEN.hours)


def test_choosing_topics_takes_back_what_was_said_of_other_topics() -> None:
    assert saved(filled(CHOSEN, topics="css")).not_topics == ()


def test_what_cannot_be_read_keeps_the_form_open() -> None:
    answer = reply(filled(CHOSEN, limit="many"))
    assert answer.is_problem
    assert answer.fields["fields"].value == "limit"
