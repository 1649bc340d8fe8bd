"""How Hubbub speaks in the sandbox: the ``ChatPlatform`` of the local chat world, with the limits real vendors have."""

from dataclasses import dataclass

from bots.platforms.sandbox.acts import LONGEST_TEXT, Acts
from bots.platforms.sandbox.courier import Courier, Deliver
from bots.platforms.sandbox.facts import Deleted, Given, Resaid, Said, Tagged
from bots.platforms.sandbox.names import BOT, direct_with, link_to, message_behind
from bots.platforms.sandbox.post import Post
from bots.platforms.sandbox.world import World
from engagement.actions import Reach
from engagement.errors import Rejected
from engagement.ids import AccountId, ChannelId, MessageId, ThreadId
from engagement.ports import Clock
from engagement.speech import Capability, Form, Outgoing, RichText, plain

MOST_BUTTONS = 25
LONGEST_LABEL = 75
TAGS = frozenset({"solved", "quiet"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where a message of the bot goes."""

    channel: ChannelId
    thread: MessageId | None = None
    only_to: AccountId | None = None


class SandboxPlatform:
    """The sandbox as a chat platform. What it is asked for happens at once, or raises Rejected; never Unclear."""

    def __init__(self, *, world: World, clock: Clock, base_url: str) -> None:
        self.world = world
        self.clock = clock
        self.acts = Acts(world, clock)
        self._courier = Courier(world, clock)
        self._base_url = base_url

    @property
    def name(self) -> str:
        """``sandbox``."""
        return "sandbox"

    @property
    def capabilities(self) -> frozenset[Capability]:
        """Notes for one person alone, tags on conversations, forms, roles."""
        return frozenset({Capability.EPHEMERAL, Capability.TAGS, Capability.FORMS, Capability.ROLES})

    @property
    def account(self) -> AccountId:
        """Hubbub's own account."""
        return BOT

    async def connect(self, deliver: Deliver) -> None:
        """Listen from now on; first comes all that an earlier life did not confirm."""
        self._courier.connect(deliver)
        await self._courier.tell()

    async def pass_on(self, line: int = 0) -> Form | None:
        """Tell the listener what people did; the form that answers what stands at ``line`` of the journal."""
        return await self._courier.tell(line)

    async def send(self, message: Outgoing) -> MessageId:
        """Send a new message. One whose marker stands there already is not sent again."""
        self._check(message)
        place = self._place(message)
        earlier = self.world.find_marker(message.marker)
        if earlier is not None:
            return earlier.id
        sent, at = self.world.next_message(place.channel, self.clock.now())
        self.world.record(
            Said(
                at=at,
                id=sent,
                channel=place.channel,
                marker=message.marker,
                text=message.text,
                buttons=message.buttons,
                thread=place.thread,
                pings=message.pings,
                only_to=place.only_to,
                about=_linked(message.text),
                picture=message.picture,
            )
        )
        return sent

    async def edit(self, sent: MessageId, message: Outgoing) -> None:
        """Make a sent message read otherwise."""
        self._check(message)
        post = self._mine(sent)
        shown = (post.rich, post.buttons, post.marker, post.picture)
        if shown != (message.text, message.buttons, message.marker, message.picture):
            self.world.record(
                Resaid(
                    at=self.world.next_moment(self.clock.now()),
                    id=sent,
                    marker=message.marker,
                    text=message.text,
                    buttons=message.buttons,
                    picture=message.picture,
                )
            )

    async def delete(self, sent: MessageId, *, has_picture: bool = False) -> None:  # noqa: ARG002  # goes with it
        """Take a sent message back, with its picture; one that is gone already is no error."""
        post = self.world.posts.get(sent)
        if post is not None and not post.is_deleted:
            self._mine(sent)
            self.world.record(Deleted(at=self.world.next_moment(self.clock.now()), id=sent, by_bot=True))

    async def find(self, message: Outgoing) -> MessageId | None:
        """The id of the message that carries the marker, or None when it never arrived or was taken back."""
        post = self.world.find_marker(message.marker)
        return post.id if post else None

    async def tag(self, thread: ThreadId, tag: str, *, is_on: bool) -> None:
        """Tag a conversation ``solved`` or ``quiet``, or take the tag off."""
        if tag not in TAGS:
            raise Rejected(f"the sandbox knows no tag {tag!r}; it has {' and '.join(sorted(TAGS))}")
        root = self.world.get_post(MessageId(thread))
        if (tag in root.tags) != is_on:
            self.world.record(Tagged(at=self.world.next_moment(self.clock.now()), id=root.id, tag=tag, is_on=is_on))

    async def give_role(self, account: AccountId, role: str, *, is_on: bool) -> None:
        """Give somebody a role, or take it; here there is every role that is spoken of."""
        person = self.world.get_person(account)
        if not role.strip() or len(role) > LONGEST_LABEL:
            raise Rejected(f"a role is called by 1 to {LONGEST_LABEL} characters")
        if (role in self.world.roles.get(person.id, ())) != is_on:
            at = self.world.next_moment(self.clock.now())
            self.world.record(Given(at=at, id=person.id, role=role, is_on=is_on))

    def link(self, message: MessageId, within: ThreadId | None = None) -> str:  # noqa: ARG002  # a page shows all
        """The address at which the sandbox's page shows the message."""
        return link_to(self._base_url, message)

    def _check(self, message: Outgoing) -> None:
        text = plain(message.text)
        if not text.strip():
            raise Rejected("an empty message cannot be sent")
        if len(text) > LONGEST_TEXT:
            raise Rejected(f"a message has at most {LONGEST_TEXT:,} characters; this one has {len(text):,}")
        if len(message.buttons) > MOST_BUTTONS:
            raise Rejected(f"a message has at most {MOST_BUTTONS} buttons; this one has {len(message.buttons)}")
        if any(not button.label or len(button.label) > LONGEST_LABEL for button in message.buttons):
            raise Rejected(f"a button's label has 1 to {LONGEST_LABEL} characters")
        if any("\ud800" <= letter <= "\udfff" for letter in text):
            raise Rejected("the text holds half a character (a lone surrogate)")
        for person in message.pings:
            self.world.get_person(person)

    def _place(self, message: Outgoing) -> _Place:
        match message.reach:
            case Reach.MEMBER:
                person = self.world.get_person(AccountId(message.to))
                if person.is_bot:
                    raise Rejected(f"{person.name} is a bot and reads no private messages")
                return _Place(channel=direct_with(person.id))
            case Reach.THREAD | Reach.ASKER:
                root = self.world.get_post(MessageId(message.to))
                if message.only_to is not None:
                    self.world.get_person(message.only_to)
                return _Place(channel=root.channel, thread=root.root, only_to=message.only_to)
            case Reach.CHANNEL:
                return _Place(channel=self.world.get_channel(ChannelId(message.to)).id)
            case Reach.MANAGERS:
                return _Place(channel=self._managers_channel(ChannelId(message.to)))

    def _managers_channel(self, named: ChannelId) -> ChannelId:
        if named:
            return self.world.get_channel(named).id
        for channel in self.world.channels.values():
            if channel.is_managers:
                return channel.id
        raise Rejected("the sandbox has no managers' channel")

    def _mine(self, sent: MessageId) -> Post:
        post = self.world.get_post(sent)
        if post.author != BOT:
            raise Rejected("only its author may change a message")
        return post


def _linked(text: RichText) -> tuple[MessageId, ...]:
    """The messages that the links of a text lead to."""
    links = (span.link for block in text for span in block.spans if span.link)
    return tuple(dict.fromkeys(message for link in links if (message := message_behind(link))))
