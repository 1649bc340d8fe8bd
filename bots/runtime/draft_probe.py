"""What would a draft have been made of? A probe that notes it for each question of a history when it was asked.

Old histories hold hardly any marks. So whoever the asker thanked counts as having answered, as if the asker had pressed
the button then: by the last message they had written before. Where several people are meant, nobody is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from advocacy.recognised import Before
from advocacy.thanking import called_in, thanks_in, whom
from engagement.actions import FollowUp, MarkAnswer
from engagement.decisions import Act, Hold, Verdict
from engagement.play import Heard, Play
from engagement.plays.similar_threads import SimilarThreadsPolicy
from engagement.shown import DraftSources
from engagement.situation import Situation
from engagement.threads import ThreadState

PROBE = "draft_probe"
LOOKED = "looked"


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftProbePolicy:
    """The probe has no dials."""


def _hears(heard: Heard) -> bool:
    return bool(heard.thread.modes) and heard.message.author == heard.thread.asker and thanks_in(heard.text)


def _on_thanks(s: Situation, _policy: DraftProbePolicy) -> Sequence[Verdict]:
    """Whoever asked thanked one person for what they had written: that was the answer."""
    message, before, thread = s.message, s.find(Before), s.the_thread()
    if message is None or before is None or thread.state is not ThreadState.OPEN or message.author != thread.asker:
        return []
    meant = whom(message, before.messages, before.replied_to, called_in(s.text, before.names))
    theirs = [
        one for one in before.messages
        if len(meant) == 1 and one.author == meant[0] and one.order < message.order and not one.is_deleted
    ]  # fmt: skip
    if not theirs:
        return []
    mark = MarkAnswer(thread=thread.id, message=theirs[-1].id, helper=meant[0], marked_by=message.author)
    return [Act(action=mark, subject=thread.id, reason="whoever asked thanked them for it")]


def _on_question(s: Situation, _policy: DraftProbePolicy) -> Sequence[Verdict]:
    thread = s.the_thread()
    due_at = max((thread.last_at or s.now) + SimilarThreadsPolicy().delay, s.now)
    look = FollowUp(play=PROBE, kind="look", thread=thread.id, due_at=due_at)
    return [Act(action=look, subject=thread.id, reason="look what was solved by then")]


def _on_look(s: Situation, _policy: DraftProbePolicy) -> Sequence[Verdict]:
    found = s.find(DraftSources) or DraftSources()
    evidence: dict[str, object] = {"sources": list(found.threads), "sureness": found.sureness}
    return [Hold(subject=s.the_thread().id, reason=LOOKED, evidence=evidence)]


PROBE_PLAY = Play(
    name=PROBE,
    policy=DraftProbePolicy,
    hears=_hears,
    on_said=_on_thanks,
    on_question=_on_question,
    on_follow_up={"look": _on_look},
    shows={"on_said": frozenset({Before}), "look": frozenset({DraftSources})},
)
"""Notes what was solved and alike when each question was asked."""
