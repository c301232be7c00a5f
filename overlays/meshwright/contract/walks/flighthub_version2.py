"""Walks of V2 of FlightHub's API: its own operations, and a flight that both versions show."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from ...spec.reading import Json
from ..strangers import NOBODY
from .flighthub_bench import NOT_FOUND, WRONG, FlightHubOpener
from .flighthub_course import metres
from .flighthub_organization import DAY, FEATURE, NOT_OF_THE_PROJECT, UNKNOWN, Organization

API = "/openapi/v2.0"
METHOD = "device_control_method=flight"
OF_ORGANIZATION = (
    *("", "/users", "/users/current", "/roles", "/permissions", "/roles/permissions?role_id=1", "/manage-devices/cmds"),
    f"/manage-devices/cmds/control/status?{METHOD}&device_sn={{aircraft}}",
    "/devices/{dock}/streams",
)
OF_PROJECT = (
    *("/health", "/users", "/members", "/projects/join-codes?project_fast_join_code=1", "/project/device/{dock}"),
    *("/topologies/history", f"/topologies/cmds/control/status?{METHOD}&device_sn={{dock}}"),
    *("/cloud-controls?drone_sn_list={aircraft}&drone_sn_list={dock}", "/device/{dock}/relay_model"),
    *("/devices/{dock}/streams", "/live-shares", "/live-shares/{dock}", "/auto-record-configs"),
    *("/flight-task/detail?task_uuid={task}", "/flight-task/oper?task_uuid={task}", "/flight-task/export"),
    *("/flight-alerts", "/flight-areas", "/flight-areas/url"),
)
EXAMPLES = ("/health", "/projects/join-codes", "/device/{dock}/relay_model", "/cloud-controls")
"""The emulator answers these with the examples of the spec, also about devices of another project."""
OF_WORKSPACE = (
    *("/flight-tasks/recent?sn[]={dock}", "/flight-tasks/batch?task_uuids={task}&task_uuids={task}"),
    *("/flight-tasks/default-name?name=walk", "/flight-tasks/dispatch-checks?sn={dock}&wayline_uuid={route}"),
    *("/groups/tcas", "/air-sense-warnings", "/flight-areas", "/offline-maps", "/offline-maps/url"),
)


def version_2(opened: FlightHubOpener) -> list[str]:
    """Fly by V2 and look by V1; read, draw and move by the operations that V2 alone has."""
    with opened(private_cloud=True) as bench:
        ours = Organization(bench)

        def done(method: str, path: str, body: Any = None) -> Json:
            return bench.done(method, f"{API}{path}", body)

        (organization,) = done("GET", "/organizations")["list"]
        task = str(done("POST", "/flight-task", ours.flight())["task_uuid"])
        bench.advance(60)
        done("POST", f"/device/{ours.dock}/command", {"device_command": "flighttask_pause"})
        bench.expect(ours.status(task) == "paused", f"V1 shows a flight that V2 paused as {ours.status(task)}")
        span = f"begin_at={ours.now - DAY}&end_at={ours.now + DAY}"
        (listed,) = done("GET", f"/flight-task/list?sn={ours.dock},{ours.dock}&{span}")["list"]
        bench.expect(isinstance(listed["operations"], list), "operations of V2 are not a list")
        known = {"dock": ours.dock, "aircraft": ours.aircraft, "task": task, "route": ours.route}
        workspace = f"/workspaces/{bench.project}"
        for root, paths in (
            (f"/organizations/{organization['uuid']}", OF_ORGANIZATION),
            ("", OF_PROJECT),
            (workspace, OF_WORKSPACE),
        ):
            for path in paths:
                done("GET", root + path.format(**known))
        page = done("GET", "/flight-areas?page=2&page_size=1")
        bench.expect(page["pagination"]["page"] == 2, f"the second page says that it is {page['pagination']}")
        done("POST", "/flight-task/sn-decrypt", {"encrypted_sns": ["x"]})
        element = done("POST", "/map/element", {"name": "one", "resource": {"type": 0, "content": FEATURE}})["id"]
        done("PUT", f"{workspace}/elements/{element}", {"name": "two", "content": FEATURE})
        done("DELETE", f"{workspace}/elements/{element}")
        bench.refuse(NOT_FOUND, "DELETE", f"{API}{workspace}/elements/{element}")
        bench.refuse(NOT_FOUND, "GET", f"{API}/workspaces/{UNKNOWN}/flight-areas")
        bench.refuse(WRONG, "POST", f"{API}{workspace}/flight-tasks/resumptions", {"task_uuid": task})
        pairing = {"device_sn": ours.dock, "pair_enable": True, "pair_type": "relay"}
        bench.refuse(WRONG, "POST", f"{API}/device/relay_model", pairing)
        there = {"active_project_uuid": ours.projects[1], "device_sn": ours.dock}
        bench.refuse(WRONG, "PUT", f"{API}/device/active-project", there)
        bench.advance(2 * 3600)
        done("PUT", "/device/active-project", there)
        docks = [pair["gateway"]["sn"] for pair in done("GET", "/project/device")["list"]]
        bench.expect(ours.dock not in docks, "a dock that was put into another project is still in its own")
        return bench.findings


def elsewhere(opened: FlightHubOpener) -> list[str]:
    """Ask for all of a project without naming it, as another one, and of an organization that does not exist."""
    with opened(private_cloud=True) as bench:
        ours = Organization(bench)
        task = str(bench.done("POST", f"{API}/flight-task", ours.flight())["task_uuid"])
        known = {"dock": ours.dock, "aircraft": ours.aircraft, "task": task, "route": ours.route}
        other = {"x-project-uuid": ours.projects[1]}
        for path in (path for path in OF_PROJECT if not path.startswith(EXAMPLES)):
            bench.refuse(WRONG, "GET", API + path.format(**known), headers={"x-project-uuid": ""})
            if any(f"{{{name}}}" in path for name in known):
                code = NOT_FOUND if "{task}" in path else NOT_OF_THE_PROJECT
                bench.refuse(code, "GET", API + path.format(**known), headers=other)
        for path in OF_WORKSPACE:
            for workspace, headers in ((UNKNOWN, {}), (ours.projects[1], {}), (bench.project, other)):
                place = f"{API}/workspaces/{workspace}{path.format(**known)}"
                bench.refuse(NOT_FOUND, "GET", place, headers=headers)
        for path in OF_ORGANIZATION:
            bench.refuse(NOT_FOUND, "GET", f"{API}/organizations/{UNKNOWN}{path.format(**known)}")
        span = f"begin_at={ours.now - DAY}&end_at={ours.now + DAY}"
        ours.refuse(NOT_OF_THE_PROJECT, "GET", f"/flight-task/list?sn={ours.dock}&{span}", headers=other)
        for path in (f"/flight-task/{task}", f"/flight-task/{task}/media", f"/wayline/{ours.route}"):
            ours.refuse(NOT_FOUND, "GET", path, headers=other)
        foreign = {"device_sn": ours.dock, "pair_enable": True, "pair_type": "relay"}
        bench.refuse(NOT_OF_THE_PROJECT, "POST", f"{API}/device/relay_model", foreign, headers=other)
        return bench.findings


def filters(opened: FlightHubOpener) -> list[str]:
    """Ask lists of V2 for a part: flights by dock and uuid, zones by name, status and type, free names, pages."""
    with opened() as bench:
        ours = Organization(bench)
        docks = [str(pair["gateway"]["sn"]) for pair in ours.done("GET", "/project/device")["list"]]
        north, south = (ours.fly(sn=sn, name=name) for sn, name in zip(docks, ("walk", "walk (2)"), strict=True))
        bench.advance(60)
        later = ours.fly(name="later", task_type="timed", begin_at=ours.now + DAY)
        workspace = f"{API}/workspaces/{bench.project}"
        flights = f"{workspace}/flight-tasks"
        for path, wanted in (
            ("/recent", [later, south, north]),
            (f"/recent?sn[]={docks[1]}", [south]),
            (f"/batch?task_uuids={south}&task_uuids={north}", [south, north]),
        ):
            rows = bench.done("GET", flights + path)["list"]
            found = [row["uuid"] for row in rows]
            order = found == wanted or (path == "/recent" and [found[0], {*found[1:]}] == [later, {north, south}])
            bench.expect(order, f"{path} lists {len(found)} flights, not {len(wanted)}, or in another order")
            shown = [row["operations"] for row in rows]
            bench.expect(all(isinstance(one, list) for one in shown), f"operations of V2 are {shown}")
            if path.startswith("/recent"):
                owners = [row["belong_to_sn"] == row["sn"] for row in rows]
                bench.expect(all(owners), "a recent flight belongs to another dock")
        bench.refuse(NOT_FOUND, "GET", f"{flights}/batch?task_uuids={NOBODY}")
        for name, free in (("walk", "walk (3)"), ("later", "later (2)"), ("new", "new"), ("wal", "wal")):
            said = bench.done("GET", f"{flights}/default-name?name={name}")["index_name"]
            bench.expect(said == free, f"a free name like {name!r} is {said!r}, not {free!r}")
        check = f"{flights}/dispatch-checks?wayline_uuid={ours.route}&sn={docks[0]}"
        busy = bench.done("GET", check)
        bench.advance(7200)
        idle = bench.done("GET", check)
        counts = len(busy["errors"]), len(idle["errors"])
        bench.expect(counts == (1, 0), f"a busy dock and a free one have {counts} errors")
        _zones(ours, f"{workspace}/flight-areas")
        _zones(ours, f"{API}/flight-areas")
        return bench.findings


def _zones(ours: Organization, path: str) -> None:
    """Note filters and pages of zones that do nothing, and fences that are not closed circles around their docks."""
    bench = ours.bench
    first, second = (str(zone["name"]) for zone in bench.done("GET", path)["list"])
    for query, wanted in (
        (f"name={first.upper()}", [first]),
        ("name=none", []),
        ("status=enable", [first, second]),
        ("status=disable", []),
        ("type=dfence", [first, second]),
        ("type=nfz", []),
        ("type=dfence&status=disable", []),
        ("page=1&page_size=1", [first]),
        ("page=2&page_size=1", [second]),
        ("page=3&page_size=1", []),
    ):
        page = bench.done("GET", f"{path}?{query}")
        found = [zone["name"] for zone in page["list"]]
        total = len(wanted) if "page" not in query else 2
        right = found == wanted and page["pagination"]["total"] == total
        bench.expect(right, f"{path}?{query}: {found} of {page['pagination']}")
    homes = [ours.state(str(pair["gateway"]["sn"])) for pair in ours.done("GET", "/project/device")["list"]]
    for zone, home in zip(bench.done("GET", path)["list"], homes, strict=True):
        (ring,) = zone["content"]["geometry"]["coordinates"]
        centre = (home["longitude"], home["latitude"], 0.0)
        away = [metres(centre, (corner[0], corner[1], 0.0)) for corner in ring]
        steps = [metres((*one, 0.0), (*two, 0.0)) for one, two in pairwise(ring)]
        bench.expect(ring[0] == ring[-1], "a fence is not closed")
        bench.expect(max(away) < 1.01 * min(away), f"a fence is {min(away):.0f} to {max(away):.0f} m from its dock")
        bench.expect(
            max(steps) < 1.05 * min(steps), f"the sides of a fence have {min(steps):.0f} to {max(steps):.0f} m"
        )


def same_devices(opened: FlightHubOpener) -> list[str]:
    """Look at each device in all lists of both versions, one dock being offline, and one aircraft in the air."""
    with opened(offline_docks=("Dock South",)) as bench:
        ours = Organization(bench)
        ours.fly()
        bench.advance(60)
        listed = ours.done("GET", "/project/device")["list"]
        rows = bench.done("GET", f"{API}/topologies/history")["list"]
        bench.expect(len(rows) == len(listed), f"{len(rows)} aircraft in place of {len(listed)}")
        for pair, row in zip(listed, rows, strict=False):
            (dock,) = row["parents"]
            for one, other, parents in ((pair["gateway"], dock, []), (pair["drone"], row["host"], [dock["device_sn"]])):
                wanted = {
                    "device_sn": one["sn"],
                    "device_model": one["device_model"],
                    "device_project_callsign": one["callsign"],
                    "device_organization_callsign": one["callsign"],
                }
                state = {
                    **wanted,
                    "device_online_status": one["device_online_status"],
                    "is_organization_device": True,
                    "device_state": ours.state(one["sn"]),
                    "parent_sns": parents,
                }
                alone = bench.done("GET", f"{API}/project/device/{one['sn']}")
                for place, seen, expected in (
                    ("topologies", other, state),
                    ("project/device", alone, {**wanted, "is_org_device": True}),
                ):
                    wrong = [name for name, value in expected.items() if seen.get(name) != value]
                    bench.expect(not wrong, f"{place}: {one['sn']} has another {', '.join(wrong)}")
        whole = bench.done("GET", f"{API}/device")["list"]
        bench.expect(
            listed == whole[: len(listed)] != whole, "the devices of a project are not those of the organization"
        )
        return bench.findings


VERSION_2 = (version_2, elsewhere, filters, same_devices)
