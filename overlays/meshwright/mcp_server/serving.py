"""Serve the tools over stdin and stdout by the Model Context Protocol. The only module that needs the extra ``mcp``."""

from __future__ import annotations

import json
from typing import Any

import mcp_types as types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server

from ..errors import MeshwrightError
from .desk import Desk

INSTRUCTIONS = (
    "Make 3D models. A create costs credits: ask `estimate` first, and give each purchase its own `key`, so that a "
    "repeated call buys nothing twice. Then `wait` for the task, again until its status is SUCCEEDED, FAILED or "
    "CANCELED, and `download` its files."
)


def server_of(desk: Desk, version: str) -> Server[Any]:
    """Return the server of a desk's tools."""

    async def list_tools(_: Any, __: Any) -> types.ListToolsResult:
        return types.ListToolsResult(
            tools=[
                types.Tool(
                    name=tool.name,
                    description=tool.description,
                    input_schema=tool.schema,
                    annotations=types.ToolAnnotations(read_only_hint=tool.reads, destructive_hint=False),
                )
                for tool in desk.tools.values()
            ]
        )

    async def call_tool(context: Any, call: types.CallToolRequestParams) -> types.CallToolResult:
        async def progress(percent: float, status: str) -> None:
            await context.session.report_progress(percent, 100, status)

        try:
            result = await desk.use(call.name, call.arguments or {}, progress)
        except (MeshwrightError, OSError) as error:
            return types.CallToolResult(content=[_text(f"{type(error).__name__}: {error}")], is_error=True)
        content = result if isinstance(result, dict) else {"result": result}
        return types.CallToolResult(content=[_text(json.dumps(result))], structured_content=content)

    return Server(
        "meshwright", version=version, instructions=INSTRUCTIONS, on_list_tools=list_tools, on_call_tool=call_tool
    )


async def serve(desk: Desk, version: str) -> None:
    """Serve until stdin ends."""
    server = server_of(desk, version)
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())


def _text(text: str) -> types.TextContent:
    return types.TextContent(type="text", text=text)
