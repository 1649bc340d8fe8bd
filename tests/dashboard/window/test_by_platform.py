"""Signing in with Slack and Discord, by the real Authlib against pretended ones: who gets in, and everybody else."""

import base64
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from httpx import AsyncClient, Response

from bench.fakes.codes import challenge_of
from bench.fakes.discord import FakeDiscord
from bench.fakes.discord import signing_in as discords
from bench.fakes.slack import FakeSlack
from bench.fakes.slack import signing_in as slacks
from bots.app.hosting import Residence
from bots.app.vouched import platform_ways
from bots.outside.vouching import calls
from config.loader import WorkspaceConfig
from config.settings import Settings
from dashboard.window.by_platform import COOKIE, HOLDS
from dashboard.window.limits import MOST_OF_ONE
from dashboard.window.sessions import tag_of
from engagement.events import AccountSeen
from engagement.ids import AccountId, WorkspaceId
from engagement.people import Role
from engagement.privacy import Scope
from engagement.signing_in import PageRole
from storage import StoredMemory
from tests.bots.runtime.stage import town
from tests.dashboard.window.stage import BASE, Looked, looked
from tests.scenarios.stage import Town, answered

Desk = slacks.SigningIn | discords.SigningIn


@dataclass(slots=True)
class Trip:
    """A browser that goes to the platform and comes back."""

    browser: Looked
    platform: str
    desk: Desk
    workspace: WorkspaceId
    manager: str
    stranger: str

    def begin_at(self, wanted: str = "") -> str:
        tag = tag_of(self.browser.town.owner.id)
        return f"/sign-in/{self.platform}?community={tag}&next={wanted}"

    async def off(self, wanted: str = "") -> str:
        """Off to the platform; the address it is asked at."""
        answer = await self.browser.get(self.begin_at(wanted))
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    async def at_platform(self, asked: str) -> str:
        """What the platform answers; where it sends the browser."""
        async with AsyncClient() as outside:
            answer = await outside.get(asked)
        assert answer.status_code == 302, answer.text
        sent = urlsplit(answer.headers["location"])
        assert f"{sent.scheme}://{sent.netloc}" == BASE
        return f"{sent.path}?{sent.query}"

    async def back(self, path: str) -> Response:
        """From elsewhere, as browsers say."""
        return await self.browser.get(path, **{"sec-fetch-site": "cross-site"})

    async def round(self, who: str, wanted: str = "") -> Response:
        self.desk.visitor = who
        return await self.back(await self.at_platform(await self.off(wanted)))


@pytest.fixture(params=["slack", "discord"])
async def trip(request: pytest.FixtureRequest, lite: StoredMemory) -> AsyncIterator[Trip]:
    async with FakeSlack(team_id="T1") as slack, FakeDiscord() as discord:
        is_slack = request.param == "slack"
        rosa = "rosa" if is_slack else discord.add_member("Rosa")
        out = "nobody" if is_slack else discord.backend.add_user("Nobody").id
        place = await answered(Town(lite, town(roles={rosa: Role.MANAGER, "rosa": Role.MANAGER, "sam": Role.STAFF})))
        workspace = WorkspaceId("slack-T1" if is_slack else f"discord-{discord.server_id}")
        place.live.delivery.platforms = {workspace: place.board}  # type: ignore[dict-item]
        desk: Desk = slack.signing_in if is_slack else discord.signing_in
        desk.codes.backs.add(f"{BASE}/sign-in/{request.param}/back")
        settings = Settings(environment={
            "HUBBUB_SLACK_CLIENT_ID": slacks.CLIENT_ID, "HUBBUB_SLACK_CLIENT_SECRET": slacks.CLIENT_SECRET,
            "HUBBUB_SLACK_API_URL": slack.api_url, "HUBBUB_DISCORD_CLIENT_ID": discord.application_id,
            "HUBBUB_DISCORD_CLIENT_SECRET": discords.CLIENT_SECRET, "HUBBUB_DISCORD_API_URL": discord.api_url,
        })  # fmt: skip
        async with looked(place, home=BASE) as browser:
            residence = Residence(live=place.live, platforms={})
            ways = platform_ways([(WorkspaceConfig(platform=request.param), residence)], settings)
            browser.window.by_platform.offer(list(ways))
            yield Trip(browser, request.param, desk, workspace, rosa, out)


