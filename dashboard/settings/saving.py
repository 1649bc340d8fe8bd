"""A form of settings is read, and what it asks for is set: all of it, or nothing."""

from collections.abc import Mapping, Sequence
from secrets import token_hex
from typing import Final

from starlette.concurrency import run_in_threadpool

from config.dials import describe
from dashboard.settings.forms import Read, read_form
from dashboard.settings.groups import Group, dials_of
from dashboard.window.visit import Visit
from engagement.changes import PAGES
from engagement.decisions import Outcome, decision_id
from engagement.events import SettingsAsked, Wanted
from engagement.plays.manager_desk import NAME as DESK
from engagement.ports import Ledger

_NEW_TOPIC: Final = "new-topic"
_NEW_WORDS: Final = "new-words"


def read_settings(
    visit: Visit, group: Group, beside: Mapping[str, object], form: Mapping[str, str]
) -> tuple[Read, Mapping[str, str]]:
    """The form of a group, with the topic that is new in it, if one is."""
    policy = visit.live.owner.community.policy
    read = read_form(policy, dials_of(policy, group), beside, form)
    name, words = form.get(_NEW_TOPIC, "").strip(), form.get(_NEW_WORDS, "").strip()
    if group.name != "topics" or not (name or words):
        return read, {}
    topic = {"name": name, "words": words}
    path = f"topics.{name}"
    if name in policy.topics:
        return read, {**topic, "error": "there is a topic of that name; its words stand above"}
    try:
        dial = describe(policy, path)
    except LookupError:
        return read, {**topic, "error": "a topic needs a name of at most 80 characters on one line"}
    new = read_form(policy, [dial], beside, {f"value:{path}": words or ",", f"shown:{path}": ""})
    if new.is_wrong:
        return read, {**topic, "error": new.entries[0].error}
    return Read(entries=read.entries, wanted=(*read.wanted, *new.wanted)), topic


async def set_all(visit: Visit, wanted: Sequence[Wanted], *, is_proposed: bool = False) -> list[str]:
    """Have the settings changed; the paths in which somebody else was quicker, and then nothing is changed."""
    if not wanted:
        return []
    owner = visit.live.owner
    at, by = owner.clock.now(), visit.session.member or PAGES
    key = f"settings:{at.isoformat()}:{token_hex(6)}"
    await visit.live.submit([SettingsAsked(key=key, at=at, by=by, wanted=tuple(wanted), is_proposed=is_proposed)])

    def held(ledger: Ledger) -> list[str]:
        late = []
        for one in wanted:
            for nth in range(len(wanted)):
                found = ledger.journal.get(decision_id(owner.id, DESK, one.path, key, nth))
                if found is not None and found.outcome is Outcome.HELD:
                    late.append(one.path)
        return late

    return await run_in_threadpool(visit.read, held)
