"""Classify IP addresses: this machine, the public internet, or neither. Opens no socket."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

GLOBAL_UNICAST = IPv6Network("2000::/3")
"""The IPv6 range that IANA allocates for the internet; the rest is reserved, local or an embedding of IPv4."""
IPV4_BEHIND = (
    IPv6Network("::/96"),  # IPv4-compatible
    IPv6Network("::ffff:0:0/96"),  # IPv4-mapped
    IPv6Network("::ffff:0:0:0/96"),  # IPv4-translated (RFC 2765)
    IPv6Network("64:ff9b::/96"),  # NAT64 (RFC 6052); IPv6-only networks use it to reach IPv4 hosts
)
"""Networks whose last 32 bits are an IPv4 address."""
ISATAP = (0x00005EFE, 0x02005EFE)
"""The bytes before the IPv4 address in the interface identifier (RFC 5214)."""


def is_this_machine(host: str) -> bool:
    """Return whether a host name always means this machine; a name that DNS resolves does not."""
    name = host.lower().removesuffix(".")
    try:
        return name == "localhost" or _plain(name).is_loopback
    except ValueError:
        return False


def is_public(address: str) -> bool:
    """Return whether an address, and every IPv4 address written into it, belongs to the public internet.

    Raises ValueError if the text is not an IP address.
    """
    return all(_is_public(one) for one in _unwrapped(_plain(address)))


def _plain(address: str) -> IPv4Address | IPv6Address:
    """Return an address; an IPv4-mapped IPv6 address is returned as IPv4."""
    found = ip_address(address.partition("%")[0])
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found


def _unwrapped(address: IPv4Address | IPv6Address) -> Iterator[IPv4Address | IPv6Address]:
    """Yield the IPv4 addresses embedded in an IPv6 address, and the address itself unless it only embeds one."""
    if isinstance(address, IPv6Address):
        last = IPv4Address(int(address) & 0xFFFFFFFF)
        if any(address in network for network in IPV4_BEHIND):
            yield last
            return
        if address.sixtofour is not None:
            yield address.sixtofour
        yield from address.teredo or ()
        if int(address) >> 32 & 0xFFFFFFFF in ISATAP:
            yield last
    yield address


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address) and address not in GLOBAL_UNICAST:
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)
