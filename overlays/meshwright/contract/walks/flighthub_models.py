"""FlightHub's models through every state of every scenario, at and around each boundary of their plan."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from ...emulator import Scenario
from ..oracle.learning_flighthub import MODEL_TYPES
from ..strangers import NOBODY
from .flighthub_bench import NOT_FOUND, WRONG, FlightHubBench, FlightHubOpener

WAITING, RUNNING, PACKING = 0.5, 2.0, 0.5
"""Seconds of the emulator's default plan."""
EDGE = 0.004
"""Seconds before and after a boundary."""
STEPS = (0.0, WAITING - EDGE, 2 * EDGE, RUNNING / 2, RUNNING / 2 - 2 * EDGE, 2 * EDGE, PACKING / 2, PACKING / 2, 60.0)
MAKING = [(12, 0), (12, 0), (14, 0), (14, 0), (14, 0)]
LIVES: dict[Scenario, list[tuple[int, int]]] = {
    Scenario.NORMAL: [*MAKING, (15, 1), (15, 1), (9, 2), (9, 2)],
    Scenario.ENDS_AT_15: [*MAKING, (15, 1), (15, 1), (15, 2), (15, 2)],
    Scenario.STRAIGHT_TO_9: [*MAKING, (9, 1), (9, 1), (9, 2), (9, 2)],
    Scenario.ZIP_FAILED: [*MAKING, (15, 1), (15, 1), (15, 3), (15, 3)],
    Scenario.FAILED: [*MAKING, *[(8, 0)] * 4],
    Scenario.NO_RESOURCES: [*MAKING[:2], *[(13, 0)] * 7],
    Scenario.REFUSED: [(13, 0)] * 9,
}
"""By scenario: model_status and zip_status after each step."""
PERCENT = (0, 0, 0, 50, 99, 100, 100, 100, 100)
FAILED = frozenset({8, 13})
JUNK: tuple[Any, ...] = (None, {}, [], 1, True)
KINDS = ("2d", "3d", "3dgs", "lidar")


def whole_lives(opened: FlightHubOpener) -> list[str]:
    """Follow a model through each scenario, from its start until long after its end."""
    found: list[str] = []
    for scenario, life in LIVES.items():
        with opened(scenario=scenario) as bench:
            uuid = bench.start(bench.resource(), "3d")["3d"]
            for step, wanted, percent in zip(STEPS, life, PERCENT, strict=True):
                bench.advance(step)
                _look(bench, uuid, scenario, wanted, percent)
            found += bench.findings
    return found


def _look(bench: FlightHubBench, uuid: str, scenario: Scenario, wanted: tuple[int, int], percent: int) -> None:
    said = bench.model(uuid)
    seen = (said.get("model_status"), said.get("zip_status"))
    bench.expect(seen == wanted, f"{scenario}: {seen} where {wanted} was due")
    bench.expect((uuid in bench.running()) == (wanted[0] in (12, 14)), f"{scenario}: wrongly listed with {wanted}")
    bench.expect(bool(said.get("error_code")) == (wanted[0] in FAILED), f"{scenario}: error_code of {wanted}")
    bench.expect(bool(said.get("zip_file_key")) == (wanted[1] == 2), f"{scenario}: zip_file_key of {wanted}")
    bench.expect(bool(said.get("model_size")) == (wanted[0] in (9, 15)), f"{scenario}: model_size of {wanted}")
    if wanted[0] != 8:  # what a failed model had reached is open
        due = 0 if wanted[0] == 13 else percent
        bench.expect(said.get("reconstruction_progress") == due, f"{scenario}: not at {due} percent")
    if wanted[1] == 1 and scenario is not Scenario.STRAIGHT_TO_9:
        bench.expect(said.get("zip_progress") in (0, 1, 49, 50, 51), f"{scenario}: zip_progress while it is packed")


def exactly(opened: FlightHubOpener) -> list[str]:
    """Look at a resource and its model at the very moments when something is due."""
    with opened(import_seconds=0.25, delete_seconds=0.25) as bench:
        token = bench.credential()
        resource = token["resource"]
        bench.done("POST", "/stores/upload_callback", bench.report(token, bench.filled(token, 5)))
        bench.advance(0.25)
        bench.expect(bench.done("GET", f"/resource/{resource}").get("status") == 1, "not imported when it was due")
        uuid = bench.start(resource, "3d")["3d"]
        for seconds, wanted in ((WAITING, (14, 0)), (RUNNING, (15, 1)), (PACKING, (9, 2))):
            bench.advance(seconds)
            said = bench.model(uuid)
            seen = (said.get("model_status"), said.get("zip_status"))
            bench.expect(seen == wanted, f"{seen} at the moment when {wanted} was due")
        bench.done("DELETE", f"/resource/{resource}")
        bench.advance(0.25)
        bench.expect(bench.done("GET", f"/resource/{resource}").get("status") == 3, "not deleted when it was due")
        return bench.findings


