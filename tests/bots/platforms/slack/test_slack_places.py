"""Which channels may be read, and how that changes."""

from collections.abc import AsyncIterator

import pytest

from advocacy.plays.monthly_thanks import NAME as MONTHLY
from advocacy.plays.monthly_thanks import MonthlyThanksPolicy
from advocacy.plays.product_wish import ProductWishPolicy
from advocacy.wish_cards import NAME as WISHES
from bots.platforms.slack.calls import Calls
from bots.platforms.slack.people import People
from bots.platforms.slack.places import Place, Places, to_place
from bots.platforms.slack.settings import Rhythm
from engagement.events import ChannelKind
from engagement.hosting import TroubleKind
from engagement.policy import ChannelPolicy
from engagement.programmes import Programme
from tests.bots.platforms.slack.conftest import Town
from tests.bots.platforms.slack.stage import Listener, W, connected, now, policy, settings

TS = "1524308079.000117"


@pytest.fixture
async def calls(town: Town) -> AsyncIterator[Calls]:
    made = Calls(settings(town.slack), nothing)
    yield made
    await made.close()


async def nothing(_kind: TroubleKind, _subject: str) -> None:
    """Nobody wants to know."""


async def unheard(_events: object) -> None:
    """Nobody is told."""


async def places(calls: Calls, host: Listener) -> Places:
    async def tell(kind: TroubleKind, subject: str, is_over: bool) -> None:  # noqa: FBT001
        await host.trouble(W, kind, subject, is_over=is_over)

    made = Places(calls=calls, host=host, workspace=W, tell=tell)
    await made.load(frozenset())
    return made


@pytest.mark.parametrize(
    ("place", "may"),
    [
        (Place(id="C1", name="help"), True),
        (Place(id="C1", name="anything"), False),
        (Place(id="C1", name="help", is_shared=True), False),
        (Place(id="C1", name="help", is_private=True), False),
        (Place(id="C1", name="staff", is_private=True), True),
        (Place(id="C2", name="renamed", is_private=True), True),
        (Place(id="C1", name="staff", is_private=True, is_shared=True), False),
        (Place(id="G1", name="mpdm", is_group_talk=True), False),
    ],
)
def test_who_may_be_read(place: Place, *, may: bool) -> None:
    channels = {
        "help": ChannelPolicy(name="help"),
        "staff": ChannelPolicy(name="staff", may_be_private=True),
        "C2": ChannelPolicy(name="C2", may_be_private=True),
    }
    assert place.may_be_read(policy(channels=channels)) is may


async def test_a_channel_that_becomes_shared_is_read_no_more_until_it_is_not(
    town: Town, calls: Calls, host: Listener
) -> None:
    known = await places(calls, host)
    for kind, may in (("channel_shared", False), ("channel_unshared", True)):
        (seen,) = await known.changed({"type": kind, "channel": town.help, "event_ts": TS})
        place, _ = await known.get(town.help)
        assert place.may_be_read(policy()) is may
        assert (seen.kind is ChannelKind.CLOSED) is not may, "nothing of it is kept, either"


async def test_a_channel_is_asked_for_once(town: Town, calls: Calls, host: Listener) -> None:
    known = await places(calls, host)
    for _ in range(3):
        await known.get(town.other)
    assert [call.method for call in town.slack.calls].count("conversations.info") == 1
    assert known.name_of(town.other) == "other"
    assert known.name_of("C0") == "C0"


async def test_rubbish_changes_nothing(calls: Calls, host: Listener) -> None:
    known = await places(calls, host)
    for payload in ({"type": "channel_rename"}, {"type": "channel_archive", "channel": ["x"]}):
        assert await known.changed(payload) == []


async def test_a_deleted_channel_is_archived_for_us(town: Town, calls: Calls, host: Listener) -> None:
    known = await places(calls, host)
    (seen,) = await known.changed({"type": "channel_deleted", "channel": town.help, "event_ts": TS})
    assert (seen.name, seen.is_archived) == ("help", True)
    assert (TroubleKind.NOT_INVITED, "help") in host.troubles


async def test_without_the_scope_for_it_nothing_is_asked(town: Town, calls: Calls, host: Listener) -> None:
    known = Places(calls=calls, host=host, workspace=W, tell=nothing_over)
    assert await known.load({"chat:write"}) == []
    place, _ = await known.get(town.help, "channel")
    assert (place.is_private, town.slack.calls) == (False, [])
    host.dials = policy(channels={}, managers_channel=town.managers)
    assert [seen.channel for seen in await known.load({"chat:write"})] == [f"{W}:{town.managers}"]


async def nothing_over(_kind: TroubleKind, _subject: str, _is_over: bool) -> None:  # noqa: FBT001
    """Nobody wants to know."""


def test_a_place_without_an_id_is_none() -> None:
    assert to_place({"name": "x"}) is None


