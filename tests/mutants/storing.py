"""What storing safely rests on."""

from typing import Final

from tests.mutants.mutant import Mutant

STORING: Final = (
    Mutant(
        name="takes what it has again",
        file="bots/runtime/batch.py",
        old="            if event.key in fresh:\n",
        new="            if True:\n",
        tests=("tests/bots/runtime/test_owner.py::test_what_is_told_twice_is_done_once",),
    ),
    Mutant(
        name="takes what comes twice in one batch twice",
        file="bots/runtime/batch.py",
        old="                fresh.discard(event.key)\n",
        new="",
        tests=("tests/bots/runtime/test_owner.py::test_what_is_told_twice_within_one_batch_is_done_once",),
    ),
    Mutant(
        name="begins to write without saying so",
        file="storage/engines.py",
        old='connection.execution_options(hubbub_mode="IMMEDIATE")',
        new='connection.execution_options(hubbub_mode="DEFERRED")',
        tests=("tests/storage/test_engines.py::test_who_is_going_to_write_says_so_before_reading",),
    ),
    Mutant(
        name="does not wait for the disk",
        file="storage/engines.py",
        old="'FULL' if durable",
        new="'NORMAL' if durable",
        tests=("tests/storage/test_engines.py::test_a_commit_waits_for_the_disk_unless_nothing_is_to_be_kept",),
    ),
    Mutant(
        name="shows what members wrote in errors of SQLite",
        file="storage/engines.py",
        old="create_engine(url, connect_args=options, hide_parameters=True)",
        new="create_engine(url, connect_args=options)",
        tests=("tests/storage/test_engines.py::test_an_error_does_not_say_what_was_to_be_written",),
    ),
    Mutant(
        name="takes a lease that another holds",
        file="storage/leases.py",
        old="if held.owner != owner and held.until_at > micros(now) and not is_gone(held.owner):",
        new="if False:",
        tests=("tests/storage/test_ownership.py::test_a_lease_is_renewed_by_its_holder_and_refused_to_others[sqlite]",),
    ),
    Mutant(
        name="gives two owners the same epoch",
        file="storage/leases.py",
        old="int(held.epoch) + (held.owner != owner)",
        new="int(held.epoch)",
        tests=("tests/storage/test_ownership.py::test_a_lease_that_ended_passes_on_with_a_new_epoch[sqlite]",),
    ),
    Mutant(
        name="opens a database of a newer version",
        file="storage/migrate.py",
        old="        if not is_known(current):\n",
        new="        if False:\n",
        tests=("tests/storage/test_migrations.py::test_a_newer_database_is_refused[sqlite]",),
    ),
    Mutant(
        name="does a scheduled thing twice",
        file="storage/nouns/places.py",
        old="        claimed = add_new(self._dialect, occurrences)",
        new="        claimed = upsert(self._dialect, occurrences)",
        tests=("tests/storage/test_occurrences.py::test_a_moment_is_claimed_once[sqlite]",),
    ),
    Mutant(
        name="tells a change again each morning",
        file="engagement/alerts.py",
        old="alpha, _told_since(noted, figure))",
        new="alpha, None)",
        tests=("tests/engagement/test_alerts.py::test_a_change_is_told_once_and_the_next_one_again",),
    ),
    Mutant(
        name="never parks what fails again and again",
        file="storage/nouns/inbox.py",
        old="PARKED_AT = 5\n",
        new="PARKED_AT = 500\n",
        tests=("tests/storage/test_inbox.py::test_an_event_that_fails_five_times_is_parked[sqlite]",),
    ),
    Mutant(
        name="lets one failing piece of work take others with it",
        file="storage/writer.py",
        old="            with connection.begin_nested():\n",
        new="            if True:\n",
        tests=("tests/storage/test_writer.py::test_one_that_raises_is_rolled_back_alone[sqlite]",),
    ),
    Mutant(
        name="answers before the commit",
        file="storage/writer.py",
        old="            return [(job.work(StoredLedger(connection, job.community)), None) for job in jobs]\n",
        new=(
            "            results = [(job.work(StoredLedger(connection, job.community)), None) for job in jobs]\n"
            "            for job, (result, _) in zip(jobs, results, strict=True):\n"
            "                job.future.set_result(result)\n"
            "            return results\n"
        ),
        tests=(
            "tests/storage/test_writer.py::test_works_that_wait_share_one_commit[sqlite]",
            "tests/storage/test_writer.py::test_a_future_is_resolved_when_a_reader_can_see_it[sqlite]",
        ),
    ),
    Mutant(
        name="lets what is read back twice move the cursor back",
        file="storage/nouns/absences.py",
        old="micros(max(before.scanned_to, cursor.scanned_to))",
        new="micros(cursor.scanned_to)",
        tests=("tests/storage/test_absences.py::test_a_cursor_never_goes_back[sqlite]",),
    ),
    Mutant(
        name="moves the cursor before the page is taken in",
        file="bots/runtime/reading_back.py",
        old="moved if is_end else None, is_channel_done",
        new="moved, is_channel_done",
        tests=("tests/bots/runtime/test_backfill.py::test_a_page_that_is_half_taken_in_does_not_move_the_cursor",),
    ),
    Mutant(
        name="moves the cursor because somebody listens",
        file="bots/runtime/backfill.py",
        old="                for name in names:\n                    ledger.marks.set(name, now.isoformat())\n",
        new=(
            "                for name in names:\n                    ledger.marks.set(name, now.isoformat())\n"
            "                for watch in here:\n"
            "                    for cursor in ledger.cursors.of(watch.workspace).values():\n"
            "                        ledger.cursors.advance(replace(cursor, scanned_to=now))\n"
        ),
        tests=("tests/bots/runtime/test_backfill.py::test_what_is_told_live_never_moves_the_cursor",),
    ),
    Mutant(
        name="reads back from now on in place of from the cursor",
        file="bots/runtime/reading_back.py",
        old="        since = cursor.scanned_to\n",
        new="        since = now\n",
        tests=(
            "tests/bots/runtime/test_backfill.py::test_what_was_never_told_though_we_listened_is_found_by_the_next_look",
        ),
    ),
    Mutant(
        name="writes though the lease has passed to another",
        file="storage/leases.py",
        old="        if not found or (found[0][0], int(found[0][1])) != ours:\n",
        new="        if False:\n",
        tests=("tests/bots/app/test_leased.py::test_whoever_lost_the_app_sends_no_identify",),
    ),
    Mutant(
        name="leaves deleted words in the pages of the file",
        file="storage/engines.py",
        old="PRAGMA secure_delete={'ON' if durable else 'OFF'}",
        new="PRAGMA secure_delete=OFF",
        tests=("tests/storage/test_engines.py::test_what_is_deleted_is_overwritten_unless_nothing_is_to_be_kept",),
    ),
    Mutant(
        name="notes in the inbox who reacted to what",
        file="storage/nouns/inbox.py",
        old="    return key if key.startswith(_NAMELESS) else",
        new="    return key if key else",
        tests=("tests/storage/test_inbox.py::test_who_reacted_or_pressed_stands_in_no_key[sqlite]",),
    ),
)
