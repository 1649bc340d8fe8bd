"""What is the matter with a server? A pure comparison of what the playbook names with what the bot sees and may do."""

from collections.abc import Iterator, Sequence

from bots.platforms.discord.atlas import Atlas, Place, Spot
from bots.platforms.discord.permissions import NAMES, NEEDED, NEEDED_BY_MANAGERS, NEEDED_IN_FORUM, Permission
from engagement.hosting import TroubleKind
from engagement.plays.digest import picture_rooms
from engagement.policy import ChannelPolicy, Policy

Trouble = tuple[TroubleKind, str]


def find_troubles(atlas: Atlas, policy: Policy) -> frozenset[Trouble]:
    """What a person has to mend, for the channels of the playbook and the managers' channel."""
    found = set[Trouble]()
    for name, dials in policy.channels.items():
        channel = atlas.find_channel(name)
        needed = NEEDED_IN_FORUM if channel is not None and channel.is_forum else NEEDED
        found.update(_of_channel(atlas, name, channel, needed))
        if channel is not None and atlas.is_private(channel) and not dials.may_be_private:
            found.add((TroubleKind.BECAME_PRIVATE, channel.name))
        if channel is not None and channel.is_age_restricted:
            found.add((TroubleKind.AGE_RESTRICTED, channel.name))
    if policy.managers_channel:
        channel = atlas.find_channel(policy.managers_channel)
        found.update(_of_channel(atlas, policy.managers_channel, channel, NEEDED_BY_MANAGERS))
    for name in policy.written_rooms:
        found.update(_of_channel(atlas, name, atlas.find_channel(name), NEEDED_BY_MANAGERS))
    for name in filter(None, picture_rooms(policy)):
        found.update(_of_channel(atlas, name, atlas.find_channel(name), (Permission.ATTACH_FILES,)))
    return frozenset(found)


def possible_troubles(atlas: Atlas, policy: Policy) -> frozenset[Trouble]:
    """All that ``find_troubles`` could have found: what of it is not found is over."""
    possible = set[Trouble]()
    rooms = (*policy.written_rooms, *filter(None, picture_rooms(policy)))
    for name in (*policy.channels, *filter(None, (policy.managers_channel,)), *rooms):
        channel = atlas.find_channel(name)
        shown = channel.name if channel is not None else _bare(name)
        possible.add((TroubleKind.CHANNEL_NOT_FOUND, _bare(name)))
        possible.update(((TroubleKind.BECAME_PRIVATE, shown), (TroubleKind.AGE_RESTRICTED, shown)))
        every = (*NEEDED, Permission.ATTACH_FILES)
        possible.update((TroubleKind.PERMISSION_MISSING, missing(each, shown)) for each in every)
    return frozenset(possible)


def missing(permission: Permission, channel: str) -> str:
    """How a missing permission is called: ``Send Messages in #help``."""
    return f"{NAMES[permission]} in #{channel}"


def is_readable(place: Place, policy: Policy) -> bool:
    """Whether what is said there may be read: a channel of the playbook that is neither private nor age-restricted.

    A private one only when the playbook says so; a private thread and an age-restricted channel never.
    """
    channel = place.channel
    if channel.is_age_restricted or (place.thread is not None and place.thread.is_private):
        return False
    listed = dials_of(channel, policy)
    if place.is_private:
        return listed is not None and listed.may_be_private
    return listed is not None or policy.others is not None


def is_heard(place: Place, policy: Policy) -> bool:
    """Whether what is said there is told at once: what may be read, and the teams' own rooms, also private ones.

    What happened in a team's room while nobody listened is not read back.
    """
    channel = place.channel
    is_room = not {channel.name, channel.id}.isdisjoint(policy.team_rooms)
    is_hidden = channel.is_age_restricted or (place.thread is not None and place.thread.is_private)
    return is_readable(place, policy) or (is_room and not is_hidden)


def dials_of(channel: Spot, policy: Policy) -> ChannelPolicy | None:
    """The channel's own dials, when the playbook lists it by name or id."""
    return policy.channels.get(channel.name) or policy.channels.get(channel.id)


def _of_channel(atlas: Atlas, name: str, channel: Spot | None, needed: Sequence[Permission]) -> Iterator[Trouble]:
    if channel is None:
        yield TroubleKind.CHANNEL_NOT_FOUND, _bare(name)
        return
    held = atlas.my_permissions(channel)
    for permission in needed:
        if not held & permission:
            yield TroubleKind.PERMISSION_MISSING, missing(permission, channel.name)
            if permission is Permission.VIEW_CHANNEL:  # without it nothing else counts
                return


def _bare(name: str) -> str:
    return name.removeprefix("#")
