"""What members are told about their own data, and what each word and button of theirs leads to."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from engagement.actions import Action, Reply
from engagement.decisions import Act, Verdict
from engagement.events import CommandGiven, ControlUsed
from engagement.ids import AccountId, MemberId, WorkspaceId
from engagement.linking import LinkTry
from engagement.modelling.asking import Use
from engagement.modelling.dials import ModelPolicy
from engagement.own_acts import (
    ComeBack,
    ForgetMember,
    ForgetWords,
    JoinAccounts,
    KeepCode,
    PartAccount,
    SaveHelper,
    SetConsent,
)
from engagement.own_data import OwnData
from engagement.people import Account, Helper, Purpose
from engagement.plays.privacy import PLAY, PrivacyPolicy
from engagement.privacy import AboutMember, Consent
from engagement.records import Words
from engagement.situation import Situation
from tests.engagement.made_up import HELP, NOON, PEER, message, mid, person, situation, tid

DIALS = PrivacyPolicy()
MINE = AccountId(PEER)
OTHER = AccountId("discord-7:peer")
HELPER = Helper(member=PEER, topics=("api",))
ACCOUNT = Account(id=MINE, member=PEER, name="Peer")
ABOUT = AboutMember(
    member=PEER, accounts=(ACCOUNT,), first_seen_at=NOON, messages=2,
    words=(Words(message=mid("a"), thread=tid("q"), author=PEER, text="Use the token.", kept_from=NOON),),
)  # fmt: skip
HERE, THERE = WorkspaceId("slack-T1"), WorkspaceId("discord-7")


def told(*said: str, own: OwnData | None = None, helper: Helper | None = None) -> Situation:
    event = CommandGiven(key="c", at=NOON, account=MINE, channel=HELP, words=("privacy", *said))
    return situation(event=event, actor=person(PEER, helper=helper), own=own or OwnData(about=ABOUT))


def said(*words: str, **more: Any) -> Sequence[Verdict]:
    return PLAY.on_command["privacy"](told(*words, **more), DIALS)


def pressed(control: str, **more: Any) -> Sequence[Verdict]:
    event = ControlUsed(key="c", at=NOON, account=MINE, control=control)
    return PLAY.on_control[control](replace(told(**more), event=event), DIALS)


def actions(verdicts: Sequence[Verdict]) -> list[Action]:
    return [verdict.action for verdict in verdicts if isinstance(verdict, Act)]


def replies(verdicts: Sequence[Verdict]) -> list[Reply]:
    return [action for action in actions(verdicts) if isinstance(action, Reply)]


def consents(verdicts: Sequence[Verdict]) -> dict[Purpose, bool]:
    return {a.purpose: a.is_given for a in actions(verdicts) if isinstance(a, SetConsent)}


@pytest.mark.parametrize("words", [(), ("show",), ("Show!",), ("SHOW", "me")])
def test_without_more_words_it_shows_what_is_kept(words: tuple[str, ...]) -> None:
    (shown,) = replies(said(*words))
    assert shown.text == "privacy.show"
    assert shown.controls == ("privacy_export", "privacy_stop", "privacy_erase", "privacy_link")
    kinds = {item["kind"].value: item for item in shown.items}
    assert {kind: item["number"].value for kind, item in kinds.items()} == {
        "accounts": "1",
        "messages": "2",
        "words": "1",
    }
    assert kinds["words"]["until"].value == (NOON + timedelta(days=30)).isoformat()
    assert kinds["messages"]["until"].value == ""
    assert shown.fields["switched_on"].value == "own_questions, metrics"


def test_whoever_stopped_everything_sees_that_and_can_take_it_back() -> None:
    no = Consent(purpose=Purpose.METRICS, is_given=False, at=NOON)
    (shown,) = replies(said(own=OwnData(about=replace(ABOUT, consents=(no,)))))
    assert shown.text == "privacy.show_stopped"
    assert "privacy_start" in shown.controls
    assert "metrics" in shown.fields["switched_off"].value


@pytest.mark.parametrize("word", ["show", "export"])
def test_whoever_nothing_is_known_of_is_told_so(word: str) -> None:
    (shown,) = replies(said(word, own=OwnData(about=AboutMember(member=PEER))))
    assert shown.text == "privacy.nothing"


def test_a_possible_twin_is_named_by_platform_only() -> None:
    _, twin = replies(said(own=OwnData(about=ABOUT, twins=(THERE,))))
    assert twin.text == "privacy.twin"
    assert {name: field.value for name, field in twin.fields.items()} == {"platform": "Discord"}


@pytest.mark.parametrize(
    ("words", "part", "text"),
    [
        (("export",), "1", "privacy.export"),
        (("export", "1"), "1", "privacy.export"),
        (("export 2",), "2", "privacy.export"),
        (("export", "99"), "5", "privacy.export_last"),
        (("export", "0"), "1", "privacy.export"),
        (("export", "two"), "1", "privacy.export"),
        (("export", "²"), "1", "privacy.export"),
    ],
)
def test_the_export_comes_in_parts(words: tuple[str, ...], part: str, text: str) -> None:
    messages = tuple(message(f"m{number}", PEER, number) for number in range(80))
    (shown,) = replies(said(*words, own=OwnData(about=ABOUT, messages=messages)))
    assert (shown.text, shown.fields["part"].value, shown.fields["parts"].value) == (text, part, "5")


@pytest.mark.parametrize("way", ["word", "button"])
@pytest.mark.parametrize("helper", [None, HELPER, replace(HELPER, is_active=False)])
def test_stop_says_no_to_everything_and_drops_the_words(way: str, helper: Helper | None) -> None:
    verdicts = said("stop", helper=helper) if way == "word" else pressed("privacy_stop", helper=helper)
    assert consents(verdicts) == dict.fromkeys(Purpose, False)
    assert ForgetWords(member=PEER) in actions(verdicts)
    saved = [a.helper.is_active for a in actions(verdicts) if isinstance(a, SaveHelper)]
    assert saved == ([False] if helper is HELPER else [])
    assert [reply.text for reply in replies(verdicts)] == ["privacy.stopped"]


@pytest.mark.parametrize("verdicts", [said("start"), pressed("privacy_start")])
def test_start_takes_it_back_but_enrols_nobody(verdicts: Sequence[Verdict]) -> None:
    assert consents(verdicts) == {Purpose.OWN_QUESTIONS: True, Purpose.METRICS: True}
    assert ComeBack(account=MINE) in actions(verdicts)
    assert [reply.text for reply in replies(verdicts)] == ["privacy.started"]


@pytest.mark.parametrize("verdicts", [said("erase"), said("erase", "now"), pressed("privacy_erase")])
def test_erasing_asks_first(verdicts: Sequence[Verdict]) -> None:
    assert [(reply.text, reply.controls[0]) for reply in replies(verdicts)] == [("privacy.erase", "privacy_erase_yes")]
    assert len(actions(verdicts)) == 1


@pytest.mark.parametrize(
    "verdicts", [said("erase", "yes"), said("erase YES"), said("erase", "sí"), pressed("privacy_erase_yes")]
)
def test_a_yes_erases_and_gives_the_receipt_directly(verdicts: Sequence[Verdict]) -> None:
    assert actions(verdicts) == [ForgetMember(member=PEER), Reply(text="privacy.erased")]


@pytest.mark.parametrize("way", ["word", "button"])
def test_linking_gives_a_code_for_a_quarter_of_an_hour(way: str) -> None:
    own = OwnData(about=ABOUT, fresh_code="ABCD-EFGH-JKMN")
    verdicts = said("link", own=own) if way == "word" else pressed("privacy_link", own=own)
    keep, reply = actions(verdicts)
    assert keep == KeepCode(account=MINE, code="ABCD-EFGH-JKMN", until=NOON + timedelta(minutes=15))
    assert isinstance(reply, Reply)
    assert reply.fields["code"].value == "ABCD-EFGH-JKMN"


@pytest.mark.parametrize(
    ("tried", "text"),
    [
        (LinkTry(), "link_wrong"),
        (LinkTry(wrong_before=4), "link_wrong"),
        (LinkTry(wrong_before=5), "link_spent"),
        (LinkTry(wrong_before=5, of=OTHER, member=MemberId(OTHER)), "link_spent"),
        (LinkTry(of=MINE, member=PEER), "link_same"),
        (LinkTry(of=OTHER, member=PEER), "link_twice"),
        (LinkTry(of=OTHER, member=MemberId(OTHER), workspaces=frozenset({HERE, THERE}), own_workspaces=frozenset({HERE})), "link_here"),
    ],
)  # fmt: skip
def test_a_code_that_joins_nothing_is_answered_plainly(tried: LinkTry, text: str) -> None:
    verdicts = said("link", "CODE", own=OwnData(about=ABOUT, tried=tried))
    assert [reply.text for reply in replies(verdicts)] == [f"privacy.{text}"]
    assert len(actions(verdicts)) == 1


def test_the_last_tries_are_counted_down() -> None:
    (reply,) = replies(said("link", "CODE", own=OwnData(about=ABOUT, tried=LinkTry(wrong_before=4))))
    assert reply.fields["left"].value == "0"


def test_a_right_code_joins_the_accounts() -> None:
    there = frozenset({THERE})
    tried = LinkTry(of=OTHER, member=MemberId(OTHER), workspaces=there, own_workspaces=frozenset({HERE}))
    join, reply = actions(said("link", "CODE", own=OwnData(about=ABOUT, tried=tried)))
    assert join == JoinAccounts(member=PEER, into=MemberId(OTHER), code_of=OTHER)
    assert isinstance(reply, Reply)
    assert reply.text == "privacy.linked"


@pytest.mark.parametrize(
    ("accounts", "parts", "text"),
    [(1, [], "unlink_nothing"), (2, [PartAccount(account=MINE, member=PEER)], "unlinked")],
)
def test_unlinking_parts_what_is_joined(accounts: int, parts: list[Action], text: str) -> None:
    own = OwnData(about=replace(ABOUT, accounts=(ACCOUNT,) * accounts))
    for verdicts in (said("unlink", own=own), pressed("privacy_unlink", own=own)):
        assert [a for a in actions(verdicts) if not isinstance(a, Reply)] == parts
        assert [reply.text for reply in replies(verdicts)] == [f"privacy.{text}"]


def test_an_unknown_word_is_answered_with_those_there_are() -> None:
    assert [reply.text for reply in replies(said("everything"))] == ["privacy.usage"]


def test_without_the_data_it_is_a_bug_and_no_answer() -> None:
    with pytest.raises(LookupError):
        PLAY.on_command["privacy"](replace(told("show"), own=None), DIALS)


MODEL = ModelPolicy(name="small", uses=(Use.DRAFT,), provider="models.example")
ALL_THREE = "draft, summary, similarity"
AGREED = replace(ABOUT, consents=(Consent(purpose=Purpose.MODEL_USE, is_given=True, at=NOON),))


def of_model(*words: str, about: AboutMember = ABOUT, model: ModelPolicy = MODEL) -> list[Action]:
    asked = told(*words, own=OwnData(about=about))
    asked = replace(asked, policy=replace(asked.policy, model=model))
    return actions(PLAY.on_command["privacy"](asked, DIALS))


def test_who_is_told_what_they_write_stands_beside_what_is_kept() -> None:
    for about, text in ((ABOUT, "privacy.model_is_off"), (AGREED, "privacy.model_is_on")):
        shown = of_model("show", about=about)[-1]
        assert isinstance(shown, Reply)
        assert (shown.text, shown.fields["provider"].value) == (text, "models.example")
        assert shown.fields["runs"].value == "elsewhere"


def test_a_model_of_the_community_s_own_is_said_to_be_one() -> None:
    own = replace(MODEL, provider="localhost", is_at_home=True)
    for said in ((), ("yes",)):
        reply = of_model("model", *said, model=own)[-1]
        assert isinstance(reply, Reply)
        assert (reply.fields["provider"].value, reply.fields["runs"].value) == ("localhost", "at_home")


def test_everything_that_the_model_is_told_words_for_is_named_and_nothing_else() -> None:
    some = replace(MODEL, uses=(Use.PERSONA, Use.SUMMARY, Use.SIMILARITY, Use.DRAFT))
    for model, told in ((MODEL, "draft"), (some, "draft, summary"), (replace(some, embeddings="places"), ALL_THREE)):
        (reply,) = of_model("model", model=model)
        assert isinstance(reply, Reply)
        assert reply.fields["used_for"].value == told
    (reply,) = of_model("model", "yes", model=replace(MODEL, uses=(Use.SIMILARITY,)))
    assert isinstance(reply, Reply)
    assert reply.text == "privacy.model_none", "no model places texts, so nobody is told any"


def test_without_a_model_nothing_is_said_of_one() -> None:
    assert len(of_model("show", model=ModelPolicy())) == 1
    (reply,) = of_model("model", "yes", model=ModelPolicy())
    assert isinstance(reply, Reply)
    assert reply.text == "privacy.model_none"


@pytest.mark.parametrize(("word", "is_given"), [("yes", True), ("Ja!", True), ("no", False), ("nein", False)])
def test_a_member_says_yes_and_no_to_a_model(word: str, is_given: bool) -> None:  # noqa: FBT001
    consent, reply = of_model("model", word)
    assert consent == SetConsent(member=PEER, purpose=Purpose.MODEL_USE, is_given=is_given)
    assert isinstance(reply, Reply)
    assert reply.text == ("privacy.model_yes" if is_given else "privacy.model_no")


def test_a_no_counts_also_where_no_model_is_used() -> None:
    assert of_model("model", "no", model=ModelPolicy())[0] == SetConsent(
        member=PEER, purpose=Purpose.MODEL_USE, is_given=False
    )


def test_something_else_after_model_changes_nothing() -> None:
    (reply,) = of_model("model", "maybe")
    assert isinstance(reply, Reply)
    assert reply.text == "privacy.model_is_off"
