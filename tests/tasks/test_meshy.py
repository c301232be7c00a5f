"""The settings of a client of Meshy: where key, address and contract come from, and what changed settings share."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from helpers.loopback import LoopbackServer, answering, json_response
from meshwright import AsyncMeshy, ConfigurationError, Ledger, Meshy, RetryPolicy
from meshwright.meshy import client as module

pytestmark = pytest.mark.usefixtures("no_certificates")
LOCAL = "http://127.0.0.1:9"


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MESHY_API_KEY", "MESHY_BASE_URL", "MESHY_AS_OF"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(params=[Meshy, AsyncMeshy], ids=["Meshy", "AsyncMeshy"])
def client(request: pytest.FixtureRequest) -> Any:
    """Return the class of a client."""
    return request.param


def test_defaults(client: Any) -> None:
    """A client sends to the service, waits a minute, retries, keeps the rate of the plans, and has no limit."""
    session = client("msy_a").session
    assert session.base_url == "https://api.meshy.ai"
    assert session.headers["authorization"] == "Bearer msy_a"
    assert (session.timeout, session.retry, session.pacer.rate) == (60.0, RetryPolicy(), 20.0)
    assert (session.queue_timeout, session.max_credits, session.as_of, session.ledger) == (0.0, None, None, None)


def test_settings(client: Any, tmp_path: Any) -> None:
    """The settings that are given are used."""
    retry = RetryPolicy(attempts=1)
    with Ledger(tmp_path / "ledger") as ledger:
        settings = {"retry": retry, "rate": None, "ledger": ledger, "max_credits": 7, "queue": True, "timeout": 3.0}
        session = client("msy_a", base_url=LOCAL, as_of="seed", **settings).session
    assert (session.base_url, session.as_of, session.timeout) == (LOCAL, "seed", 3.0)
    assert (session.retry, session.pacer, session.ledger) == (retry, None, ledger)
    assert (session.max_credits, session.queue_timeout) == (7, 3600.0)


def test_changed_settings(client: Any) -> None:
    """Each is changed by itself, and the client itself keeps its own."""
    one = client("msy_a", max_credits=7, queue=True)
    told: list[float] = []
    sessions = [
        one.with_options(**options).session
        for options in ({}, {"max_credits": 5}, {"queue": False}, {"on_queue_full": told.append}, {"timeout": 3.0})
    ]
    assert [session.max_credits for session in sessions] == [7, 5, 7, 7, 7]
    assert [session.queue_timeout for session in sessions] == [3600.0, 3600.0, 0.0, 3600.0, 3600.0]
    assert [session.on_queue_full for session in sessions] == [None, None, None, told.append, None]
    assert [session.timeout for session in sessions] == [60.0, 60.0, 60.0, 60.0, 3.0]
    assert client("msy_a").with_options(queue=True).session.queue_timeout == 3600.0
    assert (one.session.max_credits, one.session.queue_timeout) == (7, 3600.0)


def test_the_environment(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """It supplies the key and the address, unless they are given; a client without a key is refused."""
    with pytest.raises(ConfigurationError, match="no API key: set MESHY_API_KEY"):
        client()
    monkeypatch.setenv("MESHY_API_KEY", "msy_env")
    monkeypatch.setenv("MESHY_BASE_URL", LOCAL)
    found = [client().session, client("msy_a", base_url="https://x.example").session]
    assert [session.headers["authorization"] for session in found] == ["Bearer msy_env", "Bearer msy_a"]
    assert [session.base_url for session in found] == [LOCAL, "https://x.example"]


def test_the_contract(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """MESHY_AS_OF counts for an address of this machine only, and a day that cannot be read is refused by its name."""
    monkeypatch.setenv("MESHY_AS_OF", "2026-04-01")
    assert client("msy_a").session.as_of is None
    assert client("msy_a", base_url=LOCAL).session.as_of == "2026-04-01"
    assert client("msy_a", base_url=LOCAL, as_of="seed").session.as_of == "seed"
    monkeypatch.setenv("MESHY_BASE_URL", LOCAL)
    assert client("msy_a").session.as_of == "2026-04-01"
    assert client("msy_a", base_url="https://x.example").session.as_of is None
    with pytest.raises(ConfigurationError, match=r"^as_of must be a day"):
        client("msy_a", as_of="tomorrow")
    monkeypatch.setenv("MESHY_AS_OF", "tomorrow")
    with pytest.raises(ConfigurationError, match=r"^MESHY_AS_OF: as_of must be a day"):
        client("msy_a")


@pytest.mark.parametrize("as_of", [None, "2026-04-01"])
def test_the_embedded_emulator(client: Any, as_of: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is started for the day, and supplies key and address in place of the environment."""
    monkeypatch.setenv("MESHY_API_KEY", "msy_env")
    monkeypatch.setenv("MESHY_AS_OF", "2026-05-01")
    started = []

    def start(day: str | None) -> Any:
        started.append(day)
        return SimpleNamespace(api_key="msy_emulator", url=LOCAL)

    monkeypatch.setattr(module, "started_emulator", start)
    session = client(emulator=True, as_of=as_of).session
    assert started == [as_of]
    assert (session.headers["authorization"], session.base_url) == ("Bearer msy_emulator", LOCAL)
    assert session.as_of == (as_of or "seed")
    client("msy_a")
    assert len(started) == 1


def test_the_balance() -> None:
    """It is a number of credits."""
    answer = answering(json_response({"balance": 42}))
    with LoopbackServer(answer) as server, Meshy("msy_a", base_url=server.url) as meshy:
        assert meshy.balance() == 42
