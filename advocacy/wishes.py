"""Does somebody say what they wish for, or what they need and do not find? Rules in English, German and Spanish.

A wish says that something should be otherwise ("it would be great if", "any plans to", "+1 to", "as a workaround I");
a need asks for a way ("is there a way to"), and is none any more when an answer helped. Held against every message, so
a quick look for telling stems comes first. Measured on labelled messages: docs/quality.md.
"""

import re
from enum import StrEnum

from engagement.text import squeeze, without_code


class Kind(StrEnum):
    """What was expressed."""

    WISH = "wish"
    NEED = "need"


_LONGEST = 2_000
_LEAST_WORDS = 4
_QUICK = (
    "wish", "would", "'d ", "feature", "any plan", "planned", "plans ", "roadmap", "+1", "should", "could", "can you", "can we",
    "please ", "work-around", "workaround", "work around", "worked around", "way to", "way of", "way i", "way we", "is there", "are there",
    "no way", "ossib", "support", "if only", "suggest", "need", "something like", "able to", "any reason", "hoping", "see why",
    "miss", "propose", "wünsch", "wäre", "gibt es", "möglich", "fehlt", "hätte", "fände", "geplant", "plant ihr", "behel", "notlösung",
    "könnt", "kann man", "ojalá", "gustaría", "encantaría", "sería", "estaría", "hay ", "osible", "petición", "solicitud", "tenéis",
    "tienen", "provisional", "apaño", "remedio", "temporal", "podr", "pued", "pod", "falta", "echo de", "existe", "see a way",
)  # fmt: skip
_GOOD = r"(?:nice|great|good|cool|awesome|amazing|useful|helpful|handy|lovely|neat|wonderful|fantastic|super)(?:er|r)?"
_VERY = r"(?:(?:really|very|so|super|quite|also|pretty|just|even|still|sometimes) )*"
_NOT_OF_A_PRODUCT = (
    r"(?:help|join|hear|understand|know|learn|chat|talk|meet|read|come|contribute|try|work|share|attend|be there|"
    r"see (?:you|your|what|how|them|it)\b|discuss|answer|collaborate|get (?:your|some) (?:feedback|help|thoughts))"
)


def _any(*parts: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(parts) + r")(?!\w)")


