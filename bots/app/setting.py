"""How are settings changed from outside: by the process that runs, or, when none does, by this one?"""

from datetime import datetime
from secrets import token_hex

from bots.app.engine import with_dials
from bots.app.owners import is_gone, owner_name
from bots.app.store import LEASE, hold_out_key
from bots.runtime.batch import Batch
from bots.runtime.clock import SystemClock
from bots.runtime.codec import from_event
from bots.runtime.community import Community
from config.playbook import PLAYS
from engagement.changes import COMMAND_LINE
from engagement.errors import NotOwner
from engagement.events import SettingsAsked, Wanted
from engagement.ids import CommunityId
from engagement.policy import Policy
from engagement.records import PendingEvent
from storage import StoredMemory


def set_beside(
    memory: StoredMemory,
    community: CommunityId,
    policy: Policy,
    wanted: tuple[Wanted, ...],
    now: datetime | None = None,
) -> bool:
    """Have settings changed, all or none; whether it was done here. Else the Hubbub that runs does it in seconds."""
    at = now or SystemClock().now()
    event = SettingsAsked(
        key=f"settings:{at.isoformat()}:{token_hex(6)}", at=at, by=COMMAND_LINE, wanted=wanted, is_proposed=True
    )
    owner = owner_name()
    try:
        memory.own(community, owner, at, LEASE, is_gone)
    except NotOwner:
        left = PendingEvent(key=event.key, at=at, payload=from_event(event), source=COMMAND_LINE)
        with memory.direct(community) as ledger:
            ledger.inbox.put([left])
        return False
    try:
        with memory.direct(community) as ledger:
            dials = with_dials(policy, ledger.dials.all())
            batch = Batch(Community.load(ledger, dials, PLAYS, hold_out_key(ledger), at), ledger, at)
            batch.take(event)
            batch.flush()
    finally:
        memory.disown(community, owner)
    return True
