"""The object stores behind the SDKs: where the keys go, which answers count, files that change before they are sent."""

from __future__ import annotations

import os
import socket
import threading
import time
from base64 import b64encode
from collections.abc import Callable
from contextlib import closing
from email.utils import formatdate
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from helpers.flighthub import QUICK, TOKEN, emulator, make_photos, with_cloud
from helpers.loopback import Answer, LoopbackServer, answering, response
from meshwright import ConfigurationError, Credential, CredentialExpired, FlightHub, RetryPolicy, UploadIncomplete
from meshwright.emulator.flighthub.objects import StoreError
from meshwright.emulator.flighthub.troubles import STORE
from meshwright.flighthub.photos import Photo
from meshwright.flighthub.store_sdks import open_store
from meshwright.flighthub.stores import CountedFile, ObjectStore, StoreRefused, StoreUnreachable, etag_of, refusal

pytestmark = pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning", "ignore::SyntaxWarning")
SECRETS = ("a-secret-access-key", "a-session/token=", "a-callback-param")
CLOUDS = pytest.mark.parametrize("cloud", ["aws", "ali"])


def credential(cloud: str, endpoint: str, **changes: Any) -> Credential:
    members: dict[str, Any] = {
        "cloud_name": cloud,
        "bucket": "bucket",
        "store_path": "fh/tmp/some-resource/{fileName}",
        "expires": 2**40,
        "region": "eu-central-1",
        "endpoint": endpoint,
        "access_key_id": "an-id",
        "secret_access_key": SECRETS[0],
        "session_token": SECRETS[1],
        "callback_param": SECRETS[2],
    }
    return Credential(**{**members, **changes})


def photo(path: Path) -> Photo:
    found = path.stat()
    return Photo(path, found.st_size, found.st_mtime_ns, path.name)


def put(cloud: str, server: LoopbackServer, path: Path) -> str:
    """Put one file through the SDK of a store and return its ETag."""
    keys = credential(cloud, server.url)
    with closing(open_store(keys, 1)) as store:
        return etag_of(store.put(keys.key_for(path.name), photo(path), lambda _: None))


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    return make_photos(tmp_path / "one", 1, size=100_000) / "DJI_0000.JPG"


# ---------------------------------------------------------------------------------------------------- redirects
@CLOUDS
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(cloud: str, status: int, picture: Path) -> None:
    """Neither the file nor the keys go to the place that a store's answer names; the error names its host only."""
    with LoopbackServer(answering(response(etag='"x"'))) as other:
        away = response(
            status, location=f"{other.url}/elsewhere?token={SECRETS[1]}", x_amz_bucket_region="us-west-2", etag='"x"'
        )
        with LoopbackServer(answering(away)) as server, pytest.raises(StoreRefused) as caught:
            put(cloud, server, picture)
        assert [exchange.method for exchange in server.seen] == ["PUT"]
        assert not other.seen
    said = f"answered {status} and sends the files to 127.0.0.1; redirects are not followed"
    assert said in str(caught.value) or ((cloud, status) == ("aws", 303) and "cannot be read" in str(caught.value))
    assert not any(secret in str(caught.value) for secret in SECRETS)


@pytest.mark.parametrize("code", ["PermanentRedirect", "AuthorizationHeaderMalformed", "TemporaryRedirect"])
def test_boto3_stays_in_the_region_of_the_credential(code: str, picture: Path) -> None:
    """An error that names another region is an error; the bucket is not asked, and nothing is sent again."""
    body = f"<Error><Code>{code}</Code><Region>us-west-2</Region><Message>no</Message></Error>".encode()
    answer = response(400, body, kind="application/xml", x_amz_bucket_region="us-west-2")
    with LoopbackServer(answering(answer)) as server, pytest.raises(StoreRefused, match=code):
        put("aws", server, picture)
    assert server.methods() == ["PUT"]


@CLOUDS
def test_a_redirected_upload_is_not_called_complete(cloud: str, tmp_path: Path) -> None:
    """Nothing is reported to the service, nothing is sent elsewhere, and every photo is named as missing."""
    photos = make_photos(tmp_path / "photos", 5)
    with LoopbackServer(answering(response(etag='"x"'))) as other, emulator(with_cloud(cloud)) as server:
        away = StoreError(302, "", "moved", headers={"location": other.url})
        server.flighthub.troubles.arm(STORE, away, count=100)
        with FlightHub(TOKEN, base_url=server.url) as hub, pytest.raises(UploadIncomplete) as caught:
            hub.resources.upload(photos)
        assert not other.seen
        assert not server.flighthub.store.objects
    assert (list(caught.value.uploaded), len(caught.value.missing)) == ([], 5)
    assert "redirects are not followed" in str(caught.value)