async def test_a_changed_playbook_is_looked_at_again(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        host.dials = policy(channels={name: ChannelPolicy(name=name) for name in ("help", "other", "gone")})
        await town.slack.post(town.ada, town.help, "hello")
        await host.until(lambda: (TroubleKind.CHANNEL_NOT_FOUND, "gone") in host.troubles)
    assert (TroubleKind.NOT_INVITED, "other") in host.troubles


async def test_a_private_channel_of_reviewers_is_written_to_on_trust(calls: Calls, host: Listener) -> None:
    programme = Programme(name="champions", title="Champions", promise="We ask rarely.", channel="C0REVIEW1")
    host.dials = policy(programmes={"champions": programme})
    made = Places(calls=calls, host=host, workspace=W, tell=nothing_over)
    seen = await made.load(frozenset())
    assert [(one.channel, one.is_private) for one in seen if one.channel.endswith("C0REVIEW1")] == [
        (f"{W}:C0REVIEW1", True)
    ]


async def test_a_misspelt_channel_of_a_step_is_told_and_one_by_its_id_is_believed(town: Town, host: Listener) -> None:
    thanks = {MONTHLY: MonthlyThanksPolicy(channel="#genral"), WISHES: ProductWishPolicy(channel="C0WISHES1")}
    async with connected(town.slack, host):
        host.dials = policy(channels={"help": ChannelPolicy(name="help", plays=thanks)})
        await town.slack.post(town.ada, town.help, "hello")
        await host.until(lambda: (TroubleKind.CHANNEL_NOT_FOUND, "genral") in host.troubles)
    assert (TroubleKind.CHANNEL_NOT_FOUND, "C0WISHES1") not in host.troubles


async def test_what_is_known_of_a_person_is_good_for_a_while(town: Town, calls: Calls) -> None:
    told: list[object] = []

    async def deliver(events: object) -> None:
        told.append(events)

    async def look_up(people: People) -> int:
        people.meet(town.ada)
        people.meet(town.ada)
        for user in list(people._waiting):
            people._waiting.remove(user)
            await people._look_up(user)
        return len(town.slack.calls)

    rhythm = Rhythm(person_kept=3600)
    people = People(calls=calls, deliver=deliver, workspace=W, rhythm=rhythm, now=now)
    assert [await look_up(people), await look_up(people)] == [1, 1]
    stale = People(calls=calls, deliver=deliver, workspace=W, rhythm=Rhythm(person_kept=0), now=now)
    assert [await look_up(stale), await look_up(stale)] == [2, 3]
    assert len(told) == 2
    assert people.names == {town.ada: "Ada"}


async def test_nobody_is_looked_up_who_is_no_person(calls: Calls) -> None:
    async def deliver(_events: object) -> None:
        raise AssertionError

    people = People(calls=calls, deliver=deliver, workspace=W, rhythm=Rhythm(), now=now)
    for user in (None, "USLACKBOT", "B0123"):
        people.meet(user)
    assert not people._waiting
    assert people.told({"id": "U1:evil"}) is None
    people.group_changed({"type": "subteam_members_changed", "subteam_id": "S9"})
    people.group_changed({"type": "subteam_updated", "subteam": "S9"})
    assert people.roles_of("U1") == ()


@pytest.mark.parametrize(
    ("user", "is_stranger"),
    [
        ({"team_id": "T0HUB"}, False),
        ({}, False),
        ({"team_id": "T0HUB", "is_stranger": True}, True),
        ({"team_id": "TELSE"}, True),
        ({"team_id": "TELSE", "is_stranger": False, "enterprise_user": {"enterprise_id": "EELSE"}}, True),
        ({"team_id": "TSISTER", "enterprise_user": {"enterprise_id": "EOURS"}}, False),
        ({"team_id": "EOURS", "enterprise_user": {"enterprise_id": "EOURS", "teams": ["T0HUB"]}}, False),
    ],
)
async def test_who_belongs_to_another_organisation_is_told_by_their_team(
    calls: Calls, user: dict[str, object], *, is_stranger: bool
) -> None:
    people = People(calls=calls, deliver=unheard, workspace=W, rhythm=Rhythm(), now=now, enterprise="EOURS")
    told = people.told({"id": "UX", "name": "x", "updated": 1, **user})
    assert (people.is_stranger("UX"), told is None) == (is_stranger, is_stranger)


@pytest.mark.parametrize(("enterprise", "is_stranger"), [("", True), ("EOURS", False)])
async def test_a_click_by_somebody_unknown_of_another_workspace_does_not_count(
    calls: Calls, enterprise: str, *, is_stranger: bool
) -> None:
    people = People(calls=calls, deliver=unheard, workspace=W, rhythm=Rhythm(), now=now, enterprise=enterprise)
    assert people.is_stranger("UX", "TELSE") is is_stranger
    assert not people.is_stranger("UX", "T0HUB")
    assert not people.is_stranger("UX")
