"""Every use that a worker asks a model for. A new use is a module beside this one, and a line here."""

from collections.abc import Mapping
from typing import Final

from bots.runtime.asking_models.asked_use import AskedUse
from bots.runtime.asking_models.draft import DRAFT
from bots.runtime.asking_models.duplicates import DUPLICATES
from bots.runtime.asking_models.opinion import OPINION
from bots.runtime.asking_models.similarity import SIMILARITY
from bots.runtime.asking_models.summary import SUMMARY
from bots.runtime.asking_models.themes import THEMES
from engagement.modelling.asking import Use

BY_USE: Final[Mapping[Use, AskedUse]] = {
    Use.SECOND_OPINION: OPINION,
    Use.DRAFT: DRAFT,
    Use.SUMMARY: SUMMARY,
    Use.SIMILARITY: SIMILARITY,
    Use.DUPLICATES: DUPLICATES,
    Use.THEMES: THEMES,
}
