"""Which tables there are. Every one leads with the community: a community is a partition.

Instants are whole microseconds since 1970 in UTC (Slack's times have six decimals; integers are fast and exact on
both databases); JSON is text with sorted keys; ids are the core's own.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    func,
    literal_column,
    text,
)

metadata = MetaData(
    naming_convention={"pk": "pk_%(table_name)s", "ix": "ix_%(table_name)s_%(column_0_N_name)s"},
)


def _text(name: str, *, null: bool = False) -> Column[str]:
    return Column(name, Text, nullable=null)


def _instant(name: str, *, null: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=null)


def _whole(name: str, default: str = "0") -> Column[int]:
    return Column(name, Integer, nullable=False, server_default=default)


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False)


def _table(name: str, key: tuple[str, ...], *columns: Column[Any]) -> Table[Any]:
    return Table(
        name,
        metadata,
        _text("community_id"),
        *columns,
        PrimaryKeyConstraint("community_id", *key),
        sqlite_with_rowid=False,
    )


communities = _table("communities", (), _text("name"), _instant("created_at"))

leases = _table("leases", (), _text("owner"), Column("epoch", BigInteger, nullable=False), _instant("until_at"))

workspaces = _table("workspaces", ("id",), _text("id"), _text("platform"), _text("name"), _instant("seen_at"))

channels = _table(
    "channels", ("id",), _text("id"), _text("workspace_id"), _text("name"), _text("kind"), _text("threading"),
    _flag("is_private"), _flag("is_archived"), _instant("seen_at"),
)  # fmt: skip

accounts = _table(
    "accounts", ("id",), _text("id"), _text("member_id"), _text("workspace_id"), _flag("is_bot"), _text("roles"),
    _flag("is_gone"), _instant("first_seen_at"), _instant("linked_at", null=True),
)  # fmt: skip
Index("ix_accounts_member", accounts.c.community_id, accounts.c.member_id)
Index("ix_accounts_workspace", accounts.c.community_id, accounts.c.workspace_id)
HAS_ROLES = accounts.c.roles != literal_column("''")
HAS_FEW_ROLES = HAS_ROLES & (func.length(accounts.c.roles) <= literal_column("500"))
HAS_MANY_ROLES = HAS_ROLES & (func.length(accounts.c.roles) > literal_column("500"))
"""Too many for an index of PostgreSQL's, which holds no entry of more than 2,704 bytes: Discord gives somebody up to
250 roles. All three are written out, so that both databases see what the indexes below hold."""
Index(
    "ix_accounts_roles", accounts.c.community_id, accounts.c.roles,
    sqlite_where=HAS_ROLES, postgresql_where=HAS_FEW_ROLES,
)  # fmt: skip
Index(
    "ix_accounts_many_roles", accounts.c.community_id, accounts.c.id,
    sqlite_where=HAS_MANY_ROLES, postgresql_where=HAS_MANY_ROLES,
)  # fmt: skip

profiles = _table(
    "profiles", ("account_id",), _text("account_id"), _text("name"), _text("timezone", null=True), _instant("seen_at"),
    Column("folded", Text, nullable=False, server_default=""),
)  # fmt: skip
"""Names and zones, apart from everything that counts; ``folded`` is the name without regard to capitals."""
Index("ix_profiles_folded", profiles.c.community_id, profiles.c.folded)

members = _table(
    "members", ("id",), _text("id"), _flag("is_bot"), _instant("first_at", null=True),
    _text("first_message_id", null=True), _text("first_channel_id", null=True), _flag("returned"),
    _instant("last_at", null=True), _instant("joined_at", null=True), _whole("questions"), _text("hours"),
)  # fmt: skip
Index("ix_members_first_at", members.c.community_id, members.c.first_at)

inbox = _table("inbox", ("key",), _text("key"), _instant("at"))
"""Natural keys of everything taken in or waiting to be."""

waiting = _table(
    "waiting", ("key",), _text("key"), _instant("at"), Column("payload", LargeBinary, nullable=False), _text("source"),
    _text("state"), _whole("attempts"), _text("error", null=True),
)  # fmt: skip
"""Events left by other processes, failed ones, and parked ones; raw, until they are taken in."""
Index("ix_waiting_state", waiting.c.community_id, waiting.c.state, waiting.c.at, waiting.c.key)

messages = _table(
    "messages", ("id",), _text("id"), _text("channel_id"), _text("thread_id"), _text("member_id"), _instant("at"),
    _flag("is_bot"), _flag("explicit"), _text("addressed", null=True), _instant("edited_at", null=True),
    _flag("is_deleted"), _whole("modes"), _text("topics", null=True), _text("language", null=True),
)  # fmt: skip
Index("ix_messages_thread", messages.c.community_id, messages.c.thread_id)
Index("ix_messages_channel", messages.c.community_id, messages.c.channel_id, messages.c.at, messages.c.id)
Index("ix_messages_member", messages.c.community_id, messages.c.member_id)
Index(
    "ix_messages_addressed", messages.c.community_id, messages.c.id,
    sqlite_where=messages.c.addressed.is_not(None), postgresql_where=messages.c.addressed.is_not(None),
)  # fmt: skip
"""Those that address somebody: to find who is named where."""

words = _table(
    "words", ("message_id",), _text("message_id"), _text("thread_id"), _text("member_id"), _text("body"),
    _instant("kept_from"),
)  # fmt: skip
"""What people wrote: kept for days, apart from everything that counts."""
Index("ix_words_thread", words.c.community_id, words.c.thread_id, words.c.member_id)
Index("ix_words_kept_from", words.c.community_id, words.c.kept_from)

threads = _table(
    "threads", ("id",), _text("id"), _text("channel_id"), _text("asker_id", null=True), _flag("asker_is_bot"),
    _instant("root_at", null=True), _whole("modes"), _text("topics", null=True), _text("language", null=True),
    _whole("messages"), _whole("human_replies"), _instant("first_reply_at", null=True),
    _text("first_reply_by", null=True), _instant("last_at", null=True), _text("state"),
    _text("accepted_id", null=True), _text("accepted_by", null=True), _text("marked_by", null=True),
    _instant("solved_at", null=True), _text("on_it", null=True), _text("asked", null=True), _whole("rings"),
    _flag("offered"), _flag("is_first_question"), Column("hold_out", Double, nullable=False), _whole("version"),
    _text("merged_into", null=True),
)  # fmt: skip
Index("ix_threads_root_at", threads.c.community_id, threads.c.root_at)
Index("ix_threads_channel", threads.c.community_id, threads.c.channel_id, threads.c.root_at)
for _by in (threads.c.marked_by, threads.c.on_it):
    Index(
        f"ix_threads_{_by.name}", threads.c.community_id, _by,
        sqlite_where=_by.is_not(None), postgresql_where=_by.is_not(None),
    )  # fmt: skip

answers = _table(
    "answers", ("thread_id", "member_id"), _text("thread_id"), _text("member_id"), _text("channel_id"),
    _instant("at"), _flag("is_question"),
)  # fmt: skip
Index("ix_answers_member", answers.c.community_id, answers.c.member_id)

experience = _table(
    "experience", ("channel_id", "member_id"), _text("channel_id"), _text("member_id"),
    Column("log_score", Double, nullable=False), _whole("answers"), _instant("last_at"),
)  # fmt: skip
Index("ix_experience_score", experience.c.community_id, experience.c.channel_id, experience.c.log_score)

postings = _table(
    "postings", ("term", "thread_id"), _text("term"), _text("thread_id"), _text("member_id"),
    Column("weight", Double, nullable=False),
)  # fmt: skip
Index("ix_postings_thread", postings.c.community_id, postings.c.thread_id)
Index("ix_postings_member", postings.c.community_id, postings.c.member_id)

terms = _table("terms", ("term",), _text("term"), Column("threads", Integer, nullable=False))
"""In how many threads each term stands; the empty term counts the threads."""

day_counts = _table(
    "day_counts", ("day", "channel_id", "member_id"), Column("day", Integer, nullable=False), _text("channel_id"),
    _text("member_id"), _flag("is_bot"), Column("messages", Integer, nullable=False),
)  # fmt: skip
"""``day`` is days since 1970 in UTC."""
Index("ix_day_counts_member", day_counts.c.community_id, day_counts.c.member_id)

follow_ups = _table(
    "follow_ups", ("id",), _text("id"), _text("play"), _text("kind"), _text("thread_id"), _instant("due_at"),
    _text("cause"),
)  # fmt: skip
Index("ix_follow_ups_due", follow_ups.c.community_id, follow_ups.c.due_at, follow_ups.c.id)
Index("ix_follow_ups_thread", follow_ups.c.community_id, follow_ups.c.thread_id)

outbox = _table(
    "outbox", ("id",), _text("id"), _text("decision_id"), _text("workspace_id"), _text("op"), _whole("lane"),
    _text("body"), _instant("created_at"), _text("to_member", null=True), _text("channel_id", null=True),
    _text("thread_id", null=True), _flag("is_unprompted"), _flag("is_ask"), _text("slot", null=True),
    _instant("not_before", null=True), _instant("expires_at", null=True), _text("state"),
    _text("sent_as", null=True), _instant("sent_at", null=True), _whole("attempts"), _text("error", null=True),
    _instant("unclear_at", null=True), _instant("told_at", null=True),
)  # fmt: skip
"""``unclear_at``: since when nobody knows whether it arrived; ``told_at``: when managers heard that it did not."""
Index("ix_outbox_state", outbox.c.community_id, outbox.c.state, outbox.c.lane, outbox.c.created_at)
Index(
    "ix_outbox_member", outbox.c.community_id, outbox.c.to_member, outbox.c.created_at, outbox.c.is_ask,
    outbox.c.is_unprompted, outbox.c.state, outbox.c.decision_id, outbox.c.thread_id, outbox.c.sent_at,
)  # fmt: skip
"""Everything the caps count of a message, so that its fat row need not be read."""
Index("ix_outbox_channel", outbox.c.community_id, outbox.c.channel_id, outbox.c.created_at)
Index("ix_outbox_slot", outbox.c.community_id, outbox.c.slot, outbox.c.created_at)
Index("ix_outbox_sent_as", outbox.c.community_id, outbox.c.sent_as)

decisions = _table(
    "decisions", ("id",), _text("id"), _instant("at"), _text("play"), _whole("play_version"), _text("policy_hash"),
    _text("subject"), _text("action"), _text("outcome"), _text("reason"), _text("evidence"),
    Column("chance", Double, nullable=False), _text("arm"), _text("outbox_id", null=True), _text("detail"),
    _instant("undone_at", null=True), _text("undone_by", null=True), _text("result", null=True),
    _text("judged", null=True),
)  # fmt: skip
Index("ix_decisions_at", decisions.c.community_id, decisions.c.at, decisions.c.id)
Index("ix_decisions_subject", decisions.c.community_id, decisions.c.subject, decisions.c.at)
IS_SETTING = decisions.c.action == literal_column("'SetDial'")
"""Written out, so that both databases see that the index below holds it."""
Index(
    "ix_decisions_settings", decisions.c.community_id, decisions.c.at,
    sqlite_where=IS_SETTING, postgresql_where=IS_SETTING,
)  # fmt: skip
_COMPARED = text("chance < 1")
Index(
    "ix_decisions_compared", decisions.c.community_id, decisions.c.play, decisions.c.at,
    sqlite_where=_COMPARED, postgresql_where=_COMPARED,
)  # fmt: skip
"""What is held against each other: of all decisions only those that could have been left alone for comparison."""

contributions = _table(
    "contributions", ("id",), _text("id"), _text("member_id"), _text("kind"), _text("thread_id"), _instant("at"),
    _whole("points"), _instant("taken_back_at", null=True), _text("message_id", null=True), _text("by_id", null=True),
    _text("said_id", null=True),
)  # fmt: skip
Index("ix_contributions_member", contributions.c.community_id, contributions.c.member_id, contributions.c.at)
Index("ix_contributions_thread", contributions.c.community_id, contributions.c.thread_id)
Index("ix_contributions_at", contributions.c.community_id, contributions.c.at, contributions.c.id)
for _given in (("by_id", "kind", "at"), ("said_id",)):
    _one = contributions.c[_given[0]]
    Index(
        f"ix_contributions_{_given[0]}", contributions.c.community_id, *(contributions.c[name] for name in _given),
        sqlite_where=_one.is_not(None), postgresql_where=_one.is_not(None),
    )  # fmt: skip

helpers = _table("helpers", ("member_id",), _text("member_id"), _text("choices"), _flag("is_active"))
"""``choices`` is the helper's own form as JSON."""

