"""What a play is: a name, its dials, and one pure function for each thing it reacts to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from engagement.decisions import Verdict
from engagement.situation import Situation
from engagement.threads import Message, Thread


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What somebody, no bot, has just written where Hubbub reads, question or not."""

    text: str
    message: Message
    thread: Thread
    is_first: bool
    """They had never written before."""


Hook = Callable[[Situation, Any], Sequence[Verdict]]
"""Shown a situation and the play's own policy, says what to do, with reasons. Nothing is awaited or drawn by lot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Entries of this kind, in these states and no older than ``within``, are of conversations to look over again."""

    kind: str
    states: tuple[str, ...]
    within: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """One rule. Adding one: a module that ends in ``PLAY = Play(...)`` and a line in ``config/playbook.py``.

    ``version`` goes up when the rule changes. ``is_measured`` plays keep a comparison group.
    """

    name: str
    policy: type
    version: int = 1
    is_measured: bool = False
    on_question: Hook | None = None
    """A thread began, or turned out to be, a question."""
    on_reply: Hook | None = None
    """Somebody other than the asker wrote in a question thread; or the asker did (see ``message.author``)."""
    on_said: Hook | None = None
    """Somebody wrote something that ``hears`` said yes to, in a question or not, also long ago (``is_late``)."""
    hears: Callable[[Heard], bool] = lambda _: False
    """Asked of every message: has to be quick."""
    on_reaction: Hook | None = None
    reacts_anywhere: bool = False
    """``on_reaction`` is asked outside questions, too, about the reactions that the dials name."""
    on_solved: Hook | None = None
    """A thread's answer was marked, or the mark taken back; ``thread.state`` tells."""
    on_asked: Hook | None = None
    """Helpers were just asked about a question; ``thread.asked`` holds them."""
    on_gone: Hook | None = None
    """A question was deleted or merged into another."""
    on_answer_gone: Hook | None = None
    """The answer that was marked is deleted, which opened the question again."""
    on_control: Mapping[str, Hook] = field(default_factory=dict)
    on_command: Mapping[str, Hook] = field(default_factory=dict)
    on_form: Mapping[str, Hook] = field(default_factory=dict)
    on_follow_up: Mapping[str, Hook] = field(default_factory=dict)
    on_trouble: Hook | None = None
    """Something is the matter with a connection, or no longer is."""
    on_caught_up: Hook | None = None
    """Hubbub was away, and has caught up."""
    on_escalation: Hook | None = None
    """An escalation began or moved on; ``escalating.move`` says how."""
    on_person_gone: Hook | None = None
    """Whoever has the escalation left, was deactivated or is away."""
    on_found: Hook | None = None
    """The auditor found an escalation that nobody sees to."""
    on_outside: Hook | None = None
    """Somebody who is not in chat did something with an escalation (``event``)."""
    on_room: Hook | None = None
    """Somebody reacted to a card in a team's room or to their own words under it, or changed these (``in_room``)."""
    on_unreached: Hook | None = None
    """A message about a private question did not reach whoever asked (``control_row``)."""
    on_shift: Hook | None = None
    """Somebody else is on duty now (``shift``)."""
    on_settings: Hook | None = None
    """A manager asked for other settings on a page (``event``); ``set_beside`` is what is set by now."""
    on_model: Hook | None = None
    """A text model was asked about the conversation; ``event`` says what came of it."""
    on_read_anew: Hook | None = None
    """A question stays one, and what it is taken for changed otherwise: its topics, or how soon it matters."""
    on_changed: Hook | None = None
    """A channel, a setting, somebody or a message is not what it was: asked of each conversation of ``standing``.

    Also where this play, or all of Hubbub, is switched off by now: ``dials`` is None in a channel that is not read.
    """
    standing: Standing | None = None
    on_daily: Hook | None = None
    """Once a day at the policy's ``at`` in the community's zone; with a ``day`` on that day of the week."""
    shows: Mapping[str, frozenset[type]] = field(default_factory=dict)
    """What to look up for ``Situation.find``, by hook (``on_solved``; ``daily``), control, command, form, or look."""