def role_of(trip: Trip) -> tuple[PageRole, str, str | None] | None:
    found = trip.browser.window.sessions.find(trip.browser.token)
    return None if found is None else (found[1].role, found[1].way, found[1].member)


async def refused(trip: Trip, answer: Response, status: int, *said: str) -> None:
    assert answer.status_code == status, answer.text
    assert all(each in answer.text for each in said), answer.text
    assert "Sign in with" in answer.text, "there is a way on"
    assert role_of(trip) is None
    assert (await trip.browser.get("/today")).status_code == 303


async def test_a_manager_signs_in_and_comes_to_the_page_they_wanted(trip: Trip) -> None:
    page = await trip.browser.text("/sign-in?next=/journal%3Fkind%3Dnot")
    assert f"Sign in with {trip.platform.capitalize()}" in page
    answer = await trip.round(trip.manager, "/journal%3Fkind%3Dnot")
    assert (answer.status_code, answer.headers["location"]) == (303, "/journal?kind=not")
    assert role_of(trip) == (PageRole.MANAGER, trip.platform, f"{trip.workspace}:{trip.manager}")
    account = await trip.browser.text("/account")
    assert f"signed in ({trip.platform})" in account
    for cookie in answer.headers.get_list("set-cookie"):
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie


async def test_whoever_has_no_role_is_a_member(trip: Trip) -> None:
    who = "ada" if trip.platform == "slack" else _discord(trip).backend_member("Ada")
    await trip.round(who)
    found = role_of(trip)
    assert found is not None
    assert found[0] is PageRole.MEMBER
    assert (await trip.browser.get("/today")).status_code == 403


def _discord(trip: Trip) -> "_Discord":
    assert isinstance(trip.desk, discords.SigningIn)
    return _Discord(trip.desk, trip.workspace.removeprefix("discord-"))


@dataclass(slots=True)
class _Discord:
    desk: discords.SigningIn
    server: str

    def backend_member(self, name: str, *roles: str) -> str:
        world, backend = self.desk._backend.world, self.desk._backend
        user = backend.add_user(name)
        owner = world.servers[self.server].owner_id
        world.servers[self.server].members[user.id] = replace(
            world.servers[self.server].members[owner], user=user, roles=list(roles)
        )
        return user.id


@pytest.mark.parametrize("trip", ["discord"], indirect=True)
async def test_roles_of_discord_are_those_of_this_moment(trip: Trip) -> None:
    trip.browser.town.owner.community.policy = replace(
        trip.browser.town.owner.community.policy, roles={"777": Role.STAFF, "Old guard": Role.MANAGER}
    )
    new = _discord(trip).backend_member("New", "777")
    await trip.round(new)
    assert role_of(trip) == (PageRole.SPOKE, "discord", f"{trip.workspace}:{new}")
    assert (await trip.browser.get("/today")).status_code == 200
    taken = AccountSeen(
        key="taken", at=trip.browser.town.now, account=AccountId(f"{trip.workspace}:{new}"), name="New", roles=("778",)
    )
    await trip.browser.town.tell(taken)
    assert (await trip.browser.get("/today")).status_code == 403, "Discord told that the role is gone"
    lost = _discord(trip).backend_member("Lost")
    held = AccountSeen(
        key="lost", at=trip.browser.town.now, account=AccountId(f"{trip.workspace}:{lost}"), name="Lost",
        roles=("888", "Old guard"),
    )  # fmt: skip
    await trip.browser.town.tell(held)
    await trip.round(lost)
    found = role_of(trip)
    assert found is not None
    assert found[0] is PageRole.MEMBER, "a role that was taken away does not count, nor does its name"