entries = _table(
    "entries", ("kind", "id"), _text("kind"), _text("id"), _instant("at"), _text("member_id", null=True),
    _text("by_id", null=True), _text("thread_id", null=True), _text("message_id", null=True), _text("state"),
    _instant("until_at", null=True), _text("facts"), _text("words", null=True),
)  # fmt: skip
"""What is kept of people who help and of what they teach: see ``engagement.entries``. ``facts`` is JSON without people
and words; ``words`` are those of ``by_id``.
"""
Index("ix_entries_at", entries.c.community_id, entries.c.kind, entries.c.at, entries.c.id)
for _of in ("member_id", "by_id", "thread_id"):
    _one = entries.c[_of]
    Index(
        f"ix_entries_{_of}", entries.c.community_id, _one, entries.c.kind,
        sqlite_where=_one.is_not(None), postgresql_where=_one.is_not(None),
    )  # fmt: skip
Index(
    "ix_entries_until", entries.c.community_id, entries.c.kind, entries.c.until_at,
    sqlite_where=entries.c.until_at.is_not(None), postgresql_where=entries.c.until_at.is_not(None),
)  # fmt: skip

consents = _table(
    "consents", ("member_id", "purpose"), _text("member_id"), _text("purpose"), _flag("is_given"), _instant("at"),
)  # fmt: skip
Index(
    "ix_consents_purpose", consents.c.community_id, consents.c.purpose, consents.c.is_given, consents.c.at,
    consents.c.member_id,
)  # fmt: skip

