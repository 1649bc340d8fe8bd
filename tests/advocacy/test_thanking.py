"""Thanks are told from what only sounds like them, and go to the right people."""

import time

import pytest

from advocacy.thanking import called_in, thanks_in, whom
from engagement.ids import ChannelId, MemberId
from engagement.threads import Message
from tests.engagement.made_up import ASKER, PEER, at, mid, tid

OTHER, THIRD = MemberId("slack-T1:U7"), MemberId("slack-T1:U8")


@pytest.mark.parametrize(
    "text",
    [
        "Thanks!", "thank you so much, @ana", "thx a lot", "ok ty", "TY good to know", "Cheers!", "🙏", "oh great, cheers",
        "That did it, many thanks for the pointer.", "I really appreciate your help", "Much appreciated!",
        "Kudos to @ana for the fix", "Thanks to @ana the build is green", "Thanks to both of you",
        "Thanks! Is there also a way to do it in bulk?", "no need to look any further, thanks!",
        "Just wanted to say thanks for the docs", "Thanks a lot, that's perfect", "How did I miss that? Thanks, ana.",
        "Vielen Dank, das war's!", "Danke schön, jetzt läuft es", "Dankeschön!", "danke dir @ana", "Besten Dank euch",
        "¡Muchas gracias, @ana! Ya funciona.", "gracias por la ayuda", "Te agradezco mucho la explicación",
        "Merci beaucoup, ça marche !", "Merci pour le lien", "merci de ton aide", "Je te remercie",
        "Muito obrigada pela ajuda!", "Valeu, funcionou", "Grazie mille, funziona", "Ti ringrazio molto",
        "Bedankt, dat werkt!", "Dank je wel voor de tip", "dankjewel @ana",
    ],
)  # fmt: skip
def test_thanks_are_heard(text: str) -> None:
    assert thanks_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "Thanks in advance!", "How do I turn this off? Thanks!", "Could somebody look at this? Many thanks",
        "Please file an issue. Thank you!", "no thanks", "No, thank you.", "Thanks for asking", "thanks for nothing",
        "Thank god it is Friday", "thankfully it was only the cache", "Thanks to the new release it is fast",
        "Any help would be much appreciated", "I would appreciate your help", "Happy Thanksgiving!",
        "Thanks for coming, everybody", "Thank you for your patience", "glad it helped, thanks", "> Thanks!\nfor what?",
        "use `thanks()` there", "see https://example.org/thanks", "the type is ty", "he said thanks and left",
        "We use props for that", "commercially it is appreciated as a tool", "which ty do I need?", "great, works now",
        "Nein danke", "Gott sei Dank", "Danke im Voraus!", "Kann mir jemand helfen? Danke", "dank des Updates läuft es",
        "no gracias", "gracias a dios", "Gracias de antemano", "gracias a la nueva versión va rápido",
        "Merci d'avance", "merci de me répondre", "non merci", "merci à la nouvelle version",
        "não obrigado", "Obrigado desde já", "grazie in anticipo", "no grazie", "Alvast bedankt", "nee bedankt", "",
    ],
)  # fmt: skip
def test_what_only_sounds_like_thanks_is_none(text: str) -> None:
    assert not thanks_in(text)


def test_a_long_text_without_thanks_is_told_at_once() -> None:
    began = time.perf_counter()
    for _ in range(200):
        thanks_in("a dank and thankless town of empty properties, " * 80)
    assert time.perf_counter() - began < 2.0


def _said(name: str, author: MemberId, minute: int, **more: object) -> Message:
    return Message(
        id=mid(name), channel=ChannelId("slack-T1:C1"), thread=tid("q"), author=author, at=at(minute), **more  # type: ignore[arg-type]
    )  # fmt: skip


BEFORE = [
    _said("q", ASKER, 0),
    _said("a", PEER, 1),
    _said("b", ASKER, 2),
    _said("c", OTHER, 3),
    _said("bot", MemberId("slack-T1:UBOT"), 4, is_bot=True),
]
THANKS = _said("t", ASKER, 5)


def test_the_one_who_answered_since_ones_own_last_words_is_meant() -> None:
    assert whom(THANKS, BEFORE) == (OTHER,)
    assert whom(THANKS, [*BEFORE, _said("d", THIRD, 4)]) == (THIRD, OTHER)


def test_whoever_is_named_comes_first_and_those_of_the_conversation_before_all() -> None:
    assert whom(_said("t", ASKER, 5, addressed=(PEER, THIRD)), BEFORE) == (PEER,)
    assert whom(_said("t", ASKER, 5, addressed=(THIRD, THIRD)), BEFORE) == (THIRD,)
    crowd = tuple(MemberId(f"slack-T1:V{n}") for n in range(6))
    assert whom(_said("t", ASKER, 5, addressed=crowd), BEFORE) == ()


def test_a_reply_thanks_whom_it_replies_to_and_nobody_thanks_themselves() -> None:
    assert whom(THANKS, BEFORE, PEER) == (PEER,)
    assert whom(THANKS, BEFORE, ASKER) == (OTHER,)
    assert whom(_said("t", ASKER, 5, addressed=(ASKER,)), []) == ()


def test_a_passer_by_thanks_the_last_who_wrote_and_two_in_a_row_are_one_thanks() -> None:
    assert whom(_said("t", THIRD, 5), BEFORE) == (OTHER,)
    assert whom(_said("t2", ASKER, 6), [*BEFORE, THANKS]) == (OTHER,)
    assert whom(THANKS, [_said("late", PEER, 9)]) == ()


def test_a_first_name_near_the_thanks_tells_who_is_meant() -> None:
    names = {PEER: "Ben Achterberg", OTHER: "Will", THIRD: ""}
    assert called_in("Thanks a lot, Ben!", names) == (PEER,)
    assert called_in("Ben, can you look? thanks, will do", names) == ()
    assert called_in("Danke dir, Ben", names) == (PEER,)
    assert whom(THANKS, BEFORE, OTHER, (PEER,)) == (PEER,)
    assert called_in("Thanks a lot, Ben!", {**names, THIRD: "ben"}) == ()
