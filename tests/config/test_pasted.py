"""Pasted settings lie on top of what holds, a whole file stands for itself, and what is wrong is said by its line."""

from datetime import time, timedelta

import pytest

from config.overriding import value_at
from config.pasted import with_pasted
from engagement.errors import ConfigError
from tests.config.files import FULL, MINIMAL, only


def test_lines_of_a_community_lie_on_top() -> None:
    policy = only(MINIMAL).policy
    pasted = 'peer_prompt: {wait: 45 min, rings: 1}\nrestraint:\n  quiet_from: "22:30"\ntidy_threads: no\nchannels:\n'
    tried = with_pasted(policy, f'{pasted}  "#help":\n    live: false\n    topics: [hills]\n')
    assert value_at(tried, "peer_prompt.wait") == "45 min"
    assert tried.restraint.quiet_from == time(22, 30)
    assert value_at(tried, "tidy_threads") is False
    assert not tried.channels["help"].is_live
    assert tried.channels["help"].topics == ("hills",)
    assert tried.retention == timedelta(days=30)
    assert with_pasted(policy, "  \n") == policy


def test_a_whole_file_stands_for_itself() -> None:
    assert with_pasted(only(MINIMAL).policy, FULL).name == "Quarry Lane"


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        ("peer_prompt: {wait: 20}", "the settings, line 1: `wait: 20` has no unit"),
        ("a: 1\n\nroles: {manager: [U1]}", "line 3: `roles.manager` cannot be tried alone"),
        ("- a\n- b", "write settings as in the file"),
        ("peer_prompt: [", "line 1"),
        ("peer_prompt:\n  wait:", "`wait` has no value"),
        ("communities:\n  - name: X", "has no channels"),
        ("x: &a 1\ny: *a", "line 1"),
    ],
)
def test_what_is_wrong_is_said_by_its_line(pasted: str, said: str) -> None:
    with pytest.raises(ConfigError) as raised:
        with_pasted(only(MINIMAL).policy, pasted)
    assert said in str(raised.value)
