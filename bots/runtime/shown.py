"""What a play asked to be shown beside the situation itself (``Play.shows``): looked up by its type."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from advocacy.asks import AskBoard
from advocacy.comparison import Comparisons
from advocacy.council import Council
from advocacy.insights import Insights
from advocacy.kudos import Receiver
from advocacy.levels import Board, Reached, Standings
from advocacy.plays.new_names_and_topics import News
from advocacy.polls import Polls
from advocacy.programme import Evidence, Ladder
from advocacy.proposals import Proposals
from advocacy.quieting import Changes
from advocacy.recognised import Before, Earlier, OwnRecord, Rings
from advocacy.sales_desk import SalesDesk, SalesRecord, Speakers
from advocacy.thanked import LastMonth
from advocacy.themes import Themes
from advocacy.topics import Topics
from advocacy.welcoming import Arrival, Greeters, Greeting, Greets
from bots.runtime import advocates, looking_up, recognition
from bots.runtime.comparing import comparisons
from bots.runtime.council import load_council
from bots.runtime.digests import load_changes, load_digest
from bots.runtime.draft_sources import sources_of
from bots.runtime.learning import week
from bots.runtime.news import load_news
from bots.runtime.peer_drafts import peer_draft
from bots.runtime.people_desk import whom
from bots.runtime.polls import polls
from bots.runtime.programmes import ask_board, evidence, ladder, speakers
from bots.runtime.proposals import proposals
from bots.runtime.sales import sales_desk, sales_record
from bots.runtime.same_questions import doubles
from bots.runtime.situations import Lookups
from bots.runtime.themes import load_themes
from bots.runtime.twins import load_twins
from bots.runtime.wishes import load_insights
from engagement.alerts import RealChanges
from engagement.digests import Digest
from engagement.escalating.learned import Week
from engagement.linking import Twins
from engagement.looked_after import Whom
from engagement.peer_drafts import PeerDraft
from engagement.play import Play
from engagement.same_questions import Doubles
from engagement.shown import (
    Alike,
    Baselines,
    Choices,
    Comparable,
    Consulted,
    DraftSources,
    Helped,
    LatestAnswer,
    Talk,
    Tried,
    Unanswered,
)
from engagement.situation import Situation

Loader = Callable[[Lookups, Situation], object]
"""Looks one kind of thing up for a situation; None where there is nothing of it."""

LOADERS: Mapping[type, Loader] = {
    Choices: looking_up.choices,
    Baselines: looking_up.baselines,
    Alike: looking_up.alike,
    DraftSources: sources_of,
    Unanswered: looking_up.unanswered,
    LatestAnswer: looking_up.latest_answer,
    Helped: looking_up.helped,
    Talk: looking_up.talk,
    Tried: looking_up.tried,
    Consulted: looking_up.consulted,
    Comparable: looking_up.comparable,
    Week: week,
    Before: recognition.before,
    Receiver: recognition.receiver,
    Earlier: recognition.earlier,
    OwnRecord: recognition.own_record,
    Rings: recognition.new_rings,
    Standings: advocates.standings,
    Board: advocates.board,
    Reached: advocates.own_reached,
    LastMonth: advocates.thanked_last_month,
    Arrival: advocates.arrival,
    Greeters: advocates.greeters,
    Greeting: advocates.greeting,
    Greets: advocates.greets,
    Changes: advocates.changes,
    Topics: advocates.topics,
    Insights: load_insights,
    News: load_news,
    SalesDesk: sales_desk,
    SalesRecord: sales_record,
    Ladder: ladder,
    Evidence: evidence,
    AskBoard: ask_board,
    Speakers: speakers,
    Comparisons: comparisons,
    Twins: load_twins,
    Polls: polls,
    Proposals: proposals,
    Council: load_council,
    Whom: whom,
    Digest: load_digest,
    RealChanges: load_changes,
    PeerDraft: peer_draft,
    Themes: load_themes,
    Doubles: doubles,
}


def with_shown(look: Lookups, play: Play, hook: str, situation: Situation) -> Situation:
    """The situation with what the play wants to see for this hook, control, command, form or look."""
    kinds = play.shows.get(hook)
    if not kinds:
        return situation
    return replace(situation, shown={kind: LOADERS[kind](look, situation) for kind in kinds})
