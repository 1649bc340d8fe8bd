"""Show members what is kept about them, hand it out, stop everything, forget them, and join their own accounts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from engagement.actions import Field, FieldKind, Reach, Reply, Say, span, words
from engagement.answering import Answers
from engagement.decisions import Act, Verdict
from engagement.few_people import LEAST
from engagement.ids import AccountId, workspace_of
from engagement.linking import MOST_TRIES, VALID_FOR, LinkTry, Twins
from engagement.own_acts import (
    ComeBack,
    ForgetMember,
    ForgetWords,
    JoinAccounts,
    KeepCode,
    PartAccount,
    SaveHelper,
    SetConsent,
)
from engagement.own_data import Kept, Line, OwnData, has_stopped, is_on, kept, lines_of, part_of
from engagement.people import Purpose
from engagement.play import Play
from engagement.situation import Situation

NAME = "privacy"
_reply = Answers(NAME)
_STOPPED = tuple(Purpose)
"""What ``privacy stop`` says no to: everything there is."""
_STARTED = (Purpose.OWN_QUESTIONS, Purpose.METRICS)
"""What ``privacy start`` says yes to: what is on without anybody's yes. Being asked takes enrolling."""
SUGGEST = "link_suggest"
SUGGESTED = "twin:"
"""How the slots begin in which somebody was told so."""
MOST_TOLD = 20
"""So many are told at a time (ours)."""
_YES = frozenset({"yes", "ja", "si", "sí"})
_NO = frozenset({"no", "nein"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyPolicy:
    """What is a member's own right has no dials."""


def on_privacy(s: Situation, policy: PrivacyPolicy) -> Sequence[Verdict]:
    """The command `privacy`: what follows it says what is wanted; nothing, or `show`, shows what is kept."""
    said = _said(s)
    wanted = said[0] if said else "show"
    hook = _WANTED.get(wanted)
    if hook is None:
        return [_reply(s, "usage", "asked for something there is not")]
    return hook(s, policy)


def on_show(s: Situation, _policy: PrivacyPolicy) -> Sequence[Verdict]:
    """What is kept, since when and until when, what is switched on, who sees it, and the buttons to change it."""
    about = _own(s).about
    if about.is_empty:
        return [_reply(s, "nothing", "asked what is kept", controls=("privacy_stop", "privacy_link"))]
    goes = {"words": max((one.kept_from for one in about.words), default=s.now) + s.policy.retention}
    on = [purpose.value for purpose in Purpose if is_on(purpose, about)]
    off = [purpose.value for purpose in Purpose if not is_on(purpose, about)]
    fields = {
        "switched_on": words(", ".join(on)),
        "switched_off": words(", ".join(off)),
        "kept": span(s.policy.retention),
    }
    is_stopped = has_stopped(about)
    text = f"{NAME}.show_stopped" if is_stopped else f"{NAME}.show"
    switch = "privacy_start" if is_stopped else "privacy_stop"
    shown = Reply(
        text=text,
        fields=fields,
        items=tuple(_kept(one) for one in kept(about, goes)),
        controls=("privacy_export", switch, "privacy_erase", "privacy_link"),
    )
    verdicts: list[Verdict] = [Act(action=shown, subject=s.the_actor().member, reason="asked what is kept")]
    for workspace in _own(s).twins:
        place = workspace.partition("-")[0].capitalize()
        verdicts.append(_reply(s, "twin", "could have another account", platform=place))
    if s.policy.model.is_told_words:
        verdicts.append(_model(s))
    return verdicts


def _model(s: Situation) -> Act:
    """Who is told what they write, what for, and whether they agreed to it."""
    is_given = is_on(Purpose.MODEL_USE, _own(s).about)
    text = "model_is_on" if is_given else "model_is_off"
    model = s.policy.model
    used_for = ", ".join(model.told_for)
    return _reply(s, text, "asked what is kept", provider=model.provider, runs=model.runs, used_for=used_for)


def _kept(one: Kept) -> Mapping[str, Field]:
    return {
        "kind": words(one.kind),
        "number": words(str(one.number)),
        "since": _when(one.since),
        "until": _when(one.until),
    }


def _when(at: datetime | None) -> Field:
    return words("") if at is None else Field(FieldKind.INSTANT, at.isoformat())


def on_export(s: Situation, _policy: PrivacyPolicy) -> Sequence[Verdict]:
    """Their own data as lines, part by part; `privacy export 2` is the second part."""
    about = _own(s).about
    if about.is_empty:
        return [_reply(s, "nothing", "asked for their data", controls=("privacy_stop", "privacy_link"))]
    said = _said(s)
    wanted = int(said[1]) if len(said) > 1 and said[1].isascii() and said[1].isdecimal() else 1
    part = part_of(lines_of(_own(s)), wanted)
    fields = {"part": words(str(part.number)), "parts": words(str(part.of)), "next": words(str(part.number + 1))}
    text = "export_last" if part.number == part.of else "export"
    reply = Reply(text=f"{NAME}.{text}", fields=fields, items=tuple(map(_line, part.lines)))
    return [Act(action=reply, subject=s.the_actor().member, reason="asked for their data")]


def _line(line: Line) -> Mapping[str, Field]:
    where = words("") if line.message is None else Field(FieldKind.LINK, line.message)
    return {"kind": words(line.kind), "value": words(line.value), "at": _when(line.at), "where": where}


def on_stop(s: Situation, _policy: PrivacyPolicy) -> Sequence[Verdict]:
    """Everything off, at once and for good: not asked, not reminded, not written to, no words kept, not counted."""
    actor, reason = s.the_actor(), "stopped everything"
    verdicts = [
        Act(
            action=SetConsent(member=actor.member, purpose=purpose, is_given=False), subject=actor.member, reason=reason
        )
        for purpose in _STOPPED
    ]
    if actor.helper is not None and actor.helper.is_active:
        rest = SaveHelper(helper=replace(actor.helper, is_active=False), before=actor.helper)
        verdicts.append(Act(action=rest, subject=actor.member, reason=reason))
    verdicts.append(Act(action=ForgetWords(member=actor.member), subject=actor.member, reason=reason))
    return [*verdicts, _reply(s, "stopped", reason, controls=("privacy_start", "privacy_erase"))]


def on_start(s: Situation, _policy: PrivacyPolicy) -> Sequence[Verdict]:
    """Take `privacy stop` back: counted and reminded again; being asked takes enrolling anew."""
    member, reason = s.the_actor().member, "takes part again"
    verdicts: list[Verdict] = [
        Act(action=SetConsent(member=member, purpose=purpose, is_given=True), subject=member, reason=reason)
        for purpose in _STARTED
    ]
    verdicts.append(Act(action=ComeBack(account=_account(s)), subject=member, reason=reason))
    reply = Reply(text=f"{NAME}.started", fields={"kept": span(s.policy.retention)}, controls=("enrol", "privacy_stop"))
    return [*verdicts, Act(action=reply, subject=member, reason=reason)]


def on_erase(s: Situation, policy: PrivacyPolicy) -> Sequence[Verdict]:
    """`privacy erase` asks first; `privacy erase yes` does it."""
    said = _said(s)
    if len(said) > 1 and said[1].casefold() in _YES:
        return on_erase_yes(s, policy)
    return [_reply(s, "erase", "wants to be forgotten", controls=("privacy_erase_yes", "privacy_export"))]


def on_erase_yes(s: Situation, _policy: PrivacyPolicy) -> Sequence[Verdict]:
    """Forget the person; the receipt goes to them directly, because nothing about them is kept to send it by."""
    member = s.the_actor().member
    forget = Act(action=ForgetMember(member=member), subject=member, reason="wants to be forgotten")
    return [forget, _reply(s, "erased", "wants to be forgotten")]


def on_link(s: Situation, _policy: PrivacyPolicy) -> Sequence[Verdict]:
    """`privacy link` gives a code; `privacy link CODE` on the other account joins the two."""
    tried = _own(s).tried
    if tried is not None:
        return _joined(s, tried)
    code, until = _own(s).fresh_code, s.now + VALID_FOR
    keep = KeepCode(account=_account(s), code=code, until=until)
    fields = {"code": words(code), "until": Field(FieldKind.INSTANT, until.isoformat()), "for": span(VALID_FOR)}
    member, reason = s.the_actor().member, "wants to join their accounts"
    return [
        Act(action=keep, subject=member, reason=reason),
        Act(action=Reply(text=f"{NAME}.code", fields=fields), subject=member, reason=reason),
    ]


def _joined(s: Situation, tried: LinkTry) -> Sequence[Verdict]:
    member = s.the_actor().member
    if tried.wrong_before >= MOST_TRIES:
        fields = {"for": span(VALID_FOR)}
        return [Act(action=Reply(text=f"{NAME}.link_spent", fields=fields), subject=member, reason="guessed too often")]
    if tried.of is None or tried.member is None:
        left = str(MOST_TRIES - 1 - tried.wrong_before)
        fields = {"left": words(left), "for": span(VALID_FOR)}
        return [Act(action=Reply(text=f"{NAME}.link_wrong", fields=fields), subject=member, reason="gave a wrong code")]
    if tried.of == _account(s):
        return [_reply(s, "link_same", "gave the code of this very account")]
    if tried.member == member:
        return [_reply(s, "link_twice", "has joined these accounts before", controls=("privacy_unlink",))]
    if tried.workspaces & tried.own_workspaces:
        return [_reply(s, "link_here", "has two accounts in one workspace")]
    reason = "joined their own accounts"
    join = JoinAccounts(member=member, into=tried.member, code_of=tried.of)
    return [
        Act(action=join, subject=tried.member, reason=reason),
        _reply(s, "linked", reason, controls=("privacy_unlink",)),
    ]


def on_model(s: Situation, _policy: PrivacyPolicy) -> Sequence[Verdict]:
    """`privacy model` says who is told what they write; `privacy model yes` agrees, `privacy model no` ends it."""
    said, member = _said(s), s.the_actor().member
    wanted = said[1].casefold().strip("?!.,:;") if len(said) > 1 else ""
    if wanted in _NO or (wanted in _YES and s.policy.model.is_told_words):
        is_given = wanted in _YES
        reason = "agreed to a language model" if is_given else "said no to a language model"
        consent = SetConsent(member=member, purpose=Purpose.MODEL_USE, is_given=is_given)
        model = s.policy.model
        agreed = _reply(s, "model_yes", reason, provider=model.provider, runs=model.runs)
        return [
            Act(action=consent, subject=member, reason=reason),
            agreed if is_given else _reply(s, "model_no", reason),
        ]
    return [_model(s) if s.policy.model.is_told_words else _reply(s, "model_none", "asked about a language model")]


def on_unlink(s: Situation, _policy: PrivacyPolicy) -> Sequence[Verdict]:
    """Part this account from the person's others."""
    member = s.the_actor().member
    if len(_own(s).about.accounts) < 2:  # noqa: PLR2004  # one account is nobody's other
        return [_reply(s, "unlink_nothing", "has one account only")]
    reason = "parted their accounts"
    part = PartAccount(account=_account(s), member=member)
    return [Act(action=part, subject=member, reason=reason), _reply(s, "unlinked", reason)]


def on_suggest(s: Situation, _policy: PrivacyPolicy) -> Sequence[Verdict]:
    """A manager has people who are likely twice here told, privately and once each, how they can join the two.

    Who they are the manager does not learn, nor that they are fewer than five.
    """
    twins = s.find(Twins) or Twins()
    some = twins.to_tell()[:MOST_TOLD]
    reason = "a manager has people told how to join their accounts"
    letters = [
        Act(
            action=Say(
                text=f"{NAME}.suggest", reach=Reach.MEMBER, to=mine.member, slot=f"{SUGGESTED}{mine.member}",
                fields={"platform": words(workspace_of(other.id).partition("-")[0].capitalize())},
                controls=("privacy_link", "why", "stop"),
            ),
            subject=mine.member, reason=reason,
        )
        for mine, other in some
    ]  # fmt: skip
    if not some:
        return [_reply(s, "suggested_none", reason)]
    if len(some) < LEAST:
        return [*letters, _reply(s, "suggested_few", reason)]
    return [*letters, _reply(s, "suggested", reason, number=str(len(some)))]


Hook = Callable[[Situation, PrivacyPolicy], Sequence[Verdict]]
_WANTED: Mapping[str, Hook] = {
    "show": on_show,
    "export": on_export,
    "stop": on_stop,
    "start": on_start,
    "erase": on_erase,
    "link": on_link,
    "unlink": on_unlink,
    "model": on_model,
}


def _said(s: Situation) -> list[str]:
    """What follows `privacy`, word by word, the first in lower case; one platform gives it as one text."""
    given = " ".join(tuple[str, ...](getattr(s.event, "words", ()))[1:]).split()
    return [given[0].casefold().strip("?!.,:;"), *given[1:]] if given else []


def _own(s: Situation) -> OwnData:
    if s.own is None:
        raise LookupError("this situation has no data of the person's own")
    return s.own


def _account(s: Situation) -> AccountId:
    return AccountId(getattr(s.event, "account", s.the_actor().member))


PLAY = Play(
    name=NAME,
    policy=PrivacyPolicy,
    on_command={"privacy": on_privacy},
    on_control={
        "privacy_show": on_show,
        "privacy_export": on_export,
        "privacy_stop": on_stop,
        "privacy_start": on_start,
        "privacy_erase": on_erase,
        "privacy_erase_yes": on_erase_yes,
        "privacy_link": on_link,
        "privacy_unlink": on_unlink,
        SUGGEST: on_suggest,
    },
    shows={SUGGEST: frozenset({Twins})},
)
