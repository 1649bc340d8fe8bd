import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from ruamel.yaml import YAML

from bots.platforms.sandbox.sample import read_sample

TEXT = resources.files("bots.platforms.sandbox").joinpath("sample.yaml").read_text(encoding="utf-8")
SAMPLE: dict[str, Any] = YAML(typ="safe", pure=True).load(TEXT)
PEOPLE = {one["id"]: one for one in SAMPLE["people"]}
CHANNELS = {one["id"]: one for one in SAMPLE["channels"]}
HELPERS = {key: one["helper"] for key, one in PEOPLE.items() if "helper" in one}
HISTORY, LIVE, ASKED = SAMPLE["history"], SAMPLE["live"], SAMPLE["when_asked"]
ITEMS = {one["id"]: one for one in (*HISTORY, *LIVE)}
ZONE = ZoneInfo(SAMPLE["timezone"])
START = datetime.fromisoformat(SAMPLE["start"]).replace(tzinfo=ZONE).astimezone(UTC)
MARK = "white_check_mark"
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
DAYS = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
AT_NIGHT_ON_PURPOSE = {"q-night-olga", "q-live-night"}

Item = dict[str, Any]


def to_duration(text: str) -> timedelta:
    found = re.fullmatch(r"(\d+)([smhd])", text)
    assert found, text
    return timedelta(seconds=int(found[1]) * SECONDS[found[2]])


def to_instant(moment: str) -> datetime:
    found = re.fullmatch(r"([+-]\d+)d ([01]\d|2[0-3]):([0-5]\d)", moment)
    assert found, moment
    day = START.astimezone(ZONE).replace(hour=int(found[2]), minute=int(found[3])) + timedelta(days=int(found[1]))
    return day.astimezone(UTC)


def steps(item: Item, *kinds: str) -> Iterator[Item]:
    for kind in kinds or ("more", "edits", "deletes", "replies", "reactions"):
        yield from item.get(kind, [])


def acts(item: Item) -> Iterator[tuple[datetime, str]]:
    """When who did something in this conversation."""
    began = to_instant(item["at"])
    yield began, item["by"]
    for step in steps(item):
        yield began + to_duration(step["after"]), step.get("by", item["by"])


def texts(item: Item) -> Iterator[str]:
    yield item["text"]
    yield from (step["text"] for step in steps(item, "more", "edits", "replies"))


def is_question(item: Item) -> bool:
    return item["id"].startswith(("q-", "d-")) and "deletes" not in item


def is_answered(item: Item) -> bool:
    return any(reply["by"] != item["by"] for reply in item.get("replies", []))


def is_marked(item: Item) -> bool:
    return any(mark["emoji"] == MARK and mark["by"] == item["by"] for mark in item.get("reactions", []))


def messages(items: list[Item]) -> int:
    return sum(1 + sum(1 for _ in steps(item, "more", "replies")) for item in items)


def test_the_sandbox_accepts_the_shipped_sample() -> None:
    assert read_sample(TEXT).start_at == START


def test_ids_are_unique_and_short() -> None:
    replies = [reply["id"] for item in ITEMS.values() for reply in steps(item, "replies") if "id" in reply]
    ids = [one["id"] for one in (*HISTORY, *LIVE)] + replies
    assert [key for key, count in Counter(ids).items() if count > 1] == []
    assert len(PEOPLE) == len(SAMPLE["people"])
    assert len(CHANNELS) == len(SAMPLE["channels"])
    assert [key for key in (*ids, *PEOPLE, *CHANNELS) if not re.fullmatch(r"[a-z0-9-]{2,24}", key)] == []


def test_the_community_begins_on_a_tuesday() -> None:
    assert START.astimezone(ZONE).strftime("%a %H:%M") == "Tue 10:00"
    assert SAMPLE["name"]
    assert SAMPLE["languages"][0] == "en"


def test_people_have_known_roles_zones_and_languages() -> None:
    roles = Counter(one["role"] for one in PEOPLE.values())
    assert len(PEOPLE) >= 28
    assert set(roles) == {"manager", "staff", "trusted", "sales", "bot", "member"}
    assert (roles["manager"], roles["staff"], roles["trusted"], roles["bot"], roles["sales"]) == (1, 2, 1, 1, 1)
    assert len({one["timezone"] for one in PEOPLE.values()}) >= 15
    for one in PEOPLE.values():
        assert ZoneInfo(one["timezone"]), one["id"]
        assert one["name"].strip(), one["id"]
        assert one["languages"], one["id"]


