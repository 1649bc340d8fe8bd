"""How is a request to the Web API answered? Token, scope, faults, then the method itself; all into the ledger."""

import asyncio
from collections.abc import Callable
from typing import Final

import orjson
from aiohttp import web

from bench.fakes.slack import (
    methods_chat,
    methods_conversations,
    methods_files,
    methods_people,
    methods_reactions,
    methods_views,
)
from bench.fakes.slack.access import METHOD_SCOPES
from bench.fakes.slack.arguments import Arguments, read_arguments
from bench.fakes.slack.faults import Fault
from bench.fakes.slack.places import need_scope
from bench.fakes.slack.records import Json
from bench.fakes.slack.refusals import Refusal
from bench.fakes.slack.workspace import Workspace

_OPEN_SOCKET: Final = "apps.connections.open"
Method = Callable[[Workspace, Arguments], Json]


def open_socket(space: Workspace, _args: Arguments) -> Json:
    """``apps.connections.open``: the address of one Socket Mode connection."""
    address = space.root_url.replace("http://", "ws://", 1)
    return {"url": f"{address}link/?ticket={space.sockets.ticket()}&app_id={space.app.id}"}


METHODS: Final[dict[str, Method]] = {
    _OPEN_SOCKET: open_socket,
    "auth.test": methods_people.auth_test,
    "bots.info": methods_people.bots_info,
    "chat.delete": methods_chat.delete,
    "chat.getPermalink": methods_chat.get_permalink,
    "chat.postEphemeral": methods_chat.post_ephemeral,
    "chat.postMessage": methods_chat.post_message,
    "chat.update": methods_chat.update,
    "conversations.history": methods_conversations.history,
    "conversations.info": methods_conversations.info,
    "conversations.join": methods_conversations.join,
    "conversations.list": methods_conversations.list_all,
    "conversations.members": methods_conversations.members,
    "conversations.open": methods_conversations.open_dm,
    "conversations.replies": methods_conversations.replies,
    "files.completeUploadExternal": methods_files.complete_upload,
    "files.delete": methods_files.delete,
    "files.getUploadURLExternal": methods_files.get_upload_url,
    "reactions.add": methods_reactions.add,
    "reactions.get": methods_reactions.get,
    "reactions.remove": methods_reactions.remove,
    "team.info": methods_people.team_info,
    "usergroups.list": methods_people.groups_list,
    "usergroups.users.list": methods_people.group_users,
    "usergroups.users.update": methods_people.group_users_update,
    "users.conversations": methods_conversations.list_own,
    "users.info": methods_people.users_info,
    "users.list": methods_people.users_list,
    "users.profile.get": methods_people.users_profile,
    "views.open": methods_views.open_modal,
    "views.publish": methods_views.publish,
    "views.push": methods_views.push,
    "views.update": methods_views.update,
}


class WebApi:
    """The HTTP side of the methods."""

    def __init__(self, space: Workspace) -> None:
        self._space = space

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        method = request.match_info["method"]
        args, refusal, body = Arguments({}), None, {}
        fault: Fault | None = None
        try:
            args, token = await read_arguments(request)
            self._check(method, token)
            fault = self._space.faults.take(method)
            body = self._run(method, args, fault)
        except Refusal as found:
            refusal, body = found, found.body
        except ConnectionError:  # whoever called died before it had said everything
            return web.Response(status=400)
        status = refusal.status if refusal is not None else 200
        if fault is not None and fault.kind == "server_error":
            status, body = 500, {"ok": False, "error": fault.error}
        is_lost = fault is not None and fault.kind == "lose"
        error = "connection_lost" if is_lost else body.get("error")
        retry_after = refusal.retry_after if refusal is not None else None
        self._space.note(method, args.shown(), error=error, status=status, retry_after=retry_after, is_lost=is_lost)
        if (delay := self._space.faults.delay(method)) > 0:
            await asyncio.sleep(delay)
        if is_lost and request.transport is not None:
            request.transport.abort()
        return self._response(method, body, status, refusal)

    def _check(self, method: str, token: str | None) -> None:
        """Refuse a method nobody knows, a token that is none, and a scope that was not granted."""
        space = self._space
        if method not in METHODS:
            raise Refusal("unknown_method", req_method=method)
        if not token:
            raise Refusal("not_authed")
        if token not in {space.app.bot_token, space.app.app_token}:
            raise Refusal("invalid_auth")
        if (token == space.app.app_token) != (method == _OPEN_SOCKET):
            raise Refusal("not_allowed_token_type")
        if space.refused_because is not None and (token == space.app.bot_token or not space.is_installed):
            raise Refusal(space.refused_because)
        if method in METHOD_SCOPES:
            need_scope(space, METHOD_SCOPES[method])

    def _run(self, method: str, args: Arguments, fault: Fault | None) -> Json:
        if fault is not None and fault.kind == "rate_limit":
            raise Refusal("ratelimited", status=429, retry_after=fault.retry_after)
        if fault is not None and fault.kind == "fail":
            raise Refusal(fault.error)
        if fault is not None and not fault.carried_out:
            return {}
        return {"ok": True, **METHODS[method](self._space, args)}

    def _response(self, method: str, body: Json, status: int, refusal: Refusal | None) -> web.Response:
        headers = {"x-oauth-scopes": ",".join(sorted(self._space.scopes))}
        if method in METHOD_SCOPES:
            headers["x-accepted-oauth-scopes"] = METHOD_SCOPES[method]
        if refusal is not None and refusal.retry_after is not None:
            headers["Retry-After"] = str(refusal.retry_after)
        return web.Response(body=orjson.dumps(body), status=status, content_type="application/json", headers=headers)
