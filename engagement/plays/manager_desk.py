"""What people tell the bot by name: set up, switch on, pause, undo, and "why?"."""

from collections.abc import Sequence
from dataclasses import dataclass

from engagement.actions import (
    COMPENSATIONS,
    Field,
    FieldKind,
    FormField,
    Lane,
    OpenForm,
    Reach,
    Reply,
    Say,
    SetDial,
    Undo,
    instant,
    person,
    share,
    span,
    words,
)
from engagement.answering import Answers, answer
from engagement.authorisation import is_allowed
from engagement.changes import ITSELF, NOBODY_NAMED, SETTING, Change
from engagement.decisions import Act, Decision, Hold, Outcome, Verdict
from engagement.events import SettingsAsked
from engagement.ids import MemberId
from engagement.people import Role
from engagement.people_desk import SHOWN, Meant, meant, on_back, on_rest, on_role
from engagement.play import Play
from engagement.policy import Policy
from engagement.situation import Situation
from engagement.strategy import LONGEST_PART, PARTS

NAME = "manager_desk"
_reply = Answers(NAME)
PURPOSE = "purpose"
"""The button and form in which a manager says what the community is for."""
UNCLEAR = "did not say clearly whether everybody or one person is meant"
_ONE_REASON = {"connection_troubles": "trouble"}
"""Steps whose messages all have the same reason."""
_PEOPLE = frozenset({"asked", "by"})
"""What evidence calls people, of whom `why` does not tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagerDeskPolicy:
    """The commands have no dials."""


def _words(s: Situation) -> tuple[str, ...]:
    return tuple(getattr(s.event, "words", ()))


def on_help(s: Situation, _policy: ManagerDeskPolicy) -> Sequence[Verdict]:
    """What can be said to the bot, by this person."""
    actor = s.the_actor()
    return [Act(action=help_for(actor.roles, s.policy), subject=actor.member, reason="asked for help")]


def help_for(roles: frozenset[Role], policy: Policy) -> Reply:
    """What somebody with these roles can say to the bot; of programmes only where there are any."""
    text, command = ("help_manager", "advocates") if is_allowed(roles, "setup") else ("help", "advocate")
    fields = {"advocates": words(command if policy.programmes else ""), "vision": words(policy.purpose.vision)}
    return Reply(text=f"{NAME}.{text}", fields=fields)


def on_setup(s: Situation, _policy: ManagerDeskPolicy) -> Sequence[Verdict]:
    """The checklist: what is done, what is missing, and the next step."""
    setup = s.setup
    done = {
        "purpose": s.policy.purpose.is_said,
        "channels": bool(setup.channels) and not setup.channels_unknown,
        "notice": bool(setup.channels) and setup.notices >= len(setup.channels) - len(setup.channels_unknown),
        "staff": setup.managers > 0,
        "helpers": setup.helpers > 0,
        "live": bool(setup.channels_live) and not s.policy.dry_run,
    }
    marks = {f"{name}_mark": ("✅" if is_done else "⬜") for name, is_done in done.items()}
    fields = {
        "channel_names": ", ".join(f"#{name}" for name in setup.channels) or "–",
        "unknown": ", ".join(f"#{name}" for name in setup.channels_unknown) or "–",
        "live_names": ", ".join(f"#{name}" for name in setup.channels_live) or "–",
        "managers": str(setup.managers),
        "staff_count": str(setup.staff),
        "helper_count": str(setup.helpers),
        "notices": str(setup.notices),
        "vision": s.policy.purpose.vision or "–",
    }
    controls = (PURPOSE, *(() if done["notice"] else ("post_notice",)))
    filled = {name: words(value) for name, value in (marks | fields).items()}
    return [answer(s, Reply(text=f"{NAME}.setup", fields=filled, controls=controls), "asked how far the set-up is")]


def on_purpose(s: Situation, _policy: ManagerDeskPolicy) -> Sequence[Verdict]:
    """The form that asks what the community is for, with what was said so far."""
    said = s.policy.purpose
    fields = tuple(FormField(name=part, kind="text", value=(getattr(said, part),)) for part in PARTS)
    form = OpenForm(form=PURPOSE, text=f"{NAME}.purpose", fields=fields)
    return [answer(s, form, "wants to say what the community is for")]


def on_purpose_form(s: Situation, _policy: ManagerDeskPolicy) -> Sequence[Verdict]:
    """Each part that reads otherwise now is a setting that was changed; an empty one is taken away."""
    by, said = s.the_actor().member, {part: " ".join(s.typed(part).split()) for part in PARTS}
    reason = "a manager said what the community is for"
    if any(len(text) > LONGEST_PART for text in said.values()):
        too_long = Reply(text=f"{NAME}.purpose_too_long", fields={"most": words(str(LONGEST_PART))}, is_problem=True)
        return [Act(action=too_long, subject=by, reason="said more than fits")]
    before = s.policy.purpose
    changed = [part for part in PARTS if said[part] != getattr(before, part)]
    return [
        *(
            Act(
                action=SetDial(path=f"purpose.{part}", value=said[part], by=by),
                subject=f"purpose.{part}",
                reason=reason,
            )
            for part in changed
        ),
        _reply(s, "purpose_kept", reason, vision=said["vision"], for_whom=said["for_whom"], success=said["success"]),
    ]


def on_post_notice(s: Situation, _policy: ManagerDeskPolicy) -> Sequence[Verdict]:
    """Post the public notice, with the button to enrol, into every channel of the playbook that is known.

    It says what holds by the dials of this moment; posting it again brings it up to date.
    """
    known = [name for name in s.setup.channels if name not in s.setup.channels_unknown]
    verdicts: list[Verdict] = []
    for channel in (each for name in known for each in s.channel_ids.get(name, ())):
        say = Say(
            text="helper_enrolment.notice",
            reach=Reach.CHANNEL,
            to=channel,
            fields={
                "channel": Field(FieldKind.PLACE, channel),
                "read_in": words(", ".join(f"#{name}" for name in s.policy.channels)),
                "others": words("other_channels" if s.policy.others is not None else ""),
                "kept": span(s.policy.retention),
                "model_use": words("a_model" if s.policy.model.is_told_words else "no_model"),
                "share": share(s.policy.hold_out) if s.policy.hold_out > 0 else words(""),
            },
            controls=("enrol", "settings", "why", "stop", "privacy_stop"),
            is_unprompted=False,
            lane=Lane.ANSWER,
            slot=f"notice:{channel}",
        )
        verdicts.append(Act(action=say, subject=channel, reason="a manager posted the notice"))
    verdicts.append(_reply(s, "notice_posted", "a manager posted the notice", count=str(len(verdicts))))
    return verdicts


def on_live(s: Situation, _policy: ManagerDeskPolicy) -> Sequence[Verdict]:
    """`live #channel` switches a channel from try-out to live."""
    said = _words(s)
    name = said[1].lstrip("#") if len(said) > 1 else ""
    if name not in s.policy.channels:
        known = ", ".join(f"#{channel}" for channel in s.policy.channels) or "–"
        if not name:
            return [_reply(s, "which_channel", "named no channel", known=known)]
        return [_reply(s, "no_channel", "named no channel of the playbook", name=name, known=known)]
    by = s.the_actor().member
    reason = "a manager switched it on"
    live = _reply(s, "live", reason, name=name)
    if s.policy.dry_run:
        live = _reply(s, "live_but_dry", reason, name=name)
    return [
        Act(action=SetDial(path=f"channels.{name}.live", value=True, by=by), subject=name, reason=reason),
        live,
    ]


def on_pause(s: Situation, _policy: ManagerDeskPolicy) -> Sequence[Verdict]:
    """Stop everything to members, at once; with a mention, let that helper rest until a day; else ask which."""
    if (whom := meant(s)) is Meant.SOMEBODY:
        return on_rest(s)
    if whom is Meant.UNCLEAR:
        return [_reply(s, "pause_which", UNCLEAR)]
    dial = SetDial(path="is_paused", value=True, by=s.the_actor().member)
    return [
        Act(action=dial, subject=s.community, reason="a manager paused it"),
        _reply(s, "paused", "a manager paused it"),
    ]


def on_resume(s: Situation, _policy: ManagerDeskPolicy) -> Sequence[Verdict]:
    """Go on; with a mention, that helper's rest is over; else ask which."""
    if (whom := meant(s)) is Meant.SOMEBODY:
        return on_back(s)
    if whom is Meant.UNCLEAR:
        return [_reply(s, "resume_which", UNCLEAR)]
    dial = SetDial(path="is_paused", value=None, by=s.the_actor().member)
    return [
        Act(action=dial, subject=s.community, reason="a manager resumed it"),
        _reply(s, "resumed", "a manager resumed it"),
    ]