overrides = _table(
    "overrides", ("path", "at"), _text("path"), _instant("at"), _text("value"), _text("by"), _flag("is_current"),
)  # fmt: skip
"""Settings changed outside the file, with their history."""

marks = _table("marks", ("name",), _text("name"), _text("value"))

occurrences = _table(
    "occurrences", ("schedule", "occurrence"), _text("schedule"), _instant("occurrence"), _instant("at")
)

cursors = _table(
    "cursors", ("channel_id",), _text("channel_id"), _text("workspace_id"), _instant("scanned_to"),
    _instant("looked_back_at", null=True),
)  # fmt: skip
"""Up to when everything that was said in a channel is known: moved only together with a page that was read back."""

absences = _table(
    "absences", ("id",), _text("id"), _text("workspace_id"), _instant("from_at"), _instant("until_at", null=True),
    _text("state"), _text("figures"), _text("missed"),
)  # fmt: skip
"""From when to when Hubbub was away from a workspace, what it caught up, and what it could not; JSON without words."""
Index("ix_absences_from", absences.c.community_id, absences.c.from_at)

reactions = _table(
    "reactions", ("message_id", "account_id", "emoji"), _text("message_id"), _text("account_id"), _text("emoji"),
    _text("channel_id"), _flag("is_on"),
)  # fmt: skip
"""Reactions that can mark an answer, as last heard: what was given or taken back meanwhile is told by comparing."""
Index("ix_reactions_channel", reactions.c.community_id, reactions.c.channel_id)
Index("ix_reactions_account", reactions.c.community_id, reactions.c.account_id)

