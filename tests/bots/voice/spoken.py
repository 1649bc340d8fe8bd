"""Everything the plays say, said for real: each hook is shown a small situation, and its words are kept by key."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from functools import cache
from types import MappingProxyType

from advocacy import enrolling_sales, invited
from advocacy.comparison import MEASURES, Compare, Comparisons
from advocacy.insights import Insight, Insights, Leave, Stage, Wish, vote
from advocacy.invitations import Case as SalesCase
from advocacy.invitations import Invitation, new_invitation
from advocacy.invitations import State as Invited
from advocacy.inviting import SalesPromptPolicy
from advocacy.kudos import Receiver, Refused
from advocacy.levels import Board, Reached, Somebody, Standings
from advocacy.occasions import Occasion
from advocacy.plays import (
    check_draft,
    dependency,
    did_it_help,
    gone_quiet,
    levels,
    monthly_thanks,
    new_names_and_topics,
    product_wish,
    recognition,
    sales_prompt,
    welcome,
    wish_themes,
)
from advocacy.quieting import Changed, Changes
from advocacy.recognised import Earlier, OwnRecord, Rings
from advocacy.record import Record, Ring, records
from advocacy.sales_desk import Asker, Card, SalesDesk, SalesRecord, Speakers
from advocacy.sellers import Seller
from advocacy.thanked import Deserved, LastMonth
from advocacy.themes import Stand, Theme, Themes
from advocacy.themes import Told as ThemeTold
from advocacy.topics import Dependency, Topics
from advocacy.welcoming import Arrival, Greeter, Greeters, Greets
from advocacy.wishes import Kind
from engagement.actions import Field, FieldKind, OpenForm, Reply, Say, message_of, words
from engagement.changes import SETTING, Change
from engagement.crisis import LATE, SOON, Crisis, CrisisDesk, Line, What, begun, updated
from engagement.decisions import Act, Decision, Outcome, Verdict
from engagement.escalating import approving, by_staff, cards, from_outside, listed, privately, relaying, shifts
from engagement.escalating.acts import Call, CallTeam, Move, Staff, TellAsker, Told
from engagement.escalating.audit import Finding
from engagement.escalating.clocks import Aim, Clock
from engagement.escalating.dials import Governance, Severity, Team
from engagement.escalating.escalation import APPROVED, Cause, Entry, Escalation, Held, State
from engagement.escalating.handled import Case, handled
from engagement.escalating.hub_playbook import Answer, Approve, HubPlaybook
from engagement.escalating.learned import Used, Week
from engagement.escalating.letters import letter, silence
from engagement.escalating.seen import Escalating, InRoom, Shift, Waiting
from engagement.events import (
    CaughtUp,
    CommandGiven,
    ControlUsed,
    FormSubmitted,
    ModelAnswered,
    OutsideActed,
    ReactionAdded,
    Threading,
    TroubleSeen,
)
from engagement.hosting import TroubleKind
from engagement.ids import (
    AccountId,
    ChannelId,
    CommunityId,
    CrisisId,
    DecisionId,
    EscalationId,
    MemberId,
    MessageId,
    OutboxId,
    ThreadId,
    WorkspaceId,
    message_id,
    private_channel,
)
from engagement.linking import MOST_TRIES, LinkTry, Twins
from engagement.looked_after import Unfit, Until, Whom, no_sales_of, pause_of, role_of
from engagement.matching import Peer
from engagement.modelling.asking import Use
from engagement.modelling.dials import ModelPolicy
from engagement.modelling.wanted import wanted
from engagement.own_data import OwnData
from engagement.peer_drafts import PeerDraft, given
from engagement.people import Account, Helper, Hours, Purpose, Role, Via
from engagement.play import Hook
from engagement.plays import (
    absences,
    answer_marks,
    closing_the_loop,
    connection_troubles,
    crisis,
    draft_answer,
    escalation,
    helper_enrolment,
    manager_desk,
    open_questions,
    peer_prompt,
    privacy,
    same_question,
    similar_threads,
    summary,
    try_out,
    what_we_learned,
)
from engagement.policy import ChannelPolicy, Policy
from engagement.privacy import AboutMember, Consent
from engagement.records import Channel, Contribution, OutboxRow, SimilarThread
from engagement.records import Words as KeptWords
from engagement.same_questions import Doubles, Other, Said, proposal, stated
from engagement.shares import Share
from engagement.shown import Alike, Choices, Helped, LatestAnswer, Talk, Tried, Unanswered
from engagement.situation import Person, SetupFacts, Situation
from engagement.stories import Story
from engagement.threads import Message, QuestionModes, Thread, ThreadState
from engagement.uplift import uplift
from tests.bots.voice import spoken_advocates, spoken_digests, spoken_strategy
from tests.bots.voice.shipped import ANA, BEN, HELP, LOU, NOW
from tests.engagement.made_up import showing

Words = Say | Reply | OpenForm

ROOT = ThreadId(MessageId(f"{HELP}:100.1"))
ANSWER = MessageId(f"{HELP}:100.2")
POLICY = Policy(
    community=CommunityId("quarry"),
    name="Quarry Lane",
    timezone="Europe/Berlin",
    languages=("en", "de", "es"),
    topics={"webhooks": (), "billing": ()},
    channels={"help": ChannelPolicy(name="help", topics=("webhooks",))},
)
THREAD = Thread(
    id=ROOT, channel=HELP, asker=ANA, root_at=NOW - timedelta(minutes=20), modes=QuestionModes.CONSERVATIVE,
    topics=("webhooks",), last_at=NOW - timedelta(minutes=20),
)  # fmt: skip
ANSWERED = replace(THREAD, first_reply_at=NOW, first_reply_by=BEN, last_at=NOW - timedelta(days=2))
SOLVED = replace(ANSWERED, state=ThreadState.SOLVED, accepted=ANSWER, accepted_by=BEN, marked_by=ANA)
REPLY = Message(id=ANSWER, channel=HELP, thread=ROOT, author=BEN, at=NOW)
HELPER = Helper(member=BEN, topics=("webhooks",), hours=(Hours(start=time(9), end=time(17)),), timezone="Europe/Berlin")
DECISION = Decision(
    id=DecisionId("k7vq2m4zt3hw5xya"), at=NOW - timedelta(hours=2), play="peer_prompt", play_version=1,
    policy_hash="0badcafe", subject=ROOT, action="PromptPeer", outcome=Outcome.ACTED,
    reason="nobody had answered; this helper answered here lately", evidence={"recent": 0.8, "ring": 1, "score": 0.7},
    chance=0.9, detail={"text": "peer_prompt.ask", "helper": BEN, "thread": ROOT},
)  # fmt: skip
ABOUT = AboutMember(
    member=BEN,
    accounts=(Account(id=AccountId(BEN), member=BEN, name="Ben", timezone="Europe/Berlin"),),
    first_seen_at=NOW - timedelta(days=90),
    helper=HELPER,
    consents=(Consent(purpose=Purpose.ASK_ME, is_given=True, at=NOW - timedelta(days=60)),),
    words=(KeptWords(message=ANSWER, thread=ROOT, author=BEN, text="Use the token.", kept_from=NOW),),
    messages=3,
    told=2,
)
SUBJECTS = {
    TroubleKind.TOKEN_REFUSED: "HUBBUB_SLACK_BOT_TOKEN",
    TroubleKind.SCOPE_MISSING: "channels:history",
    TroubleKind.INTENT_MISSING: "Message Content Intent",
    TroubleKind.PERMISSION_MISSING: "Send Messages in #help",
    TroubleKind.WORKSPACE_UNKNOWN: "several servers",
    TroubleKind.CLOCK_WRONG: "95",
    TroubleKind.PERMISSION_NEEDLESS: "Mention Everyone",
    TroubleKind.RESTARTS_SPENT: "2026-03-05 09:00",
    TroubleKind.NOT_DELIVERED: "3 (2026-03-04 12:00 UTC)",
    **dict.fromkeys(
        (
            TroubleKind.CHANNEL_NOT_FOUND,
            TroubleKind.NOT_INVITED,
            TroubleKind.BECAME_PRIVATE,
            TroubleKind.CHANNEL_SHARED,
            TroubleKind.AGE_RESTRICTED,
        ),
        "help",
    ),
}
TEAMS = Governance(
    teams={
        "community": Team(name="community", title="Community team", channel="team", is_hub=True),
        "api": Team(name="api", title="Developers", channel="dev", topics=("webhooks",)),
    }
)
TAKEN = Escalation(
    id=EscalationId("e"), thread=ROOT, channel=HELP, asker=ANA, opened_at=NOW - timedelta(hours=1), team="api",
    belongs_to="api", hub="community", chain="usual", policy="p", cause=Cause.SILENCE, state=State.TAKEN,
    because=("peers had their time and did not answer", "rule 2 (line 41): topic webhooks", "it goes to Developers"),
    severity=Severity.HIGH, tier="gold", person=BEN, watch_at=NOW + timedelta(days=1),
    joined=(ThreadId(MessageId(f"{HELP}:90.1")),), similar=(ThreadId(MessageId(f"{HELP}:80.1")),),
    clocks=(Clock(aim=Aim.SOLUTION, target=timedelta(days=1), left=timedelta(days=1), due_at=NOW + timedelta(hours=2)),),
)  # fmt: skip
"""Ana's question, when Ben of the developers has it."""
SETUP = SetupFacts(
    channels=("help", "ideas"), channels_unknown=("ideas",), channels_live=("help",), managers=1, staff=2, helpers=3
)


