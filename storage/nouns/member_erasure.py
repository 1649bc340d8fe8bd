"""How a person is taken out of every table: by key where there is one, the rest looked through in slices.

What counts stays, under an alias drawn for this one erasure and kept nowhere: who replied to whom in a thread, how many
wrote on a day. See ADR 0018.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Table, and_, delete, or_, select, union, update

from engagement.ids import MemberId, ThreadId, external_of
from engagement.records import EVERYWHERE
from storage.naming import Renaming
from storage.nouns.noun import Noun
from storage.nouns.similar import SimilarRows
from storage.rows import from_list, in_parts, to_list
from storage.tables import (
    accounts,
    answers,
    api_tokens,
    channels,
    consents,
    contributions,
    crises,
    crisis_lines,
    day_counts,
    decisions,
    entries,
    escalation_entries,
    escalation_policies,
    escalation_threads,
    escalations,
    experience,
    follow_ups,
    helpers,
    inbox,
    link_codes,
    marks,
    members,
    messages,
    outbox,
    overrides,
    postings,
    profiles,
    reactions,
    sessions,
    sign_in_codes,
    sign_ins,
    threads,
    waiting,
    words,
)

Step = Callable[[str, int], str | None]
"""Does some rows from a place on; the next place, None when nothing is left."""
_PEOPLE_OF_THREAD = ("asker_id", "first_reply_by", "accepted_by", "marked_by", "on_it")
_LOOKED_THROUGH = 10
"""So many times as many rows are looked through as are changed in one slice."""
_IN_DECISIONS = ("subject", "reason", "evidence", "detail", "undone_by", "result")
_IN_OUTBOX = ("body", "to_member", "slot", "error", "channel_id")
_KEYS_THAT_NAME = ("u", "j", "l", "r+", "r-", "t", "h", "f", "i", "ac", "ch")
"""Natural keys that versions until 0.2 noted whole, though they name accounts."""


class MemberErasure(Noun):
    """Takes one member out. ``names``: the member's id and all their accounts'."""

    def prepare(self, names: Sequence[str], alias: str) -> None:
        """Whom to take out, and who stands in their place."""
        self._renaming = Renaming(names, alias)
        self._names = list(names)
        self._alias = alias
        self.counted: dict[str, int] = {}

    @property
    def steps(self) -> tuple[tuple[str, Step], ...]:
        """What is to be done, in this order; each until it says None. Each may be done twice."""
        return (
            ("messages", self._messages),
            ("given", self._given),
            ("threads", self._other_threads),
            ("decisions", self._decisions),
            ("outbox", self._outbox),
            ("addressed", self._addressed),
            ("escalations", self._escalations),
            ("crises", self._crises),
            ("entries", self._entries),
            ("small", self._small),
            ("person", self._person),  # the last: until then their accounts tell what they are called
        )

    def _run(self, kind: str, statement: Any) -> None:
        self.counted[kind] = self.counted.get(kind, 0) + max(0, self._connection.execute(statement).rowcount)

    def _is_them(self, column: Any) -> Any:
        return column.in_(self._names)

    # --- by key -----------------------------------------------------------------------------------------------------

    def _messages(self, _place: str, limit: int) -> str | None:
        """Their words go, and the terms made of them; the marks of their messages stay under the alias."""
        m = messages.c
        query = (
            select(m.id, m.thread_id)
            .where(m.community_id == self._community, self._is_them(m.member_id))
            .order_by(m.member_id, m.id)
            .limit(limit)
        )
        rows = self._connection.execute(query).all()
        for part in in_parts(rows, 200):
            ids = [row.id for row in part]
            self._run(
                "words", delete(words).where(words.c.community_id == self._community, words.c.message_id.in_(ids))
            )
            self._rename_in_threads(sorted({row.thread_id for row in part} | set(ids)))
            own = and_(m.community_id == self._community, m.id.in_(ids))
            self._run("messages", update(messages).where(own).values(member_id=self._alias))
        return "" if len(rows) == limit else None

    def _given(self, _place: str, limit: int) -> str | None:
        """Words they gave us to pass on to a team or to whoever asked, which stand in no message of theirs."""
        w, mine = words.c, self._community
        handed = select(escalation_threads.c.thread_id).where(escalation_threads.c.community_id == mine)
        theirs = and_(w.community_id == mine, w.thread_id.in_(handed), self._is_them(w.member_id))
        found = self._connection.execute(select(w.message_id).where(theirs).limit(limit)).scalars().all()
        for part in in_parts(found):
            self._run("words", delete(words).where(w.community_id == mine, w.message_id.in_(part)))
        return "" if len(found) == limit else None

    def _rename_in_threads(self, some: Sequence[str]) -> None:
        t = threads.c
        query = select(t.id, t.asked, *(t[name] for name in _PEOPLE_OF_THREAD)).where(
            t.community_id == self._community, t.id.in_(some)
        )
        found = [row._asdict() for row in self._connection.execute(query)]
        written_by = {row["id"] for row in found if {row["asker_id"], row["accepted_by"]} & set(self._names)}
        SimilarRows(self._connection, self._community, self._held).drop(ThreadId(name) for name in sorted(written_by))
        for row in found:
            changed: dict[str, object] = {name: self._alias for name in _PEOPLE_OF_THREAD if row[name] in self._names}
            asked = from_list(row["asked"])
            if set(asked) & set(self._names):
                changed["asked"] = to_list([self._alias if name in self._names else name for name in asked])
            if changed:
                at_key = and_(t.community_id == self._community, t.id == row["id"])
                self._run("threads", update(threads).where(at_key).values(**changed))

    def _other_threads(self, _place: str, limit: int) -> str | None:
        """Threads in which they wrote nothing: marked, taken, asked about, helped in."""
        found = self._connection.execute(
            union(
                *(
                    select(named).where(table.c.community_id == self._community, self._is_them(table.c[by]))
                    for table, named, by in (
                        (threads, threads.c.id, "marked_by"),
                        (threads, threads.c.id, "on_it"),
                        (outbox, outbox.c.thread_id, "to_member"),
                        (answers, answers.c.thread_id, "member_id"),
                        (contributions, contributions.c.thread_id, "member_id"),
                        (postings, postings.c.thread_id, "member_id"),
                    )
                )
            )
        ).scalars()
        for part in in_parts(sorted(filter(None, found)), limit):
            self._rename_in_threads(part)
        left = select(postings.c.thread_id).where(
            postings.c.community_id == self._community, self._is_them(postings.c.member_id)
        )
        named = self._connection.execute(left.distinct()).scalars().all()
        SimilarRows(self._connection, self._community, self._held).drop(named)
        return None

    def _person(self, _place: str, _limit: int) -> str | None:
        """Who they are, what they agreed to and were credited with; counts go on under the alias."""
        mine = self._community
        self._experience()
        for kind, table, column in (
            ("contributions", contributions, contributions.c.member_id),
            ("answers", answers, answers.c.member_id),
            ("helpers", helpers, helpers.c.member_id),
            ("consents", consents, consents.c.member_id),
            ("reactions", reactions, reactions.c.account_id),
            ("profiles", profiles, profiles.c.account_id),
            ("accounts", accounts, accounts.c.id),
            ("link_codes", link_codes, link_codes.c.account_id),
            ("sign_in_codes", sign_in_codes, sign_in_codes.c.member_id),
            ("sessions", sessions, sessions.c.member_id),
            ("sign_ins", sign_ins, sign_ins.c.by_id),
            ("api_tokens", api_tokens, api_tokens.c.by_id),
        ):
            self._run(kind, delete(table).where(table.c.community_id == mine, self._is_them(column)))
        for name in self._names:  # one after the other: day by day, linked accounts never stand in one row
            of_name = and_(day_counts.c.community_id == mine, day_counts.c.member_id == name)
            self._run("day_counts", update(day_counts).where(of_name).values(member_id=self._alias))
        of_them = and_(members.c.community_id == mine, self._is_them(members.c.id))
        kept = (
            self._connection.execute(select(members.c.id).where(of_them).order_by(members.c.first_at)).scalars().all()
        )
        for name in kept[1:]:
            self._run("members", delete(members).where(members.c.community_id == mine, members.c.id == name))
        no_hours = " ".join(["0"] * 24)
        self._run("members", update(members).where(of_them).values(id=self._alias, hours=no_hours))
        return None

    def _experience(self) -> None:
        """How much they answered, in the channels where they did."""
        a, known = answers.c, experience.c
        places = select(a.channel_id).where(a.community_id == self._community, self._is_them(a.member_id)).distinct()
        for part in in_parts([EVERYWHERE, *self._connection.execute(places).scalars()]):
            there = and_(known.community_id == self._community, known.channel_id.in_(part))
            self._run("experience", delete(experience).where(there, self._is_them(known.member_id)))

    # --- looked through -----------------------------------------------------------------------------------------------

    def _decisions(self, place: str, limit: int) -> str | None:
        return self._look_through("decisions", decisions, _IN_DECISIONS, place, limit)

    def _outbox(self, place: str, limit: int) -> str | None:
        """What was for them is no more to be sent, nor known where it stands; what names them names the alias."""
        o = outbox.c
        for_them = and_(o.community_id == self._community, self._is_them(o.to_member))
        self._connection.execute(update(outbox).where(for_them, o.state == "new").values(state="cancelled"))
        self._connection.execute(update(outbox).where(for_them, o.channel_id.is_(None)).values(sent_as=None, slot=None))
        return self._look_through("outbox", outbox, _IN_OUTBOX, place, limit)

    def _look_through(
        self, kind: str, table: Table[Any], columns: Sequence[str], place: str, limit: int, *conditions: Any
    ) -> str | None:
        """Rename in these columns of the next rows, by id; the last id looked at."""
        c = table.c
        ahead = (c.community_id == self._community, c.id > place, *conditions)
        edge = select(c.id).where(*ahead).order_by(c.id).offset(limit * _LOOKED_THROUGH - 1).limit(1)
        last = self._connection.execute(edge).scalar()
        within = ahead if last is None else (*ahead, c.id <= last)
        named = or_(*(c[column].contains(name, autoescape=True) for column in columns for name in self._names))
        for row in self._connection.execute(select(c.id, *(c[x] for x in columns)).where(*within, named)).all():
            changed = self._renaming.changed(row._asdict(), columns)
            if changed:
                at_key = and_(c.community_id == self._community, c.id == row.id)
                self._run(kind, update(table).where(at_key).values(**changed))
        return last

    def _addressed(self, place: str, limit: int) -> str | None:
        """Messages of others that address them; what others wrote is theirs, and stays."""
        return self._look_through(
            "addressed", messages, ("addressed",), place, limit, messages.c.addressed.is_not(None)
        )

    def _escalations(self, place: str, limit: int) -> str | None:
        """What they asked is nobody's any more, and closed; what they did for others is the alias's."""
        e, n, p = escalations.c, escalation_entries.c, escalation_policies.c
        asked = and_(e.community_id == self._community, self._is_them(e.asker_id))
        self._run("escalations", update(escalations).where(asked).values(state="closed", next_at=None))
        for column in (e.asker_id, e.person_id, e.solved_by, n.by_id, n.person_id):
            of_them = and_(column.table.c.community_id == self._community, self._is_them(column))
            self._run("escalations", update(column.table).where(of_them).values({column.name: self._alias}))
        called = Renaming([*self._names, *(external_of(MemberId(name)) for name in self._names)], self._alias)
        for row in self._connection.execute(select(p.id, p.body).where(p.community_id == self._community)).all():
            if called.is_in(row.body):
                same = and_(p.community_id == self._community, p.id == row.id)
                self._run("escalations", update(escalation_policies).where(same).values(body=called.of(row.body)))
        return self._look_through("escalations", escalations, ("body",), place, limit)

    def _crises(self, _place: str, _limit: int) -> str | None:
        """What they did in an outage somebody did; what stood there for everybody to read stays."""
        c, n = crises.c, crisis_lines.c
        for column in (c.lead_id, c.communicator_id, c.updated_by, n.by_id, n.person_id):
            of_them = and_(column.table.c.community_id == self._community, self._is_them(column))
            self._run("crises", update(column.table).where(of_them).values({column.name: self._alias}))
        return None

    def _entries(self, _place: str, _limit: int) -> str | None:
        """What is about them goes; what they did for others somebody did, without their words."""
        e, c = entries.c, contributions.c
        self._run("entries", delete(entries).where(e.community_id == self._community, self._is_them(e.member_id)))
        by_them = and_(e.community_id == self._community, self._is_them(e.by_id))
        self._run("entries", update(entries).where(by_them).values(by_id=self._alias, words=None))
        thanked = and_(c.community_id == self._community, self._is_them(c.by_id))
        self._run("contributions", update(contributions).where(thanked).values(by_id=self._alias))
        return None

    def _small(self, _place: str, _limit: int) -> str | None:
        """Small tables, looked through whole: what waits, settings and who made them, marks, private places."""
        mine = self._community
        raw = select(waiting.c.key, waiting.c.payload, waiting.c.error).where(
            waiting.c.community_id == mine, or_(waiting.c.state == "parked", waiting.c.attempts > 0)
        )
        for row in self._connection.execute(raw).all():
            if any(part and self._renaming.is_in(part) for part in (row.key, row.payload, row.error)):
                gone = and_(waiting.c.community_id == mine, waiting.c.key == row.key)
                self._run("waiting", delete(waiting).where(gone))
        key = inbox.c.key
        bare = key.collate("C") if self._dialect == "postgresql" else key
        old_form = or_(*(and_(bare >= f"{kind}:$", bare < f"{kind};") for kind in _KEYS_THAT_NAME))  # after the digests
        known = select(key).where(inbox.c.community_id == mine, old_form)
        theirs = [name for name in self._connection.execute(known).scalars() if self._renaming.is_in(name)]
        for part in in_parts(theirs):
            self._run("inbox", delete(inbox).where(inbox.c.community_id == mine, key.in_(part)))
        self._rename_causes()
        for table, key, columns in (
            (overrides, (overrides.c.path, overrides.c.at), ("value", "by")),
            (marks, (marks.c.name,), ("value",)),
        ):
            for row in self._connection.execute(select(table).where(table.c.community_id == mine)).all():
                changed = self._renaming.changed(row._asdict(), columns)
                if changed:
                    same = and_(*(column == getattr(row, column.name) for column in key))
                    self._run("settings", update(table).where(table.c.community_id == mine, same).values(**changed))
        direct = select(channels.c.id).where(channels.c.community_id == mine, channels.c.kind == "direct")
        private = [name for name in self._connection.execute(direct).scalars() if self._is_their_place(name)]
        for part in in_parts(private):
            self._run("places", delete(channels).where(channels.c.community_id == mine, channels.c.id.in_(part)))
        return None

    def _rename_causes(self) -> None:
        """The key of the event that a follow-up goes back to may hold what the platform itself calls the person."""
        called = [*self._names, *(external_of(MemberId(name)) for name in self._names)]
        renaming, f = Renaming(called, self._alias), follow_ups.c
        named = or_(*(f.cause.contains(name, autoescape=True) for name in called))
        look = select(f.id, f.cause).where(f.community_id == self._community, named)
        for row in self._connection.execute(look).all():
            if renaming.is_in(row.cause):
                same = and_(f.community_id == self._community, f.id == row.id)
                self._run("follow_ups", update(follow_ups).where(same).values(cause=renaming.of(row.cause)))

    def _is_their_place(self, channel: str) -> bool:
        workspace, _, external = channel.partition(":")
        return any(
            name.startswith(f"{workspace}:") and external.endswith(f"-{name.partition(':')[2]}") for name in self._names
        )
