"""The emulated FlightHub as a developer with curl meets it: the decisions D1 to D18 on the wire."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from attrs import define, evolve
from helpers.flighthub import QUICK, TOKEN, emulator
from meshwright.emulator import Clock, Emulator
from meshwright.emulator.flighthub.objects import StoredObject

BASE = "/openapi/v0.1/open_model"
NOBODY = "00000000-0000-4000-8000-0000000000ff"


@define
class Api:
    """Raw calls, with the token."""

    server: Emulator
    http: httpx.Client

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        named = {"x-user-token": TOKEN, **{name.replace("_", "-"): text for name, text in headers.items()}}
        return self.http.request(method, BASE + path, json=body, headers=named)

    def code(self, method: str, path: str, body: Any = None) -> int:
        response = self(method, path, body)
        assert response.status_code == 200
        found: int = response.json()["code"]
        return found

    def token(self) -> dict[str, Any]:
        data: dict[str, Any] = self("POST", "/stores/obtain_token").json()["data"]
        return data

    def resource(self, uuid: str) -> dict[str, Any]:
        """Return the data of a resource."""
        said: dict[str, Any] = self("GET", f"/resource/{uuid}").json()["data"]
        return said

    def put(self, token: dict[str, Any], *names: str) -> list[dict[str, str]]:
        """Place files into the store from behind."""
        entries: list[dict[str, str]] = []
        for name in names:
            path = self.server.flighthub.home.folder / hashlib.md5(name.encode()).hexdigest()
            path.write_bytes(name.encode())
            etag = hashlib.md5(name.encode()).hexdigest()
            key = token["store_path"].replace("{fileName}", name)
            self.server.flighthub.store.keep(key, StoredObject(path, etag, len(name)))
            entries.append({"name": name, "etag": etag})
        return entries

    def report(self, token: dict[str, Any], files: Any, **changes: Any) -> dict[str, Any]:
        body = {
            "resource_uuid": uuid_of(token),
            "callback_param": token["callback_param"],
            "files": files,
            **changes,
        }
        answer: dict[str, Any] = self("POST", "/stores/upload_callback", body).json()
        return answer


def uuid_of(token: dict[str, Any]) -> str:
    return str(token["store_path"]).split("/")[-2]


@pytest.fixture(scope="module")
def whole() -> Iterator[Emulator]:
    with emulator(evolve(QUICK, import_seconds=5.0, delete_seconds=5.0), clock=Clock(rate=0)) as server:
        yield server


@pytest.fixture
def api(whole: Emulator) -> Iterator[Api]:
    whole.flighthub.reset()
    with httpx.Client(base_url=whole.url, trust_env=False, timeout=60) as http:
        yield Api(whole, http)


def test_tokens(api: Api) -> None:
    """Without a token or with a wrong one: HTTP 401 and code 200401 (D2)."""
    for token in ("", "wrong"):
        response = api("POST", "/stores/obtain_token", x_user_token=token)
        assert (response.status_code, response.json()["code"]) == (401, 200401)


def test_unknown_paths_and_methods(api: Api) -> None:
    """A path that the gateway does not serve is a bare 404 (D2), and Meshy's paths keep Meshy's messages."""
    for method, path in (("GET", "/nothing"), ("PUT", "/models/running"), ("GET", "/stores/obtain_token")):
        response = api(method, path)
        assert (response.status_code, response.text) == (404, "404 page not found")
    assert "NoMatchingRoute" in api.http.get("/openapi/v1/nothing").text


def test_the_project_header_is_ignored(api: Api) -> None:
    """With or without X-Project-Uuid, in any language (D1, D22)."""
    assert api("GET", "/models/running", x_project_uuid="p", x_language="zh").json()["code"] == 0


def test_a_credential_for_each_call(api: Api) -> None:
    """Every call has a new resource, an end an hour away, and the store's address as an IP (D4, D5)."""
    first, second = api.token(), api.token()
    assert uuid_of(first) != uuid_of(second)
    assert first["expire_time"] == int(api.server.settings.clock.now() + 3600)
    assert first["cloud_name"] == "aws"
    assert first["end_point"] == api.server.url
    named = api.http.post(
        f"http://localhost:{api.server.port}{BASE}/stores/obtain_token", headers={"x-user-token": TOKEN}
    )
    assert named.json()["data"]["end_point"].startswith("http://127.0.0.1:")


