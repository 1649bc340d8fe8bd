"""What leaves in a text, and what does not."""

import base64
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.modelling.masking import LONGEST, holds_secret, is_card, is_iban, is_jwt, mask, pseudonyms, to_plain


def _b64(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


JWT = f"{_b64({'alg': 'HS256', 'typ': 'JWT'})}.{_b64({'sub': '1'})}.c2lnbmF0dXJl"
DISCORD = base64.urlsafe_b64encode(b"106368594851123456").decode().rstrip("=") + ".GabcDe." + "k" * 38
GITHUB = f"ghp_{'a' * 30}{zlib.crc32(b'a' * 30):06x}"[:40]

SECRETS = {
    "an e-mail address": "ada.l+x@mail.example.co.uk",
    "an e-mail address spelt out": "ada (at) example (dot) org",
    "an e-mail address dressed up": "ａｄａ＠ｅｘａｍｐｌｅ．ｏｒｇ",
    "a phone number": "+49 30 901820",
    "a phone number at home": "030 / 901 820 44",
    "an American phone number": "(555) 123-4567",
    "an IBAN": "DE89 3704 0044 0532 0130 00",
    "an IBAN in one word": "GB82WEST12345698765432",
    "a card": "4111 1111 1111 1111",
    "a card with dashes": "5500-0055-5555-5559",
    "an address": "203.0.113.77",
    "a long address": "2001:db8:85a3::8a2e:370:7334",
    "a Slack token": "xoxb-" + "123456789012-abcdefGHIJ",
    "a Slack app token": "xapp-" + "1-A0123-456-abcdef",
    "a Slack token split by what cannot be seen": "xo\u200bxb-123456789012\u2060-abcdefGHIJ",
    "a Discord token": DISCORD,
    "a GitHub token": GITHUB,
    "a fine-grained GitHub token": "github_pat_" + "11ABCDEFG0123456789_abc",
    "an AWS key": "AKIA" + "IOSFODNN7EXAMPLE",
    "an AWS secret": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY1",
    "an API key": "sk-" + "proj-abcDEF0123456789xyz",
    "a JWT": JWT,
    "a private key": "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\nAAAA\n-----END OPENSSH PRIVATE KEY-----",
    "a private key without an end": "-----BEGIN PRIVATE KEY-----\nb3BlbnNzaC1rZXk",
    "a password": 'password: "hunter22"',
    "a password in German": "passwort ist geheim123",
    "a bearer": "Bearer abcdef.12345xyz",
    "an id of Slack": "U024BE7LDX",
    "an id of Discord": "106368594851123456",
    "a unique id": "123e4567-e89b-12d3-a456-426614174000",
    "a link with a key": "https://x.example/a?token=12345678",
    "a link of Slack's": "<https://x.example/private|the title of it>",
    "a database": "postgresql://ada:pw@db.example/x",
    "a mention": "<@U024BE7LD>",
    "a role": "<@&106368594851123456>",
    "a handle": "@ada_l",
}  # fmt: skip

HARMLESS = (
    "How do I pair the gateway after an update?",
    "It worked on 2026-11-27 at 12:30:15, with version 1.2.3 and 4.5.6-rc1.",
    "std::vector<int> holds 1000 2000 3000 4000 numbers",
    "localhost 127.0.0.1 and ::1 are this machine",
    "order 4111 1111 1111 1112 is no card",
    "git revert 3f786850e387550fdab836ed7e6dc881de23001b",
    "the token: how do I set it?",
    "use `@decorator` above the function",
    "eyJub3RoaW5n.to.see",
    "GB82 WEST 1234 5698 7654 33 has a wrong digit",
    "settings.yaml, line 120, column 7",
)


@pytest.mark.parametrize("what", SECRETS)
@pytest.mark.parametrize("around", ["{}", "please help: {} does not work", "a\n{}\nb", "({})", "'{}',"])
def test_a_secret_is_masked_wherever_it_stands(what: str, around: str) -> None:
    secret = SECRETS[what]
    masked = mask(around.format(secret))
    for piece in (secret, to_plain(secret)):
        assert piece not in masked
    told = max(to_plain(secret).replace("\n", " ").split(), key=len)
    assert told not in masked
    assert "[" in masked


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_secret_stays_as_it_is(text: str) -> None:
    assert mask(text) == text
    assert not holds_secret(text)


def test_checksums_tell_cards_ibans_and_tokens_from_other_numbers() -> None:
    assert is_card("4111111111111111")
    assert not is_card("4111111111111112")
    assert not is_card("0000000000000000")
    assert not is_card("1000200030004000")
    assert not is_card("42")
    assert is_iban("DE89370400440532013000")
    assert not is_iban("DE88370400440532013000")
    assert not is_iban("DE89")
    assert is_jwt(_b64({"alg": "none"}))
    assert not is_jwt(_b64(["alg"]))
    assert not is_jwt("eyJ!")


@given(st.sampled_from("23456"), st.text(alphabet="0123456789", min_size=11, max_size=17))
def test_each_number_has_one_check_digit(first: str, digits: str) -> None:
    assert len([d for d in "0123456789" if is_card(first + digits + d)]) == 1


def test_only_the_words_after_an_iban_stay() -> None:
    assert mask("pay DE89370400440532013000 until monday") == "pay [bank account] until monday"


def test_cards_among_other_numbers_are_found_one_by_one() -> None:
    card = "4111 1111 1111 1111"
    assert mask(f"12 {card} 0 and 7 {card} {card}") == "12 [card number] 0 and 7 [card number] [card number]"


def test_people_are_pseudonyms_whole_or_in_part_and_code_keeps_its_decorators() -> None:
    names = pseudonyms(["Ada Lovelace", "bo", "Ada Lovelace", "李"])
    assert names == {"Ada Lovelace": "Member 1", "bo": "Member 2", "李": "Member 3"}
    said = mask("ada lovelace and Lovelace asked @bo, @Ada and @nobody: `@cache` ```\n@cache\n```", names)
    assert said == "Member 1 and Member 1 asked Member 2, Member 1 and [somebody]: `@cache` ```\n@cache\n```"
    assert mask("Bob was about", names) == "Bob was about"


def test_a_long_text_is_cut_and_no_half_secret_is_left_at_the_cut() -> None:
    assert len(mask("word " * 5_000)) <= LONGEST + 6
    for size in range(11_900, 12_500, 7):
        text = " " * size + "xoxb-123456789012-" + "Ab1" * 200
        assert "xoxb" not in mask(text)


@given(st.text())
def test_any_text_is_taken_and_masking_twice_is_masking_once(text: str) -> None:
    once = mask(text)
    assert "\x00" not in once
    assert mask(once) == once or len(once) > LONGEST - 50
    assert not holds_secret(once) or len(text) > LONGEST


@given(st.text(max_size=40), st.sampled_from(sorted(SECRETS)), st.text(max_size=40))
def test_a_masked_secret_holds_none_any_more(before: str, what: str, after: str) -> None:
    is_code = SECRETS[what].startswith("@") and "`" in before + after  # a decorator, as far as anybody can tell
    assert SECRETS[what] not in mask(f"{before} {SECRETS[what]} {after}") or is_code
