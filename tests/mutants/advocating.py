"""What levels, the programme, requests, invitations and wishes rest on: each yes, each no, each cap."""

from typing import Final

from tests.mutants.mutant import Mutant

_LEVELS = "tests/advocacy/test_levels.py"
_PROGRAMME = "tests/advocacy/test_programme.py"
_ASKS = "tests/advocacy/test_asks.py"
_IN_TOWN = "tests/bots/runtime/test_programmes.py"
_LOOKED_AFTER = "tests/scenarios/test_looked_after.py"
_STALE = "tests/scenarios/test_stale_invitations.py"
_ROW = "tests/bench/trust/test_promises.py::test_a_promise_is_kept"

ADVOCATING: Final = (
    Mutant(
        name="asks a helper whom a manager lets rest",
        file="engagement/restraint.py",
        old="    if standing.rests_until is not None and now < standing.rests_until:\n",
        new="    if standing.rests_until is not None and now > standing.rests_until:\n",
        tests=(f"{_LOOKED_AFTER}::test_a_helper_whom_a_manager_lets_rest_is_not_asked_and_is_told_why_and_sees_it",),
    ),
    Mutant(
        name="lets anybody keep sales away from others",
        file="advocacy/sales_for.py",
        old='    if not is_allowed(s.the_actor().roles, "no_for"):\n',
        new='    if is_allowed(frozenset(), "no_for"):\n',
        tests=(f"{_LOOKED_AFTER}::test_only_managers_decide_about_others",),
    ),
    Mutant(
        name="invites sales to whom a manager keeps them away from",
        file="bots/runtime/sales.py",
        old="        or bool(look.ledger.entries.find(KEPT_FROM_SALES, member=member)),\n",
        new=",\n",
        tests=(
            f"{_LOOKED_AFTER}::test_no_sales_for_somebody_withdraws_what_is_open_and_their_own_yes_does_not_lift_it",
        ),
    ),
    Mutant(
        name="lets an invitation stand in a channel that turned private",
        file="bots/runtime/live.py",
        old="        await self.owner.look_over()\n",
        new="",
        tests=(f"{_STALE}::test_a_card_goes_at_once_when_nobody_of_sales_is_wanted_there_any_more",),
    ),
    Mutant(
        name="lets a level fall in any week",
        file="advocacy/levels.py",
        old="    falls = level < before.level and may_fall and",
        new="    falls = level < before.level and",
        tests=(f"{_LEVELS}::test_nothing_ever_flaps",),
    ),
    Mutant(
        name="lets a level fall soon after it was reached",
        file="advocacy/levels.py",
        old=" and before.since is not None and now - before.since >= KEPT_FOR\n",
        new="\n",
        tests=(f"{_LEVELS}::test_nothing_ever_flaps",),
    ),
    Mutant(
        name="lets a level rise only when a quarter begins",
        file="advocacy/levels.py",
        old="    if level > before.level or falls:",
        new="    if (level > before.level and may_fall) or falls:",
        tests=(f"{_LEVELS}::test_a_level_takes_being_there_and_having_done_something",),
    ),
    Mutant(
        name="names whoever never agreed to it on the board",
        file="bots/runtime/advocates.py",
        old="    named = {who for who in some if agreed[who].get(Purpose.PUBLISH, False)}",
        new="    named = set(some)",
        tests=(f"{_ROW}[confidences]",),
    ),
    Mutant(
        name="makes an advocate of whoever was not asked on a form",
        file="advocacy/programme.py",
        old="    Stage.REVIEW: frozenset({Stage.INVITED, ",
        new="    Stage.REVIEW: frozenset({Stage.INVITED, Stage.ACTIVE, ",
        tests=(f"{_PROGRAMME}::test_no_order_of_steps_makes_an_advocate_without_review_and_consent",),
    ),
    Mutant(
        name="lists in the directory whoever did not tick it",
        file="advocacy/asks.py",
        old="        if one.choices.is_listed:",
        new="        if True:",
        tests=(f"{_ASKS}::test_the_directory_shows_only_who_agreed_and_what_they_agreed_to",),
    ),
    Mutant(
        name="leaves another programme by an old button",
        file="advocacy/places.py",
        old="        return [one for one in some if one.standing.id == pointed]",
        new="        return list(some)",
        tests=("tests/bots/runtime/test_places.py::test_leaving_one_leaves_the_others",),
    ),
    Mutant(
        name="invites with one vote too few",
        file="advocacy/programme.py",
        old="    if yes >= needed:",
        new="    if yes >= needed - 1:",
        tests=(f"{_PROGRAMME}::test_votes_decide_by_the_last_word_of_each_reviewer",),
    ),
    Mutant(
        name="counts the votes of whoever does not review",
        file="advocacy/programme.py",
        old=" for vote in votes if vote.by in reviewers}",
        new=" for vote in votes}",
        tests=(f"{_PROGRAMME}::test_nobody_else_has_a_vote",),
    ),
    Mutant(
        name="never ends a term",
        file="advocacy/plays/advocates.py",
        old="    if one.stage is Stage.ACTIVE and is_over:",
        new="    if False:",
        tests=("tests/advocacy/plays/test_advocates.py::test_a_term_is_asked_after_once_and_then_ends_by_itself",),
    ),
    Mutant(
        name="shows reviewers what others wrote before whoever it is about",
        file="advocacy/plays/advocates.py",
        old="items=_grounds(s, me, is_sent=False)",
        new="items=()",
        tests=(f"{_ROW}[confidences]",),
    ),
    Mutant(
        name="lets each department count for itself",
        file="advocacy/asks.py",
        old="    mine = [one for one in board.asked if one.member == member]",
        new="    mine = [one for one in board.asked if one.member == member and one.kind is kind]",
        tests=(f"{_ASKS}::test_the_caps_hold_whoever_asks_however_many_at_once",),
    ),
    Mutant(
        name="asks for a third call in a quarter",
        file="advocacy/asks.py",
        old=" and len(calls) >= caps.calls_a_quarter:",
        new=" and len(calls) > caps.calls_a_quarter:",
        tests=(f"{_ASKS}::test_when_somebody_is_free_again",),
    ),
    Mutant(
        name="speaks of advocates who took their yes back",
        file="bots/runtime/programmes.py",
        old="        if one.stage is Stage.ACTIVE and one.member in agreed - silent\n",
        new="        if one.stage is Stage.ACTIVE\n",
        tests=(f"{_IN_TOWN}::test_a_consent_taken_back_elsewhere_ends_it_too",),
    ),
    Mutant(
        name="gives members no rest from sales",
        file="advocacy/inviting.py",
        old="    return at is not None and now - at < policy.rest",
        new="    return False",
        tests=("tests/advocacy/plays/test_sales_prompt.py::test_nobody_is_invited_and_the_journal_says_why",),
    ),
    Mutant(
        name="quotes a wish without a yes",
        file="advocacy/wish_cards.py",
        old='said(wish.message) if leave in {Leave.WORDS, Leave.NAMED} else words("")',
        new="said(wish.message)",
        tests=(f"{_ROW}[confidences]",),
    ),
    Mutant(
        name="quotes a wish after its writer said no to being quoted",
        file="advocacy/wish_cards.py",
        old="    leave = Leave.UNASKED if wish.member in seen.quiet else wish.leave\n",
        new="    leave = wish.leave\n",
        tests=("tests/bots/runtime/test_wishes.py::test_whoever_takes_it_back_is_in_nothing_that_comes_after",),
    ),
    Mutant(
        name="lets what is asked privately join what others wrote",
        file="bots/runtime/meant.py",
        old="    meant.thread = draft_for(event, name_of(event)[0], member) or meant.thread\n",
        new="    meant.thread = meant.thread or draft_for(event, name_of(event)[0], member)\n",
        tests=(
            "tests/bots/runtime/test_relaying.py::test_what_is_asked_privately_joins_no_conversation_whatever_it_is_said_to_stand_under",
        ),
    ),
    Mutant(
        name="shows everybody who is under review on the page of advocates",
        file="bots/runtime/programmes_now.py",
        old="        is_reviewer = actor.member != NOBODY and actor.member in stand.reviewers.get(one.name, ())",
        new="        is_reviewer = True",
        tests=(f"{_ROW}[confidences]",),
    ),
    Mutant(
        name="shows managers what somebody did for others without their yes",
        file="bots/runtime/people_now.py",
        old="    is_seen = not is_staff and any(one.purpose is Purpose.ADVOCACY for one in agreed)",
        new="    is_seen = not is_staff",
        tests=("tests/dashboard/pages/test_people.py::test_what_somebody_did_is_shown_with_their_own_yes_alone",),
    ),
    Mutant(
        name="shows the words of wishes on their page to everybody",
        file="dashboard/pages/wishes.py",
        old="    leave = wish.leave if may_read and wish.member not in seen.quiet else Leave.UNASKED",
        new="    leave = wish.leave",
        tests=(f"{_ROW}[confidences]",),
    ),
    Mutant(
        name="lets a page pass on whatever it is sent",
        file="dashboard/window/acting.py",
        old='    raise HTTPException(400, "This page does not do that.")',
        new='    return ControlUsed(key=key, at=at, account=account, control=one("control"), outbox=under)',
        tests=("tests/dashboard/pages/test_mine.py::test_a_page_passes_on_nothing_that_is_not_its_own",),
    ),
)
