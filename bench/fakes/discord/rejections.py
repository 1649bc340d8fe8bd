"""What does Discord answer when it refuses, and under which code?

Codes from https://docs.discord.com/developers/topics/opcodes-and-status-codes.
"""

from typing import Any


class Rejected(Exception):  # noqa: N818 - a refusal is an answer here, not an error of the fake
    """An answer that is a refusal: HTTP status, JSON code, message and, for forms, the errors by field."""

    def __init__(self, status: int, code: int, message: str, errors: dict[str, Any] | None = None) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.body: dict[str, Any] = {"message": message, "code": code}
        if errors is not None:
            self.body["errors"] = errors


def unauthorized() -> Rejected:
    """The token is wrong."""
    return Rejected(401, 0, "401: Unauthorized")


def unknown(what: str) -> Rejected:
    """There is no such thing, or it cannot be seen."""
    codes = {
        "Application": 10002,
        "Channel": 10003,
        "Guild": 10004,
        "Member": 10007,
        "Message": 10008,
        "Role": 10011,
        "User": 10013,
        "Emoji": 10014,
        "Webhook": 10015,
        "Interaction": 10062,
        "application command": 10063,
    }
    return Rejected(404, codes[what], f"Unknown {what}")


def missing_access() -> Rejected:
    """The bot does not see that channel or server."""
    return Rejected(403, 50001, "Missing Access")


def missing_permissions() -> Rejected:
    """The bot sees it but may not do that."""
    return Rejected(403, 50013, "Missing Permissions")


def invalid_form(errors: dict[str, Any]) -> Rejected:
    """A field of the body is wrong."""
    return Rejected(400, 50035, "Invalid Form Body", errors)


class Form:
    """Collects what is wrong with a body and refuses it as a whole, as Discord does."""

    def __init__(self) -> None:
        self._errors: dict[str, Any] = {}

    def wrong(self, path: str, code: str, message: str) -> None:
        """Note an error at a dotted path such as ``embeds.0.title``."""
        at = self._errors
        for part in path.split("."):
            at = at.setdefault(part, {})
        at.setdefault("_errors", []).append({"code": code, "message": message})

    def limit(self, path: str, value: object, most: int, least: int = 0) -> None:
        """A text, when given, is a text of between ``least`` and ``most`` characters."""
        if value is None:
            return
        if not isinstance(value, str):
            self.wrong(path, "STRING_TYPE_CONVERT", "Could not interpret value as string.")
        elif len(value) > most and least == 0:
            self.wrong(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
        elif not least <= len(value) <= most:
            self.wrong(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")

    def require(self, path: str, value: object) -> None:
        """A field has to be there."""
        if value is None or value == "":
            self.wrong(path, "BASE_TYPE_REQUIRED", "This field is required")

    def count(self, path: str, values: list[Any], most: int, least: int = 0) -> None:
        """A list holds between ``least`` and ``most`` things."""
        if len(values) > most and least == 0:
            self.wrong(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
        elif not least <= len(values) <= most:
            self.wrong(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")

    def refuse(self) -> None:
        """Raise what was noted, if anything was."""
        if self._errors:
            raise invalid_form(self._errors)
