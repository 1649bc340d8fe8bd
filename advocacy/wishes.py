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
    "miss", "propose", "ideally", "in the works", "any chance", "when will", "will there", "haven't found", "pity", "shame",
    "too bad", "nicer", "better", "wanted", "suppose", "why is", "surprised", "dream", "lacking", "why not",
    "wünsch", "wäre", "gibt es", "möglich", "fehlt", "hätte", "fände", "geplant", "plant ihr", "behel", "notlösung",
    "könnt", "kann man", "schade", "vermiss", "wird es", "ojalá", "gustaría", "encantaría", "sería", "estaría", "hay", "osible", "petición",
    "solicitud", "tenéis", "tienen", "provisional", "apaño", "remedio", "temporal", "podr", "pued", "pod", "falta", "echo de", "existe",
    "see a", "find a", "see an", "lástima", "habrá", "vendría",
)  # fmt: skip
_GOOD = r"(?:nice|great|good|cool|awesome|amazing|useful|helpful|handy|lovely|neat|wonderful|fantastic|super)(?:er|r)?"
_VERY = r"(?:(?:really|very|so|super|quite|also|pretty|just|even|still|sometimes|absolutely|especially) )*"
_THING = r"(?: (?:feature|addition|option|thing|idea|improvement|enhancement|way|one|tool|setting|function))?"
_ASKED = r"(?=[^.!?\n]*\?)"
"""Of what is a wish only where it is asked."""
_BUILT = (
    r"(?:add|added|support|supported|allow|allowed|implement|implemented|include|included|provide|provided|make|made|fix|fixed|let|"
    r"offer|offered|document|documented|change|changed|expose|exposed|improve|improved|ship|shipped|bring|brought|build|built|have|had)"
)
_NOT_OF_A_PRODUCT = (
    r"(?:help|join|hear|understand|know|learn|chat|talk|meet|read|come|contribute|try|work|share|attend|be there|"
    r"see (?:you|your|what|how|who|where|if|whether|them|it|his|her|their|the (?:code|source|repo|result|rest)|some (?:pr|code|example|hack)s?)\b|"
    r"discuss|answer|collaborate|(?:get|have) (?:(?:your|some|any|more) )?(?:feedback|help|thoughts|advice)|have (?:you|your|a (?:chat|call|look)))"
)
_PEOPLE = r"(?:you|u|they|he|she|someone|somebody|anyone|anybody|everyone|everybody|people|folks|others|i (?:am|was|were|get|got))"


def _any(*parts: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(parts) + r")(?!\w)")


