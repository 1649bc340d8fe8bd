"""Can anybody have the bot ping people, show a link or lay out a text? Hostile words in every field of all messages."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from bench.fakes.slack.refusals import Refusal
from bench.fakes.slack.views import check_view
from bench.fakes.slack.walk import mrkdwn_texts
from bench.trust.figures import Figures, Row, Work
from bench.trust.hostile_words import HostileWords
from bench.trust.mention_judges import WEB, Towns, discord_markup, markup, slack_markup
from bots.platforms.discord import forms as discord_forms
from bots.platforms.discord import present as discord
from bots.platforms.discord.richtext import to_markdown
from bots.platforms.slack import present as slack
from bots.platforms.slack import views as slack_forms
from bots.voice.foreign import clean
from bots.voice.rendering import Reader, Voice
from config.messages import Texts, load_texts, placeholders
from engagement.actions import Field, FieldKind, FormField, OpenForm, Reach, Reply, Say
from engagement.ids import AccountId, ChannelId, MemberId, MessageId, OutboxId
from engagement.speech import Answer, Outgoing, RichText

_NOW: Final = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
_TABLES: Final = ("controls.", "units.", "steps.", "reasons.", "evidence.", "commands.")
"""Texts that are parts of others: names of buttons, steps, units."""
_FOREIGN: Final = (
    FieldKind.TEXT, FieldKind.TEXT, FieldKind.QUOTE, FieldKind.SAID, FieldKind.PERSON, FieldKind.PLACE, FieldKind.LINK,
)  # fmt: skip
_BEN, _EVE = MemberId("t-T1:ben"), MemberId("t-T1:eve")
_CONTROLS: Final = ("on_it", "not_now", "why", "stop", "enrol", "settings")
_MARKER: Final = OutboxId("abcdefghijkl2345")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """One message as the core decides it, and as if the foreign words in it were harmless."""

    key: str
    language: str
    say: Say
    mentions: bool
    reader: Reader
    voice: Voice


class _Trial:
    """Makes cases and judges them."""

    def __init__(self, towns: Towns, chance: random.Random) -> None:
        self._towns = towns
        self._chance = chance
        self._words = HostileWords(chance, **towns.ids)
        self._texts: Texts = load_texts()
        shipped = self._texts.by_language["en"]
        self._keys = sorted(key for key in shipped if not key.startswith(_TABLES) and not key.endswith("_item"))
        self._accounts = {
            "slack": AccountId(f"slack-T1:{towns.ids['ben']}"),
            "discord": AccountId(f"discord-{towns.ids['server']}:{towns.ids['far_ben']}"),
        }
        self.number = 0
        self.pinged = 0
        """How often somebody was pinged who was meant to be."""

    def case(self) -> _Case:
        """The next text in turn, with hostile words in all its fields, for a reader of one of the languages."""
        self.number += 1
        key = self._keys[self.number % len(self._keys)]
        language = self._texts.languages()[self.number % len(self._texts.languages())]
        names = self._names(key)
        mentions = self._chance.random() < 0.2
        fields = self._fields(names, mentions=mentions)
        items = tuple(
            self._fields(self._names(f"{key}_item"), mentions=False) for _ in range(self._chance.randrange(3))
        )
        say = Say(
            text=key, reach=Reach.CHANNEL, to="", fields=fields,
            items=items if f"{key}_item" in self._texts.by_language["en"] else (), mentions=(_BEN,) if mentions else (),
        )  # fmt: skip
        persona = self._words.text() if self._chance.random() < 0.1 else "Hubbub"
        return _Case(
            key=key, language=language, say=say, mentions=mentions, reader=self._reader(language),
            voice=Voice(self._texts, persona=persona),
        )  # fmt: skip

    def _names(self, key: str) -> Sequence[str]:
        return sorted(placeholders(self._texts.by_language["en"].get(key, "")) - {"items", "bot"})

    def _fields(self, names: Sequence[str], *, mentions: bool) -> dict[str, Field]:
        made = {name: self._field() for name in names}
        if len(names) > 1 and self._chance.random() < 0.3:
            first, second = self._chance.sample(list(names), 2)
            made[first], made[second] = (Field(FieldKind.TEXT, half) for half in self._words.halves())
        if mentions and names:
            made[self._chance.choice(list(names))] = Field(FieldKind.PERSON, _BEN)
        return made

    def _field(self) -> Field:
        kind = self._chance.choice(_FOREIGN)
        if kind is FieldKind.PERSON:
            return Field(kind, self._chance.choice((_EVE, _EVE, MemberId("t-T1:nobody"))))
        if kind is FieldKind.PLACE:
            return Field(kind, "t-T1:C1")
        if kind is FieldKind.LINK:
            return Field(kind, "t-T1:C1:1.0")
        return Field(kind, self._words.text())

    def _reader(self, language: str) -> Reader:
        hostile = self._words.text()
        return Reader(
            language=language, timezone="Europe/Berlin", names={_BEN: hostile, _EVE: self._words.text()}, accounts={},
            channels={ChannelId("t-T1:C1"): self._words.text()}, link=_link, now=_NOW,
        )  # fmt: skip

    # --- judging ----------------------------------------------------------------------------------------------------

    def faults(self, case: _Case) -> Iterator[str]:
        """What is wrong with how either platform would show it."""
        for platform in ("slack", "discord"):
            account = self._accounts[platform]
            reader = Reader(
                language=case.language, timezone="UTC", names=case.reader.names, channels=case.reader.channels,
                accounts={_BEN: account, _EVE: account}, link=_link, now=_NOW,
            )  # fmt: skip
            text = case.voice.say(case.say, reader)
            wanted = self._wanted(text, account, platform)
            message = Outgoing(
                marker=_MARKER, reach=Reach.CHANNEL, to=ChannelId("t-T1:C1"), text=text,
                buttons=case.voice.buttons(_CONTROLS[: self.number % len(_CONTROLS)], case.language),
                pings=(account,) if case.mentions else (),
            )  # fmt: skip
            private = case.voice.reply(Reply(text=case.key, fields=case.say.fields, items=case.say.items), reader)
            answer = Answer(text=private[0], buttons=private[1])
            judge = self._slack if platform == "slack" else self._discord
            found = [*judge(message, answer, wanted)]
            if platform == "discord":
                more = markup(text) - markup(case.voice.say(_harmless(case.say), _plain(reader)))
                found += [f"is laid out by foreign words: {dict(more)} in {to_markdown(text, 4_000)!r}"] if more else []
            yield from (f"{platform}, {case.key} ({case.language}): {fault}" for fault in found)

    def _wanted(self, text: RichText, account: AccountId, platform: str) -> frozenset[str]:
        named = any(span.person == account for block in text for span in block.spans)
        return frozenset({self._towns.ids["ben" if platform == "slack" else "far_ben"]} if named else ())

    def _slack(self, message: Outgoing, answer: Answer, wanted: frozenset[str]) -> Iterator[str]:
        payload, note = slack.to_message(message), slack.to_note(answer)
        private = slack.to_private_message(answer, ("help",))
        for shown, pings in ((payload, wanted), (note, frozenset[str]()), (private, frozenset[str]())):
            try:
                found = self._towns.slack_pings(shown)
            except Refusal as refusal:
                yield f"refused: {refusal}"
                continue
            if found - pings:
                yield f"pings {sorted(found - pings)}"
            self.pinged += bool(pings & found)
            yield from slack_markup(shown)
        for shown in (payload, private):
            if shown.get("unfurl_links") is not False or shown.get("unfurl_media") is not False:
                yield "shows previews"

    def _discord(self, message: Outgoing, answer: Answer, wanted: frozenset[str]) -> Iterator[str]:
        payload = discord.to_message(message)
        private = discord.to_private_answer(answer, _MARKER, {})
        for shown, pings in ((payload, wanted), (private, frozenset[str]())):
            found = self._towns.discord_pings(shown)
            if found - pings:
                yield f"pings {sorted(found - pings)}"
            self.pinged += bool(pings & found)
            allowed = {f"<@{who}>" for who in pings}
            yield from discord_markup(shown, allowed)

    def form_faults(self) -> Iterator[str]:
        """A form with hostile choices and values."""
        options = tuple(dict.fromkeys(self._words.text() for _ in range(3)))
        entries = (
            FormField(name="topics", kind="many", options=options, value=options[:1]),
            FormField(name="via", kind="one", options=options, value=options[:1]),
            FormField(name="hours", kind="text", value=(self._words.text(),)),
        )
        form = OpenForm(form="helper", text="helper_enrolment.form", fields=entries)
        language = self._chance.choice(self._texts.languages())
        shown = Voice(self._texts, persona=self._words.text()).form(form, self._reader(language))
        view = slack_forms.to_modal(shown)
        try:
            check_view(view, "modal")
        except Refusal as refusal:
            yield f"slack, a form is refused: {refusal}"
        if any(text for text, _ in mrkdwn_texts(view) if text):
            yield "slack, a form has text that is read for markup"
        modal = discord_forms.to_modal(shown, _MARKER)
        for part in modal["components"]:
            content = {"content": part.get("content", ""), "embeds": [], "allowed_mentions": {"parse": []}, "flags": 4}
            yield from (f"discord, a form {fault}" for fault in discord_markup(content, set()))

    def blind_spots(self) -> Iterator[str]:
        """The judges see what is there to be seen: raw, all this pings somebody."""
        for text in ("<!channel>", "<@{slack}>", "<!subteam^{group}>"):
            if not self._towns.slack_pings({"text": text.format(**self._towns.ids)}):
                yield f"Slack's judge is blind to {text}"
        for text in ("@everyone", "<@{discord}>", "<@&{role}>"):
            if not self._towns.discord_pings({"content": text.format(**self._towns.ids)}):
                yield f"Discord's judge is blind to {text}"


def _link(_message: MessageId) -> str:
    return WEB


def _harmless(say: Say) -> Say:
    """The same message with words that nobody could take for anything else."""

    def harmless(fields: Mapping[str, Field]) -> dict[str, Field]:
        return {name: Field(each.kind, _tamed(each)) for name, each in fields.items()}

    return replace(say, fields=harmless(say.fields), items=tuple(map(harmless, say.items)))


def _tamed(field: Field) -> str:
    """Harmless words in as many lines; what names somebody or something stays."""
    if field.kind is FieldKind.SAID:
        return "\n".join("xx" for line in field.value.splitlines() if clean(line))
    return "xx" if field.kind in {FieldKind.TEXT, FieldKind.QUOTE} else field.value


def _plain(reader: Reader) -> Reader:
    """Somebody to whom everybody and everything is called harmlessly."""
    names, channels = dict.fromkeys(reader.names, "xx"), dict.fromkeys(reader.channels, "xx")
    return replace(reader, names=names, channels=channels)


def run(work: Work) -> Figures:
    """One case after the other, each from its own seed."""
    towns = Towns()
    towns.settle()
    chance = random.Random(work.seed)
    trial = _Trial(towns, chance)
    failures = list(trial.blind_spots())
    first_bad: int | None = None
    for number in range(work.size):
        chance.seed(work.seed + number)
        trial.number = work.seed + number
        found = [*trial.faults(trial.case()), *(trial.form_faults() if number % 20 == 0 else ())]
        if found and first_bad is None:
            first_bad = work.seed + number
        failures += found
    if not trial.pinged:
        failures.append("nobody was ever pinged: the judges may be blind")
    seed = work.seed if first_bad is None else first_bad
    return Figures(
        tried=work.size, unintended=len(failures), seed=seed, failures=tuple(failures[:30]),
        absolute={"pinged as meant": trial.pinged},
    )  # fmt: skip


ROW = Row(
    name="mentions",
    title="Hostile words in every field of every message and form, in three languages, through both presenters",
    holds="0 unintended mentions, judged by the pretended platforms' own parsers; no foreign link, preview or markup",
    unit="messages",
    sizes={"small": 600, "ci": 10_000, "long": 500_000},
    run=run,
)
