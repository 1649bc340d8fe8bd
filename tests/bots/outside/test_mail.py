"""Mail against a small SMTP server on loopback: what arrives, what each answer means, what can never be smuggled in."""

import asyncio
import base64
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.outside.mail import PATIENCE, MailSettings, Sending, find_mailbox, read_mail, send_mail
from engagement.errors import ConfigError

NOW = datetime(2026, 11, 26, 12, 0, 7, 900_000, tzinfo=UTC)
PASSWORD = "pa55 w/rd@#"


@dataclass
class SmtpServer:
    """One that says yes, unless ``replies`` has another answer to a command (``GREETING``, ``EHLO``, ``BODY`` ...)."""

    replies: Mapping[str, str] = field(default_factory=dict)
    offers: tuple[str, ...] = ("AUTH PLAIN",)
    port: int = 0
    commands: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            await self._say(writer, self.replies.get("GREETING", "220 fake"))
            while line := (await reader.readline()).decode().rstrip("\r\n"):
                self.commands.append(line)
                verb = line.split(" ")[0].upper()
                if verb in self.replies:
                    await self._say(writer, self.replies[verb])
                elif verb == "EHLO":
                    await self._say(
                        writer, "\r\n".join(["250-fake", *(f"250-{one}" for one in self.offers), "250 HELP"])
                    )
                elif verb == "DATA":
                    await self._say(writer, "354 go on")
                    self.bodies.append(await reader.readuntil(b"\r\n.\r\n"))
                    await self._say(writer, self.replies.get("BODY", "250 taken"))
                else:
                    await self._say(writer, {"AUTH": "235 fine", "QUIT": "221 bye"}.get(verb, "250 fine"))
        writer.close()

    async def _say(self, writer: asyncio.StreamWriter, reply: str) -> None:
        """``""`` is to hang up, ``...`` to say nothing for ever."""
        if reply == "...":
            return
        if not reply:
            writer.close()
            raise ConnectionError
        writer.write(f"{reply}\r\n".encode())
        await writer.drain()

    @property
    def settings(self) -> MailSettings:
        return MailSettings(host="127.0.0.1", port=self.port, security="none", sender="Hubbub <hub@example.org>")

    @property
    def mails(self) -> list[EmailMessage]:
        read = [message_from_bytes(body.removesuffix(b".\r\n"), policy=default) for body in self.bodies]
        assert all(isinstance(mail, EmailMessage) for mail in read)
        return read


@asynccontextmanager
async def serving(
    replies: Mapping[str, str] | None = None, offers: tuple[str, ...] = ("AUTH PLAIN",)
) -> AsyncIterator[SmtpServer]:
    fake = SmtpServer(replies=replies or {}, offers=offers)
    async with await asyncio.start_server(fake.talk, "127.0.0.1", 0) as server:
        fake.port = server.sockets[0].getsockname()[1]
        yield fake


async def sent(
    settings: MailSettings,
    to: str = "ann@example.com",
    subject: str = "An escalation waits",
    text: str = "Somebody has waited for four hours.",
    identity: str = "mail-1",
    patience: timedelta = PATIENCE,
) -> Sending:
    return await send_mail(settings, to=to, subject=subject, text=text, id=identity, at=NOW, patience=patience)


async def test_a_mail_arrives_whole() -> None:
    async with serving() as fake:
        text = "Größe: 5\n.a line that begins with a full stop\n" + "long " * 400 + "\n👩‍👩‍👧"
        assert await sent(fake.settings, subject="Größe und Gewicht", text=text) == Sending(delivered=True)
    assert fake.commands == [
        "ehlo example.org",
        "mail FROM:<hub@example.org>",
        "rcpt TO:<ann@example.com>",
        "data",
        "quit",
    ]
    [mail] = fake.mails
    assert mail["From"] == "Hubbub <hub@example.org>"
    assert mail["To"] == "ann@example.com"
    assert mail["Subject"] == "Größe und Gewicht"
    assert mail["Date"] == "Thu, 26 Nov 2026 12:00:07 +0000"
    assert mail["Message-ID"] == "<mail-1@example.org>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content_charset() == "utf-8"
    assert fake.bodies[0].isascii()
    assert mail.get_content().replace("\r\n", "\n").replace("\n..", "\n.") == text + "\n"


