"""The emulated object store as unmodified SDKs meet it."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import oss2
import pytest
from attrs import evolve
from botocore.exceptions import ClientError
from helpers.flighthub import TOKEN, emulator, make_photos, plain_oss, plain_s3, with_cloud
from meshwright import Credential, FlightHub, UploadedFile
from meshwright.emulator import Emulator

pytestmark = pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning", "ignore::SyntaxWarning")


def reported(hub: FlightHub, credential: Credential, etags: dict[str, str]) -> list[int]:
    """Report files in hundreds; return how many each report took."""
    entries = [UploadedFile(name=name, etag=etag) for name, etag in etags.items()]
    chunks = [entries[start : start + 100] for start in range(0, len(entries), 100)]
    return [
        hub.stores.upload_callback(
            resource_uuid=credential.resource_uuid, callback_param=credential.callback_param, files=chunk
        ).upload_count
        or 0
        for chunk in chunks
    ]


def check_arrived(server: Emulator, credential: Credential, folder: Path, etags: dict[str, str]) -> None:
    """Every file is in the store, whole, under its key."""
    assert len(etags) == 200
    for name, etag in etags.items():
        content = (folder / name).read_bytes()
        stored = server.flighthub.store.objects[credential.key_for(name)]
        assert stored.path.read_bytes() == content
        assert etag.casefold() == hashlib.md5(content).hexdigest()


def test_boto3_uploads_200_files(server: Emulator, hub: FlightHub, tmp_path: Path) -> None:
    """boto3 with its defaults puts 200 files, and the service takes them in two reports."""
    folder = make_photos(tmp_path / "p", 200)
    credential = hub.stores.obtain_token()
    client = plain_s3(credential)

    def put(path: Path) -> tuple[str, str]:
        with path.open("rb") as body:
            answer = client.put_object(Bucket=credential.bucket, Key=credential.key_for(path.name), Body=body)
        return path.name, answer["ETag"].strip('"')

    with ThreadPoolExecutor(8) as pool:
        etags = dict(pool.map(put, folder.iterdir()))
    client.close()
    check_arrived(server, credential, folder, etags)
    assert all(etag.islower() or etag.isdigit() for etag in etags.values())
    assert reported(hub, credential, etags) == [100, 100]


@pytest.mark.parametrize("version", [oss2.AUTH_VERSION_1, oss2.AUTH_VERSION_4])
def test_oss2_uploads_200_files(version: str, tmp_path: Path) -> None:
    """oss2 with either signature puts 200 files, and the service takes them in two reports."""
    folder = make_photos(tmp_path / "p", 200)
    with emulator(with_cloud("ali")) as server, FlightHub(TOKEN, base_url=server.url) as hub:
        credential = hub.stores.obtain_token()
        bucket = plain_oss(credential, version)

        def put(path: Path) -> tuple[str, str]:
            return path.name, bucket.put_object_from_file(credential.key_for(path.name), str(path)).etag

        with ThreadPoolExecutor(8) as pool:
            etags = dict(pool.map(put, folder.iterdir()))
        bucket.session.session.close()
        check_arrived(server, credential, folder, etags)
        assert all(etag == etag.upper() for etag in etags.values())
        assert reported(hub, credential, etags) == [100, 100]


def s3_error(credential: Credential, **request: Any) -> tuple[int, str]:
    client = plain_s3(credential)
    with pytest.raises(ClientError) as caught:
        client.put_object(
            **{"Bucket": credential.bucket, "Key": credential.key_for("a.jpg"), "Body": b"abc", **request}
        )
    client.close()
    response: Any = caught.value.response
    return response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Code"]


def oss_error(credential: Credential, key: str = "") -> tuple[int, str]:
    bucket = plain_oss(credential)
    with pytest.raises(oss2.exceptions.OssError) as caught:
        bucket.put_object(key or credential.key_for("a.jpg"), b"abc")
    bucket.session.session.close()
    return caught.value.status, caught.value.code


WRONG_KEYS: list[tuple[dict[str, str], tuple[int, str], tuple[int, str]]] = [
    ({"access_key_id": "unknown"}, (403, "InvalidAccessKeyId"), (403, "InvalidAccessKeyId")),
    ({"secret_access_key": "wrong"}, (403, "SignatureDoesNotMatch"), (403, "SignatureDoesNotMatch")),
    ({"session_token": "wrong"}, (400, "InvalidToken"), (403, "InvalidSecurityToken")),
]


@pytest.mark.parametrize(("change", "s3", "oss"), WRONG_KEYS)
def test_wrong_keys_get_the_stores_own_errors(
    server: Emulator, hub: FlightHub, change: dict[str, Any], s3: tuple[int, str], oss: tuple[int, str]
) -> None:
    """A wrong key, secret or token is refused in the words of the store whose client it is."""
    wrong = evolve(hub.stores.obtain_token(), **change)
    assert s3_error(wrong) == s3
    assert oss_error(wrong) == oss
    assert not server.flighthub.store.objects


def test_an_expired_credential_gets_the_stores_own_error(server: Emulator, hub: FlightHub) -> None:
    """After its time a credential opens nothing: ExpiredToken for S3, SecurityTokenExpired for OSS."""
    credential = hub.stores.obtain_token()
    server.advance(hours=1)
    assert s3_error(credential) == (400, "ExpiredToken")
    assert oss_error(credential) == (403, "SecurityTokenExpired")


def test_keys_write_under_their_own_path_only(server: Emulator, hub: FlightHub) -> None:
    """The keys of one resource neither write into another nor into another bucket."""
    first, second = hub.stores.obtain_token(), hub.stores.obtain_token()
    assert s3_error(first, Key=second.key_for("a.jpg")) == (403, "AccessDenied")
    assert oss_error(first, second.key_for("a.jpg")) == (403, "AccessDenied")
    assert s3_error(first, Bucket="another")[0] == 404
    assert not server.flighthub.store.objects


def test_keys_can_not_read(server: Emulator, hub: FlightHub) -> None:
    """The keys can neither read nor list nor delete the files that they wrote (D17)."""
    credential = hub.stores.obtain_token()
    client = plain_s3(credential)
    place = {"Bucket": credential.bucket, "Key": credential.key_for("a.jpg")}
    client.put_object(**place, Body=b"abc")
    for call in (
        lambda: client.get_object(**place),
        lambda: client.head_object(**place),
        lambda: client.delete_object(**place),
        lambda: client.list_objects_v2(Bucket=credential.bucket),
    ):
        with pytest.raises(ClientError, match=r"403|AccessDenied"):
            call()
    client.close()
    assert credential.key_for("a.jpg") in server.flighthub.store.objects


def test_a_large_file_in_parts(server: Emulator, hub: FlightHub, tmp_path: Path) -> None:
    """boto3 uploads a file above 8 MiB in parts; its ETag ends with their number, and a report takes it (D31)."""
    credential = hub.stores.obtain_token()
    client = plain_s3(credential)
    large = tmp_path / "large.jpg"
    large.write_bytes(bytes(8 * 2**20) + b"the end")
    client.upload_file(str(large), credential.bucket, credential.key_for("large.jpg"))
    client.close()
    stored = server.flighthub.store.objects[credential.key_for("large.jpg")]
    digests = [hashlib.md5(part).digest() for part in (bytes(8 * 2**20), b"the end")]
    assert stored.etag == f"{hashlib.md5(b''.join(digests)).hexdigest()}-2"
    assert stored.path.read_bytes() == large.read_bytes()
    assert reported(hub, credential, {"large.jpg": stored.etag}) == [1]
    assert not server.flighthub.store.uploads


@pytest.mark.parametrize("version", [oss2.AUTH_VERSION_1, oss2.AUTH_VERSION_4])
def test_oss2_uploads_in_parts(version: str, tmp_path: Path) -> None:
    """oss2's resumable upload with either signature puts three parts."""
    large = tmp_path / "large.jpg"
    large.write_bytes(bytes(range(256)) * 1000)
    with emulator(with_cloud("ali")) as server, FlightHub(TOKEN, base_url=server.url) as hub:
        credential = hub.stores.obtain_token()
        bucket, key = plain_oss(credential, version), credential.key_for("large.jpg")
        place = oss2.ResumableStore(root=str(tmp_path))
        done = oss2.resumable_upload(
            bucket, key, str(large), store=place, multipart_threshold=1, part_size=100 * 1024, num_threads=1
        )
        bucket.session.session.close()
        stored = server.flighthub.store.objects[key]
        assert stored.path.read_bytes() == large.read_bytes()
        assert done.etag == stored.etag.upper()
        assert done.etag.endswith("-3")


