"""Who may see what in the sandbox."""

from bots.platforms.sandbox.names import person_of_direct
from bots.platforms.sandbox.post import Post
from bots.platforms.sandbox.world import World
from engagement.ids import AccountId, ChannelId


def may_enter(world: World, person: AccountId, channel: ChannelId) -> bool:
    """Whether a person is in a place: public channels are everybody's, private conversations one person's.

    In the managers' channel are the managers, in another private one staff too, and in both whoever wrote there.
    """
    owner = person_of_direct(channel)
    if owner is not None:
        return owner == person and person in world.people
    place, who = world.channels.get(channel), world.people.get(person)
    if place is None or who is None:
        return False
    if not (place.is_private or place.is_managers):
        return True
    insiders = {"manager"} if place.is_managers else {"manager", "staff"}
    return who.role in insiders or (channel, person) in world.presences


def may_see(world: World, person: AccountId, post: Post) -> bool:
    """Whether a message is shown to a person."""
    return post.only_to in {None, person} and may_enter(world, person, post.channel)
