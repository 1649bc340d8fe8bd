"""What a model is told to say whether a question is the same as another: it, and those that teams have."""

from bots.runtime.asking_models.asked_use import AskedUse
from bots.runtime.asking_models.likeness import beside, told_nearness
from bots.runtime.batch import Batch
from bots.runtime.same_questions import others
from engagement.entries import Entry
from engagement.modelling.asking import Use
from engagement.modelling.material import Material


def _material(batch: Batch, entry: Entry) -> Material | str:
    return beside(
        batch, entry, lambda asked: (each.escalation.thread for each in others(batch.lookups, asked)), least=1
    )


DUPLICATES = AskedUse(
    material=_material,
    told=told_nearness,
    ask=lambda typist, material: typist.compare(material.passages, Use.DUPLICATES),
)
