"""Who will read a message: their language, zone, and the names they know people and places by."""

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import dropwhile, takewhile

from bots.runtime.community import Community
from bots.voice.rendering import Reader
from engagement.actions import Field, FieldKind, Reach, Say
from engagement.crisis import parts_of, read_said
from engagement.ids import (
    AccountId,
    ChannelId,
    MemberId,
    MessageId,
    ThreadId,
    WorkspaceId,
    channel_of,
    is_private_place,
    looked_for,
    workspace_of,
)
from engagement.people import Account
from engagement.ports import ChatPlatform, Ledger
from engagement.records import Words

_QUOTING = frozenset({FieldKind.QUOTE, FieldKind.SAID})


def links_in(platforms: Mapping[WorkspaceId, ChatPlatform], ledger: Ledger) -> Callable[[MessageId], str]:
    """Gives the address of a message: its own platform's, "" where that is not connected."""

    def link(message: MessageId) -> str:
        platform = platforms.get(workspace_of(channel_of(message)))
        if platform is None:
            return ""
        known = ledger.conversations.messages([message]).get(message)
        return platform.link(message, known.thread if known is not None and known.explicit else None)

    return link


def reader_for(
    community: Community,
    ledger: Ledger,
    fields: Iterable[Mapping[str, Field]],
    *,
    member: MemberId | None,
    thread: ThreadId | None,
    link: Callable[[MessageId], str],
    now: datetime,
    here: WorkspaceId,
    connected: Container[WorkspaceId] = (),
) -> Reader:
    """The reader of one message: the member it goes to, or everybody in a conversation or channel.

    Of somebody's accounts the one ``here`` counts, else one in a connected workspace, else the first.
    """

    def nearness(account: Account) -> tuple[bool, bool, str]:
        workspace = workspace_of(account.id)
        return workspace != here, workspace not in connected, account.id

    people = {MemberId(f.value) for some in fields for f in some.values() if f.kind is FieldKind.PERSON}
    if member is not None:
        people.add(member)
    accounts = {m: min(found, key=nearness) for m in sorted(people) if (found := ledger.people.accounts_of(m))}
    own = accounts.get(member) if member is not None else None
    return Reader(
        language=_language(community, ledger, member, thread),
        timezone=(own.timezone if own is not None else None) or community.policy.timezone,
        names=ledger.people.names(people),
        accounts={m: account.id for m, account in accounts.items()},
        channels=channel_names(community, here),
        link=link,
        now=now,
        pages_at=community.pages_at,
    )


def channel_names(community: Community, here: WorkspaceId) -> dict[ChannelId, str]:
    """What channels are called; one in another workspace than ``here`` with its platform, as in ``help (Discord)``.

    With several workspaces on that platform its id goes with it: people on Slack may know a #help of each.
    """
    channels = list(community.channels.values())  # the writer may add one meanwhile
    workspaces = {workspace_of(channel.id) for channel in channels}
    platforms = [workspace.partition("-")[0] for workspace in workspaces]

    def where(workspace: WorkspaceId) -> str:
        if workspace == here:
            return ""
        platform, _, external = workspace.partition("-")
        return f" ({platform.title()} {external})" if platforms.count(platform) > 1 else f" ({platform.title()})"

    return {channel.id: channel.name + where(workspace_of(channel.id)) for channel in channels}


def _language(community: Community, ledger: Ledger, member: MemberId | None, thread: ThreadId | None) -> str:
    languages = community.policy.languages or ("en",)
    helper = community.helpers.get(member) if member is not None else None
    if helper is not None and helper.languages:
        return helper.languages[0]
    if thread is not None:
        known = community.held.threads.get(thread) or ledger.conversations.threads([thread]).get(thread)
        if known is not None and known.language in languages:
            return known.language or languages[0]
    return languages[0]


def with_quotes(say: Say, ledger: Ledger) -> Say:
    """The message with the words it quotes looked up; words not kept any more leave the field empty."""
    say = _with_statements(say, ledger)
    wanted = [f for some in (say.fields, *say.items) for f in some.values() if f.kind in _QUOTING]
    if not wanted:
        return say
    quoted = {ThreadId(MessageId(f.value)) for f in wanted}
    threads = ledger.conversations.threads(quoted)
    kept = ledger.conversations.words_of({*quoted, *([say.thread] if say.thread is not None else [])})
    single = {words.message: words.text for some in kept.values() for words in some}
    single.update(_noted(quoted, ledger))
    for missing in sorted({MessageId(f.value) for f in wanted if f.kind is FieldKind.SAID} - single.keys()):
        found = ledger.conversations.words_at(missing)
        if found is not None:
            single[missing] = found.text
    texts: dict[str, str] = {}
    for thread in quoted:
        asker = threads[thread].asker if thread in threads else None
        is_one = thread not in threads or is_private_place(channel_of(thread))
        texts[thread] = single.get(thread, "") if is_one else "\n".join(_opening(kept.get(thread, []), asker)[:3])

    def filled(fields: Mapping[str, Field]) -> dict[str, Field]:
        return {
            name: Field(f.kind, single.get(MessageId(f.value), ""))
            if f.kind is FieldKind.SAID
            else Field(f.kind, texts.get(f.value, ""))
            if f.kind is FieldKind.QUOTE
            else f
            for name, f in fields.items()
        }

    return replace(say, fields=filled(say.fields), items=tuple(filled(item) for item in say.items))


def _opening(said: Iterable[Words], asker: MemberId | None) -> list[str]:
    """What whoever began wrote before anybody else did: what they say later belongs to the talk."""
    own = dropwhile(lambda words: words.author != asker, said)
    return [words.text for words in takewhile(lambda words: words.author == asker, own)]


def _noted(quoted: Iterable[MessageId], ledger: Ledger) -> Mapping[MessageId, str]:
    """The words of entries, by the ``look_id`` of their kind and id."""
    named = {each: found for each in quoted if (found := looked_for(ThreadId(each))) is not None}
    entries = {each: ledger.entries.get(*found) for each, found in named.items()}
    return {each: entry.words for each, entry in entries.items() if entry is not None}


def _with_statements(say: Say, ledger: Ledger) -> Say:
    """The message with what staff wrote for everybody looked up."""

    def filled(fields: Mapping[str, Field]) -> dict[str, Field]:
        return {
            name: Field(f.kind, _statement(f.value, ledger)) if f.kind is FieldKind.STATEMENT else f
            for name, f in fields.items()
        }

    if not any(f.kind is FieldKind.STATEMENT for some in (say.fields, *say.items) for f in some.values()):
        return say
    return replace(say, fields=filled(say.fields), items=tuple(filled(item) for item in say.items))


def _statement(said: str, ledger: Ledger) -> str:
    named = read_said(said)
    if named is None:
        return ""
    crisis, nth, part = named
    lines = ledger.crises.timeline(crisis)
    text = lines[nth].text if nth < len(lines) else ""
    return text if part is None else parts_of(text)[part]


def addressee(say: Say) -> MemberId | None:
    """The one member a message goes to, if it does."""
    return MemberId(say.to) if say.reach is Reach.MEMBER else None


def account_for(accounts: Mapping[MemberId, AccountId], member: MemberId) -> AccountId:
    """The account to write to: the member's first one, else the one they are named after."""
    return accounts.get(member, AccountId(member))