def situation(**changes: object) -> Situation:
    """Ana's question in #help, and Ben who helps."""
    values: dict[str, object] = {
        "community": POLICY.community,
        "now": NOW,
        "policy": POLICY,
        "dials": POLICY.channels["help"],
        "thread": THREAD,
        "actor": person(BEN, helper=HELPER),
        "channel_ids": {"help": (HELP,)},
        "setup": SETUP,
        **changes,
    }
    return Situation(**values)  # type: ignore[arg-type]


def person(member: MemberId, *roles: Role, helper: Helper | None = None) -> Person:
    return Person(member=member, name="", roles=frozenset(roles or {Role.MEMBER}), helper=helper)


def command(*said: str, **changes: object) -> Situation:
    event = CommandGiven(key="c", at=NOW, account=AccountId(BEN), channel=HELP, words=said)
    return situation(event=event, **changes)


@cache
def spoken() -> Mapping[str, Words]:
    """What the plays say, by the key of its text."""
    verdicts: list[Verdict] = []
    for play in (
        _peer_prompt, _similar_threads, _answer_marks, _enrolment, _own_record, _recognition, _lists, _desk, _journal,
        _troubles,
        _absences, _privacy, _escalation, _from_outside, _pressed_by_staff, _asked_for, _on_duty, _relayed, _private,
        _handed, _learned,
        _told, _crisis, _greeting, _levels, _for_managers, _wished, _themes, _news, _sales, _drafts, _by_model, _same,
        spoken_advocates.everything, _digests, _strategy,
    ):  # fmt: skip
        for found in play():
            verdicts.extend(found)
    said: dict[str, Words] = {}
    for verdict in verdicts:
        if not isinstance(verdict, Act):
            continue
        action = message_of(verdict.action) or verdict.action
        if isinstance(action, Say | Reply | OpenForm):
            said.setdefault(action.text, action)
    said.update({text.text: text for text in _by_the_runtime()})
    said.update({text.text: text for text in _reasons_why(said.values())})
    return said


def _by_the_runtime() -> Iterator[Reply]:
    yield Reply(text="manager_desk.not_allowed", fields={"why": words("only a community manager may do that")})
    yield Reply(text="manager_desk.unknown_command", fields={"guess": words("helper")})
    yield from letter("Example", [(TAKEN, finding) for finding in Finding], TEAMS, {TAKEN.id: "https://h.example/act"})
    yield from silence("Example", NOW, TEAMS)


def _reasons_why(said: Iterable[Words]) -> list[Reply]:
    """What *Why this?* answers under each message; the notice is the desk's, whoever's text it is."""
    found: list[Reply] = []
    for say in [each for each in said if isinstance(each, Say)]:
        play = "manager_desk" if say.text == "helper_enrolment.notice" else say.text.partition(".")[0]
        action = "PromptPeer" if play == "peer_prompt" and "ask" in say.text else "Say"
        fields = {name: [field.kind.value, field.value] for name, field in say.fields.items()}
        decision = replace(DECISION, play=play, action=action, detail={"text": say.text, "fields": fields})
        found.extend(_replies(manager_desk.on_why(situation(decision=decision), manager_desk.ManagerDeskPolicy())))
    return found


def _replies(verdicts: Sequence[Verdict]) -> list[Reply]:
    return [v.action for v in verdicts if isinstance(v, Act) and isinstance(v.action, Reply)]


def _peer_prompt() -> Iterator[Sequence[Verdict]]:
    policy = peer_prompt.PeerPromptPolicy()
    for helper in (HELPER, replace(HELPER, via=Via.THREAD)):
        choices = Choices(ranked=(Peer(member=BEN, score=0.7, recent=0.8),), helpers={BEN: helper}, enrolled=1)
        yield peer_prompt.on_ask(situation(shown=showing(choices)), policy)
    yield peer_prompt.on_ask(situation(), policy)
    yield peer_prompt.on_ask(situation(shown=showing(Choices(storm=(ROOT, ROOT, ROOT)))), policy)
    yield peer_prompt.on_it(situation(), policy)
    yield peer_prompt.on_it(situation(thread=SOLVED), policy)
    yield peer_prompt.on_it(situation(actor=person(LOU)), policy)
    yield peer_prompt.on_it(situation(thread=replace(THREAD, on_it=LOU)), policy)
    for thread in (THREAD, ANSWERED, SOLVED):
        yield peer_prompt.ask_helper(situation(thread=thread), policy)


def _similar_threads() -> Iterator[Sequence[Verdict]]:
    alike = tuple(
        SimilarThread(thread=ThreadId(MessageId(f"{HELP}:{n}.1")), score=0.6, is_solved=True, answered_by=(BEN,))
        for n in (7, 8, 9)
    )
    threads = {alike[0].thread: THREAD}
    for found in (alike, alike[:1]):
        shown = situation(shown=showing(Alike(found=found, threads=threads)))
        yield similar_threads.on_offer(shown, similar_threads.SimilarThreadsPolicy())


def _answer_marks() -> Iterator[Sequence[Verdict]]:
    policy, asker = answer_marks.AnswerMarksPolicy(), person(ANA)
    trusted = person(LOU, Role.TRUSTED)
    yield answer_marks.on_menu(situation(), policy)
    yield answer_marks.on_menu(situation(message=REPLY, actor=person(LOU)), policy)
    yield answer_marks.on_menu(situation(message=REPLY, thread=SOLVED, actor=trusted), policy)
    yield answer_marks.on_menu(situation(message=REPLY, actor=asker), policy)
    listed = replace(DECISION, action="OfferSimilar", detail={"similar": [ROOT, ROOT]})
    press = ControlUsed(key="c", at=NOW, account=AccountId(ANA), control="second_helped")
    yield answer_marks.on_it_helped(situation(actor=asker, decision=listed, event=press), policy)
    yield answer_marks.on_not_yet(situation(actor=asker), policy)
    yield answer_marks.on_remind(situation(thread=ANSWERED, shown=showing(LatestAnswer(message=REPLY))), policy)
    credit = Contribution(id="c", member=BEN, kind="answer", thread=ROOT, at=NOW, points=10)
    yield answer_marks.on_solved(
        situation(thread=SOLVED, shown=showing(Helped(helper=HELPER, credits=(credit,)))), policy
    )