connections = _table(
    "connections", ("id",), _text("id"), _text("platform"), _text("state"), _instant("since_at"), _instant("seen_at"),
    _text("facts"),
)  # fmt: skip
"""How each connection stands, for commands that run beside the one that has it; ``facts`` is JSON."""

identifies = _table("identifies", ("app", "at"), _text("app"), _instant("at"))
"""Each IDENTIFY sent to Discord: the day's budget is the token's, whatever process spends it."""

tombstones = _table("tombstones", ("digest",), _text("digest"), _instant("at"))
"""Keyed digests of accounts that were erased: what they said is not taken in again, from wherever it comes."""

erasures = _table(
    "erasures", ("id",), _text("id"), _text("scope"), _text("digest"), _instant("asked_at"),
    _instant("done_at", null=True), _text("subject", null=True), _text("alias", null=True), _text("place", null=True),
)  # fmt: skip
"""What is to be forgotten, and when that was done. ``subject`` (whom), ``alias`` (who stands in their place) and
``place`` (how far it has got) stand only until it is done: then nobody is named.
"""

link_codes = _table("link_codes", ("digest",), _text("digest"), _text("account_id"), _instant("until_at"))
"""One-time codes by which a person joins their own accounts; only digests of the codes are kept."""

escalations = _table(
    "escalations", ("id",), _text("id"), _text("thread_id"), _text("asker_id"), _text("state"), _whole("severity"),
    _text("team"), _text("person_id", null=True), _text("solved_by", null=True), _instant("opened_at"),
    _instant("next_at", null=True), _text("body"),
)  # fmt: skip
"""What peers did not solve. ``body`` is the rest of it as JSON: of people it names only those who let it go."""
Index("ix_escalations_next", escalations.c.community_id, escalations.c.next_at)
Index("ix_escalations_opened", escalations.c.community_id, escalations.c.opened_at, escalations.c.team)
Index("ix_escalations_state", escalations.c.community_id, escalations.c.state, escalations.c.person_id)
Index("ix_escalations_asker", escalations.c.community_id, escalations.c.asker_id)