_WISH = _any(
    rf"(?:i|we)(?:'ve| have)? {_VERY}(?:often |always )?wish(?:ed)? (?:it|there|that|this|the|i (?:could|had)|we (?:could|had)|you (?:could|had)|\w+ (?:had|would|could|was|were|supported))",
    r"wishing (?:there|it|for)", r"on my wish ?list", r"my wish(?: is|:)",
    rf"(?:i|we)(?:'d| would) {_VERY}(?:love|like) (?:it if|to (?:see|have|be able to)|if (?:it|there|you|we)|a way|an option|support|something like)(?! (?:you|your|what|how|them)\b)",
    rf"(?:i|we)(?:'d| would) {_VERY}(?:love|like) (?:people|users|everyone|members|students|others|my \w+|our \w+) to be able to",
    rf"would {_VERY}love (?!to {_NOT_OF_A_PRODUCT})(?:to (?:see|have|be able to)|it if|an?|if|some|support|something like)",
    rf"(?:(?:it|that|this|there|which)'d|would) (?:also )?be {_VERY}(?:an? )?{_GOOD}{_THING}(?:,? (?:especially |particularly )?if| to have| to see| to be able)",
    rf"(?:option|flag|setting|button|feature|mode|shortcut|command|parameter|plugin|api|support)s? (?!(?:i|it|that) would)(?:[^,;.!?\n]{{0,60}} )?would be {_VERY}(?:{_GOOD}|an? (?:{_GOOD} (?:addition|thing|feature|improvement)|big win))",
    rf"(?:making|having|adding|supporting|allowing|improving|getting|being able to) [^.!?,\n]{{2,60}} (?:would|'d) be {_VERY}(?:an? )?(?:{_GOOD}|big win)",
    r"(?:would|'d) be (?:my|a) dream", r"would be a (?:big|huge|great|real) (?:win|plus|improvement)",
    r"(?:would|'d) (?:be|have been) (?:a lot |a bit |much |way |so much |far )?(?:easier|simpler|nicer|more (?:straightforward|convenient|useful)) (?:to have|if (?:there|it|the|an?|i could|we could|one could))",
    r"even (?:nicer|better) would be", r"(?:has|have) (?:anyone|anybody) (?:else )?(?:ever )?(?:wanted|wished)", r"what would be (?:much |even )?(?:better|nicer) (?:would be|is)", r"are (?:i|we) missing (?:some|an?) (?:\w+ )?(?:way|function|option|setting)",
    r"(?<!good )(?<!your )(?<!great )feature (?:request|suggestion|wish)(?!s)", r"i(?:'d| would| might| want to|'d like to)? (?:like to )?(?:suggest|propose|request) (?:adding|to add|having|supporting|an? (?:new|option|way|feature))",
    rf"(?:any|are there|is there an?|there) plans? (?:to|for|on)\b{_ASKED}", rf"(?:is|are) (?!no )(?:\w+ ){{1,4}}planned{_ASKED}",
    rf"(?:is|are) (?!on|also|already|currently|still|now|not)(?:\w+ ){{1,4}}(?:on (?:the|your) roadmap|in the works){_ASKED}",
    rf"any chance (?:of|for) (?:getting|adding|having|an?|some)\b{_ASKED}", r"any chance (?:i|we) (?:can|could) get", rf"any chance (?:it|this|that) (?:could|can|will|would) (?:be )?{_BUILT}",
    r"when will (?:\w+ ){1,4}(?:support|be (?:available|supported|added))", rf"will there (?:ever )?be (?:an?|any|some|support)\b{_ASKED}", rf"will (?:\w+ ){{1,3}}ever (?:be )?(?:support|get|have|allow){_ASKED}",
    r"(?<!:)\+1:? to(?! (?:you|that answer|what|all|both|two|\d))", r"(?<!:)\+1 for(?! (?:you|that|this|it|all|both|these|those|two|what|\d))", r"(?<!:)\+1 on \w+ing",
    r"(?:there|it) (?:really |probably |also )?should (?:also |really )?(?:be (?:an? (?:way|option|setting|flag|button|function)|a built)|have an?|support|allow)",
    r"should (?:really |also )?(?:not )?be (?:documented|configurable|supported|the default|built[- ]in)(?! in our)",
    r"(?:could|can|would) (?:you|we|someone|somebody) (?:please |maybe |perhaps |also )?(?:add|support|implement|include) (?!(?:me|you|us|your|my|it|them|this|that|these|those|in|more details?|some (?:context|print|log|debug|console)\w*)\b)\w+",
    r"please (?:add|support|implement) (?!(?:me|your|it|them|this|that|these|those|an? (?:comment|reply))\b)\w+",
    r"(?:perhaps|maybe) something (?:similar|like (?:that|this)) could be (?:used|added|done|supported|built)",
    r"(?<!i )(?<!we )(?<!you )(?:does|do|really|badly|definitely) needs? (?:improvements?|improving|some love)", r"(?:badly|definitely|desperately) needs? an?", r"needs? (?:a little|some|more|a bit of) love",
    r"features? (?:that )?(?:i|we)(?:'d| would) (?:really )?(?:like|love)",
    r"if only (?:there|it|the|i could|we could)", r"(?:i|we) (?:really )?miss (?:an?(?! (?:lot|few|bit|couple|ton))|some|support|the (?:ability|option|possibility|feature|old))",
    r"(?:i|we|still) (?:really )?want something like (?:this|that)", r"(?:was|were) hoping (?:(?:i|we) could|there (?:was|were|would)|(?:someone|somebody) (?:had|has))",
    r"ideally,? (?:i|we)(?:'d| would) (?:be able|(?:like|love|want) (?:people|users|it|the|an?|to be able|to have))", r"ideally,? (?:there|it|this|that)(?:'d| would| should) (?:be|have|support|allow|let)",
    r"any reason (?:why |that )?(?:it |we |you |the |`?[\w.-]+`? )+(?:can't|cannot|couldn't|doesn't|isn't|shouldn't)",
    rf"why (?:is there no|isn't there|is there not|are there no|aren't there)\b{_ASKED}",
    r"why not (?:add|put|include|support|allow|provide|expose) (?!(?:your|my) )[^.!?\n]*\?",
    r"surprised (?:that )?(?:there(?:'s| is) (?:no|not|nothing)|there isn't|(?:it|this|that)(?: doesn't| isn't| does not| is not|'s not) (?:support|have|possible|easy|supported))",
    r"(?:a pity|a shame|too bad|sad) (?:that )?(?:there(?:'s| is) no|there isn't|there aren't|(?:it|this|\w+) (?:doesn't|does not) (?:support|have|allow))",
    r"(?:don't|do not) see why (?:an? |the |it |we )?(?:\w+ )?(?:couldn't|can't|shouldn't)",
    r"makes? sense to be able to", r"as an? (?:\w+ )?work-? ?around,? (?:i|we|i've|i'm)", r"(?:my|our) current work-? ?around",
    r"(?:i|we) (?:always |still |currently )?have to work around",
    # German
    r"ich (?:wünschte|wünsche mir|würde mir wünschen|hätte gerne?|hätte am liebsten|fände es \w+,? wenn)", r"würden? (?:ich|wir) (?:mir|uns) wünschen", r"am liebsten hätte ich",
    r"wäre (?:es )?(?:(?:auch|echt|sehr|wirklich|mal|total|eine|ein) )*(?:schön|toll|super|gut|praktisch|hilfreich|cool|klasse|nett|prima|genial|nützlich|große hilfe|gewinn)(?:,? (?:wenn|falls)| zu|,? (?:\w+ ){0,6}zu können)",
    r"feature-?\s?(?:wunsch|anfrage)", r"(?:mir|uns) fehlt", r"es fehlt (?:eine?|noch|die|der|das)", r"ich vermisse (?:eine?n?|die|den|das) (?:möglichkeit|option|funktion|einstellung|suche|schalter|knopf)",
    r"(?:könnt|könntet) ihr (?:\w+ ){0,8}(?:einbauen|hinzufügen|ergänzen|unterstützen|anbieten)",
    r"(?:ist|sind) (?:\w+ ){1,6}geplant", r"plant ihr", r"\+1 für", r"als (?:workaround|notlösung|umweg|behelf) (?:\w+ )?(?:habe|nutze|mache|verwende|kopiere|schreibe|nehme)", r"behelfe (?:ich )?mir", r"behelfen (?:wir )?uns",
    r"schade,? dass (?:es (?:keine?|noch keine?)|man (?:nicht|\w+ nicht))", rf"(?:warum|wieso|weshalb) gibt es (?:noch |eigentlich )?keine?n?\b{_ASKED}", rf"wird es (?:\w+ ){{1,8}}geben{_ASKED}",
    # Spanish
    r"ojalá (?:hubiera|hubiese|pudiera|pudiéramos|se pudiera|tuviera|existiera|añad\w+|agreg\w+)", r"(?:me|nos) (?:gustaría|encantaría) (?:mucho )?(?:que|poder|tener|ver)",
    r"(?:sería|estaría|vendría) (?:(?:muy|realmente|súper|más|una) )*(?:genial|bueno|bien|útil|estupendo|ideal|fantástico|práctico|gran ayuda) (?:si|que|poder|tener)", r"(?:petición|solicitud) de (?:función|funcionalidad|mejora)",
    r"(?:tenéis|tienen) (?:previsto|pensado|planes)", r"hay planes (?:de|para)", r"\+1 (?:a|para)", r"(?:como|de) (?:solución provisional|solución temporal|apaño|remedio)",
    r"(?:podríais|podrían|pueden|podéis) (?:añadir|agregar|incluir|soportar)", r"echo (?:de menos|en falta)(?! a\b)", r"(?:me|nos) falta",
    r"(?:una |qué )?(?:lástima|pena) que no (?:haya|exista|se pueda|tenga|soporte)", rf"por ?qué no (?:hay|existe|se puede)\b{_ASKED}", rf"habrá (?:soporte|alguna|un|una)\b{_ASKED}", r"hace falta una? (?:forma|manera|opción|modo|función|botón)",
)  # fmt: skip
_NOTHING_OF_A_PRODUCT = (
    r"(?:concerns?|reasons?|difference|chance|issues?|bug|error|problem|specific|point|plans?|downsides?|harm|risk|danger|need|consensus|news|update|"
    r"word|doubt|deadline|meeting|call|event|meetup|channel|discussion|thread|ticket|pr|rule|limit|advantages?|benefits?|disadvantages?|mistakes?|typos?|intention|conflict|catch|eta|explanation|situations?|guarantee|stipulation|names?|change|protocol|others|convention|scenario|case|moment)"
)
_NEED = _any(
    rf"is there (?:already |currently |maybe |now )?(?:an?|any|some) (?!(?:[\w-]+ )?{_NOTHING_OF_A_PRODUCT}\b|better \w+ ?\?)(?:[\w.-]+ ){{0,3}}(?:way|function|library|package|option|setting|equivalent|alternative|built-?in|method|tool|tutorial|shortcut|plugin|support|possibility|api|command|flag|guide|integration|extension|constructor|example|documentation|docs?|module|macro|mode|list|procedure|form|mechanism|trick|facility|analog|counterpart|template)s?",
    rf"is there (?:already |currently )?(?:an?|any|some) (?!(?:[\w-]+ )?{_NOTHING_OF_A_PRODUCT}\b)(?:[\w-]+ ){{1,2}}(?:for|that|like)\b(?! (?:you|me|us|it)\b| (?:this|that)\b\W*\?){_ASKED}",
    r"(?:is|are) there (?:already )?(?:something|anything)(?: (?!else|wrong)\w+){0,2} (?:like|similar|equivalent|out there|available|for|that (?:does|can|could|would|lets|allows|handles)|in (?:the )?(?!this|that|your|my|there)\w+)", r"(?:is|are) there (?:already )?(?:something|anything) \w+-like", r"are there any (?:other |good |existing )?\w+ (?:available|for|that|to|of|like)",
    r"is it (?:(?!not\b)\w+ )?possible to", r"(?<!not )(?:is|if) there(?:'s)? any (?:\w+ )?way (?:to|of|i can|we can)", r"(?<!see )(?<!find )(?:seem|know|think|found) (?:\w+ ){0,4}any (?:\w+ )?way (?:to|of)",
    r"any (?:\w+ )?way (?:to|of|i can|we can) [^.!?\n]*\?", r"(?:(?:^|[,.!?:;]) ?)any (?:\w+ )?way to", r"there(?:'s| is|s) (?:currently )?no (?:easy|simple|good|nice|clean|convenient) way (?:to|of|for)", r"there seems to be no (?:\w+ )?way (?:to|of|for)",
    rf"(?:there(?:'s| is) no|is there (?:really )?no) (?:\w+ )?way (?:to|of|for){_ASKED}",
    r"(?:i|we) (?:couldn't|could not|can't|cannot|didn't|don't|haven't) (?:find|found) (?:an?|any) (?:\w+ )?(?:way|option|setting|function|library|package|example|template|tutorial)(?! forward)",
    r"(?:(?:i|we) (?:can't|cannot|didn't|don't)|couldn't) see (?:an?|any) (?:\w+ )?(?:option|setting|function|button|example|template|tutorial)", r"(?:i|we) (?:still )?haven't found (?:how|out how)",
    rf"does (?!not\b)(?:\w+ ){{1,3}}support (?!to\b)\w+{_ASKED}", r"i don't suppose (?:there's|there is|that there)", r"(?:doesn't|does not|don't) seem to (?:support|provide|offer|allow)", r"(?:i'm|im|i am) missing how", rf"is (?!not\b)(?:(?!not\b)\w+ ){{1,3}}supported{_ASKED}",
    # German
    r"gibt es (?:schon |auch |irgend\w* |da |vielleicht )?(?:eine?n? )?(?:\w+ )?(?:möglichkeit|option|einstellung|weg|funktion|alternative|plugin|schnittstelle)",
    r"gibt es (?:schon |da )?(?:etwas|irgendwas|irgendetwas|so etwas|sowas)", r"ist es (?:\w+ )?möglich", r"(?:kann|könnte) man irgendwie",
    # Spanish
    r"hay (?:alguna?|una?|ya) (?:\w+ )?(?:forma|manera|opción|posibilidad|modo|alternativa|función|ajuste)", r"es posible \w+r", r"existe (?:alguna?|una?) (?:forma|manera|opción|función|modo)",
)  # fmt: skip
_NO_WISH = _any(
    r"i wish (?:you|him|her|them|everyone|i knew|i (?:was|were|could be|had) (?:able|there|time|enough))", rf"(?:would|i'd) {_VERY}(?:love|like) to {_NOT_OF_A_PRODUCT}",
    rf"be {_VERY}(?:an? )?{_GOOD}{_THING} (?:to (?:have|see) (?:{_PEOPLE}|his|her|their|your|them|what|how|who|more (?:people|hands|eyes)|(?:some|an extra|another|a second|on) (?:hack|pr|code|people|other people|pair|eye)s?|on \w+)\b|if (?!(?:you|they|someone|somebody) (?:\w+ ){{0,2}}{_BUILT}\b){_PEOPLE}\b)",
    r"if only (?:i )?(?:new|knew|i could (?:freeze|stop|turn back))", r"easy work-? ?around", r"the work-? ?around (?:is|for)",
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
