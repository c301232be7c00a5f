"""MCP servers of others as an agent meets them: a process that is asked over stdin and stdout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from helpers.places import ROOT, TESTS

NODE = shutil.which("node")
LIBRARY = ROOT / ".venv/mcp1"
"""The MCP library before 2.0, which the server of flighthub2-cli needs."""
SERVER = ROOT / ".venv/node/node_modules/@meshy-ai/meshy-mcp-server/dist/index.js"
needs_mcp = pytest.mark.skipif(NODE is None or not SERVER.is_file(), reason="needs npm and scripts/bootstrap")


def official(url: str, key: str, folder: Path) -> McpServer:
    """Start the official server of Meshy, which cannot leave this machine."""
    command = [str(NODE), "--require", str(TESTS / "helpers/only_loopback.cjs"), str(SERVER)]
    return McpServer(command, {"MESHY_API_HOST": url, "MESHY_API_KEY": key}, folder)


class McpServer:
    """One process of a server, unmodified."""

    def __init__(self, command: list[str], environment: dict[str, str], folder: Path) -> None:
        self.log = folder / "mcp.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command,
                cwd=folder,
                env={"PATH": os.environ["PATH"], "HOME": str(folder), **environment},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
            )
        self.number = 0
        hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "tests", "version": "1"}}
        self.about = self.ask("initialize", **hello)

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a request and return its result; notices in between are left out."""
        self.number += 1
        self._send({"jsonrpc": "2.0", "id": self.number, "method": method, "params": parameters})
        assert self.process.stdout is not None
        for line in self.process.stdout:
            message = json.loads(line)
            if message.get("id") == self.number:
                result: dict[str, Any] = message.get("result") or message
                return result
        raise AssertionError(f"the server has ended: {self.log.read_text('utf-8')[-2000:]}")

    def tools(self) -> dict[str, Any]:
        """Return the tools by name."""
        return {tool["name"]: tool for tool in self.ask("tools/list")["tools"]}

    def call(self, tool: str, **arguments: Any) -> tuple[bool, str, dict[str, Any]]:
        """Use a tool; return whether it succeeded, its text, and its structured content."""
        result = self.ask("tools/call", name=tool, arguments=arguments)
        text = "\n".join(part.get("text", "") for part in result.get("content", []))
        return not result.get("isError", "content" not in result), text, result.get("structuredContent", {})

    def _send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()

    def close(self) -> None:
        """End the process."""
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()
        self.process.wait(60)
