"""FlightHub's flights as they are flown: along their route, by command, and by what docks and aircraft report."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from xml.etree import ElementTree
from zipfile import ZipFile

from ...spec.reading import Json
from .flighthub_bench import WRONG, FlightHubOpener
from .flighthub_organization import NOT_OF_THE_PROJECT, Organization
from .flighthub_routes import STEP, added, kmz_of, placemark

Point = tuple[float, float, float]
"""Degrees east and north, and metres up."""
METRES = 111_195.0
"""Along a degree of a meridian."""
NEAR, FASTEST = 12.0, 20.0
"""Metres from a waypoint at which a track that has a point every two seconds passes it; metres a second."""
SECURITY, STEEPEST = 20.0, 6.0
"""Metres above the dock before an aircraft leaves it, if a route does not state others; metres a second up or down."""
IDLE, IN_TASK, NOT_CONNECTED, TAKES_OFF, ON_ROUTE, RETURNS, LANDS = 0, 4, 14, 4, 5, 9, 10
"""Mode codes: the first two of a dock, the others of an aircraft."""


def metres(one: Point, two: Point) -> float:
    """Return the distance of two places near each other."""
    east = (two[0] - one[0]) * math.cos(math.radians(one[1]))
    return math.hypot(east * METRES, (two[1] - one[1]) * METRES, two[2] - one[2])


def _length(points: Sequence[Point]) -> float:
    return sum(metres(one, two) for one, two in pairwise(points))


def _place(of: Json) -> Point:
    return float(of["longitude"]), float(of["latitude"]), float(of["height"])


def _seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def _waypoints(content: bytes) -> Iterator[tuple[Point, int]]:
    """Yield the waypoints of a KMZ whose heights count from the dock, and how many photos are taken at each."""
    with ZipFile(io.BytesIO(content)) as kmz:
        root = ElementTree.fromstring(kmz.read("wpmz/waylines.wpml"))
    for mark in root.findall(".//{*}Placemark"):
        texts = {node.tag.rpartition("}")[2]: node.text or "" for node in mark.iter()}
        east, north = texts["coordinates"].split(",")[:2]
        photos = sum(node.text == "takePhoto" for node in mark.findall(".//{*}actionActuatorFunc"))
        yield (float(east), float(north), float(texts["executeHeight"])), photos


def own_routes(opened: FlightHubOpener) -> list[str]:
    """Fetch the routes that a project has and one with steps, fly each, and compare path and photos with the file."""
    with opened() as bench:
        ours = Organization(bench)
        home = _place(ours.state(ours.dock))
        steps = ((2, "3"), (5, "40"), (9, "10"))
        written = (placemark(f"{home[0]},{home[1] + STEP * north}", height) for north, height in steps)
        added(ours, kmz_of("".join(written)))
        for row in ours.done("GET", "/wayline")["list"]:
            told = ours.done("GET", f"/wayline/{row['id']}")
            content = bench.http.get(str(told["download_url"])).content
            marks = [((east, north, home[2] + up), photos) for (east, north, up), photos in _waypoints(content)]
            spots = [spot for spot, _ in marks]
            bench.expect(told["size"] == len(content), f"a route of {len(content)} bytes has the size {told['size']}")
            bench.expect(told["wayline_point_nums"] == len(marks), f"{told['wayline_point_nums']} waypoints")
            right = abs(told["distance"] - _length(spots)) <= 0.02 * told["distance"]
            bench.expect(right, f"a route of {_length(spots):.0f} m has the distance {told['distance']}")
            ours.route = str(row["id"])
            task = ours.fly()
            bench.advance(3600)
            points = ours.done("GET", f"/flight-task/{task}/track")["track"]["points"]
            _passes(ours, points, [home, *spots, home])
            _photographed(ours, task, points, marks)
            bench.advance(3600)
        return bench.findings


def _passes(ours: Organization, points: Sequence[Json], spots: Sequence[Point]) -> None:
    """Note a path that does not pass these places in their order, goes below the dock, or is too fast."""
    left = iter(points)
    for number, spot in enumerate(spots):
        near = any(metres(_place(point), spot) <= NEAR for point in left)
        ours.bench.expect(near, f"a flight does not pass place {number} of {len(spots)} in its order")
    first = next((number for number, point in enumerate(points) if metres(_place(point), spots[1]) <= NEAR), 0)
    highest = max(float(point["height"]) for point in points[: first + 1])
    most = max(spots[1][2], spots[0][2] + SECURITY) + 1
    ours.bench.expect(highest <= most, f"on the way to its first waypoint a flight is at {highest} m")
    lowest = min(float(point["height"]) for point in points)
    ours.bench.expect(lowest > spots[0][2] - 1, f"a flight is at {lowest} m, its dock at {spots[0][2]} m")
    for one, two in pairwise(points):
        speed = metres(_place(one), _place(two)) / max(0.001, (two["timestamp"] - one["timestamp"]) / 1000)
        if (
            speed > FASTEST
            or abs(two["height"] - one["height"]) > STEEPEST * (two["timestamp"] - one["timestamp"]) / 1000
        ):
            ours.bench.expect(False, f"a path goes on with {speed:.0f} m/s, from {one} to {two}")
            break


def _photographed(ours: Organization, task: str, points: Sequence[Json], marks: Sequence[tuple[Point, int]]) -> None:
    """Note photos that were not taken at the waypoints of the route that take some."""
    wanted = [spot for spot, photos in marks for _ in range(photos)]
    files = ours.done("GET", f"/flight-task/{task}/media")["list"] or []
    ours.bench.expect(len(files) == len(wanted), f"{len(files)} photos in place of {len(wanted)}")
    moments = {file["create_at"] for file in files}
    ours.bench.expect(len(moments) == len(files), f"photos at {len(files)} places are of {len(moments)} moments")
    for file, spot in zip(files, wanted, strict=False):
        taken = _seconds(file["create_at"]) * 1000
        point = min(points, key=lambda one: abs(one["timestamp"] - taken))
        away = metres(_place(point), spot)
        ours.bench.expect(away <= 2 * NEAR, f"a photo was taken {away:.0f} m from its waypoint")
        paths = {str(file[name]).partition("?")[0] for name in ("preview_url", "original_url")}
        preview = "preview" in str(file["preview_url"]) and "preview" not in str(file["original_url"])
        ours.bench.expect(len(paths) == 2 and preview, f"a photo and its preview have the addresses {paths}")


def telemetry(opened: FlightHubOpener) -> list[str]:
    """Look at a dock, its aircraft and the item of the list every few seconds, from take-off until all is uploaded."""
    with opened() as bench:
        ours = Organization(bench)
        ours.route = str(ours.done("GET", "/wayline")["list"][-1]["id"])
        began, task = ours.now, ours.fly()
        modes: list[int] = []
        batteries, waypoints = [100.0], [0]
        for _ in range(200):
            bench.advance(5)
            row, dock, aircraft = ours.listed(task), ours.state(ours.dock), ours.state(ours.aircraft)
            if row["status"] != "executing":
                break
            modes.append(int(aircraft["mode_code"]))
            batteries.append(float(aircraft["battery"]["capacity_percent"]))
            waypoints.append(int(row["current_waypoint_index"]))
            bench.expect(dock["mode_code"] == IN_TASK, f"a dock whose aircraft flies has the mode {dock['mode_code']}")
            seen = (row["run_at"] and _seconds(row["run_at"]), row["completed_at"], row["media_upload_status"])
            bench.expect(seen == (began, "", "to_upload"), f"a flight in the air shows {seen}")
            points = ours.done("GET", f"/flight-task/{task}/track")["track"]["points"]
            if points:
                away = metres(_place(aircraft), _place(points[-1]))
                bench.expect(away <= 2 * FASTEST, f"an aircraft is {away:.0f} m from the end of its track")
        order = list(dict.fromkeys(modes[1:]))
        bench.expect(order == [TAKES_OFF, ON_ROUTE, RETURNS, LANDS], f"an aircraft goes through the modes {order}")
        for name, values in (("waypoint", waypoints), ("discharge", [-one for one in batteries])):
            bench.expect(values == sorted(values), f"the {name} goes backwards: {values}")
        bench.expect(
            waypoints[-1] == ours.listed(task)["total_waypoints"], f"a flight ends at waypoint {waypoints[-1]}"
        )
        _in_the_dock(ours, task, batteries[-1])
        return bench.findings


def _in_the_dock(ours: Organization, task: str, battery: float) -> None:
    """Note what is wrong after a landing: the modes, the battery that charges, the photos that come one by one."""
    bench = ours.bench
    modes = ours.state(ours.dock)["mode_code"], ours.state(ours.aircraft)["mode_code"]
    bench.expect(modes == (IDLE, NOT_CONNECTED), f"after a landing the modes are {modes}")
    said = ours.listed(task)["media_upload_status"]
    bench.expect(said == "uploading", f"just after a landing the photos are {said}")
    counts: list[int] = []
    charges = [battery]
    for seconds in (0, 2, 60, 600, 7200):
        bench.advance(seconds)
        counted = ours.done("GET", f"/flight-task/{task}")["folder_info"]
        counts.append(int(counted["uploaded_file_count"]))
        files = ours.done("GET", f"/flight-task/{task}/media")["list"] or []
        bench.expect(len(files) == counts[-1], f"{len(files)} photos are listed and {counts[-1]} counted")
        charges.append(float(ours.state(ours.aircraft)["battery"]["capacity_percent"]))
    bench.expect(0 < counts[1] - counts[0] <= 3, f"photos come in the numbers {counts}")
    bench.expect(counts[-1] == counted["expected_file_count"], f"{counts[-1]} photos of {counted}")
    bench.expect(charges == sorted(charges), f"a battery in its dock goes {charges}")
    bench.expect(charges[1] - charges[0] < 2 and charges[-1] == 100, f"a battery charges as {charges}")
    bench.expect("media_upload_status" not in ours.listed(task), "photos that are uploaded have a status")


def commands(opened: FlightHubOpener) -> list[str]:
    """Send commands to one of two aircraft in the air: pause, go on, return, and return after all."""
    with opened() as bench:
        ours = Organization(bench)
        docks = [str(pair["gateway"]["sn"]) for pair in ours.done("GET", "/project/device")["list"]]
        foreign = {"x-project-uuid": ours.projects[1]}

        def send(command: str, *, good: bool = True) -> None:
            place, body = f"/device/{ours.aircraft}/command", {"command": command}
            if good:
                ours.done("POST", place, body)
            else:
                ours.refuse(WRONG, "POST", place, body)

        one, other = ours.fly(), ours.fly(sn=docks[1])
        for command in ("flighttask_pause", "flighttask_recovery", "return_home", "return_home_cancel"):
            send(command, good=False)  # the dock is still opening
        bench.advance(40)
        ours.refuse(NOT_OF_THE_PROJECT, "POST", f"/device/{ours.aircraft}/command", {"command": "return_home"}, foreign)
        send("flighttask_recovery", good=False)
        send("return_home_cancel", good=False)
        send("flighttask_pause")
        held = _place(ours.state(ours.aircraft))
        bench.advance(30)
        moved = metres(held, _place(ours.state(ours.aircraft)))
        bench.expect(moved < 0.5, f"an aircraft that waits moves {moved:.0f} m")
        bench.expect((ours.status(one), ours.status(other)) == ("paused", "executing"), "another flight is paused")
        send("flighttask_pause", good=False)
        send("flighttask_recovery")
        bench.advance(4)
        moved = metres(held, _place(ours.state(ours.aircraft)))
        bench.expect(1 < moved <= 4 * FASTEST, f"4 s after it went on an aircraft is {moved:.0f} m away")
        send("return_home")
        bench.advance(2)
        bench.expect(ours.state(ours.aircraft)["mode_code"] == RETURNS, "an aircraft does not return")
        send("return_home", good=False)
        send("return_home_cancel")
        bench.expect(
            ours.status(one) == "paused", f"after a return that was cancelled the flight is {ours.status(one)}"
        )
        send("flighttask_recovery")
        bench.advance(20)
        send("return_specific_home")
        bench.advance(3600)
        send("return_home", good=False)
        _ended(ours, one, other, docks[1])
        return bench.findings


def _ended(ours: Organization, one: str, other: str, dock: str) -> None:
    """Note what is wrong with a flight that was called back, and with one that was not."""
    bench, back = ours.bench, ours.listed(one)
    ours.dock = dock
    whole = ours.listed(other)
    bench.expect((back["status"], whole["status"]) == ("terminated", "success"), f"{back['status']}, {whole['status']}")
    bench.expect(whole["exceptions"] is None and back["exceptions"] is not None, f"exceptions {whole['exceptions']}")
    happened = (back["exceptions"] or {}).get("happen_at")
    bench.expect(happened == back["completed_at"] != "", f"a flight that ends at {back['completed_at']}: {happened}")
    bench.expect(back["current_waypoint_index"] < back["total_waypoints"], "a flight that broke off is at its end")


COURSES = (own_routes, telemetry, commands)
