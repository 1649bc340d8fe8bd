"""E-mail for those whom chat does not reach: one plain-text mail to one person, by SMTP.

One call is one attempt. A mail may have arrived although it seems to have failed; a repeat has the same Message-ID, so
that mailboxes know it.
"""

import asyncio
import re
import smtplib
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final, Literal
from urllib.parse import SplitResult, parse_qsl, unquote

from bots.outside.addresses import is_host, is_loopback, read_address
from bots.outside.sending import Sending
from engagement.errors import ConfigError
from engagement.ids import stable_id
from engagement.text import shorten, to_clean

__all__ = ["MailSettings", "Sending", "read_mail", "send_mail"]

PATIENCE: Final = timedelta(seconds=20)
"""So long may the mail server take to connect, and for each answer."""
URL, FROM = "HUBBUB_SMTP_URL", "HUBBUB_MAIL_FROM"  # names of variables
_EXAMPLES: Final = {"smtp": "smtp://user:password@mail.example.org:587", "smtps": "smtps://mail.example.org:465"}
_PORTS: Final = {"starttls": 587, "tls": 465, "none": 25}
_ADDRESS: Final = re.compile(r"[!#-'*+\-/-9=?A-Z^-~]+(\.[!#-'*+\-/-9=?A-Z^-~]+)*@([^@]+)").fullmatch
"""RFC 5322, 3.4.1, without quoted and obsolete forms, in ASCII."""
_NAMED: Final = re.compile(r'(?:"([^"\\<>]*)"|([^<>@,;:\\"()\[\]]*)) *<([^<>]*)>').fullmatch
_LONGEST_ADDRESS: Final = 254
_LONGEST_SUBJECT: Final = 200
_PLAIN_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}").fullmatch
_POLICY: Final = SMTP.clone(cte_type="7bit")
"""Every server takes seven bits; UTF-8 goes as quoted-printable or base64."""
_PERMANENT: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """The mail server, and in whose name mail goes out; the password stays out of everything that is shown."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    sender: str
    """One address, with or without a name before it: ``Hubbub <hubbub@example.org>``."""


def read_mail(environment: Mapping[str, str]) -> MailSettings | None:
    """The mail server by ``HUBBUB_SMTP_URL`` and ``HUBBUB_MAIL_FROM``; None when neither is set.

    ``smtp://`` asks for STARTTLS (port 587 unless another is named), ``smtps://`` is TLS from the beginning (465);
    ``?security=none`` after ``smtp://`` leaves encryption out (25), with a password only on this machine. Raises
    ConfigError with the variable and the cure, never with what the variable holds.
    """
    url, sender = environment.get(URL, "").strip(), environment.get(FROM, "").strip()
    if not url and not sender:
        return None
    if not url:
        raise ConfigError(f"{FROM} is set and {URL} is not; write {URL}={_EXAMPLES['smtp']}")
    if find_mailbox(sender) is None:
        raise ConfigError(f"{FROM} is not one address; write {FROM}=Hubbub <hubbub@example.org>")
    parts = read_address(URL, url, _EXAMPLES)
    host, security = parts.hostname or "", _read_security(parts)
    user, password = _read_login(parts)
    if password and security == "none" and not is_loopback(host):
        raise ConfigError(f"{URL} would send the password unencrypted; leave ?security=none away")
    port = parts.port or _PORTS[security]
    return MailSettings(host=host, port=port, security=security, user=user, password=password, sender=sender)


def _read_security(parts: SplitResult) -> Literal["starttls", "tls", "none"]:
    if parts.path not in ("", "/") or parts.fragment:
        raise ConfigError(
            f"{URL} has something after the host; write it like {_EXAMPLES['smtp']}, with special characters of the"
            " password as %23 (#), %2F (/), %3F (?), %40 (@)"
        )
    wished = parse_qsl(parts.query, keep_blank_values=True)
    if parts.scheme == "smtp" and wished == [("security", "none")]:
        return "none"
    if parts.query:
        raise ConfigError(f"{URL} may end in ?security=none after smtp://, and in nothing else")
    return "tls" if parts.scheme == "smtps" else "starttls"


def _read_login(parts: SplitResult) -> tuple[str, str]:
    """User and password; RFC 4616 allows more than printable ASCII, Python's library does not."""
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(user) != bool(password):
        raise ConfigError(f"{URL} needs both user and password, or neither; write it like {_EXAMPLES['smtp']}")
    if not all(text.isascii() and text.isprintable() for text in (user, password)):
        raise ConfigError(f"{URL}: user and password may hold ASCII letters, digits and signs only; choose others")
    return user, password


