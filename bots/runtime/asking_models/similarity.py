"""What a model is told to say which earlier questions are nearest: the question, and those that the index found."""

from bots.runtime.asking_models.asked_use import AskedUse
from bots.runtime.asking_models.likeness import beside, told_nearness
from bots.runtime.batch import Batch
from engagement.entries import Entry
from engagement.modelling.material import Material


def _material(batch: Batch, entry: Entry) -> Material | str:
    return beside(batch, entry, lambda asked: (one.thread for one in batch.lookups.similar(asked) if one.is_solved))


SIMILARITY = AskedUse(
    material=_material, told=told_nearness, ask=lambda typist, material: typist.compare(material.passages)
)
