"""Tells other systems of what was handed to a team: who has it and how it stands, never what anybody wrote."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bots.runtime.owner import Owner
from bots.runtime.reading_aloud import links_in
from engagement.errors import NotNow, Rejected
from engagement.escalating.escalation import RUNNING
from engagement.ids import EscalationId, MemberId, MessageId, WorkspaceId, channel_of, is_private_place
from engagement.outside import Links, Outside
from engagement.ports import ChatPlatform, Ledger
from engagement.records import OutboxRow


@dataclass(slots=True)
class Calling:
    """Carries such rows out for one community."""

    owner: Owner
    outside: Outside | None = None
    links: Links | None = None

    async def call(self, row: OutboxRow, platforms: Mapping[WorkspaceId, ChatPlatform]) -> None:
        """Tell it. Raises NotNow when it is to be tried again, Rejected when not."""
        name = str(row.body["webhook"])
        if self.outside is None:
            raise Rejected(f"no webhook {name} is set up here; set its address and secret in the environment")
        data = self.owner.memory.read(self.owner.id, lambda ledger: _data(row, ledger, platforms))
        links = self.links if row.body["state"] in RUNNING else None
        data["links"] = links.of(EscalationId(str(row.body["id"])), row.created_at) if links is not None else None
        done = await self.outside.call(
            name, id=f"msg_{row.id}", at=row.created_at, type=str(row.body["what"]), data=data
        )
        if done.is_delivered:
            return
        wait = self.outside.next_wait(self.owner.clock.now() - row.created_at) if done.may_be_repeated else None
        if wait is None:
            raise Rejected(done.error)
        raise NotNow(done.error, max(wait, done.at_least, timedelta(seconds=1)).total_seconds())


def _data(row: OutboxRow, ledger: Ledger, platforms: Mapping[WorkspaceId, ChatPlatform]) -> dict[str, Any]:
    body = dict(row.body)
    person, outside = body.pop("person", None), body.pop("outside", None)
    names = ledger.people.names([MemberId(str(person))]) if person else {}
    thread = MessageId(str(body.pop("thread")))
    question = "" if is_private_place(channel_of(thread)) else links_in(platforms, ledger)(thread)
    kept = {name: value for name, value in body.items() if name not in {"webhook", "what"}}
    owner = names.get(MemberId(str(person))) if person else outside or None
    return {**kept, "owner": owner, "question": question or None}