def _enrolment() -> Iterator[Sequence[Verdict]]:
    policy = helper_enrolment.HelperEnrolmentPolicy()
    yield helper_enrolment.on_enrol(situation(), policy)
    yield helper_enrolment.on_enrol(situation(refused=frozenset({Purpose.METRICS})), policy)
    yield helper_enrolment.on_no_thanks(situation(), policy)
    yield helper_enrolment.on_stop(situation(), policy)
    yield helper_enrolment.on_stop_said(command("stop", "@ben"), policy)
    yield helper_enrolment.on_stop_own(situation(), policy)
    yield helper_enrolment.on_start_own(situation(), policy)
    yield helper_enrolment.on_not_now(situation(), policy)
    yield helper_enrolment.on_not_my_topic(situation(), policy)
    yield helper_enrolment.on_not_my_topic(situation(thread=None), policy)
    yield helper_enrolment.on_settings(situation(), policy)
    bad = {"timezone": ("Nowhere",), "hours": ("late",), "limit": ("many",), "away_until": ("soon",)}
    for values in ({}, bad):
        event = FormSubmitted(key="f", at=NOW, account=AccountId(BEN), form=helper_enrolment.FORM, values=values)
        yield helper_enrolment.on_form(situation(event=event), policy)
    yield helper_enrolment.on_solved(situation(thread=SOLVED), policy)


def _own_record() -> Iterator[Sequence[Verdict]]:
    policy = helper_enrolment.HelperEnrolmentPolicy()
    credit = Contribution(id="c", member=BEN, kind="answer", thread=ROOT, at=NOW, points=10)
    yield helper_enrolment.on_home(situation(shown=showing(Helped(credits=(credit,)))), policy)
    for hook in (helper_enrolment.on_helper, helper_enrolment.on_quiet, helper_enrolment.on_home):
        yield hook(command("x", actor=person(LOU)), policy)


def _recognition() -> Iterator[Sequence[Verdict]]:
    policy, here = recognition.RecognitionPolicy(points=True), recognition.RecognitionPolicy(in_conversation=True)
    credit = Contribution(id="c", member=BEN, kind="helped", thread=ROOT, at=NOW, points=3, message=ANSWER, by=ANA)
    again = [replace(credit, id=f"c{number}", kind="thanks", said=ANSWER) for number in range(3)]
    record = records([credit, *again], NOW)[BEN]
    yield recognition.on_mine(
        situation(
            shown={
                OwnRecord: OwnRecord(
                    record=record, roles=(Role.MANAGER, Role.STAFF, Role.SALES, Role.TRUSTED), is_sales_kept_out=True
                )
            }
        ),
        policy,
    )
    yield recognition.on_mine(situation(), policy)
    for hook in (
        recognition.on_name_me, recognition.on_name_me_not, recognition.on_show_team, recognition.on_show_team_not,
    ):  # fmt: skip
        yield hook(situation(), policy)
    stopped = frozenset({Purpose.METRICS})
    yield recognition.on_name_me(situation(refused=stopped), policy)
    yield recognition.on_kudos(command("kudos", refused=stopped), policy)
    direct = Channel(id=HELP, name="ana", kind="direct", threading=Threading.NATIVE)
    yield recognition.on_kudos(command("kudos", channel=direct), policy)
    for why in Refused:
        yield recognition.on_kudos(command("kudos", shown={Receiver: Receiver(member=LOU, refused=why)}), policy)
    thanked = Receiver(member=LOU, words="the patient explanation", may_be_named=True)
    place = Channel(id=HELP, name="help", kind="chat", threading=Threading.NATIVE)
    for dials in (policy, here):
        yield recognition.on_kudos(command("kudos", shown={Receiver: thanked}, channel=place), dials)
        for askers in ((), (LOU, BEN)):
            found = Earlier(thread=ROOT, answer=ANSWER, helper=BEN, askers=frozenset(askers), may_be_named=True)
            solved = replace(SOLVED, accepted=None)
            yield recognition.on_it_helped(situation(thread=solved, actor=person(ANA), shown={Earlier: found}), dials)
    ring = Ring(members=frozenset({BEN, LOU}), since=NOW, until=NOW, contributions=(credit,))
    yield recognition.on_daily(situation(shown={Rings: Rings(rings=(ring,))}), policy)


def _lists() -> Iterator[Sequence[Verdict]]:
    policy = open_questions.OpenQuestionsPolicy(at_most=2)
    old = replace(THREAD, root_at=NOW - timedelta(hours=5))
    yield open_questions.on_list(situation(shown=showing(Unanswered(questions=(old, old, old)))), policy)
    yield open_questions.on_list(situation(shown=showing(Unanswered(listed=("sandbox:help:1",)))), policy)
    yield open_questions.on_hand_to_team(situation(), policy)
    handed = {ThreadId(MessageId(f"{HELP}:{number}")): BEN for number in range(policy.hands_per_day)}
    yield open_questions.on_hand_to_team(situation(handed=handed), policy)
    yield open_questions.on_hand_to_team(situation(thread=SOLVED), policy)
    offered = replace(DECISION, play="similar_threads", detail={"to": ROOT, "thread": ROOT})
    noticed = replace(DECISION, play="helper_enrolment", detail={}, reason="a new reason nobody translated yet")
    tried = (DECISION, offered, noticed)
    yield try_out.on_daily(situation(shown=showing(Tried(decisions=tried))), try_out.TryOutPolicy())
    yield try_out.on_good(situation(decision=DECISION), try_out.TryOutPolicy())


def _desk() -> Iterator[Sequence[Verdict]]:
    policy = manager_desk.ManagerDeskPolicy()
    yield manager_desk.on_help(situation(), policy)
    yield manager_desk.on_help(situation(actor=person(LOU, Role.MANAGER)), policy)
    yield manager_desk.on_setup(situation(), policy)
    yield manager_desk.on_purpose(situation(), policy)
    for vision in ("People help each other", "x" * 201):
        values = {"vision": (vision,), "for_whom": ("developers",), "success": ("most are answered",)}
        sent = FormSubmitted(key="f", at=NOW, account=AccountId(LOU), form=manager_desk.PURPOSE, values=values)
        yield manager_desk.on_purpose_form(situation(event=sent), policy)
    yield manager_desk.on_post_notice(situation(), policy)
    yield manager_desk.on_live(command("live", "#help"), policy)
    yield manager_desk.on_live(command("live", "#help", policy=replace(POLICY, dry_run=False)), policy)
    yield manager_desk.on_live(command("live", "#halp"), policy)
    yield manager_desk.on_live(command("live"), policy)
    yield manager_desk.on_pause(situation(), policy)
    yield manager_desk.on_resume(situation(), policy)
    yield manager_desk.on_pause(command("pause", "Ben", "until", "2026-12-24"), policy)
    yield manager_desk.on_resume(command("resume", "Ben"), policy)
    yield from _about_people(policy)
    yield manager_desk.on_changes(situation(), policy)
    dial = Change(at=NOW, what=SETTING, by=LOU, path="is_paused", new=True, back_at=NOW, back_by="command line")
    some = (dial, replace(dial, old=True, new=None, back_at=None), Change(at=NOW, what=APPROVED, by=LOU))
    yield manager_desk.on_changes(situation(changes=some), policy)


def _named(*said: str, **known: object) -> Situation:
    whom: dict[str, object] = {"member": MemberId(BEN), "words": said[2:], **known}
    boss = person(LOU, Role.MANAGER)
    return command(*said, actor=boss, shown={Whom: Whom(**whom)})  # type: ignore[arg-type]


def _about_people(policy: manager_desk.ManagerDeskPolicy) -> Iterator[Sequence[Verdict]]:
    ends = NOW + timedelta(days=9)
    rest = pause_of(MemberId(BEN), MemberId(LOU), NOW, Until(day=ends.date(), at=ends, why="the move"))
    role, sales = role_of(MemberId(BEN), Role.SALES, MemberId(LOU), NOW), frozenset({Role.SALES})
    day = ends.date().isoformat()
    for known in ({"is_helper": True}, {}):
        yield manager_desk.on_pause(
            _named("pause", "@ben", "until", day, "because", "of", "the", "move", **known), policy
        )
    yield manager_desk.on_pause(_named("pause", "@ben", "soon", is_helper=True), policy)
    for unfit in Unfit:
        yield manager_desk.on_pause(_named("pause", "@ben", unfit=unfit), policy)
        yield enrolling_sales.on_no(_named("no", "sales", "@ben", unfit=unfit), SalesPromptPolicy())
    yield manager_desk.on_resume(_named("resume", "@ben", pauses=(rest,), was_told=True), policy)
    yield manager_desk.on_resume(_named("resume", "@ben"), policy)
    for said, known in (
        ((), {}), (("sales",), {}), (("sales",), {"has": sales}), (("not", "sales"), {}),
        (("not", "sales"), {"has": sales}), (("not", "sales"), {"given": (role,)}),
    ):  # fmt: skip
        yield manager_desk.on_given_role(_named("role", "@ben", *said, **known), policy)


