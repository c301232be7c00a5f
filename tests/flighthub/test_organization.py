"""The organization in the client: what is sent, and only once; times, versions of the API, answers without data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import httpx
import pytest
from helpers.fakes import json_reply
from helpers.flighthub import QUICK, TOKEN, emulator
from helpers.scripted_hub import enveloped, hub_over
from helpers.specs.documents import spec
from hypothesis import given, settings
from hypothesis import strategies as st
from meshwright import (
    ConfigurationError,
    ConnectionFailed,
    DownloadFailed,
    FlightHub,
    InputError,
    RetryPolicy,
    RouteRefused,
    SubmissionUnknown,
    TaskFailed,
    UnexpectedResponse,
)
from meshwright.core.wire import Reply, Request
from meshwright.emulator import Emulator
from meshwright.emulator.clock import Clock
from meshwright.emulator.flighthub.objects import StoreError
from meshwright.emulator.flighthub.organization.flights import FlightFault
from meshwright.emulator.flighthub.troubles import STORE
from meshwright_api._runtime import UNSET
from meshwright_api.flighthub.models import Flight, NewMember, Project

P = "00000000-0000-4000-8000-0000000000a1"
FLIGHT: dict[str, Any] = {"name": "f", "sn": "D", "wayline_uuid": "W", "task_type": "immediate"}
CONTROL: dict[str, Any] = {"drone_sn": "A", "payload_index": ["81-0-0"]}
SENT_ONCE: dict[str, dict[str, Any]] = {
    "flights.create": FLIGHT,
    "flights.update_status": {"task_uuid": "T", "status": "restored"},
    "devices.command": {"device_sn": "A", "command": "return_home"},
    "devices.acquire_control": CONTROL,
    "devices.release_control": CONTROL,
    "projects.add_members": {"add_users": [NewMember(user_id="1")]},
    "forwarders.switch": {"converter_id": "C", "auto_push_stream": True},
    "forwarders.delete": {"converter_id": "C"},
    "routes.finish_upload": {"object_key": "k", "name": "r"},
}


def sent(fake: Any) -> list[Request]:
    return list(fake.requests)


def body_of(request: Request) -> Any:
    return None if request.body is None else json.loads(b"".join(request.body))


def perform(hub: FlightHub, operation: str, arguments: dict[str, Any]) -> Any:
    tag, _, verb = operation.partition(".")
    return getattr(getattr(hub, tag), verb)(**arguments)


# ---------------------------------------------------------------------------------------------------- what is sent
@pytest.mark.parametrize("operation", SENT_ONCE)
@pytest.mark.parametrize("lost", [json_reply({}, 503), ConnectionFailed("cut", sent=True)], ids=["503", "cut"])
def test_what_moves_or_changes_is_sent_once(operation: str, lost: Reply | ConnectionFailed) -> None:
    """A POST, PUT or DELETE whose answer is lost is not sent again, and the error is SubmissionUnknown."""

    def answer(_: Request) -> Reply:
        if isinstance(lost, Exception):
            raise lost
        return lost

    hub, fake = hub_over(answer, project_uuid=P, retry=RetryPolicy(attempts=4, first_delay=0.0))
    with pytest.raises(SubmissionUnknown):
        perform(hub, operation, SENT_ONCE[operation])
    assert len(sent(fake)) == 1


def test_reads_and_harmless_calls_are_sent_again() -> None:
    """A GET, and a DELETE of open modeling, are repeated after a 503."""
    replies = iter([json_reply({}, 503), enveloped({"list": None}), json_reply({}, 503), enveloped({})])
    hub, fake = hub_over(lambda _: next(replies), retry=RetryPolicy(attempts=2, first_delay=0.0))
    assert hub.devices.list() == []
    hub.resources.delete("R")
    assert [request.method for request in sent(fake)] == ["GET", "GET", "DELETE", "DELETE"]


def test_a_project_is_needed_where_the_spec_says_so() -> None:
    """Operations of a project are refused without one, before anything is sent; the rest need none."""
    hub, fake = hub_over(lambda _: enveloped({"list": []}))
    assert hub.projects.list() == hub.devices.list() == []
    for operation, arguments in SENT_ONCE.items():
        with pytest.raises(ConfigurationError, match=r"project_uuid=.*Nothing was sent"):
            perform(hub, operation, arguments)
    assert len(sent(fake)) == 2


def test_a_body_with_a_delete_and_a_list_with_commas() -> None:
    """release_control has a body; serial numbers and statuses are one parameter, with commas between them."""
    hub, fake = hub_over(lambda _: enveloped({"list": [], "drone_sn": "A"}), project_uuid=P)
    hub.devices.release_control(**CONTROL)
    hub.devices.hms(device_sn_list=["D", "E"])
    hub.flights.list(sn="D", begin_at=1, end_at=2, status=["executing", "paused"])
    first, second, third = sent(fake)
    assert (first.method, body_of(first)) == ("DELETE", CONTROL)
    assert second.params["device_sn_list"] == "D,E"
    assert third.params["status"] == "executing,paused"
    untyped: Any = hub.devices
    for wrong in ("D", ["D,E"], [""]):
        with pytest.raises(InputError, match="device_sn_list"):
            untyped.hms(device_sn_list=wrong)


# ---------------------------------------------------------------------------------------------------- times
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=ZONES)


@settings(max_examples=50)
@given(MOMENTS)
def test_a_datetime_is_sent_as_seconds(moment: datetime) -> None:
    """A datetime of any time zone is sent as seconds since 1970, in lists too, and answers are read back as it."""
    hub, fake = hub_over(lambda _: enveloped({"task_uuid": "T"}), project_uuid=P)
    later = moment + timedelta(hours=1)
    periods = [[moment, later]]
    hub.flights.create(**{**FLIGHT, "task_type": "continuous"}, begin_at=moment, continuous_task_periods=periods)
    body = body_of(sent(fake)[0])
    seconds = int(moment.timestamp())
    assert (body["begin_at"], body["continuous_task_periods"]) == (seconds, [[seconds, seconds + 3600]])
    shown = Flight(run_at=moment.isoformat()).time_of("run_at")
    assert shown == moment
    assert Project(created_at=seconds * 1000).time_of("created_at") == moment.replace(microsecond=0)


def test_times_that_could_mean_another_hour_are_refused() -> None:
    """A datetime without a zone is refused before anything is sent; an empty time is None, a wrong one an error."""
    hub, fake = hub_over(lambda _: enveloped({"list": []}), project_uuid=P)
    with pytest.raises(InputError, match=r"begin_at: .* has no time zone"):
        hub.flights.list(sn="D", begin_at=datetime(2026, 12, 1), end_at=datetime(2026, 12, 2, tzinfo=UTC))
    assert sent(fake) == []
    assert Flight(run_at="").time_of("run_at") is Flight(run_at=UNSET).time_of("run_at") is None
    for member, wrong in (("run_at", "2026-12-01T00:00:00"), ("run_at", "soon"), ("name", "f")):
        with pytest.raises(ValueError, match=member):
            Flight.from_dict({member: wrong}).time_of(member)


# ---------------------------------------------------------------------------------------------------- answers
@pytest.mark.parametrize("empty", [{"list": None}, {"list": []}, {}, [], None])
def test_every_form_of_nothing_is_an_empty_list(empty: Any) -> None:
    """A list is empty for data that is null, {} or [], and for a list that is."""
    hub, _ = hub_over(lambda _: enveloped(empty), project_uuid=P)
    assert hub.routes.list() == hub.flights.media("T") == hub.projects.list() == []


@pytest.mark.parametrize("data", [{}, None, {"id": "E"}])
def test_an_annotation_may_have_no_id(data: Any) -> None:
    """V1 answers with nothing, V2 with an id."""
    hub, _ = hub_over(lambda _: enveloped(data), project_uuid=P)
    untyped: Any = hub.annotations
    found = untyped.create(name="a", resource={"type": 0, "content": {}})
    assert (found.id or None if found else None) == (data or {}).get("id")


@pytest.mark.parametrize("status", [{}, ["success"], 7])
def test_a_status_of_a_flight_that_is_not_a_text(status: Any) -> None:
    """It ends the wait at once with an error that quotes it."""
    hub, _ = hub_over(lambda _: enveloped({"uuid": "T", "status": status or {"is": "success"}}), project_uuid=P)
    with pytest.raises(UnexpectedResponse, match=r"the status of task T is .*not a text"):
        hub.flights.flight("T").wait()


@pytest.mark.parametrize("counted", ["2", {}, None, [2]])
def test_counts_of_files_that_are_not_numbers(counted: Any) -> None:
    """They do not count: the list of files is asked for until it no longer changes."""
    folder = {"expected_file_count": counted, "uploaded_file_count": 1}
    flight = {"uuid": "T", "status": "success", "folder_info": folder}
    files = {"list": [{"uuid": "F", "name": "a.jpg"}]}
    hub, _ = hub_over(lambda sent: enveloped(files if sent.url.endswith("media") else flight), project_uuid=P)
    assert [file.name for file in hub.flights.flight("T").wait_for_media()] == ["a.jpg"]


@pytest.mark.parametrize("name", [{"list": None}, 1e400, [None], True])
def test_names_of_files_that_are_not_texts(name: Any, tmp_path: Path) -> None:
    """A file with such a name is named as missing, like one without an address."""
    hub, _ = hub_over(lambda _: enveloped({"list": [{"uuid": "F", "name": name}]}), project_uuid=P)
    with pytest.raises(DownloadFailed, match=r"missing .*names no URL"):
        hub.flights.flight("T").download(tmp_path)


@pytest.mark.parametrize("form", [{"operator_account": "me"}, [{"operator_account": "me"}]])
def test_operators_come_in_two_forms(form: Any) -> None:
    """An object of V1 and a list of V2 are read alike (D61)."""
    (operator,) = Flight.from_dict({"operations": form}).operations or ()
    assert operator.operator_account == "me"


# ---------------------------------------------------------------------------------------------------- versions
def test_the_second_version_of_the_api() -> None:
    """V2 has its own prefix, method, paths and member names where the spec says so; all else is as in V1."""
    hub, fake = hub_over(lambda _: enveloped({"list": []}), project_uuid=P, api_version="v2.0")
    hub.devices.command("A", command="return_home")
    hub.forwarders.list()
    hub.forwarders.delete("C")
    hub.flights.media("T")
    hub.models.running()
    shown = [(one.method, one.url.partition("/openapi/")[2], dict(one.params), body_of(one)) for one in sent(fake)]
    assert shown == [
        ("POST", "v2.0/device/A/command", {}, {"device_command": "return_home"}),
        ("GET", "v2.0/stream-converters", {"page": 1, "page_size": 20}, None),
        ("DELETE", "v2.0/stream-converters/C", {}, None),
        ("GET", "v2.0/flight-task/T/media", {}, None),
        ("GET", "v2.0/open_model/models/running", {}, None),
    ]
    with pytest.raises(ConfigurationError, match="api_version"):
        FlightHub(TOKEN, region="eu", api_version="v3")


def test_a_credential_of_v2_is_a_post_that_may_be_repeated() -> None:
    """Access to the store is a POST with an empty body in V2, and is repeated, as it costs nothing."""
    example = spec("flighthub").operation("projects.storage_credential")["responses"]["200"]["content"]
    data = example["application/json"]["examples"]["s3"]["value"]["data"]
    replies = iter([json_reply({}, 503), enveloped(data)])
    retry = RetryPolicy(attempts=2, first_delay=0.0)
    hub, fake = hub_over(lambda _: next(replies), project_uuid=P, api_version="v2.0", retry=retry)
    found = hub.projects.storage_credential()
    assert [(one.method, body_of(one)) for one in sent(fake)] == [("POST", {})] * 2
    assert "EXAMPLE-SECRET" not in repr(found)


# ---------------------------------------------------------------------------------------------------- flights
@pytest.fixture(scope="module")
def flying() -> Iterator[Emulator]:
    """An organization on a fast clock."""
    with emulator(QUICK, clock=Clock(rate=200.0)) as one:
        yield one


@pytest.fixture
def fleet(flying: Emulator) -> Iterator[FlightHub]:
    flying.flighthub.troubles.disarm()
    with FlightHub(TOKEN, base_url=flying.url) as first:
        project = first.projects.list()[0].uuid or ""
    with FlightHub(TOKEN, base_url=flying.url, project_uuid=project, poll_interval=0.05) as client:
        yield client


def dock_of(fleet: FlightHub) -> str:
    gateway = fleet.projects.devices()[0].gateway
    assert gateway
    return gateway.sn or ""


def test_a_flight_is_followed_and_its_photos_are_fetched(fleet: FlightHub, tmp_path: Path) -> None:
    """A create returns a handle: it shows each state, waits for the files, downloads them once, and has the path."""
    route = next(one for one in fleet.routes.list() if one.name == "Patrol")
    flight = fleet.flights.create(**{**FLIGHT, "sn": dock_of(fleet), "wayline_uuid": route.id or ""})
    states: list[Any] = []
    assert flight.wait(on_update=lambda found: states.append(found.status)).status == "success"
    assert states[0] == "executing"
    files = flight.wait_for_media()
    paths = flight.download(tmp_path, suffixes=("jpeg",))
    assert sorted(path.name for path in paths) == sorted(file.name for file in files if file.name)
    assert all(path.read_bytes().startswith(b"\xff\xd8") for path in paths)
    paths[0].write_bytes(b"mine")
    with pytest.raises(DownloadFailed, match="overwrite=True"):
        flight.download(tmp_path)
    assert flight.download(tmp_path, overwrite=True)[0].read_bytes().startswith(b"\xff\xd8")
    track = flight.track().track
    assert track
    times = [point.time_of("timestamp") for point in track.points or ()]
    assert len(times) > 3
    assert times == sorted(times, key=str)


def test_a_flight_that_breaks_off_is_an_error(flying: Emulator, fleet: FlightHub) -> None:
    """A flight that ends badly is TaskFailed, with its last state, unless that is not wanted."""
    flying.flighthub.flights.armed.append(FlightFault("aborts"))
    flight = fleet.flights.create(**{**FLIGHT, "sn": dock_of(fleet), "wayline_uuid": fleet.routes.list()[0].id or ""})
    with pytest.raises(TaskFailed, match=f"flight {flight.id} ended as terminated"):
        flight.wait()
    assert fleet.flights.flight(flight.id).wait(check=False).status == "terminated"


# ---------------------------------------------------------------------------------------------------- routes
def kmz(path: Path, *names: str) -> Path:
    with ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "<kml/>")
    return path


def test_a_file_that_is_not_a_route_is_not_sent(tmp_path: Path) -> None:
    """A file that is missing, not a zip, or without a .wpml file is refused before anything is sent."""
    hub, fake = hub_over(lambda _: enveloped({}), project_uuid=P)
    plain = tmp_path / "a.kmz"
    plain.write_bytes(b"PK no zip")
    for wrong in (tmp_path / "none.kmz", plain, kmz(tmp_path / "b.kmz", "doc.kml"), tmp_path):
        with pytest.raises(InputError, match="nothing was sent"):
            hub.routes.upload(wrong)
    assert sent(fake) == []


def test_a_route_is_uploaded(flying: Emulator, fleet: FlightHub, tmp_path: Path) -> None:
    """The KMZ of a route makes the same route under another name; a store that refuses it makes none."""
    first = fleet.routes.get(fleet.routes.list()[0].id or "")
    path = tmp_path / "copy.kmz"
    path.write_bytes(httpx.get(first.download_url or "").content)
    route = fleet.routes.upload(path)
    second = fleet.routes.get(route.uuid or "")
    assert (second.name, second.wayline_point_nums, second.distance) == (
        "copy",
        first.wayline_point_nums,
        first.distance,
    )
    before = len(fleet.routes.list())
    flying.flighthub.troubles.arm(STORE, StoreError(403, "AccessDenied", "no"))
    with pytest.raises(RouteRefused, match="nothing was reported"):
        fleet.routes.upload(path, name="refused")
    assert len(fleet.routes.list()) == before
