"""How asking sounds, language by language: the phrases behind the question rules."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tells:
    """One language's signs: how asking begins, how trouble sounds, and what only looks like a question.

    They are held against text in lower case: matching whatever the case takes three times as long.
    """

    asks: re.Pattern[str]
    trouble: re.Pattern[str]
    small_talk: re.Pattern[str]
    no_question: re.Pattern[str]


def _any(*parts: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(parts) + r")(?!\w)")


def _whole(*parts: str) -> re.Pattern[str]:
    return re.compile(r"^\W*(?:" + "|".join(parts) + r")\W*$")


TELLS: dict[str, Tells] = {
    "en": Tells(
        asks=_any(
            r"how (?:do|does|did|can|could|should|would|to|come)(?: (?:i|you|we|one|it|they))?",
            r"what(?:'s| is| are| does| do| would) (?:the|a|an|your|it|this|that|best|wrong|causing)",
            r"(?:does|do|did|has|have|is|can|could|would) (?:any ?one|some ?one|any ?body|some ?body)",
            r"any ?(?:one|body) (?:know|knows|have|has|had|seen|tried|using|use|got|else|able|here|run|running|familiar)",
            r"any (?:idea|ideas|clue|hints?|tips?|pointers?|suggestions?|recommendations?|advice|way to|chance)",
            r"is (?:there|it possible|this possible|that possible)", r"are there",
            r"(?:wondering|wonder) (?:if|how|why|what|whether|where)", r"(?:can|could|would) you (?:please )?(?:help|explain|tell)",
            r"why (?:does|is|do|are|did|would|can't|doesn't|isn't)", r"where (?:do|can|is|are|should|does)",
            r"which (?:\w+ )?(?:is|are|should|would|one)", r"should i", r"what (?:should|could|can|am) i",
            r"(?:looking|searching) for (?:a|an|some|any|advice|help)", r"(?:need|could use|want) (?:some |a bit of )?help",
            r"help (?:with|me|please|needed)", r"(?:trying|struggling|attempting) to", r"not sure (?:how|what|why|if|where|whether)",
            r"(?:don't|dont|do not) (?:know|understand|get) (?:how|why|what|where)", r"i(?:'m| am) (?:stuck|lost|confused)",
            r"(?:quick |noob |newbie |dumb |stupid )question", r"how (?:many|much|often|long|big)",
        ),
        trouble=_any(
            r"(?:doesn't|does not|doesnt|isn't|is not|won't|will not|wont|not|never|stopped|stops) (?:\w+ )?work(?:s|ing)?",
            r"(?:can't|cannot|cant|can not|couldn't|unable to|not able to) (?:\w+ )?(?:get|make|find|connect|install|build|run|load|open|import|pair|see|figure|seem)",
            r"(?:i(?:'m| am)?|it|we|keeps?) (?:\w+ )?(?:get|gets|getting|got|see|seeing|throws?|throwing|says?|gives?|giving|return(?:s|ing)?|show(?:s|ing)?) (?:me )?(?:a|an|the|this|these|some|strange|weird)? ?(?:\w+ ){0,2}(?:error|exception|warning|crash|traceback|timeout|failure|errors)",
            r"(?:keeps?|keep on) (?:\w+ing)", r"fail(?:s|ed|ing) (?:with|to|on|at|when)", r"(?:it )?crash(?:es|ed|ing)? (?:when|on|with|at)",
            r"error (?:code|message|0x\w+|\d{3})", r"(?:broken|stuck) (?:after|since|on|at|when|with)",
        ),
        small_talk=_whole(
            r"(?:hi|hello|hey|yo|morning|good morning|good evening)?[ ,!]*(?:how (?:are|r) (?:you|u|things|we|y'all)(?: all| doing| today| everyone)*|how's (?:it going|everyone|life)(?: today)?)",
            r"(?:is )?(?:any ?(?:one|body)|some ?(?:one|body)) (?:here|around|there|online|awake|alive|home|up)(?: (?:today|now|right now|yet|at the moment|tonight|to help|who can help))?",
            r"(?:can|could|may|mind if) i ask (?:a|you a|something|you something|a quick|some|one)?(?: quick)?(?: questions?)?(?: here)?",
            r"(?:i have a |a |just a |got a )?(?:quick |small |little |stupid |dumb |noob )?question(?: for you| here)?",
            r"(?:what's up|sup|wassup|what's new|you there|who's there|who(?: else)? is (?:going|coming|excited).{0,60})",
            r"(?:really|seriously|right|no|yes|what|huh|why|why not|so what|and|ok|okay|sure|eh|who knows|who cares|isn't it|wasn't it|no way|oh really|you know|say what|how so|how come|what do you mean|like what|such as|is it|does it)",
            r"(?:did|does|do|has|have) (?:that|this|it) (?:work|help|works|helped|make sense|worked)(?: for you| now)?",
        ),
        no_question=_any(
            r"(?:who|guess what|how cool|how nice|how great|isn't (?:that|it|this) (?:great|nice|cool|lovely|amazing|beautiful))$",
            r"what a (?:great|nice|lovely|day|week|time|mess)", r"(?:why not|how about) (?:just|we|you|try)", r"have you (?:tried|checked|looked|seen|considered)",
            r"(?:did|do) you (?:try|tried|check|mean|have|see|use|run|know|want|need)", r"are you (?:sure|using|on|running|trying|able)",
            r"(?:thanks|thank you|thx)[^?]{0,30}", r"what (?:version|os|browser|firmware|error) (?:are|do|is) (?:you|your|the|it)",
        ),
    ),
    "de": Tells(
        asks=_any(
            r"wie (?:kann|könnte|bekomme|krieg\w*|mach\w*|geht|funktioniert|lässt|stell\w*|soll\w*|würd\w*|richte\w*)",
            r"(?:hat|weiß|weiss|kennt|kann|könnte|benutzt|nutzt) (?:\w+ )?(?:jemand|wer|einer|irgendwer)", r"(?:jemand|wer) (?:eine )?(?:idee|ahnung|erfahrung|tipp)",
            r"gibt es", r"ist es möglich", r"weshalb|warum|wieso", r"was (?:ist|bedeutet|mache ich|muss|soll)", r"welche[rsn]?", r"wo (?:finde|kann|ist|sind|liegt|bekomme)",
            r"(?:ich )?(?:suche|brauche) (?:\w+ )?(?:hilfe|rat|tipp\w*|einen|eine|ein)", r"muss (?:ich|man)", r"kann (?:ich|man)", r"(?:kurze |dumme |eine )?frage", r"ich (?:verstehe|weiß|weiss) nicht",
            r"kenn(?:t|en) (?:jemand|ihr|wer)", r"wie (?:viel\w*|oft|lange)",
        ),
        trouble=_any(
            r"(?:geht|funktioniert|klappt|startet|läuft|lädt|verbindet) (?:\w+ ){0,3}nicht(?: mehr)?", r"(?:bekomme|kriege|erhalte|sehe) (?:\w+ ){0,4}(?:fehler\w*|meldung|warnung)",
            r"fehler(?:meldung|code)?", r"(?:bricht|stürzt) (?:\w+ )?ab", r"hängt (?:sich )?(?:auf|fest)?", r"komme (?:\w+ )?nicht weiter",
        ),
        small_talk=_whole(
            r"(?:hallo|hi|hey|moin|servus|guten morgen)?[ ,!]*(?:wie geht(?:'s| es)(?: euch| dir)?(?: allen| so)?|alles (?:gut|klar)(?: bei euch)?)",
            r"(?:ist )?(?:jemand|wer) (?:da|hier|wach|online)(?: gerade)?", r"(?:darf|kann) ich (?:mal )?(?:etwas|was|kurz)? ?(?:eine frage stellen|fragen)",
            r"(?:echt|wirklich|oder|nicht wahr|ja|nein|was|warum|wieso|gell|ach ja|na und|wie bitte)", r"(?:ich habe |nur |mal )?(?:eine )?(?:kurze |kleine )?frage",
        ),
        no_question=_any(r"hast du (?:schon|mal|das)", r"habt ihr (?:schon|mal) (?:versucht|probiert)", r"danke[^?]{0,30}", r"welche version (?:hast|nutzt|verwendest)"),
    ),
    "es": Tells(
        asks=_any(
            r"c[oó]mo (?:puedo|se|hago|hacer|podr\w+|configuro|instalo|conecto|lo)", r"(?:alguien|alguno|alguna) (?:sabe|conoce|tiene|puede|ha|m[aá]s|por)",
            r"(?:sabe|sab[eé]is|saben|conocen) (?:alguien|si|c[oó]mo|por)", r"por qu[eé]", r"(?:qu[eé]|cu[aá]l) (?:es|son|significa|hago|debo|puedo|ser[ií]a)", r"d[oó]nde (?:est[aá]|puedo|encuentro|se)",
            r"hay (?:alguna?|forma|manera)", r"es posible", r"(?:necesito|busco) (?:ayuda|un|una|consejo)", r"alguna (?:idea|sugerencia|pista)", r"(?:tengo )?una (?:pregunta|duda)", r"cu[aá]ntos?|cu[aá]ntas?", r"se puede",
        ),
        trouble=_any(
            r"no (?:me |se |logro |consigo |puedo )?(?:funciona|conecta|carga|arranca|instala|conectar|instalar|hacer|abre|aparece|deja)", r"(?:me )?(?:sale|da|aparece|muestra|devuelve) (?:\w+ )?(?:un )?error", r"error", r"(?:se )?(?:queda|qued[oó]) (?:colgad\w|bloquead\w)", r"deja de funcionar",
        ),
        small_talk=_whole(
            r"(?:hola|buenas|buenos d[ií]as|hey)?[ ,!¡¿]*(?:c[oó]mo est[aá](?:n|is|s)?(?: todos| todas| hoy)?|qu[eé] tal(?: todos| est[aá]n)?)", r"(?:hay )?alguien (?:por aqu[ií]|ah[ií]|aqu[ií]|conectad\w)",
            r"(?:de verdad|en serio|verdad|no|s[ií]|qu[eé]|y|por qu[eé]|ah s[ií])", r"(?:tengo )?una (?:pregunta|duda)(?: r[aá]pida)?", r"puedo (?:hacer una pregunta|preguntar algo)",
        ),
        no_question=_any(r"has (?:probado|intentado|mirado|visto)", r"gracias[^?]{0,30}", r"qu[eé] versi[oó]n (?:tienes|usas)"),
    ),
    "fr": Tells(
        asks=_any(
            r"comment (?:puis|peut|faire|je|on|est|configurer|installer|fonctionne)", r"(?:est[- ]ce|qu'est[- ]ce) (?:que|qu')", r"quelqu'un (?:sait|a|conna[iî]t|peut|aurait|utilise)", r"pourquoi", r"o[uù] (?:est|sont|puis|trouver|peut)",
            r"(?:quel|quelle|quels|quelles) (?:est|sont|\w+)", r"(?:une|des) (?:id[eé]e|piste|question|suggestion)s?", r"(?:besoin d'aide|cherche (?:un|une|de l'aide|comment))", r"y a[- ]t[- ]il", r"c'est possible", r"combien",
        ),
        trouble=_any(r"(?:ne )?(?:marche|fonctionne|d[eé]marre|charge|connecte) (?:pas|plus)", r"(?:j'ai|me donne|affiche|renvoie) (?:une )?erreur", r"erreur", r"n'arrive pas", r"bloqu[eé]e? (?:sur|avec|depuis)", r"plante"),
        small_talk=_whole(
            r"(?:salut|bonjour|coucou|hello)?[ ,!]*(?:comment (?:[cç]a va|allez[- ]vous|vas[- ]tu)|[cç]a va(?: tout le monde| bien)?)", r"(?:il y a )?quelqu'un(?: est)?(?: l[aà]| ici)?", r"(?:vraiment|ah bon|oui|non|quoi|pourquoi|n'est[- ]ce pas|c'est vrai)", r"(?:une )?(?:petite )?question", r"je peux poser une question",
        ),
        no_question=_any(r"as[- ]tu (?:essay[eé]|regard[eé]|v[eé]rifi[eé])", r"avez[- ]vous (?:essay[eé]|regard[eé])", r"tu as (?:essay[eé]|regard[eé])", r"merci[^?]{0,30}"),
    ),
}  # fmt: skip
