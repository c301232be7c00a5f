"""The object store over HTTP, for unmodified S3 and OSS clients: these keys allow a PUT of one object, whole or in
parts, and nothing else.

The bucket is the first segment of the path; OSS clients quote the slashes of a key and S3 clients do not; the decoded
paths are the same. Errors are the stores' own XML. Results are read by a signed URL.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import parse_qsl
from uuid import uuid4
from xml.sax.saxutils import escape

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from ..http import served_file
from .multipart import multipart, quoted_etag
from .objects import BUCKET, IssuedCredential, StoredObject, StoreError
from .service import FlightHubService
from .signatures import SignedRequest
from .troubles import STORE

STREAMED = "STREAMING-"
UNSIGNED = "UNSIGNED-PAYLOAD"
OPTIONS = ("x-id", "max-parts", "part-number-marker", "encoding-type")
"""Members of a query that do not choose the action: a list of parts is always whole."""
TYPES = {"jpeg": "image/jpeg", "jpg": "image/jpeg", "kmz": "application/vnd.google-earth.kmz"}
"""The media types of results by the ends of their keys; the others are zips."""
METHODS = ["GET", "PUT", "POST", "DELETE"]


def store_routes(service: FlightHubService) -> list[Route]:
    """Return the routes of the store."""

    async def answer(request: Request) -> Response:
        signed = _signed(request)
        try:
            if request.method in ("GET", "HEAD") and "Signature" in request.query_params:
                return await _result(service, request)
            return await _written(service, request, signed)
        except StoreError as error:
            return _error(error, signed)
        except ClientDisconnect:
            return Response(status_code=400)  # clients do not read it

    handler: Callable[[Request], Awaitable[Response]] = answer
    return [Route(path, handler, methods=METHODS) for path in (f"/{BUCKET}", f"/{BUCKET}/{{key:path}}")]


def _signed(request: Request) -> SignedRequest:
    return SignedRequest(
        method=request.method,
        path=bytes(request.scope["raw_path"]).partition(b"?")[0].decode("ascii", "replace"),
        query=bytes(request.scope["query_string"]).decode("ascii", "replace"),
        headers=request.headers,
        bucket=BUCKET,
        key=request.path_params.get("key", ""),
    )


async def _written(service: FlightHubService, request: Request, signed: SignedRequest) -> Response:
    """Carry out a write if its keys allow that; raises StoreError."""
    credential = service.store.credential(signed.access_key_id)
    signed.check(credential)
    _check_expiry(service, credential, signed)
    service.troubles.strike(STORE)
    query = dict(parse_qsl(signed.query, keep_blank_values=True))
    query = {name: value for name, value in query.items() if name not in OPTIONS}
    if not signed.key.startswith(credential.prefix) or len(signed.key) > 1024:
        raise StoreError(403, "AccessDenied", "Access denied: these keys may write under their own path only.")
    match request.method, sorted(query):
        case "PUT", []:
            stored = await service.store.write(signed.key, request.stream(), _sha256(request))
            return _stored(stored, signed.dialect)
        case ("POST", ["uploads"]) | ("PUT", ["partNumber", "uploadId"]) | ("GET" | "POST" | "DELETE", ["uploadId"]):
            return await multipart(service.store, request, signed, query, _sha256(request))
        case (("PUT" | "POST"), _):
            raise StoreError(501, "NotImplemented", "Only PUTs of whole objects and uploads in parts are emulated.")
        case _:
            raise StoreError(403, "AccessDenied", "Access denied: these keys may write only.")


def _sha256(request: Request) -> str:
    """Return the signed hash of a body, or an empty text; raises StoreError."""
    sha256 = request.headers.get("x-amz-content-sha256", UNSIGNED)
    if sha256.startswith(STREAMED):
        raise StoreError(501, "NotImplemented", "Chunked signatures are not emulated.")
    return "" if sha256 == UNSIGNED else sha256


def _check_expiry(service: FlightHubService, credential: IssuedCredential, signed: SignedRequest) -> None:
    if service.settings.clock.now() < credential.expires:
        return
    if signed.dialect == "oss":
        raise StoreError(403, "SecurityTokenExpired", "The security token you provided has expired.")
    raise StoreError(400, "ExpiredToken", "The provided token has expired.")


async def _result(service: FlightHubService, request: Request) -> Response:
    query = request.query_params
    now = service.settings.clock.now()
    if not service.urls.good(request.url.path, query.get("Expires", ""), query["Signature"], now):
        raise StoreError(403, "AccessDenied", "The URL has expired or was not signed here.")
    key = request.path_params.get("key", "")
    found = service.store.objects.get(key) or await service.media.found(key, now)
    if found is None:
        raise StoreError(404, "NoSuchKey", "The specified key does not exist.")
    media_type = TYPES.get(key.rpartition(".")[2], "application/zip")
    return served_file(found.path, media_type, etag=f'"{found.etag}"')


def _stored(stored: StoredObject, dialect: str) -> Response:
    return Response(headers={"etag": quoted_etag(stored, dialect), _request_id(dialect): uuid4().hex})


def _error(error: StoreError, signed: SignedRequest) -> Response:
    number = uuid4().hex
    members = {"Code": error.code, "Message": str(error), "Resource": f"/{BUCKET}/{signed.key}", "RequestId": number}
    text = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in members.items())
    return Response(
        "" if error.status < 300 else f'<?xml version="1.0" encoding="UTF-8"?>\n<Error>{text}</Error>',
        error.status,
        media_type="application/xml",
        # The body may be unread, and would then be taken for the next request.
        headers={**error.headers, _request_id(signed.dialect): number, "connection": "close"},
    )


def _request_id(dialect: str) -> str:
    return "x-oss-request-id" if dialect == "oss" else "x-amz-request-id"
