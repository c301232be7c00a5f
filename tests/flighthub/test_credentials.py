"""Answers about uploads in odd forms: what can be read is read; an error names the field and never its value."""

from __future__ import annotations

from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from helpers.fakes import json_reply
from helpers.flighthub import QUICK, TOKEN, make_photos
from helpers.scripted_hub import hub_over
from hypothesis import given
from hypothesis import strategies as st
from meshwright import CredentialExpired, FlightHub, UnexpectedResponse, UploadedFile, UploadIncomplete
from meshwright.core.service_clock import ServiceClock
from meshwright.emulator import Emulator, Settings
from meshwright.emulator.flighthub.objects import StoreError
from meshwright.emulator.flighthub.resources import EmulatedResources
from meshwright.emulator.flighthub.troubles import STORE
from meshwright.flighthub.credentials import Credential, credential_from
from meshwright.flighthub.refusals import clock_error
from meshwright.flighthub.resources import Resources
from meshwright_api.flighthub.models import UploadCredential

R = "00000000-0000-4000-8000-000000000002"
GOOD: dict[str, Any] = {
    "cloud_name": "AWS_S3",
    "access_key_id": "an-id",
    "secret_access_key": "a/secret+key=",
    "session_token": "a.session/token==",
    "cloud_bucket_name": "a-bucket",
    "callback_param": '{"opaque": "text"}',
    "expire_time": 1_795_940_000,
    "store_path": f"fh/organizations/1/open_reconstruction/tmp/{R}/{{fileName}}",
    "end_point": "https://s3.example.com",
    "region": "eu-central-1",
}
TEXTS = ("cloud_name", "access_key_id", "secret_access_key", "session_token", "cloud_bucket_name", "callback_param")
PATH = f"fh/tmp/{R}/"


def read(**changes: Any) -> Credential:
    return credential_from(UploadCredential.from_dict({**GOOD, **changes}))


def refused(**changes: Any) -> str:
    with pytest.raises(ValueError, match="the credential") as caught:
        read(**changes)
    return str(caught.value)


@pytest.mark.parametrize("name", [*TEXTS, "store_path"])
@pytest.mark.parametrize("value", [None, "", 7, True, [], {}, ["a"], "a\nb", "a\r\nx-evil: 1", "a\0", " a", "a\u2028b"])
def test_fields_that_are_no_plain_text(name: str, value: Any) -> None:
    """Nulls, numbers, lists and texts with line ends are refused by the field's name."""
    assert name in refused(**{name: value})


@pytest.mark.parametrize("name", ["access_key_id", "secret_access_key", "session_token"])
@pytest.mark.parametrize("value", ["two words", "schlüssel", "\ud800"])
def test_keys_go_into_headers(name: str, value: str) -> None:
    """A key that a header cannot hold is refused before anything is signed with it."""
    said = refused(**{name: value})
    assert name in said
    assert value not in said


BAD_BUCKETS = ["a/b", "..", "a..b", "-a", "a-", "a b", "a:b", "arn:aws:s3:x", "a" * 64, "b?x", "ü", "a@b", "%2e%2e"]
BAD_REGIONS = ["evil.example/", "eu central", "eu.central", "a@b", "x" * 65, 5, ["eu"], "a\nb", "..", "%2e"]
BAD_ENDPOINTS = [
    *("ftp://s3.example.com", "javascript:alert(1)", "file:///etc/passwd", "https://", "//", "https:///path"),
    *("https://user@s3.example.com", "https://user:secret@s3.example.com", "user@s3.example.com", "http://@x"),
    *("https://s3.example.com/path", "s3.example.com/path", "https://s3.example.com/?x=1", "https://s3.example.com?"),
    *("https://s3.example.com#f", "https://s3.example.com:0", "https://s3.example.com:99999", "s3.example.com:port"),
    *("https://s3.example.com\nx", "https://s3 .example.com", "https:\\\\s3.example.com", "https://s3.exämple.com"),
    *("https://[::1", 5, True, ["https://s3.example.com"], {"url": 1}),
]
BAD_PATHS = [
    *(f"/{PATH}{{fileName}}", f"fh/../{PATH}{{fileName}}", f"./{PATH}{{fileName}}", f"fh//{R}/{{fileName}}", "/", "//"),
    *(f"fh\\{R}\\{{fileName}}", f"fh/{R}/{{fileName}}/more", f"fh/{R}/img_{{fileName}}", "fh/../{fileName}", "..", "."),
    *(f"fh/{R}/{{fileName}}{{fileName}}", "fh/{resource}/{fileName}", "fh/a b?c/{fileName}", "{fileName}", "fh/.."),
    *("x" * 2000, f"https://evil.example/{R}/{{fileName}}", f"{PATH}../{{fileName}}", "fh/%2e%2e%2f/{fileName}"),
]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("cloud_bucket_name", value) for value in BAD_BUCKETS),
        *(("region", value) for value in BAD_REGIONS),
        *(("end_point", value) for value in BAD_ENDPOINTS),
        *(("store_path", value) for value in BAD_PATHS),
    ],
)
def test_places_that_are_none(name: str, value: Any) -> None:
    """What would lead the keys or the files somewhere else is refused by the field's name, without its value."""
    said = refused(**{name: value})
    assert name in said
    assert len(str(value)) < 4 or str(value) not in said


