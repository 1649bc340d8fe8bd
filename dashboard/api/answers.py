"""What the API answers with: the shapes, each with what it means. Instants are UTC (RFC 3339), times in seconds."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Shape(BaseModel):
    """Read from a value of ours, field by field."""

    model_config = ConfigDict(from_attributes=True)


class Channel(Shape):
    """A channel that Hubbub looks after."""

    id: str
    name: str
    is_private: bool


class Community(Shape):
    """Whose token this is, and as what it reads."""

    name: str
    role: str = Field(description="as what this token reads: manager, spoke, sales or product")
    timezone: str
    languages: list[str]
    topics: list[str]
    channels: list[Channel]


class Answering(Shape):
    """How questions are answered."""

    eligible: int = Field(description="begun at least a day before the last message")
    answered_1h: int
    answered_24h: int
    never: int = Field(description="without any reply")
    median_first_response_s: float | None = None
    p90_first_response_s: float | None = None
    by_peers: int = Field(description="first replied to by a member who is not staff")
    accepted: int = Field(description="with an answer marked as the one that helped")
    median_accepted_s: float | None = None


class Part(Shape):
    """The questions of one channel or about one topic; nothing about fewer than five people."""

    name: str
    people: int
    answering: Answering | None = None
    absence_factor: int | None = Field(None, description="on how few people the answering depends")


class Week(Shape):
    """An ISO week; nothing but its Monday where fewer than five people wrote."""

    monday: date
    people: int | None = None
    messages: int | None = None
    answering: Answering | None = None


class Health(Shape):
    """The health figures of some whole weeks and the present one. docs/manager/health.md says what they mean."""

    weeks: int | None = Field(description="how many weeks these are; null: everything")
    threads: Answering | None = Field(description="all conversations; null where fewer than five people took part")
    questions: Answering | None = Field(description="of these the questions")
    channels: list[Part]
    topics: list[Part]


class WeeksPage(Shape):
    """Weeks, the newest first."""

    items: list[Week]
    next: str | None = Field(None, description="the cursor of the next page; null: that was the last one")


class LogLine(Shape):
    """A line of the log, as it was written then; its figures are empty where fewer than five people took part."""

    span: str
    at: datetime
    channel: str | None = Field(None, description="null: the whole community")
    figures: Mapping[str, float | None]


class LogPage(Shape):
    """Lines of the log, the newest first."""

    items: list[LogLine]
    next: str | None = Field(None, description="the instant to go on from, as `until`; null: there is no more")


class Conversation(Shape):
    """A question as it stands. Nobody is named."""

    id: str
    channel: str
    began_at: datetime | None
    topics: list[str]
    state: str
    is_answered: bool
    first_response_s: float | None = None
    replies: int
    words: str | None = Field(None, description="the asker's own; null where they are not kept or not for this token")
    next_step: str | None = Field(None, description="what Hubbub looks at next")
    next_at: datetime | None = None
    team: str | None = Field(None, description="the team that has it")


class ConversationsPage(Shape):
    """Questions, the newest first."""

    items: list[Conversation]
    next: str | None = Field(None, description="the cursor of the next page; null: that was the last one")


class Decision(Shape):
    """What Hubbub did or did not do, and why."""

    id: str
    at: datetime
    step: str
    action: str
    outcome: str
    reason: str
    about: str = Field(description="what it is about, without anybody's name")
    conversation: str | None = None
    undone_at: datetime | None = None
    result: str | None = None


class ConversationInFull(Conversation):
    """With everything Hubbub decided about it, the oldest first."""

    decisions: list[Decision]


class DecisionsPage(Shape):
    """The journal, the newest first."""

    items: list[Decision]
    next: str | None = Field(None, description="the cursor of the next page; null: that was the last one")


class Clock(Shape):
    """A target of a team: missed, due (within half an hour), running, standing (waits for the member) or kept."""

    target: str
    state: str
    seconds: float = Field(description="working time that is left, was left, or is too much")


class Escalation(Shape):
    """A question that a team has."""

    id: str
    conversation: str | None = Field(None, description="null where it is not for this token")
    team: str
    state: str
    severity: str
    opened_at: datetime
    is_late: bool
    clocks: list[Clock]


class Escalations(Shape):
    """What teams have now."""

    items: list[Escalation]


class Change(Shape):
    """A setting that was changed, or a reply that was let go out."""

    at: datetime
    what: str
    setting: str
    old: Any = None
    new: Any = None
    by: str = Field(description="a manager, the command line or Hubbub: people are not named")
    why: str
    taken_back_at: datetime | None = None


class Changes(Shape):
    """Who changed what, the newest first."""

    items: list[Change]


class People(Shape):
    """People, counted in whole weeks and never by name; null where it would be about fewer than five of them."""

    weeks: int | None
    members: int | None = Field(description="who wrote anything, without bots and your own people")
    messages: int | None
    gini: float | None = Field(description="how evenly the writing is spread, 0 (evenly) to 1")
    weekly_active_median: float | None
    newcomers: int | None = Field(description="whose first message is at least 30 days old")
    returned: int | None = Field(description="of these, who wrote again 1 to 30 days later")


class Tone(Shape):
    """How members sounded in a week: shares of all that was written, from a sample of it, each with its error."""

    monday: date
    read: int = Field(description="so many messages were read")
    written: int = Field(description="of so many")
    glad: float = Field(description="0 to 1")
    glad_error: float | None = Field(None, description="the share lies within so much of it, 19 times of 20")
    vexed: float = Field(description="0 to 1")
    vexed_error: float | None = None


class TonePage(Shape):
    """Weeks, the newest first; those that are too few people's are left out."""

    items: list[Tone]
    next: str | None = Field(None, description="the cursor of the next page; null: that was the last one")


