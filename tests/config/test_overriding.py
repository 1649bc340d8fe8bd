"""What a change beside the file does: to the community, to its channels, and what it leaves as it is."""

from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.export import export
from config.loader import load, load_text
from config.overriding import OF_A_CHANNEL, OF_THE_COMMUNITY, find_place, overridden, read_value, value_at
from config.playbook import PLAYS
from config.shapes import NOTHING
from engagement.plays.peer_prompt import PeerPromptPolicy
from engagement.plays.tidy_threads import TidyThreadsPolicy
from engagement.policy import Policy, QuestionMode
from tests.config.files import FULL, only, policy_of

FITTING: dict[str, st.SearchStrategy[object]] = {
    "is_paused": st.booleans(),
    "hold_out": st.sampled_from(["0", 0.25, "1"]),
    "hold_out_from": st.integers(0, 500),
    "managers_channel": st.just("#hub"),
    "languages": st.lists(st.sampled_from(["en", "de", "es"]), min_size=1, max_size=4),
    "questions": st.sampled_from(["mark", "loose", "conservative"]),
    "retention.text": st.sampled_from(["7 days", "1 day"]),
    "restraint.quiet_from": st.sampled_from(["20:00", "23:30"]),
    "grouping.loose_reach": st.integers(1, 90),
    "topics.install": st.just(["install", "set up"]),
    "topics.billing and 3.10": st.just(["invoice"]),
    "peer_prompt": st.booleans(),
    "peer_prompt.wait": st.sampled_from(["5 min", "3 h"]),
    "peer_prompt.rings": st.integers(1, 5),
    "tidy_threads": st.booleans(),
    "tidy_threads.quiet_after": st.sampled_from(["2 h", "9 days"]),
    "open_questions": st.booleans(),
    **{
        f"channels.{channel}.{rest}": what
        for channel in ("help", "forum", "general", "quiet")
        for rest, what in {
            "live": st.booleans(),
            "topics": st.lists(st.sampled_from(["install", "api", "new"]), max_size=3),
            "questions": st.sampled_from(["mark", "loose"]),
            "threading": st.sampled_from(["loose", "native"]),
            "peer_prompt": st.booleans(),
            "peer_prompt.wait": st.sampled_from(["5 min", "3 h"]),
            "tidy_threads.quiet_after": st.just("5 h"),
        }.items()
    },
}
CHANGES = st.fixed_dictionaries({}, optional=FITTING)


@pytest.fixture(scope="module")
def playbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("playbook") / "hubbub.yaml"
    path.write_text(FULL, encoding="utf-8")
    return path


def full() -> Policy:
    return policy_of(load_text(FULL), "quarry-lane")


def changed(policy: Policy, path: str, value: object) -> Policy:
    found = overridden(policy, path, value)
    assert found is not None, path
    return found


def prompting(policy: Policy, channel: str) -> PeerPromptPolicy:
    found = policy.channels[channel].plays["peer_prompt"]
    assert isinstance(found, PeerPromptPolicy)
    return found


@given(CHANGES)
def test_every_change_holds_and_the_exported_file_says_the_same(playbook: Path, some: dict[str, object]) -> None:
    overrides = {"quarry-lane": some}
    config = load(playbook, overrides)
    assert config.stale_overrides == ()
    text = export(playbook, overrides)
    again = policy_of(load_text(text), "quarry-lane")
    held = policy_of(config, "quarry-lane")
    for channel in held.channels:
        assert again.channels[channel] == held.channels[channel]
    assert replace(again, topics={}, channels={}) == replace(held, topics={}, channels={})
    for topic, words in held.topics.items():
        assert again.topics.get(topic, (topic,)) == words
    assert "# lists open questions only" in text


def test_a_dial_of_the_community_leaves_alone_what_a_channel_has_set_for_itself() -> None:
    policy = changed(full(), "peer_prompt.wait", "45 min")
    assert prompting(policy, "general").wait == timedelta(minutes=45)
    assert prompting(policy, "help").wait == timedelta(minutes=20), "it says so in the file"
    assert prompting(changed(full(), "peer_prompt.rings", 4), "help").rings == 4
    own = changed(full(), "channels.general.peer_prompt.wait", "2 h")
    assert prompting(changed(own, "peer_prompt.wait", "45 min"), "general").wait == timedelta(hours=2)
    assert changed(full(), "questions", "mark").channels["help"].questions is QuestionMode.MARK


