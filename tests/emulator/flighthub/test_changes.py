"""Change the emulated FlightHub while it runs, and what only HTTP shows of its organization."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from attrs import define, evolve
from helpers.flighthub import QUICK, TOKEN, emulator, plain_s3
from helpers.organizations import NOON
from meshwright import Credential
from meshwright.emulator import Clock, Emulator
from PIL import Image

PREFIX = "/openapi/v0.1"


@define
class Http:
    """Raw calls in the first project of an emulator whose clock stands still."""

    server: Emulator
    client: httpx.Client

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        return self.client.request(method, PREFIX + path, json=body, headers=headers)

    def change(self, **wanted: Any) -> httpx.Response:
        return self.client.post("/_emulator/services/flighthub", json=wanted)

    @property
    def dock(self) -> Any:
        """The first dock."""
        return next(iter(self.server.flighthub.organization.docks.values()))


@pytest.fixture
def http() -> Iterator[Http]:
    with emulator(evolve(QUICK), clock=Clock(rate=0, epoch=NOON)) as server:
        project = next(iter(server.flighthub.organization.projects))
        headers = {"x-user-token": TOKEN, "x-project-uuid": project}
        with httpx.Client(base_url=server.url, headers=headers, trust_env=False, timeout=60) as client:
            yield Http(server, client)


def test_forwarders_exist_on_a_private_cloud_only(http: Http) -> None:
    """Their paths are a bare 404 until the private cloud is switched on, which an admin call does (D37)."""
    assert (http("GET", "/live-stream/converter").status_code, http("GET", "/live-stream/converter").text) == (
        404,
        "404 page not found",
    )
    assert http.change(private_cloud=True).json()["private_cloud"] is True
    assert http("GET", "/live-stream/converter").json() == {"code": 0, "message": "", "data": {"list": None}}


def test_changes(http: Http) -> None:
    """Cloud, scenarios, samples, offline docks, faults of flights and failing calls change at once; the state names
    them.
    """
    wanted = {
        "cloud": "ali",
        "scenario": "failed",
        "scenarios": {"3d": "zip_failed"},
        "hms": False,
        "flight_faults": 0.5,
        "offline_docks": [http.dock.callsign],
        "failures": ["system.status:200500:2"],
    }
    found = http.change(**wanted).json()
    assert found == {**{name: wanted[name] for name in wanted if name != "failures"}, "private_cloud": False} | {
        "offline_docks": [http.dock.sn]
    }
    assert http.server.state()["flighthub"]["settings"] == found
    assert [http("GET", "/system_status").json()["code"] for _ in range(3)] == [200500, 200500, 0]
    token = http("POST", "/open_model/stores/obtain_token").json()["data"]
    assert (token["cloud_name"], token["access_key_id"][:4]) == ("ali", "STS.")
    assert http.server.flighthub.own.scenario_of("2d") == "failed"
    assert not http.dock.online
    assert http.change(offline_docks=[]).json()["offline_docks"] == []
    assert http.dock.online
    assert QUICK.cloud == "aws"


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"colour": "red"}, "'colour' is not a setting"),
        ({"scenario": "sunny"}, "is not one of normal, "),
        ({"scenarios": {"4d": "failed"}}, "an object with members of 2d, 3d, 3dgs, lidar"),
        ({"private_cloud": 1}, "true or false"),
        ({"cloud": ""}, "must be a string"),
        ({"flight_faults": 2}, "a number from 0 to 1"),
        ({"offline_docks": ["Dock Nowhere"]}, "there is no dock 'Dock Nowhere'; the docks are Dock North"),
        ({"failures": ["models.start"]}, "is not operation:code"),
        ({"hms": False, "scenario": "sunny"}, "is not one of"),
    ],
)
def test_changes_that_are_refused(http: Http, wanted: dict[str, Any], words: str) -> None:
    """A wrong change is refused with its reason, and nothing changes."""
    before = http.server.state()["flighthub"]["settings"]
    answer = http.change(**wanted)
    assert answer.status_code == 400
    assert words in answer.json()["message"]
    assert http.server.state()["flighthub"]["settings"] == before


def test_services_without_settings(http: Http) -> None:
    """Meshy has none that an admin call changes, and an unknown service is named."""
    for service, words in (("meshy", "no setting"), ("other", "there is no service 'other'")):
        answer = http.client.post(f"/_emulator/services/{service}", json={"a": 1})
        assert (answer.status_code, words in answer.json()["message"]) == (400, True)


def test_a_live_stream_is_a_still_picture(http: Http) -> None:
    """The address gives a JPEG that is marked as emulated, of a dock and of an aircraft in flight, until it expires
    (D35).
    """
    project, sn = http.client.headers["x-project-uuid"], http.dock.aircraft.sn
    route = http.server.flighthub.routes.of(http.server.flighthub.organization.projects[project])[0].uuid
    flight = {"name": "f", "sn": http.dock.sn, "wayline_uuid": route, "task_type": "immediate"}
    assert http("POST", "/flight-task", flight).json()["code"] == 0
    http.server.advance(seconds=60)
    for body in ({"sn": http.dock.sn, "camera_index": "165-0-7"}, {"sn": sn, "camera_index": "81-0-0"}):
        stream = http("POST", "/live-stream/start", {**body, "video_expire": 60}).json()["data"]
        assert stream["expire_ts"] == int(http.server.settings.clock.now()) + 60
        with Image.open(io.BytesIO(http.client.get(stream["url"]).content)) as picture:
            assert (picture.format, picture.size) == ("JPEG", (640, 360))
        assert http.client.get(stream["url"].replace("165", "166").replace("81-0-0", "82-0-0")).status_code == 403
    http.server.advance(seconds=61)
    assert http.client.get(stream["url"]).status_code == 403


def test_project_keys(http: Http) -> None:
    """Keys of a project write below its prefix, which a route is read from, and for 15 minutes."""
    data = http("GET", "/project/sts-token").json()["data"]
    keys = data["credentials"]
    assert (data["provider"], keys["expire"]) == ("aws", 900)
    credential = Credential(
        cloud_name="aws",
        bucket=data["bucket"],
        store_path=data["object_key_prefix"],
        expires=0,
        region=data["region"],
        endpoint=data["endpoint"],
        access_key_id=keys["access_key_id"],
        secret_access_key=keys["access_key_secret"],
        session_token=keys["security_token"],
        callback_param="",
    )
    client = plain_s3(credential)
    client.put_object(Bucket=data["bucket"], Key=credential.key_for("route.kmz"), Body=b"not a route")
    finish = {"object_key": credential.key_for("route.kmz"), "name": "route"}
    assert http("POST", "/wayline/finish-upload", finish).json()["code"] == 200610
    with pytest.raises(Exception, match="AccessDenied"):
        client.put_object(Bucket=data["bucket"], Key=f"{data['object_key_prefix']}x/a.kmz", Body=b"x")
    http.server.advance(seconds=901)
    with pytest.raises(Exception, match="ExpiredToken"):
        client.put_object(Bucket=data["bucket"], Key=credential.key_for("a.kmz"), Body=b"x")
    client.close()


def test_calls_without_a_project(http: Http) -> None:
    """A call that needs a project is refused without the header, and with that of an unknown project (D32)."""
    for project, code in (("", 200610), ("00000000-0000-4000-8000-0000000000ff", 200404)):
        assert http("GET", "/project/device", **{"x-project-uuid": project}).json()["code"] == code
    assert http("GET", "/device", **{"x-project-uuid": ""}).json()["code"] == 0