def on_given_role(s: Situation, _policy: ManagerDeskPolicy) -> Sequence[Verdict]:
    """What somebody is beside the file."""
    return on_role(s)


def on_settings(s: Situation, _policy: ManagerDeskPolicy) -> Sequence[Verdict]:
    """Other settings, asked for on a page: all of them, or none when somebody else was quicker with one."""
    event = s.event
    if not isinstance(event, SettingsAsked):
        return []
    late = [one for one in event.wanted if s.set_beside.get(one.path) != one.seen]
    if late:
        return [Hold(subject=one.path, reason="somebody else has changed it meanwhile") for one in late]
    by, reason = MemberId(event.by), "a manager changed it on the settings page"
    if event.is_proposed:
        reason = "a manager approved a proposed wording"
    return [
        Act(action=SetDial(path=one.path, value=one.value, by=by, was=one.was), subject=one.path, reason=reason)
        for one in event.wanted
    ]


def on_undo(s: Situation, _policy: ManagerDeskPolicy) -> Sequence[Verdict]:
    """`undo ID` takes back what a decision did."""
    said = _words(s)
    if len(said) < 2:  # noqa: PLR2004  # the command and its id
        return [_reply(s, "undo_help", "named no id")]
    if s.decision is None:
        return [_reply(s, "unknown_id", "named no decision", id=said[1])]
    if s.decision.undone_at is not None:
        return [_reply(s, "already_undone", "undone already", id=s.decision.id)]
    if s.decision.outcome not in {Outcome.ACTED, Outcome.LATER}:
        return [_reply(s, "nothing_to_undo", "nothing was done", id=s.decision.id, why=s.decision.reason)]
    if COMPENSATIONS.get(s.decision.action) is None:
        return [_reply(s, "cannot_undo", "there is no way back", id=s.decision.id)]
    undo = Undo(decision=s.decision.id, by=s.the_actor().member)
    return [
        Act(action=undo, subject=s.decision.id, reason="a manager undid it"),
        _reply(s, "undone", "a manager undid it", id=s.decision.id),
    ]


