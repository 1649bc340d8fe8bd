import re
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bench.fakes.discord import FakeDiscord, NotPossible
from tests.bench.fakes.discord_bot import app_commands, discord, running
from tests.bench.fakes.discord_raw import call


class Why(discord.ui.DynamicItem[discord.ui.Button], template=r"why:(?P<id>\d+)"):
    """A button that outlives the process."""

    def __init__(self, number: int) -> None:
        super().__init__(discord.ui.Button(label="Why this?", custom_id=f"why:{number}"))
        self.number = number

    @classmethod
    async def from_custom_id(cls, _interaction: discord.Interaction, _item: Any, match: re.Match[str]) -> Any:
        return cls(int(match["id"]))

    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"because of {self.number}", ephemeral=True)


class Ask(discord.ui.Modal, title="Ask"):
    subject = discord.ui.TextInput(label="Subject", custom_id="subject", max_length=20)
    details = discord.ui.TextInput(label="Details", custom_id="details", required=False)

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"{self.subject.value}: {self.details.value or 'nothing'}")


class Hours(discord.ui.Modal, title="Hours"):
    def __init__(self) -> None:
        super().__init__()
        options = [discord.SelectOption(label=d, value=d) for d in ("mon", "tue")]
        self.day = discord.ui.Select(custom_id="day", options=options)
        self.pace = discord.ui.RadioGroup(
            custom_id="pace", options=[discord.RadioGroupOption(label=p, value=p) for p in ("rare", "often")]
        )
        self.topics = discord.ui.CheckboxGroup(
            custom_id="topics",
            required=False,
            min_values=0,
            options=[discord.CheckboxGroupOption(label=t, value=t) for t in ("sso", "api")],
        )
        self.agreed = discord.ui.Checkbox(custom_id="agreed")
        for text, component in (("Day", self.day), ("Pace", self.pace), ("Topics", self.topics), ("OK", self.agreed)):
            self.add_item(discord.ui.Label(text=text, component=component))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        values = (self.day.values, self.pace.value, sorted(self.topics.values), self.agreed.value)
        await interaction.response.send_message(repr(values), ephemeral=True)


async def set_up(bot: Any) -> None:
    group = app_commands.Group(name="hub", description="What the bot can do")

    @group.command(name="add", description="Add up")
    @app_commands.choices(mode=[app_commands.Choice(name="plainly", value="p")])
    async def add(
        interaction: discord.Interaction,
        a: int,
        b: float = 0.5,
        mode: str = "none",
        loud: bool = False,  # noqa: FBT001, FBT002 - discord.py reads the options off the signature
    ) -> None:
        await interaction.response.send_message(f"{a + b} {mode} {loud}")

    @group.command(name="about", description="About somebody")
    async def about(
        interaction: discord.Interaction, who: discord.Member, where: discord.TextChannel, what: discord.Role
    ) -> None:
        await interaction.response.send_message(f"{who.display_name} {where.name} {what.name}", ephemeral=True)

    @group.command(name="slow", description="Take a while")
    async def slow(interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True)
        await interaction.edit_original_response(content="done")
        await interaction.edit_original_response(content="done twice")
        await interaction.followup.send("and more", ephemeral=True)

    @group.command(name="deaf", description="Say nothing")
    async def deaf(interaction: discord.Interaction) -> None:
        pass

    @group.command(name="ask", description="A form")
    async def ask(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Ask())

    @group.command(name="hours", description="A newer form")
    async def hours(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Hours())

    @bot.tree.context_menu(name="Hand on")
    async def hand_on(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"handed on: {message.content}", ephemeral=True)

    bot.tree.add_command(group)
    bot.add_dynamic_items(Why)
    await bot.tree.sync()


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as it:
        it.patience = 0.05
        yield it


@pytest.fixture
def ada(fake: FakeDiscord) -> str:
    return fake.add_member("Ada")


@pytest.fixture
def place(fake: FakeDiscord) -> str:
    return fake.add_channel("help")


@pytest.fixture
async def bot(fake: FakeDiscord, ada: str, place: str) -> AsyncIterator[Any]:  # noqa: ARG001 - they are there before the bot looks
    async with running(fake, on_setup=set_up) as it:
        fake.patience = 3.0
        yield it


