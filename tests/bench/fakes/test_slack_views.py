"""Forms and homes: what is refused, what a trigger is good for, and what is filled in."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bench.fakes.slack import FakeSlack
from bench.fakes.slack.form_state import fill_in
from bench.fakes.slack.refusals import Refusal
from bench.fakes.slack.views import Views, check_view
from bench.fakes.slack.world import World
from tests.bench.fakes.slack_stage import (
    Clock,
    actions,
    button,
    client_of,
    field,
    modal,
    mrkdwn,
    options,
    plain,
    refused,
    section,
)

Json = dict[str, Any]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def slack(clock: Clock) -> AsyncIterator[FakeSlack]:
    async with FakeSlack(now=clock) as slack:
        yield slack


@pytest.fixture
def client(slack: FakeSlack) -> AsyncWebClient:
    return client_of(slack)


def trigger(slack: FakeSlack, user: str) -> str:
    return slack._space.views.new_trigger(user)


def home(*blocks: Json) -> Json:
    return {"type": "home", "blocks": list(blocks)}


@pytest.mark.parametrize(
    ("view", "complaint"),
    [
        (modal(title=plain("x" * 25)), "less than 25 characters [json-pointer:/view/title/text]"),
        (modal(title=mrkdwn("x")), "unsupported type: mrkdwn"),
        (modal(title=None), "missing required field: title"),
        (modal(submit=plain("x" * 25)), "less than 25 characters [json-pointer:/view/submit/text]"),
        (modal(close=plain("x" * 25)), "less than 25 characters [json-pointer:/view/close/text]"),
        (modal(callback_id="x" * 256), "less than 256"),
        (modal(external_id="x" * 256), "less than 256"),
        (modal(private_metadata="x" * 3001), "less than 3001"),
        (modal(*[{"type": "divider"}] * 101), "no more than 100 items"),
        (modal(field("a"), submit=None), "missing required field: submit"),
        (modal(section("x" * 3001)), "[json-pointer:/view/blocks/0/text/text]"),
        (modal({"type": "markdown", "text": "x"}), "unsupported type: markdown"),
        (modal(colour="red"), "invalid additional property: colour"),
        ({**modal(), "blocks": "x"}, "must provide an array"),
        (home(), "valid enum value"),
        ("x", "must provide an object"),
    ],
)
def test_a_form_the_vendor_refuses_is_refused(view: Any, complaint: str) -> None:
    with pytest.raises(Refusal) as caught:
        check_view(view, "modal")
    assert caught.value.error == "invalid_arguments"
    assert complaint in str(caught.value.body["response_metadata"]["messages"])


def test_a_view_of_too_many_bytes_is_refused() -> None:
    blocks = [section("x" * 3000) for _ in range(99)]
    with pytest.raises(Refusal, match="view_too_large"):
        check_view(modal(*blocks), "modal")


async def test_a_trigger_opens_one_form_within_three_seconds(
    slack: FakeSlack, client: AsyncWebClient, clock: Clock
) -> None:
    ada = slack.add_user("Ada")
    first, late = trigger(slack, ada), trigger(slack, ada)
    opened = (await client.views_open(trigger_id=first, view=modal(field("a"))))["view"]
    assert slack.modals[ada] == [opened]
    assert opened["root_view_id"] == opened["id"]
    assert (await refused(client.views_open(trigger_id=first, view=modal())))["error"] == "exchanged_trigger_id"
    assert (await refused(client.views_open(trigger_id="1.2.x", view=modal())))["error"] == "invalid_trigger_id"
    clock.at += 3.1
    assert (await refused(client.views_open(trigger_id=late, view=modal())))["error"] == "expired_trigger_id"


async def test_a_refused_form_leaves_the_trigger_good(slack: FakeSlack, client: AsyncWebClient) -> None:
    ada = slack.add_user("Ada")
    once = trigger(slack, ada)
    assert (await refused(client.views_open(trigger_id=once, view=modal(title=plain("")))))[
        "error"
    ] == "invalid_arguments"
    await client.views_open(trigger_id=once, view=modal())


async def test_forms_are_stacked_three_high(slack: FakeSlack, client: AsyncWebClient) -> None:
    ada = slack.add_user("Ada")
    assert (await refused(client.views_push(trigger_id=trigger(slack, ada), view=modal())))["error"] == "not_found"
    root = (await client.views_open(trigger_id=trigger(slack, ada), view=modal()))["view"]
    second = (await client.views_push(trigger_id=trigger(slack, ada), view=modal()))["view"]
    assert (second["previous_view_id"], second["root_view_id"]) == (root["id"], root["id"])
    await client.views_push(trigger_id=trigger(slack, ada), view=modal())
    assert (await refused(client.views_push(trigger_id=trigger(slack, ada), view=modal())))[
        "error"
    ] == "push_limit_reached"


async def test_an_open_form_is_changed_by_id_and_hash(slack: FakeSlack, client: AsyncWebClient) -> None:
    ada = slack.add_user("Ada")
    opened = (await client.views_open(trigger_id=trigger(slack, ada), view=modal(external_id="mine")))["view"]
    changed = (await client.views_update(view_id=opened["id"], hash=opened["hash"], view=modal(external_id="mine")))[
        "view"
    ]
    assert changed["id"] == opened["id"]
    call = client.views_update(view_id=opened["id"], hash=opened["hash"], view=modal())
    assert (await refused(call))["error"] == "hash_conflict"
    call = client.views_open(trigger_id=trigger(slack, ada), view=modal(external_id="mine"))
    assert (await refused(call))["error"] == "duplicate_external_id"
    await client.views_update(external_id="mine", view=modal(section("changed")))
    assert slack.modals[ada][0]["blocks"][0]["text"]["text"] == "changed"
    await slack.close_modal(ada)
    assert ada not in slack.modals
    assert (await refused(client.views_update(view_id=opened["id"], view=modal())))["error"] == "not_found"
    assert (await refused(client.api_call("views.update", json={"view": modal()})))["error"] == "invalid_arguments"


async def test_a_home_is_published_and_changed(slack: FakeSlack, client: AsyncWebClient) -> None:
    ada = slack.add_user("Ada")
    first = (await client.views_publish(user_id=ada, view=home(section("one"))))["view"]
    second = (await client.views_publish(user_id=ada, view=home(section("two")), hash=first["hash"]))["view"]
    assert second["id"] == first["id"]
    assert slack.homes[ada]["blocks"][0]["text"]["text"] == "two"
    call = client.views_publish(user_id=ada, view=home(), hash=first["hash"])
    assert (await refused(call))["error"] == "hash_conflict"
    assert (await refused(client.views_publish(user_id="U0", view=home())))["error"] == "user_not_found"
    assert (await refused(client.views_publish(user_id=ada, view=modal())))["error"] == "invalid_arguments"


def view_of(*blocks: Json) -> Json:
    views = Views(World(now=lambda: 0.0, team_id="T1", bot_user_id="U0", bot_name="x"), "A1", "B1")
    return views.build(modal(*blocks), None)


CHOICES = {"options": options("a", "b", "c")}


@pytest.mark.parametrize(
    ("element", "given", "state"),
    [
        ({"type": "plain_text_input"}, "text", {"value": "text"}),
        ({"type": "plain_text_input"}, "", {"value": None}),
        ({"type": "number_input", "is_decimal_allowed": False}, "3", {"value": "3"}),
        ({"type": "static_select", **CHOICES}, "b", {"selected_option": options("b")[0]}),
        ({"type": "static_select", **CHOICES}, "Label b", {"selected_option": options("b")[0]}),
        ({"type": "static_select", **CHOICES}, None, {"selected_option": None}),
        ({"type": "radio_buttons", **CHOICES}, ["c"], {"selected_option": options("c")[0]}),
        ({"type": "multi_static_select", **CHOICES}, ["a", "c"], {"selected_options": options("a", "c")}),
        ({"type": "checkboxes", **CHOICES}, "a", {"selected_options": options("a")}),
        ({"type": "checkboxes", **CHOICES}, None, {"selected_options": []}),
        ({"type": "timepicker"}, "09:30", {"selected_time": "09:30"}),
        ({"type": "datepicker"}, "2026-01-02", {"selected_date": "2026-01-02"}),
        ({"type": "datetimepicker"}, "1750000000", {"selected_date_time": 1_750_000_000}),
        ({"type": "users_select"}, "U1", {"selected_user": "U1"}),
        ({"type": "multi_users_select"}, ["U1", "U2"], {"selected_users": ["U1", "U2"]}),
        ({"type": "conversations_select"}, "C1", {"selected_conversation": "C1"}),
        ({"type": "multi_channels_select"}, "C1", {"selected_channels": ["C1"]}),
    ],
)
def test_each_kind_of_field_has_its_own_state(element: Json, given: Any, state: Json) -> None:
    view = view_of(field("x", element, optional=True))
    found = fill_in(view, {"x": given})
    assert found == {"block-x": {"x": {"type": element["type"], **state}}}
    assert fill_in(view, {"block-x": given}) == found


@pytest.mark.parametrize(
    ("element", "state"),
    [
        ({"type": "plain_text_input", "initial_value": "x"}, {"value": "x"}),
        ({"type": "plain_text_input"}, {"value": None}),
        ({"type": "static_select", **CHOICES, "initial_option": options("a")[0]}, {"selected_option": options("a")[0]}),
        ({"type": "checkboxes", **CHOICES, "initial_options": options("b")}, {"selected_options": options("b")}),
        ({"type": "timepicker", "initial_time": "09:00"}, {"selected_time": "09:00"}),
        ({"type": "multi_users_select", "initial_users": ["U1"]}, {"selected_users": ["U1"]}),
    ],
)
def test_a_field_nobody_touches_stays_as_it_was_shown(element: Json, state: Json) -> None:
    found = fill_in(view_of(field("x", element, optional=True)), {})
    assert found["block-x"]["x"] == {"type": element["type"], **state}


@pytest.mark.parametrize(
    ("element", "given"),
    [
        ({"type": "plain_text_input"}, {}),
        ({"type": "plain_text_input"}, {"x": ""}),
        ({"type": "plain_text_input", "min_length": 3}, {"x": "ab"}),
        ({"type": "plain_text_input", "max_length": 3}, {"x": "abcd"}),
        ({"type": "static_select", **CHOICES}, {"x": "d"}),
        ({"type": "multi_static_select", **CHOICES, "max_selected_items": 1}, {"x": ["a", "b"]}),
        ({"type": "checkboxes", **CHOICES}, {"x": []}),
        ({"type": "external_select"}, {"x": "a"}),
    ],
)
def test_what_the_window_would_not_send_is_not_sent(element: Json, given: Any) -> None:
    with pytest.raises(ValueError, match="x"):
        fill_in(view_of(field("x", element)), given)


def test_a_field_that_is_not_there_cannot_be_filled_in() -> None:
    with pytest.raises(LookupError, match="no field"):
        fill_in(view_of(field("x")), {"y": "1", "x": "1"})


def test_choices_among_buttons_and_beside_a_text_are_part_of_the_state() -> None:
    select = {"type": "static_select", "action_id": "s", **CHOICES}
    view = view_of(
        actions(button("b"), select, block_id="one"), {**section("x"), "block_id": "two", "accessory": select}
    )
    found = fill_in(view, {"one": "a"})
    assert found["one"]["s"]["selected_option"] == options("a")[0]
    assert found["two"]["s"]["selected_option"] is None
