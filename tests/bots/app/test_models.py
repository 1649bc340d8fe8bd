"""The doctor looks at the model: is it there, does it take the key, and does it fill in a form?"""

from dataclasses import replace

import pytest

from bench.fakes.model import FakeModel
from bots.app.models import model_findings, with_provider
from bots.llm.address import read_door
from config.settings import Settings
from engagement.ids import CommunityId
from engagement.modelling.asking import Use
from engagement.modelling.dials import ModelPolicy
from engagement.policy import Policy

POLICY = Policy(
    community=CommunityId("slack-T1"), name="Acme", model=ModelPolicy(name="made-up", uses=(Use.DRAFT,), api="chat")
)


async def cure(fake: FakeModel, policy: Policy = POLICY, key: str | None = None) -> str | None:
    environment = {"OPENAI_BASE_URL": fake.url, "OPENAI_API_KEY": key or fake.key}
    (found,) = await model_findings(policy, Settings(environment=environment))
    assert "Acme: the model " in found.what
    return found.cure


async def test_a_model_that_fills_in_a_form_is_well() -> None:
    async with FakeModel() as fake:
        assert await cure(fake) is None
        assert len(fake.seen) == 1
        assert "Where do I find the settings?" in fake.seen[0].told


async def test_a_server_that_knows_no_schemas_is_asked_in_another_way_and_the_setting_is_named() -> None:
    async with FakeModel(manner="without_schemas") as fake:
        told = await cure(fake)
        assert told is not None
        assert "write `api: json` into `model:`" in told
        assert await cure(fake, replace(POLICY, model=replace(POLICY.model, api="json"))) is None


@pytest.mark.parametrize(
    ("manner", "said"), [("broken", "does not work at present"), ("no_json", "no JSON"), ("without_money", "no money")]
)
async def test_a_server_that_does_not_work_in_any_way_says_what_it_said_first(manner: str, said: str) -> None:
    async with FakeModel(manner=manner) as fake:
        assert said in str(await cure(fake))


async def test_an_unknown_model_is_told_with_those_there_are_and_nothing_is_asked() -> None:
    async with FakeModel() as fake:
        told = await cure(fake, replace(POLICY, model=replace(POLICY.model, name="gpt-9")))
        assert "it lists made-up" in str(told)
        assert fake.seen == []


async def test_a_model_for_similarity_that_the_server_does_not_have_is_told_too() -> None:
    policy = replace(POLICY, model=replace(POLICY.model, embeddings="places"))
    async with FakeModel() as fake:
        assert "does not list places; it lists made-up. Write one of them as `embeddings:`" in str(
            await cure(fake, policy)
        )


async def test_one_that_writes_and_places_no_text_is_told_before_anybody_waits_for_it() -> None:
    policy = replace(POLICY, model=replace(POLICY.model, embeddings="made-up"))
    async with FakeModel() as fake:
        assert await cure(fake, policy) is None
        assert len(fake.seen) == 2
        fake.manner, fake.temper.wish = "obedient", lambda _: {"topic": "settings"}
        assert "made-up places no text: 127.0.0.1 answered in no way that its API knows" in str(
            await cure(fake, policy)
        )


async def test_a_wrong_key_says_where_it_stands() -> None:
    async with FakeModel() as fake:
        assert "OPENAI_API_KEY" in str(await cure(fake, key="sk-other"))


async def test_without_a_model_nothing_is_looked_at() -> None:
    assert await model_findings(replace(POLICY, model=ModelPolicy()), Settings()) == []


def test_members_are_told_whether_a_model_is_the_community_s_own() -> None:
    near, far, none = (
        with_provider(POLICY, read_door(some)).model
        for some in ({"OPENAI_BASE_URL": "http://localhost:11434/v1"}, {"OPENAI_API_KEY": "sk-made-up"}, {})
    )
    assert (near.provider, near.runs) == ("localhost", "at_home")
    assert (far.provider, far.runs) == ("api.openai.com", "elsewhere")
    assert not none.is_used