def _for_others() -> Iterator[Sequence[Verdict]]:
    policy, no = SalesPromptPolicy(), no_sales_of(MemberId(BEN), MemberId(LOU), NOW)
    yield enrolling_sales.on_no(_named("no", "sales", "@ben"), policy)
    yield enrolling_sales.on_yes(_named("yes", "sales", "@ben", no_sales=(no,)), policy)
    yield enrolling_sales.on_yes(_named("yes", "sales", "@ben"), policy)
    for place in ("#help", "#halp"):
        yield enrolling_sales.on_no(_named("no", "sales", place), policy)
        yield enrolling_sales.on_yes(_named("yes", "sales", place), policy)
    yield enrolling_sales.on_no(command("no", "sales", "@lou"), policy)


def _troubles() -> Iterator[Sequence[Verdict]]:
    policy = connection_troubles.ConnectionTroublesPolicy()
    for kind in TroubleKind:
        event = TroubleSeen(key="t", at=NOW, place="Quarry Lane (Slack)", kind=kind, subject=SUBJECTS.get(kind, ""))
        yield connection_troubles.on_trouble(situation(event=event), policy)
    told = "connection_troubles.not_invited"
    over = TroubleSeen(key="t", at=NOW, place="Quarry Lane (Slack)", kind="not_invited", subject="help", is_over=True)
    yield connection_troubles.on_trouble(situation(event=over, told=told), policy)


def _absences() -> Iterator[Sequence[Verdict]]:
    event = CaughtUp(
        key="a", at=NOW, place="Quarry Lane (Slack)", from_at=NOW - timedelta(hours=1), until_at=NOW, messages=31,
        edits=2, deletions=1, held=1, missed=("pressed", "hidden: #ideas"),
    )  # fmt: skip
    yield absences.on_caught_up(situation(event=event), absences.AbsencesPolicy())


def _privacy() -> Iterator[Sequence[Verdict]]:
    policy = privacy.PrivacyPolicy()
    stopped = replace(ABOUT, consents=(Consent(purpose=Purpose.METRICS, is_given=False, at=NOW),))
    for about in (ABOUT, stopped, AboutMember(member=BEN)):
        own = OwnData(about=about, twins=(WorkspaceId("discord-7"),) if about is ABOUT else ())
        yield privacy.on_privacy(command("privacy", own=own), policy)
    said = Message(id=ANSWER, channel=HELP, thread=ROOT, author=BEN, at=NOW)
    for number in (1, 30):
        export = command("privacy", "export", "1", own=OwnData(about=ABOUT, messages=(said,) * number))
        yield privacy.on_privacy(export, policy)
    for word in ("stop", "start", "erase", "erase yes", "unlink", "link", "what"):
        own = OwnData(about=ABOUT, fresh_code="ABCD-EFGH-JKMN")
        yield privacy.on_privacy(command("privacy", word, own=own), policy)
    for number in (0, 1, 3):
        pairs = tuple(
            (Account(id=AccountId(f"slack-T1:p{nth}"), member=MemberId(f"slack-T1:p{nth}"), name="Bo"),
             Account(id=AccountId(f"discord-7:p{nth}"), member=MemberId(f"discord-7:p{nth}"), name="Bo"))
            for nth in range(number)
        )  # fmt: skip
        yield privacy.on_suggest(command("privacy", shown={Twins: Twins(pairs=pairs)}), policy)
    agreed = replace(ABOUT, consents=(Consent(purpose=Purpose.MODEL_USE, is_given=True, at=NOW),))
    model = ModelPolicy(name="small", embeddings="places", uses=tuple(Use), provider="models.example")
    asked = command("privacy", "model yes", own=OwnData(about=ABOUT))
    at_home = replace(model, provider="localhost", is_at_home=True)
    yield privacy.on_privacy(replace(asked, policy=replace(asked.policy, model=at_home)), policy)
    for word, about in (("model", ABOUT), ("model", agreed), ("model yes", ABOUT), ("model no", ABOUT)):
        asked = command("privacy", word, own=OwnData(about=about))
        yield privacy.on_privacy(replace(asked, policy=replace(asked.policy, model=model)), policy)
    yield privacy.on_privacy(command("privacy", "model", own=OwnData(about=ABOUT)), policy)
    twice = replace(ABOUT, accounts=ABOUT.accounts * 2)
    yield privacy.on_privacy(command("privacy", "unlink", own=OwnData(about=twice)), policy)
    here, there = frozenset({WorkspaceId("slack-T1")}), frozenset({WorkspaceId("discord-7")})
    other = AccountId("discord-7:ben")
    for tried in (
        LinkTry(),
        LinkTry(wrong_before=MOST_TRIES),
        LinkTry(of=AccountId(BEN), member=BEN),
        LinkTry(of=other, member=BEN),
        LinkTry(of=other, member=MemberId(other), workspaces=here, own_workspaces=here),
        LinkTry(of=other, member=MemberId(other), workspaces=there, own_workspaces=here),
    ):
        own = OwnData(about=ABOUT, tried=tried)
        yield privacy.on_privacy(command("privacy", "link", "ABCD", own=own), policy)


def escalating(e: Escalation | None = TAKEN, **changes: object) -> Escalating:
    """The teams, and what they have of Ana's question."""
    values: dict[str, object] = {
        "governance": TEAMS,
        "policy": "p",
        "staff": Staff(of={"community": (LOU,), "api": (BEN,)}),
        "rooms": {"community": ChannelId("slack-T1:C8"), "api": ChannelId("slack-T1:C9")},
        "escalation": e,
        "is_newcomer": True,
        "tier": "gold",
        **changes,
    }
    return Escalating(**values)  # type: ignore[arg-type]


def _same() -> Iterator[Sequence[Verdict]]:
    policy, of = same_question.SameQuestionPolicy(), replace(TAKEN, joined=())
    other = Other(escalation=replace(of, id=EscalationId("o"), thread=of.similar[0], joined=(ROOT,)), governance=TEAMS)
    near = ((of.similar[0], 0.95),)
    event = ModelAnswered(key="m", at=NOW, thread=ROOT, use="duplicates", asked_at=NOW, near=near, model="small")
    shown = showing(Doubles(others=(other,)))
    yield same_question.on_model(situation(event=event, escalating=escalating(of), shown=shown), policy)
    made = proposal(ROOT, of.similar[0], NOW)
    for control, state in (("same_yes", Said.PROPOSED), ("same_no", Said.PROPOSED), ("same_apart", Said.JOINED)):
        found = showing(Doubles(others=(other,), proposed=stated(made, state)))
        yield same_question.PLAY.on_control[control](situation(escalating=escalating(of), shown=found), policy)
    yield same_question.on_yes(situation(), policy)


def _by_model() -> Iterator[Sequence[Verdict]]:
    event = ModelAnswered(
        key="m", at=NOW, thread=TAKEN.thread, use="draft", asked_at=NOW, text="Hold the button.", sources=(ROOT,),
        model="small",
    )  # fmt: skip
    drafts = draft_answer.DraftAnswerPolicy()
    yield draft_answer.on_model(situation(event=event, escalating=escalating()), drafts)
    asked = wanted(Use.DRAFT, TAKEN.thread, NOW, useful_for=timedelta(hours=1), member=BEN)
    yield draft_answer.on_model(situation(event=event, thread=THREAD, shown=showing(PeerDraft(wanted=asked))), drafts)
    theirs = PeerDraft(given=given(ROOT, BEN, NOW, NOW + timedelta(hours=1), "small"))
    for control in (draft_answer.START, draft_answer.NO_HELP):
        yield draft_answer.PLAY.on_control[control](situation(shown=showing(theirs)), drafts)
    yield draft_answer.PLAY.on_control[draft_answer.START](situation(), drafts)
    policy, line = summary.SummaryPolicy(from_messages=2), Entry(at=NOW, what="taken", by=LOU)
    last = replace(REPLY, id=MessageId(f"{HELP}:100.3"))
    talk = Talk(messages=(replace(REPLY, id=MessageId(ROOT), author=ANA), REPLY, last))
    seen = escalating(move=Move(escalation=TAKEN, entries=(line,)))
    of = replace(THREAD, accepted=ANSWER)
    yield summary.on_escalation(situation(escalating=seen, thread=of, shown=showing(talk)), policy)
    event = replace(event, use="summary", text="The key is asked for. It is not yet told where it stands.", left_out=2)
    yield summary.on_model(situation(event=event, escalating=escalating()), policy)


