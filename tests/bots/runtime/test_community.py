"""What the owner keeps at hand: which channels are read, how, and who is what."""

from dataclasses import replace

import pytest

from bots.runtime.community import Community, account_of
from engagement.events import AccountSeen, ChannelKind, ChannelSeen, Threading
from engagement.ids import AccountId, ChannelId, MemberId
from engagement.people import Account, Role
from engagement.policy import ChannelPolicy, Policy, QuestionMode
from engagement.threads import QuestionModes
from tests.bots.runtime.stage import ALL_PLAYS, dials, town
from tests.engagement.made_up import HELP, NOON

C1 = ChannelId("slack-T1:C1")


def community(**more: object) -> Community:
    return Community(policy=town(**more), plays=ALL_PLAYS, hold_out_key="k")


def seen(name: str = "help", channel: ChannelId = C1, **more: object) -> ChannelSeen:
    return ChannelSeen(key="s", at=NOON, channel=channel, name=name, **more)  # type: ignore[arg-type]


OTHERS = ChannelPolicy(name="others")


@pytest.mark.parametrize(
    ("policy", "event", "is_read"),
    [
        (town(), seen("help"), True),
        (town(), seen("lounge"), False),
        (town(), seen("managers"), False),
        (town(channels={"C1": dials("C1")}), seen("renamed"), True),
        (town(managers_channel="C1"), seen("help"), False),
        (town(others=OTHERS), seen("lounge"), True),
        (town(others=OTHERS), seen("lounge", is_private=True), False),
        (town(), seen("help", is_private=True), False),
        (town(channels={"help": dials("help", may_be_private=True)}), seen("help", is_private=True), True),
        (town(others=dials("*", may_be_private=True)), seen("lounge", is_private=True), False),
        (town(), seen("help", kind=ChannelKind.DIRECT), False),
        (town(others=OTHERS), seen("ada", kind=ChannelKind.DIRECT), False),
    ],
    ids=[
        "listed", "not listed", "the managers' own", "listed by its id", "the managers' own, by its id",
        "public, where others are read", "private, where others are read", "private, though listed",
        "private, as a manager switched on", "private, and never listed",
        "direct, called like a listed one", "direct, where others are read",
    ],
)  # fmt: skip
def test_a_channel_is_read_only_where_hubbub_was_invited(policy: Policy, event: ChannelSeen, *, is_read: bool) -> None:
    found = Community(policy=policy, plays=ALL_PLAYS, hold_out_key="k")
    found.see_channels([event])
    assert (found.dials(C1) is not None) is is_read


def test_a_channel_made_private_is_read_no_more() -> None:
    found = community(others=OTHERS)
    found.see_channels([seen("lounge")])
    assert found.dials(C1) is not None
    found.see_channels([seen("lounge", is_private=True)])
    assert found.dials(C1) is None


def test_dials_are_swapped_whole() -> None:
    found = community(topics={"api": ("endpoint",)})
    earlier = found.fingerprint
    assert found.read(HELP, "How do I reach the endpoint?").topics == ("api",)
    found.use(replace(found.policy, topics={}, channels={}, others=None))
    assert found.read(HELP, "How do I reach the endpoint?").topics == ()
    assert found.dials(HELP) is None
    assert found.fingerprint != earlier
    assert found.fingerprint == found.policy.fingerprint


@pytest.mark.parametrize(
    ("own", "platform", "expected"),
    [
        (None, None, Threading.NATIVE),
        (None, Threading.LOOSE, Threading.LOOSE),
        (Threading.NATIVE, Threading.LOOSE, Threading.NATIVE),
        (Threading.LOOSE, None, Threading.LOOSE),
    ],
)
def test_a_channels_own_dial_says_how_conversations_are_told_apart(
    own: Threading | None, platform: Threading | None, expected: Threading
) -> None:
    found = community(channels={"help": dials("help", threading=own)})
    if platform is not None:
        found.see_channels([seen("help", HELP, threading=platform)])
    assert found.threading(HELP) is expected


@pytest.mark.parametrize("mode", QuestionMode)
def test_each_channel_has_its_reading_of_what_a_question_is(mode: QuestionMode) -> None:
    found = community(channels={"help": dials("help", questions=mode)})
    assert found.flag(HELP) is QuestionModes[mode.name]
    assert found.flag(C1) is QuestionModes.CONSERVATIVE


def test_a_step_that_is_off_in_a_channel_has_no_dials_there() -> None:
    peer, tidy = (next(p for p in ALL_PLAYS if p.name == name) for name in ("peer_prompt", "tidy_threads"))
    found = community(channels={"help": dials("help", [peer])})
    assert found.play_dials(peer, HELP) == peer.policy()
    assert found.play_dials(tidy, HELP) is None
    assert found.play_dials(peer, C1) is None
    assert found.play_dials(tidy, None) == tidy.policy()  # what is said to us needs no channel
    assert (found.is_off(peer), found.is_off(tidy)) == (False, True)
    assert not community(channels={}).is_off(tidy), "nothing is said about it"


@pytest.mark.parametrize(
    ("account", "expected"),
    [
        (None, {Role.MEMBER}),
        (Account(id=AccountId("slack-T1:U1"), member=MemberId("slack-T1:U1"), name="Ada"), {Role.MEMBER}),
        (Account(id=AccountId("slack-T1:sam"), member=MemberId("slack-T1:sam"), name="Sam B"), {Role.STAFF}),
        (
            Account(id=AccountId("slack-T1:U1"), member=MemberId("m"), name="Ada", roles=("tess", "rosa")),
            {Role.TRUSTED, Role.MANAGER},
        ),
        (
            Account(id=AccountId("slack-T1:rosa"), member=MemberId("m"), name="rosa", is_bot=True, roles=("sam",)),
            {Role.BOT},
        ),
    ],
    ids=["unknown", "nobody special", "by the platform's id", "by the platform's roles", "a bot, whatever its name"],
)
def test_who_somebody_is(account: Account | None, expected: set[Role]) -> None:
    found = community()
    member = account.member if account is not None else MemberId("slack-T1:U9")
    assert found.roles(account, member) == expected
    assert found.is_staff(account, member) is bool(expected & {Role.STAFF, Role.MANAGER, Role.BOT})


def test_somebody_never_seen_may_be_named_by_their_id() -> None:
    assert community().roles(None, MemberId("slack-T1:rosa")) == {Role.MANAGER}


def test_an_account_is_what_its_event_tells() -> None:
    event = AccountSeen(
        key="k",
        at=NOON,
        account=AccountId("slack-T1:U1"),
        name="Ada",
        timezone="Asia/Tokyo",
        roles=("r",),
        is_gone=True,
    )
    assert account_of(event, MemberId("m")) == Account(
        id=AccountId("slack-T1:U1"), member=MemberId("m"), name="Ada", timezone="Asia/Tokyo", roles=("r",), is_gone=True
    )
