"""A transcript reads as members read it."""

from slack_sdk.web.async_client import AsyncWebClient

from bench.fakes.slack import FakeSlack
from tests.bench.fakes.slack_stage import Clock, actions, button, client_of, field, modal, options, section


async def test_the_whole_workspace_as_text() -> None:
    clock = Clock()
    async with FakeSlack(now=clock) as slack:
        client: AsyncWebClient = client_of(slack)
        ada, bo = slack.add_user("Ada"), slack.add_user("Bo")
        place = slack.add_channel("general", members=[ada, bo])
        private = slack.add_channel("staff", members=[bo], is_private=True)
        root = await slack.post(ada, place, "How do I\nset it up?")
        clock.at += 60
        blocks = [section(f"<@{bo}>, can you help?"), actions(button("yes", "Yes"), button("no", "Not now"))]
        sent = await client.chat_postMessage(channel=place, text="Help?", thread_ts=root, blocks=blocks)
        await client.chat_update(channel=place, ts=sent["ts"], text="Help?")
        await slack.react(ada, place, root, "eyes")
        await slack.post(bo, place, "Another thing")
        await client.chat_postEphemeral(channel=place, user=ada, text="Did that help?", thread_ts=root)
        gone = await slack.post(bo, private, "Old question")
        await slack.post(bo, private, "Old answer", thread_ts=gone)
        await slack.archive(private)
        await client.chat_postMessage(channel=ada, text="Welcome")
        select = {"type": "static_select", "options": options("a", "b")}
        trigger = slack._space.views.new_trigger(ada)
        await client.views_open(trigger_id=trigger, view=modal(section("Tell us"), field("topic", select)))
        await client.views_publish(
            user_id=bo, view={"type": "home", "blocks": [section("Hi"), actions(button("x", "Go"))]}
        )
        assert slack.transcript() == _EXPECTED


_EXPECTED = """\
== #general ==
[2025-06-15 15:06:40] Ada: How do I
    set it up?
    :eyes: Ada
    [2025-06-15 15:07:40] hubbub: @Bo, can you help? (edited)
        [Yes] [Not now]
        (notified: Bo)
    [2025-06-15 15:07:40] hubbub (only Ada sees this): Did that help?
[2025-06-15 15:07:40] Bo: Another thing

== #staff (private, archived) ==
[2025-06-15 15:07:40] Bo: Old question
    [2025-06-15 15:07:40] Bo: Old answer
[2025-06-15 15:07:40] slackbot: @slackbot archived the channel

== Direct messages with Ada ==
[2025-06-15 15:07:40] hubbub: Welcome

== Form in front of Ada ==
# Title
Tell us
Label
    <static_select: Label a | Label b>
[Send]

== Home of Bo ==
Hi
    [Go]
"""