@pytest.mark.parametrize("trip", ["discord"], indirect=True)
async def test_a_role_that_discord_tells_at_the_sign_in_counts_at_the_next_look_too(trip: Trip) -> None:
    town, who = trip.browser.town, _discord(trip).backend_member("Late", "777")
    town.owner.community.use(replace(town.owner.community.policy, roles={"777": Role.STAFF}))
    account = AccountId(f"{trip.workspace}:{who}")
    await town.tell(AccountSeen(key="late", at=town.now, account=account, name="Late", timezone="Europe/Paris"))
    await trip.round(who)
    assert (await trip.browser.get("/today")).status_code == 200
    kept = town.memory.read(town.owner.id, lambda ledger: ledger.people.account(account))
    assert kept is not None
    assert (kept.name, kept.timezone, kept.roles) == ("Late", "Europe/Paris", ("777",))


@pytest.mark.parametrize("trip", ["discord"], indirect=True)
async def test_of_a_member_whom_nobody_knows_nothing_is_kept_by_signing_in(trip: Trip) -> None:
    town, who = trip.browser.town, _discord(trip).backend_member("Ada", "901")
    await trip.round(who)
    assert (
        town.memory.read(town.owner.id, lambda ledger: ledger.people.account(AccountId(f"{trip.workspace}:{who}")))
        is None
    )


async def test_whoever_is_no_manager_any_more_is_refused_at_the_next_look(trip: Trip) -> None:
    await trip.round(trip.manager)
    assert (await trip.browser.get("/settings")).status_code == 200
    community = trip.browser.town.owner.community
    community.use(replace(community.policy, roles={}))
    assert (await trip.browser.get("/settings")).status_code == 403
    found = role_of(trip)
    assert found is not None
    assert found[0] is PageRole.MEMBER


async def test_the_platform_is_asked_for_no_more_than_it_takes(trip: Trip) -> None:
    asked = {name: values[0] for name, values in parse_qs(urlsplit(await trip.off()).query).items()}
    assert asked["redirect_uri"] == f"{BASE}/sign-in/{trip.platform}/back"
    assert asked["scope"] == ("openid" if trip.platform == "slack" else "identify guilds.members.read")
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["state"]) >= 43
    assert ("nonce" in asked, asked.get("team")) == ((True, "T1") if trip.platform == "slack" else (False, None))


async def test_each_sign_in_draws_anew_and_keeps_its_secrets_from_the_browser(trip: Trip) -> None:
    first, second = await trip.off(), await trip.off()
    assert parse_qs(urlsplit(first).query)["state"] != parse_qs(urlsplit(second).query)["state"]
    under_way = list(trip.browser.window.by_platform._under_way.values())
    word = trip.browser.calls.cookies.get(COOKIE) or ""
    for begun in under_way:
        assert begun.riddle.verifier not in first + second + word
        assert begun.riddle.state != word


async def test_whoever_refuses_at_the_platform_is_told_so(trip: Trip) -> None:
    trip.desk.denies = True
    await refused(trip, await trip.round(trip.manager), 403, "Nobody was signed in", "did not allow it")


async def test_another_browser_cannot_end_what_this_one_began(trip: Trip) -> None:
    """And so nobody is signed in as somebody else by a link (login CSRF)."""
    trip.desk.visitor = trip.manager
    sent = await trip.at_platform(await trip.off())
    theirs = trip.browser.calls.cookies.get(COOKIE) or ""
    trip.browser.calls.cookies.clear()
    await refused(trip, await trip.back(sent), 403, "This sign-in is over")
    trip.browser.calls.cookies.set(COOKIE, "made-up")
    await refused(trip, await trip.back(sent), 403, "This sign-in is over")
    trip.browser.calls.cookies.clear()
    trip.browser.calls.cookies.set(COOKIE, theirs)
    assert (await trip.back(sent)).status_code == 303, "a forged return has used nothing up"


