"""How does a text address whoever reads it: informally or formally? In German and in Spanish, by its words.

Told by pronouns and by the verbs of orders. What could be either (a German "Sie" that begins a sentence, a Spanish
"su") tells nothing.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from engagement.persona import Address
from engagement.pushing import to_said

_INFORMAL: Final[Mapping[str, str]] = {
    "de": r"du|dich|dir|dein|dein(?:e[rnms]?|s)|euch|euer|eure[rnms]?|deinetwegen",
    "es": r"tú|te|ti|tus?|tuy[oa]s?|contigo|os|vuestr[oa]s?|vosotr[oa]s|puedes|quieres|tienes|has|eres|estás|sabes|"
    r"haces|dices|debes|sigues|pides|prefieres|necesitas|recibes|escribes|eliges|podrás|verás|podrías|quieras|puedas|tengas",
}
_FORMAL: Final[Mapping[str, str]] = {
    "de": r"(?<![.!?:\n] )(?<!^)(?-i:Sie|Ihnen|Ihr|Ihre[rnms]?)",
    "es": r"ustedes|usted",
}
_ORDERS: Final[Mapping[str, Mapping[Address, str]]] = {
    "de": {
        Address.INFORMAL: r"(?:schreibe?|wähle?|drücke?|klicke?|öffne|lies|antworte|nimm|gib|sag|frage?|schau|sieh|"
        r"melde?|prüfe?|nenne?|lass|lösche?|erlaube?|geh|tu|lade?|hol|trag|setze?|lege?|kopiere?|füge?|rufe?)(?! Sie)"
        r"(?=\s(?!ich|er|es|wir|man\b))",
        Address.FORMAL: r"[a-zäöü]+e?n (?-i:Sie)",
    },
    "es": {
        Address.INFORMAL: r"escribe|elige|pulsa|abre|lee|responde|marca|mira|toma|deja|di|dime|pide|pregunta|borra|"
        r"cambia|copia|pega|añade|quita|usa|envía|permite|vuelve|haz|ten|ven|pon|recuerda",
        Address.FORMAL: r"escriba|elija|pulse|abra|lea|responda|marque|mire|tome|deje|diga|pida|pregunte|borre|cambie|"
        r"copie|pegue|añada|quite|use|envíe|permita|vuelva|haga|tenga|venga|ponga|recuerde",
    },
}
_BEGINS: Final = r"(?:^|[.!?:;\n,]\s*|¡\s*|\b(?:und|y)\s)"


def address_in(text: str, language: str, wanted: Address) -> str:
    """The first words that address otherwise than wanted; "" where there are none, or the language has one address."""
    if language not in _INFORMAL:
        return ""
    other = Address.FORMAL if wanted is Address.INFORMAL else Address.INFORMAL
    found = _words(language, other).search(to_said(text)) or _orders(language, other).search(to_said(text))
    return found.group(1).strip() if found is not None else ""


@cache
def _words(language: str, address: Address) -> re.Pattern[str]:
    some = (_INFORMAL if address is Address.INFORMAL else _FORMAL)[language]
    return re.compile(rf"(?<!\w)({some})(?!\w)", re.IGNORECASE)


@cache
def _orders(language: str, address: Address) -> re.Pattern[str]:
    return re.compile(rf"{_BEGINS}({_ORDERS[language][address]})(?!\w)", re.IGNORECASE)
