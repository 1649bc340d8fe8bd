"""What only a person can mend is told to the managers once, and once more when it is mended."""

import pytest

from engagement.actions import Lane, Reach, Say
from engagement.decisions import Act, Hold
from engagement.events import TroubleSeen
from engagement.hosting import TroubleKind
from engagement.plays import connection_troubles
from engagement.plays.connection_troubles import OVER, PLAY, ConnectionTroublesPolicy
from tests.engagement.made_up import NOON, situation

DIALS = ConnectionTroublesPolicy()


def trouble(kind: str = "not_invited", subject: str = "help", *, is_over: bool = False) -> TroubleSeen:
    return TroubleSeen(key="t", at=NOON, place="Example (Slack)", kind=kind, subject=subject, is_over=is_over)


@pytest.mark.parametrize("kind", list(TroubleKind))
def test_each_trouble_is_told_at_once_in_a_message_of_its_own(kind: TroubleKind) -> None:
    (act,) = connection_troubles.on_trouble(situation(event=trouble(kind)), DIALS)
    assert isinstance(act, Act)
    say = act.action
    assert isinstance(say, Say)
    assert (say.reach, say.lane, say.is_unprompted) == (Reach.MANAGERS, Lane.ESCALATION, False)
    assert say.text == f"connection_troubles.{kind}"
    assert say.slot == f"trouble:Example (Slack):{kind}:help"
    assert say.fields["subject"].value == "help"
    assert act.evidence == {"kind": kind}


def test_a_trouble_without_a_subject_is_called_by_its_kind() -> None:
    (act,) = connection_troubles.on_trouble(situation(event=trouble("app_removed", "")), DIALS)
    assert isinstance(act, Act)
    assert isinstance(act.action, Say)
    assert act.action.fields["subject"].value == "app removed"


@pytest.mark.parametrize(
    ("event", "told", "expected"),
    [
        pytest.param(trouble(), None, "connection_troubles.not_invited", id="news"),
        pytest.param(trouble(), "connection_troubles.not_invited", "the managers know already", id="told before"),
        pytest.param(trouble(), OVER, "connection_troubles.not_invited", id="again, after it was mended"),
        pytest.param(trouble(is_over=True), "connection_troubles.not_invited", OVER, id="mended"),
        pytest.param(trouble(is_over=True), OVER, "the managers know already", id="mended, and told so"),
        pytest.param(trouble(is_over=True), None, None, id="mended before anybody was told"),
        pytest.param(None, None, None, id="no trouble at all"),
    ],
)
def test_only_news_are_told(event: TroubleSeen | None, told: str | None, expected: str | None) -> None:
    verdicts = list(connection_troubles.on_trouble(situation(event=event, told=told), DIALS))
    said = [v.reason if isinstance(v, Hold) else v.action.text if isinstance(v.action, Say) else "?" for v in verdicts]
    assert said == ([] if expected is None else [expected])


def test_the_play_listens_to_troubles_alone() -> None:
    assert PLAY.on_trouble is connection_troubles.on_trouble
    assert not PLAY.on_control
    assert PLAY.on_question is None