def find_mailbox(text: str) -> Address | None:
    """The one address in ``text`` (``ann@example.org`` or ``Ann <ann@example.org>``); None for anything else."""
    named = _NAMED(text) if text.isprintable() else None
    name, address = ((named[1] or named[2] or "").strip(), named[3]) if named is not None else ("", text)
    found = _ADDRESS(address) if len(address) <= _LONGEST_ADDRESS else None
    return Address(name, addr_spec=address) if found is not None and is_host(found[2]) else None


async def send_mail(
    settings: MailSettings,
    *,
    to: str,
    subject: str,
    text: str,
    id: str,  # noqa: A002  # one word per thing: the webhooks' id and this are the same
    at: datetime,
    patience: timedelta = PATIENCE,
) -> Sending:
    """Send ``text`` to the one address ``to``. ``id`` and ``at`` (aware) stay the same at every attempt.

    Raises nothing that the server or the arguments' texts could cause. Refused with 5xx it is given up; all else may
    be tried again. The password, the address and the server's words stand in no error.
    """
    receiver, sender = find_mailbox(to), find_mailbox(settings.sender)
    if receiver is None or sender is None:
        return Sending(delivered=False, error="no mail goes out: the address is none that mail can be sent to")
    mail = _written(sender, receiver, subject=subject, text=text, at=at)
    mail["Message-ID"] = f"<{id if _PLAIN_ID(id) else stable_id('mail', id)}@{sender.domain}>"
    try:
        await asyncio.to_thread(_deliver, settings, mail, sender, receiver, patience.total_seconds())
    except (smtplib.SMTPException, OSError, ValueError) as error:
        return _refused(error)
    return Sending(delivered=True)


def _written(sender: Address, to: Address, *, subject: str, text: str, at: datetime) -> EmailMessage:
    """The mail but for its id: nothing in a header can begin another."""
    mail = EmailMessage(policy=_POLICY)
    mail["From"], mail["To"] = sender, to
    visible = "".join(c if c.isprintable() else " " for c in to_clean(subject))
    mail["Subject"] = shorten(visible, _LONGEST_SUBJECT)
    mail["Date"] = at.astimezone(UTC).replace(microsecond=0)
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office replies, please
    mail.set_content(to_clean(text), charset="utf-8")
    return mail


def _deliver(settings: MailSettings, mail: EmailMessage, sender: Address, to: Address, seconds: float) -> None:
    """In a thread: one connection, one mail. We greet with the sender's domain: asking for our own name takes long."""
    name = sender.domain
    trusted = ssl.create_default_context() if settings.security != "none" else None
    smtp: smtplib.SMTP
    if settings.security == "tls":
        smtp = smtplib.SMTP_SSL(settings.host, settings.port, name, timeout=seconds, context=trusted)
    else:
        smtp = smtplib.SMTP(settings.host, settings.port, name, timeout=seconds)
    try:
        if settings.security == "starttls":
            smtp.starttls(context=trusted)
        if settings.user:
            smtp.login(settings.user, settings.password)
        smtp.send_message(mail, sender.addr_spec, [to.addr_spec])
        with suppress(smtplib.SMTPException, OSError):  # it has the mail; how it says goodbye is no matter
            smtp.quit()
    finally:
        smtp.close()


def _refused(error: Exception) -> Sending:
    """What went wrong, by its kind and code; the server's own words may repeat the address."""
    code = 0
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, what = next(iter(error.recipients.values()))[0], "does not take mail for this address"
    elif isinstance(error, smtplib.SMTPAuthenticationError):
        code, what = error.smtp_code, f"refuses the user or the password; see to {URL}"
    elif isinstance(error, smtplib.SMTPSenderRefused):
        code, what = error.smtp_code, f"does not take mail from this sender; see to {FROM}"
    elif isinstance(error, smtplib.SMTPResponseException):
        code, what = error.smtp_code, "does not take the mail"
    elif isinstance(error, smtplib.SMTPNotSupportedError):
        what = f"cannot do what {URL} asks for: STARTTLS, or a login"
    elif isinstance(error, ssl.SSLError):
        what = "shows no certificate that can be trusted, or speaks no TLS there"
    elif isinstance(error, smtplib.SMTPException):
        what = "broke off"
    else:
        what = "cannot be reached, or does not answer"
    said = f"the mail server {what}" + (f" ({code})" if code > 0 else "")
    return Sending(delivered=False, try_again_after=None if code >= _PERMANENT else timedelta(), error=said)
