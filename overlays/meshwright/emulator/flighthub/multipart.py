"""Uploads in parts, as S3 and OSS clients make them of large files: create, parts, list of parts,
complete, abort.

The ETag of such an object is not the MD5 of its bytes, but ends with a hyphen and the number of its parts. Whether the
service takes such an ETag in the report of an upload is not known; the emulator does (D31).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from starlette.requests import Request
from starlette.responses import Response

from .objects import ObjectStore, StoredObject, StoreError
from .signatures import SignedRequest

MOST_PARTS = 10_000
LONGEST_LIST = 2 * 2**20
"""The most bytes of a list of parts."""
NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"


async def multipart(
    store: ObjectStore, request: Request, signed: SignedRequest, query: dict[str, str], sha256: str
) -> Response:
    """Carry out one request of an upload in parts, whose keys were checked; raises StoreError."""
    key, id = signed.key, query.get("uploadId", "")
    if "uploads" in query:
        members = {"Bucket": store.bucket, "Key": key, "UploadId": store.begin_upload(key)}
        return _xml("InitiateMultipartUploadResult", signed.dialect, members)
    if "partNumber" in query:
        part = await store.write_part(key, id, _part_number(query["partNumber"]), request.stream(), sha256)
        return Response(headers={"etag": quoted_etag(part, signed.dialect)})
    if request.method == "GET":
        found = store.parts(key, id)
        listed = [_described(number, part, signed.dialect) for number, part in found.items()]
        last = next(reversed(found), "0")
        members = {"Bucket": store.bucket, "Key": key, "UploadId": id, "NextPartNumberMarker": last}
        members["IsTruncated"] = "false"
        return _xml("ListPartsResult", signed.dialect, members, listed)
    if request.method == "DELETE":
        store.abort_upload(key, id)
        return Response(status_code=204)
    stored = await store.complete_upload(key, id, _parts(await _body(request)))
    etag = quoted_etag(stored, signed.dialect)
    members = {"Location": f"/{store.bucket}/{key}", "Bucket": store.bucket, "Key": key, "ETag": etag}
    answer = _xml("CompleteMultipartUploadResult", signed.dialect, members)
    answer.headers["etag"] = etag  # where OSS clients look
    return answer


def quoted_etag(stored: StoredObject, dialect: str) -> str:
    """Return the ETag header of an object; OSS writes it in upper case."""
    return f'"{stored.etag.upper() if dialect == "oss" else stored.etag}"'


def _part_number(text: str) -> int:
    if not (text.isdecimal() and len(text) < 6 and 1 <= int(text) <= MOST_PARTS):
        raise StoreError(400, "InvalidArgument", f"Part number must be an integer between 1 and {MOST_PARTS}.")
    return int(text)


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for block in request.stream():
        body += block
        if len(body) > LONGEST_LIST:
            raise _malformed()
    return bytes(body)


def _parts(text: bytes) -> list[tuple[int, str]]:
    """Read the list of parts of a complete: numbers and ETags."""
    if b"<!" in text:  # entities and document types are not part of such a list
        raise _malformed()
    try:
        root = ElementTree.fromstring(text)
        found = [(_text(part, "PartNumber"), _text(part, "ETag")) for part in root if part.tag.endswith("Part")]
    except (ElementTree.ParseError, ValueError):
        raise _malformed() from None
    return [(_part_number(number), etag) for number, etag in found]


def _text(part: Any, name: str) -> str:
    texts = [child.text for child in part if child.tag.rpartition("}")[2] == name]
    if len(texts) != 1 or not texts[0]:
        raise ValueError(name)
    return str(texts[0])


def _malformed() -> StoreError:
    return StoreError(400, "MalformedXML", "The XML you provided was not well-formed or did not validate.")


def _described(number: str, part: StoredObject, dialect: str) -> dict[str, str]:
    moment = datetime.fromtimestamp(part.path.stat().st_mtime, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return {"PartNumber": number, "LastModified": moment, "ETag": quoted_etag(part, dialect), "Size": str(part.size)}


def _xml(name: str, dialect: str, members: dict[str, str], parts: Sequence[dict[str, str]] = ()) -> Response:
    """Write an answer; OSS has no name space."""
    space = "" if dialect == "oss" else f" xmlns={quoteattr(NAMESPACE)}"
    inner = _elements(members) + "".join(f"<Part>{_elements(part)}</Part>" for part in parts)
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<{name}{space}>{inner}</{name}>'
    return Response(text, media_type="application/xml")


def _elements(members: dict[str, str]) -> str:
    return "".join(f"<{name}>{escape(value)}</{name}>" for name, value in members.items())
