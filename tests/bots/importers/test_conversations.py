"""Given conversations decide which messages belong together."""

from pathlib import Path

import pytest

from bots.importers.conversations import read_conversations
from engagement.errors import ImportFileError
from engagement.events import Event, MessagePosted
from tests.bots.importers.made_up import (
    channel_file,
    of_kind,
    said,
    slack,
    snowflake,
    told,
    write_folder,
    write_zip,
    wrote,
)


def table(path: Path, text: str) -> Path:
    path.write_bytes(text.encode())
    return path


def threads(events: list[Event]) -> dict[str, str | None]:
    return {event.text: event.thread and event.thread.rpartition(":")[2] for event in of_kind(events, MessagePosted)}


def test_a_conversations_root_is_its_first_message_by_time(tmp_path: Path) -> None:
    text = (
        "\ufeffa\t1704110402.000000\tx\r\n\r\na\t1704110401.5\tx\r\nb\t1704110400.000000\tx\n a \t1704110403.000000\ty"
    )
    given = read_conversations(table(tmp_path / "t.tsv", text))
    assert given.of_channel("a") == {
        "1704110402.000000": "1704110401.5", "1704110401.5": "1704110401.5", "1704110403.000000": "1704110403.000000",
    }  # fmt: skip
    assert given.of_channel("unknown", "b") == {"1704110400.000000": "1704110400.000000"}
    assert given.of_channel("unknown") == {}


@pytest.mark.parametrize("line", ["a\t17", "a\t17\tx\ty", "a\tsoon\tx", "a\t17\t ", "channel\tts\tconversation"])
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, line: str) -> None:
    with pytest.raises(ImportFileError, match=r"t\.tsv, line 2: expected channel, message ts and conversation id"):
        read_conversations(table(tmp_path / "t.tsv", f"a\t17\tx\n{line}\n"))


def test_a_missing_table_is_said(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match=r"t\.tsv: cannot be opened \(No such file"):
        read_conversations(tmp_path / "t.tsv")


def test_messages_of_slack_carry_the_given_root(tmp_path: Path) -> None:
    days = {
        "a/2024-01-01": [
            said("1704110401.000000", text="root"),
            said("1704110402.000000", text="reply"),
            said("1704110403.000000", text="other", thread_ts="1704110401.000000"),
            said("1704110404.000000", text="alone"),
            said("1704110405.000000", text="native", thread_ts="1704110404.000000"),
        ]
    }
    rows = "a\t1704110401.000000\t1\na\t1704110402.000000\t1\na\t1704110403.000000\t2\n"
    path = write_zip(tmp_path / "e.zip", slack(days))
    assert threads(told(path, conversations=table(tmp_path / "t.tsv", rows))) == {
        "root": "1704110401.000000", "reply": "1704110401.000000", "other": "1704110403.000000",
        "alone": "1704110404.000000", "native": "1704110404.000000",
    }  # fmt: skip


def test_messages_of_discord_carry_the_given_root_and_no_reply_link(tmp_path: Path) -> None:
    reply = wrote(2, content="reply", type="Reply", reference={"messageId": snowflake(0)})
    file = channel_file(snowflake(-99), "general", [wrote(0, content="first"), wrote(1, content="root"), reply])
    rows = f"general\t{snowflake(2)}\t1\ngeneral\t{snowflake(1)}\t1\n"
    events = told(write_folder(tmp_path / "e", {"general.json": file}), conversations=table(tmp_path / "t.tsv", rows))
    assert threads(events) == {"first": snowflake(0), "root": snowflake(1), "reply": snowflake(1)}
    assert not any(event.reply_to for event in of_kind(events, MessagePosted))