def unreadable(opened: FlightHubOpener) -> list[str]:
    """Start a model of files that are not pictures: it fails by itself, with a reason."""
    with opened() as bench:
        token = bench.credential()
        names = [f"{number}.JPG" for number in range(5)]
        etags = {name: bench.put(token, name, b"no picture").headers["etag"].strip('"') for name in names}
        bench.done("POST", "/stores/upload_callback", bench.report(token, etags))
        bench.advance(1.0)
        uuid = bench.start(token["resource"], "2d")["2d"]
        for _ in range(2):
            bench.advance(10.0)
            bench.expect(bench.running() == [], "a model of no pictures runs on")
            said = bench.model(uuid)
            seen = (said.get("model_status"), bool(said.get("error_code")), said.get("zip_status"))
            bench.expect(seen == (8, True, 0), f"a model of no pictures is {seen}")
        return bench.findings


def four_kinds(opened: FlightHubOpener) -> list[str]:
    """Start every kind from one resource, at once and one by one; one of them may fail without the others."""
    found: list[str] = []
    for scenarios in ({}, {"3dgs": Scenario.REFUSED, "lidar": Scenario.NO_RESOURCES, "2d": Scenario.FAILED}):
        with opened(scenarios=scenarios) as bench:
            resource = bench.resource(10)
            before = bench.quota
            models = bench.start(resource, *KINDS)
            charged = sum(scenarios.get(kind) is not Scenario.REFUSED for kind in KINDS)
            bench.expect(bench.quota == before - 10 * charged, f"{before - bench.quota} pictures for {charged} models")
            for kind in KINDS:
                bench.start(resource, kind)
            for seconds in (0.0, WAITING, RUNNING, PACKING):
                bench.advance(seconds)
                for kind, uuid in models.items():
                    said = bench.model(uuid)
                    bench.expect(said.get("model_type") == MODEL_TYPES[f"parameter_{kind}"], f"{kind}: model_type")
                bench.running()
            good = {kind for kind, uuid in models.items() if bench.model(uuid).get("model_status") == 9}
            bench.expect(good == set(KINDS) - set(scenarios), f"{sorted(good)} came to a good end")
            found += bench.findings
    return found


def starts(opened: FlightHubOpener) -> list[str]:
    """Request models that cannot be started: too few files, invalid parameters, no quota; nothing is charged."""
    with opened(quota=14) as bench:
        few, ready = bench.resource(4), bench.resource(5)
        path = "/models/reconstruction/start"
        for kind in KINDS:
            bench.refuse(WRONG, "POST", path, {"resource_uuid": few, f"parameter_{kind}": "{}"})
            for text in ("", "x", "[]", "1", "null", '{"a":', "[" * 4000):
                bench.refuse(WRONG, "POST", path, {"resource_uuid": ready, f"parameter_{kind}": text})
            for junk in JUNK:
                bench.refuse(WRONG, "POST", path, {"resource_uuid": ready, f"parameter_{kind}": junk})
        bench.refuse(WRONG, "POST", path, {"resource_uuid": ready, "parameter_3dgs": "{}"})
        bench.refuse(WRONG, "POST", path, {"resource_uuid": ready, "parameter_3d": "{}", "parameter_3dgs": "{}"})
        for body in ({"resource_uuid": ready}, {"parameter_3d": "{}"}, {}, {"resource_uuid": 1, "parameter_3d": "{}"}):
            bench.refuse(WRONG, "POST", path, body)
        good = {"resource_uuid": ready, "parameter_3d": "{}"}
        for junk in ("true", *JUNK[:-1]):
            bench.refuse(WRONG, "POST", path, {**good, "delete_resource_if_finish": junk})
        bench.refuse(NOT_FOUND, "POST", path, {**good, "resource_uuid": NOBODY})
        bench.expect(bench.quota == 14 and bench.running() == [], "a start that was refused was charged")
        bench.start(ready, "3d", "2d", frobnicate=1, parameter_frobnicate="{}")
        bench.expect(bench.quota == 4, f"the quota is {bench.quota}, not 4")
        bench.refuse(WRONG, "POST", path, good)
        bench.expect(len(bench.running()) == 2, "a start without quota was carried out")
        found = bench.findings
    with opened(quota=5) as bench:
        token = bench.credential()
        bench.refuse(
            WRONG, "POST", path, {"resource_uuid": token["resource"], "parameter_3d": "{}"}
        )  # nothing is there
        bench.done("POST", "/stores/upload_callback", bench.report(token, bench.filled(token, 5)))
        early = bench.start(token["resource"], "3d")["3d"]  # while it is imported
        bench.expect(bench.quota == 0, f"the last of the quota was not taken: {bench.quota} are left")
        bench.expect(bench.model(early).get("model_status") == 12, "a model that waits for its files does not wait")
        bench.advance(WAITING + RUNNING + 60.0)
        bench.expect(bench.model(early).get("model_status") in (9, 15), "a model that waited for its files is not made")
        return found + bench.findings


