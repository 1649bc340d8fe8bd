"""What makes up one pretended workspace with one app in it? Its state, and what every part of the fake asks of it."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bench.fakes.slack.access import ALL_SCOPES
from bench.fakes.slack.courier import Courier
from bench.fakes.slack.faults import Faults
from bench.fakes.slack.feed import Feed
from bench.fakes.slack.messages import Messages
from bench.fakes.slack.plain import find_buttons, read_message
from bench.fakes.slack.records import Call, Json, Shown
from bench.fakes.slack.response_urls import ResponseUrls
from bench.fakes.slack.signed_http import SignedHttp
from bench.fakes.slack.sockets import Sockets
from bench.fakes.slack.views import Views
from bench.fakes.slack.world import Channel, Message, World

BOT_NAME = "hubbub"


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """The app as it is installed."""

    id: str = "A0HUB"
    bot_id: str = "B0HUB"
    bot_user_id: str = "U0HUB"
    bot_token: str = "xoxb-made-up-bot-token"  # noqa: S105 - made up
    app_token: str = "xapp-made-up-app-token"  # noqa: S105 - made up
    signing_secret: str = "made-up-signing-secret"  # noqa: S105 - made up


@dataclass(slots=True, kw_only=True)
class File:
    """A file that is being uploaded, or was."""

    name: str
    length: int
    alt: str = ""
    title: str = ""
    data: bytes | None = field(default=None, repr=False)
    is_complete: bool = False
    is_deleted: bool = False
    looks_until_ready: int = 0
    """So often a block that shows it is still refused."""


@dataclass(slots=True, kw_only=True, eq=False)
class Workspace:
    """The state behind the Web API, the events and what people see."""

    now: Callable[[], float]
    team_id: str
    name: str
    retry_delays: Sequence[float]
    ack_timeout: float
    signing_clock: Callable[[], float] = time.time
    app: App = field(default_factory=App)
    scopes: set[str] = field(default_factory=lambda: set(ALL_SCOPES))
    faults: Faults = field(default_factory=Faults)
    calls: list[Call] = field(default_factory=list)
    refused_because: str | None = None
    """Why the bot's token is refused since it was revoked or the app removed."""
    is_installed: bool = True
    pace: bool = False
    posted_at: dict[str, float] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    looks_until_ready: int = 0
    """So often a block that shows a file just uploaded is refused."""
    root_url: str = ""
    keeps_from: float = 0.0
    """The free plan hides what is older (seconds since 1970)."""
    world: World = field(init=False)
    sockets: Sockets = field(init=False)
    http: SignedHttp = field(init=False)
    courier: Courier = field(init=False)
    feed: Feed = field(init=False)
    messages: Messages = field(init=False)
    views: Views = field(init=False)
    response_urls: ResponseUrls = field(init=False)

    def __post_init__(self) -> None:
        app = self.app
        self.world = World(now=self.now, team_id=self.team_id, bot_user_id=app.bot_user_id, bot_name=BOT_NAME)
        self.sockets = Sockets(app_id=app.id, ack_timeout=self.ack_timeout)
        self.http = SignedHttp(secret=app.signing_secret, ack_timeout=self.ack_timeout, clock=self.signing_clock)
        self.courier = Courier(sockets=self.sockets, http=self.http, retry_delays=self.retry_delays)
        self.feed = Feed(
            courier=self.courier,
            faults=self.faults,
            scopes=self.scopes,
            now=self.now,
            team_id=self.team_id,
            app_id=app.id,
            bot_user_id=app.bot_user_id,
        )
        self.messages = Messages(self.world, self.feed)
        self.views = Views(self.world, app.id, app.bot_id)
        self.response_urls = ResponseUrls(self.world)
        self.faults.on_drop = self.sockets.drop
        self.faults.on_deafen = self.sockets.deafen
        self.faults.on_disconnect = self.sockets.disconnect

    def note(
        self, method: str, args: Json, *, error: str | None, status: int, retry_after: int | None = None,
        is_lost: bool = False,
    ) -> None:  # fmt: skip
        """Put a request of the app on record."""
        call = Call(
            method=method, args=args, ok=error is None, error=error, at=self.now(), http_status=status,
            retry_after=retry_after, is_lost=is_lost,
        )  # fmt: skip
        self.calls.append(call)

    @property
    def domain(self) -> str:
        """The workspace's name in addresses."""
        return self.name.lower().replace(" ", "-")

    def by_bot(self, text: str) -> Json:
        """What every message of the bot carries beside its words."""
        return {
            "type": "message",
            "user": self.app.bot_user_id,
            "bot_id": self.app.bot_id,
            "app_id": self.app.id,
            "team": self.team_id,
            "text": text,
            "bot_profile": {
                "id": self.app.bot_id,
                "app_id": self.app.id,
                "user_id": self.app.bot_user_id,
                "name": BOT_NAME,
                "deleted": False,
                "updated": 0,
                "team_id": self.team_id,
            },
        }

    def shown(self, channel: Channel, message: Message) -> Shown:
        """A message as a person reads it."""
        raw = message.raw
        reactions = tuple((each["name"], tuple(each["users"])) for each in raw.get("reactions", []))
        return Shown(
            ts=message.ts,
            user=message.user,
            text=read_message(raw, self.world),
            raw=dict(raw),
            channel=channel.id,
            buttons=find_buttons([raw.get("blocks"), raw.get("attachments")]),
            pings=message.pings,
            thread_ts=raw.get("thread_ts"),
            edited="edited" in raw,
            by_bot=message.by_bot,
            is_ephemeral=message.only_to is not None,
            reactions=reactions,
        )

    def notes_of(self, interaction: str) -> list[Shown]:
        """The ephemeral answers an interaction got."""
        return [
            self.shown(channel, each)
            for channel in self.world.channels.values()
            for each in channel.ephemerals
            if interaction in each.interactions
        ]
