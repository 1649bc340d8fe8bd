"""In which of a community's languages a message is written, from its commonest little words."""

import re
from collections.abc import Sequence

from engagement.text import without_code

LITTLE_WORDS: dict[str, frozenset[str]] = {
    "en": frozenset(
        "the is are was to of and in it for with this that have has not do does how what when where why can i my you"
        " on be if but just get at from there so or any".split()
    ),
    "de": frozenset(
        "der die das ist sind war und nicht ich du wir ihr mein meine ein eine einen kann wie was wenn wo warum mit auf"
        " für von zu im es auch aber hat habe noch schon bei nur oder dem den".split()
    ),
    "es": frozenset(
        "el la los las es son era y no yo mi mis un una puedo puede cómo como qué que cuando donde dónde por para con"
        " en de del se me lo le al pero hay está esta este tengo alguien".split()
    ),
    "fr": frozenset(
        "le la les est sont et ne pas je tu nous vous mon ma mes un une des du comment quand où pourquoi pour avec dans"
        " sur que qui ce cette ça mais il elle on au aux j'ai c'est quelqu'un".split()
    ),
    "pt": frozenset(
        "o a os as é são e não eu meu minha um uma como quando onde por para com em de do da no na se que mas tem está"
        " isso alguém você".split()
    ),
    "it": frozenset(
        "il lo la gli le è sono e non io mio mia un una come quando dove perché per con in di del della che ma ho ha"
        " qualcuno questo si mi nel".split()
    ),
    "nl": frozenset(
        "de het een is zijn en niet ik jij wij mijn kan hoe wat wanneer waar waarom met op voor van naar in dat dit"
        " maar heb heeft nog ook er iemand bij".split()
    ),
}
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


def guess_language(text: str, languages: Sequence[str]) -> str | None:
    """The community's language whose little words the text holds most of; the first language when none speaks up."""
    if not languages:
        return None
    seen = _WORD.findall(without_code(text).lower())
    best, most = languages[0], 0
    for language in languages:
        little = LITTLE_WORDS.get(language.partition("-")[0], frozenset())
        hits = sum(word in little for word in seen)
        if hits > most:
            best, most = language, hits
    return best
