"""What taking in safely rests on."""

from typing import Final

from tests.mutants.mutant import Mutant

TAKING_IN: Final = (
    Mutant(
        name="acknowledges to Slack before the commit",
        file="bots/platforms/slack/intake.py",
        old=("            await self._host.deliver(self._workspace, events)\n        return Ack()"),
        new=(
            '            __import__("asyncio").ensure_future(self._host.deliver(self._workspace, events))\n'
            "        return Ack()"
        ),
        tests=("tests/bots/platforms/slack/test_slack_events.py",),
    ),
    Mutant(
        name="acknowledges to Slack what was not taken in",
        file="bots/platforms/slack/intake.py",
        old="            return Ack(status=_FAILED)\n",
        new="            return Ack()\n",
        tests=("tests/bots/platforms/slack/test_slack_events.py",),
    ),
    Mutant(
        name="takes in what Discord tells in another order",
        file="bots/platforms/discord/intake.py",
        old="                some.append(self._queue.get_nowait())\n",
        new="                some.insert(0, self._queue.get_nowait())\n",
        tests=(
            "tests/bots/platforms/discord/test_connection.py",
            "tests/bots/platforms/discord/test_talk.py",
            "tests/bots/platforms/discord/test_asking.py",
            "tests/bots/platforms/discord/test_unhappy.py",
        ),
    ),
    Mutant(
        name="gives up what Discord told when a batch fails",
        file="bots/platforms/discord/intake.py",
        old="        for wait in (*_WAITS, None):\n",
        new="        for wait in (None,):\n",
        tests=(
            "tests/bots/platforms/discord/test_unhappy.py",
            "tests/bots/platforms/discord/test_connection.py",
        ),
    ),
    Mutant(
        name="lets one failing event stop its batch",
        file="bots/runtime/owner.py",
        old="                return await self._one_by_one(events, source, kept_from)\n",
        new="                raise\n",
        tests=("tests/bots/runtime/test_owner.py",),
    ),
    Mutant(
        name="acts on what happened long ago",
        file="bots/runtime/batch.py",
        old=("        if self.now - event.at <= USEFUL:\n            self._react_to"),
        new=("        if True:\n            self._react_to"),
        tests=(
            "tests/bots/runtime/test_live.py",
            "tests/bots/runtime/test_owner.py",
            "tests/bots/runtime/test_follow_ups.py",
        ),
    ),
    Mutant(
        name="speaks about what happened long ago",
        file="bots/runtime/acting.py",
        old="        if self.is_late and say.is_unprompted:\n",
        new="        if False:\n",
        tests=(
            "tests/bots/runtime",
            "tests/scenarios/test_what_changes.py",
        ),
    ),
    Mutant(
        name="reads channels that are not switched on",
        file="bots/platforms/slack/intake.py",
        old="        if not place.may_be_read(policy):\n",
        new="        if False:\n",
        tests=(
            "tests/bots/platforms/slack/test_slack_places.py",
            "tests/bots/platforms/slack/test_slack_events.py",
        ),
    ),
    Mutant(
        name="reads channels shared with other companies",
        file="bots/platforms/slack/intake.py",
        old='        if body.get("is_ext_shared_channel") is True or self._identity',
        new="        if self._identity",
        tests=(
            "tests/bots/platforms/slack/test_slack_places.py",
            "tests/bots/platforms/slack/test_slack_events.py",
        ),
    ),
    Mutant(
        name="holds what was not committed",
        file="bots/runtime/owner.py",
        old=(
            "        except BaseException:  # also when nobody waits any more: it may have been committed all the same\n"
            "            self.community.held = Held(linked=self.community.held.linked)\n"
            "            raise\n"
        ),
        new=("        except BaseException:\n            raise\n"),
        tests=(
            "tests/bots/runtime/test_owner.py",
            "tests/bots/runtime/test_live.py",
        ),
    ),
)