_WISH = _any(
    rf"(?:i|we) {_VERY}wish (?:it|there|that|this|the|i (?:could|had)|we (?:could|had)|you (?:could|had)|\w+ (?:had|would|could|was|were|supported))",
    r"wishing (?:there|it|for)", r"on my wish ?list", r"my wish(?: is|:)",
    rf"(?:i|we)(?:'d| would) {_VERY}(?:love|like) (?:it if|to (?:see|have|be able to)|if (?:it|there|you|we)|a way|an option|support)(?! (?:you|your|what|how|them)\b)",
    rf"would {_VERY}love (?!to {_NOT_OF_A_PRODUCT})(?:to (?:see|have|be able to)|it if|an?|if|some|support)",
    rf"(?:it|that|this|there|which)?(?:'d| would) (?:also )?be {_VERY}{_GOOD}(?: \w+)? (?:if|to have|to see|to be able|to get|for us)",
    rf"would be {_VERY}(?:a )?{_GOOD}(?: \w+)? (?:if (?:there|it|we|you|i could|\w+ (?:had|could|supported|would))|to have|to be able)",
    r"(?<!good )(?<!your )(?<!great )feature (?:request|suggestion|wish)", r"i(?:'d| would| might| want to|'d like to)? (?:like to )?(?:suggest|propose) (?:adding|to add|that we|that you|having|supporting)",
    r"(?:any|are there|is there an?|there) plans? (?:to|for|on)", r"(?:is|are) (?!no )(?:\w+ ){1,4}planned", r"on (?:the|your) roadmap",
    r"\+1:? (?:to|for|on)(?! (?:you|that answer|what))",
    r"(?:there|it) (?:really |probably |also )?should (?:also |really )?(?:be (?:something like|an? (?:way|option|setting|flag|button|function)|a built)|have|support|allow)",
    r"should (?:really |also )?(?:not )?be (?:documented|configurable|supported|optional|the default|built[- ]in)",
    r"(?:could|can|would) (?:you|we|someone|somebody) (?:please |maybe |perhaps |also )?(?:add|support|implement|include) (?!me\b|you\b|us\b|your\b|more details?|some context)\w+",
    r"please (?:add|support|implement) (?!me\b|your\b|an? (?:comment|reply))\w+",
    r"(?:does|do|really|badly|still|definitely) needs? (?:improvements?|improving|better|an?|some love)",
    r"features? (?:that )?(?:i|we)(?:'d| would) (?:really )?(?:like|love)",
    r"if only (?:there|it|i|we|you|the)", r"(?:i|we) (?:really )?(?:miss|am missing|are missing) (?:an?|the|some|support)",
    r"(?:i|we|still) (?:really )?want something like (?:this|that)", r"(?:i|we) was hoping (?:i|we|it|that|to)", r"were hoping (?:i|we|it|that|to)",
    r"any reason (?:why |that )?(?:it |we |you |the |`?[\w.-]+`? )+(?:can't|cannot|couldn't|doesn't|isn't|shouldn't)",
    r"(?:don't|do not) see why (?:an? |the |it |we )?(?:\w+ )?(?:couldn't|can't|shouldn't)",
    r"makes? sense to be able to", r"as an? (?:\w+ )?work-? ?around,? (?:i|we|i've|i'm)", r"(?:my|our) (?:current )?work-? ?around",
    r"(?:i|we)(?:'ve|'m| am| have| had)? (?:to )?work(?:ed|ing)? around (?:it|this|that) by",
    # German
    r"ich (?:wünschte|wünsche mir|würde mir wünschen|hätte gerne?|fände es \w+,? wenn)", r"würden? (?:ich|wir) (?:mir|uns) wünschen",
    r"wäre (?:es )?(?:\w+ )?(?:schön|toll|super|gut|praktisch|hilfreich|cool|klasse|nett|prima|genial|nützlich)(?:,? (?:wenn|falls)| zu|,? (?:\w+ ){0,6}zu können)",
    r"feature-?\s?(?:wunsch|anfrage)", r"(?:mir|uns) fehlt", r"es fehlt (?:eine?|noch|die|der|das)",
    r"(?:könnt|könntet) ihr (?:\w+ ){0,8}(?:einbauen|hinzufügen|ergänzen|unterstützen|anbieten)",
    r"(?:ist|sind) (?:\w+ ){1,6}geplant", r"plant ihr", r"\+1 für", r"als (?:workaround|notlösung|umweg|behelf) (?:\w+ )?(?:habe|nutze|mache|verwende|kopiere|schreibe|nehme)", r"behelfe (?:ich )?mir", r"behelfen (?:wir )?uns",
    # Spanish
    r"ojalá (?:hubiera|hubiese|pudiera|pudiéramos|se pudiera|tuviera|existiera|añad\w+|agreg\w+)", r"(?:me|nos) (?:gustaría|encantaría) (?:mucho )?(?:que|poder|tener|ver)",
    r"(?:sería|estaría) (?:\w+ )?(?:genial|bueno|bien|útil|estupendo|ideal|fantástico|práctico) (?:si|que|poder|tener)", r"(?:petición|solicitud) de (?:función|funcionalidad|mejora)",
    r"(?:tenéis|tienen) (?:previsto|pensado|planes)", r"hay planes (?:de|para)", r"\+1 (?:a|para)", r"(?:como|de) (?:solución provisional|solución temporal|apaño|remedio)",
    r"(?:podríais|podrían|pueden|podéis) (?:añadir|agregar|incluir|soportar)", r"echo (?:de menos|en falta)", r"(?:me|nos) falta",
)  # fmt: skip
_NEED = _any(
    r"is there (?:already |currently |maybe |now )?(?:an?|any|some) (?!(?:reason|difference|chance|issue|bug|error|problem|specific|point)\b)(?:[\w-]+ ){0,3}(?:way|function|library|package|option|setting|equivalent|alternative|built-?in|method|tool|tutorial|shortcut|plugin|support|possibility|api|command|flag|guide|integration|extension)s?",
    r"(?:is|are) there (?:already )?(?:something|anything)(?! (?:wrong|else wrong|i can help))", r"are there any (?:other )?\w+ (?:available|for|that|to)",
    r"is it (?:\w+ )?possible to", r"any (?:\w+ )?way (?:to|of|i can|we can)", r"there(?:'s| is|s) (?:currently )?no (?:\w+ )?way (?:to|of|for)",
    r"(?:i|we) (?:couldn't|could not|can't|cannot|didn't|don't) (?:find|see) (?:an?|any) (?:\w+ )?(?:way|option|setting|function)",
    r"does (?:\w+ ){1,3}support (?!to\b)\w+", r"(?:i'm|im|i am) missing how", r"is (?:\w+ ){1,3}supported",
    # German
    r"gibt es (?:schon |auch |irgend\w* |da |vielleicht )?(?:eine?n? )?(?:\w+ )?(?:möglichkeit|option|einstellung|weg|funktion|alternative|plugin|schnittstelle)",
    r"gibt es (?:schon |da )?(?:etwas|irgendwas|irgendetwas|so etwas|sowas)", r"ist es (?:\w+ )?möglich", r"(?:kann|könnte) man irgendwie",
    # Spanish
    r"hay (?:alguna?|una?|ya) (?:\w+ )?(?:forma|manera|opción|posibilidad|modo|alternativa|función|ajuste)", r"es posible \w+r", r"existe (?:alguna?|una?) (?:forma|manera|opción|función|modo)",
)  # fmt: skip
_NO_WISH = _any(
    r"i wish (?:you|him|her|them|everyone|i knew|i (?:was|were|could be|had) (?:able|there|time|enough))", rf"(?:would|i'd) {_VERY}(?:love|like) to {_NOT_OF_A_PRODUCT}",
    r"easy work-? ?around", r"the work-? ?around (?:is|for)",
)  # fmt: skip
_QUOTED = re.compile(r"^\s*>.*$", re.MULTILINE)


def find_kind(text: str) -> Kind | None:
    """What the text expresses; None for most texts. What stands in code, links and quoted lines is nobody's wish."""
    said = text.lower()[:_LONGEST].replace("’", "'")
    if not any(map(said.__contains__, _QUICK)):
        return None
    said = squeeze(without_code(_QUOTED.sub(" ", said) if ">" in said else said))
    if said.count(" ") < _LEAST_WORDS - 1:
        return None
    if _WISH.search(_NO_WISH.sub(" ", said)):
        return Kind.WISH
    return Kind.NEED if _NEED.search(said) else None
