"""A fortnight in which people confide things: named and reviewed, asked and refusing, wishing, quiet, wanting no sales.

Whatever is somebody's alone carries a word that stands nowhere else (``Secret``), or is their name, which is such a
word, too: everybody here has one of their own.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from bench.trust.square import EVERYBODY, Square

START: Final = datetime(2026, 10, 28, 9, tzinfo=UTC)
"""A Wednesday; the month ends on the Saturday."""
ROOMS: Final = {
    "managers": frozenset({"rosalind"}),
    "review": frozenset({"tomquist", "veramont"}),
    "hub": frozenset({"samwick"}),
    "product": frozenset({"piafort"}),
}
PLAYBOOK: Final = """
communities:
  - name: Town
    timezone: UTC
    languages: [en]
    dry_run: false
    hold_out: 0
    employer: Quarry Lane
    managers_channel: managers
    topics: {api: [endpoint]}
    roles: {manager: [rosalind], sales: [salbright, suemarsh], staff: [samwick, piafort, tomquist]}
    restraint: {quiet_from: "00:00", quiet_until: "00:00", unsolicited_per_week: 99, channel_per_hour: 99,
                channel_per_day: 999}
    stories:
      hills: {title: How a farm moved, link: "https://quarry.example/hills", topics: [api]}
    channels:
      help: {threading: native, topics: [api]}
      news: {threading: native}
    workspaces: []
    levels: {on: true, tells: true, board: true}
    monthly_thanks: {channel: news}
    product_wish: {team: product, in_thread: true}
    proposals: {channel: news}
    sales_prompt: {rest: 1 h}
    escalations:
      model: hub_and_spoke
      hubs:
        community: {title: Community team, channel: hub, people: [samwick]}
      spokes:
        product: {title: Product, channel: product, people: [piafort]}
    programmes:
      champions:
        title: Champions
        promise: You hear first.
        reviewers: [tomquist, veramont]
        channel: review
        industries: [health]
