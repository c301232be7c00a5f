"""Decide which requests the emulator answers: those sent to one of its own names, and not those of other sites' pages.

A web page can make its own name resolve to 127.0.0.1 (DNS rebinding) and then read every answer as its own; the Host
header reveals that. The check accepts names that cannot be registered, IP addresses, which cannot be rebound, and names
that the user allows. The same rule holds for every path of every service.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

LOCAL_ENDINGS = (".localhost", ".local", ".internal")
"""Suffixes of names that cannot be registered. A name of one word, as containers have, cannot be registered either."""
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
HOST = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?)\.?)(?::([0-9]{0,5}))?")
NOSNIFF = {"x-content-type-options": "nosniff"}
"""A browser must not run a file as a page."""


class Visitors:
    """Middleware that refuses requests for other host names, and changes requested by other sites' pages."""

    def __init__(self, app: ASGIApp, names: Iterable[str], respond: Callable[[str, int, str], Response]) -> None:
        self.app = app
        self.names = frozenset(names)
        self.respond = respond

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 400 or 403."""
        if scope["type"] == "http" and (refusal := self.refusal(scope)) is not None:
            status, message = refusal
            response = self.respond(scope["path"], status, message)
            response.headers.update({**NOSNIFF, "connection": "close"})  # because the body has not been read
            await response(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def refusal(self, scope: Scope) -> tuple[int, str] | None:
        """Return why a request is refused, as a status and a message, or None."""
        hosts = values_of(scope, b"host")
        if not hosts and scope["http_version"] == "1.0":  # browsers do not send such a request
            return None
        if len(hosts) != 1:
            return 400, f"a request must have one Host header, not {len(hosts)}"
        name = name_in(hosts[0])
        if not self.is_own(name):
            return 403, (
                f"the emulator does not answer to the name {hosts[0][:100]!r}, which another site could point "
                "here; use its address, or start it with --allow-host NAME"
            )
        if scope["method"] not in SAFE_METHODS and self._is_of_a_foreign_page(scope):
            return 403, "only pages of this machine may do this from a browser"
        return None

    def is_own(self, name: str | None) -> bool:
        """Return whether a name means this emulator and cannot be registered by others."""
        if name is None:
            return False
        return name in self.names or "." not in name or name.endswith(LOCAL_ENDINGS) or is_address(name)

    def _is_of_a_foreign_page(self, scope: Scope) -> bool:
        if origins := values_of(scope, b"origin"):
            return not all(self.is_own(name_in(_authority(origin))) for origin in origins)
        return "cross-site" in values_of(scope, b"sec-fetch-site")


def values_of(scope: Scope, name: bytes) -> list[str]:
    """Return the values of all headers of a name."""
    return [value.decode("latin-1").strip() for key, value in scope["headers"] if key == name]


def name_in(authority: str) -> str | None:
    """Return the name or address in ``name:port``, in lower case and without a final dot; None if it is malformed."""
    found = HOST.fullmatch(authority)
    if found is None or int(found[3] or 0) > 65535 or (found[1] and not is_address(found[1])):
        return None
    return str(found[1] or found[2]).lower()


def is_address(name: str) -> bool:
    """Return whether a name is an IP address."""
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _authority(origin: str) -> str:
    """Return the host part of an origin; empty for ``null`` and malformed origins."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return ""
    return parts.netloc if parts.scheme in ("http", "https") else ""


def is_own_page(origin: str | None, host: str) -> bool:
    """Return whether a request comes from the emulator's own page or from no page."""
    try:
        return origin is None or urlsplit(origin).netloc == host
    except ValueError:
        return False
