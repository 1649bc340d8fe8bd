"""What Hubbub says is on record, so that a change of wording is seen when it is reviewed."""

import pytest

from tests.bots.voice.shipped import LANGUAGES
from tests.bots.voice.transcript import path_of, transcript


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_transcript_is_up_to_date(language: str) -> None:
    """When the change is meant: ``python -m tests.bots.voice.transcript``, and read what it changed."""
    assert transcript(language) == path_of(language).read_text(encoding="utf-8")


def test_in_spanish_a_day_brings_its_article_with_it() -> None:
    said = f" {path_of('es').read_text(encoding='utf-8')} "
    assert [words for words in (" el el ", " del el ", " al el ", " de el ") if words in said] == []
