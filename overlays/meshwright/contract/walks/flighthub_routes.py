"""FlightHub's routes: one that is uploaded and flown, and what is not a route."""

from __future__ import annotations

import io
from zipfile import ZipFile

from ...spec.reading import Json
from ..strangers import NOBODY, UNKNOWN
from .flighthub_bench import API, NOT_FOUND, WRONG, FlightHubOpener
from .flighthub_organization import Organization

FOREIGN, ONE_WAYPOINT, BEYOND_THE_FENCE = 219014, 219019, 219020
MINUTE, LONGEST = 60, 60
"""Seconds between two looks at a flight, and the most looks."""
METRES = 111_195.0
"""Along a degree of a meridian."""
STEP = 0.0004
"""Degrees between two waypoints, some 30 to 45 metres."""
PHOTO = """<actionGroup><actionGroupStartIndex>{0}</actionGroupStartIndex><actionGroupEndIndex>{0}</actionGroupEndIndex>
<actionTrigger><actionTriggerType>reachPoint</actionTriggerType></actionTrigger>
<action><actionActuatorFunc>takePhoto</actionActuatorFunc></action></actionGroup>"""


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


def _uploaded(ours: Organization, content: bytes) -> Json:
    """Upload a route with the keys of the project, and return the body of its report."""
    said = ours.done("GET", "/project/sts-token")
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
    answer = ours.bench.put(token, "", content, key=key)
    ours.bench.expect(answer.status_code == 200, f"a PUT of a route answers {answer.status_code}")
    return {"object_key": key, "name": "route"}


def _around(ours: Organization, *steps: tuple[int, int]) -> bytes:
    """Return a route with waypoints so many steps north and east of the dock."""
    home = ours.done("GET", f"/device/{ours.dock}/state")["device_state"]
    return _kmz([(home["longitude"] + STEP * east, home["latitude"] + STEP * north) for north, east in steps])


def a_route(opened: FlightHubOpener) -> list[str]:
    """Upload a route, fly it, look at the aircraft on the way, and fetch the photo of each waypoint."""
    with opened() as bench:
        ours = Organization(bench)
        content = _around(ours, (1, 0), (1, 1), (2, 1))
        ours.route = str(ours.done("POST", "/wayline/finish-upload", _uploaded(ours, content)).get("uuid"))
        listed = [row.get("id") for row in ours.done("GET", "/wayline").get("list") or ()]
        bench.expect(ours.route in listed, f"the route {ours.route} is not among {listed}")
        told = ours.done("GET", f"/wayline/{ours.route}")
        bench.expect(told.get("wayline_point_nums") == 3, f"{told.get('wayline_point_nums')} waypoints")
        bench.expect(bench.http.get(str(told.get("download_url"))).content == content, "the route was changed")
        bench.expect(told.get("update_time") == ours.now * 1000, f"a route of now is of {told.get('update_time')}")
        flight = ours.fly()
        _followed(ours, flight)
        bench.advance(10 * MINUTE)
        photos = ours.done("GET", f"/flight-task/{flight}/media").get("list") or []
        bench.expect(len(photos) == 3, f"{len(photos)} photos of 3 waypoints")
        for photo in photos:
            picture = bench.http.get(str(photo.get("original_url"))).content
            right = picture[:2] == b"\xff\xd8" and len(picture) == photo.get("size")
            bench.expect(right, f"{photo.get('name')} has {len(picture)} bytes")
        return bench.findings


def _followed(ours: Organization, flight: str) -> None:
    """Look at a flight, its track and its aircraft until it has ended."""
    lengths: list[int] = []
    status = ""
    for _ in range(LONGEST):
        status = ours.status(flight)
        track = ours.done("GET", f"/flight-task/{flight}/track").get("track") or {}
        lengths.append(len(track.get("points") or ()))
        ours.done("GET", f"/device/{ours.aircraft}/state")
        if status not in ("waiting", "executing"):
            break
        ours.bench.advance(MINUTE)
    ours.bench.expect(status == "success", f"the flight ends as {status}")
    ours.bench.expect(lengths[-1] > 0, f"a track of {lengths} points")


