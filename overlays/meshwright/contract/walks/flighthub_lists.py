"""Walks of FlightHub's organization that ask the same thing in many ways: lists with filters, switches, two pilots."""

from __future__ import annotations

from collections.abc import Sequence

from ...spec.reading import Json
from .flighthub_bench import API, NOT_FOUND, WRONG, FlightHubBench, FlightHubOpener
from .flighthub_organization import DAY, OFFLINE, RTK, Organization


def projects(opened: FlightHubOpener) -> list[str]:
    """List projects by name, order and page, and take keys for the files of one, in each cloud."""
    found: list[str] = []
    for cloud, provider in (("aws", "aws"), ("ali", "ali"), ("gcp", "aws")):
        with opened(cloud=cloud) as bench:
            whole = _names(bench, "")
            first, second = whole
            for query, wanted in (
                (f"q={first.upper()[:3]}", [first]),
                ("q=no+such+project", []),
                ("sort_column=name&sort_type=ASC", sorted(whole)),
                ("sort_column=name&sort_type=DESC", sorted(whole, reverse=True)),
                ("page_size=1", [first]),
                ("page=1&page_size=1", [first]),
                ("page=2&page_size=1", [second]),
                ("page=3&page_size=1", []),
                ("page=2", []),
                ("usage=simple&page=2&page_size=1", whole),
            ):
                listed = _names(bench, query)
                bench.expect(listed == wanted, f"projects?{query} lists {listed}, not {wanted}")
            bench.project = str(bench.done("GET", f"{API}/project")["list"][0]["uuid"])
            said = bench.done("GET", f"{API}/project/sts-token")
            lasts = said.get("credentials", {}).get("expire")
            bench.expect(
                (said.get("provider"), lasts) == (provider, 900), f"{cloud}: keys {said.get('provider')} {lasts}"
            )
            found += bench.findings
    return found


def _names(bench: FlightHubBench, query: str) -> list[str]:
    return [str(one.get("name")) for one in bench.done("GET", f"{API}/project?{query}").get("list") or ()]


def health(opened: FlightHubOpener) -> list[str]:
    """Read health messages of a dock and an aircraft, in both languages, before and during a flight."""
    with opened() as bench:
        ours = Organization(bench)
        for moment, counts in (("in the dock", [1, 0]), ("in flight", [1, 1])):
            both = f"/device/hms?device_sn_list={ours.dock},{ours.aircraft}"
            seen = [_messages(one) for one in ours.done("GET", both)["list"]]
            bench.expect(
                [len(one) for one in seen] == counts, f"{moment} there are {[len(one) for one in seen]} messages"
            )
            if not counts[1]:
                ours.fly()
                bench.advance(60)
        places = [message["in_the_key"] for one in seen for message in one]
        bench.expect(places == ["on_the_ground", "in_the_sky"], f"messages of {places}")
        alone = f"/device/hms?device_sn_list={ours.dock}"
        texts = [
            _messages(ours.done("GET", f"{alone}&language={name}")["list"][0])[0]["message"] for name in ("en", "zh")
        ]
        bench.expect(texts[0] != texts[1], "messages of two languages are the same")
        ours.refuse(WRONG, "GET", "/device/hms?device_sn_list=")
        return bench.findings


def _messages(one: Json) -> list[Json]:
    return list((one.get("device_hms") or {}).get("list") or ())


def switches(opened: FlightHubOpener) -> list[str]:
    """Switch cameras, lenses and streams, and read what is chosen; ask for what they do not have."""
    with opened() as bench:
        ours = Organization(bench)
        camera = ours.camera["camera_index"]
        for wanted in ("outdoor", "indoor"):
            ours.done("POST", "/device/change-camera", {**ours.camera, "camera_position": wanted})
            bench.expect(_camera(ours, "gateway")["camera_position"] == wanted, f"the camera is not {wanted}")
        ours.done("POST", "/device/change-camera", ours.camera)
        bench.expect(_camera(ours, "gateway")["camera_position"] == "outdoor", "a camera does not change by itself")
        ours.refuse(WRONG, "POST", "/device/change-camera", {**ours.camera, "camera_position": "below"})
        ours.refuse(WRONG, "POST", "/device/change-camera", {"sn": ours.dock, "camera_index": "0-0-0"})
        for seconds, good in ((1, True), (86400, True), (86401, False), (0, False)):
            body = {**ours.camera, "video_expire": seconds}
            if good:
                ends = ours.done("POST", "/live-stream/start", body).get("expire_ts")
                bench.expect(ends == ours.now + seconds, f"a stream of {seconds} s ends at {ends}")
            else:
                ours.refuse(WRONG, "POST", "/live-stream/start", body)
        for host, status in (("rtk.example.com", "ok"), ("rtk.invalid", "failure"), ("RTK.INVALID.", "failure")):
            said = ours.done("POST", f"/device/{ours.dock}/rtk", {**RTK, "host": host}).get("status")
            bench.expect(said == status, f"a calibration with {host} is {said}")
        lens = {"sn": ours.aircraft, "camera_index": "81-0-0", "lens_type": "zoom"}
        ours.refuse(OFFLINE, "POST", "/device/change-lens", lens)
        ours.fly()
        bench.advance(60)
        ours.refuse(WRONG, "POST", "/device/change-lens", lens)
        quality = {"sn": ours.aircraft, "camera_index": "81-0-0", "quality_type": "smooth"}
        ours.refuse(WRONG, "PUT", "/device/stream/quality", quality)
        ours.done("PUT", "/device/stream/quality", {"sn": ours.dock, "camera_index": camera, "quality_type": "smooth"})
        ours.done("POST", "/device/control", {"drone_sn": ours.aircraft, "payload_index": ["81-0-0"]})
        for wanted in ("zoom", "ir", "wide"):
            ours.done("POST", "/device/change-lens", {**lens, "lens_type": wanted})
            shown = _camera(ours, "drone")["lens_list"][0]["lens_type"]
            bench.expect(shown == wanted, f"the lens is {shown}, not {wanted}")
        ours.refuse(WRONG, "POST", "/device/change-lens", {**lens, "lens_type": "macro"})
        return bench.findings


