"""A picture as PNG: drawn where it is sent, the same bytes for the same figures.

It stands on a ground of its own, so that it reads alike in light and dark chats; the filled part of a column differs
from the rest in lightness, not in colour alone, and each column says its numbers.
"""

from functools import cache
from importlib import resources
from io import BytesIO
from math import ceil
from typing import TYPE_CHECKING, Final

from engagement.speech import Bar, Picture

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

WIDTH: Final = 960
HEIGHT: Final = 480
"""Twice what chats show it at, so that it stays sharp on fine screens."""
GROUND: Final = (255, 255, 255)
INK: Final = (29, 35, 42)
FAINT: Final = (91, 102, 115)
LINE: Final = (214, 220, 226)
WHOLE: Final = (169, 199, 224)
PART: Final = (23, 92, 148)
_MARGIN, _TOP, _BOTTOM = 40, 132, 72
_STEPS = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8)
_LINES = 4
_FONT = "fonts/DejaVuSans-Latin.ttf"


def to_png(picture: Picture) -> bytes:
    """The picture as a PNG file of ``WIDTH`` x ``HEIGHT``."""
    from PIL import Image, ImageDraw  # noqa: PLC0415  # a tenth of a second, and most processes never draw

    image = Image.new("RGB", (WIDTH, HEIGHT), GROUND)
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((0, 0, WIDTH - 1, HEIGHT - 1), radius=16, outline=LINE, width=2)
    draw.text((_MARGIN, 28), _fitting(picture.title, 32, WIDTH - 2 * _MARGIN), fill=INK, font=_font(32))
    _legend(draw, picture)
    _columns(draw, picture.bars)
    file = BytesIO()
    image.save(file, "PNG", optimize=False, compress_level=9)
    return file.getvalue()


def top_of(bars: tuple[Bar, ...]) -> int:
    """What the upper end of the scale stands for: a round number that no column is higher than."""
    most = max((bar.whole or 0 for bar in bars), default=0)
    size = 1
    while True:
        for step in _STEPS:
            if step * size % 1 == 0 and step * size * _LINES >= most:
                return int(step * size * _LINES)
        size *= 10


def _legend(draw: "ImageDraw", picture: Picture) -> None:
    left, small = float(_MARGIN), _font(22)
    for colour, words in ((WHOLE, picture.whole), (PART, picture.part)):
        draw.rectangle((left, 82, left + 20, 102), fill=colour)
        said = _fitting(words, 22, int(WIDTH - _MARGIN - left) - 30)
        draw.text((left + 30, 80), said, fill=FAINT, font=small)
        left += 30 + small.getlength(said) + 36


def _columns(draw: "ImageDraw", bars: tuple[Bar, ...]) -> None:
    top, small, tiny = top_of(bars), _font(22), _font(20)
    bottom, left = HEIGHT - _BOTTOM, _MARGIN + 56

    def height_of(number: float) -> float:
        return bottom - (bottom - _TOP) * number / top

    for nth in range(_LINES + 1):
        at = height_of(top * nth / _LINES)
        draw.line((left, at, WIDTH - _MARGIN, at), fill=LINE, width=1)
        draw.text((left - 12, at), str(top * nth // _LINES), fill=FAINT, font=tiny, anchor="rm")
    room = (WIDTH - _MARGIN - left) / max(1, len(bars))
    wide = min(room * 0.62, 88)
    for nth, bar in enumerate(bars):
        middle = left + room * (nth + 0.5)
        draw.text((middle, bottom + 14), _fitting(bar.label, 20, int(room)), fill=FAINT, font=tiny, anchor="ma")
        if bar.whole is None:
            draw.text((middle, bottom - 8), "–", fill=FAINT, font=small, anchor="ms")
            continue
        ends = (middle - wide / 2, middle + wide / 2)
        draw.rectangle((ends[0], height_of(bar.whole), ends[1], bottom), fill=WHOLE)
        if bar.part:
            draw.rectangle((ends[0], height_of(bar.part), ends[1], bottom), fill=PART)
        draw.text((middle, height_of(bar.whole) - 6), str(bar.whole), fill=INK, font=small, anchor="ms")
        if bar.part and bottom - height_of(bar.part) > ceil(20 * 1.4):
            draw.text((middle, height_of(bar.part) + 6), str(bar.part), fill=GROUND, font=small, anchor="ma")


def _fitting(words: str, size: int, wide: int) -> str:
    """The words, cut where they would leave the picture."""
    font = _font(size)
    if font.getlength(words) <= wide:
        return words
    while words and font.getlength(f"{words}…") > wide:
        words = words[:-1]
    return f"{words.rstrip()}…"


@cache
def _font(size: int) -> "FreeTypeFont":
    from PIL import ImageFont  # noqa: PLC0415

    file = BytesIO(resources.files("bots.voice").joinpath(_FONT).read_bytes())
    return ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.BASIC)