def test_places_in_every_form() -> None:
    """An address with and without scheme and port, none at all, a path with and without its placeholder."""
    forms = {
        "s3.example.com": ("https://s3.example.com", "s3.example.com"),
        "https://s3.example.com/": ("https://s3.example.com", "s3.example.com"),
        "http://127.0.0.1:9000": ("http://127.0.0.1:9000", "127.0.0.1"),
        "minio:9000": ("https://minio:9000", "minio"),
        "https://[::1]:9000": ("https://[::1]:9000", "::1"),
    }
    for form, (url, host) in forms.items():
        assert (read(end_point=form).endpoint_url, read(end_point=form).host) == (url, host)
    assert read(end_point=None, region=None).endpoint_url == read(end_point="").endpoint_url == ""
    for path in (PATH, PATH[:-1], PATH + "{fileName}"):
        assert (read(store_path=path).resource_uuid, read(store_path=path).key_for("a")) == (R, PATH + "a")


@pytest.mark.parametrize("value", [1_795_940_000, 1_795_940_000.7, "1795940000", 1_795_940_000_123, "1795940000123"])
def test_times_in_every_form(value: Any) -> None:
    """Seconds and milliseconds, as a number or as text, are the same second."""
    assert read(expire_time=value).expires == 1_795_940_000


NO_NUMBERS = [None, True, "", "soon", "2026-12-01T00:00:00Z", "١٢٣", "9" * 5000, [], {}]
ODD_TIMES = [*NO_NUMBERS, 0, -1, float("nan"), float("inf"), 10**400]


@pytest.mark.parametrize("value", ODD_TIMES)
def test_times_that_are_none(value: Any) -> None:
    """Everything else is refused by name."""
    assert "expire_time" in refused(expire_time=value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(sorted(GOOD)), json_values))
def test_whatever_the_answer_is(changes: dict[str, Any]) -> None:
    """Any answer is a credential whose parts can be used, or a ValueError: nothing else is raised."""
    try:
        found = read(**changes)
    except ValueError:
        return
    assert found.key_for("a").endswith("/a")
    assert found.resource_uuid
    assert 0 < found.expires < 10**11
    assert (found.session_token + found.access_key_id).isascii()


# ---------------------------------------------------------------------------------------------------- in an upload
RECEIPTS: dict[str, list[Any]] = {
    "file_name_list": ["a.jpg", {"a.jpg": 1}, [1], [None], [["a.jpg"]], 7, True],
    "upload_count": ["12", -1, 1.5, True],
    "resource_uuid": ["another", 7, ["x"]],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in RECEIPTS.items() for value in values])
def test_odd_receipts(name: str, value: Any) -> None:
    """A receipt whose members are not what they should be is an UnexpectedResponse that names the member."""
    data = {"resource_uuid": R, "upload_count": 1, "file_name_list": ["a.jpg"], name: value}
    hub, _ = hub_over(lambda _: json_reply({"code": 0, "message": "", "data": data}))
    with pytest.raises(UnexpectedResponse, match=name):
        hub.stores.upload_callback(
            resource_uuid=R, callback_param="SECRET", files=[UploadedFile(name="a.jpg", etag="1")]
        )


