"""FlightHub's organization: devices and whom they obey, a route that is flown, its photos, and the map made of them."""

from __future__ import annotations

import io
from typing import Any
from zipfile import ZipFile

from ...spec.reading import Json
from ..strangers import NOBODY, UNKNOWN
from .flighthub_bench import API, NOT_FOUND, WRONG, FlightHubBench, FlightHubOpener

FOREIGN, OFFLINE, NO_ROUTE, ONE_WAYPOINT = 219014, 213003, 219001, 219019
MINUTE, LONGEST = 60.0, 60
"""Seconds between two looks at a flight, and the most looks."""
STEP = 0.0004
"""Degrees between two waypoints, some 30 to 45 metres."""
PHOTO = """<actionGroup><actionGroupStartIndex>{0}</actionGroupStartIndex><actionGroupEndIndex>{0}</actionGroupEndIndex>
<actionTrigger><actionTriggerType>reachPoint</actionTriggerType></actionTrigger>
<action><actionActuatorFunc>takePhoto</actionActuatorFunc></action></actionGroup>"""


def found_project(bench: FlightHubBench) -> str:
    """Return the uuid of the first project."""
    listed = bench.done("GET", f"{API}/project").get("list") or [{}]
    return str(listed[0].get("uuid", NOBODY))


def _docks(bench: FlightHubBench) -> list[Json]:
    """Choose the first project and return its docks with their aircraft."""
    bench.project = found_project(bench)
    return [row for row in bench.done("GET", f"{API}/project/device").get("list") or () if row.get("gateway")]


def _state(bench: FlightHubBench, sn: str) -> Json:
    found: Json = bench.done("GET", f"{API}/device/{sn}/state").get("device_state") or {}
    return found


def _kmz(points: list[tuple[float, float]]) -> bytes:
    """Return a route through points, longitude and latitude in degrees, with a photo at each."""
    marks = "".join(
        f"<Placemark><Point><coordinates>{longitude},{latitude}</coordinates></Point>"
        f"<executeHeight>60</executeHeight>{PHOTO.format(number)}</Placemark>"
        for number, (longitude, latitude) in enumerate(points)
    )
    out = io.BytesIO()
    with ZipFile(out, "w") as kmz:
        kmz.writestr("wpmz/waylines.wpml", f"<kml><Document><Folder>{marks}</Folder></Document></kml>")
    return out.getvalue()


def _route(bench: FlightHubBench, content: bytes) -> Json:
    """Upload a route with the keys of the project, and return the body of its report."""
    said = bench.done("GET", f"{API}/project/sts-token")
    keys: Json = said.get("credentials") or {}
    token = {
        "cloud_name": said.get("provider"),
        "access_key_id": keys.get("access_key_id"),
        "secret_access_key": keys.get("access_key_secret"),
        "session_token": keys.get("security_token"),
        "region": said.get("region"),
        "cloud_bucket_name": said.get("bucket"),
        "end_point": said.get("endpoint"),
        "store_path": f"{said.get('object_key_prefix')}/{{fileName}}",
    }
    key = f"{said.get('object_key_prefix')}/route.kmz"
    answer = bench.put(token, "", content, key=key)
    bench.expect(answer.status_code == 200, f"a PUT of a route answers {answer.status_code}")
    return {"object_key": key, "name": "route"}


def _flyable(bench: FlightHubBench, dock: str) -> str:
    """Upload a route around a dock and return its uuid."""
    home = _state(bench, dock)
    east, north = float(home.get("longitude", 0)), float(home.get("latitude", 0))
    points = [(east + STEP * column, north + STEP * row) for row, column in ((1, 0), (1, 1), (2, 1))]
    return str(bench.done("POST", f"{API}/wayline/finish-upload", _route(bench, _kmz(points))).get("uuid", NOBODY))


def whole_flight(opened: FlightHubOpener) -> list[str]:
    """Fly a route from its upload to the map of its photos, and look at everything on the way."""
    with opened() as bench:
        pair = _docks(bench)[0]
        dock, drone = pair["gateway"]["sn"], pair["drone"]["sn"]
        route = _flyable(bench, dock)
        listed = [row.get("id") for row in bench.done("GET", f"{API}/wayline").get("list") or ()]
        bench.expect(route in listed, f"the route {route} is not in the list")
        told = bench.done("GET", f"{API}/wayline/{route}")
        bench.expect(told.get("wayline_point_nums") == 3, f"{told.get('wayline_point_nums')} waypoints")
        got = bench.http.get(str(told.get("download_url")))
        bench.expect(got.content[:2] == b"PK", f"the route is downloaded as {got.content[:20]!r}")
        body = {"name": "walk", "sn": dock, "wayline_uuid": route, "task_type": "immediate", "time_zone": "UTC"}
        flight = str(bench.done("POST", f"{API}/flight-task", body).get("task_uuid", NOBODY))
        last = _followed(bench, flight, drone)
        bench.expect(last.get("status") == "success", f"the flight ends as {last.get('status')}")
        _listed(bench, flight, dock)
        bench.advance(10 * MINUTE)
        photos = bench.done("GET", f"{API}/flight-task/{flight}/media").get("list") or []
        bench.expect(len(photos) == 3, f"{len(photos)} photos of 3 waypoints")
        for photo in photos:
            content = bench.http.get(str(photo.get("original_url"))).content
            right = content[:2] == b"\xff\xd8" and len(content) == photo.get("size")
            bench.expect(right, f"{photo.get('name')} has {len(content)} bytes")
        _modeled(bench, last)
        return bench.findings


