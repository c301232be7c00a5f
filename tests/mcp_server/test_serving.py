"""The server as the official client library meets it, in both editions of the protocol; and the command."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers.agents import LIBRARY, mcp_library, needs_mcp_library  # noqa: F401  a fixture
from helpers.prepared_service import PICTURE, shop
from helpers.shells import Shell
from meshwright import AsyncFlightHub, AsyncMeshy, Ledger
from meshwright.emulator import Emulator
from meshwright.mcp_server.desk import open_desk


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, no_certificates: Path) -> Iterator[Emulator]:
    with shop(tmp_path_factory.mktemp("shop") / "prepared", as_of="today") as emulator:
        yield emulator


@needs_mcp_library
@pytest.mark.usefixtures("mcp_library")
@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_official_client(service: Emulator, tmp_path: Path, mode: Any) -> None:
    """It lists the tools, buys, hears of progress, reads FlightHub, and gets an error as the result of the tool."""
    from mcp.client.client import Client
    from meshwright.mcp_server.serving import server_of

    picture = tmp_path / "picture.png"
    picture.write_bytes(PICTURE)
    seen: list[float] = []

    async def watched(progress: float, total: float | None, message: str | None) -> None:
        seen.append(progress)

    async def main() -> None:
        project = next(iter(service.flighthub.organization.projects))
        with Ledger(tmp_path / "ledger.sqlite") as ledger:
            async with (
                AsyncMeshy(service.api_key, base_url=service.url, as_of="today", ledger=ledger) as meshy,
                AsyncFlightHub("emulator", base_url=service.url, project_uuid=project) as hub,
                Client(server_of(open_desk(meshy, hub, ledger, tmp_path), "1"), mode=mode) as client,
            ):
                tools = {tool.name: tool for tool in (await client.list_tools()).tools}
                assert not tools["create_resize"].annotations.read_only_hint
                assert tools["flighthub_flights_list"].annotations.read_only_hint
                bought = {"key": mode, "max_credits": 30, "image_url": str(picture)}
                made = (await client.call_tool("create_image_to_3d", bought)).structured_content
                named = {"kind": "image-to-3d", "id": made["id"]}
                done = await client.call_tool("wait", named, progress_callback=watched)
                assert json.loads(done.content[0].text)["status"] == "SUCCEEDED"
                assert seen[-1] == 100
                devices = (await client.call_tool("flighthub_devices_list", {})).structured_content
                assert devices["result"]
                wrong = await client.call_tool("create_image_to_3d", {**bought, "key": "2", "max_credits": 1})
                assert wrong.is_error
                assert wrong.content[0].text.startswith("PriceTooHigh: ")

    asyncio.run(main())


@pytest.fixture
def shell(
    service: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shell:
    return Shell(tmp_path, service, monkeypatch, capsys)


def test_without_the_extra(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the library, the command names the line that installs it."""
    monkeypatch.setitem(sys.modules, "mcp_types", None)
    monkeypatch.delitem(sys.modules, "meshwright.mcp_server.serving", raising=False)
    done = shell("mcp")
    assert (done.code, done.out) == (3, "")
    assert "pip install 'meshwright[mcp]'" in done.err


@needs_mcp_library
@pytest.mark.usefixtures("mcp_library")
def test_without_a_key(shell: Shell) -> None:
    """The service without a key is refused before the agent is heard; --base-url without --live means nothing."""
    done = shell("mcp", "--live", MESHY_API_KEY="")
    assert (done.code, done.out) == (3, "")
    assert "no API key" in done.err
    done = shell("mcp", "--base-url", "http://127.0.0.1:1")
    assert done.code == 4
    assert "--live: is missing" in done.err


@needs_mcp_library
@pytest.mark.usefixtures("mcp_library")
def test_without_the_emulator(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the emulator's packages, the command names the line that installs them."""
    monkeypatch.setitem(sys.modules, "meshwright.emulator", None)
    done = shell("mcp")
    assert done.code == 3
    assert "pip install 'meshwright[emulator]'" in done.err


@needs_mcp_library
def test_over_stdin(tmp_path: Path) -> None:
    """The command talks JSON-RPC over stdin and stdout, writes nothing else to stdout, and ends with stdin."""
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "tests", "version": "1"}}
    messages = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "balance", "arguments": {}}},
        {"jsonrpc": "2.0", "id": 3, "method": "tools/fold"},
        "not JSON",
    ]
    lines = "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in messages)
    process = subprocess.Popen(
        [sys.executable, "-m", "meshwright", "mcp"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([*sys.path, str(LIBRARY)])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(lines)
    process.stdin.flush()
    answers = [json.loads(process.stdout.readline()) for _ in range(3)]
    out, err = process.communicate(timeout=120)
    by_id = {answer["id"]: answer for answer in answers}
    assert by_id[1]["result"]["serverInfo"]["name"] == "meshwright"
    assert by_id[2]["result"]["structuredContent"] == {"result": 1000}
    assert by_id[3]["error"]["code"] == -32601
    assert (process.returncode, "Traceback" in err) == (0, False), err
    assert all(json.loads(line)["jsonrpc"] == "2.0" for line in out.splitlines())
