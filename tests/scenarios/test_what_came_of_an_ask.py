"""What came of a request to a helper: noted when somebody answers, and not when the asker writes again."""

from tests.scenarios.stage import ADA, BEN, CY, DI, Town


def results(place: Town) -> list[str]:
    return sorted(str(d.result) for d in place.journal("peer_prompt") if d.action == "PromptPeer")


async def asked(place: Town) -> None:
    await place.open(BEN, CY)
    await place.ask()
    await place.pass_(minutes=20)


async def test_the_askers_own_words_answer_no_request(place: Town) -> None:
    await asked(place)
    await place.say(ADA, "more", "I forgot: it is version 2", of="q")
    assert results(place) == ["None", "None"]


async def test_an_answer_is_noted_for_everybody_who_was_asked(place: Town) -> None:
    await asked(place)
    await place.say(ADA, "more", "I forgot: it is version 2", of="q")
    await place.say(BEN, "a", "With a POST", of="q")
    assert results(place) == ["answered", "answered by somebody else"]


async def test_an_answer_of_somebody_who_was_not_asked_is_noted_as_such(place: Town) -> None:
    await asked(place)
    await place.say(DI, "a", "With a POST", of="q")
    assert results(place) == ["answered by somebody else"] * 2