def _followed(bench: FlightHubBench, flight: str, drone: str) -> Json:
    """Look at a flight, its track and its aircraft until it has ended."""
    said: Json = {}
    lengths: list[int] = []
    for _ in range(LONGEST):
        said = bench.done("GET", f"{API}/flight-task/{flight}")
        track = bench.done("GET", f"{API}/flight-task/{flight}/track").get("track") or {}
        lengths.append(len(track.get("points") or ()))
        _state(bench, drone)
        if said.get("status") not in ("waiting", "executing"):
            break
        bench.advance(MINUTE)
    bench.expect(lengths == sorted(lengths) and lengths[-1] > 0, f"a track of {lengths} points")
    return said


def _listed(bench: FlightHubBench, flight: str, dock: str) -> None:
    now = int(bench.emulator.settings.clock.now())
    span = f"{API}/flight-task/list?sn={dock}&begin_at={now - 86400}&end_at={now}"
    rows = {row.get("uuid"): row for row in bench.done("GET", span).get("list") or ()}
    bench.expect(flight in rows, f"the flight {flight} is not in the list")
    bench.expect(bench.done("GET", f"{span}&status=timeout").get("list") is None, "a list of other flights")


def _modeled(bench: FlightHubBench, flight: Json) -> None:
    """Make a map of a flight's photos on the project's own list; the photos are too few for the engine."""
    folder = (flight.get("folder_info") or {}).get("folder_id")
    body = {
        "name": "walk",
        "task_folder_id": folder,
        "reconstruction_type": ["model_2d"],
        "generate_model_formats": ["ply"],
        "wkt": "",
    }
    made = bench.done("POST", f"{API}/model/create", body)
    rows = [row.get("id") for row in bench.done("GET", f"{API}/model").get("list") or ()]
    bench.expect(made.get("id") in rows, f"the model {made.get('id')} is not in the list")
    told = bench.done("GET", f"{API}/model/{made.get('id')}")
    bench.expect(told.get("id") == made.get("id"), f"the model {told.get('id')} in place of {made.get('id')}")
    bench.call("GET", f"{API}/model/download-url/{made.get('id')}")


def devices(opened: FlightHubOpener) -> list[str]:
    """Read devices, switch what can be switched in a dock, and try what needs an aircraft in flight."""
    with opened(private_cloud=True) as bench:
        pair = _docks(bench)[0]
        dock, drone = pair["gateway"]["sn"], pair["drone"]["sn"]
        bench.done("GET", f"{API}/system_status")
        everywhere = bench.done("GET", f"{API}/device").get("list") or []
        bench.expect(pair["gateway"]["sn"] in [row["gateway"]["sn"] for row in everywhere], "a dock is not listed")
        camera = pair["gateway"]["camera_list"][0]["camera_index"]
        live = {"sn": dock, "camera_index": camera}
        bench.done(
            "POST", f"{API}/device/change-camera", {"sn": dock, "camera_index": camera, "camera_position": "indoor"}
        )
        hms = bench.done("GET", f"{API}/device/hms?device_sn_list={dock},{drone}").get("list") or []
        bench.expect([row.get("device_sn") for row in hms] == [dock, drone], f"HMS of {hms}")
        for path, body in (
            (f"/device/{drone}/command", {"command": "return_home"}),
            ("/device/control", {"drone_sn": drone, "payload_index": ["81-0-0"]}),
        ):
            bench.refuse(WRONG, "POST", f"{API}{path}", body)
        bench.done(
            "POST",
            f"{API}/device/{dock}/rtk",
            {"host": "rtk.example.com", "port": 2101, "account": "a", "password": "b", "mount_point": "c"},
        )
        url = str(bench.done("POST", f"{API}/live-stream/start", live).get("url"))
        bench.expect(bench.http.get(url).status_code == 200, f"the live stream at {url} is not there")
        bench.done("PUT", f"{API}/device/stream/quality", {**live, "quality_type": "adaptive"})
        member = {"add_users": [{"user_id": NOBODY, "role": "project-member"}]}
        bench.done("PUT", f"{API}/project/member", member)
        _forwarders(bench, live)
        content = {
            "type": "Feature",
            "properties": {"color": "#2D8CF0", "clampToGround": True},
            "geometry": {"type": "Point", "coordinates": [9.5, 47.1]},
        }
        mark = {"element_source": 0, "name": "walk", "resource": {"type": 0, "content": content}}
        bench.done("POST", f"{API}/map/element", mark)
        return bench.findings