@CLOUDS
def test_the_environment_names_no_other_place(
    cloud: str, picture: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A password of ~/.netrc, an endpoint for AWS and a proxy change nothing for a store on this machine."""
    (tmp_path / ".netrc").write_text("default login me password of-netrc\n")
    (tmp_path / ".netrc").chmod(0o600)
    with LoopbackServer(answering(response(etag='"x"'))) as other:
        for name, value in {
            "HOME": str(tmp_path),
            "NETRC": str(tmp_path / ".netrc"),
            "AWS_ENDPOINT_URL": other.url,
            "AWS_ENDPOINT_URL_S3": other.url,
            "HTTP_PROXY": other.url,
            "http_proxy": other.url,
            "ALL_PROXY": other.url,
        }.items():
            monkeypatch.setenv(name, value)
        with LoopbackServer(answering(response(etag='"y"'))) as server:
            assert put(cloud, server, picture) == "y"
        assert not other.seen
    assert "basic" not in server.seen[0].headers["authorization"].casefold()


@CLOUDS
def test_a_store_that_an_sdk_cannot_use(cloud: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An SDK's error about the keys or the settings, before it sends anything, becomes a ConfigurationError."""
    monkeypatch.setenv("AWS_PROFILE", "a-profile-that-is-not-there")
    with pytest.raises(ConfigurationError, match="no file was sent"):
        open_store(credential(cloud, "http://127.0.0.1:9", bucket="Not_A_Bucket"), 1)


# ---------------------------------------------------------------------------------------------------- ETags
GOOD_ETAGS = {
    '"0cc175b9c0f1b6a831c399e269772661"': "0cc175b9c0f1b6a831c399e269772661",
    "0CC175B9C0F1B6A831C399E269772661": "0CC175B9C0F1B6A831C399E269772661",
    'W/"0cc175b9"': "0cc175b9",
    'w/"0cc175b9"': "0cc175b9",
    "W/0cc175b9": "0cc175b9",
    ' "abc-3" ': "abc-3",
    '"a/b+c="': "a/b+c=",
}
BAD_ETAGS = ["", " ", '""', 'W/""', "None", '"None"', "null", "-", '"', '"abc', 'abc"', "a b", '"a", "b"', "ä"]


@pytest.mark.parametrize("written", GOOD_ETAGS)
def test_etags_are_read_in_every_form(written: str) -> None:
    """Weak and strong ones, with and without quotes, come out as the same text, and stay it when read again."""
    assert etag_of(written) == etag_of(etag_of(written)) == GOOD_ETAGS[written]


@CLOUDS
@pytest.mark.parametrize("written", ['W/"0cc175b9"', '"abc-3"'])
def test_etags_come_through_the_sdks(cloud: str, written: str, picture: Path) -> None:
    """The ETag that the store wrote is read through every SDK."""
    with LoopbackServer(answering(response(etag=written))) as server:
        assert put(cloud, server, picture) == etag_of(written)


@CLOUDS
@pytest.mark.parametrize("written", [None, "", '""', "None"])
def test_an_answer_without_an_etag_is_no_upload(cloud: str, written: str | None, picture: Path) -> None:
    """A store, or a page of a network's log-in, that confirms nothing is refused."""
    etag = {} if written is None else {"etag": written}
    page = response(200, b"<html>Welcome to the Wi-Fi</html>", kind="text/html", **etag)
    with LoopbackServer(answering(page)) as server, pytest.raises(StoreRefused, match="nothing shows that the file is"):
        put(cloud, server, picture)


@pytest.mark.parametrize("value", [None, 5, b"abc", *BAD_ETAGS, "abc\r\nx: y"])
def test_what_is_no_etag(value: Any) -> None:
    """Any other value that an SDK returns in place of an ETag is refused."""
    with pytest.raises(StoreRefused):
        etag_of(value)


@CLOUDS
def test_an_upload_without_etags_is_not_reported(cloud: str, tmp_path: Path) -> None:
    """It ends after the first answer and names what is missing; a second run sends what was not confirmed."""
    photos = make_photos(tmp_path / "photos", 12)
    with emulator(with_cloud(cloud)) as server, FlightHub(TOKEN, base_url=server.url) as hub:
        server.flighthub.troubles.arm(STORE, StoreError(200, "", "stored, perhaps"), skip=3, count=100)
        with pytest.raises(UploadIncomplete, match="without an ETag") as caught:
            hub.resources.upload(photos, parallel=1)
        assert len(caught.value.uploaded) == 3
        server.flighthub.troubles.disarm()
        assert len(hub.resources.upload(photos).file_names or []) == 12


ECHOED = b" ".join([SECRETS[1].encode(), quote(SECRETS[1], safe="").encode(), b64encode(SECRETS[1].encode())])


@pytest.mark.parametrize("returned", [None, "None", "", b"abc", 7])
def test_a_store_of_ones_own_must_return_an_etag(hub: FlightHub, photos: Path, returned: Any) -> None:
    """A store that the caller passes is judged by the same rule; its quoted ETag is read like any."""

    class Own:
        def __init__(self, real: ObjectStore) -> None:
            self.real, self.close = real, real.close

        def put(self, key: str, photo: Photo, sent: Any) -> Any:
            etag = self.real.put(key, photo, sent)
            return returned if photo.name == "DJI_0003.JPG" else f"W/{etag}"

    with pytest.raises(UploadIncomplete, match="nothing shows that the file is there") as caught:
        hub.resources.upload(photos, store=lambda keys, many: Own(open_store(keys, many, "s3")), parallel=1)
    assert list(caught.value.uploaded) == ["DJI_0000.JPG", "DJI_0001.JPG", "DJI_0002.JPG"]


ODD: dict[str, Answer] = {
    "crc": answering(response(etag='"x"', x_oss_hash_crc64ecma="not a number", x_amz_object_size="many")),
    "length": answering(response(etag='"x"', length=-1, content_length="many")),
    "xml": answering(response(403, b"<Error><Code>AccessDenied", kind="application/xml")),
    "no xml": answering(response(403, b"\0\xff no", kind="application/xml")),
    "gateway": answering(response(403, b"<html>" + SECRETS[1].encode() + b"</html>", kind="text/html")),
    "echo": answering(response(403, b"<Error><Code>X</Code><Message>" + ECHOED + b"</Message></Error>")),
}


@CLOUDS
@pytest.mark.parametrize("odd", ODD)
def test_odd_answers_of_a_store(cloud: str, odd: str, picture: Path) -> None:
    """An answer that an SDK cannot read is an error of the store's or a file that has arrived, never a crash."""
    with LoopbackServer(ODD[odd]) as server:
        try:
            said = put(cloud, server, picture)
        except (StoreRefused, StoreUnreachable) as error:
            said = str(error)
    assert said
    assert not any(secret in said for secret in SECRETS)
    assert not any(echo in said for echo in ECHOED.decode().split())


# ---------------------------------------------------------------------------------------------------- files
def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(path))


