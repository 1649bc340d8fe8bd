"""Read a draft of staff or sales before it goes out, and say kindly what in it sells; to them alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from advocacy.pitch import LONGEST, check_draft
from engagement.actions import FormField, OpenForm, Reply, words
from engagement.answering import answer
from engagement.decisions import Act, Verdict
from engagement.events import FormSubmitted
from engagement.play import Play
from engagement.situation import Situation

NAME = "check_draft"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckDraftPolicy:
    """Reading drafts has no dials."""


def on_command(s: Situation, _policy: CheckDraftPolicy) -> Sequence[Verdict]:
    """The command `check-draft`, followed by the draft; without one, a form for it."""
    draft = " ".join(getattr(s.event, "words", ())[1:])
    if draft:
        return [_told(s, draft)]
    form = OpenForm(form=NAME, text=f"{NAME}.form", fields=(FormField(name="text", kind="words"),))
    return [answer(s, form, "wants to have a draft read")]


def on_form(s: Situation, _policy: CheckDraftPolicy) -> Sequence[Verdict]:
    """The draft, sent by the form."""
    if not isinstance(s.event, FormSubmitted):
        return []
    return [_told(s, next(iter(s.event.values.get("text", ())), ""))]


def _told(s: Situation, draft: str) -> Act:
    """What is found; the draft itself is kept nowhere."""
    found = check_draft(draft, s.policy.employer)
    if not draft.strip() or len(draft) > LONGEST:
        reply = Reply(text=f"{NAME}.no_draft", is_problem=True)
    elif found:
        items = tuple({"why": words(each.why), "passage": words(each.passage)} for each in found)
        reply = Reply(text=f"{NAME}.found", items=items)
    else:
        reply = Reply(text=f"{NAME}.nothing_found")
    return answer(s, reply, "wants to have a draft read")


PLAY = Play(
    name=NAME,
    policy=CheckDraftPolicy,
    on_command={"check-draft": on_command},
    on_form={NAME: on_form},
)
