"""Wordings that are proposed for a persona: by rules, or by a model and kept until a manager says yes or no to each."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from bots.voice.differing import differences
from config.overriding import TEXTS
from config.persona_lint import Linted, findings, languages_of, lint
from config.persona_proposals import Proposal, by_rules
from config.wordings import changeable, shipped, to_wording
from engagement.entries import Entry
from engagement.events import Wanted
from engagement.ids import stable_id
from engagement.modelling.asking import Use
from engagement.modelling.checking import Prose
from engagement.modelling.rewording import passages
from engagement.modelling.typist import Typist
from engagement.modelling.uses import request_for
from engagement.modelling.wanted import WORDING
from engagement.policy import Policy
from engagement.ports import Ledger

KIND: Final = WORDING
WAITING, DONE, TURNED_DOWN = "waiting", "done", "turned_down"
_MARKS: Final[Mapping[str, tuple[str, str]]] = {"same": ("", ""), "gone": ("[-", "-]"), "new": ("{+", "+}")}


def waiting(ledger: Ledger, policy: Policy) -> list[Proposal]:
    """What waits for a yes or no, by language and text: a model's wording in place of the rules' for the same text.

    A wording that was made of what is not said any more, or that does not fit any more, is left out, and so is one
    that was turned down, and a model's where none is asked for wordings any more.
    """
    some, is_asked = ledger.entries.find(KIND), policy.model.may(Use.PERSONA)
    no = {one.id for one in some if one.state == TURNED_DOWN}
    found = {one.name: one for one in by_rules(policy) if _name(one, TURNED_DOWN) not in no}
    for entry in some if is_asked else ():
        proposal = _of_model(entry, policy) if entry.state == WAITING else None
        if proposal is not None and _name(proposal, TURNED_DOWN) not in no:
            found[proposal.name] = proposal
    places = {key: nth for nth, key in enumerate(changeable())}
    spoken = {language: nth for nth, language in enumerate(languages_of(policy))}
    return sorted(found.values(), key=lambda one: (spoken.get(one.language, len(spoken)), places[one.key]))


def _of_model(entry: Entry, policy: Policy) -> Proposal | None:
    language, key = entry.text("language"), entry.text("key")
    if key not in changeable() or language not in shipped().by_language or not entry.words:
        return None
    said = said_now(policy, language, key)
    if stable_id(KIND, said) != entry.text("made_of"):
        return None
    try:
        text = to_wording(language, key, entry.words)
    except ValueError:
        return None
    left = findings(language, key, text, policy.persona)
    return Proposal(language=language, key=key, said=said, text=text, model=entry.text("model"), left=left)


def said_now(policy: Policy, language: str, key: str) -> str:
    """What is said now: the community's own wording, else the shipped one."""
    return policy.texts.get(language, {}).get(key) or shipped().get(language, key)


def to_entry(proposal: Proposal, state: str, at: datetime) -> Entry:
    """A proposal as it is kept. Its words are ours or a model's, and nobody else's; of a no, none are kept."""
    facts = {
        "language": proposal.language, "key": proposal.key, "model": proposal.model,
        "made_of": stable_id(KIND, proposal.said),
    }  # fmt: skip
    words = proposal.text if state == WAITING else ""
    return Entry(kind=KIND, id=_name(proposal, state), at=at, state=state, facts=facts, words=words)


def _name(proposal: Proposal, state: str) -> str:
    """One for each text; one for each wording of it that was turned down, by which it is known for good."""
    return stable_id(KIND, proposal.language, proposal.key, *([proposal.text] if state == TURNED_DOWN else []))


def answered(proposals: Iterable[Proposal], state: str, at: datetime) -> Callable[[Ledger], None]:
    """Notes that these were approved or turned down; what a model proposed for these texts waits no more."""
    some = list(proposals)

    def note(ledger: Ledger) -> None:
        ledger.entries.drop(KIND, [to_entry(one, WAITING, at).id for one in some])
        if state == TURNED_DOWN:
            ledger.entries.save([to_entry(one, TURNED_DOWN, at) for one in some])

    return note


def wanted(proposals: Iterable[Proposal], policy: Policy, beside: Mapping[str, object]) -> tuple[Wanted, ...]:
    """The settings that approved wordings are."""
    return tuple(
        Wanted(
            path=(path := f"{TEXTS}{one.language}.{one.key}"), value=one.text, seen=beside.get(path),
            was=policy.texts.get(one.language, {}).get(one.key),
        )
        for one in proposals
    )  # fmt: skip


def to_ask(policy: Policy, known: Sequence[Proposal], most: int) -> list[Linted]:
    """The texts of which a model is asked next: those in which something is found, and of which none wrote yet."""
    done = {one.name for one in known if one.model}
    return [one for one in lint(policy) if one.findings and f"{one.language}:{one.key}" not in done][:most]


async def ask(typist: Typist, instructions: str, policy: Policy, language: str, key: str) -> Proposal | str:
    """Have a model word one text anew; or why there is no proposal. It is told our text and the persona, no more."""
    said = said_now(policy, language, key)
    told = passages(said, language, policy.persona)
    typed = await typist.ask(request_for(Use.PERSONA, instructions, told, language=language))
    if not isinstance(typed.answer, Prose):
        return typed.why or "the model said nothing"
    try:
        text = to_wording(language, key, typed.answer.text)
    except ValueError as error:
        return f"what the model wrote {error}"
    if text == said:
        return "the model would say it as it is said now"
    before = {one.kind for one in findings(language, key, said, policy.persona)}
    left = findings(language, key, text, policy.persona)
    worse = next((one for one in left if one.kind not in before), None)
    if worse is not None:
        return f"what the model wrote breaks the persona, or pushes: {worse.why}"
    return Proposal(language=language, key=key, said=said, text=text, model=policy.model.name, left=left)


def in_marks(proposal: Proposal) -> str:
    """What a proposal changes, for a terminal: ``[-what goes-]{+what comes+}``."""
    return "".join(_marked(proposal))


def _marked(proposal: Proposal) -> Iterator[str]:
    for one in differences(proposal.said, proposal.text):
        before, after = _MARKS[one.kind]
        yield f"{before}{one.text}{after}"