def test_reports_are_judged(api: Api) -> None:
    """Files must be in the store, with their ETag in any case and quotes, at most 100, by their own credential (D7)."""
    token = api.token()
    (good,) = api.put(token, "a.jpg")
    refusals = {
        "files must hold 1 to 100": api.report(token, []),
        "files must hold 1 to 100 entries": api.report(token, [good] * 101),
        "is not in the store": api.report(token, [good, {"name": "b.jpg", "etag": "0"}]),
        "differs from the stored one": api.report(token, [{"name": "a.jpg", "etag": "0" * 32}]),
        "callback_param does not belong": api.report(token, [good], callback_param="x"),
        "255 characters": api.report(token, [good], resource_name="x" * 256),
    }
    for words, answer in refusals.items():
        assert answer["code"] == 200610
        assert words in answer["message"]
    assert api.report(token, [good], resource_uuid=NOBODY)["code"] == 200404
    assert api.resource(uuid_of(token))["file_names"] is None
    taken = api.report(token, [{"name": "a.jpg", "etag": f'"{good["etag"].upper()}"'}])
    assert taken["data"] == {"resource_uuid": uuid_of(token), "upload_count": 1, "file_name_list": ["a.jpg"]}


def test_counts_are_those_of_the_call(api: Api) -> None:
    """upload_count and file_name_list cover this call, the resource all calls so far (D6)."""
    token = api.token()
    api.report(token, api.put(token, "a.jpg", "b.jpg"))
    assert api.report(token, api.put(token, "c.jpg"))["data"]["upload_count"] == 1
    assert api.resource(uuid_of(token))["file_names"] == ["a.jpg", "b.jpg", "c.jpg"]


def test_reports_end_with_the_credential(api: Api) -> None:
    """After expire_time nothing can be reported any more (D7)."""
    token = api.token()
    files = api.put(token, "a.jpg")
    api.server.advance(hours=1)
    assert "has expired" in api.report(token, files)["message"]


def test_the_life_of_a_resource(api: Api) -> None:
    """0 without files, 0 while they are imported, 1, then 2 and 3 with null in place of the list (D8)."""
    token = api.token()
    path = f"/resource/{uuid_of(token)}"

    def state() -> tuple[int, Any, int]:
        data = api("GET", path).json()["data"]
        return data["status"], data["file_names"], data["resource_size"]

    assert state() == (0, None, 0)
    api.report(token, api.put(token, "a.jpg"))
    assert state() == (0, ["a.jpg"], 5)
    api.server.advance(seconds=5)
    assert state() == (1, ["a.jpg"], 5)
    deleted = api("DELETE", path).json()
    assert deleted == {"code": 0, "message": "", "data": {}}
    assert state() == (2, None, 0)
    api.server.advance(seconds=5)
    assert state() == (3, None, 0)
    assert not api.server.flighthub.store.objects


def test_unknown_and_malformed_uuids(api: Api) -> None:
    """An unknown uuid is 200404, a text that is not a uuid 200610, both with HTTP 200 (D2, D3)."""
    for method, path in (
        ("GET", "/resource/{}"),
        ("DELETE", "/resource/{}"),
        ("GET", "/models/{}"),
        ("DELETE", "/models/{}"),
        ("POST", "/models/{}/reconstruction/stop"),
    ):
        assert api.code(method, path.format(NOBODY)) == 200404
        assert api.code(method, path.format("abc")) == 200610