def _camera(ours: Organization, part: str) -> Json:
    """Return the first camera of the dock or of its aircraft from the list of devices."""
    pair: Json = ours.done("GET", "/project/device")["list"][0]
    camera: Json = pair[part]["camera_list"][0]
    return camera


def pilots(opened: FlightHubOpener) -> list[str]:
    """Let two people want the same aircraft: one has it until it is released, or until the flight ends."""
    with opened(token=None) as bench:
        ours = Organization(bench)
        everything = {"drone_sn": ours.aircraft, "flight": True, "payload_index": ["81-0-0"]}
        flight = {"drone_sn": ours.aircraft, "flight": True}
        ours.refuse(WRONG, "POST", "/device/control", flight)  # in its dock
        ours.fly()
        bench.advance(60)
        ours.refuse(WRONG, "POST", "/device/control", {"drone_sn": ours.aircraft, "payload_index": ["0-0-0"]})
        ours.refuse(WRONG, "POST", "/device/control", {"drone_sn": ours.dock, "flight": True})
        ours.refuse(WRONG, "DELETE", "/device/control", flight)
        held = ours.done("POST", "/device/control", everything).get("controls") or []
        parts = [(one["type"], one.get("payload_index"), one["gateway"]["sn"]) for one in held]
        wanted = [("flight", None, ours.dock), ("payload", "81-0-0", ours.dock)]
        bench.expect(parts == wanted, f"{held} are held")
        again = ours.done("POST", "/device/control", flight).get("controls") or []
        bench.expect(len(again) == 2, f"{again} are held after a second request")
        bench.expect(_code(ours, "POST", flight) == WRONG, "a second person takes the flight")
        bench.expect(_code(ours, "DELETE", flight) == WRONG, "a second person releases the flight")
        left = ours.done("DELETE", "/device/control", flight).get("controls") or []
        bench.expect([one["type"] for one in left] == ["payload"], f"{left} are left")
        bench.expect(_code(ours, "POST", flight) == 0, "a flight that was released is not free")
        bench.expect(_code(ours, "POST", everything) == WRONG, "a second person takes the payload of the first")
        ours.refuse(WRONG, "POST", "/device/control", flight)
        bench.advance(3600)
        ours.fly()
        bench.advance(60)
        bench.expect(len(ours.done("POST", "/device/control", everything)["controls"]) == 2, "a new flight is not free")
        return bench.findings


def _code(ours: Organization, method: str, body: Json) -> int:
    """Return the answer to another person's call about control; it is not judged, as the oracle knows one key."""
    headers = {"x-user-token": "another person's", "x-request-id": "another", "x-project-uuid": ours.bench.project}
    answer = ours.bench.http.request(method, f"{API}/device/control", json=body, headers=headers)
    return int(answer.json()["code"])


