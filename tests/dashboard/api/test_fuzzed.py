"""The API under whatever its description allows and forbids (schemathesis): no failure of ours, every answer as told.

``--trust ci`` (as in CI) tries more than the small size.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Final

import pytest
import schemathesis
from httpx import Response
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from dashboard.window.limits import LIMITS, Kind
from storage import StoredMemory
from tests.dashboard.api.stage import V1, programs, token_of

_EXAMPLES: Final = {"small": 4, "ci": 15, "full": 500, "long": 2_000}
"""Of what is right and of what is wrong, for each address."""
_EXPECTED: Final = frozenset({200, 404, 405, 422})
"""What an address may answer to somebody with a token that works, and who does not ask too often."""
Ask = Callable[[str, str, Mapping[str, Any], Mapping[str, Any]], Response]


async def test_nothing_that_can_be_asked_breaks_it(
    lite: StoredMemory, trust_size: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    within = LIMITS[Kind.API][1]
    free = {Kind.API: (10**6, within), Kind.TAKE: (10**6, within)}
    monkeypatch.setattr("dashboard.window.limits.LIMITS", {**LIMITS, **free})
    loop = asyncio.get_running_loop()
    async with programs(lite) as browser:
        own = {"authorization": f"Bearer {await token_of(browser)}"}
        described = (await browser.calls.get(f"{V1}/openapi.json", headers=own)).json()

        def ask(method: str, path: str, query: Mapping[str, Any], headers: Mapping[str, Any]) -> Response:
            call = browser.calls.request(method, path, params=dict(query), headers={**headers, **own})
            return asyncio.run_coroutine_threadsafe(call, loop).result(30)

        tried = await asyncio.to_thread(_fuzz, described, _EXAMPLES[trust_size], ask)
    assert tried >= len(described["paths"]) * _EXAMPLES[trust_size]


def _fuzz(described: dict[str, Any], examples: int, ask: Ask) -> int:
    """How many calls were made."""
    tried = 0
    for found in schemathesis.openapi.from_dict(described).get_all_operations():
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            cases = found.ok().as_strategy(generation_mode=mode)

            @settings(
                max_examples=examples, deadline=None, database=None, phases=[Phase.explicit, Phase.generate],
                suppress_health_check=list(HealthCheck),
            )  # fmt: skip
            @given(case=cases)
            def asked(case: Any) -> None:
                nonlocal tried
                tried += 1
                given_headers = (case.headers or {}).items()
                headers = {
                    name: value for name, value in given_headers if value.isascii() and name.lower() != "authorization"
                }
                answer = ask(case.method, case.formatted_path, case.query or {}, headers)
                told = (case.method, case.formatted_path, case.query, answer.status_code, answer.text[:300])
                assert answer.status_code in _EXPECTED, told
                if answer.status_code != 405:
                    case.operation.validate_response(schemathesis.Response.from_any(answer))

            asked()
    return tried
