"""What uses of a model have in common when they read what people wrote."""

from collections.abc import Collection, Mapping, Sequence

from bots.runtime.batch import Batch
from engagement.ids import MemberId, is_private_place
from engagement.modelling.material import Said
from engagement.people import Purpose
from engagement.ports import Ledger
from engagement.records import Words
from engagement.threads import Thread

_FIRST = 3


def is_open(batch: Batch, thread: Thread) -> bool:
    """Whether a conversation stands where everybody may read it."""
    channel = batch.community.channels.get(thread.channel)
    return not is_private_place(thread.channel) and channel is not None and not channel.is_private


def agreed(ledger: Ledger, people: Collection[MemberId]) -> set[MemberId]:
    """Who of them said yes to a model."""
    return {each for each in people if ledger.people.consents(each).get(Purpose.MODEL_USE, False)}


def first_said(kept: Sequence[Words], member: MemberId, names: Mapping[MemberId, str]) -> Said | None:
    """What somebody wrote first in a conversation, up to three messages."""
    mine = [each.text for each in kept if each.author == member][:_FIRST]
    return Said(member=member, name=names.get(member, ""), words="\n".join(mine)) if mine else None
