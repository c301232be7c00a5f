"""URLs of files that are good for a while."""

from __future__ import annotations

import hashlib
import hmac
import re
from urllib.parse import urlencode

from attrs import frozen


@frozen
class SignedUrls:
    """Signs paths; each look at a task makes new URLs. ``lifetime`` in seconds."""

    secret: bytes
    lifetime: float

    def url(self, base: str, path: str, now: float) -> str:
        """Sign a path, which is quoted already."""
        expires = int(now + self.lifetime)
        return f"{base}{path}?{urlencode({'Expires': expires, 'Signature': self._signature(path, expires)})}"

    def good(self, path: str, expires: str, signature: str, now: float) -> bool:
        """Whether a URL was signed here and has not expired."""
        if not re.fullmatch(r"[0-9]{1,18}", expires) or now > int(expires):
            return False
        return hmac.compare_digest(signature.encode(), self._signature(path, int(expires)).encode())

    def _signature(self, path: str, expires: int) -> str:
        return hmac.new(self.secret, f"{path}\n{expires}".encode(), hashlib.sha256).hexdigest()[:32]
