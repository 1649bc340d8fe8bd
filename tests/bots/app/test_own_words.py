"""A community says messages in its own words, from the moment it has them; the others in the process do not."""

from datetime import timedelta

from bots.app.engine import as_set, make_live, make_voice
from bots.runtime.clock import ManualClock
from bots.runtime.live import Live
from config.wordings import samples
from engagement.actions import Reply
from engagement.events import SettingsAsked, Wanted
from engagement.policy import Policy
from engagement.speech import plain
from storage import StoredMemory
from tests.bots.runtime.stage import town
from tests.bots.voice.shipped import BEN, reader
from tests.engagement.made_up import NOON

OWN = "Cheers, but {by} was quicker. {bot} thanks you."
PATH = "texts.en.peer_prompt.taken"


def live_of(memory: StoredMemory, policy: Policy) -> Live:
    return make_live(memory, policy, ManualClock(NOON), _VOICE, lambda ledger: as_set(policy, ledger))


_VOICE = make_voice()
"""One for all communities, as in a process."""


def said(live: Live, language: str = "en") -> str:
    reply = Reply(text="peer_prompt.taken", fields=samples()["peer_prompt.taken"].fields)
    return plain(live.voice.reply(reply, reader(language))[0])


async def test_the_file_words_a_message_for_one_community_alone(lite: StoredMemory) -> None:
    own, other = live_of(lite, town(texts={"en": {"peer_prompt.taken": OWN}})), live_of(lite, town())
    assert said(own) == "Cheers, but Lou was quicker. Hubbub thanks you."
    assert said(own, "de") == said(other, "de") != said(own), "German ships, and was not worded anew"
    assert said(other).startswith("Thank you, but Lou is on it already")


async def test_a_change_beside_the_file_is_said_at_once_and_no_more_when_it_is_taken_back(lite: StoredMemory) -> None:
    policy = town()
    live, other = live_of(lite, policy), live_of(lite, town())
    before = said(live)
    asked = SettingsAsked(key="s:1", at=NOON, by=BEN, wanted=(Wanted(path=PATH, value=OWN, seen=None, was=None),))
    await live.submit([asked])
    assert (said(live), said(other)) == ("Cheers, but Lou was quicker. Hubbub thanks you.", before)
    again = live_of(lite, policy)
    assert said(again) == said(live), "also after a restart"
    back = Wanted(path=PATH, value=None, seen=OWN, was=OWN)
    await live.submit([SettingsAsked(key="s:2", at=NOON + timedelta(minutes=1), by=BEN, wanted=(back,))])
    assert said(live) == before
