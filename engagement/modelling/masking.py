"""What of a text must not leave: secrets, personal data, names, ids and links, each masked before a model sees it.

Checksums tell what is likely: Luhn (ISO/IEC 7812-1) for cards, mod 97 (ISO 13616) for IBANs, what a Discord token and a
JWT decode to. Where a form alone is telling enough (a GitHub token), a wrong checksum does not let it through: what is
masked in vain costs little.
"""

import base64
import binascii
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from ipaddress import ip_address
from typing import Final

LONGEST: Final = 4_000
"""Of one passage a model sees no more characters."""
_READ: Final = 12_000
_TAIL: Final = 400
_B64: Final = r"A-Za-z0-9_-"
_CARD: Final = re.compile(r"(?<![\d.])\d(?:[ -]?\d){12,60}(?![\d.])")
_Mask = Callable[[re.Match[str]], str]


def to_plain(text: str) -> str:
    """The text in compatibility form (NFKC), without what cannot be seen: what is split by it or dressed up is found."""
    plain = unicodedata.normalize("NFKC", text.replace("\r\n", "\n"))
    return "".join(c for c in plain if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"})


def is_card(digits: str) -> bool:
    """Whether 13 to 19 digits keep the checksum of Luhn, and begin as those of the payment networks do (2 to 6)."""
    if not 13 <= len(digits) <= 19 or digits[0] not in "23456":  # noqa: PLR2004  # lengths by ISO/IEC 7812-1
        return False
    doubled = [int(d) * (2 if nth % 2 else 1) for nth, d in enumerate(reversed(digits))]
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0  # noqa: PLR2004  # the digits of a sum of digits


def is_iban(text: str) -> bool:
    """Whether letters and digits keep the checksum of ISO 13616 (the number they spell is 1 modulo 97)."""
    if not 15 <= len(text) <= 34:  # noqa: PLR2004  # Norway's and the longest there may be
        return False
    return int("".join(str(int(c, 36)) for c in text[4:] + text[:4])) % 97 == 1


def is_jwt(head: str) -> bool:
    """Whether the first part of a token is the header of a JSON web token (RFC 7519)."""
    try:
        found = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return False
    return isinstance(found, dict) and "alg" in found


def _always(mask: str) -> _Mask:
    return lambda _: mask


def _card(found: re.Match[str]) -> str:
    """Groups of what was found may be the number, and those around it others."""
    groups = re.split(r"([ -])", found[0])
    for begin in range(0, len(groups), 2):
        for end in range(len(groups), begin, -2):
            if is_card("".join(groups[begin:end:2])):
                after = _CARD.sub(_card, "".join(groups[end:]))
                return "".join((*groups[:begin], "[card number]", after))
    return found[0]


def _iban(found: re.Match[str]) -> str:
    """A prefix of what was found may be the number, and the rest the next words."""
    letters = [nth for nth, c in enumerate(found[0]) if c not in " -"]
    for size in range(len(letters), 14, -1):
        end = letters[size - 1] + 1
        if is_iban(re.sub(r"[ -]", "", found[0][:end]).upper()):
            return "[bank account]" + found[0][end:]
    return found[0]


def _jwt(found: re.Match[str]) -> str:
    return "[secret]" if is_jwt(found[1]) else found[0]


def _discord(found: re.Match[str]) -> str:
    """The first part of a bot's token is its id in base64."""
    try:
        is_id = base64.urlsafe_b64decode(found[1] + "=" * (-len(found[1]) % 4)).isdigit()
    except (ValueError, binascii.Error):
        is_id = False
    return "[secret]" if is_id else found[0]


def _ip(found: re.Match[str]) -> str:
    try:
        address = ip_address(found[0])
    except ValueError:
        return found[0]
    return found[0] if address.is_loopback or address.is_unspecified else "[ip address]"


_PATTERNS: Final[tuple[tuple[re.Pattern[str], _Mask], ...]] = tuple(
    (re.compile(pattern, flags), mask)
    for pattern, flags, mask in (
        (r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----.*?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|\Z)", re.DOTALL, _always("[secret]")),
        (rf"\b(eyJ[{_B64}]{{5,}})\.[{_B64}]{{2,}}\.[{_B64}]*", 0, _jwt),
        (r"\bx(?:ox[a-z](?:\.xox[a-z])?|app)-[A-Za-z0-9-]{8,}", 0, _always("[secret]")),  # Slack
        (rf"\b(?:mfa\.[{_B64}]{{20,}})", 0, _always("[secret]")),  # Discord, people's
        (rf"\b([{_B64}]{{22,30}})\.[{_B64}]{{5,7}}\.[{_B64}]{{25,45}}", 0, _discord),
        (r"\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_-]{16,})", 0, _always("[secret]")),
        (r"\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16}\b", 0, _always("[secret]")),  # AWS
        (rf"\b(?:sk|rk|pk)[-_](?:live_|test_|proj-|ant-)?[{_B64}]{{16,}}|\bAIza[{_B64}]{{30,}}|\bwhsec_[A-Za-z0-9+/=]{{20,}}", 0, _always("[secret]")),
        (r"""(?i)\b((?:[\w-]*(?:password|passwd|pwd|secret|token|api[_ -]?key|access[_ -]?key|passwort|contraseña|mot de passe)[\w-]*)["']?\s*(?:[:=]|\bis\b|\bist\b|\bes\b)\s*)["']?[^\s"',;]{4,}["']?""", 0, lambda m: f"{m[1]}[secret]"),
        (r"(?i)\bbearer\s+[A-Za-z0-9._~+/=-]{8,}", 0, _always("[secret]")),
        (r"(?i)(?:<|\b)(?:https?|ftp|wss?|ssh|postgres(?:ql)?|mysql|redis|mongodb(?:\+srv)?|amqps?|file|javascript|data|mailto|tel):(?://)?[^\s<>\"'`)\]|]+(?:\|[^>\n]{0,200})?>?", 0, _always("[link]")),
        (r"(?i)\bwww\.[^\s<>\"'`)\]]+", 0, _always("[link]")),
        (r"<[@#!][^<>\n]{1,200}>|<(?:a)?:\w{1,40}:\d{5,25}>|<(?:t|id|/\w[\w -]{0,40}):[^<>\n]{1,40}>", 0, _always("[somebody]")),
        (r"(?i)\b[\w.+%-]{1,64}\s?(?:@|\(at\)|\[at\])\s?(?:[\w-]{1,63}\s?(?:\.|\(dot\)|\[dot\])\s?){1,8}[a-z]{2,24}\b", 0, _always("[e-mail]")),
        (r"(?i)\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,38}", 0, _iban),
        (_CARD.pattern, 0, _card),
        (r"(?<![\w:.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]\d)", 0, _ip),
        (r"(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}(?:[0-9A-Fa-f]{1,4}|(?:\d{1,3}\.){3}\d{1,3})?(?![\w:])", 0, _ip),
        (r"(?i)\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", 0, _always("[id]")),
        (r"(?<![\w+])(?:\+|00)[1-9]\d{0,2}[ ./()-]{0,3}\d(?:[ ./()-]{0,3}\d){5,12}(?!\d)|(?<![\w.,-])\(?0\d{1,4}\)?[ /-]{1,3}\d{2,4}(?:[ /-]?\d{2,4}){1,3}(?![\d.,])|(?<![\w.-])\(\d{3}\) ?\d{3}[ -]\d{4}\b|(?<![\w.-])\d{3}-\d{3}-\d{4}\b", 0, _always("[phone number]")),
        (r"\b[UWCDGTBSEA](?=[A-Z0-9]*\d)[A-Z0-9]{8,12}\b", 0, _always("[id]")),  # Slack's
        (r"(?<!\d)\d{17,20}(?!\d)", 0, _always("[id]")),  # Discord's
        (r"\b(?=[A-Za-z0-9+/_-]*\d)(?=[A-Za-z0-9+/_-]*[A-Z])(?=[A-Za-z0-9+/_-]*[a-z])[A-Za-z0-9+/_-]{32,}={0,2}", 0, _always("[secret]")),
    )
)  # fmt: skip
"""In this order: what is part of something larger comes after it. The last is for keys of makers we do not know."""
_CODE: Final = re.compile(r"(```.*?```|`[^`\n]*`)", re.DOTALL)
_HANDLE: Final = re.compile(r"(?<![\w.])@[\w][\w.-]{0,80}")


def mask(text: str, names: Mapping[str, str] | None = None) -> str:
    """The text as a model may see it, at most ``LONGEST`` characters. ``names`` are people's, with their pseudonyms."""
    said = to_plain(text[: _READ + _TAIL])
    for pattern, to_mask in _PATTERNS:
        said = pattern.sub(to_mask, said)
    if len(text) > _READ + _TAIL:
        said = said[:-_TAIL]  # where it was cut, half a secret may stand that nothing knows
    said = _without_names(said, names or {})
    parts = _CODE.split(said)
    said = "".join(part if nth % 2 else _HANDLE.sub("[somebody]", part) for nth, part in enumerate(parts))
    return said if len(said) <= LONGEST else said[:LONGEST] + " [...]"


def holds_secret(text: str) -> bool:
    """Whether something would be masked in a text that was made from masked ones."""
    said = to_plain(text)
    return any(pattern.sub(to_mask, said) != said for pattern, to_mask in _PATTERNS)


def pseudonyms(names: Iterable[str]) -> dict[str, str]:
    """For each name, in the order given, "Member 1", "Member 2" and so on; the same name again is the same person."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(name, f"Member {len(found) + 1}")
    return found


def _without_names(text: str, names: Mapping[str, str]) -> str:
    """Whole names in any case; parts of three letters and more only as they are written, for many are words, too."""
    plain = {to_plain(name).strip(): pseudonym for name, pseudonym in names.items()}
    for name, pseudonym in sorted(plain.items(), key=lambda each: (-len(each[0]), each[0])):
        if len(name) > 1:
            text = re.sub(rf"(?<!\w)@?{re.escape(name)}(?!\w)", pseudonym, text, flags=re.IGNORECASE)
    for name, pseudonym in sorted(plain.items()):
        for part in re.split(r"[\s_.,()|/-]+", name):
            if len(part) > 2 and part != name and part[:1].isupper():  # noqa: PLR2004  # shorter ones are words
                text = re.sub(rf"(?<!\w)@?{re.escape(part)}(?!\w)", pseudonym, text)
    return text
