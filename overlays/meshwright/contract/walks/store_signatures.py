"""Sign a request to a store of files: AWS Signature Version 4, or Alibaba OSS in version 1 or 4.

Own code: the SDKs that sign (boto3, oss2) are not part of the extra and send only valid requests, and a walk has
to send invalid ones too. It shares no code with the emulator's check, so that one mistake cannot hide in both.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

MOMENT = "20260921T140000Z"
"""The emulator does not look at the date of a signature, so that runs repeat."""
UNSIGNED = "UNSIGNED-PAYLOAD"


def signed(
    method: str,
    token: Mapping[str, Any],
    key: str,
    *,
    payload: str = UNSIGNED,
    query: str = "",
    version: str = "1",
    beside: str = "",
) -> tuple[str, dict[str, str]]:
    """Return the URL and the headers of a request for a key of the store, signed with an upload credential.

    For AWS, ``payload`` is the SHA-256 of the body that is signed too, and ``query`` is sent. For OSS, ``version``
    is 1 or 4; with 4, ``beside`` is the value of a header that is signed though it need not be.
    """
    path = f"/{token['cloud_bucket_name']}/{quote(key)}"
    url = f"{token['end_point']}{path}"
    if "ali" in token["cloud_name"]:
        resource = f"/{token['cloud_bucket_name']}/{key}"
        return url, _oss(method, token, resource) if version == "1" else _oss4(method, token, resource, beside)
    named = f"{query}=" if query and "=" not in query else query  # as it is signed
    headers = _aws(method, token, urlsplit(url).netloc, path, named, payload)
    return f"{url}?{query}" if query else url, headers


def _oss(method: str, token: Mapping[str, Any], resource: str) -> dict[str, str]:
    date = "Mon, 21 Sep 2026 14:00:00 GMT"
    text = f"{method}\n\n\n{date}\nx-oss-security-token:{token['session_token']}\n{resource}"
    digest = hmac.digest(str(token["secret_access_key"]).encode(), text.encode(), "sha1")
    authorization = f"OSS {token['access_key_id']}:{base64.b64encode(digest).decode()}"
    return {"date": date, "x-oss-security-token": token["session_token"], "authorization": authorization}


def _oss4(method: str, token: Mapping[str, Any], resource: str, beside: str) -> dict[str, str]:
    headers = {
        **({"cache-control": beside} if beside else {}),
        "content-type": "image/jpeg",
        "x-oss-content-sha256": UNSIGNED,
        "x-oss-date": MOMENT,
        "x-oss-security-token": str(token["session_token"]),
    }
    additional = "cache-control" if beside else ""
    canonical = [method, quote(resource), "", *_lines(headers), "", additional, UNSIGNED]
    scope = f"{MOMENT[:8]}/{str(token['region']).removeprefix('oss-')}/oss/aliyun_v4_request"
    signature = _version4("OSS4", f"aliyun_v4{token['secret_access_key']}", scope, canonical)
    names = f", AdditionalHeaders={additional}" if additional else ""
    credential = f"Credential={token['access_key_id']}/{scope}{names}, Signature={signature}"
    return {**headers, "authorization": f"OSS4-HMAC-SHA256 {credential}"}


def _aws(method: str, token: Mapping[str, Any], host: str, path: str, query: str, payload: str) -> dict[str, str]:
    headers = {
        "host": host,
        "x-amz-content-sha256": payload,
        "x-amz-date": MOMENT,
        "x-amz-security-token": str(token["session_token"]),
    }
    names = ";".join(headers)
    scope = f"{MOMENT[:8]}/{token['region']}/s3/aws4_request"
    canonical = [method, path, query, *_lines(headers), "", names, payload]
    signature = _version4("AWS4", f"AWS4{token['secret_access_key']}", scope, canonical)
    credential = f"Credential={token['access_key_id']}/{scope}, SignedHeaders={names}, Signature={signature}"
    return {**headers, "authorization": f"AWS4-HMAC-SHA256 {credential}"}


def _lines(headers: Mapping[str, str]) -> list[str]:
    return [f"{name}:{value}" for name, value in headers.items()]


def _version4(name: str, secret: str, scope: str, canonical: Sequence[str]) -> str:
    """Sign a canonical request; the two fourth versions differ in their names only."""
    digest = hashlib.sha256("\n".join(canonical).encode()).hexdigest()
    signing = secret.encode()
    for part in (*scope.split("/"), "\n".join([f"{name}-HMAC-SHA256", MOMENT, scope, digest])):
        signing = hmac.digest(signing, part.encode(), "sha256")
    return signing.hex()
