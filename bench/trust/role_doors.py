"""What can people do who are none of ours? Guests, strangers and bots use what they see, on the pretended platforms."""

import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlencode

from bench.fakes.slack.signed_http import sign
from bench.measures.slack_served import listening
from bench.measures.stage import COMMUNITY
from bench.trust.besieged import Besieged, Seed, besieged
from engagement.ids import MemberId, WorkspaceId, account_id

_REFUSED = "only members of the community may do that"
_WORDS: Sequence[str] = ("help", "mine", "helper", "quiet", "settings", "pause", "setup", "undo x", "live #help")
_NOT_FOR_THOSE_OUTSIDE = frozenset({"helper", "quiet", "settings", "pause", "setup", "undo x", "live #help"})


async def knock(folder: Path) -> tuple[int, list[str]]:
    """How much was tried, and what went wrong."""
    async with besieged(folder) as town:
        tried, failures = 0, list[str]()
        for some in (
            await _strangers(town),
            await _guests_and_bots(town),
            await _other_team(town),
            await _others(town),
        ):
            tried += len(some)
            failures += [each for each in some if each]
    return tried, failures


def _kept(town: Besieged, workspace: str, external: str) -> bool:
    """Whether anything is kept of what somebody wishes."""
    member = MemberId(account_id(WorkspaceId(workspace), external))
    known = town.memory.read(COMMUNITY, lambda ledger: ledger.people.consents(member))
    helpers = town.memory.read(COMMUNITY, lambda ledger: {helper.member for helper in ledger.people.helpers()})
    return bool(known) or member in helpers


async def _strangers(town: Besieged) -> list[str]:
    """Somebody of another organisation who shares a channel with us."""
    slack = town.slack
    stranger = slack.add_user("Stranger", is_stranger=True)
    place = slack.add_channel("shared", members=[stranger])
    found: list[str] = []
    async with listening(town.slack_link.handle_http) as port:
        slack.events_url = f"http://127.0.0.1:{port}/slack/events"
        for words in _WORDS:
            answer = await slack.slash(stranger, place, words)
            await slack.settled()
            found.append(f"a stranger was answered to {words}" if answer.notes else "")
            await slack.dm(stranger, words)
            await slack.settled()
            told = [each for each in slack.dm_of(stranger) if each.user == slack.bot_user_id]
            found.append(f"a stranger was answered privately to {words}" if told else "")
        slack.events_url = None
    found.append("a stranger's wishes are kept" if _kept(town, "slack-T1", stranger) else "")
    return found


async def _guests_and_bots(town: Besieged) -> list[str]:
    """A guest is a member like any other and no more; a bot is nobody."""
    slack = town.slack
    guest, robot = slack.add_user("Guest", is_restricted=True), slack.add_user("Robot", is_bot=True)
    place = slack.add_channel("guests", members=[guest, robot])
    found: list[str] = []
    async with listening(town.slack_link.handle_http) as port:
        slack.events_url = f"http://127.0.0.1:{port}/slack/events"
        for words in ("mine", "help"):
            told = [note.text for note in (await slack.slash(guest, place, words)).notes]
            found.append("" if told else f"a guest was not answered to {words}")
        for words in ("pause", "setup", "undo x", "live #help"):
            told = [note.text for note in (await slack.slash(guest, place, words)).notes]
            found.append("" if any("only a community manager" in each for each in told) else f"a guest may {words}")
        await slack.post(robot, place, "beep")
        for words in _WORDS:
            await slack.dm(robot, words)
            await slack.settled()
        found.append("a bot's wishes are kept" if _kept(town, "slack-T1", robot) else "")
        slack.events_url = None
    return found


async def _other_team(town: Besieged) -> list[str]:
    """Signed with our secret, but about another workspace: an app's secret is one for all of them."""
    found: list[str] = []
    ada = town.people["slack.ada"]
    before = _kept(town, "slack-T1", ada)
    for seed in _commands(town):
        for words in _WORDS:
            body = urlencode({**seed.body, "text": words, "team_id": "T9", "trigger_id": f"t{len(found)}"}).encode()
            stamp = str(int(time.time()))
            headers = {
                "content-type": "application/x-www-form-urlencoded",
                "x-slack-request-timestamp": stamp,
                "x-slack-signature": sign(town.slack.signing_secret, stamp, body),
            }
            _, _, told = await town.slack_link.handle_http(headers, body)
            found.append(f"another workspace was answered to {words}: {json.dumps(told.decode())}" if told else "")
    found.append("another workspace's wishes are kept" if _kept(town, "slack-T1", ada) != before else "")
    return found


def _commands(town: Besieged) -> Iterator[Seed]:
    yield next(seed for seed in town.slack_seeds if seed.kind == "command")


async def _others(town: Besieged) -> list[str]:
    """Somebody of another server that the bot is in, too, writes to it privately."""
    discord = town.discord
    other = town.people["discord.outsider"]
    found: list[str] = []
    for words in _WORDS:
        seen = len(discord.dm_of(other))
        await discord.dm(other, words)
        await discord.settled()
        await town.settled()
        told = [each.text for each in discord.dm_of(other)[seen:] if each.by_bot]
        if words in _NOT_FOR_THOSE_OUTSIDE:
            is_refused = bool(told) and all("only " in each for each in told)
            found.append("" if is_refused else f"somebody of another server may {words}: {told}")
    await discord.dm(other, "stop")
    found.append("somebody of another server helps here" if _helps(town, other) else "")
    return found


def _helps(town: Besieged, external: str) -> bool:
    member = MemberId(account_id(WorkspaceId(f"discord-{town.discord.server_id}"), external))
    helpers = town.memory.read(COMMUNITY, lambda ledger: ledger.people.helpers())
    return any(helper.member == member and helper.is_active for helper in helpers)