escalation_threads = _table(
    "escalation_threads", ("thread_id",), _text("thread_id"), _text("escalation_id"),
)  # fmt: skip
"""Which escalation a thread belongs to: its own, or the one it joined."""
Index("ix_escalation_threads_of", escalation_threads.c.community_id, escalation_threads.c.escalation_id)

escalation_entries = _table(
    "escalation_entries", ("escalation_id", "nth"), _text("escalation_id"), _whole("nth"), _instant("at"),
    _text("what"), _text("by_id", null=True), _text("team"), _text("person_id", null=True), _text("why"),
)  # fmt: skip
"""Who did what when; ``why`` is JSON."""
for _of, _columns in (("by_id", ()), ("person_id", (escalation_entries.c.at,))):
    _one = escalation_entries.c[_of]
    Index(
        f"ix_escalation_entries_{_of}", escalation_entries.c.community_id, _one, *_columns,
        sqlite_where=_one.is_not(None), postgresql_where=_one.is_not(None),
    )  # fmt: skip

escalation_figures = _table(
    "escalation_figures", ("escalation_id",), _text("escalation_id"), _text("team"), _text("cause"),
    _whole("severity"), _instant("opened_at"), _instant("taken_at", null=True), _instant("answered_at", null=True),
    _instant("solved_at", null=True), _flag("is_by_peer"), _whole("hand_overs"), _whole("reopened"), _text("missed"),
)  # fmt: skip
"""How each was handled: a read model, of which nobody is part; ``missed`` names targets, with commas between."""
Index("ix_escalation_figures_opened", escalation_figures.c.community_id, escalation_figures.c.opened_at)

