"""What do the ``conversations.*`` methods answer? Channels, their members, their messages page by page."""

from bench.fakes.slack.access import FAMILIES
from bench.fakes.slack.arguments import Arguments
from bench.fakes.slack.changes import let_in
from bench.fakes.slack.objects import channel_object, members_of, message_object
from bench.fakes.slack.pages import page
from bench.fakes.slack.places import find_channel, find_dm, find_readable, need_family, need_scope
from bench.fakes.slack.records import Json
from bench.fakes.slack.refusals import Refusal
from bench.fakes.slack.workspace import Workspace
from bench.fakes.slack.world import Channel, Message

_KINDS = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}


def list_all(space: Workspace, args: Arguments) -> Json:
    """``conversations.list``: public channels, and the private ones the app is in."""
    channels = [each for each in _of_types(space, args) if each.has_bot or not each.is_private]
    return _channel_page(space, args, channels)


def list_own(space: Workspace, args: Arguments) -> Json:
    """``users.conversations``: the channels a person (or the app itself) is in."""
    user = args.text("user") or space.app.bot_user_id
    if user not in space.world.users:
        raise Refusal("user_not_found")
    channels = [
        each
        for each in _of_types(space, args)
        if user in members_of(space.world, each) and (each.has_bot or not each.is_private)
    ]
    return _channel_page(space, args, channels)


def info(space: Workspace, args: Arguments) -> Json:
    """``conversations.info``."""
    channel = find_channel(space, args.required("channel", "channel_not_found"))
    need_family(space, channel, "read")
    return {"channel": channel_object(space.world, channel, with_members=args.flag("include_num_members"))}


def members(space: Workspace, args: Arguments) -> Json:
    """``conversations.members``."""
    channel = find_channel(space, args.required("channel", "channel_not_found"))
    need_family(space, channel, "read")
    found, cursor = page(members_of(space.world, channel), args, default=100)
    return {"members": found, "response_metadata": {"next_cursor": cursor}}


def join(space: Workspace, args: Arguments) -> Json:
    """``conversations.join``."""
    channel = find_channel(space, args.required("channel", "channel_not_found"))
    if channel.is_private:
        raise Refusal("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise Refusal("is_archived")
    if channel.has_bot:
        return {"channel": channel_object(space.world, channel), "warning": "already_in_channel"}
    let_in(space, channel, space.app.bot_user_id)
    return {"channel": channel_object(space.world, channel)}


def open_dm(space: Workspace, args: Arguments) -> Json:
    """``conversations.open``: the direct messages with one person."""
    if args.has("channel"):
        channel = find_channel(space, args.text("channel"))
        if channel.kind not in {"im", "mpim"}:
            raise Refusal("method_not_supported_for_channel_type")
    else:
        users = args.listed("users")
        if not users:
            raise Refusal("users_list_not_supplied")
        if any(each not in space.world.users for each in users):
            raise Refusal("user_not_found")
        need_scope(space, "im:write" if len(users) == 1 else "mpim:write")
        channel = find_dm(space, users[0]) if len(users) == 1 else _group_dm(space, users)
    full = channel_object(space.world, channel)
    return {"channel": full if args.flag("return_im") else {"id": channel.id}}


def history(space: Workspace, args: Arguments) -> Json:
    """``conversations.history``: parents and broadcast replies only, the newest first."""
    channel = find_readable(space, args.required("channel", "channel_not_found"))
    found = [each for each in channel.messages if each.is_in_channel and _is_within(each, args)]
    kept = [each for each in found if float(each.ts) >= space.keeps_from]
    kept.reverse()
    limited = {"is_limited": True} if len(kept) < len(found) else {}
    return _message_page(args, kept) | {"pin_count": 0} | limited


def replies(space: Workspace, args: Arguments) -> Json:
    """``conversations.replies``: a thread, the oldest first; its parent heads every page, as the vendor does it."""
    channel = find_readable(space, args.required("channel", "channel_not_found"))
    asked = channel.find(args.required("ts", "thread_not_found"))
    if asked is None:
        raise Refusal("thread_not_found")
    parent = asked if asked.root is None else channel.find(asked.root) or asked
    answers = [each for each in channel.replies(parent.ts) if _is_within(each, args)]
    answer = _message_page(args, answers)
    head = message_object(parent, with_metadata=args.flag("include_all_metadata"))
    return answer | {"messages": [head, *answer["messages"]]}


def _of_types(space: Workspace, args: Arguments) -> list[Channel]:
    kinds = set()
    for each in args.listed("types") or ["public_channel"]:
        if each not in _KINDS:
            raise Refusal("invalid_types")
        kinds.add(_KINDS[each])
        need_scope(space, f"{FAMILIES[_KINDS[each]]}:read")
    is_without = args.flag("exclude_archived")
    found = space.world.channels.values()
    return [each for each in found if each.kind in kinds and not (is_without and each.is_archived)]


def _channel_page(space: Workspace, args: Arguments, channels: list[Channel]) -> Json:
    found, cursor = page(channels, args, default=100)
    shown = [channel_object(space.world, each) for each in found]
    return {"channels": shown, "response_metadata": {"next_cursor": cursor}}


def _message_page(args: Arguments, messages: list[Message]) -> Json:
    found, cursor = page(messages, args, default=100)
    with_metadata = args.flag("include_all_metadata")
    answer: Json = {
        "messages": [message_object(each, with_metadata=with_metadata) for each in found],
        "has_more": bool(cursor),
    }
    return answer | {"response_metadata": {"next_cursor": cursor}} if cursor else answer


def _is_within(message: Message, args: Arguments) -> bool:
    at, is_inclusive = _micros(message.ts), args.flag("inclusive")
    oldest, latest = args.text("oldest"), args.text("latest")
    if oldest and (at < _micros(oldest) or (at == _micros(oldest) and not is_inclusive)):
        return False
    return not latest or at < _micros(latest) or (at == _micros(latest) and is_inclusive)


def _micros(ts: str) -> int:
    seconds, _, fraction = ts.partition(".")
    try:
        return int(seconds or 0) * 1_000_000 + int(fraction[:6].ljust(6, "0"))
    except ValueError:
        raise Refusal("invalid_ts_latest") from None


def _group_dm(space: Workspace, users: list[str]) -> Channel:
    people = sorted(set(users))
    found = (each for each in space.world.channels.values() if each.kind == "mpim" and sorted(each.members) == people)
    return next(found, None) or space.world.add_channel("mpdm", kind="mpim", members=people, has_bot=True)