async def test_a_wrong_state_is_refused(trip: Trip) -> None:
    trip.desk.visitor = trip.manager
    sent = await trip.at_platform(await trip.off())
    code = parse_qs(urlsplit(sent).query)["code"][0]
    for state in ("", "x", "ä" * 3, "\ud800".encode("utf-8", "surrogatepass").hex()):
        answer = await trip.browser.calls.get(f"/sign-in/{trip.platform}/back", params={"code": code, "state": state})
        assert answer.status_code == 403
    assert role_of(trip) is None


async def test_a_return_works_once(trip: Trip) -> None:
    trip.desk.visitor = trip.manager
    sent = await trip.at_platform(await trip.off())
    word = trip.browser.calls.cookies.get(COOKIE) or ""
    assert (await trip.back(sent)).status_code == 303
    trip.browser.calls.cookies.clear()
    trip.browser.calls.cookies.set(COOKIE, word)
    await refused(trip, await trip.back(sent), 403, "This sign-in is over")


async def test_a_code_that_was_used_is_refused_by_the_platform(trip: Trip) -> None:
    trip.desk.visitor = trip.manager
    first = parse_qs(urlsplit(await trip.at_platform(await trip.off())).query)
    await trip.back(f"/sign-in/{trip.platform}/back?code={first['code'][0]}&state={first['state'][0]}")
    trip.browser.calls.cookies.clear()
    second = parse_qs(urlsplit(await trip.off()).query)
    again = f"/sign-in/{trip.platform}/back?code={first['code'][0]}&state={second['state'][0]}"
    await refused(trip, await trip.back(again), 403, "This sign-in is over")


async def test_whoever_takes_too_long_begins_again(trip: Trip) -> None:
    trip.desk.visitor = trip.manager
    sent = await trip.at_platform(await trip.off())
    trip.browser.machine.move_to(trip.browser.machine.now() + HOLDS)
    await refused(trip, await trip.back(sent), 403, "This sign-in is over")


async def test_a_platforms_return_is_for_that_platform_alone(trip: Trip) -> None:
    trip.desk.visitor = trip.manager
    sent = await trip.at_platform(await trip.off())
    other = "discord" if trip.platform == "slack" else "slack"
    answer = await trip.back(sent.replace(f"/{trip.platform}/", f"/{other}/"))
    await refused(trip, answer, 403, "This sign-in is over")


async def test_signing_in_gives_a_new_token_and_ends_the_session_before(trip: Trip) -> None:
    await trip.browser.sign_in()
    planted = trip.browser.token
    await trip.round(trip.manager)
    assert trip.browser.token != planted
    trip.browser.show(planted)
    assert (await trip.browser.get("/today")).status_code == 303


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example", "/%5Cevil.example", "%2F%2Fevil.example"])
async def test_nobody_is_led_elsewhere(trip: Trip, wanted: str) -> None:
    answer = await trip.round(trip.manager, wanted)
    assert (answer.status_code, answer.headers["location"]) == (303, "/start")


async def test_a_stranger_is_told_where_they_are_missing(trip: Trip) -> None:
    if isinstance(trip.desk, slacks.SigningIn):
        trip.desk.twist = lambda claims: claims | {"https://slack.com/team_id": "T2"}
    await refused(trip, await trip.round(trip.stranger), 403, "You are not in Town")


async def test_who_has_left_is_told_so(trip: Trip) -> None:
    account = AccountId(f"{trip.workspace}:{trip.manager}")
    await trip.browser.town.tell(
        AccountSeen(key="gone", at=trip.browser.town.now, account=account, name="rosa", is_gone=True)
    )
    await refused(trip, await trip.round(trip.manager), 403, "You have left Town")


async def test_who_was_forgotten_is_told_how_to_come_back(trip: Trip) -> None:
    account = AccountId(f"{trip.workspace}:{trip.manager}")
    seen = AccountSeen(key="seen:again", at=trip.browser.town.now, account=account, name="Rosa")
    await trip.browser.town.tell(seen)
    place = trip.browser.town
    with place.memory.direct(place.owner.id) as ledger:
        ledger.privacy.ask(Scope.MEMBER, account, place.now)
    await refused(trip, await trip.round(trip.manager), 403, "Hubbub has forgotten you", "privacy start")