TEAM_ROOMS = {"hub", "team-hardware", "team-software"}


def test_channels_name_known_topics_and_the_managers_one_is_private() -> None:
    public = {"welcome", "general", "help", "api", "hardware", "showcase", "deutsch"}
    assert set(CHANNELS) == {*public, "managers", *TEAM_ROOMS}
    assert {key for key, one in CHANNELS.items() if one.get("private")} == {"managers", *TEAM_ROOMS}
    assert CHANNELS["managers"]["managers"] is True
    for one in CHANNELS.values():
        assert one["topic"].strip(), one["id"]
        assert set(one["topics"]) <= set(SAMPLE["topics"]), one["id"]


def test_every_topic_has_several_lower_case_words() -> None:
    for topic, words in SAMPLE["topics"].items():
        assert len(words) >= 8, topic
        assert len(set(words)) == len(words), topic
        assert all(isinstance(word, str) and word == word.lower().strip() for word in words), topic


def test_nine_members_are_helpers_with_lives_of_their_own() -> None:
    assert len(HELPERS) == 9
    assert {PEOPLE[key]["role"] for key in HELPERS} == {"member"}
    assert {topic for helper in HELPERS.values() for topic in helper["topics"]} == set(SAMPLE["topics"])
    assert {helper["via"] for helper in HELPERS.values()} == {"private", "thread"}
    assert len({tuple(helper["topics"]) for helper in HELPERS.values()}) >= 6
    assert len({tuple(helper["days"]) for helper in HELPERS.values()}) >= 4
    for key, helper in HELPERS.items():
        assert set(helper["topics"]) <= set(SAMPLE["topics"]), key
        assert set(helper["days"]) <= DAYS, key
        assert set(helper["languages"]) <= set(PEOPLE[key]["languages"]), key
        assert 1 <= helper["limit_per_day"] <= 5, key
        for block in helper["hours"]:
            start, end = re.fullmatch(r"(\d\d:\d\d)-(\d\d:\d\d)", block).groups()  # type: ignore[union-attr]
            assert start < end, key


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS.keys())
def test_a_conversation_speaks_only_of_what_the_sample_has(item: Item) -> None:
    assert item["in"] in CHANNELS
    known = {reply["id"] for reply in steps(item, "replies") if "id" in reply}
    assert {by for _, by in acts(item)} <= set(PEOPLE)
    assert {step["on"] for step in steps(item, "reactions") if "on" in step} <= known
    assert all(re.fullmatch(r"[a-z0-9_]+", step["emoji"]) for step in steps(item, "reactions"))
    assert all(text.strip() for text in texts(item))


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS.keys())
def test_the_times_of_a_conversation_only_grow(item: Item) -> None:
    for kind in ("more", "edits", "deletes", "replies", "reactions"):
        after = [to_duration(step["after"]) for step in steps(item, kind)]
        assert after == sorted(after), kind
        assert all(one > timedelta() for one in after), kind
    written = {reply["id"]: to_duration(reply["after"]) for reply in steps(item, "replies") if "id" in reply}
    for step in steps(item, "reactions"):
        assert to_duration(step["after"]) >= written.get(step.get("on", ""), timedelta())
    assert all(to_duration(step["after"]) < timedelta(minutes=10) for step in steps(item, "more"))


def test_history_lies_before_the_start_and_live_after_it() -> None:
    for item in HISTORY:
        assert START - timedelta(days=21, hours=3) <= to_instant(item["at"]), item["id"]
        assert all(at < START for at, _ in acts(item)), item["id"]
    for item in LIVE:
        assert START <= to_instant(item["at"]) < START + timedelta(days=46), item["id"]


def test_conversations_stand_in_the_order_of_time() -> None:
    for part in (HISTORY, LIVE):
        instants = [to_instant(item["at"]) for item in part]
        assert instants == sorted(instants)


