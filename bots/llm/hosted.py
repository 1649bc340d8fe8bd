"""A model behind an API that speaks as OpenAI's does, hosted or local, through the unmodified ``openai`` package.

One call is one attempt with one time-out: whoever asks keeps the budget, and each attempt costs. ``openai`` is imported
when the first call is made. Facts: openai 3.57 (its own default is 600 s and two silent retries; it follows redirects).
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from bots.llm.address import Door
from engagement.errors import ModelAway, ModelBusy, ModelError, ModelNonsense, ModelNotSetUp, ModelRefused
from engagement.modelling.asking import Request, Usage, Written
from engagement.modelling.budget import most_tokens, upper_bound
from engagement.modelling.fencing import to_fenced
from engagement.modelling.schemas import is_fitting, to_send

if TYPE_CHECKING:
    from openai import AsyncOpenAI

PATIENCE: Final = timedelta(seconds=30)
"""So long may one answer take (ours; the package's own default is ten minutes)."""
LONGEST_WAIT_S: Final = 3_600.0
SCHEMA_TOLD: Final = "The schema: "
_LONGEST_ANSWER: Final = 60_000
"""Characters; an answer is a few hundred tokens."""
_MOST_TEXTS: Final = 64
_BUSY, _KEY_REFUSED, _NO_SUCH, _TOO_LARGE = 429, (401, 403), 404, 413


class Api(StrEnum):
    """How a server is spoken to; most have the first, and it alone is kept to a schema by OpenAI's own way."""

    CHAT = "chat"
    RESPONSES = "responses"
    JSON = "json"
    """Chat with a server that knows JSON and not OpenAI's schemas (llama-cpp-python, say): the schema is told, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What came back, before anything is believed."""

    text: str | None
    usage: Usage | None
    is_cut: bool
    is_refused: bool


class OpenAIModel:
    """See ``engagement.modelling.asking.TextModel`` and ``Embedder``."""

    def __init__(
        self,
        door: Door,
        model: str,
        *,
        api: Api = Api.CHAT,
        patience: timedelta = PATIENCE,
        embedding_model: str | None = None,
    ) -> None:
        self._door = door
        self._model = model
        self._api = api
        self._patience = patience.total_seconds()
        self._embedding_model = embedding_model
        self._client: AsyncOpenAI | None = None

    @property
    def name(self) -> str:
        """Which model it is."""
        return self._model

    @property
    def provider(self) -> str:
        """The host that is told what people wrote."""
        return self._door.host

    async def write(self, request: Request) -> Written:
        """Answer one request; the schema is asked for, and checked all the same."""
        await self._opened()
        call = self._responses if self._api is Api.RESPONSES else self._chat
        answer = await self._attempt(call(request))
        tokens_in = answer.usage.tokens_in if answer.usage else None
        tokens_out = answer.usage.tokens_out if answer.usage else None

        def nonsense(what: str) -> ModelNonsense:
            return ModelNonsense(f"{self._model} {what}", tokens_in=tokens_in, tokens_out=tokens_out)

        if answer.is_refused:
            raise ModelRefused(f"{self._model} will not write this", tokens_in=tokens_in, tokens_out=tokens_out)
        if answer.is_cut:
            raise nonsense("did not come to an end within the tokens it may use")
        if answer.text is None or len(answer.text) > _LONGEST_ANSWER:
            raise nonsense("wrote nothing, or far too much")
        try:
            data = json.loads(answer.text, strict=False)  # llama.cpp's own form lets line breaks stand in a text
        except (ValueError, RecursionError):
            raise nonsense("wrote something that is no JSON") from None
        if self._door.is_told_in(json.dumps(data, ensure_ascii=False)):
            raise nonsense("repeated the key with which it is asked")
        if not is_fitting(data, request.schema):
            raise nonsense("wrote JSON that does not fit the schema")
        return Written(data=data, usage=answer.usage or upper_bound(request))

    async def place(self, texts: Sequence[str]) -> tuple[Sequence[Sequence[float]], Usage]:
        """One vector for each of up to 64 texts. Raises ModelNotSetUp where no model for this is named."""
        if self._embedding_model is None:
            raise ModelNotSetUp("no model for similarity is named; write `embeddings:` into the playbook's `model:`")
        assert len(texts) <= _MOST_TEXTS
        model = self._embedding_model
        vectors, told = await self._attempt(self._vectors(model, texts))
        if len(vectors) != len(texts) or len({len(vector) for vector in vectors}) > 1:
            raise ModelNonsense(f"{model} did not place each text", tokens_in=_count(told, "prompt_tokens"))
        used = _count(told, "prompt_tokens")
        return vectors, Usage(tokens_in=sum(most_tokens(text) for text in texts) if used is None else used)

    async def known(self) -> frozenset[str]:
        """The models that the server says it has: asked with nothing in hand. The same errors as ``write``."""
        return frozenset(await self._attempt(self._names()))

    async def close(self) -> None:
        """Let go of connections."""
        if self._client is not None:
            await self._client.close()
            self._client = None

    # --- one attempt ------------------------------------------------------------------------------------------------

    async def _opened(self) -> "AsyncOpenAI":
        """The client; importing it and reading certificates takes seconds the first time, beside the event loop."""
        if self._client is None:
            client = await asyncio.to_thread(self._open)
            if self._client is None:  # else another call was quicker
                self._client = client
        return self._client

    def _open(self) -> "AsyncOpenAI":
        import openai  # noqa: PLC0415  # seconds that nobody pays who has no model

        client = openai.AsyncOpenAI(
            api_key=self._door.key,
            base_url=self._door.url,
            organization="",  # else these two are looked for in the environment
            project="",
            default_headers={"OpenAI-Organization": openai.Omit(), "OpenAI-Project": openai.Omit()},  # type: ignore[dict-item]
            timeout=self._patience,
            max_retries=0,
            http_client=openai.DefaultAsyncHttpxClient(follow_redirects=False, timeout=self._patience),
        )
        for _ in (client.chat.completions, client.responses, client.embeddings, client.models):
            pass  # each is a module, imported when it is first asked for
        return client

    async def _vectors(self, model: str, texts: Sequence[str]) -> tuple[list[list[float]], object]:
        client = await self._opened()
        answer = await client.embeddings.create(model=model, input=list(texts), encoding_format="float")
        return [list(each.embedding) for each in sorted(answer.data, key=lambda each: each.index)], answer.usage

    async def _names(self) -> list[str]:
        page = await (await self._opened()).models.list()
        return [str(each.id) for each in page.data]

    async def _chat(self, request: Request) -> _Answer:
        schema, told = to_send(request.schema), request.instructions
        form: dict[str, object] = {
            "type": "json_schema",
            "json_schema": {"name": request.use.value, "schema": schema, "strict": True},
        }
        if self._api is Api.JSON:
            form = {"type": "json_object", "schema": schema}  # some servers keep to it, the others leave it alone
            told = f"{told}\n{SCHEMA_TOLD}{json.dumps(schema)}"
        limit = "max_completion_tokens" if self._door.is_openai else "max_tokens"
        options: dict[str, Any] = {limit: request.most_tokens, "response_format": form}
        found = await (await self._opened()).chat.completions.create(
            model=self._model,
            messages=[{"role": "system", "content": told}, {"role": "user", "content": to_fenced(request)}],
            **options,
        )
        choice = found.choices[0]
        return _Answer(
            text=choice.message.content,
            usage=_usage(found.usage, "prompt_tokens", "completion_tokens"),
            is_cut=choice.finish_reason == "length",
            is_refused=bool(choice.message.refusal) or choice.finish_reason == "content_filter",
        )

    async def _responses(self, request: Request) -> _Answer:
        found = await (await self._opened()).responses.create(
            model=self._model,
            instructions=request.instructions,
            input=to_fenced(request),
            max_output_tokens=request.most_tokens,
            store=False,
            text={
                "format": {
                    "type": "json_schema",
                    "name": request.use.value,
                    "schema": to_send(request.schema),
                    "strict": True,
                }
            },
        )
        parts = [part for item in found.output if item.type == "message" for part in item.content]
        reason = found.incomplete_details.reason if found.incomplete_details else None
        return _Answer(
            text="".join(part.text for part in parts if part.type == "output_text") or None,
            usage=_usage(found.usage, "input_tokens", "output_tokens"),
            is_cut=reason == "max_output_tokens",
            is_refused=reason == "content_filter" or any(part.type == "refusal" for part in parts),
        )

    async def _attempt(self, call: Any) -> Any:
        """Await it; whatever goes wrong is one of our errors, without addresses, keys or texts in it."""
        import openai  # noqa: PLC0415

        try:
            async with asyncio.timeout(self._patience):  # also for a server that says one byte now and then
                return await call
        except (openai.APITimeoutError, TimeoutError):
            raise ModelAway(f"{self._model} did not answer within {self._patience:g} seconds") from None
        except openai.APIStatusError as error:
            raise self._judged(error.status_code, error.response.headers, error.code) from None
        except openai.APIConnectionError:
            raise ModelAway(f"{self.provider} cannot be reached", tokens_in=0, tokens_out=0) from None
        except ModelError:
            raise
        except Exception as error:  # noqa: BLE001  # the vendor's door: anything may come out of a body nobody checked
            raise ModelNonsense(
                f"{self.provider} answered in no way that its API knows ({type(error).__name__})"
            ) from None

    def _judged(  # noqa: PLR0911  # a table of statuses
        self, status: int, headers: Mapping[str, str], code: object
    ) -> ModelError:
        """What a status means (OpenAI's page on error codes); these calls did nothing and cost nothing, but 5xx may."""
        said = f"{self.provider} answered {status}"
        if code == "insufficient_quota":
            return ModelNotSetUp(f"{said}: the account there has no money left; pay it, or name another model")
        if status == _BUSY:
            return ModelBusy(retry_after(headers))
        if status in _KEY_REFUSED:
            return ModelNotSetUp(f"{said}: it does not take the key; see to OPENAI_API_KEY in .env")
        if status == _NO_SUCH:
            return ModelNotSetUp(f"{said}: it knows no model {self._model}, or the address lacks its /v1")
        if 300 <= status < 400:  # noqa: PLR2004  # a class of status codes
            return ModelNotSetUp(f"{said}, a redirect, which is not followed; write the new address to OPENAI_BASE_URL")
        if status >= 500:  # noqa: PLR2004  # another
            return ModelAway(f"{said}: it does not work at present")
        why = "it is too long" if status == _TOO_LARGE else "it does not take this request"
        return ModelRefused(f"{said}: {why}", tokens_in=0, tokens_out=0)


def retry_after(headers: Mapping[str, str]) -> float:
    """Seconds to wait by ``retry-after-ms`` or ``retry-after``; 20 where neither makes sense; at most an hour."""
    for name, unit in (("retry-after-ms", 1_000), ("retry-after", 1)):
        try:
            wait = float(headers.get(name, "")) / unit
        except ValueError:
            continue
        if 0 <= wait < float("inf"):
            return min(wait, LONGEST_WAIT_S)
    return 20.0


def _usage(found: object, name_in: str, name_out: str) -> Usage | None:
    tokens_in, tokens_out = _count(found, name_in), _count(found, name_out)
    return None if tokens_in is None or tokens_out is None else Usage(tokens_in=tokens_in, tokens_out=tokens_out)


def _count(found: object, name: str) -> int | None:
    number = getattr(found, name, None)
    return number if type(number) is int and 0 <= number < 10**9 else None