def card(e: Escalation = TAKEN, **changes: object) -> Sequence[Verdict]:
    """The card (and nothing else) as it stands for this escalation."""
    seen = escalating(e, move=Move(escalation=e), **changes)
    return cards.on_escalation(
        situation(escalating=seen, thread=replace(THREAD, asked=(LOU,))), escalation.EscalationPolicy()
    )


def _escalation() -> Iterator[Sequence[Verdict]]:
    yield card()
    for call in Call:
        people = (BEN, LOU) if call in {Call.COME, Call.UNTAKEN, Call.UNATTENDED} else (BEN,)
        move = Move(escalation=TAKEN, deeds=(CallTeam(team="api", call=call, people=people),))
        seen = escalating(move=move, lately=(ANSWER,))
        yield cards.on_escalation(situation(escalating=seen), escalation.EscalationPolicy())
    private = replace(TAKEN, is_private=True, team="api", hub="community")
    forgotten = Move(escalation=private, deeds=(CallTeam(team="community", call=Call.UNTAKEN, people=(BEN, LOU)),))
    yield cards.on_escalation(situation(escalating=escalating(move=forgotten)), escalation.EscalationPolicy())


def _from_outside() -> Iterator[Sequence[Verdict]]:
    event = OutsideActed(
        key="o",
        at=NOW,
        escalation=TAKEN.id,
        act="solve",
        by="Ines Roth",
        via="jira",
        note="Sent again.\nSee <!here> #7.",
    )
    yield from_outside.on_outside(situation(escalating=escalating(), event=event), escalation.EscalationPolicy())


def _on_duty() -> Iterator[Sequence[Verdict]]:
    for after in (BEN, None):
        shift = Shift(at=NOW, teams=(TEAMS.teams["api"],), before=LOU, after=after, running={"api": 2})
        yield shifts.on_shift(situation(shift=shift), escalation.EscalationPolicy())


def _learned() -> Iterator[Sequence[Verdict]]:
    """A week in which six people asked."""
    rows = (replace(TAKEN, id=EscalationId(f"e{nth}"), first_response_at=NOW + timedelta(hours=1)) for nth in range(6))
    cases = tuple(Case(handled=handled(e), asker=MemberId(f"m{nth}")) for nth, e in enumerate(rows))
    solved = tuple(replace(TAKEN, id=EscalationId(f"s{nth}"), state=State.SOLVED) for nth in range(3))
    used = (Used(escalation=TAKEN.id, asker=ANA, team="api", answer="reset"),)
    week = Week(governance=TEAMS, cases=cases, solved=solved, used=used)
    dials = what_we_learned.WhatWeLearnedPolicy()
    yield what_we_learned.on_daily(situation(shown=showing(week), policy=GUIDED), dials)


def _digests() -> Iterator[Sequence[Verdict]]:
    yield from spoken_digests.digests(situation())


def _pressed_by_staff() -> Iterator[Sequence[Verdict]]:
    policy = escalation.EscalationPolicy()
    yield by_staff.on_take(situation(escalating=escalating(replace(TAKEN, person=None, state=State.OPEN))), policy)
    yield by_staff.on_take(situation(escalating=escalating(None)), policy)
    yield by_staff.on_take(situation(escalating=escalating(), actor=person(ANA)), policy)
    yield by_staff.on_pass_on(situation(escalating=escalating(), policy=GUIDED), policy)
    alone = replace(TEAMS, teams={"api": TEAMS.teams["api"]})
    yield by_staff.on_pass_on(situation(escalating=escalating(governance=alone)), policy)
    yield by_staff.on_more(situation(escalating=escalating()), policy)
    for hook, form, name, chosen in (
        (by_staff.on_pass_form, by_staff.PASS, "team", "community"),
        (by_staff.on_pass_form, by_staff.PASS, "team", "gone"),
        (by_staff.on_more_form, by_staff.MORE, "what", "solved"),
        (by_staff.on_more_form, by_staff.MORE, "what", ""),
    ):
        event = FormSubmitted(key="f", at=NOW, account=AccountId(BEN), form=form, values={name: (chosen,)})
        yield hook(situation(escalating=escalating(), event=event), policy)


def _asked_for() -> Iterator[Sequence[Verdict]]:
    """What staff read on demand."""
    policy, lou = escalation.EscalationPolicy(), person(LOU, Role.STAFF)
    private = replace(TAKEN, is_private=True, person=None, state=State.OPEN, team="api")
    seen = Waiting(governance=TEAMS, staff=escalating().staff, running=(TAKEN, private))
    for waiting in (seen, replace(seen, running=())):
        yield listed.on_waiting(command("waiting", waiting=waiting, actor=lou), policy)
    lines = (
        Entry(at=NOW, what="opened", team="community", why=TAKEN.because),
        Entry(at=NOW, what="first response: target missed", team="community"),
        Entry(at=NOW, what="handed on", by=LOU, team="api", person=BEN, why=("passed on",)),
    )
    event = FormSubmitted(key="f", at=NOW, account=AccountId(LOU), form=by_staff.MORE, values={"what": ("record",)})
    for e in (TAKEN, private):
        told = escalating(e, record=lines)
        yield by_staff.on_more_form(situation(escalating=told, event=event, actor=lou), policy)


PRIVATE = replace(
    TAKEN, thread=ThreadId(message_id(private_channel(WorkspaceId("slack-T1")), "100.3")), is_private=True,
    channel=private_channel(WorkspaceId("slack-T1")),
)  # fmt: skip


RESET = Answer(name="reset", title="Reset a token", text="Under Settings, *Tokens*.", topics=("api",))
GUIDED = replace(
    POLICY, playbook=HubPlaybook(answers={"reset": RESET}, handing_over={"community": "What they have tried."})
)


def filled(
    hook: Hook, form: str, text: str, e: Escalation | None = TAKEN,
    values: Mapping[str, tuple[str, ...]] = MappingProxyType({}), **changes: object,
) -> Sequence[Verdict]:  # fmt: skip
    """What is said to whoever sent a form with this text."""
    event = FormSubmitted(key="f", at=NOW, account=AccountId(BEN), form=form, values={"text": (text,), **values})
    more = {"event": event, "escalating": escalating(e, rooms={}), **changes}
    return hook(situation(**more), escalation.EscalationPolicy())


def _relayed() -> Iterator[Sequence[Verdict]]:
    policy, reply = escalation.EscalationPolicy(), relaying.REPLY
    yield relaying.on_reply(situation(escalating=escalating(), policy=GUIDED), policy)
    yield filled(relaying.on_reply_form, reply, "Under Settings.")
    yield filled(relaying.on_reply_form, reply, "Under Settings.", values={"answer": ("answer:reset",)}, policy=GUIDED)
    yield filled(relaying.on_reply_form, reply, "Under Settings.", policy=replace(POLICY, dry_run=False))
    yield filled(relaying.on_reply_form, reply, "")
    strict = replace(GUIDED, playbook=replace(GUIDED.playbook, approve_replies=Approve.CHANGED))
    rooms = {"api": ChannelId("slack-T1:C8"), "community": ChannelId("slack-T1:C9")}
    yield filled(relaying.on_reply_form, reply, "Hm.", escalating=escalating(rooms=rooms), policy=strict)
    note = InRoom(message=MessageId("slack-T1:C9:1"), said="Hm.", author=BEN)
    waits = replace(TAKEN, held=(Held(message=note.message, team="api"),))
    held = {"escalating": escalating(waits, rooms=rooms), "in_room": note}
    lou, mona = person(LOU, Role.STAFF), person(MemberId("slack-T1:U7"), Role.MANAGER)
    for more in (
        {"actor": mona}, {"actor": lou}, {"actor": person(BEN, Role.MANAGER)}, {"actor": mona, "escalating": escalating()},
        {"actor": mona, "in_room": replace(note, said=None)}, {"actor": person(ANA, Role.STAFF)},
    ):  # fmt: skip
        yield approving.on_approve(situation(**{**held, **more}), policy)
    yield approving.on_send_back(situation(**held, actor=mona), policy)
    yield approving.on_waits(situation(**held), policy)
    over = replace(waits, state=State.SOLVED)
    yield approving.on_waits(situation(escalating=escalating(over)), policy)
    yield filled(relaying.on_reply_form, reply, "x" * 4_000)
    here = InRoom(message=MessageId("slack-T1:C9:1"), said="", author=BEN)
    event = ReactionAdded(
        key="r", at=NOW, message=here.message, channel=ChannelId("slack-T1:C9"), account=AccountId(BEN),
        emoji=policy.emoji_send,
    )  # fmt: skip
    boss = person(BEN, Role.STAFF)
    yield relaying.on_room(situation(escalating=escalating(), in_room=here, event=event, actor=boss), policy)