def bad_routes(opened: FlightHubOpener) -> list[str]:
    """Upload what is not a route, and one of a single waypoint; name what does not exist; ask the public cloud."""
    with opened() as bench:
        ours = Organization(bench)
        report = _uploaded(ours, b"not a zip")
        for key in (report["object_key"], f"{report['object_key']}.none"):
            ours.refuse(WRONG, "POST", "/wayline/finish-upload", {**report, "object_key": key})
        single = ours.done("POST", "/wayline/finish-upload", _uploaded(ours, _around(ours, (1, 0)))).get("uuid")
        ours.refuse(ONE_WAYPOINT, "POST", "/flight-task", ours.flight(wayline_uuid=single))
        ours.refuse(FOREIGN, "GET", f"/device/{UNKNOWN['device_sn']}/state")
        for path in (f"/flight-task/{NOBODY}", f"/wayline/{NOBODY}", f"/model/{UNKNOWN['model_id']}"):
            ours.refuse(NOT_FOUND, "GET", path)
        many = ",".join(f"SN{number}" for number in range(1001))
        ours.refuse(WRONG, "GET", f"/device/hms?device_sn_list={many}")
        for path in ("/live-stream/converter", f"/live-stream/converter/{NOBODY}"):
            for method, operation in bench.oracle.expectations.at(API + path).items():
                answer = bench.call(method, API + path, None if operation.body is None else {})
                bench.expect(answer.status == 404, f"{answer}: the public cloud has forwarders")
        return bench.findings


AIRCRAFT = """<missionConfig>
<droneInfo><droneEnumValue>99</droneEnumValue>{0}</droneInfo>
<payloadInfo><payloadEnumValue>89</payloadEnumValue></payloadInfo>
</missionConfig>"""
TEMPLATES = """<kml><Folder><templateType>mapping2d</templateType></Folder>
<Folder><templateType>waypoint</templateType></Folder></kml>"""
SERIES = """<actionGroup><actionGroupStartIndex>0</actionGroupStartIndex><actionGroupEndIndex>{0}</actionGroupEndIndex>
<actionTrigger><actionTriggerType>{1}</actionTriggerType><actionTriggerParam>{2}</actionTriggerParam></actionTrigger>
<action><actionActuatorFunc>{3}</actionActuatorFunc><gimbalPitchRotateAngle>-45</gimbalPitchRotateAngle></action>
</actionGroup>"""


def placemark(place: str, height: str = "60", more: str = "") -> str:
    """Return a waypoint of a route, without a Point if the place is empty."""
    point = f"<Point><coordinates>{place}</coordinates></Point>" if place else ""
    return f"<Placemark>{point}<executeHeight>{height}</executeHeight>{more}</Placemark>"


def kmz_of(
    *folders: str, config: str = "", template: str = "", before: str = "", name: str = "wpmz/waylines.wpml"
) -> bytes:
    """Return a KMZ with such folders; ``before`` is written before the XML."""
    out = io.BytesIO()
    with ZipFile(out, "w") as kmz:
        if template:
            kmz.writestr("wpmz/template.kml", template)
        written = "".join(f"<Folder>{folder}</Folder>" for folder in folders)
        kmz.writestr(name, f"{before}<kml><Document>{config}{written}</Document></kml>")
    return out.getvalue()


