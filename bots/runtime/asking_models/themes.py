"""What a model is told to group wishes: those whose writers agreed to a model, and to having their words passed on."""

from dataclasses import replace

from advocacy.themes import THEME, Themes, to_theme
from bots.runtime.asking_models.asked_use import AskedUse
from bots.runtime.asking_models.reading import agreed
from bots.runtime.batch import Batch
from bots.runtime.themes import shared_wishes
from bots.runtime.wishes import everything
from engagement.entries import Entry
from engagement.events import ModelAnswered
from engagement.modelling.checking import Headings
from engagement.modelling.material import Material, Said, for_themes
from engagement.modelling.typist import Typed


def _material(batch: Batch, _: Entry) -> Material | str:
    ledger, community = batch.ledger, batch.community
    seen = everything(ledger, community.channels, batch.now)
    people = {one.member for one in seen.wishes}
    staff = {who for who in people if community.is_staff(batch.lookups.account_of(who), who)}
    shared = shared_wishes(replace(seen, out=seen.out | staff))
    known = Themes(themes=tuple(map(to_theme, ledger.entries.find(THEME))))
    threads = {wish.thread for some in shared.values() for wish in some}
    talking = {each.author for some in ledger.conversations.words_of(threads).values() for each in some}
    names = ledger.people.names(people | talking)
    some: dict[str, list[Said]] = {}
    for name in known.without_theme(shared):
        for wish in shared[name]:
            words = ledger.conversations.words_at(wish.message)
            if words is not None:
                said = Said(member=wish.member, name=names.get(wish.member, ""), words=words.text)
                some.setdefault(name, []).append(said)
    return for_themes(some, agreed(ledger, people), names)


def _told(event: ModelAnswered, typed: Typed, material: Material) -> ModelAnswered:
    answer = typed.answer
    if not isinstance(answer, Headings) or not answer.groups:
        return replace(event, why=typed.why or "the model found no wishes that belong together")
    groups = tuple((each.name, tuple(material.things[one] for one in each.ids)) for each in answer.groups)
    return replace(event, groups=groups, left_out=material.left_out)


THEMES = AskedUse(material=_material, told=_told)