def on_why_id(s: Situation, policy: ManagerDeskPolicy) -> Sequence[Verdict]:
    """`why ID`: the whole reason, for staff."""
    said = _words(s)
    if not is_allowed(s.the_actor().roles, "why_any") or len(said) < 2:  # noqa: PLR2004  # the command and its id
        return [_reply(s, "why_help", "asked why")]
    if s.decision is None:
        return [_reply(s, "unknown_id", "named no decision", id=said[1])]
    return on_why_known(s, policy)


def on_why_known(s: Situation, _policy: ManagerDeskPolicy) -> Sequence[Verdict]:
    """Everything the journal holds of one decision."""
    decision = s.decision
    if decision is None:
        return []
    fields = {
        "id": words(decision.id),
        "step": words(decision.play),
        "outcome": words(decision.outcome.value),
        "why": words(decision.reason),
        "at": Field(FieldKind.INSTANT, decision.at.isoformat()),
        "evidence": words(", ".join(_evidence(decision)) or "–"),
        "chance": share(decision.chance),
    }
    text = f"{NAME}.why_{decision.outcome.value}"
    return [Act(action=Reply(text=text, fields=fields), subject=s.the_actor().member, reason="asked why")]


def _evidence(decision: Decision) -> list[str]:
    """What it was decided on, but for who it was: that stands in the conversation, if anywhere."""
    return [f"{name} {value}" for name, value in sorted(decision.evidence.items()) if name not in _PEOPLE]


