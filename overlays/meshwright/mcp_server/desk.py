"""Perform the tools: each takes JSON and returns JSON."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen
from meshwright_api._names import python_names
from meshwright_api._runtime import TaskKind, dumped
from meshwright_api.meshy.tasks import KINDS

from ..errors import InputError, WaitTimeout
from ..ledger.journal import Ledger
from ..spec.calendar import TODAY, day_of
from ..spec.reading import Json
from ..tasks.handles import AsyncTaskHandle
from ..tasks.resources import AsyncTaskResource
from .buying import Buyer
from .tools import ANIMATIONS, CREATE, Tool, flighthub_tools, meshy_tools

if TYPE_CHECKING:
    from ..flighthub import AsyncFlightHub
    from ..meshy.client import AsyncMeshy

Progress = Callable[[float, str], Awaitable[None]]
"""Takes the progress of a task in percent, and its status."""


@frozen
class Desk:
    """The clients behind the tools."""

    tools: Mapping[str, Tool]
    meshy: AsyncMeshy
    flighthub: AsyncFlightHub | None
    buyer: Buyer
    folder: Path
    """The resolved folder below which files are written."""

    async def use(self, name: str, arguments: Json, progress: Progress) -> Any:
        """Perform a tool, and return its result as JSON.

        Raises InputError for an unknown tool or wrong arguments, and the errors of the clients.
        """
        tool = self.tools.get(name)
        if tool is None:
            raise InputError("name", f"there is no tool {name!r}")
        tool.check(arguments)
        if name.startswith(CREATE):
            return await self._create(tool, dict(arguments))
        if tool.operation:
            return await self._read(tool, arguments)
        if name == "wait":
            return await self._wait(arguments, progress)
        return await getattr(self, f"_{name}")(**arguments)

    async def _create(self, tool: Tool, arguments: Json) -> Json:
        key, limit = arguments.pop("key"), arguments.pop("max_credits")
        if not key:
            raise InputError("key", "must not be empty")
        kind = tool.name.removeprefix(CREATE).replace("_", "-")
        bought = await self.buyer.buy(kind, key, _keywords(tool.properties, arguments), limit)
        return {"kind": kind, "id": bought.id, "estimated_credits": bought.credits, "bought_before": bought.again}

    async def _read(self, tool: Tool, arguments: Json) -> Any:
        given = _keywords(tool.properties, arguments)
        if tool.operation == ANIMATIONS:
            return dumped(await self.meshy.animation_library(**given))
        tag, _, verb = tool.operation.partition(".")
        return dumped(await getattr(getattr(self.flighthub, tag), verb)(**given))

    async def _estimate(self, kind: str, parameters: Json) -> Json:
        tool = self.tools.get(CREATE + kind.replace("-", "_"))
        if tool is None:
            raise InputError("kind", f"{kind!r} cannot be created here")
        if unknown := parameters.keys() - tool.properties.keys():
            raise InputError(min(unknown), f"{kind} has no such parameter")
        found = self._resource(kind).estimate(**_keywords(tool.properties, parameters))
        return {"credits": found.credits, "day": found.day, "caveats": list(found.caveats)}

    async def _get_task(self, kind: str, id: str) -> Json:
        return _with_notes(await self._handle(kind, id).get())

    async def _wait(self, arguments: Json, progress: Progress) -> Json:
        handle = self._handle(arguments["kind"], arguments["id"])
        seconds = arguments.get("seconds", 60)
        last: Any = None
        try:
            async for last in handle.stream(timeout=max(seconds, 0.001)):
                await progress(float(last.progress or 0), str(last.status))
        except WaitTimeout:
            return _with_notes(last or await handle.get())
        return _with_notes(await handle.get())

    async def _download(self, kind: str, id: str, folder: str, formats: list[str] | None = None) -> Json:
        target = (self.folder / folder).resolve()
        if not target.is_relative_to(self.folder):
            raise InputError("folder", f"{folder!r} is not below {self.folder}, where the server may write")
        paths = await self._handle(kind, id).download(target, formats=formats or None)
        return {"files": [str(path) for path in paths]}

    async def _list_tasks(self, kind: str, limit: int = 20) -> list[Any]:
        found: list[Any] = []
        async for task in self._resource(kind).list(sort_by="-created_at"):
            found.append(dumped(task))
            if len(found) >= limit:
                break
        return found

    async def _balance(self) -> int:
        return await self.meshy.balance()

    def _resource(self, kind: str) -> AsyncTaskResource[..., ..., Any]:
        if kind not in self.buyer.kinds:
            raise InputError("kind", f"{kind!r} is not one of {', '.join(self.buyer.kinds)}")
        record: TaskKind[..., ..., Any] = self.buyer.kinds[kind]
        return AsyncTaskResource(record, self.meshy.session)

    def _handle(self, kind: str, id: str) -> AsyncTaskHandle[Any]:
        return self._resource(kind).task(id)


def _with_notes(task: Any) -> Json:
    """Return a task as JSON, with the emulator's notes if there are any."""
    return {**task.to_dict(), **({"notes": list(task.notes)} if task.notes else {})}


def _keywords(properties: Json, arguments: Json) -> Json:
    """Return arguments by their names in Python."""
    names = python_names(name for name in properties if name not in ("key", "max_credits"))
    return {names[name]: value for name, value in arguments.items()}


def open_desk(
    meshy: AsyncMeshy, flighthub: AsyncFlightHub | None, ledger: Ledger, folder: Path, kinds: Collection[str] = ()
) -> Desk:
    """Return what performs the tools of today with open clients; ``kinds`` limits what can be created.

    Raises InputError for an unknown kind.
    """
    day = day_of(TODAY, time.time())
    tools = [*meshy_tools(day, kinds), *(flighthub_tools(day) if flighthub is not None else ())]
    return Desk(
        {tool.name: tool for tool in tools}, meshy, flighthub, Buyer(meshy.session, ledger, KINDS), folder.resolve()
    )
