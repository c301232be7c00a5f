"""Which addresses are public, however they are written. Nothing here opens a socket."""

from __future__ import annotations

import asyncio
import socket
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from meshwright.emulator import Settings, inputs
from meshwright.emulator.addresses import is_public, is_this_machine
from meshwright.emulator.contract import Refused

PRIVATE = (
    "127.0.0.1",
    "10.0.0.1",
    "172.16.5.4",
    "192.168.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
)


def written(address: str) -> dict[str, str]:
    """Write an IPv4 address in every way that IPv6 has for it."""
    number = int(IPv4Address(address))
    high, low = f"{number >> 16:x}", f"{number & 0xFFFF:x}"
    teredo = f"{(number >> 16) ^ 0xFFFF:x}:{(number & 0xFFFF) ^ 0xFFFF:x}"
    return {
        "plain": address,
        "compatible": f"::{address}",
        "mapped": f"::ffff:{address}",
        "translated": f"::ffff:0:{address}",
        "NAT64": f"64:ff9b::{address}",
        "local NAT64": f"64:ff9b:1::{address}",
        "6to4": f"2002:{high}:{low}::1",
        "Teredo client": f"2001:0:808:808:0:0:{teredo}",
        "Teredo server": f"2001:0:{high}:{low}:0:0:f7f7:f7f7",
        "ISATAP": f"2606:4700::5efe:{high}:{low}",
        "ISATAP, global": f"2606:4700::200:5efe:{high}:{low}",
    }


CASES = [(way, text) for address in PRIVATE for way, text in written(address).items()]
OTHERS = (
    "224.0.0.1",
    *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "fec0::1", "ff02::1", "2001:db8::1"),
    *("255.255.255.255", "240.0.0.1", "198.18.0.1", "192.0.2.1", "100::1", "5f00::1", "4000::1"),
)


@pytest.mark.parametrize(("way", "address"), CASES)
def test_private_addresses_in_every_form(way: str, address: str) -> None:
    """A private IPv4 address is private in every IPv6 address that embeds it."""
    assert not is_public(address)


@pytest.mark.parametrize("address", OTHERS)
def test_other_addresses_that_are_not_public(address: str) -> None:
    """Local, reserved and documentation addresses are not public."""
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2a00:1450:4001:82a::200e"]
)
def test_public_addresses(address: str) -> None:
    """Hosts of the internet are public, also by the NAT64 of a network with IPv6 alone."""
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_wrapping_never_makes_public(address: IPv4Address) -> None:
    """No way to write an IPv4 address is public unless the address is."""
    if not is_public(str(address)):
        assert not any(is_public(text) for text in written(str(address)).values())


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("LOCALHOST", True),
        ("localhost.", True),
        ("::ffff:127.0.0.1", True),
        ("::127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("0.0.0.0", False),
        ("localhost.example.com", False),
        ("127.0.0.1.", True),
    ],
)
def test_this_machine(host: str, own: bool) -> None:
    """Only what is loopback by its very name is this machine."""
    assert is_this_machine(host) is own


@pytest.mark.parametrize(("way", "address"), [case for case in CASES if case[0] != "plain"])
def test_nothing_private_is_called(way: str, address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A name that resolves to such an address is refused before anything is sent."""
    sent: list[httpx.Request] = []

    def record(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, content=b"x")

    async def getaddrinfo(_: Any, host: str, port: int | None, **__: Any) -> list[Any]:
        return [(socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, port or 80, 0, 0))]

    async def caller(_: float) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.MockTransport(record))

    monkeypatch.setattr(asyncio.base_events.BaseEventLoop, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(inputs, "caller", caller)
    settings = Settings(private_urls=False)
    with pytest.raises(Refused, match="pictures\\.example is in a private network"):
        asyncio.run(inputs.bring("image_url", "http://pictures.example/a.png", tmp_path / "a", settings))
    assert sent == []
