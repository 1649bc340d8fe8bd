"""What rules alone propose for a persona."""

from dataclasses import replace

from config.persona_proposals import by_rules
from config.wordings import shipped, to_wording
from engagement.ids import CommunityId
from engagement.persona import Persona, Spoken
from engagement.policy import Policy

WORDS = {"helper": "gardener", "helpers": "gardeners"}


def proposed(spoken: Spoken, **more: object) -> dict[str, str]:
    policy = Policy(community=CommunityId("town"), name="Town", persona=Persona(languages={"en": spoken}), **more)  # type: ignore[arg-type]
    return {one.key: one.text for one in by_rules(policy)}


def test_without_a_persona_nothing_is_proposed() -> None:
    assert list(by_rules(Policy(community=CommunityId("town"), name="Town"))) == []


def test_words_are_put_in_the_place_of_others_with_their_capital() -> None:
    some = proposed(Spoken(words=WORDS))
    assert some["crisis.over"] == shipped().get("en", "crisis.over").replace("helpers", "gardeners")
    assert "Gardeners can rarely mend either" in some["peer_prompt.why_storm"]


def test_what_is_filled_in_typed_linked_or_pressed_stays() -> None:
    own = {"en": {"peer_prompt.taken": "By {by}, `by`."}}
    assert proposed(Spoken(words={"by": "from"}), texts=own)["peer_prompt.taken"] == "From {by}, `by`."
    some = proposed(Spoken(words={"settings": "options", "where": "wherever"}))
    assert not [one for one in some.values() if "**Options**" in one or "{wherever}" in one]
    assert "peer_prompt.taken" not in some, "a text without the word is left alone"


def test_a_word_is_not_put_into_itself_twice() -> None:
    own = {"en": {"peer_prompt.taken": "A garden helper and a helper."}}
    found = proposed(Spoken(words={"helper": "garden helper"}), texts=own)["peer_prompt.taken"]
    assert found == "A garden helper and a garden helper."


def test_a_sign_off_is_added_where_one_belongs_and_once() -> None:
    some = proposed(Spoken(sign_off="Your garden team"))
    assert some["digest.quiet"].endswith("\n\n~ Your garden team")
    assert "peer_prompt.ask" not in some
    signed = {"en": {"digest.quiet": some["digest.quiet"]}}
    assert "digest.quiet" not in proposed(Spoken(sign_off="Your garden team"), texts=signed)


def test_every_proposal_may_be_said_and_what_is_still_found_is_told() -> None:
    persona = Persona(languages={"en": Spoken(words=WORDS, avoid=("mend",))})
    policy = Policy(community=CommunityId("town"), name="Town", persona=persona)
    some = list(by_rules(policy))
    assert some
    for one in some:
        assert to_wording(one.language, one.key, one.text) == one.text
        assert one.text != one.said
    left = {one.key: [each.kind for each in one.left] for one in some}
    assert left["peer_prompt.why_storm"] == ["avoided"]
    assert left["crisis.over"] == []
    assert list(by_rules(replace(policy, persona=Persona(languages={"de": Spoken(words={"xyz": "abc"})})))) == []