def _private() -> Iterator[Sequence[Verdict]]:
    policy, asking, live = escalation.EscalationPolicy(), privately.ASKING, replace(POLICY, dry_run=False)
    seen, ana = escalating(PRIVATE, move=Move(escalation=PRIVATE)), person(ANA)
    yield cards.on_escalation(situation(escalating=replace(seen, rooms={})), policy)
    elsewhere = replace(seen.move.escalation if seen.move else PRIVATE, hub="community")
    rooms = {**seen.rooms, "api": ChannelId("")}
    yield list(
        cards.on_escalation(situation(escalating=replace(seen, rooms=rooms, move=Move(escalation=elsewhere))), policy)
    )[1:]
    yield privately.on_asking(situation(escalating=escalating(None), actor=ana), policy)
    yield privately.on_asking(situation(escalating=escalating(None), actor=ana, policy=live), policy)
    yield filled(privately.on_asked, asking, "Is this a leak?", None, actor=ana, policy=live)
    enough = {ThreadId(MessageId(f"{HELP}:{number}")): ANA for number in range(privately.PER_DAY)}
    yield filled(privately.on_asked, asking, "Is this a leak?", None, actor=ana, policy=live, handed=enough)
    yield privately.on_answer(situation(escalating=escalating(None), actor=ana), policy)
    yield privately.on_answer(situation(escalating=escalating(PRIVATE), actor=ana), policy)
    yield filled(privately.on_answered, privately.ANSWER, "Since Monday.", PRIVATE, actor=ana)
    there = replace(THREAD, id=PRIVATE.thread, channel=PRIVATE.channel)
    yield privately.on_it_helped(situation(escalating=escalating(PRIVATE), actor=ana, thread=there), policy)
    row = kept_row(PRIVATE)
    yield privately.on_unreached(situation(escalating=escalating(PRIVATE), control_row=row, thread=there), policy)
    for each in (Told.WAITING, Told.STILL_WAITING, Told.SOLVED, Told.CLOSED):
        moved = escalating(move=Move(escalation=PRIVATE, deeds=(TellAsker(told=each),)))
        yield closing_the_loop.on_escalation(situation(escalating=moved), closing_the_loop.ClosingTheLoopPolicy())


def kept_row(e: Escalation) -> OutboxRow:
    """A private message about this."""
    return OutboxRow(
        id=OutboxId("o"), decision=DecisionId("d"), workspace=WorkspaceId("slack-T1"), op="say", lane=0, body={},
        created_at=NOW, to_member=e.asker, thread=e.thread,
    )  # fmt: skip


def _handed() -> Iterator[Sequence[Verdict]]:
    policy = escalation.EscalationPolicy()
    handed = {ThreadId(MessageId(f"{HELP}:{number}")): BEN for number in range(policy.hands_per_day)}
    yield escalation.on_hand_to_team(situation(escalating=escalating(None)), policy)
    yield escalation.on_hand_to_team(situation(escalating=escalating(None), handed=handed), policy)
    yield escalation.on_hand_to_team(situation(escalating=escalating(None), thread=SOLVED), policy)


def told(each: Told, **policy: bool) -> Sequence[Verdict]:
    """What whoever asked hears, first in the conversation handed on, then where the same was asked."""
    seen = escalating(move=Move(escalation=TAKEN, deeds=(TellAsker(told=each),)))
    return closing_the_loop.on_escalation(situation(escalating=seen), closing_the_loop.ClosingTheLoopPolicy(**policy))


def _told() -> Iterator[Sequence[Verdict]]:
    for each in Told:
        yield told(each)


def _journal() -> Iterator[Sequence[Verdict]]:
    policy, boss = manager_desk.ManagerDeskPolicy(), person(LOU, Role.MANAGER)
    held = replace(DECISION, outcome=Outcome.HELD, reason="no helper could be asked: it is night there")
    consent = replace(DECISION, action="SetConsent")
    undone = replace(DECISION, undone_at=NOW)
    for decision in (None, undone, held, consent, DECISION):
        yield manager_desk.on_undo(command("undo", "k7vq", decision=decision), policy)
    yield manager_desk.on_undo(command("undo"), policy)
    yield manager_desk.on_why_id(command("why"), policy)
    yield manager_desk.on_why_id(command("why", "k7vq", actor=boss), policy)
    for outcome in Outcome:
        decision = replace(held if outcome is Outcome.HELD else DECISION, outcome=outcome)
        yield manager_desk.on_why_id(command("why", "k7vq", decision=decision, actor=boss), policy)
    yield manager_desk.on_why(situation(), policy)


def quoted(fields: Mapping[str, Field], said: str) -> dict[str, Field]:
    """The fields with somebody's words looked up, as delivery does."""
    looked_up = {FieldKind.QUOTE, FieldKind.STATEMENT}
    return {name: field._replace(value=said) if field.kind in looked_up else field for name, field in fields.items()}


BURNING = updated(
    begun(
        Crisis(
            id=CrisisId("outage"), began_at=NOW - timedelta(hours=1), lead=LOU, communicator=BEN,
            every=timedelta(hours=1), due_at=NOW, channels=(HELP,), room=ChannelId("slack-T1:C8"), public=HELP,
        ),
        LOU,
        "Logins fail.",
    ).crisis,
    BEN, "We found the cause.", NOW,
).crisis  # fmt: skip
"""Logins fail in #help; Ben writes of it."""
ON_FIRE = CrisisDesk(
    people={BEN: "Ben", LOU: "Lou"}, channels={"help": (HELP,)}, places={"help": HELP},
    room=ChannelId("slack-T1:C8"), card=MessageId("slack-T1:C8:1.1"), public=MessageId(f"{HELP}:1.1"), latest=BURNING,
    timeline=(
        Line(at=NOW - timedelta(hours=1), what=What.BEGAN, by=LOU, person=BEN, text="Logins fail."),
        Line(at=NOW, what=What.UPDATED, by=BEN, text="We found the cause."),
    ),
)  # fmt: skip


def _crisis() -> Iterator[Sequence[Verdict]]:
    policy = crisis.CrisisPolicy()
    on, calm = {"crisis": BURNING, "crisis_desk": ON_FIRE}, {"crisis_desk": replace(ON_FIRE, latest=None)}
    for told in ("", "timeline", "update We found the cause.", "update", "end Mended.", "end", "what"):
        yield crisis.on_crisis(command("crisis", *told.split(), **on), policy)
        yield crisis.on_crisis(command("crisis", *told.split(), **calm), policy)
    yield crisis.on_crisis(command("crisis", "update", "x" * 2001, **on), policy)
    yield crisis.on_update(situation(**on), policy)
    yield crisis.on_roles(situation(**on), policy)

    def form(name: str, **values: str) -> Situation:
        given = {name: (value,) for name, value in values.items()}
        event = FormSubmitted(key="f", at=NOW, account=AccountId(BEN), form=name, values=given)
        return situation(event=event, **(calm if name == "crisis" else on))

    yield crisis.on_form(form("crisis", matter="Logins fail.", public="help"), policy)
    yield crisis.on_form(form("crisis"), policy)
    yield crisis.on_roles_form(form("crisis_roles", lead=str(BEN)), policy)
    yield crisis.on_end_form(form("crisis_end", how="mistake", text="Wrong button."), policy)
    due = BURNING.due_at
    for at in (due - SOON, due, due + LATE):
        gone = replace(ON_FIRE, gone=frozenset({LOU}))
        yield crisis.on_clock(situation(now=at, crisis=BURNING, crisis_desk=gone), policy)
    yield crisis.on_question(situation(**on), policy)


