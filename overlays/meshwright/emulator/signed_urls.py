"""Signed URLs of files, valid for a limited time."""

from __future__ import annotations

import hashlib
import hmac
import re
from pathlib import Path
from random import Random
from urllib.parse import urlencode

from attrs import frozen

from .folders import private_file

SECRET_BYTES = 16


@frozen
class SignedUrls:
    """Signs paths; each read of a task makes new URLs. ``lifetime`` is in seconds."""

    secret: bytes
    lifetime: float

    def url(self, base: str, path: str, now: float) -> str:
        """Return the signed URL of a path that is already quoted."""
        expires = int(now + self.lifetime)
        return f"{base}{path}?{urlencode({'Expires': expires, 'Signature': self._signature(path, expires)})}"

    def good(self, path: str, expires: str, signature: str, now: float) -> bool:
        """Return whether a URL was signed here and has not expired."""
        if not re.fullmatch(r"[0-9]{1,18}", expires) or now > int(expires):
            return False
        return hmac.compare_digest(signature.encode(), self._signature(path, int(expires)).encode())

    def _signature(self, path: str, expires: int) -> str:
        return hmac.new(self.secret, f"{path}\n{expires}".encode(), hashlib.sha256).hexdigest()[:32]


def kept_secret(path: Path, random: Random) -> bytes:
    """Return the key in a file, and create it if needed, so that URLs survive a restart. Raises ValueError for a
    damaged file.
    """
    if not path.exists():
        new = path.with_suffix(".new")
        private_file(new).write_bytes(random.randbytes(SECRET_BYTES))
        new.replace(path)  # atomically, even if the emulator is killed
    secret = private_file(path).read_bytes()
    if len(secret) != SECRET_BYTES:
        raise ValueError(f"{path} holds {len(secret)} bytes, not {SECRET_BYTES}; delete it to get a new one")
    return secret