@pytest.mark.usefixtures("breaks_the_contract")
def test_an_odd_receipt_in_an_upload(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The upload ends and names the member; a second run asks the resource, and reports nothing twice."""
    photos, real = make_photos(tmp_path / "photos", 5), EmulatedResources.upload_callback
    calls: list[Any] = []

    def odd(resources: EmulatedResources, body: dict[str, Any]) -> dict[str, Any]:
        calls.append(body)
        return {**real(resources, body), "file_name_list": "all of them"}

    monkeypatch.setattr(EmulatedResources, "upload_callback", odd)
    with Emulator(Settings(flighthub=QUICK)) as lenient, FlightHub(TOKEN, base_url=lenient.url) as hub:
        with pytest.raises(UploadIncomplete, match="file_name_list is not a list of names"):
            hub.resources.upload(photos)
        assert len(hub.resources.upload(photos).file_names or []) == 5
    assert len(calls) == 1


@pytest.mark.parametrize("value", ["a.jpg", [1], {"a": 1}, 7])
def test_odd_names_of_a_resource(value: Any) -> None:
    """So is a resource whose names are not a list of names."""
    hub, _ = hub_over(lambda _: json_reply({"code": 0, "message": "", "data": {"file_names": value}}))
    with pytest.raises(UnexpectedResponse, match="file_names is not a list of names"):
        hub.resources.get(R)


# ---------------------------------------------------------------------------------------------------- the clock
class Off:
    """A transport of a machine whose clock is wrong."""

    def __init__(self, inner: Any, seconds: float) -> None:
        self.inner, self.seconds = inner, seconds

    def wall(self) -> float:
        return float(self.inner.wall()) + self.seconds

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


@pytest.mark.parametrize("seconds", [-86400.0, -3000.0, 3000.0, 86400.0, 10 * 365 * 86400.0])
def test_a_wrong_clock_does_not_end_a_credential(
    server: Emulator, hub: FlightHub, tmp_path: Path, seconds: float
) -> None:
    """The service's Date counts, in a run that goes on as well; a machine a day ahead uploads all the same."""
    photos = make_photos(tmp_path / "photos", 6)
    transport: Any = Off(hub.session.transport, seconds)
    session = evolve(hub.session, transport=transport, service_clock=ServiceClock(transport))
    resources = Resources(session)
    server.flighthub.troubles.arm(STORE, StoreError(403, "AccessDenied", "no"), skip=3, count=100)
    with pytest.raises(UploadIncomplete) as caught:
        resources.upload(photos, parallel=1)
    assert not isinstance(caught.value, CredentialExpired)
    assert ("This machine's clock is" in str(caught.value)) == (abs(seconds) > 900)
    server.flighthub.troubles.disarm()
    assert resources.upload(photos).resource_uuid == caught.value.resource_uuid


@pytest.mark.usefixtures("breaks_the_contract")
@pytest.mark.parametrize("expire_time", [1, 900, 3600, 1_500_000_000, "1500000000000"])
def test_a_credential_that_has_ended_when_it_comes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, expire_time: Any
) -> None:
    """A time that has passed, or a lifetime in place of a time, is an UnexpectedResponse: --restart does not help."""
    real = EmulatedResources.obtain_token
    monkeypatch.setattr(EmulatedResources, "obtain_token", lambda *given: {**real(*given), "expire_time": expire_time})
    with Emulator(Settings(flighthub=QUICK)) as lenient, FlightHub(TOKEN, base_url=lenient.url) as hub:
        with pytest.raises(UnexpectedResponse, match="expire_time has passed") as caught:
            hub.resources.upload(make_photos(tmp_path / "photos", 5))
        assert not lenient.flighthub.store.objects
    assert "restart" not in str(caught.value)


class Still:
    """Clocks that stand still."""

    def now(self) -> float:
        return 7.0

    def wall(self) -> float:
        return 1_000_000.0


def test_the_clock() -> None:
    """It follows the last readable Date, and reports that this machine's clock is wrong by fifteen minutes or more."""
    clock = ServiceClock(Still())
    assert (clock.now(), clock_error(clock)) == (1_000_000.0, "")
    for date in ("", "yesterday", "Thu, 99 Jan 1970 00:00:00 GMT", formatdate(1_000_900.0, usegmt=True)):
        clock.note({"date": date})
        assert clock_error(clock) == ""
    assert clock.now() == 1_000_900.0
    says = {901: "15 minutes behind", 7200: "2 hours behind", -7200: "2 hours ahead of", -3 * 86400: "3 days ahead of"}
    for off, words in says.items():
        clock.note({"date": formatdate(1_000_000.0 + off, usegmt=True)})
        assert clock_error(clock) == f"this machine's clock is {words} the service's"
