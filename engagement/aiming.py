"""A button that is about one thing alone says so in its name: of several places somebody has, which one is meant."""

_OF = "__"
"""Between a control and what it is about: every platform takes it in the name of a button."""


def aimed(control: str, name: str) -> str:
    """The control as a button that is about one thing alone: ``name`` is the id of what it is about."""
    return f"{control}{_OF}{name}"


def aimed_at(control: str) -> str:
    """What a button is about, as ``aimed`` wrote it; "" when it does not say. It was sent to us: it proves nothing."""
    return control.partition(_OF)[2]


def plain_name(control: str) -> str:
    """The control without what it is about: by that its play, its label and its permission are found."""
    return control.partition(_OF)[0]