class Purpose(Shape):
    """What the community is for; empty where nobody has said so."""

    vision: str
    for_whom: str
    success: str


class Forecast(Shape):
    """The figure on the day of a goal; it lies between ``low`` and ``high`` in four of five cases."""

    value: float
    low: float
    high: float


class GoalWeek(Shape):
    """The figure of a week, from its Monday on; null where fewer than five people took part."""

    week: date
    value: float | None


class Hours(Shape):
    """Hours a week: planned, and spent on writing lately; null where that is not told."""

    planned: float
    team: str | None
    staff: float | None
    volunteers: float | None


class Goal(Shape):
    """How far a goal is. Figures are shares (0-1), seconds or numbers, as `unit` says."""

    name: str
    title: str
    measure: str
    unit: str
    target: float
    by: date
    since: date
    channel: str | None
    topic: str | None
    is_known: bool = Field(description="its channel is one that is read here")
    stand: str
    why: str | None = Field(description="why it is too early to say")
    baseline: float | None
    now: float | None
    share: float | None = Field(description="the part of the way that is done, 0 to 1")
    chance: float | None = Field(description="of being there on the day, 0 to 1")
    likely_by: date | None
    forecast: Forecast | None
    weeks: list[GoalWeek]
    hours: Hours


class Value(Shape):
    """Something that members could choose; nothing is told where fewer than five did."""

    value: str
    times: int | None
    low: float | None = Field(description="of all members as many at the least, if the others are like those asked")
    high: float | None


class Values(Shape):
    """What members value, by the poll that closed last."""

    voters: int
    items: list[Value]


class Proposal(Shape):
    """A member's proposal as it stands. Nobody is named."""

    at: datetime
    title: str | None = Field(description="null: its words are not kept any more")
    state: str
    wanted_by: int | None = Field(description="null: by fewer than five, or nobody")
    answer: str | None


class Strategy(Shape):
    """What the community is for, and how far it is."""

    purpose: Purpose
    goals: list[Goal]
    values: Values | None = Field(description="null: members were not asked, or fewer than five took part")
    proposals: list[Proposal]


class Wish(Shape):
    """Something that members wish for, put together where it is about the same. Nobody's words, and nobody's name."""

    wish: str = Field(description="its short name, as under its card in chat")
    stage: str = Field(description="open, planned, shipped or declined")
    topics: list[str]
    wanted_by: int | None = Field(description="null: by fewer than five")
    theme: str | None = Field(description="the theme over it that a person confirmed")
    since: datetime
    where: list[str] = Field(description="addresses of the latest messages in chat")


class Theme(Shape):
    """A heading over wishes."""

    name: str
    stand: str = Field(description="confirmed, or proposed")
    wishes: list[str] = Field(description="their short names")
    made_by: str | None = Field(description="of one that is proposed: the model, or that it was by shared words")


class Wishes(Shape):
    """What members wish for, and the themes over it."""

    items: list[Wish]
    themes: list[Theme]


class ModelDay(Shape):
    """The calls of one use on one day of UTC."""

    day: date
    use: str
    calls: int
    answered: int
    used: int = Field(description="of the answers, those that were fit to be used")
    tokens: int
    cost: float = Field(description="in the money of the playbook's prices")
    median_s: float


class Model(Shape):
    """A community's language model: today's budget, and what it was asked."""

    model: str | None = Field(description="null: none is named")
    provider: str | None
    uses: list[str]
    tokens_today: int = Field(description="calls under way count as the most they may use")
    tokens_a_day: int
    cost_today: float
    cost_a_day: float | None = Field(description="null: no cap in money")
    left_alone_until: datetime | None = Field(description="after failures in a row")
    items: list[ModelDay]