def _greeting() -> Iterator[Sequence[Verdict]]:
    policy, new = welcome.WelcomePolicy(), replace(THREAD, modes=QuestionModes.NONE)
    first = {"shown": {Arrival: Arrival(has_read_for_long=True)}, "is_first_message": True}
    yield welcome.on_said(situation(thread=new, **first), policy)
    yield welcome.on_greet(situation(thread=new, shown={Greeters: Greeters(ready=(HELPER,), number=1)}), policy)
    greets = {Greets: Greets(entry=Greeter(member=BEN, since=NOW).to_entry())}
    for shown in ({Greets: Greets()}, greets):
        yield welcome.on_greet_command(situation(shown=shown), policy)
        yield welcome.on_no(situation(shown=shown), policy)
    yield welcome.on_yes(situation(), policy)
    yield welcome.on_yes(situation(actor=person(LOU)), policy)


def _levels() -> Iterator[Sequence[Verdict]]:
    policy = levels.LevelsPolicy(on=True, tells=True, board=True)
    days = frozenset(date(2026, 2, day) for day in range(1, 11))
    done = tuple(
        Contribution(id=str(n), member=BEN, kind="answer", thread=ThreadId(MessageId(f"{HELP}:{n}")), at=NOW, points=10)
        for n in range(12)
    )
    record = Record(member=BEN, helped=12, evidence=done)
    who = Somebody(member=BEN, days=days, record=record, before=Reached(member=BEN))
    yield levels.on_daily(situation(shown={Standings: Standings(people=(who,))}), policy)
    has = Reached(member=BEN, level=3, since=NOW, badges={"answers_1": NOW, "answers_10": NOW})
    counts = dict.fromkeys(has.badges, 5)
    full = Board(named=(has,), seen=(has,), levels={3: 5}, badges=counts, own=has, is_named=True)
    for board, dials in (
        (full, policy), (Board(own=has), policy), (full, replace(policy, board=False)), (full, replace(policy, on=False)),
        (Board(), replace(policy, board=False)),
    ):  # fmt: skip
        yield levels.on_board(situation(shown={Board: board}), dials)
        yield levels.on_levels(situation(shown={Board: board}), dials)
    yield levels.on_name_me_not(situation(shown={Board: full}), policy)


def _for_managers() -> Iterator[Sequence[Verdict]]:
    thanks = Deserved(member=BEN, helped=3, topics=("webhooks",), thanked=2, welcomed=1, where=ROOT, first_at=NOW)
    month = {LastMonth: LastMonth(people=(thanks,), channels=(HELP,))}
    first = NOW.replace(month=4, day=1)
    yield monthly_thanks.on_daily(situation(now=first, shown=month), monthly_thanks.MonthlyThanksPolicy(channel="help"))
    some = tuple(Changed(member=BEN, is_back=is_back, since=date(2026, 2, 1)) for is_back in (True, False))
    missed = {Changes: Changes(named=some, others_quiet=6, others_back=5)}
    yield gone_quiet.on_daily(situation(shown=missed), gone_quiet.GoneQuietPolicy())
    few = {Topics: Topics(found=(Dependency(topic="webhooks", factor=2, answers=40),))}
    yield dependency.on_daily(situation(shown=few), dependency.DependencyPolicy())
    shares = Share(hits=450, of=900), Share(hits=80, of=100)
    found = uplift(*shares)
    harm = tuple(
        Compare(step=step, measure=measure, since=NOW, acted=shares[0], left_alone=shares[1], found=found)
        for step, measure in MEASURES.items()
    )
    for stops in (True, False):
        policy = did_it_help.DidItHelpPolicy(stops=stops)
        yield did_it_help.on_daily(situation(shown={Comparisons: Comparisons(steps=harm)}), policy)
    made = replace(DECISION, play=did_it_help.NAME, evidence={"step": "peer_prompt"})
    yield did_it_help.on_step_on(situation(actor=person(BEN, Role.MANAGER), decision=made), policy)


def _wished() -> Iterator[Sequence[Verdict]]:
    policy, now = product_wish.ProductWishPolicy(team="api", in_thread=True), NOW
    old = now - timedelta(days=2)
    known = {"thread": ROOT, "message": ANSWER, "insight": "k7vq2m4z", "at": old, "member": BEN}
    wish = Wish(id="w", kind=Kind.WISH, leave=Leave.NAMED, **known)  # type: ignore[arg-type]
    alike = replace(wish, id="w2", member=LOU, kind=Kind.NEED, leave=Leave.UNASKED, alike=62)
    one, other = Insight(id="k7vq2m4z", at=old, topics=("webhooks",)), Insight(id="p3xa", at=old, shown="so")
    mine = vote("k7vq2m4z", ANA, old)
    seen = Insights(
        insights={"k7vq2m4z": one, "p3xa": other}, wishes=(wish, alike), votes=(mine,), room=HELP,
        product=frozenset({LOU}),
    )  # fmt: skip

    def shown(under: str = "", who: MemberId = BEN, of: Insights = seen, **more: object) -> Situation:
        row = OutboxRow(
            id=OutboxId("o"), decision=DECISION.id, workspace=WorkspaceId("sandbox"), op="say", lane=2, body={},
            created_at=NOW, slot=under,
        )  # fmt: skip
        return situation(shown={Insights: of}, control_row=row, actor=person(who), **more)

    yield product_wish.on_daily(shown(), policy)
    passed = replace(seen, wishes=tuple(replace(each, state="passed") for each in (wish, alike)))
    gone = replace(one, stage=Stage.SHIPPED, decided_at=NOW)
    yield product_wish.on_daily(shown(of=replace(passed, insights={one.id: gone})), policy)
    controls = product_wish.PLAY.on_control
    for control, under, who in (
        ("wish_named", "wish:w", BEN), ("wish_words", "wish:w", BEN), ("wish_no", "wish:w", BEN),
        ("wish_vote", "vote:k7vq2m4z", ANA), ("wish_vote", "vote:k7vq2m4z", BEN), ("wish_vote", "", BEN),
        ("wish_choose", "", BEN), ("wish_planned", "insight:k7vq2m4z", LOU), ("wish_planned", "", BEN),
        ("wish_join", "insight:k7vq2m4z", LOU), ("wish_join", "insight:p3xa", LOU),
    ):  # fmt: skip
        of = passed if under != "insight:p3xa" else replace(passed, insights={"p3xa": other})
        yield controls[control](shown(under, who, of), policy)
    yield product_wish.on_vote(shown("vote:k7vq2m4z", of=replace(passed, out=frozenset({BEN}))), policy)
    named = Themes(themes=(Theme(id="t", at=old, insights=(one.id,), name="Retry webhooks", stand=Stand.CONFIRMED),))
    yield product_wish.on_wishes(situation(shown=showing(passed, named), actor=person(BEN)), policy)
    yield product_wish.on_wishes(situation(shown=showing(passed, named), actor=person(LOU, Role.STAFF)), policy)
    yield product_wish.on_wishes(shown(of=Insights()), policy)
    event = FormSubmitted(key="f", at=NOW, account=AccountId(BEN), form="wish_choose", values={})
    yield product_wish.on_choose_form(shown(of=passed, event=event), policy)


