"""Everything remembered of one community, within one transaction: one noun class each, made when first asked for."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from sqlalchemy import Connection

from engagement.ids import CommunityId
from storage.held import Held
from storage.nouns.absences import AbsenceRows, CursorRows
from storage.nouns.api_tokens import ApiTokenRows
from storage.nouns.contributions import ContributionRows
from storage.nouns.conversations import ConversationRows
from storage.nouns.crises import CrisisRows
from storage.nouns.deeds import FollowUpRows, JournalRows, OutboxRows
from storage.nouns.entries import EntryRows
from storage.nouns.escalations import EscalationRows
from storage.nouns.experiences import ExperienceRows
from storage.nouns.figures import FigureRows
from storage.nouns.health_days import HealthDayRows
from storage.nouns.history import HistoryRows
from storage.nouns.inbox import InboxRows
from storage.nouns.links import LinkRows
from storage.nouns.model_calls import ModelCallRows
from storage.nouns.people import PeopleRows
from storage.nouns.places import DialRows, MarkRows, OccurrenceRows, PlaceRows
from storage.nouns.privacy import PrivacyRows
from storage.nouns.sign_ins import SignInRows
from storage.nouns.similar import SimilarRows
from storage.nouns.standing import IdentifyRows, StandingRows


class StoredLedger:
    """See ``engagement.ports.Ledger``."""

    def __init__(self, connection: Connection, community: CommunityId, held: Held | None = None) -> None:
        self.connection = connection
        self._community = community
        self._held = held

    @property
    def community(self) -> CommunityId:
        """Whose partition this is."""
        return self._community

    @cached_property
    def inbox(self) -> InboxRows:
        """What came in."""
        return InboxRows(self.connection, self._community)

    @cached_property
    def conversations(self) -> ConversationRows:
        """Messages, threads and their words."""
        return ConversationRows(self.connection, self._community, self._held)

    @cached_property
    def similar(self) -> SimilarRows:
        """Which threads are alike."""
        return SimilarRows(self.connection, self._community, self._held)

    @cached_property
    def experiences(self) -> ExperienceRows:
        """Who has answered what."""
        return ExperienceRows(self.connection, self._community, self._held)

    @cached_property
    def escalations(self) -> EscalationRows:
        """What peers did not solve."""
        return EscalationRows(self.connection, self._community)

    @cached_property
    def crises(self) -> CrisisRows:
        """Outages and the like."""
        return CrisisRows(self.connection, self._community)

    @cached_property
    def people(self) -> PeopleRows:
        """Accounts, members, helpers, consents."""
        return PeopleRows(self.connection, self._community)

    @cached_property
    def places(self) -> PlaceRows:
        """Workspaces and channels."""
        return PlaceRows(self.connection, self._community)

    @cached_property
    def follow_ups(self) -> FollowUpRows:
        """Durable "look again" rows."""
        return FollowUpRows(self.connection, self._community)

    @cached_property
    def outbox(self) -> OutboxRows:
        """What is to be done on the platforms."""
        return OutboxRows(self.connection, self._community, self._held)

    @cached_property
    def journal(self) -> JournalRows:
        """Decisions, with their reasons."""
        return JournalRows(self.connection, self._community)

    @cached_property
    def contributions(self) -> ContributionRows:
        """What members did for others."""
        return ContributionRows(self.connection, self._community)

    @cached_property
    def dials(self) -> DialRows:
        """Settings changed outside the file."""
        return DialRows(self.connection, self._community)

    @cached_property
    def history(self) -> HistoryRows:
        """The last days, whole."""
        return HistoryRows(self.connection, self._community)

    @cached_property
    def marks(self) -> MarkRows:
        """Where we are in things read in order."""
        return MarkRows(self.connection, self._community)

    @cached_property
    def occurrences(self) -> OccurrenceRows:
        """Scheduled moments, each once."""
        return OccurrenceRows(self.connection, self._community)

    @cached_property
    def figures(self) -> FigureRows:
        """Read models for health."""
        return FigureRows(self.connection, self._community)

    @cached_property
    def health_days(self) -> HealthDayRows:
        """What health figures consist of, day by day."""
        return HealthDayRows(self.connection, self._community)

    @cached_property
    def privacy(self) -> PrivacyRows:
        """What is kept about a person, and forgetting it."""
        return PrivacyRows(self.connection, self._community, self._held)

    @cached_property
    def cursors(self) -> CursorRows:
        """How far everything is known."""
        return CursorRows(self.connection, self._community)

    @cached_property
    def absences(self) -> AbsenceRows:
        """When Hubbub was away."""
        return AbsenceRows(self.connection, self._community)

    @cached_property
    def standing(self) -> StandingRows:
        """How the community looks from outside."""
        return StandingRows(self.connection, self._community)

    @cached_property
    def identifies(self) -> IdentifyRows:
        """The IDENTIFYs of an app."""
        return IdentifyRows(self.connection, self._community)

    @cached_property
    def links(self) -> LinkRows:
        """Codes by which people join their own accounts, and the joining."""
        return LinkRows(self.connection, self._community, self._held)

    @cached_property
    def entries(self) -> EntryRows:
        """What is kept of people who help and of what they teach us."""
        return EntryRows(self.connection, self._community)

    @cached_property
    def api_tokens(self) -> ApiTokenRows:
        """Tokens with which other programs read."""
        return ApiTokenRows(self.connection, self._community)

    @cached_property
    def model_calls(self) -> ModelCallRows:
        """What text models were asked and used."""
        return ModelCallRows(self.connection, self._community)

    @cached_property
    def sign_ins(self) -> SignInRows:
        """Who is signed in to the pages."""
        return SignInRows(self.connection, self._community)

    @contextmanager
    def savepoint(self) -> Iterator[object]:
        """Within it an exception takes back only what happened inside."""
        try:
            with self.connection.begin_nested() as transaction:
                yield transaction
        except BaseException:
            if self._held is not None:
                self._held.forget()
            raise
