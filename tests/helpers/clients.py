"""The same scenario for both clients: written once, with everything awaited that can be."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Coroutine
from typing import Any

from meshwright import AsyncMeshy, Meshy, RetryPolicy
from meshwright.core.blocking import run

KEY = "msy_key_that_stays_at_home"
QUICK = RetryPolicy(first_delay=0.001, longest_delay=0.002)
Client = Meshy | AsyncMeshy
Scenario = Callable[[Any], Coroutine[Any, Any, Any]]


async def settled(value: Any) -> Any:
    """Await what an asynchronous client gives; a blocking one has the result already."""
    return await value if inspect.isawaitable(value) else value


async def collected(items: Any) -> list[Any]:
    """Gather what either kind of iterator yields."""
    return [item async for item in items] if hasattr(items, "__aiter__") else list(items)


def play(scenario: Scenario, url: str, *, asynchronous: bool, timeout: float = 5.0, **more: Any) -> Any:
    """Play a scenario with a client of either kind that lives as long as the scenario."""
    settings: dict[str, Any] = {"base_url": url, "timeout": timeout, "retry": QUICK, **more}
    if not asynchronous:
        with Meshy(KEY, **settings) as client:
            return run(scenario(client))  # nothing in it suspends

    async def main() -> Any:
        async with AsyncMeshy(KEY, **settings) as client:
            return await scenario(client)

    return asyncio.run(main())
