"""Meshy as a batch sees it: the settings of its clients, and the embedded emulator."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from meshwright.meshy import batch
from meshwright.meshy.batch import _Meshy

LOCAL = "http://127.0.0.1:9"


def settings(session: Any) -> tuple[str, str, Any]:
    return session.base_url, session.headers["authorization"], session.pacer


async def opened(service: _Meshy) -> Any:
    """Return the session of a client in an event loop."""
    async with service.opened() as session:
        return session


def test_key_and_address() -> None:
    """Each client has them, and no pace of its own: all machines share one."""
    service = _Meshy("msy_a", LOCAL, emulator=False)
    for session in (service.session, asyncio.run(opened(service))):
        assert settings(session) == (LOCAL, "Bearer msy_a", None)
    service.close()


def test_the_embedded_emulator(monkeypatch: pytest.MonkeyPatch) -> None:
    """It supplies key and address in place of those that are given, and is stopped at the end."""
    stopped: list[bool] = []
    emulator = SimpleNamespace(api_key="msy_emulator", url=LOCAL, stop=lambda: stopped.append(True))
    monkeypatch.setattr(batch, "started_emulator", lambda: emulator)
    service = _Meshy("msy_a", "https://x.example", emulator=True)
    for session in (service.session, asyncio.run(opened(service))):
        assert settings(session) == (LOCAL, "Bearer msy_emulator", None)
    assert stopped == []
    service.close()
    assert stopped == [True]