async def test_a_repeat_is_the_same_mail() -> None:
    async with serving() as fake:
        for identity in ("mail-1", "mail-1", "mail-2", "a:b", "a:c", "x>\r\nBcc: eve@example.org", "\ud800"):
            assert (await sent(fake.settings, identity=identity)).delivered
    first, again, *_ = fake.bodies
    assert first == again
    ids = [mail["Message-ID"] for mail in fake.mails]
    assert len(set(ids)) == 6
    assert [mail["Bcc"] for mail in fake.mails] == [None] * 7


async def test_somebody_who_needs_to_sign_in_signs_in() -> None:
    async with serving() as fake:
        assert (await sent(replace(fake.settings, user="hub", password=PASSWORD))).delivered
    signed_in = base64.b64encode(f"\0hub\0{PASSWORD}".encode()).decode()
    assert fake.commands[1] == f"AUTH PLAIN {signed_in}"


@pytest.mark.parametrize(
    ("replies", "said"),
    [
        ({"RCPT": "450 ann@example.com is busy"}, "does not take mail for this address (450)"),
        ({"MAIL": "451 later"}, "does not take mail from this sender; see to HUBBUB_MAIL_FROM (451)"),
        ({"DATA": "451 later"}, "does not take the mail (451)"),
        ({"BODY": "452 full"}, "does not take the mail (452)"),
        ({"GREETING": "421 too many"}, "does not take the mail (421)"),
        ({"AUTH": "454 later"}, "refuses the user or the password; see to HUBBUB_SMTP_URL (454)"),
        ({"MAIL": ""}, "broke off"),
        ({"GREETING": ""}, "broke off"),
        ({"GREETING": "hello?"}, "does not take the mail"),
        ({"BODY": ""}, "broke off"),
    ],
)
async def test_what_may_pass_is_tried_again(replies: dict[str, str], said: str) -> None:
    async with serving(replies) as fake:
        sending = await sent(replace(fake.settings, user="hub", password=PASSWORD))
    assert sending == Sending(delivered=False, try_again_after=timedelta(), error=f"the mail server {said}")


@pytest.mark.parametrize(
    ("replies", "said"),
    [
        ({"RCPT": "550 ann@example.com: no such person"}, "does not take mail for this address (550)"),
        ({"MAIL": "550 not you"}, "does not take mail from this sender; see to HUBBUB_MAIL_FROM (550)"),
        ({"DATA": "554 no"}, "does not take the mail (554)"),
        ({"BODY": "554 spam"}, "does not take the mail (554)"),
        ({"GREETING": "554 go away"}, "does not take the mail (554)"),
        ({"AUTH": f"535 {PASSWORD} is wrong"}, "refuses the user or the password; see to HUBBUB_SMTP_URL (535)"),
    ],
)
async def test_what_was_refused_for_good_is_given_up(replies: dict[str, str], said: str) -> None:
    async with serving(replies) as fake:
        sending = await sent(replace(fake.settings, user="hub", password=PASSWORD))
    assert sending == Sending(delivered=False, try_again_after=None, error=f"the mail server {said}")


@pytest.mark.parametrize("goodbye", ["500 what?", ""])
async def test_a_mail_that_was_taken_is_delivered_whatever_comes_after(goodbye: str) -> None:
    async with serving({"QUIT": goodbye}) as fake:
        assert await sent(fake.settings) == Sending(delivered=True)
    assert len(fake.bodies) == 1


async def test_a_server_that_says_nothing_is_tried_again() -> None:
    async with serving({"GREETING": "..."}) as fake:
        sending = await sent(fake.settings, patience=timedelta(milliseconds=50))
    assert (sending.delivered, sending.try_again_after) == (False, timedelta())
    assert timedelta(seconds=20) == PATIENCE


async def test_a_server_that_is_not_there_is_tried_again() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as door:
        port = door.getsockname()[1]
    settings = MailSettings(host="127.0.0.1", port=port, security="none", sender="hub@example.org")
    for each in (settings, replace(settings, security="tls")):
        sending = await sent(each)
        assert sending.error == "the mail server cannot be reached, or does not answer"
        assert sending.try_again_after == timedelta()


