"""What a text model is told to do: one text for each use, ours alone and never mixed with anybody else's words."""

from functools import cache
from importlib import resources

from engagement.modelling.asking import Use


@cache
def instructions(use: Use) -> str:
    """The instructions of a use."""
    return (
        resources.files("config").joinpath("defaults", "prompts", f"{use.value}.md").read_text(encoding="utf-8").strip()
    )
