"""The read API: who may, what it tells each role, page by page, how it refuses, and its description."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dashboard.api.opening import ADDRESSES, VERSION
from dashboard.api.problems import MEDIA_TYPE
from dashboard.window.limits import LIMITS, Kind
from dashboard.window.permissions import ALLOWED
from engagement.api_tokens import MARK, token_digest
from engagement.events import AccountSeen
from engagement.ids import MemberId
from engagement.people import Role
from engagement.signing_in import PageRole, Step
from storage import StoredMemory
from tests.dashboard.api.stage import V1, call, programs, token_of
from tests.dashboard.window.stage import Looked
from tests.scenarios.stage import BEN, QUESTION, ROSA


@pytest.fixture
async def browser(lite: StoredMemory) -> AsyncIterator[Looked]:
    async with programs(lite) as found:
        yield found


async def told(browser: Looked, path: str, token: str) -> Any:
    answer = await call(browser, path, token)
    assert answer.status_code == 200, (path, answer.text)
    return answer.json()


def is_problem(answer: Any, status: int) -> Mapping[str, Any]:
    assert (answer.status_code, answer.headers["content-type"]) == (status, MEDIA_TYPE), answer.text
    found: Mapping[str, Any] = answer.json()
    assert set(found) == {"type", "title", "status", "detail"}
    assert found["status"] == status
    assert found["detail"]
    return found


def filled(browser: Looked, path: str) -> str:
    decision = browser.town.journal()[0]
    asked = next(one for one in browser.town.journal() if "help:" in one.subject)
    return path.replace("{decision}", decision.id).replace("{thread}", asked.subject)


async def test_the_matrix_of_every_address_and_every_role_of_a_token(browser: Looked) -> None:
    tokens = {role: await token_of(browser, role) for role in PageRole if role is not PageRole.MEMBER}
    for path in [*ADDRESSES, "/openapi.json"]:
        what = f"GET {V1}{path}"
        for role, token in tokens.items():
            answer = await call(browser, filled(browser, path), token)
            if role in ALLOWED[what]:
                assert answer.status_code == 200, (what, role, answer.text)
            else:
                assert role.value in is_problem(answer, 403)["detail"]
        assert "Bearer" in is_problem(await call(browser, filled(browser, path)), 401)["detail"]


@pytest.mark.parametrize(
    "token", ["x", "hubbub", "hubbub_", "hubbub__", "hubbub_00000000_x", "ä_ö_ü", "hubbub_x_" + "y" * 500, "_" * 30]
)
async def test_what_is_no_token_opens_nothing(browser: Looked, token: str) -> None:
    answer = await browser.calls.get(f"{V1}/health", headers={"authorization": f"Bearer {token}".encode()})
    assert is_problem(answer, 401)
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_browsers_session_does_not_open_it_nor_a_token_the_pages(browser: Looked) -> None:
    await browser.sign_in()
    assert (await call(browser, "/health")).status_code == 401
    browser.calls.cookies.clear()
    token = await token_of(browser)
    page = await browser.get("/today", authorization=f"Bearer {token}")
    assert page.headers["location"].startswith("/sign-in")
    assert (await browser.calls.post(f"{V1}/health", headers={"authorization": f"Bearer {token}"})).status_code == 405


async def test_a_token_ends_by_its_time_by_being_revoked_and_with_whoever_made_it(browser: Looked) -> None:
    short = await token_of(browser, days=1)
    browser.machine.move_to(browser.machine.now() + timedelta(days=1))
    assert (await call(browser, "/health", short)).status_code == 401
    live = browser.town.live
    hers = await browser.window.programs.make(live, "hers", PageRole.MANAGER, 30, MemberId(ROSA))
    assert (await call(browser, "/health", hers)).status_code == 200
    await browser.town.tell(AccountSeen(key="gone", at=browser.town.now, account=ROSA, name="rosa", is_gone=True))
    assert (await call(browser, "/health", hers)).status_code == 401
    mine = await token_of(browser, name="mine")
    found = browser.window.programs.find(mine)
    assert found is not None
    await browser.window.programs.end(live, found[1], None)
    assert (await call(browser, "/health", mine)).status_code == 401


async def test_a_token_ends_with_the_role_of_the_manager_who_made_it(browser: Looked) -> None:
    """Where the community knew them as one; whoever signed in by a link that said so keeps theirs."""
    made, community = [], browser.town.owner.community
    for who in (ROSA, BEN):
        await browser.sign_in(PageRole.MANAGER, MemberId(who))
        page = await browser.post("/account/token", name=who, role="manager", days="30")
        made.append("hubbub_" + page.text.split("<code>hubbub_")[1].split("</code>")[0])
        browser.calls.cookies.clear()
    rosas, bens = made
    assert [(await call(browser, "/health", one)).status_code for one in made] == [200, 200]
    community.use(replace(community.policy, roles={"rosa": Role.STAFF}))
    assert [(await call(browser, "/health", one)).status_code for one in (rosas, bens)] == [401, 200]
    await browser.sign_in()
    listed = await browser.text("/account")
    assert listed.count("<b>ended</b>") == 1
    assert "A token has ended: with it a program reads nothing any more." in listed
    assert (listed.count("Take it off the list"), listed.count("End the token")) == (1, 1)
    browser.calls.cookies.clear()
    community.use(replace(community.policy, roles={"rosa": Role.MANAGER}))
    assert (await call(browser, "/health", rosas)).status_code == 200


async def test_only_its_digest_is_kept_and_when_it_was_used(browser: Looked) -> None:
    token = await token_of(browser)
    assert token.startswith(f"{MARK}_")
    await call(browser, "/health", token)
    place = browser.town
    kept = place.memory.read(place.owner.id, lambda ledger: ledger.api_tokens.all())
    assert [one.digest for one in kept] == [token_digest(token)]
    assert kept[0].used_at == browser.machine.now()
    assert token not in place.memory.read(place.owner.id, lambda ledger: repr(ledger.sign_ins.newest(50)))


async def test_a_manager_makes_and_ends_one_on_the_page_and_sees_it_once(browser: Looked) -> None:
    await browser.sign_in(member=MemberId(ROSA))
    made = await browser.post("/account/token", name="Quarterly <b>report</b>", role="spoke", days="30")
    token = made.text.split("<code>hubbub_")[1].split("</code>")[0]
    assert (await call(browser, "/health", f"hubbub_{token}")).status_code == 200
    page = await browser.text("/account")
    assert token not in page
    assert "Quarterly &lt;b&gt;report" in page
    assert "made a token" in page
    ended = browser.town.memory.read(browser.town.owner.id, lambda ledger: ledger.api_tokens.all())[0].id
    await browser.post("/account/token/end", token=ended)
    assert (await call(browser, "/health", f"hubbub_{token}")).status_code == 401
    assert "ended a token" in await browser.text("/account")


@pytest.mark.parametrize(
    "form", [{}, {"name": "x"}, {"name": "x", "role": "manager", "days": "0"}, {"name": "x", "role": "member", "days": "9"},
             {"name": " ", "role": "spoke", "days": "9"}, {"name": "x", "role": "spoke", "days": "999"},
             {"name": "x\u202e", "role": "spoke", "days": "9"}, {"name": "x" * 61, "role": "spoke", "days": "9"}]
)  # fmt: skip
async def test_a_token_that_cannot_be_is_told_with_its_cure(browser: Looked, form: dict[str, str]) -> None:
    await browser.sign_in()
    answer = await browser.post("/account/token", **form)
    assert answer.status_code == 422
    assert "No token was made" in answer.text
    assert "<code>hubbub_" not in answer.text


async def test_others_than_managers_neither_see_nor_make_tokens(browser: Looked) -> None:
    await token_of(browser, name="a secret purpose")
    await browser.sign_in(PageRole.SPOKE, MemberId(BEN))
    assert "a secret purpose" not in await browser.text("/account")
    assert (await browser.post("/account/token", name="x", role="manager", days="9")).status_code == 403


async def test_questions_come_page_by_page_each_once(browser: Looked) -> None:
    for number in range(7):
        await browser.town.say(ADA_OF[number % 2], f"n{number}", f"{QUESTION} Number {number}?")
    token = await token_of(browser)
    found, cursor = [], ""
    for _ in range(9):
        page = await told(browser, f"/conversations?limit=2&cursor={cursor}", token)
        found += [one["id"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert cursor is None
    assert len(found) == len(set(found)) >= 2


ADA_OF = (BEN, ROSA)


async def test_one_conversation_is_told_with_its_decisions_and_its_words(browser: Looked) -> None:
    token = await token_of(browser)
    some = (await told(browser, "/conversations", token))["items"]
    assert [one["state"] for one in some] == ["solved"]
    assert QUESTION in some[0]["words"]
    one = await told(browser, f"/conversations/{some[0]['id']}", token)
    assert one["first_response_s"] > 0
    assert {"peer_prompt"} <= {each["step"] for each in one["decisions"]}
    assert "Ada" not in str(one)
    is_problem(await call(browser, "/conversations/slack-T1:help:nope", token), 404)


async def test_figures_are_those_of_the_page_and_tell_nothing_about_few(browser: Looked) -> None:
    token = await token_of(browser)
    found = await told(browser, "/health?weeks=all", token)
    assert (found["weeks"], found["questions"]) == (None, None), "three people are too few"
    assert (await told(browser, "/people", token))["members"] is None
    assert all(one["answering"] is None for one in (await told(browser, "/health/weeks", token))["items"])
    assert (await told(browser, "/health/log?span=hour", token))["items"] is not None


async def test_what_is_asked_wrongly_is_told_by_its_place(browser: Looked) -> None:
    token = await token_of(browser)
    for path, place in (
        ("/health?weeks=7", "query.weeks"), ("/conversations?limit=0", "query.limit"),
        ("/health/log?span=year", "query.span"), ("/health/weeks?cursor=soon", "query.cursor"),
    ):  # fmt: skip
        assert place in is_problem(await call(browser, path, token), 422)["detail"]
    is_problem(await call(browser, "/health?channel=nope", token), 404)
    assert "openapi.json" in is_problem(await call(browser, "/nowhere", token), 404)["detail"]


async def test_a_file_is_for_spreadsheets_and_is_put_on_record(browser: Looked) -> None:
    answer = await call(browser, "/health/weeks.csv", await token_of(browser, name="Sheet"))
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.text.splitlines()[0].startswith("week,people,messages,eligible")
    place = browser.town
    record = place.memory.read(place.owner.id, lambda ledger: ledger.sign_ins.newest(10))
    assert [one.way for one in record if one.step is Step.TOOK] == ["/api/v1/health/weeks.csv (token Sheet)"]


async def test_too_many_calls_are_told_when_to_go_on(browser: Looked) -> None:
    token, other = await token_of(browser), await token_of(browser, name="other")
    most, within = LIMITS[Kind.API]
    found = [(await call(browser, "/community", token)).status_code for _ in range(most)]
    assert set(found) == {200}
    answer = await call(browser, "/community", token)
    is_problem(answer, 429)
    wait = int(answer.headers["retry-after"])
    assert 1 <= wait <= within.total_seconds()
    assert (await call(browser, "/community", other)).status_code == 200
    browser.machine.move_to(browser.machine.now() + timedelta(seconds=wait))
    assert (await call(browser, "/community", token)).status_code == 200


async def test_guessing_tokens_is_slowed_down(browser: Looked) -> None:
    most, _ = LIMITS[Kind.BAD_TOKEN]
    found = [(await call(browser, "/community", "hubbub_x_y")).status_code for _ in range(most + 1)]
    assert found == [401] * most + [429]
    assert (await call(browser, "/community", await token_of(browser))).status_code == 200, "a good one still works"


async def test_its_description_is_complete(browser: Looked) -> None:
    token = await token_of(browser, PageRole.SALES)
    found = await told(browser, "/openapi.json", token)
    assert (found["info"]["title"], found["info"]["version"]) == ("Hubbub", VERSION)
    assert set(found["paths"]) == {f"{V1}{path}" for path in ADDRESSES}
    for path, methods in found["paths"].items():
        assert set(methods) == {"get"}, path
        it = methods["get"]
        assert it["summary"]
        assert it["description"]
        assert it["security"] == [{"token": []}]
        assert {"200", "401", "403", "422", "429"} <= set(it["responses"]), path
        assert all("Problem" in str(it["responses"][status]) for status in it["responses"] if status != "200")


async def test_it_answers_under_our_own_names_alone(browser: Looked) -> None:
    token = await token_of(browser)
    is_problem(await call(browser, "/community", token, host="evil.example"), 403)
