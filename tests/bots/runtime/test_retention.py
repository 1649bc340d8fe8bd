"""Words are kept for days, not for ever; what was learnt from solved threads stays."""

from datetime import UTC, datetime, timedelta

from bots.runtime.batch import Batch
from bots.runtime.community import Community
from config.playbook import PLAYS
from engagement.events import Event, MessagePosted, ReactionAdded
from engagement.ids import AccountId, ChannelId, CommunityId, MessageId, ThreadId
from engagement.policy import ChannelPolicy, Policy
from engagement.records import PendingEvent
from engagement.terms import postings
from storage import StoredMemory

START = datetime(2026, 3, 3, 9, tzinfo=UTC)
CHANNEL = ChannelId("slack-T1:C1")
HERE = CommunityId("kept")


def _post(number: int, who: str, text: str, under: int | None = None) -> MessagePosted:
    return MessagePosted(
        key=f"m{number}", at=START + timedelta(minutes=number), message=MessageId(f"{CHANNEL}:{number}"),
        channel=CHANNEL, author=AccountId(f"slack-T1:{who}"), text=text,
        thread=None if under is None else MessageId(f"{CHANNEL}:{under}"),
    )  # fmt: skip


def test_old_words_go_and_only_solved_threads_are_still_found(lite: StoredMemory) -> None:
    events: list[Event] = [
        _post(1, "ana", "How do I calibrate the barometer after flashing?"),
        _post(2, "ben", "Run the calibration twice.", under=1),
        ReactionAdded(key="r", at=START + timedelta(minutes=3), message=MessageId(f"{CHANNEL}:2"), channel=CHANNEL,
                      account=AccountId("slack-T1:ana"), emoji="white_check_mark"),
        _post(30, "cem", "How do I calibrate the barometer on the roof?"),
    ]  # fmt: skip
    dials = ChannelPolicy(name="*", plays={play.name: play.policy() for play in PLAYS})
    policy = Policy(community=HERE, name="Kept", dry_run=False, others=dials)
    with lite.direct(HERE) as ledger:
        community = Community.load(ledger, policy, PLAYS, "key", START)
        batch = Batch(community, ledger, START + timedelta(minutes=31))
        batch.take_all(events)
        batch.flush()
    batch.settle()
    first, second = ThreadId(MessageId(f"{CHANNEL}:1")), ThreadId(MessageId(f"{CHANNEL}:30"))
    asked = postings("calibrate barometer", "en")
    with lite.direct(HERE) as ledger:
        assert {found.thread for found in ledger.similar.find(asked, limit=5)} == {first, second}
        assert ledger.conversations.forget_before(START + timedelta(minutes=1)) == 0
        assert ledger.conversations.forget_before(START + timedelta(days=30)) == 3
        assert ledger.conversations.words_of([first, second]) == {}
        assert {found.thread for found in ledger.similar.find(asked, limit=5)} == {first}


def test_an_event_that_could_not_be_taken_in_goes_with_the_words_of_its_time(lite: StoredMemory) -> None:
    def parked() -> list[str]:
        return [event.key for event in lite.read(HERE, lambda ledger: ledger.inbox.parked())]

    with lite.direct(HERE) as ledger:
        for number in (1, 60):
            event = _post(number, "ana", "How?")
            for _ in range(5):
                ledger.inbox.fail(PendingEvent(key=event.key, at=event.at, payload=b"How?", source="live"), "no")
    assert parked() == ["m60", "m1"]
    with lite.direct(HERE) as ledger:
        ledger.conversations.forget_before(START + timedelta(minutes=30))
    assert parked() == ["m60"]
    with lite.direct(HERE) as ledger:
        assert ledger.inbox.take([("m1", START)]) == set(), "what was seen stays seen"