async def test_nothing_is_said_unencrypted_where_encryption_was_asked_for() -> None:
    async with serving() as fake:
        sending = await sent(replace(fake.settings, security="starttls", user="hub", password=PASSWORD))
    assert (sending.delivered, sending.try_again_after) == (False, timedelta())
    assert "STARTTLS" in sending.error
    assert fake.commands == ["ehlo example.org"]
    async with serving({"STARTTLS": "220 go"}, offers=("STARTTLS", "AUTH PLAIN")) as fake:
        port_without_tls = replace(fake.settings, security="tls", user="hub", password=PASSWORD)
        sending = await sent(port_without_tls, patience=timedelta(seconds=1))
    assert not sending.delivered
    assert not [line for line in fake.commands if "AUTH" in line]


async def test_a_server_without_a_login_gets_no_mail_in_our_name() -> None:
    async with serving(offers=()) as fake:
        sending = await sent(replace(fake.settings, user="hub", password=PASSWORD))
    assert (sending.delivered, fake.bodies) == (False, [])
    assert "a login" in sending.error


@pytest.mark.parametrize(
    "broken", ["\r\nBcc: eve@example.org", "\nBcc: eve@example.org\n\nHello", "\rBcc: eve@example.org"]
)
async def test_a_subject_begins_no_other_header(broken: str) -> None:
    async with serving() as fake:
        assert (await sent(fake.settings, subject=f"Waits{broken}\x00\x07\ud800")).delivered
    [mail] = fake.mails
    assert mail["Bcc"] is None
    assert mail["Subject"].startswith("Waits Bcc: eve@example.org")
    assert fake.commands.count("rcpt TO:<ann@example.com>") == 1


async def test_a_text_ends_no_mail_and_begins_no_other() -> None:
    text = "one\r\n.\r\nMAIL FROM:<eve@example.org>\n.\nfine\r.\rend\x00\ud800"
    async with serving() as fake:
        assert (await sent(fake.settings, text=text)).delivered
    assert len(fake.bodies) == 1
    assert [line.split(":")[0] for line in fake.commands] == [
        "ehlo example.org",
        "mail FROM",
        "rcpt TO",
        "data",
        "quit",
    ]


@given(st.text(max_size=300), st.text(max_size=300))
async def test_no_subject_and_no_text_breaks_anything(subject: str, text: str) -> None:
    async with serving() as fake:
        assert (await sent(fake.settings, subject=subject, text=text)).delivered
    [mail] = fake.mails
    assert sorted(mail.keys()) == sorted(
        [
            "From",
            "To",
            "Subject",
            "Date",
            "Auto-Submitted",
            "Content-Type",
            "Content-Transfer-Encoding",
            "MIME-Version",
            "Message-ID",
        ]
    )
    assert len(mail["Subject"]) <= 200


@pytest.mark.parametrize(
    "to",
    [
        "", "ann", "ann@", "@example.org", "ann@example.org, eve@example.org", "ann@example.org\r\nBcc: eve@example.org",
        "ann @example.org", "ann@exa mple.org", "größe@example.org", "ann@bücher.example", "ann@@example.org",
        "Ann <ann@example.org> <eve@example.org>", "Team: ann@example.org;", "a.@example.org", "ann@example..org",
        "\ud800@example.org", "x" * 250 + "@example.org", "<ann@example.org", '"ann eve"@example.org',
    ],
)  # fmt: skip
async def test_what_is_no_single_address_gets_no_mail(to: str) -> None:
    sending = await sent(MailSettings(host="127.0.0.1", port=9, security="none", sender="hub@example.org"), to=to)
    assert sending == Sending(delivered=False, error="no mail goes out: the address is none that mail can be sent to")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ann+x@mail.example.org", ""), ("Ann <ann+x@mail.example.org>", "Ann"), ("<ann+x@mail.example.org>", ""),
        ('"Hubbub, Inc." <ann+x@mail.example.org>', "Hubbub, Inc."), ("Größe <ann+x@mail.example.org>", "Größe"),
        ('"" <ann+x@mail.example.org>', ""),
    ],
)  # fmt: skip
def test_an_address_may_have_a_name(text: str, name: str) -> None:
    found = find_mailbox(text)
    assert found is not None
    assert (found.display_name, found.addr_spec) == (name, "ann+x@mail.example.org")