def _themes() -> Iterator[Sequence[Verdict]]:
    policy, old = wish_themes.WishThemesPolicy(), NOW - timedelta(days=2)
    wishes = tuple(
        Wish(id=f"w{name}", at=old, member=who, thread=ROOT, message=ANSWER, kind=Kind.WISH, insight=name, state="passed")
        for name, who in (("k7vq2m4z", BEN), ("p3xa5tyu", LOU))
    )  # fmt: skip
    both = {name: Insight(id=name, at=old, topics=("webhooks",), shown="so") for name in ("k7vq2m4z", "p3xa5tyu")}
    seen = Insights(insights=both, wishes=wishes, room=HELP, product=frozenset({LOU}))
    told = tuple(
        ThemeTold(
            insight=each.insight, wishes=(each.id,), people=frozenset({each.member}), words="retry failed webhooks"
        )
        for each in wishes
    )
    one = Theme(id="t", at=old, insights=tuple(both), name="Retry webhooks", wishes=("gone",))
    row = OutboxRow(
        id=OutboxId("o"), decision=DECISION.id, workspace=WorkspaceId("sandbox"), op="say", lane=2, body={},
        created_at=NOW, slot="theme:t",
    )  # fmt: skip

    def shown(of: Themes, who: MemberId = LOU, **more: object) -> Situation:
        return situation(shown=showing(seen, of), control_row=row, actor=person(who), **more)

    yield wish_themes.on_daily(shown(Themes(told=told)), policy)
    yield wish_themes.on_daily(shown(Themes(themes=(one,), told=told[:1])), policy)
    groups = (("Retry webhooks", tuple(both)),)
    event = ModelAnswered(
        key="m", at=NOW, thread=wish_themes.ABOUT, use="themes", asked_at=NOW, groups=groups, model="small"
    )
    yield wish_themes.on_model(shown(Themes(told=told), event=event), policy)
    here = Themes(themes=(one,), told=told)
    for control in wish_themes.PLAY.on_control.values():
        yield control(shown(here), policy)
        yield control(shown(here, BEN), policy)
    for name, holds in (("Retry webhooks", ("k7vq2m4z",)), ("", ()), ("Retry webhooks", ())):
        form = FormSubmitted(
            key="f", at=NOW, account=AccountId(LOU), form="theme_change", values={"theme": (name,), "holds": holds}
        )
        yield wish_themes.on_change_form(shown(here, event=form), policy)


def _strategy() -> Iterator[Sequence[Verdict]]:
    yield from spoken_strategy.polled(situation())
    yield from spoken_strategy.proposed(situation())
    yield from spoken_strategy.told_the_council(situation())


def _news() -> Iterator[Sequence[Verdict]]:
    policy = new_names_and_topics.NewNamesAndTopicsPolicy()
    news = new_names_and_topics.News(wanted=(BEN,), newcomers=12, words=("timeout",), topics=("webhooks",))
    yield new_names_and_topics.on_daily(situation(shown={new_names_and_topics.News: news}), policy)
    yield new_names_and_topics.on_news(
        situation(shown={new_names_and_topics.News: replace(news, is_wanted=True)}), policy
    )
    for said in (("news",), ("news", "on"), ("news", "off")):
        yield new_names_and_topics.on_news(command(*said), policy)


INVITED = new_invitation(
    SalesCase(thread=ROOT, at=NOW, asker=ANA), BEN, Occasion.MIGRATION, ("moving from",), NOW - timedelta(hours=1)
)
"""Ben of sales is invited to Ana's question."""
SELLING = replace(
    POLICY,
    dry_run=False,
    employer="Quarry Lane Ltd",
    stories={"hills": Story(name="hills", title="How a farm moved", link="https://quarry.example/hills")},
)


def desk(*invitations: Invitation, **changes: object) -> SalesDesk:
    """What is known of Ana's question and of Ben."""
    values: dict[str, object] = {
        "sellers": (Seller(member=BEN, at=NOW),),
        "own": Seller(member=BEN, at=NOW),
        "zones": {BEN: "Europe/Berlin"},
        "invitations": invitations,
        "theirs": invitations,
        "cards": {one.id: Card(decision=DECISION.id, is_waiting=False) for one in invitations},
        "case": SalesCase(thread=ROOT, at=NOW, asker=ANA),
        "asker": Asker(known_since=NOW - timedelta(days=90), has_agreed=True),
        "asked": "We are moving from Fieldbook. How do we take our history along?",
        **changes,
    }
    return SalesDesk(**values)  # type: ignore[arg-type]


def of_sales(found: SalesDesk, **changes: object) -> Situation:
    """Ben of sales, and the question that Lou has answered."""
    channel = Channel(id=HELP, name="help", kind="text", threading=Threading.NATIVE)
    values: dict[str, object] = {
        "thread": replace(ANSWERED, first_reply_at=NOW - timedelta(hours=1)),
        "actor": person(BEN, Role.SALES),
        "policy": SELLING,
        "channel": channel,
        "shown": {SalesDesk: found, Speakers: Speakers(by_topic={"webhooks": (LOU,)})},
        **changes,
    }
    return situation(**values)


def _sales() -> Iterator[Sequence[Verdict]]:
    policy = SalesPromptPolicy()
    yield sales_prompt.on_invite(of_sales(desk()), policy)
    for hook in (invited.on_join, invited.on_pass, invited.on_unfitting):
        yield hook(of_sales(desk(INVITED)), policy)
    joined = replace(INVITED, state=Invited.JOINED, joined_at=NOW)
    other = replace(joined, id="other", seller=LOU)
    yield invited.on_join(of_sales(desk(INVITED, other)), policy)
    yield invited.on_join(of_sales(desk()), policy)
    yield invited.on_outcome(of_sales(desk(joined)), policy)
    event = ControlUsed(key="c", at=NOW, account=AccountId(BEN), control="sales_helped")
    yield invited.on_told(of_sales(desk(joined), event=event), policy)
    yield sales_prompt.on_reply(of_sales(desk(joined), message=REPLY, text="Two of them did that."), policy)
    yield from _enrolling()
    yield from _for_others()
    yield from _invitation_figures(joined)


def _enrolling() -> Iterator[Sequence[Verdict]]:
    policy = SalesPromptPolicy()
    yield enrolling_sales.on_settings(of_sales(desk()), policy)
    yield enrolling_sales.on_settings(situation(), policy)
    yield enrolling_sales.on_stop(of_sales(desk()), policy)
    for values in ({"a_week": ("2_a_week",)}, {"away_until": ("soon",)}):
        sent = FormSubmitted(key="f", at=NOW, account=AccountId(BEN), form=enrolling_sales.FORM, values=values)
        yield enrolling_sales.on_form(of_sales(desk(), event=sent), policy)
    for said in (("no", "sales"), ("no",)):
        yield enrolling_sales.on_no(command(*said, shown={SalesDesk: desk(INVITED)}), policy)
    yield enrolling_sales.on_yes(command("yes", "sales"), policy)


def _invitation_figures(joined: Invitation) -> Iterator[Sequence[Verdict]]:
    policy, boss = SalesPromptPolicy(), person(BEN, Role.MANAGER)
    decided = tuple(replace(INVITED, id=str(n), state=Invited.UNFITTING) for n in range(10))
    early = SalesRecord(invitations=decided)
    yield sales_prompt.on_daily(situation(shown={SalesRecord: early}), policy)
    names = [ThreadId(MessageId(f"{HELP}:{n}")) for n in range(50)]
    cases = tuple(
        SalesCase(thread=name, at=NOW, asker=MemberId(name), went_on=True, is_left_alone=n > 20)
        for n, name in enumerate(names)
    )
    some = tuple(replace(joined, id=name, thread=name, went_on=True) for name in names[:21])
    enough = SalesRecord(invitations=some, cases=cases)
    for record in (early, enough):
        shown = {SalesRecord: record}
        yield enrolling_sales.on_sales(command("sales", "figures", actor=boss, shown=shown), policy)
    yield enrolling_sales.on_sales(command("sales", "figures"), policy)


def _drafts() -> Iterator[Sequence[Verdict]]:
    policy = check_draft.CheckDraftPolicy()
    for said in ("", "Book a demo with me!", "I work at Quarry Lane. Take the export first and compare the counts."):
        yield check_draft.on_command(command("check-draft", *said.split()), policy)
    event = FormSubmitted(key="f", at=NOW, account=AccountId(BEN), form=check_draft.NAME)
    yield check_draft.on_form(situation(event=event), policy)