"""
REVIEWERS: Final = ("tomquist", "veramont")
SELLERS: Final = ("salbright", "suemarsh")
PRYING: Final = ("stranger", "miakline", "leofar", "samwick", "piafort", "salbright", "veramont", "rosalind")
"""Nobody ever saw the first; a member like any other; one who has left; of a team; who decides what is built; of sales;
a member who reviews; who manages."""
OWNERS: Final = (
    "suemarsh", "tomquist",
    "noraquill", "almabeck", "bertholm", "ritasand", "cleovane", "lenabrook", "luisfern", "hanadell", "doramill",
    "petralow", "theamoor", "nilsquorn", "olgawynd", "wandarow", "willstrand", "werapine", "wolfgate", "vitocroft",
    "gilbarrow", "gwenholt", "pilarhaze", "quintrell", "restabell", "oonaveld", "irmagold",
)  # fmt: skip
_ALL: Final = frozenset({*PRYING, *OWNERS, EVERYBODY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """A ``word``, what it is, who may read it, and who of these does: what is shown to nobody proves nothing."""

    word: str
    what: str
    may: frozenset[str]
    does: frozenset[str] = frozenset()

    @property
    def is_public(self) -> bool:
        """It stands in the open, and whoever asks about that finds it; but nobody is led there."""
        return self.word.startswith("help:")

    def without(self, *whose: str) -> "Secret":
        """The same, for nobody but these any more."""
        return Secret(word=self.word, what=self.what, may=frozenset(whose))


def _secret(word: str, what: str, does: Collection[str], may: Collection[str] = ()) -> Secret:
    return Secret(word=word, what=what, may=frozenset({*does, *may}), does=frozenset(does))


SECRETS: Final = (
    _secret("zephyrine", "why somebody was named, which they alone read", ["noraquill", "almabeck"]),
    _secret("noraquill", "who was offered a place", [], ["noraquill", "almabeck", "bertholm"]),
    _secret("bertholm", "who named somebody", ["noraquill"], ["bertholm"]),
    _secret("almabeck", "who named somebody", ["noraquill"], ["almabeck"]),
    _secret("quixotry", "what somebody wrote to the reviewers", [*REVIEWERS, "ritasand"]),
    _secret("marzipane", "why somebody under review was named", [*REVIEWERS, "ritasand", "cleovane"]),
    _secret("ritasand", "who is under review", REVIEWERS, ["ritasand", "cleovane"]),
    _secret("tomquist", "how a reviewer voted", ["veramont"], ["tomquist"]),
    _secret("gossamere", "what advocates are asked for", ["luisfern", "lenabrook", "salbright"]),
    _secret("luisfern", "an advocate who is not listed, and said no", ["rosalind"], ["luisfern", *REVIEWERS]),
    _secret("lenabrook", "an advocate who is listed, and said yes", ["salbright", "rosalind"],
            ["lenabrook", "suemarsh", "samwick", "piafort", *REVIEWERS]),
    _secret("tourmaline", "why somebody looked into the directory", ["lenabrook", "rosalind"], ["salbright"]),
    _secret("salbright", "who of sales asks, looks and enrolled", ["lenabrook", "luisfern", "rosalind"], ["salbright"]),
    _secret("suemarsh", "who of sales enrolled", [], ["suemarsh"]),
    _secret("hanadell", "who helped, and agreed to nothing", [], ["hanadell", "doramill"]),
    _secret("peridotty", "a private thank-you", ["hanadell", "doramill"]),
    _secret("theamoor", "who helped, and lets the team see it", ["rosalind"], ["theamoor"]),
    _secret("petralow", "who helped, and may be named", [EVERYBODY, "miakline", "rosalind"], _ALL),
    _secret("nilsquorn", "who wants no sales", [], _ALL - {*SELLERS, EVERYBODY}),
    _secret("help:move0", "the question of whoever wants no sales", [], _ALL - {*SELLERS}),
    _secret("help:move1", "the question of whoever said nothing against sales", SELLERS, _ALL),
    _secret("cinnabare", "a wish of somebody who said no", ["wandarow"]),
    _secret("obsidione", "a wish of somebody who has not answered", ["willstrand"]),
    _secret("saffronel", "a wish that may be told in its words", ["piafort", "werapine"]),
    _secret("werapine", "whose wish may be told without the name", [], ["werapine"]),
    _secret("turquoisy", "a wish that may be told by name", ["piafort", "wolfgate"]),
    _secret("wolfgate", "whose wish may be told by name", ["piafort"], ["wolfgate"]),
    _secret("wandarow", "who wishes, and said no", [], ["wandarow"]),
    _secret("willstrand", "who wishes, and has not answered", [], ["willstrand"]),
    _secret("vitocroft", "who voted for a wish", [], ["vitocroft"]),
    _secret("gilbarrow", "who went quiet, and agreed to nothing", [], ["gilbarrow"]),
    _secret("gwenholt", "who went quiet, and lets the team see it", ["rosalind"], ["gwenholt"]),
    _secret("malachita", "a proposal that managers turned down before members saw it", ["rosalind", "pilarhaze"]),
    _secret("pilarhaze", "who proposed something, without a name", [], ["pilarhaze"]),
    _secret("quintrell", "who chose in a poll", [], ["quintrell"]),
    _secret("umberlyne", "why a manager lets somebody rest", ["rosalind", "restabell"]),
    _secret("asked wants no sales", "that whoever asked said no, which nobody of sales is told", ["rosalind"],
            _ALL - {*SELLERS}),
    _secret("tangerille", "what somebody asked a team privately", ["samwick", "irmagold"], ["rosalind"]),
    _secret("irmagold", "who asked a team privately", ["samwick"], ["rosalind", "irmagold"]),
    _secret("verdigrisa", "what somebody of sales had checked before writing it", ["suemarsh"]),
)  # fmt: skip
TAKEN_BACK: Final = ("quixotry", "marzipane", "ritasand", "lenabrook", "theamoor", "petralow", "wolfgate", "turquoisy",
                     "saffronel", "gwenholt")  # fmt: skip
"""What ``take_back`` makes nobody's but its owner's."""
OCCASION: Final = "We are moving from Fieldbook to your endpoint. What should we do first?"


async def live(here: Square) -> None:
    """All of it happens."""
    people = {name: name for name in (*PRYING, *OWNERS) if name != "stranger"}
    await here.tell(*here.settled(people, ("help", "news", *ROOMS), gone=("leofar",)))
    await _long_ago(here)
    await _help(here)
    await _wish(here)
    await _into_the_programme(here)
    await _ask_about_moving(here)
    await _propose_and_choose(here)
    await here.pass_(timedelta(hours=3))
    await _ask_advocates(here)
    await here.pass_(timedelta(days=2))
    await _answer_about_wishes(here)
    await _say_no_to_sales_in_time(here)
    await _ask_a_team_and_rest(here)
    await here.pass_(timedelta(days=6))


async def _long_ago(here: Square) -> None:
    """Everybody has been here for long, and two of them stopped writing a month ago."""
    early = [
        here.says(who, f"h{OWNERS.index(who)}", "Good morning all.", at=here.now - timedelta(days=100))
        for who in OWNERS
    ]
    for who in ("gilbarrow", "gwenholt"):
        early += [
            here.says(who, f"d{who[:2]}-{day}-{nth}", "Rain.", at=here.now - timedelta(days=28 + day, minutes=nth))
            for day in range(20) for nth in range(3)
        ]  # fmt: skip
    await here.tell(*sorted(early, key=lambda event: event.at))
    await here.tell(here.presses("gwenholt", "show_team"))


async def _help(here: Square) -> None:
    """Three people help; each agreed to something else."""
    for nth, helper in enumerate(("hanadell", "petralow", "theamoor")):
        asked, answered = f"q{nth}", f"r{nth}"
        await here.tell(here.says("miakline", asked, f"How do I reach part {nth} of the endpoint map?"))
        await here.pass_(timedelta(minutes=1))
        await here.tell(here.says(helper, answered, "It ends in /v2.", under=asked))
        await here.tell(here.marks("miakline", answered))
        await here.pass_(timedelta(minutes=20))
    await here.tell(
        here.commands("doramill", "kudos @hanadell for peridotty patience"),
        here.presses("petralow", "name_me"), here.presses("theamoor", "show_team"),
    )  # fmt: skip


async def _wish(here: Square) -> None:
    """Four wishes, of which each may be told something else."""
    wishes = {"wandarow": "cinnabare", "willstrand": "obsidione", "werapine": "saffronel", "wolfgate": "turquoisy"}
    for nth, (who, word) in enumerate(wishes.items()):
        await here.tell(here.says(who, f"w{nth}", f"I wish there was a {word} mode for the {word} pages."))
        await here.pass_(timedelta(minutes=20))


async def _answer_about_wishes(here: Square) -> None:
    answers = {"wandarow": "wish_no", "werapine": "wish_words", "wolfgate": "wish_named"}
    await here.tell(*(here.presses(who, how, here.newest(how, who)) for who, how in answers.items()))
    asked = {one.marker for one in here.heard if "wish_vote" in one.buttons}
    await here.tell(*(here.presses("vitocroft", "wish_vote", marker) for marker in sorted(asked)))


async def _ask_about_moving(here: Square) -> None:
    """Sales is enrolled; one of two who move wants none of it."""
    for seller in SELLERS:
        await here.tell(here.fills(seller, "sales", {"occasions": ["migration", "story"], "a_week": ["3_a_week"]}))
    await here.tell(here.commands("nilsquorn", "no sales"))
    for who, name in (("nilsquorn", "move0"), ("olgawynd", "move1")):
        await here.tell(here.says(who, name, OCCASION))
        await here.pass_(timedelta(minutes=2))
        await here.tell(here.says("miakline", f"{name}-answer", "Take an export first.", under=name))
        await here.pass_(timedelta(minutes=40))


async def _say_no_to_sales_in_time(here: Square) -> None:
    """Somebody of sales is invited, and then whoever asked wants none of it; another draft is checked for pitch."""
    await here.tell(here.says("oonaveld", "move2", OCCASION))
    await here.pass_(timedelta(minutes=2))
    await here.tell(here.says("miakline", "move2-answer", "Take an export first.", under="move2"))
    await here.pass_(timedelta(minutes=40))
    invited = [who for who in SELLERS if here.shown("sales_join", who, "move2")]
    if not invited:
        raise RuntimeError("nobody of sales was invited to whoever says no, so nothing is tried")
    await here.tell(here.commands("oonaveld", "no sales"))
    await here.tell(here.presses(invited[0], "sales_join", here.shown("sales_join", invited[0], "move2")))
    await here.tell(here.commands("suemarsh", "check-draft Our verdigrisa plan is the best. Book a demo!"))


async def _ask_a_team_and_rest(here: Square) -> None:
    """Somebody asks a team in private, and a manager lets a helper rest, for a reason."""
    asked = {"text": ["How do we leave the tangerille contract?"]}
    await here.tell(here.fills("irmagold", "private", asked))
    await here.tell(here.presses("restabell", "enrol"))
    until = f"{here.now + timedelta(days=40):%Y-%m-%d}"
    await here.tell(here.commands("rosalind", f"pause @restabell until {until} because of umberlyne days at home"))


async def _propose_and_choose(here: Square) -> None:
    """A proposal is turned down before members see it, and one member says what they value."""
    proposed = {"short": ["A malachita evening"], "why": ["It would be good."], "named": ["words"]}
    await here.tell(here.fills("pilarhaze", "propose", proposed))
    card = here.newest("proposal_decide", "rosalind", "malachita")
    await here.tell(here.fills("rosalind", "proposal_decide", {"what": ["declined"], "text": ["Not now."]}, card))
    poll = {"text": ["Quick answers\nA kind tone\nDeep answers"], "place": ["news"], "days": ["14"]}
    await here.tell(here.fills("rosalind", "poll", poll))
    await here.tell(here.fills("quintrell", "poll_choose", {"values": ["1"]}, here.newest("poll_choose", EVERYBODY)))


async def _into_the_programme(here: Square) -> None:
    """Two are in, one is reviewed, one was offered a place."""
    for who, choices in (
        ("lenabrook", {"accepts": ["talk", "reference_call"], "about": ["topic:api"], "listed": ["yes"],
                       "shows": ["about"]}),
        ("luisfern", {"accepts": ["talk"], "about": ["topic:api"]}),
    ):  # fmt: skip
        await here.tell(here.fills(who, "advocate_apply", {"why": ["Gladly."]}))
        card = here.newest("vote_yes", "tomquist", who)
        await here.tell(here.presses("tomquist", "vote_yes", card), here.presses("veramont", "vote_yes", card))
        await here.tell(here.fills(who, "advocate", choices))
    await here.tell(
        here.says("noraquill", "today", "Good morning again."),
        here.commands("almabeck", "nominate noraquill so zephyrine with newcomers"),
        here.commands("bertholm", "nominate noraquill always there"),
        here.commands("cleovane", "nominate ritasand her marzipane guides"),
    )  # fmt: skip
    await here.tell(here.presses("ritasand", "advocate_apply"))
    await here.tell(here.fills("ritasand", "advocate_apply", {"why": ["I would quixotry love to."]}))
    card = here.newest("vote_yes", "tomquist", "ritasand")
    await here.tell(here.presses("tomquist", "vote_yes", card))


async def _ask_advocates(here: Square) -> None:
    """Sales asks for two talks, and looks into the directory."""
    day = f"{here.now + timedelta(days=20):%Y-%m-%d}"
    values = {"kind": ["talk"], "what": ["A gossamere evening."], "wanted": ["2"], "by": [day]}
    await here.tell(here.fills("salbright", "ask", values))
    await here.tell(
        here.presses("luisfern", "ask_no", here.newest("ask_no", "luisfern")),
        here.presses("lenabrook", "ask_yes", here.newest("ask_yes", "lenabrook")),
        here.commands("salbright", "references api for a tourmaline call"),
    )  # fmt: skip


async def take_back(here: Square) -> None:
    """They take their yes back, each in another way."""
    await here.tell(
        here.presses("ritasand", "advocate_leave"), here.commands("lenabrook", "quiet stop"),
        here.commands("theamoor", "privacy stop"), here.presses("petralow", "name_me_not"),
        here.presses("gwenholt", "show_team_not"),
        here.presses("wolfgate", "wish_no", here.newest("wish_no", "wolfgate")),
        here.fills("werapine", "wish_choose", {"own": ["no"]}),
    )  # fmt: skip
    await here.pass_(timedelta(hours=1))