def route_files(opened: FlightHubOpener) -> list[str]:
    """Upload routes whose files name an aircraft, templates and series of photos, and files that are not routes."""
    with opened() as bench:
        ours = Organization(bench)
        home = ours.state(ours.dock)
        east, north = home["longitude"], home["latitude"]
        here, there = f"{east},{north + STEP}", f"{east},{north + 4 * STEP},0"  # 133 m
        for sub_type, written in ((0, ""), (2, "<droneSubEnumValue>2</droneSubEnumValue>")):
            config = AIRCRAFT.format(written)
            content = kmz_of(placemark(here) + placemark(there), placemark(here), config=config, template=TEMPLATES)
            told = added(ours, content)
            seen = told["device_model_key"], told["payload_information"][0]["type"], told["template_types"]
            bench.expect(
                seen == (f"0-99-{sub_type}", "89", ["mapping_2d", "waypoint"]), f"a route is described as {seen}"
            )
            size = told["size"], told["wayline_point_nums"], round(told["distance"] / 10)
            bench.expect(size == (len(content), 3, 27), f"a route has the sizes {size}")
        for last, kind, every, action, count in (
            (1, "multipleDistance", 20, "takePhoto", 7),
            (2, "multipleDistance", 20, "takePhoto", 14),  # there and back without a gap
            (1, "multipleTiming", 1, "orientedShoot", 14),
            (1, "multipleDistance", 20, "hover", 0),
            (1, "reachPoint", "", "takePhoto", 1),
        ):
            series = SERIES.format(last, kind, every, action)
            marks = placemark(here, "60", series) + placemark(there) + placemark(here)
            ours.route = added(ours, kmz_of(marks))["id"]
            task = ours.fly()
            bench.advance(3600)
            folder = ours.done("GET", f"/flight-task/{task}")["folder_info"]
            bench.expect(
                folder["expected_file_count"] == count, f"{last} {kind} {every} {action}: {folder}, not {count} photos"
            )
        two = placemark(here) + placemark(there)
        for content in (
            kmz_of(two, name="wpmz/other.wpml"),
            kmz_of(""),
            kmz_of(two, placemark("")),
            kmz_of(two + placemark("9.5")),
            kmz_of(two + placemark("east,north")),
            kmz_of(two + placemark(f"180.1,{north}")),
            kmz_of(two + placemark(f"{east},90")),
            kmz_of(two + placemark(here, "")),
            kmz_of(two + placemark(here, "9001")),
            kmz_of(two + placemark(here, "60", SERIES.format(3, "reachPoint", "", "takePhoto"))),
            kmz_of(two + placemark(here, "60", SERIES.format(1, "multipleTiming", "0", "takePhoto"))),
            kmz_of(two, before="<!DOCTYPE kml>"),
            kmz_of(f"{two}<"),
        ):
            ours.refuse(WRONG, "POST", "/wayline/finish-upload", _uploaded(ours, content))
        return bench.findings


def added(ours: Organization, content: bytes) -> Json:
    """Upload a route and return its description."""
    uuid = ours.done("POST", "/wayline/finish-upload", _uploaded(ours, content)).get("uuid")
    return ours.done("GET", f"/wayline/{uuid}")


def fences(opened: FlightHubOpener) -> list[str]:
    """Ask for flights up to the fence of a dock and beyond it, and for landings and returns elsewhere."""
    with opened() as bench:
        ours = Organization(bench)
        home = ours.state(ours.dock)
        spots = [f"{home['longitude']},{home['latitude'] + north / METRES}" for north in (100, 2499, 2501)]
        for ends, height, good in ((1, "60", True), (1, "500", True), (1, "501", False), (2, "60", False)):
            route = added(ours, kmz_of(placemark(spots[0]) + placemark(spots[ends], height)))["id"]
            body = ours.flight(wayline_uuid=route, task_type="timed", begin_at=ours.now + MINUTE)
            if good:
                ours.done("POST", "/flight-task", body)
            else:
                ours.refuse(BEYOND_THE_FENCE, "POST", "/flight-task", body)
        for more, good in (
            ({"rth_altitude": 1500}, True),
            ({"rth_altitude": 1501}, False),
            ({"landing_dock_sn": ours.dock}, True),
            ({"landing_dock_sn": "another"}, False),
        ):
            body = ours.flight(task_type="timed", begin_at=ours.now + MINUTE, **more)
            if good:
                ours.done("POST", "/flight-task", body)
            else:
                ours.refuse(WRONG, "POST", "/flight-task", body)
        return bench.findings


ROUTES = (a_route, bad_routes, route_files, fences)