def test_a_step_keeps_its_dials_while_it_is_off() -> None:
    off = changed(full(), "open_questions", value=False)
    assert all("open_questions" not in channel.plays for channel in off.channels.values())
    assert value_at(off, "open_questions") is False
    on = changed(full(), "tidy_threads", value=True)
    assert "tidy_threads" in on.channels["help"].plays
    meanwhile = changed(changed(full(), "tidy_threads.quiet_after", "5 h"), "tidy_threads", value=True)
    dials = meanwhile.channels["help"].plays["tidy_threads"]
    assert isinstance(dials, TidyThreadsPolicy)
    assert dials.quiet_after == timedelta(hours=5)
    assert "peer_prompt" not in changed(full(), "peer_prompt", value=True).channels["forum"].plays, "off there alone"
    assert "peer_prompt" in changed(full(), "channels.forum.peer_prompt", value=True).channels["forum"].plays


def test_what_is_wrong_is_said_with_the_cure_as_the_file_says_it() -> None:
    policy = full()
    for path, value, cure in (
        ("peer_prompt.wait", "20", "`wait: 20` has no unit; write `20 min` (or s, h, days, weeks)"),
        ("peer_prompt.wait", "", "`wait: ` is not a duration; write for example `20 min`, `2 h` or `30 days`"),
        ("peer_prompt.rings", "9", "`rings: 9` is not a whole number from 1 to 5"),
        ("restraint.quiet_from", "9 pm", "`quiet_from: 9 pm` is not a time of day; write it like `21:00`"),
        ("hold_out", "10", "`hold_out: 10` is not a share; write a number from 0 to 1, such as 0.1 for a tenth"),
        ("questions", "lose", "`questions: lose` is not known; did you mean `loose`?"),
        ("topics.install", [], "`install` is empty; write for example `install: [install, setup]`"),
        ("privacy", False, "`privacy` cannot be switched off: people need it to stop or ask Hubbub"),
    ):
        place = find_place(policy, path)
        assert place is not None
        assert read_value(place, value) == (NOTHING, cure)
        assert overridden(policy, path, value) is None


def test_every_setting_that_is_offered_reads_back_what_it_says() -> None:
    """The value in force is one that may be written again, and changes nothing then."""
    policy = full()
    paths = [*OF_THE_COMMUNITY, "retention.text", "topics.api"]
    paths += [f"channels.{name}.{one}" for name in policy.channels for one in OF_A_CHANNEL]
    for play in PLAYS:
        paths += [play.name, f"channels.help.{play.name}"]
        paths += [f"{play.name}.{one}" for one in play.policy.__dataclass_fields__]
    paths += [f"restraint.{one}" for one in type(policy.restraint).__dataclass_fields__]
    paths += [f"grouping.{one}" for one in type(policy.grouping).__dataclass_fields__]
    tried = 0
    for path in paths:
        if find_place(policy, path) is None:
            continue
        held = value_at(policy, path)
        if held not in (None, "", [], False):
            assert value_at(changed(policy, path, held), path) == held, path
            tried += 1
    assert tried > 100
    with pytest.raises(LookupError):
        value_at(policy, "channels.gone.live")


def test_what_needs_more_than_a_dial_is_no_setting_that_changes_while_it_runs() -> None:
    for path in (
        "timezone",
        "roles",
        "channels",
        "escalations",
        "levels.badges",
        "name",
        "peer_prompt.",
        "topics.",
        "",
    ):
        assert find_place(full(), path) is None, path
        assert overridden(full(), path, "x") is None


def test_topics_of_a_channel_are_told_by_their_name() -> None:
    policy = only(FULL.split("  - name: Second Place")[0]).policy
    more = changed(policy, "channels.help.topics", ["billing", "hiking"])
    assert more.topics["hiking"] == ("hiking",)
    fewer = changed(more, "channels.help.topics", ["install"])
    assert "hiking" not in fewer.topics
    assert fewer.topics["install"] == ("install", "setup")


def test_quiet_hours_are_times_of_day() -> None:
    assert changed(full(), "restraint.quiet_from", "20:15").restraint.quiet_from == time(20, 15)
