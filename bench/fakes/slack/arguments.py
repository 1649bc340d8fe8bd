"""Which arguments does a request carry? Query, form, multipart or JSON, and what is wrong with the body."""

from collections.abc import Mapping
from typing import Any, Final

import orjson
from aiohttp import web

from bench.fakes.slack.records import Json
from bench.fakes.slack.refusals import Refusal

_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")
_STRUCTURED: Final = ("blocks", "attachments", "metadata", "view", "unfurls")
_TRUE: Final = ("1", "true", "True")


class Arguments:
    """The arguments of one call, read as the type that is asked for."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = dict(values)

    def has(self, name: str) -> bool:
        """Is it given at all (an empty list counts, null does not)?"""
        return self.values.get(name) is not None

    def text(self, name: str, default: str = "") -> str:
        """A string."""
        value = self.values.get(name)
        return default if value is None else str(value)

    def required(self, name: str, error: str = "invalid_arguments") -> str:
        """A string that must be there."""
        value = self.text(name)
        if not value:
            raise Refusal(error, response_metadata={"messages": [f"[ERROR] missing required field: {name}"]})
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A truth value: JSON's, or ``1``/``true`` of a form."""
        value = self.values.get(name)
        return default if value is None else value is True or str(value) in _TRUE

    def number(self, name: str, default: int) -> int:
        """A whole number."""
        value = self.values.get(name)
        if value is None or value == "":
            return default
        try:
            return int(value)
        except (TypeError, ValueError):
            raise Refusal(f"invalid_{name}") from None

    def structured(self, name: str, error: str) -> Any:
        """A list or object, which a form carries as JSON text; None when it is not given."""
        value = self.values.get(name)
        if isinstance(value, str):
            if not value:
                return None
            try:
                return orjson.loads(value)
            except orjson.JSONDecodeError:
                raise Refusal(error) from None
        return value

    def listed(self, name: str) -> list[str]:
        """Ids separated by commas, or a JSON list."""
        value = self.values.get(name)
        found = value if isinstance(value, list) else self.text(name).split(",")
        return [str(each).strip() for each in found if str(each).strip()]

    def shown(self) -> Json:
        """The arguments for the ledger: without the token, structured ones as objects where they can be read."""
        return {name: _readable(name, value) for name, value in self.values.items() if name != "token"}


def _readable(name: str, value: object) -> object:
    if name in _STRUCTURED and isinstance(value, str):
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            return value
    return value


async def read_arguments(request: web.Request) -> tuple[Arguments, str | None]:
    """The arguments, and the token from the header, the query or a form; refuses a body that cannot be read."""
    values: Json = dict(request.query)
    bearer = request.headers.get("Authorization", "")
    token = bearer.removeprefix("Bearer ").strip() if bearer.startswith("Bearer ") else None
    if request.method == "POST":
        body = await _read_body(request)
        if request.content_type in _FORMS:
            token = token or str(body.get("token") or "") or None
        values.update(body)
    token = token or request.query.get("token")
    values.pop("token", None)
    return Arguments(values), token


async def _read_body(request: web.Request) -> Json:
    if "Content-Type" not in request.headers:
        if await request.read():
            raise Refusal("missing_post_type")
        return {}
    kind = request.content_type
    if kind == "application/json":
        return _read_json(await request.read())
    if kind not in _FORMS:
        raise Refusal("invalid_post_type")
    try:
        return {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    except ValueError:
        raise Refusal("invalid_form_data") from None


def _read_json(raw: bytes) -> Json:
    if not raw:
        return {}
    try:
        found = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise Refusal("invalid_json") from None
    if not isinstance(found, dict):
        raise Refusal("json_not_object")
    return found
