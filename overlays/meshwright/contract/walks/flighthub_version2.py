"""Walks of V2 of FlightHub's API: its own operations, and a flight that both versions show."""

from __future__ import annotations

from typing import Any

from ...spec.reading import Json
from .flighthub_bench import NOT_FOUND, WRONG, FlightHubOpener
from .flighthub_organization import DAY, FEATURE, UNKNOWN, Organization

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


VERSION_2 = (version_2,)
