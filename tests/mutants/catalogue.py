"""All mutants."""

from collections.abc import Sequence
from typing import Final

from tests.mutants.advocating import ADVOCATING
from tests.mutants.handing_on import HANDING_ON
from tests.mutants.mutant import Mutant
from tests.mutants.recognising import RECOGNISING
from tests.mutants.refusing import REFUSING
from tests.mutants.saying import SAYING
from tests.mutants.storing import STORING
from tests.mutants.strategy import STRATEGY
from tests.mutants.taking_in import TAKING_IN
from tests.mutants.writing import WRITING

MUTANTS: Final[Sequence[Mutant]] = (
    *STORING, *TAKING_IN, *SAYING, *REFUSING, *HANDING_ON, *RECOGNISING, *ADVOCATING, *STRATEGY, *WRITING,
)  # fmt: skip
