"""How asking sounds, language by language: the phrases behind the question rules."""

import re
from dataclasses import dataclass
from functools import cache

from engagement.phrases import any_of

_OTHERWISE = "en"
_FILLERS = (
    r"(?:so|and|but|ok|okay|hi|hello|hey|hm+|um+|also|well|now|then|guys|all|everyone|folks|please|pls|plz|btw|quick|"
    r"question|just|hallo|moin|und|aber|mal|hola|buenas|pero|bonjour|salut|et|mais)"
)
"""What may stand before the word that asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """One language's signs, as expressions in lower case."""

    puts: tuple[str, ...]
    """Words that ask without a mark, wherever they stand."""
    asks: tuple[str, ...]
    """Further words that tell what a marked sentence asks for."""
    begins: tuple[str, ...]
    """How a sentence begins that asks, though it may lack its mark."""
    needs: tuple[str, ...]
    """Wanting, not knowing, and trouble: it asks when it is no answer and no aside."""
    small_talk: tuple[str, ...]
    """Whole texts and sentences that ask nothing."""
    no_question: tuple[str, ...]
    """Asking back, suggesting, and asking for effect, within a sentence."""
    telling: tuple[str, ...]
    """Answers and asides: trouble and wishes told there are not put to anybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tells:
    """One language's signs, made ready.

    They are held against text in lower case: matching whatever the case takes three times as long.
    """

    hints: re.Pattern[str]
    """Anything that asks or needs; most of what is written holds none, and nothing else is looked for there."""
    puts: re.Pattern[str]
    asks: re.Pattern[str]
    begins: re.Pattern[str]
    needs: re.Pattern[str]
    small_talk: re.Pattern[str]
    no_question: re.Pattern[str]
    telling: re.Pattern[str]


@cache
def tells_of(language: str) -> Tells:
    """The signs of a language (two letters); those of English when it is not known."""
    phrases = _PHRASES.get(language) or _PHRASES[_OTHERWISE]
    asks = phrases.puts + phrases.asks
    return Tells(
        hints=any_of(*asks, *phrases.needs),
        puts=any_of(*phrases.puts),
        asks=any_of(*asks),
        begins=re.compile(
            rf"^[^\w§]*(?:{_FILLERS}[^\w§]+){{0,5}}(?:" + "|".join(phrases.begins) + r")(?!\w)",
        ),
        needs=any_of(*phrases.needs),
        small_talk=re.compile(r"^\W*(?:" + "|".join(phrases.small_talk) + r")\W*$"),
        no_question=any_of(*phrases.no_question),
        telling=any_of(*phrases.telling),
    )


def languages() -> tuple[str, ...]:
    """Those whose signs are known."""
    return tuple(_PHRASES)


_PHRASES: dict[str, Phrases] = {
    "en": Phrases(
        asks=(
            r"how (?:do|does|did|can|could|should|would|to|come)(?: (?:i|you|we|one|it|they))?",
            r"what(?:'s| is| are| does| do| would) (?:the|a|an|your|it|this|that|best|wrong|causing)",
            r"(?:does|do|did|has|have|is|can|could|would) (?:any ?one|some ?one|any ?body|some ?body)",
            r"any ?(?:one|body) (?:\w+ )?(?:know|knows|have|has|had|seen|tried|using|use|got|else|able|here|run|running|familiar|good|encountered|recommend|help|willing|experienced|care|explain|point)",
            r"any (?:idea|ideas|clue|hints?|tips?|pointers?|suggestions?|recommendations?|advice|way to|chance|thoughts|help|plans? to|reason)",
            r"is (?:there|it possible|this possible|that possible)", r"are there",
            r"(?:wondering|wonder) (?:if|how|why|what|whether|where)", r"(?:can|could|would) (?:you|u|you guys) (?:please )?(?:help|explain|tell)",
            r"why (?:does|is|do|are|did|would|can't|doesn't|isn't)", r"where (?:do|can|is|are|should|does)",
            r"which (?:\w+ )?(?:is|are|should|would|one)", r"should i", r"what (?:should|could|can|am) i",
            r"help (?:with|me|please|needed)", r"(?:need|could use|want) (?:some |a bit of |a little )?help", r"(?:quick |noob |newbie |dumb |stupid |beginner )question",
            r"how (?:many|much|often|long|big)", r"curious (?:if|how|why|whether|what|about|to know|to hear)", r"what (?:do|would) (?:you|people|folks|others|you all|you guys) (?:\w+ )?(?:use|think|recommend|suggest|prefer|do)",
            r"(?:love|like|appreciate|welcome) (?:to hear|to know|(?:some |any |other |your |more )(?:\w+ )?(?:suggestions?|ideas|thoughts|feedback|opinions?|input|pointers|advice|recommendations?))", r"(?:thoughts|ideas|suggestions|opinions)\?",
            r"(?:can|could|would|will) (?:any|some) ?(?:one|body)", r"what(?:'s| is| are) (?:\w+ )?[\w§]+ ?\?",
        ),
        puts=(
            r"(?:does|do|did|has|have|is|can|could|would|will) (?:any ?one|some ?one|any ?body|some ?body)", r"any ?(?:one|body) (?:\w+ )?(?:know|knows|have|has|seen|tried|got|able|familiar|good|encountered|recommend|willing|experienced|care to|explain|point|help|run into)",
            r"any (?:idea|ideas|clue|hints?|tips?|pointers?|suggestions?|recommendations?|advice|thoughts|help (?:with|on|please|would))(?! of)", r"is (?:it|this|that) possible", r"if it(?:'s| is| might be| would be| was) possible",
            r"(?:is|are) there (?:an?|any|some) (?:\w+ )?(?:way|reason|method|list|place|tool|library|package|function|equivalent|chance|example|trick|difference|alternative|plugin|program|prog|app|command|guide|docs?|documentation|tutorial|option|setting|channel)s?", r"(?:wondering|curious) (?:if|how|why|what|whether|where|about|to know)", r"wonder (?:how|why|what|where)", r"(?:can|could|would) (?:you|u) (?:guys )?(?:please )?(?:help|explain|tell)",
            r"how (?:do|can|could|should|would|might|am) (?:i|we)", r"(?:but|so|then|and|know|idea|figure out|question is|help) how to", r"what (?:should|could|can|am) i", r"(?:what|why|where|how)(?:'s| is) (?:the best|the right|the proper|the easiest|the recommended|wrong|this happening)", r"should i", r"if (?:any|some) ?(?:one|body) (?:can|could|knows?|has|have|would)", r"(?:please|pls|plz) help", r"help (?:me|please|needed)",
            r"(?:need|could use|want) (?:some |a bit of |a little )?help", r"(?:love|like|appreciate|welcome) (?:to hear|to know|(?:some |any |other |your |more )(?:\w+ )?(?:suggestions?|ideas|thoughts|feedback|opinions?|input|pointers|advice|recommendations?))", r"(?:quick|noob|newbie|dumb|stupid|beginner) question",
        ),
        begins=(
            r"how (?:do|does|did|can|could|should|would|to|is|are|come|many|much|long|often)", r"what(?:'s| is| are| does| do| did| would| should| could| can| happens| causes)",
            r"what \w+ (?:do|does|is|are|should|can|could|would) (?:i|you|we|it|they|people|folks|one|the)", r"why (?:the \w+ )?(?:does|is|do|are|did|would|can't|cannot|doesn't|isn't|won't|can|could|should|has|have)",
            r"where (?:do|can|is|are|should|does|could|would|did|has)", r"when (?:will|is|are|does|do|should|would|did)", r"which \w+ (?:is|are|should|would|do|does|can)", r"who (?:can|knows)",
            r"(?:is|are|does|did|can|could|should|would|will|has|was|am) (?:i|we|it|this|there|the|these|those|they|an?|my|one|any\w*|some\w*)", r"do (?:i|we|they|you guys|you all|people)", r"(?:can|could) (?:you|u)", r"any ?(?:one|body)", r"any (?:way|idea|chance)", r"is that", r"(?:trying|struggling) to",
        ),
        needs=(
            r"(?:looking|searching|hunting) for (?:an?|some|any|advice|help|the|something|someone|somebody|good)", r"(?:i'm|i am|im|just|but|now|still|currently|been) (?:trying|struggling|attempting) to(?! (?:avoid|stick|stay|be|keep|say|explain|help|always|learn more))", r"(?:not|isn't) (?:quite |really |exactly |completely |entirely )?(?:sure|clear|obvious) (?:to me )?(?:how|what|why|where|about)",
            r"(?:don't|dont|do not|didn't|can't) (?:\w+ )?(?:know|understand|get|see|find|tell) (?:how|why|what|where|whether|any|is)", r"i(?:'m| am) (?:\w+ ){0,2}(?:stuck|lost|confused|puzzled|wondering)", r"i (?:\w+ )?(?:need|want|would like|tried|wanted) .{3,80}but (?:\w+ ){0,4}(?:can't|cannot|couldn't|don't|doesn't|didn't|unable|no luck|fails?|error)", r"don't (?:quite |really )?understand",
            r"(?:no|haven't the \w+) (?:idea|clue) (?:how|why|what|where)", r"what am i (?:doing|missing)",
            r"(?:doesn't|does not|doesnt|isn't|is not|won't|will not|wont|not|never|stopped|stops) (?:\w+ ){0,2}(?:work|working|start|starting|load|loading|boot|booting|compile|compiling|build|show|showing|display|displaying|detect|detected|recognize|recognized|connect|appear|update|updated|updating|launch|respond|install|play|playing|open|find|run|running|go away)",
            r"(?:can't|cannot|cant|can not|couldn't|unable to|not able to) (?:\w+ )?(?:get|make|find|connect|install|build|run|load|open|import|pair|see|figure|seem|compile|start|access|use|work|boot|log|mount|read|reach|write|play|set|update|delete|remove|resolve|parse|decode|add|hear|do)",
            r"(?:i(?:'m| am)?|it|we|keeps?) (?:\w+ )?(?:get|gets|getting|got|see|seeing|throws?|throwing|says?|gives?|giving|return(?:s|ing)?|show(?:s|ing)?) (?:me )?(?:a|an|the|this|these|some|strange|weird|following)? ?(?:\w+ ){0,2}(?:error|exception|warning|crash|traceback|timeout|failure|errors)",
            r"(?:keeps?|keep on) (?:getting|failing|crashing|saying|telling me|asking|throwing|returning|showing|dying|freezing|losing|dropping|disconnecting|complaining|hanging|restarting)", r"fail(?:s|ed|ing)? (?:with|to|on|at|when|and)", r"crash(?:es|ed|ing)? (?:when|on|with|at|\w+ \w+ of|my|our|the)",
            r"(?:having|have|getting|get|got|gives?|giving) (?:me )?(?:[\w/]+ ){0,3}errors?(?! message)", r"it (?:just |always |still |then )?(?:tells me|complains|refuses)", r"error (?:code|message (?:is|says|when|on)|0x\w+|\d{3})", r"(?:broken|stuck) (?:after|since|on|at|when|with|in)", r"(?:having|have|got|hitting|hit|facing|experiencing|encountering|ran into|running into|run into) (?:\w+ ){0,2}(?:problems?|troubles?|issues?|difficult(?:y|ies)|hard time)",
            r"still (?:\w+ )?(?:get|got|getting|have|having|see|seeing|broken|fails|failing|(?:not|isn't) (?:working|able|loading|showing|sure|getting|clear)|doesn't|can't|the same)", r"(?:no longer|suddenly)", r"(?:all|every|my|our) (?:\w+ ){1,2}(?:fails?|crash(?:es)?)", r"(?:went|seems|appears to be|be) (?:down|offline|unreachable)", r"down (?:again|for (?:me|us|everyone))", r"nothing happens", r"(?:says?|get|gets|getting|gives?|shows?|with) (?:\w+ ){0,4}(?:denied|not found|no such|refused|timed out|does not exist|invalid)", r"(?:when|if|whenever) i .{3,80}(?:doesn't|does not|won't|fails?|nothing|crash\w*|denied|freezes?|hangs?)", r"(?:doesn't|does not|won't|fails?|crash\w*|freezes?|hangs?) .{0,60}(?:when|whenever) i", r"not what i expect\w*", r"(?:spotted|noticed|discovered|there's|there is) an? (?:\w+ ){0,2}(?:problem|bug|issue)", r"(?:blank|black|white) screen", r"(?:very|really|extremely|incredibly) slow(?:ly)?", r"(?:the|my) (?:problem|issue|trouble) (?:is|i'm|im|i am|i have)",
        ),
        small_talk=(
            r"(?:hi|hello|hey|yo|morning|good morning|good evening)?[ ,!]*(?:how (?:are|r) (?:you|u|things|we|y'all)(?: all| doing| today| everyone)*|how's (?:it going|everyone|life)(?: today)?)",
            r"(?:is )?(?:any ?(?:one|body)|some ?(?:one|body)) (?:here|around|there|online|awake|alive|home|up)(?: (?:today|now|right now|yet|at the moment|tonight|to help|who can help))?",
            r"(?:can|could|may|mind if) i ask (?:a|you a|something|you something|a quick|some|one)?(?: quick)?(?: questions?)?(?: here)?",
            r"(?:i have a |a |just a |got a )?(?:quick |small |little |stupid |dumb |noob )?question(?: for you| here)?",
            r"(?:what's up|sup|wassup|what's new|you there|who's there|who(?: else)? is (?:going|coming|excited).{0,60})",
            r"(?:really|seriously|right|no|yes|what|huh|why|why not|so what|and|ok|okay|sure|eh|who knows|who cares|isn't it|wasn't it|no way|oh really|you know|say what|how so|how come|what do you mean|like what|such as|is it|does it)",
            r"(?:did|does|do|has|have) (?:that|this|it) (?:work|help|works|helped|make sense|worked)(?: for you| now)?",
        ),
        no_question=(
            r"(?:who|guess what|how cool|how nice|how great|isn't (?:that|it|this) (?:great|nice|cool|lovely|amazing|beautiful))$",
            r"what a (?:great|nice|lovely|day|week|time|mess)", r"why not", r"(?:why don't|how about) (?:just|we|you|try|use|i)", r"lol|haha\w*", r"(?<!how )(?<!what )(?<!where )(?<!which )(?<!who )(?<!why )do (?:you|u) (?:\w+ )?(?:care|mind|see|get|want|need|remember|mean|still|run|have (?!any (?:\w+ )?(?:idea|suggestion|advice|tip|experience|example|link|recommendation|resource|pointer|thought|info|insight|opinion|clue|hint)|an? (?:idea|suggestion|link|example|good|recommendation)|experience|thoughts))", r"have (?:you|u) (?:\w+ )?(?:tried|checked|looked|seen|considered|read|thought|got|installed|set|enabled|added|run)",
            r"(?<!how )(?<!what )(?<!where )(?<!which )(?<!who )(?:did|do|are|were) (?:you|u|your)(?! (?:guys|all|folks|people|know|recommend|think|suggest|prefer|happen|please|usually|typically|normally|generally|aware|allowed|supposed|able|still))",
            r"are you (?:sure|using|on|running|trying|able|talking|asking|looking|saying)", r"(?:can|could|would|will|would) (?:you|u) (?:\w+ )?(?:share|post|show|paste|try|check|provide|elaborate|clarify|send|open|file|review|take|add|confirm|reproduce|describe|give (?:it|that|us|me the)|make|put|link|upload|look|be more|mind|like|rather|want|prefer)",
            r"what (?:version|os|browser|firmware|error|exactly|kind|sort|distro) (?:of \w+ )?(?:exactly )?(?:are|do|did|is|does) (?:you|your|the|it|u)", r"(?:what|where|how|why|when|which \w+) (?:are|did|were) (?:you|u|your)", r"(?:what|why) do you (?:mean|get|see|want|need|expect|say|call)", r"what(?:'s| is| are) your",
            r"(?:do )?(?:you|u) mean", r"(?<!if )(?<!when )(?<!while )you(?:'re| are) (?:\w+ )?(?:referring|talking|using|trying|looking|saying|running|asking)", r"(?:is|are|does|has) your", r"(?:does|did|would|will|could|might|do) (?:\w+ )+help you", r"(?:does|did) (?:that|this|it) (?:help|make sense|answer|fix|solve)",
            r"(?:want|like) me to", r"we(?:'d| would) (?:\w+ )?(?:love|like|appreciate)", r"shall we", r"i(?:'d| would) (?:suggest|recommend|guess|say|expect|think)", r"who (?:would|wants|cares|needs)", r"(?:place|channel|room) (?:to|for) (?:ask|asking)", r"what could possibly", r"am i the only one", r"any ?(?:one|body) (?:up for|interested|wants?|wanna|going|coming|joining)", r"(?:^\W*|but |or |, ?)(?:maybe|perhaps)", r"^\W*(?:could be|for example|e\.g|for instance|what if|or is|or are|or did|i assume|that's an?)", r"^\W*(?:(?:so|like|and|but|then|oh|ah|hm+|wait)\W+)*(?:you|u|(?:it )?(?:looks|sounds|seems) like you)(?:'re|'ve)?(?! (?:guys|all|folks))", r"(?:can't|couldn't|shouldn't|wouldn't) (?:you|u)", r"(?:can|could|would|will) (?:you|u) be", r"(?:in|on|of|with|from|at) your (?:\w+ )?(?:code|machine|case|system|app|project|browser|computer|setup|terminal|file|config\w*|console)",
        ),
        telling=(
            r"^\W*(?:anyway|but if|but that|i think|yes|yeah|yep|yup|yea|no|nope|nah|thanks|thank you|thx|ty|right|exactly|sure|true|indeed|agreed|also|for what it'?s worth|fwiw|i see|that's|because of|in case|for example|e\.g|like|and|or|this is)",
            r"(?:you|u)(?:'ll|'d)? (?:\w+ )?(?:can|can't|cannot|could|should|need|may|might|have to|must|want|would)", r"if you", r"(?:i|you)'d (?:suggest|recommend)", r"(?:fixed|solved|figured (?:it|that|this) out|never ?mind|nvm|ignore that|turns out|works now|it works|my bad|worked around|work ?around|the solution|makes sense)", r"time (?:for|to)", r"(?:works?|downloads?|fine|runs?) (?:\w+ )?for me", r"that was it", r"i(?:'d| would) (?:find|say|expect|guess)", r"what you mean", r"you've", r"you're \w+ing", r"so it seems", r"it seems to (?:just )?be", r"i(?:'ve| have)? (?:just )?(?:opened|filed|reported|fixed|pushed|merged|released|published)", r"sure why,? but", r"reminds",
            r"(?:just|only) (?:trying to|curious|wanted to) (?:understand|say|share|point|note|mention|help)", r"(?:mentioned|according to|as i said|i think you)", r"at least", r"^\(", r"thanks again", r"(?:go|going) (?:to )?(?:sleep|bed)", r"someone (?:is|was|who)", r"while i(?:'m| am)", r"(?:i don't|dont|don't) think",
        ),
    ),
    "de": Phrases(
        asks=(
            r"wie (?:kann|könnte|bekomme|krieg\w*|mach\w*|geht|funktioniert|lässt|stell\w*|soll\w*|würd\w*|richte\w*)",
            r"(?:hat|weiß|weiss|kennt|kann|könnte|benutzt|nutzt) (?:\w+ )?(?:jemand|wer|einer|irgendwer)", r"(?:jemand|wer) (?:eine )?(?:idee|ahnung|erfahrung|tipp)",
            r"gibt es", r"ist es möglich", r"weshalb|warum|wieso", r"was (?:ist|bedeutet|mache ich|muss|soll)", r"welche[rsn]?", r"wo (?:finde|kann|ist|sind|liegt|bekomme)",
            r"(?:ich )?(?:suche|brauche) (?:\w+ )?(?:hilfe|rat|tipp\w*|einen|eine|ein)", r"muss (?:ich|man)", r"kann (?:ich|man)", r"(?:kurze |dumme |eine )?frage", r"ich (?:verstehe|weiß|weiss) nicht",
            r"kenn(?:t|en) (?:jemand|ihr|wer)", r"wie (?:viel\w*|oft|lange)",
        ),
        puts=(
            r"(?:hat|weiß|weiss|kennt|kann|könnte|benutzt|nutzt) (?:\w+ )?(?:jemand|irgendwer|irgendjemand|von euch)", r"(?:jemand|wer) (?:\w+ )?(?:idee|ahnung|erfahrung\w*|tipp\w*|rat)", r"(?:hat|weiß|weiss|kennt|kann) wer", r"wie (?:kann|könnte|bekomme|kriege|mache|löse|stelle|soll|richte) (?:ich|man|wir)", r"(?:ich )?(?:suche|brauche|bräuchte) (?:\w+ )?(?:hilfe|rat|tipp\w*)", r"(?:frage|wüsste gern\w*|überlege) (?:mich|gerade)?,? ?(?:ob|wie|warum|was)", r"kenn(?:t|en) (?:jemand|ihr|wer)", r"kann mir (?:jemand|wer|einer)", r"bitte um (?:hilfe|rat)", r"(?:irgend)?welche (?:ideen|tipps|vorschläge)",
        ),
        begins=(
            r"(?:wie|was|warum|wieso|weshalb|wozu|woran|womit|wo|woher|wohin|wann|wer|welche[rsnm]?) (?:\w+ ){0,2}(?:ich|man|wir|ihr|das|der|die|es|ist|sind|kann|könnte|muss|soll|sollte|geht|macht|wird|hat)", r"(?:kann|könnte|darf|muss|soll|sollte|hat|habt|gibt|ist|sind|geht|funktioniert|läuft|lässt|weiß|weiss|kennt|nutzt|benutzt) (?:ich|man|es|das|der|die|ihr|jemand|wer|irgendwer|irgendjemand|sich|einer)", r"jemand",
        ),
        needs=(
            r"ich (?:\w+ )?(?:suche|brauche|versuche|möchte|will|würde gern\w*)", r"(?:bin|ist) (?:mir )?(?:nicht|unsicher) (?:\w+ )?(?:sicher|klar)", r"(?:weiß|weiss|verstehe|kapiere) (?:\w+ ){0,2}nicht", r"keine (?:ahnung|idee),? (?:wie|warum|was|wo)", r"ich (?:bin verwirrt|stehe auf dem schlauch)",
            r"(?:geht|funktioniert|klappt|startet|läuft|lädt|verbindet) (?:\w+ ){0,3}nicht(?: mehr)?", r"(?:bekomme|kriege|erhalte|sehe) (?:\w+ ){0,4}(?:fehler\w*|meldung|warnung)",
            r"fehler(?:meldung|code)?", r"(?:bricht|stürzt) (?:\w+ )?ab", r"hängt (?:sich )?(?:auf|fest)?", r"komme (?:\w+ ){0,3}nicht weiter",
        ),
        small_talk=(
            r"(?:hallo|hi|hey|moin|servus|guten morgen)?[ ,!]*(?:wie geht(?:'s| es)(?: euch| dir)?(?: allen| so)?|alles (?:gut|klar)(?: bei euch)?)",
            r"(?:ist )?(?:jemand|wer) (?:da|hier|wach|online)(?: gerade)?", r"(?:darf|kann) ich (?:mal )?(?:etwas|was|kurz)? ?(?:eine frage stellen|fragen)",
            r"(?:echt|wirklich|oder|nicht wahr|ja|nein|was|warum|wieso|gell|ach ja|na und|wie bitte)", r"(?:ich habe |nur |mal )?(?:eine )?(?:kurze |kleine )?frage",
        ),
        no_question=(
            r"(?:hast|bist|benutzt|nutzt|verwendest|meinst|siehst|bekommst|brauchst|willst|möchtest|kannst|könntest|würdest) (?:du|ihr)(?! (?:mir|uns|eine idee|einen tipp|empfehlen|erklären|helfen))", r"habt ihr (?:schon|mal|es) (?:\w+ ){0,2}(?:versucht|probiert|geschaut)", r"(?:welche[rsn]?|was für ein\w*) (?:version|fehler|browser|system)\w* (?:hast|nutzt|verwendest|bekommst|habt|zeigt|steht)", r"was (?:meinst|genau meinst|versuchst|willst) (?:du|ihr)", r"(?:du|ihr) mein(?:st|t)", r"soll ich dir", r"wollen wir", r"^\W*(?:vielleicht|zum beispiel|oder vielleicht|warum nicht)", r"hilft (?:dir |euch )?das", r"danke[^?]{0,30}$",
        ),
        telling=(
            r"^\W*(?:ja|jo|nein|nö|danke|genau|stimmt|richtig|klar|doch|auch|also dann|zum beispiel|z\.b|weil)", r"(?:du|ihr|sie) (?:\w+ )?(?:kannst|könnt|könntest|solltest|musst|müsst|darfst|können|sollten)", r"(?:kannst|musst|solltest|könntest|könnt|müsst) (?:du|ihr)", r"wenn (?:du|ihr)", r"(?:gelöst|erledigt|behoben|hat sich erledigt|geht wieder|läuft wieder|funktioniert (?:jetzt|wieder)|vergiss es)", r"ich würde (?:\w+ )?(?:empfehlen|vorschlagen)", r"das (?:liegt daran|kommt daher|bedeutet|heißt)",
        ),
    ),
    "es": Phrases(
        asks=(
            r"c[oó]mo (?:puedo|se|hago|hacer|podr\w+|configuro|instalo|conecto|lo)", r"(?:alguien|alguno|alguna) (?:sabe|conoce|tiene|puede|ha|m[aá]s|por)",
            r"(?:sabe|sab[eé]is|saben|conocen) (?:alguien|si|c[oó]mo|por)", r"por qu[eé]", r"(?:qu[eé]|cu[aá]l) (?:es|son|significa|hago|debo|puedo|ser[ií]a)", r"d[oó]nde (?:est[aá]|puedo|encuentro|se)",
            r"hay (?:alguna?|forma|manera)", r"es posible", r"(?:necesito|busco) (?:ayuda|un|una|consejo)", r"alguna (?:idea|sugerencia|pista)", r"(?:tengo )?una (?:pregunta|duda)", r"cu[aá]ntos?|cu[aá]ntas?", r"se puede",
        ),
        puts=(
            r"(?:alguien|alguno|alguna) (?:\w+ )?(?:sabe|conoce|tiene|puede|ha|podr[ií]a|me)", r"(?:sab[eé]is|saben|conocen|conoc[eé]is) (?:alguien|si|c[oó]mo|por|alg[uú]n\w*)", r"c[oó]mo (?:puedo|podr[ií]a|hago|debo|se hace|se puede)", r"(?:necesito|busco) (?:ayuda|consejo)", r"alguna (?:idea|sugerencia|pista|recomendaci[oó]n)", r"me pregunto (?:si|c[oó]mo|por|qu[eé])", r"(?:me pueden|me pod[eé]is|pueden|podr[ií]an) ayudar", r"(?:hay|existe) (?:alguna?|forma|manera)",
        ),
        begins=(
            r"(?:c[oó]mo|qu[eé]|cu[aá]l(?:es)?|d[oó]nde|cu[aá]ndo|qui[eé]n|cu[aá]nt[oa]s?|por qu[eé]) (?:se|es|son|est[aá]n?|puedo|podr\w+|hago|hac\w+|debo|deber\w+|hay|tengo|funciona)", r"(?:se puede|puedo|puede|podr[ií]a|hay|es posible|existe|alguien|alguno|sab[eé]is|saben|debo|deber[ií]a|tengo que)",
        ),
        needs=(
            r"(?:estoy )?(?:buscando|intentando|tratando de)", r"(?:busco|necesito|intento|quiero|quisiera|me gustar[ií]a)", r"no (?:s[eé]|entiendo|encuentro|veo|estoy segur[oa]) (?:si |bien )?(?:c[oó]mo|qu[eé]|por qu[eé]|d[oó]nde|cu[aá]l|si|la|el|una?)", r"ni idea de",
            r"no (?:me |se |logro |consigo |puedo )?(?:funciona|conecta|carga|arranca|instala|conectar|instalar|hacer|abre|aparece|deja)", r"(?:me )?(?:sale|da|aparece|muestra|devuelve) (?:\w+ )?(?:un )?error", r"error", r"(?:se )?(?:queda|qued[oó]) (?:colgad\w|bloquead\w)", r"deja de funcionar",
        ),
        small_talk=(
            r"(?:hola|buenas|buenos d[ií]as|hey)?[ ,!¡¿]*(?:c[oó]mo est[aá](?:n|is|s)?(?: todos| todas| hoy)?|qu[eé] tal(?: todos| est[aá]n)?)", r"(?:hay )?alguien (?:por aqu[ií]|ah[ií]|aqu[ií]|conectad\w)",
            r"(?:de verdad|en serio|verdad|no|s[ií]|qu[eé]|y|por qu[eé]|ah s[ií])", r"(?:tengo )?una (?:pregunta|duda)(?: r[aá]pida)?", r"puedo (?:hacer una pregunta|preguntar algo)",
        ),
        no_question=(
            r"(?:has|hab[eé]is) (?:\w+ )?(?:probado|intentado|mirado|visto|comprobado|revisado)", r"qu[eé] (?:versi[oó]n|error|navegador|sistema) (?:tienes|usas|te sale|est[aá]s|usa)", r"(?:est[aá]s|tienes|usas|quieres|puedes|podr[ií]as|ves) (?!alguna idea|idea|alg[uú]n consejo|ayudar|explicar)\w+", r"qu[eé] quieres decir", r"te refieres", r"^\W*(?:quiz[aá]s?|tal vez|por ejemplo|por qu[eé] no)", r"quieres que", r"te (?:sirve|ayuda)", r"gracias[^?]{0,30}$",
        ),
        telling=(
            r"^\W*(?:s[ií]|no,|gracias|exacto|claro|vale|cierto|tambi[eé]n|por ejemplo|porque)", r"(?:puedes|pod[eé]is|debes|deber[ií]as|tienes que|necesitas|prueba|intenta)", r"si (?:quieres|usas|tienes|haces)", r"(?:solucionado|resuelto|arreglado|ya funciona|olv[ií]dalo|ya est[aá])", r"(?:te|os) (?:recomiendo|sugiero|recomendar[ií]a)", r"eso (?:es porque|significa|quiere decir)",
        ),
    ),
    "fr": Phrases(
        asks=(
            r"comment (?:puis|peut|faire|je|on|est|configurer|installer|fonctionne)", r"(?:est[- ]ce|qu'est[- ]ce) (?:que|qu')", r"quelqu'un (?:sait|a|conna[iî]t|peut|aurait|utilise)", r"pourquoi", r"o[uù] (?:est|sont|puis|trouver|peut)",
            r"(?:quel|quelle|quels|quelles) (?:est|sont|\w+)", r"(?:une|des) (?:id[eé]e|piste|question|suggestion)s?", r"(?:besoin d'aide|cherche (?:un|une|de l'aide|comment))", r"y a[- ]t[- ]il", r"c'est possible", r"combien",
        ),
        puts=(
            r"(?:est[- ]ce|qu'est[- ]ce) (?:que|qu')", r"quelqu'un (?:\w+ )?(?:sait|a|conna[iî]t|peut|aurait|utilise|pourrait)", r"comment (?:puis|peut|faire|je|on)", r"une (?:id[eé]e|piste|suggestion)", r"(?:besoin d'aide|cherche de l'aide)", r"je me demande (?:si|comment|pourquoi|ce que)", r"y a[- ]t[- ]il", r"(?:pouvez|pourriez)[- ]vous m'(?:aider|expliquer)",
        ),
        begins=(
            r"(?:comment|pourquoi|o[uù]|quand|qui|combien|quel(?:le)?s?|que|qu'est[- ]ce) (?:\w+ )?(?:est|sont|puis|peut|faire|on|je|dois|doit|faut|que|qu)", r"(?:est[- ]ce que|est[- ]ce qu'|y a[- ]t[- ]il|peut[- ]on|puis[- ]je|dois[- ]je|faut[- ]il|quelqu'un|existe[- ]t[- ]il)",
        ),
        needs=(
            r"je (?:cherche|voudrais|veux|souhaite)", r"(?:j'ai besoin|j'essaie|j'essaye|j'aimerais)", r"je (?:ne )?(?:sais|comprends|trouve|vois) pas", r"pas (?:s[uû]re?|clair) (?:de|si|comment|pourquoi|que)", r"aucune id[eé]e",
            r"(?:ne )?(?:marche|fonctionne|d[eé]marre|charge|connecte) (?:pas|plus)", r"(?:j'ai|me donne|affiche|renvoie) (?:une )?erreur", r"erreur", r"n'arrive pas", r"bloqu[eé]e? (?:sur|avec|depuis)", r"plante",
        ),
        small_talk=(
            r"(?:salut|bonjour|coucou|hello)?[ ,!]*(?:comment (?:[cç]a va|allez[- ]vous|vas[- ]tu)|[cç]a va(?: tout le monde| bien)?)", r"(?:il y a )?quelqu'un(?: est)?(?: l[aà]| ici)?", r"(?:vraiment|ah bon|oui|non|quoi|pourquoi|n'est[- ]ce pas|c'est vrai)", r"(?:une )?(?:petite )?question", r"je peux poser une question",
        ),
        no_question=(
            r"(?:as[- ]tu|avez[- ]vous|tu as|vous avez) (?:\w+ )?(?:essay[eé]|regard[eé]|v[eé]rifi[eé]|test[eé]|lu)", r"quelle version (?:as|avez|utilises|utilisez|tu)", r"(?:tu|vous) (?:veux|voulez) dire", r"qu'est[- ]ce que (?:tu|vous)", r"(?:peux|pourrais)[- ]tu (?!m'aider|aider|expliquer|m'expliquer)\w+", r"(?:pouvez|pourriez)[- ]vous (?:montrer|partager|envoyer|essayer)", r"^\W*(?:peut[- ]être|par exemple|pourquoi pas)", r"[cç]a (?:t'aide|vous aide|aide)", r"merci[^?]{0,30}$",
        ),
        telling=(
            r"^\W*(?:oui|ouais|non|merci|exact|exactement|d'accord|effectivement|aussi|par exemple|parce que)", r"(?:tu|vous) (?:\w+ )?(?:peux|pouvez|dois|devez|devrais|devriez|pourrais|pourriez)", r"si (?:tu|vous)", r"(?:r[eé]solu|r[eé]gl[eé]|c'est bon|[cç]a marche maintenant|laisse tomber)", r"je (?:te|vous) (?:conseille|recommande|sugg[eè]re)", r"[cç]a (?:veut dire|vient)",
        ),
    ),
}  # fmt: skip