def on_why(s: Situation, _policy: ManagerDeskPolicy) -> Sequence[Verdict]:
    """*Why this?* under a message: a plain sentence that holds nobody else's hours, score or record."""
    decision = s.decision
    if decision is None:
        return [_reply(s, "why_unknown", "asked why")]
    fields = _fields_of(decision)
    text = f"{decision.play}.why_{_kind(decision)}"
    controls = ("settings", "stop") if decision.action == "PromptPeer" else ()
    reply = Reply(text=text, fields=fields, controls=controls)
    return [Act(action=reply, subject=s.the_actor().member, reason="asked why")]


def _kind(decision: Decision) -> str:
    if decision.play in _ONE_REASON:
        return _ONE_REASON[decision.play]
    text = str(decision.detail.get("text", ""))
    return text.rpartition(".")[2].removesuffix("_in_thread").removesuffix("_one") or "general"


def _fields_of(decision: Decision) -> dict[str, Field]:
    fields = decision.detail.get("fields")
    known: dict[str, Field] = {}
    if isinstance(fields, dict):
        known = {name: Field(FieldKind(kind), str(value)) for name, (kind, value) in fields.items()}
    known["why"] = words(decision.reason)
    known["id"] = words(decision.id)
    return known


def on_changes(s: Situation, _policy: ManagerDeskPolicy) -> Sequence[Verdict]:
    """Which settings were changed in chat by whom, and who of the hub said yes to a reply."""
    reason = "asked who changed what"
    if not s.changes:
        return [_reply(s, "changes_none", reason)]
    told = Reply(text=f"{NAME}.changes", items=tuple(_change(one) for one in s.changes))
    return [Act(action=told, subject=s.the_actor().member, reason=reason)]


def _change(one: Change) -> dict[str, Field]:
    nothing = words("")
    is_setting = one.what == SETTING
    return {
        "at": instant(one.at) if is_setting else nothing,
        "since": nothing if is_setting else instant(one.at),
        "by": _who(one.by) if is_setting else nothing,
        "judge": nothing if is_setting else _who(one.by),
        "path": words(one.path),
        "old": words(_value(one.old)) if is_setting else nothing,
        "new": words(_value(one.new)) if is_setting else nothing,
        "did": nothing if is_setting else words(one.what),
        "back": _who(one.back_by) if one.back_at is not None else nothing,
    }


def _who(who: str | None) -> Field:
    return words(who or "") if not who or who in {*NOBODY_NAMED, ITSELF} else person(MemberId(str(who)))


def _value(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "–"
    if value is None:
        return "file"
    return str(value).lower() if isinstance(value, bool) else str(value) or "–"


PLAY = Play(
    name=NAME,
    policy=ManagerDeskPolicy,
    on_command={
        "help": on_help,
        "setup": on_setup,
        "live": on_live,
        "pause": on_pause,
        "resume": on_resume,
        "role": on_given_role,
        "undo": on_undo,
        "why": on_why_id,
        "status": on_setup,
        "changes": on_changes,
    },
    on_control={"why": on_why, "post_notice": on_post_notice, PURPOSE: on_purpose},
    on_form={PURPOSE: on_purpose_form},
    on_settings=on_settings,
    shows=dict.fromkeys(("pause", "resume", "role"), SHOWN),
)
