"""What both text models are asked in tests: one request for each use, and the passages in them."""

from engagement.modelling.asking import PLACING, Passage, Request, Use
from engagement.modelling.uses import request_for

QUESTION = Passage(id="question", by="Member 1", words="How do I pair the gateway after an update?")
SOURCES = (
    Passage(id="s1", by="Member 2", words="Hold the button of the gateway for ten seconds, then pair it again."),
    Passage(id="s2", by="Member 3", words="After an update the gateway wants its old code."),
)
WRITTEN = tuple(use for use in Use if use not in PLACING)
"""For similarity nothing is written: texts are placed (``test_places.py``)."""
TEXT = Passage(id="text", by="Hubbub", words="{by} was quicker. You can leave this question to them.")
VOICE = Passage(id="voice", by="Manager", words="Tone: warm and dry")


def a_request(use: Use, *passages: Passage) -> Request:
    """What that use asks, of these passages or of a question with two sources."""
    usual = (TEXT, VOICE) if use is Use.PERSONA else (QUESTION, *SOURCES)
    return request_for(use, "Do as you are told.", passages or usual, choices=("pairing", "billing"))