# --- the environment ------------------------------------------------------------------------------------------------

FROM = "Hubbub <hub@example.org>"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example.org", ("mail.example.org", 587, "starttls", "", "")),
        (
            "smtp://hub:pa55%20w%2Frd%40%23@mail.example.org:2525",
            ("mail.example.org", 2525, "starttls", "hub", PASSWORD),
        ),
        ("smtps://hub%40example.org:p@mail.example.org", ("mail.example.org", 465, "tls", "hub@example.org", "p")),
        ("smtp://relay:25?security=none", ("relay", 25, "none", "", "")),
        ("smtp://relay?security=none", ("relay", 25, "none", "", "")),
        ("smtp://u:p@localhost?security=none", ("localhost", 25, "none", "u", "p")),
        ("smtps://[::1]:465/", ("::1", 465, "tls", "", "")),
    ],
)
def test_the_mail_server_is_read_from_the_environment(url: str, expected: tuple[str, int, str, str, str]) -> None:
    found = read_mail({"HUBBUB_SMTP_URL": url, "HUBBUB_MAIL_FROM": FROM})
    assert found is not None
    assert (found.host, found.port, found.security, found.user, found.password) == expected
    assert found.sender == FROM


def test_without_variables_there_is_no_mail() -> None:
    assert read_mail({}) is None
    assert read_mail({"HUBBUB_SMTP_URL": " ", "HUBBUB_MAIL_FROM": ""}) is None


@pytest.mark.parametrize(
    ("url", "sender", "said"),
    [
        ("", FROM, "HUBBUB_SMTP_URL is not; write"),
        ("smtp://h", "", "HUBBUB_MAIL_FROM is not one address"),
        ("smtp://h", "s3cret", "HUBBUB_MAIL_FROM is not one address"),
        ("smtp://h", "a@example.org, s3cret@example.org", "HUBBUB_MAIL_FROM is not one address"),
        ("https://u:s3cret@h", FROM, "HUBBUB_SMTP_URL has to begin with smtp:// or smtps://"),
        ("u:s3cret@h", FROM, "HUBBUB_SMTP_URL has to begin with"),
        ("smtp://u:s3cret@", FROM, "HUBBUB_SMTP_URL names no host"),
        ("smtp://u:s3/cret@h", FROM, "HUBBUB_SMTP_URL is no address"),
        ("smtp://u:s3cret#x@h", FROM, "HUBBUB_SMTP_URL is no address"),
        ("smtp://h/s3cret", FROM, "HUBBUB_SMTP_URL has something after the host"),
        ("smtp://h#s3cret", FROM, "%23"),
        ("smtp://u:s3cret@h:x", FROM, "HUBBUB_SMTP_URL is no address"),
        ("smtp://s3cret@h", FROM, "both user and password"),
        ("smtp://:s3cret@h", FROM, "both user and password"),
        ("smtp://u:s3cret%C3%BC@h", FROM, "ASCII"),
        ("smtp://u:s3cret%0d@h", FROM, "ASCII"),
        ("smtp://u:s3cret @h", FROM, "spaces"),
        ("smtp://u:s3cret@h?security=none", FROM, "unencrypted"),
        ("smtp://h?security=s3cret", FROM, "?security=none"),
        ("smtps://h?security=none", FROM, "?security=none"),
        ("smtp://h?x=s3cret", FROM, "?security=none"),
    ],
)
def test_what_is_wrong_is_told_with_the_cure_and_without_the_value(url: str, sender: str, said: str) -> None:
    with pytest.raises(ConfigError) as error:
        read_mail({"HUBBUB_SMTP_URL": url, "HUBBUB_MAIL_FROM": sender})
    assert said in str(error.value)
    assert "s3cret" not in str(error.value)
    assert "s3/cret" not in str(error.value)
    assert error.value.__suppress_context__ or error.value.__context__ is None


def test_the_password_is_not_shown() -> None:
    settings = MailSettings(host="h", port=25, user="hub", password=PASSWORD, sender=FROM)
    assert PASSWORD not in f"{settings!r}{settings}"
