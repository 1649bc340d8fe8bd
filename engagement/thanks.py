"""Does the asker say that an answer helped? Only plain words count; a bare "thanks" is courtesy, not a mark."""

import re

from engagement.text import squeeze, without_code

_HELPED = re.compile(
    r"(?<!\w)(?:(?:that|this|it|which|your \w+|now) (?:\w+ )?(?:work(?:s|ed)|did (?:it|the trick)|fixed (?:it|that)|"
    r"solved (?:it|that)|helped|was it)|works? now|working now|(?:problem|issue) (?:is )?(?:solved|fixed|gone)|solved|"
    r"(?:das|es|jetzt) (?:\w+ )?(?:funktioniert|klappt|läuft|geht|wars|war's|hat geholfen|hat funktioniert|geklappt)|"
    r"gelöst|(?:ya |ahora )?(?:funciona|funcionó|resuelto|solucionado)|(?:ça|cela) (?:marche|fonctionne)|résolu|"
    r"resolvido|funcionou|risolto|opgelost)(?!\w)",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"(?<!\w)(?:thank(?:s| you)|thx|ty|cheers|great|perfect|awesome|amazing|lifesaver|yay|danke|super|klasse|gracias|"
    r"genial|perfecto|merci|parfait|obrigad[oa]|grazie|bedankt)(?!\w)|🙏|🎉|❤",
    re.IGNORECASE,
)
_BUT = re.compile(
    r"(?<!\w)(?:but|however|still|not|n't|doesn't|didn't|isn't|except|only|aber|nicht|trotzdem|pero|no|mais|pas|if|when"
    r"|how|why)(?!\w)|n't|\?",
    re.IGNORECASE,
)
_LONGEST = 300


def says_it_helped(text: str) -> bool:
    """Whether the text thanks and tells of success, with nothing that takes it back and no question."""
    said = squeeze(without_code(text))
    if not said or len(said) > _LONGEST:
        return False
    return bool(_HELPED.search(said)) and bool(_THANKS.search(said)) and not _BUT.search(said)