def _grown(path: Path) -> None:
    path.write_bytes(b"x" * 200_000)


REPLACED: dict[str, tuple[Callable[[Path], Any], str]] = {
    "pipe": (_pipe, "not a regular file"),
    "folder": (Path.mkdir, "not a regular file"),
    "device": (lambda path: path.symlink_to("/dev/zero"), "not a regular file"),
    "link to a pipe": (lambda path: (_pipe(path.with_name(".p")), path.symlink_to(".p")), "not a regular file"),
    "socket": (_socket, "No such device"),
    "broken link": (lambda path: path.symlink_to("nowhere"), "No such file"),
    "larger": (_grown, "it changed after the upload began"),
    "smaller": (Path.touch, "it changed after the upload began"),
    "gone": (lambda _: None, "No such file"),
}


@pytest.mark.parametrize("now", REPLACED)
def test_a_photo_that_is_something_else_by_now(now: str, picture: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe is not waited for, a device not read without end; the error names what is wrong."""
    monkeypatch.chdir(picture.parent)  # the name of a socket must be short
    listed = photo(Path(picture.name))
    picture.unlink()
    replace, words = REPLACED[now]
    replace(Path(picture.name))
    with pytest.raises(OSError, match=words):
        CountedFile(listed, lambda _: None)


@CLOUDS
def test_nothing_is_sent_of_a_photo_that_changed(cloud: str, picture: Path) -> None:
    """The store is not even asked."""
    listed = photo(picture)
    picture.unlink()
    os.mkfifo(picture)
    with LoopbackServer(answering(response(etag='"x"'))) as server:
        with closing(open_store(credential(cloud, server.url), 1)) as store, pytest.raises(OSError, match="regular"):
            store.put("a.jpg", listed, lambda _: None)
        assert not server.seen


def test_a_pipe_among_the_photos_leaves_the_others_alone(hub: FlightHub, photos: Path) -> None:
    """The upload ends with an error that names the one, and does so without anybody writing into the pipe."""
    replaced = photos / "DJI_0003.JPG"

    def choose(keys: Credential, connections: int) -> ObjectStore:
        replaced.unlink()
        os.mkfifo(replaced)
        return open_store(keys, connections, "s3")

    caught: list[BaseException] = []

    def run() -> None:
        try:
            hub.resources.upload(photos, store=choose)
        except UploadIncomplete as error:
            caught.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(60)
    assert not thread.is_alive()
    assert isinstance(caught[0], UploadIncomplete)
    assert caught[0].missing == {"DJI_0003.JPG": "it is not a regular file any more"}
    assert len(caught[0].uploaded) == 11


# ---------------------------------------------------------------------------------------------------- advice
ADVICE = {
    (403, "AccessDenied"): "mended on its side. Run the upload again then",
    (404, "NoSuchBucket"): "mended on its side. Run the upload again then",
    (403, "SignatureDoesNotMatch"): "mended on its side. Run the upload again then",
    (403, "RequestTimeTooSkewed"): "set it. Run the upload again then",
    (403, "InvalidAccessKeyId"): "--restart",
    (400, "ExpiredToken"): "--restart",
    (403, "SecurityTokenExpired"): "--restart",
}


@pytest.mark.parametrize(("status", "code"), ADVICE)
def test_advice_that_helps(status: int, code: str, tmp_path: Path) -> None:
    """--restart is named where new keys help, and nowhere else; nothing is sent after the first refusal."""
    photos = make_photos(tmp_path / "photos", 6)
    with emulator(QUICK) as server, FlightHub(TOKEN, base_url=server.url) as hub:
        server.flighthub.troubles.arm(STORE, StoreError(status, code, "no"), count=100)
        with pytest.raises(UploadIncomplete) as caught:
            hub.resources.upload(photos, parallel=1)
        server.flighthub.troubles.disarm()
        said, words = str(caught.value), ADVICE[(status, code)]
        assert words in said
        assert ("--restart" in said) == (words == "--restart")
        assert isinstance(caught.value, CredentialExpired) == ("Expired" in code)
        hub.resources.upload(photos, restart=words == "--restart")


@CLOUDS
@pytest.mark.parametrize(("off", "words"), [(-7200.0, "2 hours ahead of"), (1800.0, "30 minutes behind")])
@pytest.mark.parametrize("code", ["RequestTimeTooSkewed", "AccessDenied"])
def test_a_wrong_clock_is_named_by_the_stores_date(
    cloud: str, off: float, words: str, code: str, tmp_path: Path
) -> None:
    """The Date of the store's refusal shows by how much this machine's clock is wrong, and in which direction."""
    body = f"<Error><Code>{code}</Code><Message>no</Message></Error>".encode()
    refused = response(403, body, kind="application/xml", date=formatdate(time.time() + off, usegmt=True))
    photos = make_photos(tmp_path / "photos", 5)
    with LoopbackServer(answering(refused)) as elsewhere, emulator(with_cloud(cloud)) as server:

        def choose(keys: Credential, connections: int) -> ObjectStore:
            return open_store(credential(cloud, elsewhere.url), connections)

        policy = RetryPolicy(attempts=1)
        with FlightHub(TOKEN, base_url=server.url, retry=policy) as hub, pytest.raises(UploadIncomplete) as caught:
            hub.resources.upload(photos, store=choose)
    assert f"This machine's clock is {words} the service's; set it." in str(caught.value)
    assert "--restart" not in str(caught.value)
    assert not isinstance(caught.value, CredentialExpired)


def test_refusals_by_status() -> None:
    """A busy store is asked again; one that refuses the keys is not."""
    keys = credential("aws", "")
    for status, code in ((500, ""), (503, "SlowDown"), (408, ""), (429, ""), (400, "RequestTimeout")):
        assert isinstance(refusal(keys, status, code, ""), StoreUnreachable)
    for status, for_all in ((400, False), (401, True), (403, True), (404, True), (302, True), (412, False)):
        found = refusal(keys, status, "", "")
        assert isinstance(found, StoreRefused)
        assert found.for_all is for_all