def test_starts_are_judged(api: Api) -> None:
    """At least one parameter, each a string with a JSON object, and enough files (D10)."""
    token = api.token()
    api.report(token, api.put(token, *(f"{number}.jpg" for number in range(8))))
    uuid = uuid_of(token)

    def start(**body: Any) -> str:
        answer = api("POST", "/models/reconstruction/start", {"resource_uuid": uuid, **body}).json()
        assert answer["code"] == 200610, answer
        return str(answer["message"])

    assert "at least one of" in start()
    assert "8 files, not 10 to 4000" in start(parameter_3dgs="{}")
    for wrong in ("", "[]", "no", "7"):
        assert "a string that holds a JSON object" in start(parameter_3d=wrong)
    assert "parameter_3d" in start(parameter_3d={"a": 1})
    assert not api.server.flighthub.modeling.models
    assert api.server.flighthub.modeling.quota == api.server.settings.flighthub.quota


def test_a_start_before_the_import_has_ended(api: Api) -> None:
    """A start right after the report is taken, and the model leaves the queue after the import has ended (D30)."""
    token = api.token()
    api.report(token, api.put(token, *"abcde"))
    body = {"resource_uuid": uuid_of(token), "parameter_2d": "{}"}
    uuid = api("POST", "/models/reconstruction/start", body).json()["data"]["model_2d"]["uuid"]

    def status() -> int:
        return int(api("GET", f"/models/{uuid}").json()["data"]["model_status"])

    api.server.advance(seconds=5)
    assert status() == 12
    api.server.advance(seconds=QUICK.plan.waiting + 0.01)
    assert status() == 14


def test_status_answers_differ(api: Api) -> None:
    """Stop answers with empty data, delete of a model with none, so that clients meet both (D14)."""
    token = api.token()
    api.report(token, api.put(token, *"abcde"))
    api.server.advance(seconds=5)
    body = {"resource_uuid": uuid_of(token), "parameter_2d": "{}"}
    job = api("POST", "/models/reconstruction/start", body).json()["data"]["model_2d"]
    assert (job["status"], job["sub_error_code"]) == (12, 0)
    assert api("POST", f"/models/{job['uuid']}/reconstruction/stop").json() == {"code": 0, "message": "", "data": {}}
    assert api("DELETE", f"/models/{job['uuid']}").json() == {"code": 0, "message": ""}
    assert api("GET", "/models/running").json()["data"] == {"list": None}


def test_files_that_are_no_pictures_fail_the_model(api: Api) -> None:
    """The engine finds no picture among the files; the model ends with 8 and an error_code."""
    token = api.token()
    api.report(token, api.put(token, *"abcde"))
    api.server.advance(seconds=5)
    body = {"resource_uuid": uuid_of(token), "parameter_lidar": "{}"}
    job = api("POST", "/models/reconstruction/start", body).json()["data"]["model_lidar"]
    api.server.advance(seconds=5)
    found = api("GET", f"/models/{job['uuid']}").json()["data"]
    assert (found["model_status"], found["error_code"], found["zip_status"]) == (8, 999999, 0)


def test_bad_bodies(api: Api) -> None:
    """A body that is not JSON, not an object, or too deep is a parameter error, never a crash."""
    path = BASE + "/stores/upload_callback"
    headers = {"x-user-token": TOKEN, "content-type": "application/json"}
    for content in (b"{", b"[]", b'"x"', b"[" * 5000, b"\xff", b""):
        answer = api.http.post(path, content=content, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (200, 200610)


def test_the_download_url_is_marked_as_a_guess(api: Api) -> None:
    """The route for zips of open modeling is marked as a guess, and requires the token (D16)."""
    path = "/openapi/v0.1/model/download-url/fh/nothing.zip"
    assert api.http.get(path).status_code == 401
    assert api.http.get(path, headers={"x-user-token": TOKEN}).json()["code"] == 200404
    with emulator(evolve(QUICK, download_url=False)) as without:
        answer = httpx.get(without.url + path, headers={"x-user-token": TOKEN}, trust_env=False)
        assert answer.text == "404 page not found"