crises = _table(
    "crises", ("id",), _text("id"), _instant("began_at"), _instant("ended_at", null=True), _text("lead_id"),
    _text("communicator_id"), _text("updated_by", null=True), _text("body"),
)  # fmt: skip
"""Outages and the like. ``body`` is the rest of it as JSON, without people."""
Index(
    "ix_crises_going_on", crises.c.community_id, unique=True,
    sqlite_where=crises.c.ended_at.is_(None), postgresql_where=crises.c.ended_at.is_(None),
)  # fmt: skip
"""At the most one goes on."""

crisis_lines = _table(
    "crisis_lines", ("crisis_id", "nth"), _text("crisis_id"), _whole("nth"), _instant("at"), _text("what"),
    _text("by_id", null=True), _text("person_id", null=True), _text("text"),
)  # fmt: skip
"""Who did what when, and what was written for everybody to read."""

sign_in_codes = _table(
    "sign_in_codes", ("digest",), _text("digest"), _text("role"), _text("member_id", null=True), _instant("until_at"),
)  # fmt: skip
"""One-time links to the pages; only digests of their codes are kept."""

sessions = _table(
    "sessions", ("digest",), _text("digest"), _text("role"), _text("way"), _instant("began_at"), _instant("seen_at"),
    _text("member_id", null=True),
)  # fmt: skip
"""Who is signed in to the pages; only digests of the tokens are kept."""

sign_ins = _table(
    "sign_ins", ("at", "step"), _instant("at"), _text("step"), _text("role"), _text("way"), _text("by_id", null=True),
)  # fmt: skip
"""Who signed in and out, when links were printed, and who looked at or took away what about people."""

api_tokens = _table(
    "api_tokens", ("digest",), _text("digest"), _text("name"), _text("role"), _instant("made_at"),
    _instant("until_at"), _instant("used_at", null=True), _text("by_id", null=True), _flag("follows_role"),
)  # fmt: skip
"""Tokens with which other programs read; only their digests are kept."""

escalation_policies = _table("escalation_policies", ("id",), _text("id"), _text("body"))
"""Frozen copies of the dials with which escalations run to their end, as JSON."""

health_days = _table(
    "health_days", ("day", "channel_id"), Column("day", Integer, nullable=False), _text("channel_id"), _text("figures"),
)  # fmt: skip
"""What a day of a channel consists of, as JSON: see ``engagement.health_days``. Nobody is part of it."""

health_touched = _table("health_touched", ("day",), Column("day", Integer, nullable=False))
"""Days of which something has changed since they were counted."""

health_log = _table(
    "health_log", ("span", "at", "channel_id"), _text("span"), _instant("at"), _text("channel_id"), _text("figures"),
    _instant("logged_at"),
)  # fmt: skip
"""Health figures as they were logged, as JSON; the empty channel is the whole community."""

health_reports = _table(
    "health_reports", ("channel_id", "first", "last"), _text("channel_id"), Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False), _text("figures"),
)  # fmt: skip
"""Reports of whole weeks, from the Monday ``first`` to the Monday ``last``, worked out before anybody looks: JSON."""

model_days = _table(
    "model_days", ("day",), Column("day", Integer, nullable=False), _whole("calls"),
    Column("tokens", BigInteger, nullable=False), Column("millionths", BigInteger, nullable=False),
)  # fmt: skip
"""What text models used on a day of UTC, calls under way at their upper bound; ``millionths`` of the prices' money."""

model_calls = _table(
    "model_calls", ("id",), _text("id"), _instant("at"), _text("use"), _text("model"), _text("provider"),
    _text("outcome"), Column("tokens_in", BigInteger, nullable=False), Column("tokens_out", BigInteger, nullable=False),
    Column("millionths", BigInteger, nullable=False), _whole("took_ms"),
)  # fmt: skip
"""Each call of a text model, without its text; nobody is part of it."""
Index("ix_model_calls_at", model_calls.c.community_id, model_calls.c.at)