def planned(opened: FlightHubOpener) -> list[str]:
    """Plan flights of two docks, and list them by dock, span, status, kind and name; stop and restore them."""
    with opened() as bench:
        ours = Organization(bench)
        docks = [str(pair["gateway"]["sn"]) for pair in ours.done("GET", "/project/device")["list"]]
        north, south = docks
        flown = ours.fly(name="now")
        bench.advance(3600)
        tomorrow = ours.fly(name="one", task_type="timed", begin_at=ours.now + DAY)
        other = ours.fly(name="two", task_type="timed", begin_at=ours.now + DAY, sn=south)
        later = ours.fly(name="ones", task_type="timed", begin_at=ours.now + 2 * DAY)
        ours.refuse(WRONG, "PUT", f"/flight-task/{later}/status", {"status": "cancelled"})
        ours.done("PUT", f"/flight-task/{later}/status", {"status": "suspended"})
        ours.refuse(WRONG, "PUT", f"/flight-task/{flown}/status", {"status": "suspended"})
        span = (ours.now - DAY, ours.now + 3 * DAY)
        for names, more, wanted in (
            (docks, "", [flown, tomorrow, other, later]),
            ([north], "", [flown, tomorrow, later]),
            ([south], "", [other]),
            (docks, "&status=success", [flown]),
            (docks, "&status=waiting,suspended", [tomorrow, other, later]),
            (docks, "&task_type=timed", [tomorrow, other, later]),
            (docks, "&task_type=immediate&status=waiting", []),
            (docks, "&name=one", [tomorrow, later]),
            (docks, "&name=one&status=suspended", [later]),
        ):
            _expect_flights(ours, names, span, more, wanted)
        begins = ours.now + DAY
        _expect_flights(ours, docks, (begins, begins), "", [tomorrow, other])
        _expect_flights(ours, docks, (begins + 1, begins + 2 * DAY), "", [later])
        _expect_flights(ours, docks, (begins - DAY + 1, begins - 1), "", [])
        return bench.findings


def _expect_flights(
    ours: Organization, docks: Sequence[str], span: tuple[int, int], more: str, wanted: Sequence[str]
) -> None:
    query = f"sn={','.join(docks)}&begin_at={span[0]}&end_at={span[1]}{more}"
    found = [one["uuid"] for one in ours.done("GET", f"/flight-task/list?{query}").get("list") or ()]
    ours.bench.expect(sorted(found) == sorted(wanted), f"flights {more} {span}: {len(found)}, not {len(wanted)}")


def offline(opened: FlightHubOpener) -> list[str]:
    """Ask a dock that is offline for everything that needs it."""
    with opened(offline_docks=("Dock North",)) as bench:
        ours = Organization(bench)
        pair: Json = ours.done("GET", "/project/device")["list"][0]
        online = pair["gateway"]["device_online_status"], pair["drone"]["device_online_status"]
        bench.expect(online == (False, False), f"a dock that is offline and its aircraft are {online}")
        for sn in (ours.dock, ours.aircraft):
            said = ours.done("GET", f"/device/{sn}/state")
            bench.expect("device_state" not in said, f"{sn} is offline and reports {said}")
        ours.refuse(OFFLINE, "POST", f"/device/{ours.dock}/rtk", RTK)
        ours.refuse(OFFLINE, "POST", "/device/change-camera", {**ours.camera, "camera_position": "outdoor"})
        ours.refuse(OFFLINE, "POST", "/live-stream/start", ours.camera)
        ours.refuse(OFFLINE, "POST", f"/device/{ours.aircraft}/command", {"command": "return_home"})
        ours.refuse(OFFLINE, "POST", "/device/control", {"drone_sn": ours.aircraft, "flight": True})
        return bench.findings


def maps(opened: FlightHubOpener) -> list[str]:
    """Look at a model of a flight's photos before it is made and after; another project does not have it."""
    with opened() as bench:
        ours = Organization(bench)
        task = ours.fly()
        bench.advance(3600)
        folder = ours.done("GET", f"/flight-task/{task}")["folder_info"]["folder_id"]
        wanted = {"reconstruction_type": ["model_2d"], "generate_model_formats": ["b3dm"], "wkt": 'GEOGCS["WGS 84"]'}
        before = bench.quota
        made = ours.done("POST", "/model/create", {"name": "map", "task_folder_id": folder, **wanted})["id"]
        bench.expect(bench.quota < before, "a model of a flight takes nothing off the quota")
        started = ours.now * 1000
        for ready in (False, True):
            said = ours.done("GET", f"/model/{made}")
            times = said["create_at"] == started <= said["update_at"] <= ours.now * 1000
            bench.expect(times, f"a model of {started} was made {said['create_at']}, changed {said['update_at']}")
            bench.expect(bool(said["url"]) == ready, f"a model shows the URL {said['url']!r}")
            bench.expect(ready or not said["preview_url"], "a model that is not made has a preview")
            if not ready:
                ours.refuse(NOT_FOUND, "GET", f"/model/download-url/{made}")
            bench.advance(3600)
        url = ours.done("GET", f"/model/download-url/{made}").get("url")
        bench.expect(bench.http.get(str(url)).content[:2] == b"PK", "the file of a model is not a zip")
        elsewhere = {"x-project-uuid": ours.projects[1]}
        ours.refuse(NOT_FOUND, "GET", f"/model/{made}", headers=elsewhere)
        return bench.findings


LISTS = (maps, projects, health, switches, pilots, planned, offline)
