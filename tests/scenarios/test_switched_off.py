"""Once a model is switched off, nothing is left of what it wrote: searched in everything that is kept or handed out."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from struct import pack

from aiohttp import web

from advocacy.plays.product_wish import ProductWishPolicy
from bench.fakes.model import FakeModel, Seen
from bench.fakes.model.manners import fitting
from bots.cli.wishes_command import listed
from bots.runtime.forgetting import Forgetting
from bots.runtime.model_work import ModelWork
from dashboard.window.permissions import ALLOWED
from engagement.events import ChannelSeen
from engagement.ids import ChannelId, MemberId
from engagement.modelling.asking import Use
from engagement.modelling.dials import ModelPolicy
from engagement.plays.summary import SummaryPolicy
from engagement.signing_in import PageRole
from engagement.speech import plain
from storage import StoredMemory
from storage.dump import dump
from tests.bots.runtime.stage import dials, town
from tests.dashboard.window.stage import looked
from tests.engagement.made_up import tid
from tests.scenarios.stage import ADA, BEN, CY, DI, SAM, Town
from tests.scenarios.test_similarity import placing
from tests.scenarios.test_wish_themes import WISHES
from tests.scenarios.with_model import GOVERNANCE, HUB

MODEL = ModelPolicy(name="made-up", embeddings="places", uses=tuple(Use), provider="127.0.0.1")
ASKED = "How do I call the endpoint from a script with a token?"
ANSWER = "Send a POST request to the endpoint with the token in the header of the script."
TALK = ("The token of the page is refused.", "The endpoint says that the token is too old.", "A new token, too.")
DRAFTED = "With the token in the header, POST the script's request to the endpoint."
SUMMED_UP = "The endpoint says that the token of the page is too old."
HEADING = "customer invoices export"
ITS_OWN = ("POST the script's", "token of the page is too old", HEADING)
"""Nobody but the model put these words in this order."""
PLACED = (0.8675309, 0.4974022)
VECTOR = ("0.86753", *(pack(form, PLACED[0]).decode("latin-1") for form in ("<f", "<d")))
_ENDLESS = "GET /live"


def wish(seen: Seen) -> object:
    """What the model writes, each time in words of those it was told, in an order of its own."""
    if seen.path.endswith("/embeddings"):
        some = [{"object": "embedding", "index": nth, "embedding": PLACED} for nth in range(len(seen.body["input"]))]
        used = {"prompt_tokens": 9, "total_tokens": 9}
        return web.json_response({"object": "list", "data": some, "model": seen.body["model"], "usage": used})
    parts = seen.schema.get("properties", {})
    sources = parts["sources"]["items"]["enum"] if "sources" in parts else []
    if "themes" in parts:
        return {
            "themes": [{"name": HEADING, "ids": parts["themes"]["items"]["properties"]["ids"]["items"]["enum"][:2]}]
        }
    if "is_sure" in parts:
        return {"is_sure": True, "text": DRAFTED, "sources": sources[:1]}
    return {"text": SUMMED_UP, "sources": sources} if sources else fitting(seen.schema, seen.told)


@asynccontextmanager
async def busy_town(memory: StoredMemory) -> AsyncIterator[tuple[Town, FakeModel, ModelWork]]:
    """Members wished, asked and answered, and a model was asked for everything that there is."""
    policies = {"product_wish": ProductWishPolicy(channel="managers"), "summary": SummaryPolicy(from_messages=4)}
    help_ = dials("help", policies=policies, topics=("api",))
    place = Town(memory, town(channels={"help": help_}, governance=GOVERNANCE, model=MODEL, hold_out=0.0))
    await place.open()
    await place.tell(ChannelSeen(key="hub", at=place.now, channel=HUB, name="hub"))
    for who in (ADA, BEN, CY, DI):
        await place.command(who, "privacy", "model", "yes")
    for nth, (who, text) in enumerate(WISHES):
        await place.say(who, f"w{nth}", text)
    await place.pass_(days=2)
    for who in (ADA, BEN, CY):
        (card,) = [message for message in place.to(who) if "May I pass it on" in plain(message.text)]
        await place.press(who, "wish_words", card)
    for who, asked in ((CY, ASKED), (DI, f"{ASKED[:-1]} behind a proxy?")):
        await place.ask(f"{who} asks", asked, who)
        await place.say(BEN, f"to {who}", ANSWER, of=f"{who} asks")
        await place.react(who, f"to {who}")
        await place.pass_(hours=1)
    await place.pass_(days=3)
    async with placing(place) as (fake, work):
        fake.manner, fake.temper.wish = "obedient", wish
        await asked_all(place, work)
        await place.ask("q", f"{ASKED[:-1]}, please?", ADA)
        await asked_all(place, work)
        await place.press(ADA, "hand_to_team", on="q", channel=ChannelId("slack-T1:help"))
        await asked_all(place, work)
        for nth, text in enumerate(TALK):
            await place.say(ADA, f"m{nth}", text, of="q")
        await place.react(SAM, "q", "eyes")
        await place.pass_(seconds=1)
        await asked_all(place, work)
        yield place, fake, work


async def asked_all(place: Town, work: ModelWork) -> None:
    while await work.go_on():
        await place.pass_(seconds=2)


def left_in(text: str) -> list[str]:
    return [words for words in ITS_OWN if words in text or words.replace("'", "&#39;") in text]


def stored(place: Town) -> str:
    """Every row of every table, and of a SQLite file every byte, deleted or not."""
    place.memory.wipe(is_thorough=True)
    text = "\n".join(dump(place.memory.engine))
    if place.memory.engine.dialect.name == "sqlite":
        file = Path(str(place.memory.engine.url.database))
        text += "".join(each.read_bytes().decode("latin-1") for each in file.parent.glob(f"{file.name}*"))
    return text


async def handed_out(place: Town) -> str:
    """What everybody takes away: their own data in chat and as a file, pages, CSV, the API, and wishes as JSON."""
    found = [str(place.memory.read(place.owner.id, lambda ledger: listed(ledger, place.policy, place.now)))]
    for who in (ADA, BEN, CY, SAM):
        found.append(plain((await place.command(who, "privacy", "export")).text))
        async with looked(place, at=place.now) as browser:
            found.append(await (await browser.sign_in(PageRole.MEMBER, MemberId(who))).text("/me/export"))
    asked = [what.removeprefix("GET ") for what in ALLOWED if what.startswith("GET ") and what != _ENDLESS]
    async with looked(place, at=place.now) as browser:
        await browser.sign_in(PageRole.MANAGER)
        paths = [*(each for each in asked if "{" not in each), f"/api/v1/conversations/{tid('q')}"]
        found += [(await browser.get(path)).text for path in paths]
    return "\n".join(found)


async def test_a_day_after_it_is_switched_off_nothing_is_left_of_it_but_the_record(memory: StoredMemory) -> None:
    async with busy_town(memory) as (place, fake, work):
        kept = stored(place)
        assert left_in(kept) == list(ITS_OWN), "until then it is kept, so that it can be shown"
        assert {"embeddings", "completions"} <= {seen.path.rpartition("/")[2] for seen in fake.seen}
        assert [one for one in VECTOR if one in kept] == [], "vectors never are"
        before = len(fake.seen)
        place.policy = replace(place.policy, model=ModelPolicy())
        place.restart()
        off = ModelWork(owner=place.owner, typist=None, instructions=work.instructions, wake=place.live.wake)
        await place.pass_(days=1)
        await off.go_on()
        await place.pass_(days=1)
        await Forgetting(owner=place.owner).go_on(place.now)
        assert len(fake.seen) == before, "nobody is asked any more"
        assert left_in(stored(place)) == []
        assert left_in(await handed_out(place)) == []
        assert ANSWER in stored(place), "what members wrote stays as long as ever"
        calls = place.memory.read(place.owner.id, lambda ledger: ledger.model_calls.newest(100))
        assert len(calls) == before, "each call is on record"
        assert {call.model for call in calls} == {"made-up", "places"}
        assert timedelta() <= max(call.took for call in calls)