def stops(opened: FlightHubOpener) -> list[str]:
    """Stop models in each state: only those under way, and their quota comes back."""
    with opened() as bench:
        resource = bench.resource()
        full = bench.quota
        for seconds, percent in ((0.0, 0), (WAITING, 0), (WAITING + RUNNING / 2, 50)):
            uuid = bench.start(resource, "3d")["3d"]
            bench.advance(seconds)
            bench.model(uuid)
            bench.expect(bench.done("POST", f"/models/{uuid}/reconstruction/stop") == {}, "the data of a stop")
            bench.expect(bench.quota == full, f"stopped after {seconds} s, and the quota is {bench.quota - full:+}")
            for _ in range(2):
                said = bench.model(uuid)
                seen = (said.get("model_status"), said.get("reconstruction_progress"))
                bench.expect(seen == (16, percent), f"a stopped model is {seen}, not {(16, percent)}")
                bench.expect(uuid not in bench.running(), "a stopped model runs")
                bench.refuse(WRONG, "POST", f"/models/{uuid}/reconstruction/stop")
                bench.advance(10.0)
        bench.expect(bench.quota == full, "a model that was stopped twice was refunded twice")
        bench.refuse(NOT_FOUND, "POST", f"/models/{NOBODY}/reconstruction/stop")
        found = bench.findings
    for scenario in (Scenario.NORMAL, Scenario.FAILED, Scenario.NO_RESOURCES, Scenario.REFUSED):
        with opened(scenario=scenario) as bench:
            if scenario is not Scenario.REFUSED:
                early = bench.start(bench.resource(), "2d")["2d"]
                bench.done("POST", f"/models/{early}/reconstruction/stop")
            uuid = bench.start(bench.resource(), "2d")["2d"]
            bench.advance(10.0)
            before = bench.model(uuid)
            bench.refuse(WRONG, "POST", f"/models/{uuid}/reconstruction/stop")
            bench.expect(bench.model(uuid) == before, f"{scenario}: a refused stop changed the model")
            found += bench.findings
    return found


def deletions(opened: FlightHubOpener) -> list[str]:
    """Delete models in each state; they are unknown from then on, and quota comes back for those under way."""
    with opened() as bench:
        resource = bench.resource()
        for seconds, refund in ((0.0, 5), (WAITING, 5), (WAITING + RUNNING, 0), (10.0, 0)):
            uuid, other = (bench.start(resource, "3d")["3d"] for _ in range(2))
            bench.advance(seconds)
            before, said = bench.quota, bench.model(uuid)
            answer = bench.call("DELETE", f"/models/{uuid.upper()}")
            bench.expect(answer.data.get("code") == 0 and "data" not in answer.data, "the answer to a delete")
            bench.expect(bench.quota - before == refund, f"a refund of {bench.quota - before} after {seconds} s")
            bench.expect(uuid not in bench.running(), "a deleted model runs")
            for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/reconstruction/stop")):
                bench.refuse(NOT_FOUND, method, f"/models/{uuid}{path}")
            bench.expect(bench.quota - before == refund, "a deletion was refunded twice")
            bench.expect(bench.model(other).get("model_uuid") == other, "another model has gone too")
            if said.get("zip_file_key"):
                bench.expect(_zip(bench, said["zip_file_key"]) is None, "the zip of a deleted model is there")
        return bench.findings


def zips(opened: FlightHubOpener) -> list[str]:
    """Fetch the zip of a model of each kind by the route that is a guess of the emulator's."""
    with opened() as bench:
        models = bench.start(bench.resource(10), *KINDS)
        bench.expect(_zip(bench, "fh/nothing.zip") is None, "a zip that never was")
        bench.advance(10.0)
        for kind, uuid in models.items():
            said = bench.model(uuid)
            content = _zip(bench, str(said.get("zip_file_key"))) or b""
            bench.expect(len(content) == said.get("model_size"), f"{kind}: {len(content)} bytes in the zip")
            whole = content[:2] == b"PK" and zipfile.ZipFile(io.BytesIO(content)).testzip() is None
            bench.expect(whole, f"{kind}: the result is not a zip file")
            url = _zip_url(bench, str(said.get("zip_file_key"))) or ""
            strange = bench.http.get(url.replace("Signature=", "Signature=0")).status_code
            bench.expect(strange == 403, f"{kind}: a zip by a false signature answers {strange}")
            bench.done("DELETE", f"/models/{uuid}")
            gone = bench.http.get(url).status_code
            bench.expect(gone == 404, f"{kind}: the zip of a deleted model answers {gone}")
        return bench.findings


def _zip(bench: FlightHubBench, key: str) -> bytes | None:
    url = _zip_url(bench, key)
    return None if url is None else bench.http.get(url).content


def _zip_url(bench: FlightHubBench, key: str) -> str | None:
    path = f"/openapi/v0.1/model/download-url/{key}"
    answer = bench.http.get(path, headers={"x-user-token": bench.oracle.key}).json()
    return None if answer["code"] else str(answer["data"]["url"])


MODELS = (whole_lives, exactly, unreadable, four_kinds, starts, stops, deletions, zips)
