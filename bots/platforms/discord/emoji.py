"""What is an emoji called? The short names that the core and the other platforms use, without colons."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from engagement.text import to_clean

_LONGEST: Final = 100
_MODIFIERS: Final = re.compile("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")
_SKIN: Final = re.compile(r"(?:_tone[1-5]|::skin-tone-[2-6])+\Z")
_NAMES: Final[Mapping[str, str]] = {
    "✅": "white_check_mark", "☑": "ballot_box_with_check", "✔": "heavy_check_mark", "❌": "x",
    "❎": "negative_squared_cross_mark", "👍": "thumbsup", "👎": "thumbsdown", "🙏": "pray", "👏": "clap",
    "🙌": "raised_hands", "👀": "eyes", "👋": "wave", "👌": "ok_hand", "💪": "muscle", "✋": "raised_hand",
    "🤝": "handshake", "🤞": "crossed_fingers", "🫡": "saluting_face", "❤": "heart", "🧡": "orange_heart",
    "💛": "yellow_heart", "💚": "green_heart", "💙": "blue_heart", "💜": "purple_heart",
    "💔": "broken_heart", "🎉": "tada", "🎊": "confetti_ball", "🚀": "rocket", "🔥": "fire", "💯": "100",
    "⭐": "star", "🌟": "star2", "✨": "sparkles", "💡": "bulb", "💤": "zzz", "❓": "question",
    "❔": "grey_question", "❗": "exclamation", "⚠": "warning", "➕": "heavy_plus_sign", "🏆": "trophy",
    "🥇": "first_place", "👑": "crown", "🐛": "bug", "🔒": "lock", "📌": "pushpin", "🔖": "bookmark",
    "😂": "joy", "🤣": "rofl", "😀": "grinning", "😄": "smile", "😃": "smiley", "😅": "sweat_smile",
    "😆": "laughing", "🙂": "slight_smile", "🙃": "upside_down", "😉": "wink", "😊": "blush",
    "😍": "heart_eyes", "😎": "sunglasses", "😢": "cry", "😭": "sob", "😡": "rage", "🤔": "thinking",
    "😮": "open_mouth", "😱": "scream", "🤯": "exploding_head", "🥳": "partying_face", "😕": "confused",
    "😞": "disappointed", "🤷": "shrug", "🤦": "face_palm", "💩": "poop", "☕": "coffee", "🍕": "pizza",
    "🚨": "rotating_light",
}  # fmt: skip
"""As people know them from both platforms; for any other the name that Unicode gives it."""


def to_short_name(emoji: Mapping[str, Any]) -> str:
    """``thumbsup`` for any skin; a server's own emoji by its name; "" when there is no name."""
    told = to_clean(emoji.get("name"))
    if emoji.get("id") is not None or told.isascii():
        return _SKIN.sub("", told).strip(":")[:_LONGEST]
    bare = _MODIFIERS.sub("", told)
    return _NAMES.get(bare) or _of_unicode(bare) or told[:_LONGEST]


def _of_unicode(letters: str) -> str:
    named = (unicodedata.name(letter, "") for letter in letters if unicodedata.category(letter) in {"So", "Sm", "Po"})
    return "_".join(re.sub(r"[^a-z0-9]+", "_", name.lower()) for name in named if name)[:_LONGEST]