def test_parts_that_are_refused(server: Emulator, hub: FlightHub) -> None:
    """Parts that are too small, unknown, in the wrong order, of an upload that was aborted or of other keys are refused
    in S3's words, and no object appears.
    """
    credential, other = hub.stores.obtain_token(), hub.stores.obtain_token()
    client, foreign = plain_s3(credential), plain_s3(other)
    place = {"Bucket": credential.bucket, "Key": credential.key_for("a.jpg")}
    upload = {**place, "UploadId": client.create_multipart_upload(**place)["UploadId"]}
    etags = [client.upload_part(**upload, PartNumber=n, Body=b"small")["ETag"] for n in (1, 2)]

    def refused(call: Any, **request: Any) -> str:
        with pytest.raises(ClientError) as caught:
            call(**request)
        return str(caught.value.response["Error"]["Code"])

    def complete(*parts: tuple[int, str], by: Any = client) -> str:
        listed = {"Parts": [{"PartNumber": number, "ETag": etag} for number, etag in parts]}
        return refused(by.complete_multipart_upload, **upload, MultipartUpload=listed)

    assert complete((1, etags[0]), (2, etags[1])) == "EntityTooSmall"
    assert complete((2, etags[1]), (1, etags[0])) == "InvalidPartOrder"
    assert complete((1, etags[0]), (3, etags[1])) == "InvalidPart"
    assert complete((1, "0" * 32)) == "InvalidPart"
    assert complete((1, etags[0]), by=foreign) == "AccessDenied"
    assert refused(client.upload_part, **upload, PartNumber=0, Body=b"x") == "InvalidArgument"
    client.abort_multipart_upload(**upload)
    assert refused(client.upload_part, **upload, PartNumber=3, Body=b"x") == "NoSuchUpload"
    assert complete((1, etags[0])) == "NoSuchUpload"
    server.advance(hours=1)
    assert refused(client.create_multipart_upload, **place) == "ExpiredToken"
    client.close()
    foreign.close()
    assert not server.flighthub.store.objects
    assert not [path for path in server.flighthub.home.folder.iterdir() if path.is_file()]
