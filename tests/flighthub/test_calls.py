"""One line for each operation: what a ``Call`` takes, sends, returns and documents, on both clients."""

from __future__ import annotations

import asyncio
import inspect
from typing import Any

import click
import pytest
from click.testing import CliRunner
from helpers.flighthub import TOKEN
from meshwright import AsyncFlightHub, FlightHub, InputError, NotFound
from meshwright.cli import operations
from meshwright.emulator import Emulator
from meshwright.flighthub.models import AsyncModels, Models
from meshwright.spec.reading import load_spec
from meshwright_api.flighthub.api import models

M = "00000000-0000-4000-8000-000000000002"


def test_a_call_is_a_method_of_both_clients(server: Emulator, hub: FlightHub) -> None:
    """The same line returns on the blocking client and is awaited on the other; errors are the same."""

    async def main() -> list[Any]:
        async with AsyncFlightHub(TOKEN, base_url=server.url) as other:
            with pytest.raises(NotFound, match=f"at /openapi/v0.1/open_model/models/{M}"):
                await other.models.get(M)
            return await other.models.running()

    with pytest.raises(NotFound, match=f"at /openapi/v0.1/open_model/models/{M}"):
        hub.models.get(M)
    assert hub.models.running() == asyncio.run(main()) == []


def test_groups_are_made_once_for_each_client(hub: FlightHub) -> None:
    """A client keeps its groups, and one with other settings has its own, over its own session."""
    other = hub.with_options(timeout=7)
    assert hub.models is hub.models
    assert (hub.models.session.timeout, other.models.session.timeout) == (60, 7)


@pytest.mark.parametrize("wrong", ["", " ", "..", 7, None])
def test_ids_are_checked_before_anything_is_sent(wrong: Any) -> None:
    """An id that would reach another path is refused, whether it is given by place or by name."""
    with FlightHub(TOKEN, base_url="http://127.0.0.1:9") as hub:
        for call in (hub.models.get, hub.models.stop, hub.models.delete):
            with pytest.raises(InputError):
                call(wrong)
            with pytest.raises(InputError):
                call(model_uuid=wrong)


def test_wrong_arguments_are_refused(hub: FlightHub) -> None:
    """An unknown keyword and a missing id are TypeErrors that name them, as for any function."""
    untyped: Any = hub.models
    with pytest.raises(TypeError, match="uuid"):
        untyped.get(uuid=M)
    with pytest.raises(TypeError, match="model_uuid"):
        untyped.get()


@pytest.mark.parametrize("group", [Models, AsyncModels])
def test_the_help_is_that_of_the_spec(group: type[Any], hub: FlightHub) -> None:
    """Name, parameters and text are those of the generated builder; the result is what the envelope holds."""
    shown = inspect.signature(group.get)
    assert (group.get.__name__, group.get.__doc__) == ("get", models.get.__doc__)
    assert [*shown.parameters][1:] == [*inspect.signature(models.get).parameters]
    assert shown.return_annotation == "ModelDetails"
    assert inspect.signature(group.stop).return_annotation is None
    assert inspect.signature(group.running).return_annotation == "list[ModelDetails]"
    assert inspect.iscoroutinefunction(group.start) is (group is AsyncModels)
    assert [*inspect.signature(hub.models.get).parameters] == ["model_uuid"]


def test_a_command_takes_what_the_spec_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """The path becomes arguments, query and body become options, also where a connection has one of that name."""
    called: list[tuple[tuple[Any, ...], dict[str, Any]]] = []

    class Devices:
        def move(self, *args: Any, **kwargs: Any) -> None:
            called.append((args, kwargs))

    def connected(command: Any) -> Any:
        @click.option("--region")
        def run(region: str | None, **values: Any) -> Any:
            return command(fh=type("Hub", (), {"devices": Devices()}), **values)

        return run

    text, whole = {"schema": {"type": "string"}, "required": True}, {"schema": {"type": "integer"}}
    operation: dict[str, Any] = {
        "operationId": "devices.move",
        "summary": "Move a device",
        "description": "Somewhere else.",
        "parameters": [
            {"name": "project_uuid", "in": "path", "description": "Where.", **text},
            {"name": "device_sn", "in": "path", "description": "Which.", **text},
            {"name": "region", "in": "query", "description": "Whereto.", **text},
            {"name": "page", "in": "query", "description": "Which page.", **whole},
        ],
        "responses": load_spec("flighthub")["paths"]["/openapi/v0.1/open_model/models/running"]["get"]["responses"],
    }
    spec = {"tags": [{"name": "devices", "description": "What flies."}], "paths": {"/x": {"post": operation}}}
    monkeypatch.setattr(operations, "load_spec", lambda _: spec)
    monkeypatch.setattr(operations, "connected", connected)
    command = operations.operation_groups({})["device"].commands["move"]
    shown = CliRunner().invoke(command, ["--help"]).output
    assert "[OPTIONS] PROJECT_UUID SN" in shown
    assert "Move a device." in shown
    missing = CliRunner().invoke(command, ["p", "s", "--page", "2"])
    assert (missing.exit_code, called) == (2, [])
    assert "--param-region" in missing.output
    assert CliRunner().invoke(command, ["p", "s", "--page", "2", "--param-region", "eu"]).exit_code == 0
    assert called == [((), {"project_uuid": "p", "device_sn": "s", "region": "eu", "page": 2})]
