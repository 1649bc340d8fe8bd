"""When was Hubbub away from a community, as the status page shows it?"""

from collections.abc import Iterator
from dataclasses import asdict

from bots.runtime.live import Live
from bots.runtime.reading_back import to_event
from bots.voice.rendering import Reader, Voice
from dashboard.status.page import AbsenceView
from engagement.actions import Reply
from engagement.plays.absences import BACK, fields_of
from engagement.speech import plain

_SHOWN = 10


def absences_of(live: Live, voice: Voice) -> Iterator[AbsenceView]:
    """The latest absences, each told in English and in the community's time zone."""
    owner = live.owner
    now = owner.clock.now()
    reader = Reader(
        language="en",
        timezone=owner.community.policy.timezone,
        names={},
        accounts={},
        channels={},
        link=lambda _: "",
        now=now,
    )
    for absence in owner.memory.read(owner.id, lambda ledger: ledger.absences.newest(_SHOWN)):
        event = to_event(absence, live.backfill.place_of(absence.workspace), now)
        told, _ = voice.reply(Reply(text=BACK, fields=fields_of(event)), reader)
        yield AbsenceView(
            place=event.place,
            from_at=absence.from_at,
            until_at=absence.until_at,
            state=absence.state.value,
            caught=asdict(absence.caught),
            missed=event.missed,
            told=tuple(" ".join(line.split()) for line in plain(told).splitlines() if line.strip()),
        )