@pytest.mark.usefixtures("bot")
async def test_a_sub_command_takes_typed_options(fake: FakeDiscord, ada: str, place: str) -> None:
    done = await fake.slash(ada, place, "hub", sub="add", a=2, b=1.5, mode="plainly", loud=True)
    assert [note.text for note in done.notes] == ["3.5 p True"]
    assert not done.notes[0].is_ephemeral
    assert done.error is None
    assert fake.seen_in(place)[-1].text == "3.5 p True"
    assert fake.seen_in(place)[-1].raw["interaction_metadata"]["user"]["id"] == ada


@pytest.mark.usefixtures("bot")
async def test_options_refer_to_members_channels_and_roles(fake: FakeDiscord, ada: str, place: str) -> None:
    role = fake.add_role("experts")
    done = await fake.slash(ada, place, "hub", sub="about", who=ada, where=place, what=role)
    assert done.notes[0].text == "Ada help experts"
    assert done.notes[0].is_ephemeral


@pytest.mark.parametrize(
    ("name", "sub", "options", "complaint"),
    [
        ("nothing", None, {}, "no command"),
        ("hub", None, {}, "needs one of"),
        ("hub", "nothing", {}, "no sub-command"),
        ("hub", "add", {}, "required"),
        ("hub", "add", {"a": "two"}, "does not take"),
        ("hub", "add", {"a": True}, "does not take"),
        ("hub", "add", {"a": 1, "mode": "odd"}, "offers"),
        ("hub", "add", {"a": 1, "c": 2}, "no option"),
    ],
)
@pytest.mark.usefixtures("bot")
async def test_what_is_not_offered_cannot_be_used(
    fake: FakeDiscord,
    ada: str,
    place: str,
    name: str,
    sub: str | None,
    options: dict[str, Any],
    complaint: str,
) -> None:
    with pytest.raises(NotPossible, match=complaint):
        await fake.slash(ada, place, name, sub=sub, **options)


async def test_a_deferred_answer_is_what_it_was_last_edited_to(
    fake: FakeDiscord, bot: Any, ada: str, place: str
) -> None:
    done = await fake.slash(ada, place, "hub", sub="slow")
    assert done.deferred
    await done.finished()
    await bot.recorder.wait("app_command_completion")
    assert [(note.text, note.is_ephemeral) for note in done.notes] == [("done twice", True), ("and more", True)]
    assert fake.seen_in(place) == []
    assert [shown.only_for for shown in fake.seen_in(place, ada)] == [ada, ada]
    assert "Helper: done twice (edited) (only Ada sees this)" in fake.transcript()


@pytest.mark.usefixtures("bot")
async def test_without_a_callback_the_interaction_failed(fake: FakeDiscord, ada: str, place: str) -> None:
    fake.patience = 0.05
    done = await fake.slash(ada, place, "hub", sub="deaf")
    assert done.error == "This interaction failed"
    late = await call(fake, "POST", f"/interactions/{done.id}/{done.token}/callback", {"type": 5})
    assert (late.status, late.code) == (404, 10062)


@pytest.mark.usefixtures("bot")
async def test_a_message_menu_carries_its_target(fake: FakeDiscord, ada: str, place: str) -> None:
    message = await fake.post(ada, place, "a question")
    done = await fake.menu(ada, place, message, "Hand on")
    assert done.notes[0].text == "handed on: a question"


async def test_a_dynamic_button_works_by_its_template(fake: FakeDiscord, bot: Any, ada: str, place: str) -> None:
    view = discord.ui.View(timeout=None).add_item(Why(7))
    sent = await bot.get_channel(int(place)).send("Hello", view=view)
    assert fake.seen_in(place)[0].buttons == [("why:7", "Why this?")]
    done = await fake.press(ada, place, str(sent.id), "why:7")
    assert done.notes[0].text == "because of 7"
    with pytest.raises(NotPossible):
        await fake.press(ada, place, str(sent.id), "why:8")


