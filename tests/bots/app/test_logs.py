"""What is written of what is logged: our own words, a library's own words, and never a value or a token."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bots.app.logs import JsonForm, TextForm, is_written, set_up
from engagement.errors import StorageError

WORDS = "my cat is called Pudding"
OURS = str(Path(__file__).resolve().parents[3] / "bots" / "runtime" / "live.py")
TOKENS = [
    "xoxb-123456789012-abcdefABCDEF", "xapp-1-A0123-456-deadbeef", "xoxe.xoxp-1-Mi0yLTEyMw",
    "MTE5ODc2NTQzMjEwOTg3NjU0Mw.GabcDE.abcdefghijklmnopqrstuvwxyz0123456789AB",
]  # fmt: skip


def record(
    said: str, *args: object, path: str = OURS, level: int = logging.WARNING, error: BaseException | None = None
) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error is not None else None
    return logging.LogRecord("some.logger", level, path, 1, said, args, info)


def caught(error: Exception) -> Exception:
    try:
        raise error  # noqa: TRY301  # that is all it is for
    except Exception as found:  # noqa: BLE001  # as it was raised
        return found


def written(*records: logging.LogRecord, secrets: tuple[str, ...] = ()) -> str:
    return "\n".join(TextForm(secrets).format(each) for each in records if is_written(each))


def test_our_own_line_is_written_as_it_is() -> None:
    said = written(record("not delivered outbox=%s", "o1"))
    assert said.endswith("WARNING some.logger: not delivered outbox=o1")


@pytest.mark.parametrize("level", [logging.DEBUG, logging.INFO])
def test_a_library_is_not_written_down_below_a_warning(level: int) -> None:
    library = record(f"received {WORDS}", path=logging.__file__, level=level)
    assert written(library) == ""
    assert written(record("ours", level=level)) != ""


def test_of_a_librarys_warning_only_its_own_words_are_written(tmp_path: Path) -> None:
    library = tmp_path / "library.py"
    library.write_text('log.warning(f"Unhandled request ({body}) for {kind}")\nlog.warning("It took too long")')
    assert written(record(f"Unhandled request ({WORDS})", path=str(library))).endswith("Unhandled request ...")
    assert written(record("It took too long", path=str(library))).endswith("It took too long")
    assert written(record("got %s", WORDS, path=str(library))).endswith("got %s")
    assert WORDS.split(maxsplit=1)[0] not in written(record(WORDS, path=str(library)))


def test_an_exception_tells_its_kind_and_place_and_not_its_values() -> None:
    said = written(record("it failed", error=caught(KeyError(WORDS))))
    assert WORDS not in said
    assert "  KeyError\n" in said
    assert "test_logs.py:" in said
    ours = written(record("it failed", error=caught(StorageError("the disk is full"))))
    assert "  StorageError: the disk is full" in ours


def test_what_led_to_an_exception_is_told_the_same_way() -> None:
    def fails() -> None:
        try:
            raise ValueError(WORDS)  # noqa: TRY301  # what led to the other
        except ValueError as first:
            raise StorageError("the database stayed busy") from first

    with pytest.raises(StorageError) as found:
        fails()
    said = written(record("it failed", error=found.value))
    assert said.index("StorageError: the database stayed busy") < said.index("ValueError")
    assert WORDS not in said


@pytest.mark.parametrize("token", TOKENS)
@pytest.mark.parametrize(
    "around", ["{}", "token={} was refused", "https://x/?a={}&b", '{{"Authorization": "Bearer {}"}}']
)
def test_what_looks_like_a_token_is_blotted_out(token: str, around: str) -> None:
    said = written(record(around.format(token)))
    assert token not in said
    assert "[secret]" in said


@pytest.mark.parametrize(
    "said",
    [
        "POST https://discord.com/api/v10/webhooks/1198765/aW50ZXJhY3Rpb246MTI refused",
        "POST /interactions/1198765/aW50ZXJhY3Rpb246MTI/callback refused",
        "https://hooks.slack.com/commands/T1/2/aW50ZXJhY3Rpb246MTI is gone",
        "wss://wss.slack.com/link/?ticket=aW50ZXJhY3Rpb246MTI&app_id=1",
        "postgresql://hubbub:aW50ZXJhY3Rpb246MTI@host/name",
        "GET https://hubbub.example.org/outside/act/dGFrZS.aW50ZXJhY3Rpb246MTI HTTP/1.1",
        "Authorization: Bot aW50ZXJhY3Rpb246MTI",
    ],
)
def test_addresses_that_let_anybody_in_are_blotted_out(said: str) -> None:
    assert "aW50ZXJhY3Rpb246MTI" not in written(record(said))


def test_a_token_that_we_were_given_is_blotted_out_whatever_it_looks_like() -> None:
    said = written(record("refused: open-sesame-please"), secrets=("open-sesame-please", "the"))
    assert said.endswith("refused: [secret]")


def test_for_programs_a_line_is_one_json_object() -> None:
    told = json.loads(JsonForm().format(record("it failed", error=caught(StorageError("the disk is full")))))
    assert (told["level"], told["message"], told["errors"][0]["says"]) == ("warning", "it failed", "the disk is full")


@pytest.fixture
def as_before() -> Iterator[None]:
    root, hook = logging.getLogger(), sys.excepthook
    handlers, level, raises = list(root.handlers), root.level, logging.raiseExceptions
    yield
    root.handlers[:], sys.excepthook, logging.raiseExceptions = handlers, hook, raises
    root.setLevel(level)


@pytest.mark.usefixtures("as_before")
def test_set_up_twice_a_line_is_written_once(capsys: pytest.CaptureFixture[str]) -> None:
    set_up()
    set_up(as_json=True)
    logging.getLogger("bots").warning("once")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["message"] for line in lines] == ["once"]


def test_what_nothing_catches_is_written_without_its_values() -> None:
    code = f"from bots.app.logs import set_up; set_up(); raise KeyError({WORDS!r})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "stopped by an error that nothing caught" in done.stderr
    assert WORDS not in done.stderr
