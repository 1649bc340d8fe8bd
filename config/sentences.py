"""What each setting of the playbook file does, in one plain sentence each."""

from collections.abc import Mapping
from importlib import resources

from config.messages import sections

_FILE = "dials.md"


def load_sentences() -> Mapping[str, str]:
    """The sentences by section (``peer_prompt``) and by section and setting (``peer_prompt.wait``)."""
    text = resources.files("config").joinpath("defaults", _FILE).read_text(encoding="utf-8")
    return {
        key.removeprefix("dials."): " ".join(body.split()) for key, (body, _) in sections(text, "dials", _FILE).items()
    }