async def test_buttons_under_an_ephemeral_message_are_for_the_one_who_sees_them(
    fake: FakeDiscord, bot: Any, ada: str, place: str
) -> None:
    class Confirm(discord.ui.View):
        @discord.ui.button(label="Yes", custom_id="yes")
        async def yes(self, interaction: discord.Interaction, button: discord.ui.Button[Any]) -> None:
            button.disabled = True
            await interaction.response.edit_message(content="confirmed", view=self)

    async def ask(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("Sure?", view=Confirm(), ephemeral=True)

    bot.tree.add_command(app_commands.Command(name="sure", description="d", callback=ask_typed(ask)))
    await bot.tree.sync()
    asked = await fake.slash(ada, place, "sure")
    other = fake.add_member("Bea")
    with pytest.raises(NotPossible):
        await fake.press(other, place, asked.notes[0].id, "yes")
    done = await fake.press(ada, place, asked.notes[0].id, "yes")
    assert [note.text for note in done.notes] == ["confirmed"]
    with pytest.raises(NotPossible, match="disabled"):
        await fake.press(ada, place, asked.notes[0].id, "yes")


def ask_typed(callback: Any) -> Any:
    async def typed(interaction: discord.Interaction) -> None:
        await callback(interaction)

    return typed


async def test_a_select_offers_its_options(fake: FakeDiscord, bot: Any, ada: str, place: str) -> None:
    class Pick(discord.ui.View):
        @discord.ui.select(
            custom_id="pick",
            options=[discord.SelectOption(label="One", value="1"), discord.SelectOption(label="Two", value="2")],
        )
        async def pick(self, interaction: discord.Interaction, select: Any) -> None:
            await interaction.response.send_message(f"picked {select.values}", ephemeral=True)

        @discord.ui.select(cls=discord.ui.UserSelect, custom_id="who")
        async def who(self, interaction: discord.Interaction, select: Any) -> None:
            await interaction.response.send_message(f"picked {select.values[0].display_name}", ephemeral=True)

    sent = await bot.get_channel(int(place)).send("Pick", view=Pick())
    done = await fake.select(ada, place, str(sent.id), "pick", ["2"])
    assert done.notes[0].text == "picked ['2']"
    done = await fake.select(ada, place, str(sent.id), "who", ada)
    assert done.notes[0].text == "picked Ada"
    with pytest.raises(NotPossible, match="does not offer"):
        await fake.select(ada, place, str(sent.id), "pick", "3")
    assert "<pick: One | Two> " not in fake.transcript()
    assert "<pick: One | Two>" in fake.transcript()


@pytest.mark.usefixtures("bot")
async def test_a_modal_is_filled_in_by_its_custom_ids(fake: FakeDiscord, ada: str, place: str) -> None:
    opened = await fake.slash(ada, place, "hub", sub="ask")
    assert opened.notes == []
    assert fake.modals[ada]["title"] == "Ask"
    assert 'form "Ask" before Ada\n    Subject: []' in fake.transcript()
    with pytest.raises(NotPossible, match="required"):
        await fake.submit(ada, {})
    with pytest.raises(NotPossible, match="characters"):
        await fake.submit(ada, {"subject": "x" * 21})
    with pytest.raises(NotPossible, match="no field"):
        await fake.submit(ada, {"other": "x"})
    done = await fake.submit(ada, {"subject": "SSO"})
    assert done.notes[0].text == "SSO: nothing"
    assert fake.modals == {}
    with pytest.raises(NotPossible, match="no form"):
        await fake.submit(ada, {"subject": "SSO"})


@pytest.mark.usefixtures("bot")
async def test_a_modal_of_labels_takes_choices(fake: FakeDiscord, ada: str, place: str) -> None:
    await fake.slash(ada, place, "hub", sub="hours")
    with pytest.raises(NotPossible, match="does not offer"):
        await fake.submit(ada, {"day": ["sun"], "pace": "rare"})
    done = await fake.submit(ada, {"day": ["tue"], "pace": "rare", "topics": ["sso", "api"], "agreed": True})
    assert done.notes[0].text == "(['tue'], 'rare', ['api', 'sso'], True)"


async def test_nobody_connected_means_a_failed_interaction_at_once(fake: FakeDiscord, ada: str, place: str) -> None:
    command = {"name": "hub", "description": "d"}
    await call(fake, "PUT", f"/applications/{fake.application_id}/commands", [command])
    fake.patience = 60.0
    assert (await fake.slash(ada, place, "hub")).error == "This interaction failed"


@pytest.mark.usefixtures("bot")
async def test_an_interaction_is_answered_once(fake: FakeDiscord, ada: str, place: str) -> None:
    done = await fake.slash(ada, place, "hub", sub="add", a=1)
    again = await call(fake, "POST", f"/interactions/{done.id}/{done.token}/callback", {"type": 5})
    assert (again.status, again.code) == (400, 40060)


async def test_the_token_of_an_interaction_is_good_for_fifteen_minutes() -> None:
    clock = [1_750_000_000.0]
    async with FakeDiscord(now=lambda: clock[0]) as fake:
        ada, place = fake.add_member("Ada"), fake.add_channel("help")
        async with running(fake, on_setup=set_up):
            done = await fake.slash(ada, place, "hub", sub="add", a=1)
            path = f"/webhooks/{fake.application_id}/{done.token}"
            assert (await call(fake, "POST", path, {"content": "more"})).status == 200
            clock[0] += 901
            late = await call(fake, "POST", path, {"content": "too late"})
            assert (late.status, late.code) == (401, 50027)


@pytest.mark.usefixtures("bot")
async def test_follow_ups_are_not_idempotent_and_can_be_edited_and_deleted(
    fake: FakeDiscord, ada: str, place: str
) -> None:
    done = await fake.slash(ada, place, "hub", sub="add", a=1)
    path = f"/webhooks/{fake.application_id}/{done.token}"
    first = await call(fake, "POST", path, {"content": "more", "nonce": "n"})
    second = await call(fake, "POST", path, {"content": "more", "nonce": "n"})
    assert first.body["id"] != second.body["id"]
    edited = await call(fake, "PATCH", f"{path}/messages/{first.body['id']}", {"content": "less"})
    assert edited.body["content"] == "less"
    assert (await call(fake, "DELETE", f"{path}/messages/{second.body['id']}")).status == 204
    assert [note.text for note in done.notes] == ["1.5 none False", "less"]
    assert (await call(fake, "DELETE", f"{path}/messages/@original")).status == 204
    gone = await call(fake, "GET", f"{path}/messages/@original")
    assert (gone.status, gone.code) == (404, 10008)


@pytest.mark.usefixtures("bot")
async def test_the_first_follow_up_after_a_defer_is_the_answer(fake: FakeDiscord, ada: str, place: str) -> None:
    fake.patience = 0.05
    failed = await fake.slash(ada, place, "hub", sub="deaf")
    fake.patience = 3.0
    failed.error = None
    assert (await call(fake, "POST", f"/interactions/{failed.id}/{failed.token}/callback", {"type": 5})).status == 204
    assert fake.seen_in(place)[-1].text == "is thinking..."
    assert failed.notes == []
    await call(fake, "POST", f"/webhooks/{fake.application_id}/{failed.token}", {"content": f"here, <@{ada}>"})
    assert [note.text for note in failed.notes] == ["here, @Ada"]
    assert len(fake.seen_in(place)) == 1
    assert not fake.seen_in(place)[0].edited


async def _registered(fake: FakeDiscord, **more: Any) -> None:
    command = {"name": "x", "description": "d"} | more
    await call(fake, "PUT", f"/applications/{fake.application_id}/commands", [command])


async def test_a_command_may_be_kept_from_direct_messages(fake: FakeDiscord, ada: str) -> None:
    await _registered(fake, contexts=[0])
    with pytest.raises(NotPossible, match="kind of place"):
        await fake.slash(ada, None, "x")


async def test_a_command_may_be_for_some_members_only(fake: FakeDiscord, ada: str, place: str) -> None:
    await _registered(fake, default_member_permissions="32")
    with pytest.raises(NotPossible, match="this member"):
        await fake.slash(ada, place, "x")
    await fake.set_roles(ada, [fake.add_role("managers", permissions=32)])
    assert (await fake.slash(ada, place, "x")).error is not None


async def test_who_left_cannot_use_commands_in_the_server(fake: FakeDiscord, ada: str, place: str) -> None:
    await _registered(fake)
    await fake.leave(ada)
    with pytest.raises(NotPossible, match="not in the server"):
        await fake.slash(ada, place, "x")


@pytest.mark.usefixtures("bot")
async def test_a_command_works_in_direct_messages(fake: FakeDiscord, ada: str) -> None:
    done = await fake.slash(ada, None, "hub", sub="add", a=1)
    assert done.notes[0].text == "1.5 none False"
    assert [shown.text for shown in fake.dm_of(ada)] == ["1.5 none False"]


async def test_a_member_menu_carries_its_target(fake: FakeDiscord, bot: Any, ada: str, place: str) -> None:
    @bot.tree.context_menu(name="Greet")
    async def greet(interaction: discord.Interaction, member: discord.Member) -> None:
        await interaction.response.send_message(f"hello {member.display_name}")

    await bot.tree.sync()
    assert (await fake.user_menu(ada, place, ada, "Greet")).notes[0].text == "hello Ada"


@pytest.mark.usefixtures("bot")
async def test_a_dismissed_form_is_gone(fake: FakeDiscord, ada: str, place: str) -> None:
    await fake.slash(ada, place, "hub", sub="ask")
    fake.dismiss(ada)
    with pytest.raises(NotPossible, match="no form"):
        await fake.submit(ada, {"subject": "x"})