async def test_a_platform_that_does_not_answer_is_told_as_that(trip: Trip) -> None:
    for path in _addresses(trip):
        for broken in (500, 502, 503, 429):
            trip.desk.broken = {}
            trip.desk.visitor = trip.manager
            sent = await trip.at_platform(await trip.off())
            trip.desk.broken = {path: broken}
            _fresh(trip)
            await refused(trip, await trip.back(sent), 502, f"{trip.platform.capitalize()} does not answer")
            trip.browser.window.limits.forget()


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"null", b"{}", b'{"id": 7}', b"\xff\xfe", b"x" * 300_000,
                                  b'{"access_token": 1, "id_token": {}}', b'{"keys": [{"kty": "oct", "k": "AA"}]}'])  # fmt: skip
async def test_rubbish_signs_nobody_in(trip: Trip, body: bytes) -> None:
    for path in _addresses(trip):
        trip.desk.broken = {}
        trip.desk.visitor = trip.manager
        sent = await trip.at_platform(await trip.off())
        trip.desk.broken = {path: body}
        _fresh(trip)
        answer = await trip.back(sent)
        assert answer.status_code in {403, 502}, (path, answer.status_code)
        assert role_of(trip) is None


def _addresses(trip: Trip) -> tuple[str, ...]:
    """Where the platform is asked once a browser has come back."""
    if trip.platform == "slack":
        return (slacks.DISCOVERY, slacks.TOKEN, slacks.KEYS)
    return (discords.TOKEN, discords.ME, discords.MEMBER)


def _fresh(trip: Trip) -> None:
    """Nothing is known of the platform any more."""
    voucher = trip.browser.window.by_platform.ways[0].voucher
    if hasattr(voucher, "_known"):
        voucher._known = None


async def test_a_slow_platform_is_not_waited_for(trip: Trip) -> None:
    trip.desk.visitor = trip.manager
    sent = await trip.at_platform(await trip.off())
    voucher = trip.browser.window.by_platform.ways[0].voucher
    voucher._patience_s = 0.05  # type: ignore[attr-defined]
    trip.desk.slow_s = 0.5
    await refused(trip, await trip.back(sent), 502, "does not answer")
    assert calls.PATIENCE_S <= 10


@pytest.mark.parametrize("trip", ["slack"], indirect=True)
async def test_a_platform_that_is_down_is_told_before_anybody_leaves(trip: Trip) -> None:
    trip.desk.broken = {slacks.DISCOVERY: 503}
    answer = await trip.browser.get(trip.begin_at())
    await refused(trip, answer, 502, "Slack does not answer")
    trip.desk.broken = {}
    assert (await trip.browser.get(trip.begin_at())).status_code == 303, "what failed is not kept"


async def test_a_secret_that_does_not_fit_is_told_as_what_it_is(trip: Trip, caplog: pytest.LogCaptureFixture) -> None:
    trip.desk.codes.client_secret = "another"
    await refused(trip, await trip.round(trip.manager), 502, "does not accept this Hubbub", "hubbub doctor")
    assert "came to nothing" in caplog.text
    assert slacks.CLIENT_SECRET not in caplog.text


