"""Where other systems, and people with a link, act on what a team has: who may, on what, and what they are told.

Nothing is read of an escalation, and nothing written, before a signature has been verified. An answer comes after the
commit; the same call or link again changes nothing, because its key stands in the inbox.
"""

import base64
import hashlib
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from bots.app.outside import webhooks_of
from bots.app.store import find_link_key
from bots.outside.inbound import LONGEST_NAME, InboundAct, NotSigned, NotUnderstood, read_call, without_controls
from bots.outside.links import BadLink, LinkAct, read_link
from bots.outside.webhooks import Webhook
from bots.runtime.live import Live
from dashboard.doors.link_page import LinkView
from dashboard.doors.outside_calls import Heard
from engagement.errors import NotOwner, Stopping
from engagement.escalating.escalation import Escalation, State
from engagement.events import OutsideActed
from engagement.ids import CommunityId, EscalationId
from engagement.ports import Clock, Ledger
from engagement.text import squeeze

_UNAVAILABLE: Final = "Hubbub is being stopped or started; try again in a minute"
_UNKNOWN: Final = "there is no such escalation, or this webhook is not named by its community"
_NOT_OURS: Final = LinkView(
    status=404,
    said="This link is not one of ours, or a part of it is missing. Open it from the message itself; copy all of it.",
)
_EXPIRED: Final = LinkView(
    status=410,
    said="This link has expired: they work for a week. A newer message about the question has one that works, and the"
    " card in the team's channel always does.",
)


@dataclass(slots=True)
class OutsideDoors:
    """Both doors for all communities that run here; ``clock`` is the real one, by which signatures are dated."""

    lives: Sequence[Live]
    webhooks: Mapping[str, Webhook]
    clock: Clock
    _keys: dict[CommunityId, bytes] = field(default_factory=dict)
    _nobody_s: str = field(default_factory=lambda: f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}")
    """Calls for webhooks that are not there are compared with it, so that they take as long and are told the same."""

    async def hear(self, name: str, headers: Mapping[str, str], body: bytes) -> Heard:
        """What a call of the webhook ``name`` is answered: a status, and what is told."""
        known = self.webhooks.get(name.lower())
        try:
            said = read_call(known.secrets if known is not None else (self._nobody_s,), headers, body, self.clock.now())
        except (NotSigned, NotUnderstood) as error:
            return error.status, {"error": str(error)}
        via = name.lower()
        live = self._home_of(said, via)
        if live is None:
            return 404, {"error": _UNKNOWN}
        event = OutsideActed(
            key=f"outside:{via}:{said.id}", at=live.owner.clock.now(), escalation=EscalationId(said.escalation),
            act=said.act, by=said.by, via=via, note=said.note,
        )  # fmt: skip
        is_repeat = _is_known(live, event.key)
        try:
            await live.submit([event])
        except (NotOwner, Stopping):
            return 503, {"error": _UNAVAILABLE}
        now = _get(live, event.escalation)
        state = now.state if now is not None else State.CLOSED
        told = {"accepted": True, "escalation": said.escalation, "state": state.value}
        if is_repeat:
            return 200, {**told, "said": "this call was taken before; nothing has changed"}
        return 200, {**told, "said": "it is closed; nothing has changed"} if state is State.CLOSED else told

    def _home_of(self, said: InboundAct, via: str) -> Live | None:
        """The community that has the escalation, if its playbook names the webhook."""
        for live in self.lives:
            governance = live.owner.community.policy.governance
            if governance is not None and via in webhooks_of(governance) and _get(live, EscalationId(said.escalation)):
                return live
        return None

    # --- links ---

    def look(self, token: str) -> LinkView:
        """What the page behind a link says; looking changes nothing."""
        found = self._read(token)
        return found if isinstance(found, LinkView) else _view(*found, token)

    async def follow(self, token: str, by: str) -> LinkView:
        """Do what the link says, once; ``by`` is the name somebody gave, if they did."""
        found = self._read(token)
        if isinstance(found, LinkView):
            return found
        live, allowed = found
        view = _view(live, allowed, token)
        if view.act is None:
            return view
        name = squeeze(without_controls(by))[:LONGEST_NAME]
        event = OutsideActed(
            key=_key_of(token), at=live.owner.clock.now(), escalation=EscalationId(allowed.escalation),
            act=allowed.act, by=name, via="link",
        )  # fmt: skip
        try:
            await live.submit([event])
        except (NotOwner, Stopping):
            return LinkView(status=503, said=f"{_UNAVAILABLE}.")
        done = {
            "take": f"Done: it is taken for {view.team}. Whoever asked hears so.",
            "solve": "Done: it is solved. Whoever asked hears so, and is asked whether it helped.",
        }
        return LinkView(said=done[allowed.act])

    def _read(self, token: str) -> tuple[Live, LinkAct] | LinkView:
        """By which community's key it is signed, and what it allows."""
        problem = _NOT_OURS
        for live, key in self._with_keys():
            try:
                return live, read_link(key, token, live.owner.clock.now())
            except BadLink as error:
                problem = _EXPIRED if error.is_expired else problem
        return problem

    def _with_keys(self) -> Iterator[tuple[Live, bytes]]:
        for live in self.lives:
            name = live.owner.id
            key = self._keys.get(name) or live.owner.memory.read(name, find_link_key)
            if key is not None:  # no link was ever made otherwise
                self._keys[name] = key
                yield live, key


def _view(live: Live, allowed: LinkAct, token: str) -> LinkView:
    e = _get(live, EscalationId(allowed.escalation))
    if e is None:
        return LinkView(status=410, said="The question is gone, so there is nothing left to do.")
    shown = LinkView(
        said="", team=_title(live, e), severity=e.severity.name.lower(), state=e.state.value, opened_at=e.opened_at
    )
    if _is_known(live, _key_of(token)):
        return replace(
            shown, said="This link was used before, and works once. The card in the team's channel says more."
        )
    if e.state is State.CLOSED:
        return replace(shown, said="The question is closed, so there is nothing left to do.")
    if e.state is State.SOLVED:
        return replace(shown, said="The question is solved already, so there is nothing left to do.")
    if allowed.act == "take" and e.state is not State.OPEN:
        said = "Somebody has it already. To have it instead, press Take on the card in the team's channel."
        return replace(shown, said=said)
    return replace(shown, act=allowed.act)


def _title(live: Live, e: Escalation) -> str:
    governance = live.owner.memory.read(live.owner.id, lambda ledger: ledger.escalations.policy(e.policy))
    team = governance.teams.get(e.team) if governance is not None else None
    return team.title if team is not None else e.team


def _get(live: Live, name: EscalationId) -> Escalation | None:
    def get(ledger: Ledger) -> Escalation | None:
        return ledger.escalations.get(name)

    return live.owner.memory.read(live.owner.id, get)


def _is_known(live: Live, key: str) -> bool:
    def is_known(ledger: Ledger) -> bool:
        return ledger.inbox.is_known(key)

    return live.owner.memory.read(live.owner.id, is_known)


def _key_of(token: str) -> str:
    return f"link:{hashlib.sha256(token.encode()).hexdigest()}"
