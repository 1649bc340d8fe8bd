"""What does an outbox row say, to whom, and through which platform? Rendered anew each time it is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bots.runtime.codec import to_say
from bots.runtime.owner import Owner
from bots.runtime.reading_aloud import account_for, addressee, channel_names, links_in, reader_for, with_quotes
from bots.voice.rendering import Voice
from engagement.actions import Reach, Say
from engagement.errors import NotConnected
from engagement.ids import (
    AccountId,
    ChannelId,
    MemberId,
    MessageId,
    ThreadId,
    WorkspaceId,
    channel_id,
    channel_of,
    external_of,
    workspace_of,
)
from engagement.ports import ChatPlatform, Ledger
from engagement.records import OutboxRow
from engagement.speech import Outgoing


@dataclass(slots=True)
class Wording:
    """Puts one community's outbox into words. ``platforms`` by workspace."""

    owner: Owner
    voice: Voice
    platforms: Mapping[WorkspaceId, ChatPlatform]

    def connected(self, workspace: WorkspaceId) -> ChatPlatform:
        """The way to a workspace. Raises NotConnected."""
        platform = self.platforms.get(workspace)
        if platform is None:
            raise NotConnected(f"no connection to {workspace}; check `workspaces:` in the playbook and the tokens")
        return platform

    def outgoing(self, row: OutboxRow) -> tuple[Outgoing, ChatPlatform]:
        """The message as it will be shown, and the platform that shows it. Raises NotConnected, LookupError."""
        return self.owner.memory.read(self.owner.id, lambda ledger: self._rendered(row, ledger))

    def _rendered(self, row: OutboxRow, ledger: Ledger) -> tuple[Outgoing, ChatPlatform]:
        say = with_quotes(to_say(row.body), ledger)
        is_of_thread = say.thread is not None and say.reach is not Reach.CHANNEL
        here = workspace_of(channel_of(say.thread)) if is_of_thread and say.thread is not None else row.workspace
        reader = reader_for(
            self.owner.community,
            ledger,
            (say.fields, *say.items),
            member=addressee(say),
            thread=say.thread if say.reach not in {Reach.MANAGERS, Reach.CHANNEL} else None,
            link=links_in(self.platforms, ledger),
            now=self.owner.clock.now(),
            here=here,
            connected=self.platforms,
        )
        only_to = None
        if say.reach is Reach.ASKER and say.thread is not None:
            known = ledger.conversations.threads([say.thread]).get(say.thread)
            if known is not None and known.asker is not None:
                only_to = AccountId(known.asker)
        to = self._place(say, row, reader.accounts)
        read_in = workspace_of(ChannelId(to))
        if read_in != here:
            reader = replace(reader, channels=channel_names(self.owner.community, read_in))
        reach, place = self._below(say, to, ledger)
        outgoing = Outgoing(
            marker=row.id,
            reach=reach,
            to=place,
            text=self.voice.say(say, reader),
            buttons=self.voice.buttons(say.controls, reader.language),
            pings=tuple(reader.accounts[m] for m in say.mentions if m in reader.accounts),
            only_to=only_to,
            since=row.created_at,
            picture=self.voice.picture(say.chart, reader) if say.chart is not None else None,
        )
        return outgoing, self.connected(read_in)

    def _below(
        self, say: Say, to: AccountId | ChannelId | ThreadId, ledger: Ledger
    ) -> tuple[Reach, AccountId | ChannelId | ThreadId]:
        """Under the message it is to be said below, where that one stands in the same place."""
        above = ledger.outbox.in_slot(say.below) if say.below is not None else None
        if above is None or above.sent_as is None or channel_of(above.sent_as) != to:
            return say.reach, to
        return Reach.THREAD, ThreadId(above.sent_as)

    def _place(
        self, say: Say, row: OutboxRow, accounts: Mapping[MemberId, AccountId]
    ) -> AccountId | ChannelId | ThreadId:
        if say.reach is Reach.MANAGERS:
            return self._managers_channel(row)
        member = addressee(say)
        if member is not None:
            return account_for(accounts, member)
        return ThreadId(MessageId(say.to)) if say.reach is not Reach.CHANNEL else ChannelId(say.to)

    def _managers_channel(self, row: OutboxRow) -> ChannelId:
        """The managers' channel; of several called so the one in the workspace that it is about."""
        wanted = self.owner.community.policy.managers_channel
        found = sorted(
            channel.id
            for channel in list(self.owner.community.channels.values())  # the writer may add one meanwhile
            if wanted in {channel.name, external_of(channel.id)} and not channel.is_archived
        )
        if not found and wanted is not None and _is_id(wanted) and len(self.platforms) == 1:
            return channel_id(next(iter(self.platforms)), wanted)  # private, perhaps: it can be written to all the same
        if wanted is None:
            raise LookupError("there is no managers' channel; name one as `managers_channel:` in the playbook")
        if not found:
            raise NotConnected(f"the managers' channel {wanted!r} is not known yet; is the bot in it?")
        return next((channel for channel in found if workspace_of(channel) == row.workspace), found[0])


def _is_id(name: str) -> bool:
    """Whether a channel's name looks like an id that a platform gave it."""
    return name.isalnum() and name.isascii() and name.upper() == name and any(letter.isdigit() for letter in name)
