"""Sign a request to a store of files: AWS Signature Version 4, or the first one of Alibaba OSS.

Own code: the SDKs that sign (boto3, oss2) are no part of the extra, send only what is right, and a walk has
to send what is wrong too. Written apart from the emulator's check on purpose: one mistake cannot hide in both.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

MOMENT = "20260921T140000Z"
"""The emulator does not look at the date of a signature, so that runs repeat."""
UNSIGNED = "UNSIGNED-PAYLOAD"


def signed(
    method: str, token: Mapping[str, Any], key: str, *, payload: str = UNSIGNED, query: str = ""
) -> tuple[str, dict[str, str]]:
    """Return the URL and the headers of a request for a key of the store, signed with an upload credential.

    ``payload`` is the SHA-256 of the body that is signed too; that and ``query`` are for AWS only.
    """
    path = f"/{token['cloud_bucket_name']}/{quote(key)}"
    url = f"{token['end_point']}{path}"
    if "ali" in token["cloud_name"]:
        return url, _oss(method, token, f"/{token['cloud_bucket_name']}/{key}")
    named = f"{query}=" if query and "=" not in query else query  # as it is signed
    headers = _aws(method, token, urlsplit(url).netloc, path, named, payload)
    return f"{url}?{query}" if query else url, headers


def _oss(method: str, token: Mapping[str, Any], resource: str) -> dict[str, str]:
    date = "Mon, 21 Sep 2026 14:00:00 GMT"
    text = f"{method}\n\n\n{date}\nx-oss-security-token:{token['session_token']}\n{resource}"
    digest = hmac.digest(str(token["secret_access_key"]).encode(), text.encode(), "sha1")
    authorization = f"OSS {token['access_key_id']}:{base64.b64encode(digest).decode()}"
    return {"date": date, "x-oss-security-token": token["session_token"], "authorization": authorization}


def _aws(method: str, token: Mapping[str, Any], host: str, path: str, query: str, payload: str) -> dict[str, str]:
    headers = {
        "host": host,
        "x-amz-content-sha256": payload,
        "x-amz-date": MOMENT,
        "x-amz-security-token": str(token["session_token"]),
    }
    names = ";".join(headers)
    canonical = "\n".join([method, path, query, *(f"{k}:{v}" for k, v in headers.items()), "", names, payload])
    scope = f"{MOMENT[:8]}/{token['region']}/s3/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", MOMENT, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    signing = f"AWS4{token['secret_access_key']}".encode()
    for part in (*scope.split("/"), text):
        signing = hmac.digest(signing, part.encode(), "sha256")
    credential = f"Credential={token['access_key_id']}/{scope}, SignedHeaders={names}, Signature={signing.hex()}"
    return {**headers, "authorization": f"AWS4-HMAC-SHA256 {credential}"}
