"""A process of its own with so many members in its memory: takes in messages by ever other ones, and prints its MB."""

import gc
import os
import sys
from datetime import timedelta
from pathlib import Path

from bench.measures.g10_ranking import CHANNEL, nth_member
from bench.measures.g12_memory import resident_mb
from bench.measures.stage import load, policy, take
from bench.measures.synthetic import BEGIN, Town
from engagement.events import MessagePosted
from engagement.ids import AccountId, message_id
from storage import open_memory

_BATCH = 100
_LATER = timedelta(days=60)


def main(path: Path, members: int, messages: int) -> None:
    """Take in, and print."""
    memory, town = open_memory(f"sqlite:///{path}"), Town().messages()
    community = load(memory, policy(assume_willing=True))
    for start in range(0, messages, _BATCH):
        batch = [_by(nth * 7919 % members, nth, next(town)) for nth in range(start, start + _BATCH)]
        take(memory, community, batch)
    gc.collect()
    print(round(resident_mb(os.getpid()), 1))
    memory.close()


def _by(member: int, nth: int, said: MessagePosted) -> MessagePosted:
    """What was said in the town, said by that member instead."""
    at = BEGIN + _LATER + timedelta(seconds=nth)
    name = message_id(CHANNEL, f"{at.timestamp():.6f}")
    author = AccountId(nth_member(member))
    return MessagePosted(key=f"m:{name}", at=at, message=name, channel=CHANNEL, author=author, text=said.text)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
