"""What answers an operation: a function found by its name, the spec's example, or a sentence at the start."""

from __future__ import annotations

import asyncio
import copy
from typing import Any

import httpx
import pytest
from helpers.contract.drifting import plant
from meshwright.emulator import Emulator, Settings
from meshwright.emulator.contract import Contract, OperationContract
from meshwright.emulator.handlers import EXAMPLE, Call, find_handlers
from meshwright.emulator.meshy import endpoints
from meshwright.spec.reading import Json, load_kinds, load_spec

PACKAGE = "meshwright.emulator.meshy.operations"


def with_weather(*, example: bool = True) -> Json:
    """Return Meshy's spec with an operation that the emulator does not do."""
    spec = copy.deepcopy(load_spec("meshy"))
    item = copy.deepcopy(spec["paths"]["/openapi/v1/balance"])
    item["get"] |= {"operationId": "weather.get", "tags": ["weather"]}
    if not example:
        item["get"]["responses"]["200"]["content"]["application/json"].pop("examples")
    spec["paths"]["/openapi/v1/weather/{place}"] = item
    return spec


def weather(spec: Json) -> list[OperationContract]:
    return [operation for operation in Contract(spec).operations() if operation.id == "weather.get"]


def test_an_operation_without_a_function_answers_its_example(monkeypatch: pytest.MonkeyPatch) -> None:
    """An operation without a function is answered with the example of the spec, and a header marks it."""
    plant(monkeypatch, with_weather())
    with Emulator() as emulator:
        headers = {"authorization": f"Bearer {emulator.api_key}"}
        answers = [httpx.get(f"{emulator.url}/openapi/v1/{path}", headers=headers) for path in ("weather/x", "balance")]
    (name, text) = next(iter(EXAMPLE.items()))
    assert [answer.json() for answer in answers] == [{"balance": 1000}] * 2
    assert [answer.headers.get(name) for answer in answers] == [text, None]


def test_a_strict_emulator_gives_no_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    """A strict emulator does not start when it would have to answer with an example, and names the operation."""
    plant(monkeypatch, with_weather())
    with pytest.raises(ValueError, match=r"nothing answers weather\.get: .* does not answer with examples"):
        Emulator(Settings(strict=True)).start()


def test_an_operation_that_nothing_answers() -> None:
    """An operation with neither a function nor an example is named at the start."""
    with pytest.raises(ValueError, match=r"nothing answers weather\.get: .* the spec has no example of its answer"):
        find_handlers(PACKAGE, weather(with_weather(example=False)), strict=False)


def test_a_kind_without_an_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kind of task that the engine has no module for is named at the start."""
    monkeypatch.setattr(endpoints, "load_kinds", lambda _: {**load_kinds("meshy"), "sculpt": "A sculpture."})
    with pytest.raises(ValueError, match=r"the engine has no module for sculpt: meshwright\.engine\.tasks\.sculpt"):
        Emulator().start()


def test_parameters_of_path_and_query_reach_the_function() -> None:
    """A function gets the values of the path, the query and the body, and may be a coroutine function."""
    (handler,) = find_handlers(PACKAGE, weather(with_weather()), strict=False).values()

    async def answer(service: Any, call: Call) -> Any:
        return [service, call.path["place"], call.query["day"], call.body]

    object.__setattr__(handler, "function", answer)
    call = Call(path={"place": "x"}, query={"day": 2}, body={"a": 1}, base="", headers={})
    assert asyncio.run(handler.answer("service", call)) == (["service", "x", 2, {"a": 1}], False)


def test_a_spec_without_a_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """A spec that no package answers is named in one line when the emulator is made."""
    monkeypatch.setattr("meshwright.emulator.services.services", lambda: ["meshy", "kiln"])
    with pytest.raises(ValueError, match=r"nothing answers the spec 'kiln': there is no module .*\.kiln\.emulated$"):
        Emulator()
