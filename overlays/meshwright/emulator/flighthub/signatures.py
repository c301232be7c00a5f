"""Verify the signature of a request to the store: AWS Signature Version 4 as S3 clients use it, OSS signatures 1 and 4.

This is our own code because the SDKs can only sign. Signed URLs, chunked signatures and everything else that is not a
single signed PUT is refused.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from urllib.parse import quote

from attrs import frozen

from .objects import IssuedCredential, StoreError

_AWS4 = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/,]+)/(?P<scope>[^,]+/aws4_request), ?"
    r"SignedHeaders=(?P<headers>[^,]+), ?Signature=(?P<signature>[0-9a-f]{64})"
)
_OSS4 = re.compile(
    r"OSS4-HMAC-SHA256 Credential=(?P<key>[^/,]+)/(?P<scope>[^,]+/aliyun_v4_request)"
    r"(?:, ?AdditionalHeaders=(?P<headers>[^,]+))?, ?Signature=(?P<signature>[0-9a-f]{64})"
)
_OSS1 = re.compile(r"OSS (?P<key>[^:]+):(?P<signature>[A-Za-z0-9+/=]+)")
_OSS1_SIGNED = ("partNumber", "uploadId", "uploads")
"""Members of the query that signature 1 covers."""
_OSS_ALWAYS_SIGNED = ("content-type", "content-md5")


@frozen(kw_only=True)
class SignedRequest:
    """The signed parts of a request. ``path`` and ``query`` are as sent; ``bucket`` and ``key`` are decoded."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    bucket: str
    key: str

    @property
    def dialect(self) -> str:
        """The kind of client: ``oss`` or ``s3``."""
        return "oss" if self.headers.get("authorization", "").startswith("OSS") else "s3"

    @property
    def access_key_id(self) -> str:
        """Id of the key that signed; raises StoreError."""
        return self._parsed()["key"]

    @property
    def session_token(self) -> str:
        """The session token of the request."""
        names = ("x-oss-security-token", "x-amz-security-token")
        return next((self.headers[name] for name in names if name in self.headers), "")

    def check(self, credential: IssuedCredential) -> None:
        """Raise StoreError unless the request was signed with these keys."""
        parsed = self._parsed()
        if not hmac.compare_digest(self.session_token, credential.session_token):
            raise StoreError(403 if self.dialect == "oss" else 400, *_BAD_TOKEN[self.dialect])
        authorization = self.headers["authorization"]
        secret = credential.secret_access_key
        if authorization.startswith("AWS4"):
            expected = self._aws4(secret, parsed)
        elif authorization.startswith("OSS4"):
            expected = self._oss4(secret, parsed)
        else:
            expected = self._oss1(secret)
        if not hmac.compare_digest(expected, parsed["signature"]):
            raise StoreError(403, "SignatureDoesNotMatch", "The signature does not match the one that was calculated.")

    def _parsed(self) -> dict[str, str]:
        authorization = self.headers.get("authorization", "")
        for form in (_AWS4, _OSS4, _OSS1):
            if match := form.fullmatch(authorization):
                return match.groupdict(default="")
        raise StoreError(403, "AccessDenied", "The request is not signed in a form that is known here.")

    def _aws4(self, secret: str, parsed: dict[str, str]) -> str:
        names = parsed["headers"].split(";")
        query = "&".join(sorted(part if "=" in part else f"{part}=" for part in self._parts()))
        canonical = [self.method, self.path, query]
        canonical += [f"{name}:{' '.join(self.headers.get(name, '').split())}" for name in names]
        canonical += ["", parsed["headers"], self.headers.get("x-amz-content-sha256", "")]
        return _version4("AWS4", self.headers.get("x-amz-date", ""), parsed["scope"], secret, canonical)

    def _oss4(self, secret: str, parsed: dict[str, str]) -> str:
        additional = [name for name in parsed["headers"].split(";") if name]
        signed = sorted(
            name
            for name in self.headers
            if name.startswith("x-oss-") or name in _OSS_ALWAYS_SIGNED or name in additional
        )
        query = "&".join(sorted(part.removesuffix("=") for part in self._parts()))
        canonical = [self.method, quote(f"/{self.bucket}/{self.key}", safe="/~"), query]
        canonical += [f"{name}:{self.headers[name].strip()}" for name in signed]
        canonical += ["", ";".join(additional), self.headers.get("x-oss-content-sha256", "UNSIGNED-PAYLOAD")]
        return _version4("OSS4", self.headers.get("x-oss-date", ""), parsed["scope"], secret, canonical)

    def _oss1(self, secret: str) -> str:
        own = sorted(name for name in self.headers if name.startswith("x-oss-"))
        lines = [self.method, self.headers.get("content-md5", ""), self.headers.get("content-type", "")]
        lines += [self.headers.get("x-oss-date") or self.headers.get("date", "")]
        lines += [f"{name}:{self.headers[name]}" for name in own]
        signed = [part for part in self._parts() if part.partition("=")[0] in _OSS1_SIGNED]
        parts = "&".join(sorted(part.removesuffix("=") for part in signed))
        text = "\n".join([*lines, f"/{self.bucket}/{self.key}" + (f"?{parts}" if parts else "")])
        return base64.b64encode(hmac.new(secret.encode(), text.encode(), hashlib.sha1).digest()).decode()

    def _parts(self) -> list[str]:
        return [part for part in self.query.split("&") if part]


_BAD_TOKEN = {
    "s3": ("InvalidToken", "The provided token is malformed or otherwise invalid."),
    "oss": ("InvalidSecurityToken", "The security token does not exist or is not valid."),
}


def _version4(prefix: str, date: str, scope: str, secret: str, canonical: list[str]) -> str:
    """Sign a canonical request in the way that both version 4 signatures share."""
    key = (prefix if prefix == "AWS4" else "aliyun_v4") + secret
    signing = key.encode()
    for part in scope.split("/"):
        signing = hmac.new(signing, part.encode(), hashlib.sha256).digest()
    digest = hashlib.sha256("\n".join(canonical).encode()).hexdigest()
    text = "\n".join([f"{prefix}-HMAC-SHA256", date, scope, digest])
    return hmac.new(signing, text.encode(), hashlib.sha256).hexdigest()
