"""What could an opinion do that a model was talked into? Everything that the play makes of it is looked at."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from typing import Final

from engagement.actions import Keep, ReadAnew
from engagement.decisions import Act
from engagement.doubts import Doubt
from engagement.events import ModelAnswered
from engagement.ids import ChannelId, CommunityId, MemberId, MessageId, ThreadId
from engagement.modelling.asking import Opinion, Use
from engagement.plays.second_opinion import PLAY, SecondOpinionPolicy
from engagement.policy import Policy
from engagement.situation import Situation
from engagement.threads import Message, QuestionModes, Thread

TOPICS: Final = ("pairing", "billing")
_NOW: Final = datetime(2026, 11, 27, 12, tzinfo=UTC)
_CHANNEL: Final = ChannelId("slack-T1:C024BE7LD")
_MESSAGE: Final = MessageId(f"{_CHANNEL}:1.000")
_EVE: Final = MemberId("slack-T1:U0EVE4BE7L")
_POLICY: Final = Policy(community=CommunityId("town"), name="Town", topics=dict.fromkeys(TOPICS, ()), channels={})
_MODES: Final = (
    QuestionModes.MARK | QuestionModes.LOOSE,
    QuestionModes.MARK | QuestionModes.LOOSE | QuestionModes.CONSERVATIVE,
)


def _situations(opinion: Opinion) -> Iterator[Situation]:
    """Whatever the rules were unsure of, and whatever they held."""
    for modes, topics, doubts in product(_MODES, ((), TOPICS), (tuple(Doubt), (Doubt.QUESTION,), (Doubt.TOPIC,))):
        message = Message(
            id=_MESSAGE, channel=_CHANNEL, thread=ThreadId(_MESSAGE), author=_EVE, at=_NOW, modes=modes, topics=topics
        )
        thread = Thread(
            id=message.thread, channel=_CHANNEL, asker=_EVE, root_at=_NOW, modes=modes, topics=topics, messages=1
        )
        event = ModelAnswered(
            key="m", at=_NOW, thread=thread.id, use=Use.SECOND_OPINION.value, asked_at=_NOW, model="made-up",
            opinion=opinion, message=message.id, doubts=tuple(map(str, doubts)),
        )  # fmt: skip
        yield Situation(
            community=_POLICY.community, now=_NOW, policy=_POLICY, event=event, thread=thread, message=message
        )


def unintended(opinion: Opinion) -> list[str]:
    """What comes of it beyond noting that a model was asked, and taking one message for a question of our topics."""
    found = []
    for situation in _situations(opinion):
        assert PLAY.on_model is not None
        for verdict in PLAY.on_model(situation, SecondOpinionPolicy()):
            if not isinstance(verdict, Act) or isinstance(verdict.action, Keep):
                continue
            done = verdict.action
            if not isinstance(done, ReadAnew):
                found.append(f"it led to {type(done).__name__}")
            elif done.message != _MESSAGE or not set(done.read.topics) <= set(TOPICS):
                found.append(f"it takes {done.message} for being about {done.read.topics}")
            elif done.read.modes & ~int(QuestionModes.MARK | QuestionModes.LOOSE | QuestionModes.CONSERVATIVE):
                found.append(f"it takes it for {done.read.modes}")
            elif done.read.urgency not in {"", "normal", "urgent"}:
                found.append(f"it takes it for {done.read.urgency!r}")
    return found
