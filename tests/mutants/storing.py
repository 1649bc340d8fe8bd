"""What storing safely rests on."""

from typing import Final

from tests.mutants.mutant import Mutant

STORING: Final = (
    Mutant(
        name="takes what it has again",
        file="storage/nouns/inbox.py",
        old="        return at_by_key.keys() - seen\n",
        new="        return set(at_by_key)\n",
        tests=("tests/storage/test_inbox.py",),
    ),
    Mutant(
        name="takes what comes twice in one batch twice",
        file="bots/runtime/batch.py",
        old="                fresh.discard(event.key)\n",
        new="",
        tests=(
            "tests/bots/runtime/test_live_batches.py",
            "tests/bots/runtime/test_live.py",
            "tests/bots/runtime/test_same_again.py",
        ),
    ),
    Mutant(
        name="begins to write without saying so",
        file="storage/engines.py",
        old='connection.execution_options(hubbub_mode="IMMEDIATE")',
        new='connection.execution_options(hubbub_mode="DEFERRED")',
        tests=(
            "tests/storage/test_memory.py",
            "tests/storage/test_writer.py",
            "tests/storage/test_ownership.py",
        ),
    ),
    Mutant(
        name="does not wait for the disk",
        file="storage/engines.py",
        old="'FULL' if durable",
        new="'NORMAL' if durable",
        tests=("tests/storage",),
    ),
    Mutant(
        name="shows what members wrote in errors of SQLite",
        file="storage/engines.py",
        old="create_engine(url, connect_args=options, hide_parameters=True)",
        new="create_engine(url, connect_args=options)",
        tests=(
            "tests/storage",
            "tests/bots/runtime",
        ),
    ),
    Mutant(
        name="takes a lease that another holds",
        file="storage/memory.py",
        old="            if held.owner != owner and held.until_at > micros(now) and not is_gone(held.owner):\n",
        new="            if False:\n",
        tests=(
            "tests/storage/test_ownership.py",
            "tests/storage/test_memory.py",
        ),
    ),
    Mutant(
        name="gives two owners the same epoch",
        file="storage/memory.py",
        old="int(held.epoch) + (held.owner != owner)",
        new="int(held.epoch)",
        tests=(
            "tests/storage/test_ownership.py",
            "tests/storage/test_memory.py",
        ),
    ),
    Mutant(
        name="opens a database of a newer version",
        file="storage/migrate.py",
        old="    if current is not None and current not in known:\n",
        new="    if False:\n",
        tests=("tests/storage/test_migrations.py",),
    ),
    Mutant(
        name="does a scheduled thing twice",
        file="storage/nouns/places.py",
        old="        claimed = add_new(self._dialect, occurrences)",
        new="        claimed = upsert(self._dialect, occurrences)",
        tests=("tests/storage/test_occurrences.py",),
    ),
    Mutant(
        name="never parks what fails again and again",
        file="storage/nouns/inbox.py",
        old="PARKED_AT = 5\n",
        new="PARKED_AT = 500\n",
        tests=("tests/storage/test_inbox.py",),
    ),
    Mutant(
        name="lets one failing piece of work take others with it",
        file="storage/writer.py",
        old=("            with connection.begin_nested():\n                return"),
        new=("            if True:\n                return"),
        tests=("tests/storage/test_writer.py",),
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
        tests=("tests/storage/test_writer.py",),
    ),
)
