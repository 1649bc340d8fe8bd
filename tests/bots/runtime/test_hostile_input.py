"""No event can stop the engine: whatever stands in it, the next one is taken in."""

import pytest

from bots.runtime.clock import ManualClock
from bots.runtime.owner import Owner
from engagement.events import AccountSeen, ChannelSeen, CommandGiven, Event, FormSubmitted
from engagement.ids import AccountId, ChannelId
from storage import StoredMemory
from tests.bots.runtime.stage import Engine
from tests.engagement.made_up import HELP, NOON, PEER, posted, tid

STRANGE = {
    "half a surrogate pair": "\ud800 How do I call the endpoint?",
    "NUL": "nul \x00 How do I call it?",
    "half of one at the end": "How do I call it?\ud83d",
    "joined signs": "How \U0001f469\u200d\U0001f4bb do I \u202e call it?",
    "very long": "x " * 50_000 + "?",
    "nothing": "",
    "separators": "a\x1fb\x1ec?",
}
ROSA = AccountId("slack-T1:rosa")


NAMES = ("topics", "days", "languages", "via", "hours", "limit", "timezone", "away_until")


async def flows_on_after(memory: StoredMemory, *events: Event) -> Engine:
    engine = Engine(memory)
    owner = Owner(engine.community, memory, ManualClock(NOON))
    await owner.take_in(events)
    await owner.take_in([posted("next", "How do I call the endpoint from here?", PEER)])
    for _ in range(6):
        await owner.take_waiting()
    assert tid("next") in engine.threads
    return engine


async def test_in_a_messages_words(memory: StoredMemory) -> None:
    for strange in STRANGE.values():
        engine = await flows_on_after(memory, posted("q", strange))
        assert tid("q") in engine.threads
        assert engine.read(lambda ledger: ledger.inbox.parked()) == []


async def test_in_names(memory: StoredMemory) -> None:
    for strange in STRANGE.values():
        account = AccountSeen(
            key="a", at=NOON, account=AccountId(PEER), name=strange, timezone=strange, roles=(strange,)
        )
        channel = ChannelSeen(key="c", at=NOON, channel=ChannelId("slack-T1:x"), name=strange)
        engine = await flows_on_after(memory, account, channel)
        assert engine.read(lambda ledger: ledger.inbox.parked()) == []


async def test_in_ids_and_keys(memory: StoredMemory) -> None:
    for strange in STRANGE.values():
        await flows_on_after(memory, posted(strange, "How do I call it?", key=f"key {strange}"))


async def test_in_commands(memory: StoredMemory) -> None:
    for strange in STRANGE.values():
        said = [("undo", strange), ("live", strange), ("why", strange), (strange,), ()]
        engine = await flows_on_after(
            memory,
            *(
                CommandGiven(key=f"c{nth}", at=NOON, account=ROSA, channel=HELP, words=words)
                for nth, words in enumerate(said)
            ),
        )
        assert engine.read(lambda ledger: ledger.dials.all()) == {}


async def test_in_forms(memory: StoredMemory) -> None:
    """A topic nobody offered is not kept."""
    for strange in STRANGE.values():
        forms: list[Event] = [
            FormSubmitted(key=f"f{name}", at=NOON, account=ROSA, form="helper", values={name: (strange,)})
            for name in NAMES
        ]
        forms.append(FormSubmitted(key="f", at=NOON, account=ROSA, form=strange, values={strange: (strange,)}))
        engine = await flows_on_after(memory, *forms)
        helpers = engine.read(lambda ledger: ledger.people.helpers())
        assert [(helper.topics, helper.days, helper.languages) for helper in helpers] in [[((), (), ())], []]


async def test_a_message_that_answers_itself_or_nothing(memory: StoredMemory) -> None:
    loops = [
        posted("a", "How do I call it?", of="b"), posted("b", "How do I call it?", of="a"),
        posted("c", "How do I call it?", of="c"), posted("d", "why?", reply_to=tid("d")),
        posted("e", "why so?", reply_to=tid("nowhere")), posted("f", "why then?", of="nowhere"),
    ]  # fmt: skip
    engine = await flows_on_after(memory, *loops)
    assert len(engine.facts.homes) == 7
    assert engine.read(lambda ledger: ledger.inbox.parked()) == []


def test_the_strange_texts_are_strange() -> None:
    with pytest.raises(UnicodeEncodeError):
        STRANGE["half a surrogate pair"].encode()
