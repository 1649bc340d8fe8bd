"""What using a text model safely rests on."""

from typing import Final

from tests.mutants.mutant import Mutant

_CHECKING, _ATTACKS = "tests/engagement/modelling/test_checking.py", "tests/bench/trust/test_attacks.py"
_FENCING: Final = "tests/engagement/modelling/test_fencing.py"

WRITING: Final = (
    Mutant(
        name="shows links that a model wrote",
        file="engagement/modelling/checking.py",
        old="    if _ADDRESSES.search(plain) or _DOMAIN.search(plain):\n",
        new="    if False:\n",
        tests=(f"{_CHECKING}::test_what_could_harm_is_not_shown",),
    ),
    Mutant(
        name="shows calls that a model wrote",
        file="engagement/modelling/checking.py",
        old="    if _PINGS.search(plain):\n",
        new="    if False:\n",
        tests=(
            f"{_CHECKING}::test_what_could_harm_is_not_shown",
            f"{_ATTACKS}::test_nothing_that_was_ordered_is_shown",
        ),
    ),
    Mutant(
        name="believes a model beyond its sources",
        file="engagement/modelling/checking.py",
        old="        groundedness(clause, words, request.language) < GROUNDED_EACH for clause",
        new="        False for clause",
        tests=(f"{_ATTACKS}::test_nothing_that_was_ordered_is_shown",),
    ),
    Mutant(
        name="takes a wording that lost a field",
        file="engagement/modelling/rewording.py",
        old="        if _counted(pattern, text) != _counted(pattern, said):\n",
        new="        if False:\n",
        tests=(
            "tests/engagement/modelling/test_rewording.py::test_what_lacks_something_or_adds_something_is_not_shown",
        ),
    ),
    Mutant(
        name="says what nobody was shown",
        file="dashboard/settings/persona.py",
        old="one.name == name and one.text == _lines(text)",
        new="one.name == name",
        tests=("tests/dashboard/settings/test_persona.py::test_what_was_not_shown_cannot_be_approved",),
    ),
    Mutant(
        name="believes that a server keeps to the schema",
        file="bots/llm/hosted.py",
        old="        if not is_fitting(data, request.schema):\n",
        new="        if False:\n",
        tests=("tests/bots/llm/test_hosted.py::test_each_bad_manner_is_one_of_our_errors_at_once",),
    ),
    Mutant(
        name="tells a model names and secrets",
        file="engagement/modelling/material.py",
        old="words=mask(said.words, names))",
        new="words=said.words)",
        tests=(
            "tests/engagement/modelling/test_material.py::test_of_a_conversation_what_others_wrote_is_left_out_and_counted",
            f"{_ATTACKS}::test_nothing_that_was_ordered_is_shown",
        ),
    ),
    Mutant(
        name="tells a model words of who did not agree",
        file="engagement/modelling/material.py",
        old="    usable = [each for each in solved if each.answer.member in agreed]\n",
        new="    usable = list(solved)\n",
        tests=("tests/engagement/modelling/test_material.py::test_a_draft_is_made_of_words_of_those_alone_who_agreed",),
    ),
    Mutant(
        name="makes a heading of words that may not be passed on",
        file="bots/runtime/themes.py",
        old="if wish.leave in _SHARED and wish.member",
        new="if wish.member",
        tests=("tests/scenarios/test_wish_themes.py::test_of_words_that_may_not_be_passed_on_no_name_is_made",),
    ),
    Mutant(
        name="shows a heading that could do harm",
        file="engagement/modelling/checking.py",
        old='        why = distrusted(name, request) if name else "it names no heading"\n',
        new="        why = None\n",
        tests=(
            "tests/engagement/modelling/test_checking.py::test_a_heading_that_could_do_harm_or_stands_in_no_wish_spoils_all",
        ),
    ),
    Mutant(
        name="sums up what was asked in private",
        file="engagement/plays/summary.py",
        old="    if e.is_private or is_private_place(e.channel):\n",
        new="    if e is None:\n",
        tests=(
            "tests/engagement/plays/test_summary.py::test_what_was_asked_in_private_is_neither_summed_up_nor_told_a_model",
        ),
    ),
    Mutant(
        name="gives the team a draft while it is the helper's",
        file="engagement/plays/draft_answer.py",
        old="    if until is not None:\n",
        new="    if until is None and peers is None:\n",
        tests=("tests/engagement/plays/test_peer_drafts.py::test_the_team_waits_while_it_is_the_helper_s",),
    ),
    Mutant(
        name="lets anybody join two questions of a team",
        file="engagement/plays/same_question.py",
        old="    if seen.team_of(actor.member) is None:\n",
        new="    if not actor.member:\n",
        tests=(
            "tests/engagement/plays/test_same_question.py::test_a_button_that_does_not_fit_how_it_stands_or_whoever_presses_does_nothing",
        ),
    ),
    Mutant(
        name="follows a redirect with what members wrote",
        file="bots/llm/hosted.py",
        old="follow_redirects=False",
        new="follow_redirects=True",
        tests=("tests/bots/llm/test_hosted.py::test_a_redirect_is_not_followed_with_what_members_wrote",),
    ),
    Mutant(
        name="lets calls in when the budget is used up",
        file="storage/nouns/model_calls.py",
        old="d.day == day, *caps)",
        new="d.day == day)",
        tests=("tests/storage/test_model_calls.py::test_a_day_that_is_used_up_lets_nobody_in_and_the_next_one_does",),
    ),
    Mutant(
        name="calls a model before it is on record",
        file="bots/llm/desk.py",
        old="        if not await self.write(lambda ledger: ledger.model_calls.begin(call, self.budget)):\n",
        new="        if False:\n",
        tests=("tests/bots/llm/test_desk.py::test_over_its_budget_nothing_is_sent_until_the_next_day",),
    ),
    Mutant(
        name="lets a passage end where its writer wants",
        file="engagement/modelling/fencing.py",
        old='    for sign in "<>&\\u2028\\u2029":\n',
        new='    for sign in "":\n',
        tests=(f"{_FENCING}::test_whatever_people_write_comes_out_as_the_same_passages_and_nothing_else",),
    ),
    Mutant(
        name="takes a question from people who act on it, on a model's word",
        file="engagement/plays/second_opinion.py",
        old="        if _was_acted_on(s):\n",
        new="        if False:\n",
        tests=("tests/engagement/plays/test_second_opinion.py::test_it_becomes_no_question_unless_somebody_acted",),
    ),
    Mutant(
        name="believes a model that is unsure of itself",
        file="engagement/plays/second_opinion.py",
        old="    if opinion.sureness < policy.sure_from:\n",
        new="    if False:\n",
        tests=(
            "tests/engagement/plays/test_second_opinion.py::test_too_late_unsure_or_about_other_words_it_counts_for_nothing",
        ),
    ),
    Mutant(
        name="takes a topic that a model made up",
        file="engagement/plays/second_opinion.py",
        old="opinion.topic in s.policy.topics and",
        new="opinion.topic and",
        tests=("tests/engagement/plays/test_second_opinion.py::test_it_becomes_a_question_of_a_topic_of_ours",),
    ),
    Mutant(
        name="asks a model again what a person took back",
        file="bots/runtime/undoing.py",
        old="            entries.save([replace(asked, state=Asked.CORRECTED)])\n",
        new="            pass\n",
        tests=(
            "tests/scenarios/test_second_opinions.py::test_a_manager_takes_it_back_and_no_model_is_asked_about_it_again",
        ),
    ),
    Mutant(
        name="places words of who did not agree",
        file="engagement/modelling/material.py",
        old="    told = [(thread, said) for thread, said in earlier if said.member in agreed]\n",
        new="    told = list(earlier)\n",
        tests=(
            "tests/scenarios/test_similarity.py::test_without_the_yes_of_those_concerned_nothing_is_told_it_and_the_words_alone_count",
        ),
    ),
    Mutant(
        name="remembers vectors that were forgotten on their way",
        file="bots/llm/places.py",
        old="now if since == self._forgotten else None",
        new="now",
        tests=("tests/bots/llm/test_places.py::test_what_is_forgotten_while_it_is_placed_is_not_remembered",),
    ),
    Mutant(
        name="sums up words of who did not agree",
        file="engagement/modelling/material.py",
        old="    told = [each for each in said if each.member in agreed]\n",
        new="    told = list(said)\n",
        tests=(
            "tests/engagement/modelling/test_material.py::test_of_a_conversation_what_others_wrote_is_left_out_and_counted",
        ),
    ),
    Mutant(
        name="counts a call for nothing until it has ended",
        file="bots/llm/desk.py",
        old="provider=self.model.provider, usage=most, millionths=cost(most, price),",
        new="provider=self.model.provider,",
        tests=("tests/bots/llm/test_desk.py::test_a_call_that_is_cut_off_stays_counted_at_its_upper_bound",),
    ),
    Mutant(
        name="shows a draft whose words were let go",
        file="bots/runtime/still_wanted.py",
        old="        reason = reason or _of_model(row, ledger)\n",
        new="",
        tests=(
            "tests/scenarios/test_drafts.py::test_what_was_let_go_before_it_was_delivered_is_not_sent_without_its_words",
        ),
    ),
    Mutant(
        name="keeps a draft when what it was made of is deleted",
        file="bots/runtime/batch.py",
        old="        for row in let_go_of(self.ledger, thread.id, self.now):\n",
        new="        for row in ():\n",
        tests=(
            "tests/scenarios/test_drafts.py::test_a_draft_goes_with_the_words_it_was_made_of_when_they_are_deleted_or_edited",
        ),
    ),
    Mutant(
        name="keeps a theme that a model proposed when it is switched off",
        file="advocacy/plays/wish_themes.py",
        old="    return is_outdated(one, themes) or (one.stand is Stand.PROPOSED and is_left_over)\n",
        new="    return is_outdated(one, themes)\n",
        tests=(
            "tests/scenarios/test_switched_off.py::test_a_day_after_it_is_switched_off_nothing_is_left_of_it_but_the_record",
        ),
    ),
    Mutant(
        name="keeps a wording that a model proposed when it is switched off",
        file="bots/runtime/model_work.py",
        old="            await self._drop_wordings()\n",
        new="            pass\n",
        tests=(
            "tests/dashboard/settings/test_persona.py::test_what_a_model_proposed_goes_when_it_is_switched_off_and_what_was_approved_stays",
        ),
    ),
    Mutant(
        name="lets one question that cannot be asked hold up the others",
        file="bots/runtime/model_work.py",
        old="done += await self._one_apart(entry, now)",
        new="done += await self._one(entry, now)",
        tests=(
            "tests/scenarios/test_drafts.py::test_what_cannot_be_asked_holds_nothing_else_up_and_ends_when_it_is_too_old",
        ),
    ),
    Mutant(
        name="believes that a server answers as an API does when it places texts",
        file="bots/llm/hosted.py",
        old="await self._attempt(self._vectors(model, texts))",
        new="await self._vectors(model, texts)",
        tests=(
            "tests/bots/llm/test_hosted.py::test_a_server_that_behaves_badly_places_nothing_and_each_way_is_one_of_our_errors",
        ),
    ),
)