def _forwarders(bench: FlightHubBench, live: Json) -> None:
    """Make, list, switch and delete a stream forwarder."""
    place = f"{API}/live-stream/converter"
    body = {**live, "converter_name": "walk", "schema": "rtmp", "schema_option": {"url": "rtmp://example.com/live"}}
    id = bench.done("POST", place, body).get("converter_id")
    rows = [row.get("converter_id") for row in bench.done("GET", place).get("list") or ()]
    bench.expect(rows == [id], f"forwarders {rows} in place of {id}")
    bench.refuse(WRONG, "POST", place, body)
    bench.done("PUT", f"{place}/{id}", {"auto_push_stream": True})
    bench.done("DELETE", f"{place}/{id}")
    bench.refuse(NOT_FOUND, "DELETE", f"{place}/{id}")


def in_flight(opened: FlightHubOpener) -> list[str]:
    """Take control of an aircraft in flight, send it commands, and hold a planned flight back."""
    with opened() as bench:
        pair = _docks(bench)[0]
        dock, drone = pair["gateway"]["sn"], pair["drone"]["sn"]
        body = {"name": "walk", "sn": dock, "wayline_uuid": _flyable(bench, dock), "task_type": "immediate"}
        flight = bench.done("POST", f"{API}/flight-task", body).get("task_uuid")
        bench.advance(30.0)
        wanted = {"drone_sn": drone, "payload_index": ["81-0-0"]}
        bench.done("POST", f"{API}/device/control", wanted)
        bench.done("POST", f"{API}/device/change-lens", {"sn": drone, "camera_index": "81-0-0", "lens_type": "zoom"})
        bench.done("DELETE", f"{API}/device/control", wanted)
        for command in ("flighttask_pause", "flighttask_recovery", "return_home"):
            bench.done("POST", f"{API}/device/{dock}/command", {"command": command})
            bench.advance(2.0)
        bench.advance(10 * MINUTE)
        said = bench.done("GET", f"{API}/flight-task/{flight}")
        bench.expect(said.get("status") == "terminated", f"a flight that was sent home ends as {said.get('status')}")
        later = int(bench.emulator.settings.clock.now()) + 3600
        planned = {**body, "task_type": "timed", "begin_at": later}
        held = bench.done("POST", f"{API}/flight-task", planned).get("task_uuid")
        for status in ("suspended", "restored"):
            bench.done("PUT", f"{API}/flight-task/{held}/status", {"status": status})
        return bench.findings


def refusals(opened: FlightHubOpener) -> list[str]:
    """Make calls that the organization refuses: without a project, of other devices and routes, at a wrong time."""
    with opened() as bench:
        pair, *_ = _docks(bench)
        dock = pair["gateway"]["sn"]
        project, others = bench.project, [row["uuid"] for row in bench.done("GET", f"{API}/project")["list"]]
        for bad in ("", NOBODY):
            answer = bench.call("GET", f"{API}/project/device", headers={"x-project-uuid": bad})
            bench.expect(answer.data.get("code") in (WRONG, NOT_FOUND), f"the project {bad!r}: {answer.body[:80]!r}")
        bench.project = others[-1]
        bench.refuse(FOREIGN, "GET", f"{API}/device/{dock}/state")
        bench.project = project
        bench.refuse(FOREIGN, "GET", f"{API}/device/{UNKNOWN['device_sn']}/state")
        body: Json = {"name": "walk", "sn": dock, "wayline_uuid": NOBODY, "task_type": "immediate"}
        bench.refuse(NO_ROUTE, "POST", f"{API}/flight-task", body)
        bench.refuse(NOT_FOUND, "GET", f"{API}/flight-task/{NOBODY}")
        bench.refuse(NOT_FOUND, "GET", f"{API}/wayline/{NOBODY}")
        home = _state(bench, dock)
        one = _kmz([(float(home.get("longitude", 0)), float(home.get("latitude", 0)))])
        report = _route(bench, one)
        single = bench.done("POST", f"{API}/wayline/finish-upload", report).get("uuid")
        bench.refuse(ONE_WAYPOINT, "POST", f"{API}/flight-task", {**body, "wayline_uuid": single})
        bench.refuse(WRONG, "POST", f"{API}/wayline/finish-upload", _route(bench, b"not a zip"))
        route = _flyable(bench, dock)
        late = {**body, "wayline_uuid": route, "task_type": "timed", "begin_at": 1}
        bench.refuse(WRONG, "POST", f"{API}/flight-task", late)
        many = ",".join(f"SN{number}" for number in range(1001))
        bench.refuse(WRONG, "GET", f"{API}/device/hms?device_sn_list={many}")
        found = bench.findings
        for path in ("/live-stream/converter", f"/live-stream/converter/{NOBODY}"):
            _no_forwarders(bench, API + path)
    return found


def _no_forwarders(bench: FlightHubBench, path: str) -> None:
    """The public cloud has no forwarders."""
    for method, operation in bench.oracle.expectations.at(path).items():
        body: Any = {} if operation.body is not None else None
        answer = bench.call(method, path, body)
        bench.expect(answer.status == 404, f"{answer}: the public cloud has forwarders")


FLIGHTS = (whole_flight, devices, in_flight, refusals)