def test_the_sample_is_as_lively_as_promised() -> None:
    assert 130 <= len(HISTORY) <= 170
    assert 450 <= messages(HISTORY) <= 600
    assert 25 <= sum(to_instant(item["at"]) < START + timedelta(days=6) for item in LIVE) <= 35, "the first week"
    assert len(LIVE) <= 55
    assert {item["in"] for item in HISTORY} == set(CHANNELS) - TEAM_ROOMS
    weekdays = Counter(to_instant(item["at"]).astimezone(ZONE).weekday() for item in HISTORY)
    assert min(weekdays[day] for day in range(5)) > max(weekdays[5], weekdays[6])


def test_everybody_takes_part_and_the_bot_is_never_answered() -> None:
    assert {by for item in ITEMS.values() for _, by in acts(item)} == set(PEOPLE)
    assert [item["id"] for item in ITEMS.values() if item["by"] == "builds" and "replies" in item] == []


def test_most_questions_are_answered_soon_some_late_and_some_never() -> None:
    questions = [item for item in HISTORY if is_question(item)]
    waited = sorted(
        next(to_duration(reply["after"]) for reply in item["replies"] if reply["by"] != item["by"])
        for item in questions
        if is_answered(item)
    )
    assert timedelta(minutes=5) <= waited[len(waited) // 2] <= timedelta(minutes=15)
    assert sum(one >= timedelta(hours=2) for one in waited) >= 5
    special = [item for item in questions if item["in"] in {"api", "hardware"}]
    unanswered = sum(not is_answered(item) for item in special) / len(special)
    assert 0.15 <= unanswered <= 0.25


def test_about_two_in_five_answered_questions_are_marked_by_their_asker() -> None:
    answered = [item for item in HISTORY if is_question(item) and is_answered(item)]
    assert 0.33 <= sum(is_marked(item) for item in answered) / len(answered) <= 0.47
    trusted = [step for item in HISTORY for step in steps(item, "reactions") if step["by"] == "priya"]
    assert sum(step["emoji"] == MARK for step in trusted) >= 3


def test_every_mark_of_history_stands_on_an_answer_of_somebody_else() -> None:
    for item in HISTORY:
        by = {reply["id"]: reply["by"] for reply in steps(item, "replies") if "id" in reply}
        for step in steps(item, "reactions"):
            if step["emoji"] == MARK:
                assert by[step["on"]] not in {item["by"], step["by"]}, item["id"]


def test_people_write_at_hours_that_suit_them() -> None:
    for item in ITEMS.values():
        for at, by in acts(item):
            if PEOPLE[by]["role"] == "bot" or item["id"] in AT_NIGHT_ON_PURPOSE:
                continue
            hour = at.astimezone(ZoneInfo(PEOPLE[by]["timezone"])).hour
            assert hour >= 6, (item["id"], by)


@pytest.mark.parametrize("key", sorted(AT_NIGHT_ON_PURPOSE))
def test_some_ask_in_the_middle_of_their_night(key: str) -> None:
    item = ITEMS[key]
    assert to_instant(item["at"]).astimezone(ZoneInfo(PEOPLE[item["by"]]["timezone"])).hour < 5


def test_the_managers_room_is_for_the_team_alone() -> None:
    team = {key for key, one in PEOPLE.items() if one["role"] in {"manager", "staff"}}
    for item in ITEMS.values():
        if item["in"] == "managers":
            assert {by for _, by in acts(item)} <= team, item["id"]


def test_newcomers_say_hello() -> None:
    hellos = {item["by"]: to_instant(item["at"]) for item in ITEMS.values() if item["in"] == "welcome"}
    assert len(hellos) >= 6
    for by, said_at in hellos.items():
        first_at = min(at for item in ITEMS.values() for at, one in acts(item) if one == by)
        assert first_at == said_at, by


def test_the_first_25_minutes_are_only_light_chatter() -> None:
    until = START + timedelta(minutes=25)
    for item in LIVE:
        began = to_instant(item["at"])
        if began >= until:
            continue
        assert item["id"].startswith(("c-", "b-")), item["id"]
        assert all(at < until for at, _ in acts(item)), item["id"]
        assert all("?" not in text for text in texts(item)), item["id"]


def test_nobody_answers_what_waits_for_a_helper() -> None:
    threads = {entry["thread"] for entry in ASKED}
    assert 8 <= len(threads) <= 10
    assert threads <= {item["id"] for item in LIVE}
    for key in threads:
        early = [reply for reply in steps(ITEMS[key], "replies") if to_duration(reply["after"]) < timedelta(minutes=30)]
        assert is_question(ITEMS[key]) or key.startswith("w-"), key
        assert early == [], key


def test_helpers_press_and_answer_in_order() -> None:
    last: dict[str, timedelta] = {}
    for entry in ASKED:
        assert ("press" in entry) != ("text" in entry), entry
        assert entry.get("press", "on_it") in {"on_it", "not_now", "not_my_topic", "stop"}
        assert entry.get("text", "said").strip()
        assert "asker_marks_after" not in entry or ("text" in entry and to_duration(entry["asker_marks_after"]))
        assert entry["helper"] in {"any", *HELPERS}
        after = to_duration(entry["after"])
        assert last.get(entry["thread"], timedelta()) < after, entry["thread"]
        last[entry["thread"]] = after


def test_every_way_of_replying_to_an_ask_is_shown() -> None:
    presses = Counter(entry["press"] for entry in ASKED if "press" in entry)
    assert set(presses) == {"on_it", "not_now", "not_my_topic", "stop"}
    answered = {entry["thread"] for entry in ASKED if "text" in entry}
    left = {entry["thread"] for entry in ASKED if entry.get("press") == "not_now"} - answered
    assert len(left) == 2
    late = timedelta(hours=18)
    assert all(to_duration(reply["after"]) > late for key in left for reply in steps(ITEMS[key], "replies"))


def test_an_outage_brings_three_questions_within_half_an_hour() -> None:
    outage = [item for item in LIVE if "503" in item["text"] and is_question(item)]
    assert len(outage) == 3
    assert len({item["by"] for item in outage}) == 3
    assert {item["in"] for item in outage} == {"api"}
    instants = [to_instant(item["at"]) for item in outage]
    assert max(instants) - min(instants) < timedelta(minutes=20)
    soon = max(instants)
    assert all(at > soon for item in outage for at, by in acts(item) if by != item["by"])


@pytest.mark.parametrize(
    ("live", "terms"),
    [
        ("q-live-tz", {"timezone"}),
        ("q-live-pair", {"0x12", "pair"}),
        ("q-live-webhook", {"webhook", "signature", "match"}),
        ("q-live-drain", {"battery", "drain", "c3"}),
        ("q-live-es", {"exportar", "lecturas"}),
        ("q-live-probe", {"probe", "moisture"}),
        ("q-live-flash", {"waiting for bootloader"}),
        ("q-live-alerts", {"almanac", "alert"}),
        ("q-live-cursor", {"page", "cursor"}),
        ("d-live-koppeln", {"koppeln", "0x12"}),
    ],
)
def test_a_later_question_has_earlier_solved_ones_like_it(live: str, terms: set[str]) -> None:
    assert all(term in ITEMS[live]["text"].lower() for term in terms)
    alike = [item["id"] for item in HISTORY if is_marked(item) and all(term in item["text"].lower() for term in terms)]
    assert len(alike) >= 2, alike


def test_the_odd_ways_of_asking_are_all_there() -> None:
    questions = [item for item in ITEMS.values() if is_question(item)]
    assert any("edits" in item for item in HISTORY)
    assert any("edits" in item for item in LIVE)
    assert sum("deletes" in item for item in ITEMS.values()) == 2
    assert sum("more" in item for item in questions) >= 3
    assert sum("?" not in "".join(texts({**item, "replies": []})) for item in questions) >= 5
    chatter = [item for item in ITEMS.values() if item["id"].startswith("c-")]
    assert sum("?" in item["text"] for item in chatter) >= 10
    assert sum("```" in text for item in ITEMS.values() for text in texts(item)) >= 1
    assert sum(bool(re.search(r"https?://\S+\?", text)) for item in ITEMS.values() for text in texts(item)) >= 4
    assert sum(item["in"] == "deutsch" and is_question(item) for item in HISTORY) >= 8
    assert sum("¿" in item["text"] for item in HISTORY) >= 6
    assert sum("-fr-" in item["id"] for item in HISTORY) >= 3


def test_helpers_are_among_those_who_answered_before() -> None:
    answers = Counter(reply["by"] for item in HISTORY if is_question(item) for reply in steps(item, "replies"))
    assert all(answers[key] >= 2 for key in HELPERS), answers


def test_no_line_is_too_long_to_edit() -> None:
    assert [number for number, line in enumerate(TEXT.splitlines(), 1) if len(line) > 120] == []
