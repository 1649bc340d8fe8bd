"""What do the ``files.*`` methods do? Hand out an address, finish an upload, delete; and what an upload does."""

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bench.fakes.slack.arguments import Arguments
from bench.fakes.slack.records import Json
from bench.fakes.slack.refusals import Refusal
from bench.fakes.slack.walk import objects
from bench.fakes.slack.workspace import File, Workspace

_PNG = b"\x89PNG\r\n\x1a\n"


def get_upload_url(space: Workspace, args: Arguments) -> Json:
    """``files.getUploadURLExternal``."""
    length = args.required("length", "invalid_arguments")
    if not length.isdigit() or not int(length):
        raise Refusal("invalid_arguments")
    file = f"F0FILE{len(space.files) + 1:04}"
    space.files[file] = File(
        name=args.required("filename", "invalid_arguments"), length=int(length), alt=args.text("alt_txt")
    )
    return {"upload_url": f"{space.root_url}upload/v1/{file}", "file_id": file}


def complete_upload(space: Workspace, args: Arguments) -> Json:
    """``files.completeUploadExternal``, with or without sharing it in a channel; this fake knows only without."""
    if args.has("channel_id") or args.has("channels"):
        raise Refusal("not_implemented_here")
    files = args.structured("files", "invalid_arguments")
    if not isinstance(files, list) or not files:
        raise Refusal("invalid_arguments")
    for each in files:
        found = space.files.get(str(each.get("id")))
        if found is None or found.is_deleted:
            raise Refusal("file_not_found")
        if found.data is None:
            raise Refusal("file_upload_size_mismatch")
        found.title, found.is_complete = str(each.get("title", "")), True
    return {"files": [{"id": each["id"], "title": each.get("title", "")} for each in files]}


def delete(space: Workspace, args: Arguments) -> Json:
    """``files.delete``."""
    found = space.files.get(args.required("file", "file_not_found"))
    if found is None:
        raise Refusal("file_not_found")
    if found.is_deleted:
        raise Refusal("file_deleted")
    found.is_deleted = True
    return {}


def check_pictures(space: Workspace, blocks: Any) -> None:
    """Refuse blocks that show a file nobody uploaded, or one that is not processed yet."""
    for each, path in objects(blocks):
        shown = each.get("slack_file")
        if each.get("type") != "image" or shown is None:
            continue
        found = space.files.get(str(shown.get("id"))) if isinstance(shown, dict) else None
        is_ready = found is not None and found.is_complete and not found.is_deleted
        if found is not None and is_ready and found.looks_until_ready > 0:
            found.looks_until_ready -= 1
            is_ready = False
        if not is_ready:
            said = f"invalid slack file [json-pointer:/blocks{path}/slack_file]"
            raise Refusal("invalid_blocks", errors=[said])


@dataclass(slots=True)
class UploadDesk:
    """Takes what is uploaded."""

    space: Workspace

    async def handle(self, request: web.Request) -> web.Response:
        """The bytes of one file, once, as long as was said, and a picture."""
        data = await request.read()
        found = self.space.files.get(request.match_info["file"])
        is_taken = found is not None and found.data is None and len(data) == found.length and data.startswith(_PNG)
        fault = self.space.faults.take("upload")
        if found is None or not is_taken or fault is not None:
            return web.Response(status=500 if fault is not None else 400)
        found.data, found.looks_until_ready = data, self.space.looks_until_ready
        return web.Response(text=f"OK - {len(data)}")
