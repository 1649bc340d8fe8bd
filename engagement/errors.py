"""What can go wrong, as one tree.

HubbubError                 every error Hubbub raises on purpose; its text names the place and the cure
|-- ConfigError             a setting or the playbook file is wrong (file, line, cure)
|-- ImportFileError         an export file cannot be read, or is not safe to read
|-- StorageError            the database cannot be used
|   |-- SchemaTooNew        it was written by a newer Hubbub
|   `-- NotOwner            another process owns this community's partition
|-- Stopping                Hubbub is being stopped, and takes nothing more
|-- NotAllowed              this person may not do that
|-- CannotUndo              this kind of act has no way back
|-- ModelError              a text model did not help; the rules do
|   |-- ModelAway           it cannot be reached, is too slow or does not work
|   |-- ModelBusy           it asks to wait ``retry_after`` seconds
|   |-- ModelNonsense       it said something that is not what it was asked for
|   |-- ModelRefused        it will not write this
|   `-- ModelNotSetUp       the key, the address or the model's name is wrong
`-- PlatformError           a chat platform said no
    |-- RateLimited         ask again after ``retry_after`` seconds
    |-- NotConnected        there is no connection to that workspace now: later
    |-- Unclear             it may or may not have been done: read back before a second try
    `-- Rejected            it will not be done, now or later
"""


class HubbubError(Exception):
    """Something Hubbub can explain; ``str(error)`` is one clear sentence with the cure."""


class ConfigError(HubbubError):
    """A setting or the playbook file is wrong."""


class ImportFileError(HubbubError):
    """An export file cannot be read, or is not safe to read."""


class StorageError(HubbubError):
    """The database cannot be used."""


class SchemaTooNew(StorageError):  # noqa: N818  # the tree reads as sentences
    """The database was written by a newer Hubbub."""


class NotOwner(StorageError):  # noqa: N818
    """Another process owns this community's partition."""


class Stopping(HubbubError):  # noqa: N818
    """Hubbub is being stopped, and takes nothing more."""


class NotAllowed(HubbubError):  # noqa: N818
    """This person may not do that."""


class CannotUndo(HubbubError):  # noqa: N818
    """This kind of act has no way back."""


class ModelError(HubbubError):
    """A text model did not help. ``tokens_in`` and ``tokens_out`` were used for it, as far as it said so (None)."""

    def __init__(self, said: str, *, tokens_in: int | None = None, tokens_out: int | None = None) -> None:
        super().__init__(said)
        self.tokens_in = tokens_in
        self.tokens_out = tokens_out


class ModelAway(ModelError):  # noqa: N818
    """It cannot be reached, is too slow or does not work: another try may help."""


class ModelBusy(ModelError):  # noqa: N818
    """It asks to wait ``retry_after`` seconds; it did nothing."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"the model asks to wait {retry_after:g} s", tokens_in=0, tokens_out=0)
        self.retry_after = retry_after


class ModelNonsense(ModelError):  # noqa: N818
    """It said something that is not what it was asked for, too much, or half of it."""


class ModelRefused(ModelError):  # noqa: N818
    """It will not write this; asking again would not help."""


class ModelNotSetUp(ModelError):  # noqa: N818
    """The key, the address or the model's name is wrong; nothing helps but another setting."""


class PlatformError(HubbubError):
    """A chat platform said no."""


class RateLimited(PlatformError):  # noqa: N818
    """The platform asks to wait ``retry_after`` seconds; then it takes one every ``spacing`` seconds.

    ``is_everywhere``: in the whole workspace, not only in the place of this message.
    """

    def __init__(self, retry_after: float, spacing: float = 0.0, *, is_everywhere: bool = False) -> None:
        super().__init__(f"the platform asks to wait {retry_after:g} s")
        self.retry_after = retry_after
        self.spacing = spacing
        self.is_everywhere = is_everywhere


class NotNow(PlatformError):  # noqa: N818
    """It did not arrive, and is tried again after ``seconds``."""

    def __init__(self, why: str, seconds: float) -> None:
        super().__init__(why)
        self.seconds = seconds


class NotConnected(PlatformError):  # noqa: N818
    """There is no connection to that workspace now: later."""


class Unclear(PlatformError):  # noqa: N818
    """It may or may not have been done: read back before a second try.

    ``is_over``: the platform itself said that it failed, so nothing is on its way any more, and a look at once counts.
    """

    def __init__(self, said: str, *, is_over: bool = False) -> None:
        super().__init__(said)
        self.is_over = is_over


class Rejected(PlatformError):  # noqa: N818
    """It will not be done, now or later."""