Twist = Callable[[slacks.Json], slacks.Json]
FORGED: dict[str, Twist] = {
    "another nonce": lambda claims: claims | {"nonce": "another"},
    "no nonce": lambda claims: {name: value for name, value in claims.items() if name != "nonce"},
    "another issuer": lambda claims: claims | {"iss": "https://slack.com.evil.example"},
    "another audience": lambda claims: claims | {"aud": "3333.4444"},
    "several audiences and no party": lambda claims: claims | {"aud": [slacks.CLIENT_ID, "3333.4444"]},
    "expired": lambda claims: claims | {"exp": claims["iat"] - 3600},
    "from the future": lambda claims: claims | {"iat": claims["iat"] + 3600, "exp": claims["exp"] + 7200},
    "no expiry": lambda claims: {name: value for name, value in claims.items() if name != "exp"},
    "of another token": lambda claims: claims | {"at_hash": base64.urlsafe_b64encode(b"x" * 16).decode().rstrip("=")},
    "nobody": lambda claims: claims | {"sub": "", "https://slack.com/user_id": ""},
    "two people": lambda claims: claims | {"sub": "ada"},
    "a place that is none": lambda claims: claims | {"https://slack.com/team_id": "T1:x"},
    "no place": lambda claims: claims | {"https://slack.com/team_id": None},
}  # fmt: skip


@pytest.mark.parametrize("name", FORGED)
@pytest.mark.parametrize("trip", ["slack"], indirect=True)
async def test_an_identity_of_slack_that_does_not_hold_signs_nobody_in(trip: Trip, name: str) -> None:
    assert isinstance(trip.desk, slacks.SigningIn)
    trip.desk.twist = FORGED[name]
    await refused(trip, await trip.round(trip.manager), 502, "does not hold")


@pytest.mark.parametrize("trip", ["slack"], indirect=True)
async def test_an_identity_that_another_key_has_signed_signs_nobody_in(trip: Trip) -> None:
    assert isinstance(trip.desk, slacks.SigningIn)
    trip.desk.signs_with = slacks.new_key()
    await refused(trip, await trip.round(trip.manager), 502, "does not hold")


@pytest.mark.parametrize("trip", ["slack"], indirect=True)
async def test_addresses_of_another_site_are_not_followed(trip: Trip) -> None:
    root = trip.browser.window.by_platform.ways[0].voucher._root  # type: ignore[attr-defined]
    told = {"issuer": root, "authorization_endpoint": "https://evil.example/a", "token_endpoint": f"{root}/t",
            "jwks_uri": f"{root}/k"}  # fmt: skip
    trip.desk.broken = {slacks.DISCOVERY: repr(told).replace("'", '"').encode()}
    answer = await trip.browser.get(trip.begin_at())
    await refused(trip, answer, 502, "does not hold")


@pytest.mark.parametrize("trip", ["slack"], indirect=True)
async def test_without_pkce_at_the_platform_none_is_sent(trip: Trip) -> None:
    assert isinstance(trip.desk, slacks.SigningIn)
    trip.desk.takes_pkce = False
    assert "code_challenge" not in await trip.off()
    await trip.round(trip.manager)
    assert role_of(trip) is not None


async def test_the_way_is_offered_only_where_it_leads_back_to(trip: Trip) -> None:
    page = await trip.browser.get("/sign-in", host="localhost:8080")
    assert "Sign in with" not in page.text
    assert f'href="{BASE}/sign-in"' in page.text


async def test_it_cannot_be_begun_by_a_foreign_page_nor_too_often(trip: Trip) -> None:
    assert (await trip.browser.get(trip.begin_at(), **{"sec-fetch-site": "cross-site"})).status_code == 403
    found = [(await trip.browser.get(trip.begin_at())).status_code for _ in range(MOST_OF_ONE + 1)]
    assert found[-2:] == [303, 429]


async def test_an_unknown_community_has_no_way_in(trip: Trip) -> None:
    answer = await trip.browser.get(f"/sign-in/{trip.platform}?community=ffffffff")
    assert answer.status_code == 404


async def test_only_so_many_are_under_way(trip: Trip, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.window.by_platform._MOST", 3)
    for _ in range(5):
        await trip.off()
    assert len(trip.browser.window.by_platform._under_way) == 3
    trip.browser.machine.move_to(trip.browser.machine.now() + HOLDS + timedelta(seconds=1))
    await trip.off()
    assert len(trip.browser.window.by_platform._under_way) == 1


def test_the_challenge_is_that_of_the_standard() -> None:
    """RFC 7636, appendix B."""
    assert challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
