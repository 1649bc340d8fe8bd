"""Which rich text does the editor of a person make from what they typed?"""

from bench.fakes.slack.entities import pieces
from bench.fakes.slack.records import Json


def rich_text_of(text: str, block_id: str) -> Json:
    """The one block that a person's message carries beside its text."""
    elements: list[Json] = []
    for piece in pieces(text):
        match piece.kind:
            case "text":
                elements.append({"type": "text", "text": piece.target})
            case "user":
                elements.append({"type": "user", "user_id": piece.target})
            case "group":
                elements.append({"type": "usergroup", "usergroup_id": piece.target})
            case "broadcast":
                elements.append({"type": "broadcast", "range": piece.target})
            case "channel":
                elements.append({"type": "channel", "channel_id": piece.target})
            case _:
                link: Json = {"type": "link", "url": piece.target}
                elements.append(link | {"text": piece.label} if piece.label else link)
    section = {"type": "rich_text_section", "elements": elements}
    return {"type": "rich_text", "block_id": block_id, "elements": [section]}
