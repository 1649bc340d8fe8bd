"""Whose words a model is told, and under which names."""

from engagement.ids import MemberId, MessageId, ThreadId
from engagement.modelling.material import (
    MOST_PASSAGES,
    Material,
    Said,
    Solved,
    for_draft,
    for_likeness,
    for_opinion,
    for_summary,
    for_themes,
)

ADA, BEN, CYD = MemberId("slack-T1:U1"), MemberId("slack-T1:U2"), MemberId("slack-T1:U3")
NAMES = {ADA: "Ada Lovelace", BEN: "Benjamin", CYD: "Cydney"}
T1, T2 = ThreadId(MessageId("slack-T1:C1:1")), ThreadId(MessageId("slack-T1:C1:2"))


def said(member: MemberId, words: str) -> Said:
    return Said(member=member, name=NAMES[member], words=words)


ASKED = said(ADA, "How do I pair it, Benjamin? My mail is ada@example.org")
SOLVED = Solved(thread=T1, question=said(CYD, "Pairing?"), answer=said(BEN, "Hold the button, Cydney"))


def test_a_draft_is_made_of_words_of_those_alone_who_agreed() -> None:
    found = for_draft(ASKED, [SOLVED, Solved(thread=T2, question=None, answer=said(CYD, "secret words"))], {ADA, BEN})
    assert isinstance(found, Material)
    assert [(each.id, each.by, each.words) for each in found.passages] == [
        ("question", "Member 1", "How do I pair it, Member 3? My mail is [e-mail]"),
        ("s1", "Member 3", "Hold the button, Member 2"),
    ]
    assert (found.threads, found.left_out) == ({"s1": T1}, 1)


def test_the_earlier_question_is_told_where_its_asker_agreed() -> None:
    found = for_draft(ASKED, [SOLVED], {ADA, BEN, CYD})
    assert isinstance(found, Material)
    assert found.passages[1].words == "Asked: Pairing?\nAnswered: Hold the button, Member 2"


def test_whoever_is_named_in_it_and_wrote_elsewhere_in_the_conversations_is_a_pseudonym_too() -> None:
    dora, asked = MemberId("slack-T1:U4"), said(ADA, "Dora says: hold it. Does it work?")
    about = {ADA: "Ada Lovelace", dora: "Dora"}
    told = (
        for_draft(asked, [SOLVED], {ADA, BEN}, about),
        for_likeness(asked, [(T1, said(BEN, "Pairing, Dora?"))], {ADA, BEN}, about, least=1),
        for_opinion(asked, {ADA}, about),
    )
    for found in told:
        assert isinstance(found, Material)
        assert "Does it work?" in found.passages[0].words
        assert not any("Dora" in each.words for each in found.passages)


def test_nobody_is_asked_without_the_yes_of_whoever_asks_and_of_one_who_answered() -> None:
    assert for_draft(ASKED, [SOLVED], {BEN}) == "whoever asks did not agree to a model"
    assert for_draft(ASKED, [SOLVED], {ADA}) == "nobody whose answer helped earlier agreed to a model"
    assert for_draft(ASKED, [], {ADA}) == "nobody whose answer helped earlier agreed to a model"
    assert for_summary(T1, [ASKED], {BEN}) == "whoever asks did not agree to a model"
    assert for_opinion(ASKED, {BEN}) == "whoever wrote this did not agree to a model"


def test_of_a_conversation_what_others_wrote_is_left_out_and_counted() -> None:
    found = for_summary(T1, [ASKED, said(CYD, "secret words"), said(BEN, "Hold it")], {ADA, BEN})
    assert isinstance(found, Material)
    assert [(each.id, each.words) for each in found.passages] == [
        ("m1", "How do I pair it, Member 3? My mail is [e-mail]"),
        ("m2", "Hold it"),
    ]
    assert (found.left_out, set(found.threads.values())) == (1, {T1})


def test_each_passage_of_a_conversation_is_known_by_its_message() -> None:
    first, second = (Said(member=ADA, name="Ada", words="Pairing?", message=MessageId(f"{T1}{n}")) for n in (1, 2))
    found = for_summary(T1, [first, second], {ADA})
    assert isinstance(found, Material)
    assert found.messages == {"m1": first.message, "m2": second.message}


def test_of_a_long_one_the_beginning_and_the_end_are_told() -> None:
    found = for_summary(T1, [said(ADA, f"number {nth} of many") for nth in range(100)], {ADA})
    assert isinstance(found, Material)
    assert len(found.passages) == MOST_PASSAGES
    assert [found.passages[0].words, found.passages[-1].words] == ["number 0 of many", "number 99 of many"]


def test_one_message_is_told_alone() -> None:
    found = for_opinion(ASKED, {ADA})
    assert isinstance(found, Material)
    assert [each.id for each in found.passages] == ["question"]


def test_names_are_told_apart_and_nobody_without_a_name_is_a_hole() -> None:
    nameless = Said(member=CYD, name=" ", words="Hold it")
    found = for_summary(T1, [ASKED, nameless], {ADA, CYD})
    assert isinstance(found, Material)
    assert [each.by for each in found.passages] == ["Member 1", "Member"]


def test_wishes_are_told_without_names_or_ids_and_of_those_alone_who_agreed() -> None:
    some = {"i1": [ASKED, said(CYD, "secret words")], "i2": [said(BEN, "x" * 400)], "i3": [said(CYD, "more")]}
    found = for_themes(some, {ADA, BEN}, {BEN: NAMES[BEN]})
    assert isinstance(found, Material)
    assert [(each.id, each.by) for each in found.passages] == [("w1", "Member"), ("w2", "Member")]
    assert found.passages[0].words == "How do I pair it, Member 3? My mail is [e-mail]"
    assert len(found.passages[1].words) == 300
    assert (found.things, found.left_out) == ({"w1": "i1", "w2": "i2"}, 2)
    assert for_themes(some, {ADA}, {}) == "too few of those who wished for something agreed to a model"
