"""What recognising rests on: caps, rings, and that nothing is noted of who wants none of it."""

from typing import Final

from tests.mutants.mutant import Mutant

RECOGNISING: Final = (
    Mutant(
        name="counts what a few people give each other",
        file="advocacy/record.py",
        old="        if is_in_ring:\n",
        new="        if False:\n",
        tests=("tests/advocacy/test_record.py::test_nobody_earns_points_by_a_ring",),
    ),
    Mutant(
        name="counts thanks between the same two once too often",
        file="advocacy/record.py",
        old=">= self.caps.thanks_a_pair:",
        new="> self.caps.thanks_a_pair:",
        tests=("tests/advocacy/test_record.py::test_what_helped_still_helped_when_it_counts_no_more_as_thanks",),
    ),
    Mutant(
        name="counts what somebody gives themselves",
        file="advocacy/record.py",
        old='        if (one.thread, one.message) in self.own if one.kind == "mark" else one.by == one.member:\n',
        new="        if False:\n",
        tests=("tests/advocacy/test_record.py::test_nothing_counts_beyond_the_caps_or_for_oneself",),
    ),
    Mutant(
        name="notes the thanks of whoever stopped everything",
        file="bots/runtime/situations.py",
        old="or self.has_stopped(credit.by):",
        new="or False:",
        tests=(
            "tests/scenarios/everywhere/test_recognition.py::test_thanks_go_as_told_and_everywhere_the_same_is_decided",
        ),
    ),
    Mutant(
        name="takes thanks back that nobody looked for",
        file="bots/runtime/reading_back.py",
        old=" if one.emoji in span.emojis}",
        new="}",
        tests=(
            "tests/bots/runtime/test_backfill.py::test_thanks_by_reaction_are_read_where_the_platform_names_who_reacts",
        ),
    ),
)
