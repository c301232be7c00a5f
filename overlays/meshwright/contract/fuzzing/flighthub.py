"""FlightHub's spec for the fuzzer, and the data in the emulator, because the fuzzer cannot sign a PUT to a store.

Failures arrive with HTTP 200, so the checks of schemathesis that look at the status are blind here; the oracle checks
the envelope instead.
"""

from __future__ import annotations

import asyncio
import copy
import hashlib

from ...emulator import ModelPlan, Scenario
from ...emulator.flighthub.objects import StoredObject
from ...emulator.flighthub.organization.geo import Spot
from ...emulator.flighthub.organization.wpml import Path, Waypoint
from ...emulator.flighthub.organization.wpml_writer import write_route
from ...emulator.flighthub.service import FlightHubService
from ...spec.reading import Json
from ..oracle.learning_flighthub import MODEL_TYPES, resource_of
from ..samples import photo

NOBODY = "00000000-0000-4000-8000-000000000000"
PARAMETERS = ["{}", '{"parameter": {}}']
PHOTOS = 10
PRESENT = "parameter_lidar"
"""The kind of the models that exist from the beginning."""
SCENARIOS = {
    "2d": Scenario.NO_RESOURCES,
    "3d": Scenario.FAILED,
    "3dgs": Scenario.REFUSED,
    "lidar": Scenario.FAILED,
}
"""A scenario without work for the engine, which a hundred starts would occupy for an hour; the walks cover successful
ends.
"""
PLAN = ModelPlan(running=900.0)
"""Long enough that a model is still being made when it is stopped."""
BLIND = {
    "negative_data_rejection": "flighthub.request.refused",
    "missing_required_header": "flighthub.key.required",
    "ignored_auth": "flighthub.key.required",
    "use_after_free": "flighthub.model.gone",
    "ensure_resource_availability": "flighthub.model.there",
    "unsupported_method": "flighthub.http.route",
}
"""Checks that cannot see a failure in an envelope, and the rule of the oracle that does their work."""


def fuzzable(spec: Json) -> Json:
    """Return the spec with JSON parameters: with random strings every start would be refused."""
    found = copy.deepcopy(spec)
    properties = found["components"]["schemas"]["ReconstructionParameters"]["properties"]
    for name in MODEL_TYPES:
        properties[name] = {"type": "string", "enum": PARAMETERS}
    return found


def furnished(spec: Json, service: FlightHubService) -> Json:
    """Put resources and models into an emulator that does not run yet; return the spec narrowed to them.

    Data for reading is never deleted; there is other data for deletes.
    """
    found = fuzzable(spec)
    report, spare = _resource(service), _resource(service)
    models = [
        asyncio.run(service.modeling.start({"resource_uuid": report["resource_uuid"], PRESENT: "{}"})) for _ in range(3)
    ]
    kept, stopped, deleted = (model[PRESENT.replace("parameter", "model")]["uuid"] for model in models)
    schemas, parameters = found["components"]["schemas"], found["components"]["parameters"]
    callback, start = schemas["UploadCallback"]["properties"], schemas["StartReconstruction"]["properties"]
    for name in ("resource_uuid", "callback_param", "files"):
        callback[name] = {"enum": [report[name]]}
    start["resource_uuid"] = {"enum": [report["resource_uuid"]]}
    start["delete_resource_if_finish"] = {"enum": [False]}
    parameters["ResourceUuid"]["schema"] = {"enum": [report["resource_uuid"], NOBODY]}
    parameters["ModelUuid"]["schema"] = {"enum": [kept, NOBODY]}
    others = {"resources.delete": spare["resource_uuid"], "models.stop": stopped, "models.delete": deleted}
    for operation in [op for item in found["paths"].values() for op in item.values() if isinstance(op, dict)]:
        if uuid := others.get(operation["operationId"]):
            shared = parameters["ResourceUuid" if operation["operationId"].startswith("res") else "ModelUuid"]
            operation["parameters"] = [{**shared, "schema": {"enum": [uuid, NOBODY]}}]
        _without_foreign_uuids(operation)
    _organize(found, service)
    return found


def _organize(found: Json, service: FlightHubService) -> None:
    """Narrow the spec to a project with a route, a dock and a flight, so that some calls about them succeed."""
    organization, now = service.organization, service.settings.clock.now()
    project = next(iter(organization.projects.values()))
    dock = organization.docks_of(project)[0]
    home = Spot(dock.latitude, dock.longitude)
    path = Path(waypoints=tuple(Waypoint(home.moved(100, north, 40), 8.0) for north in (0, 100)))
    # It takes no photos, which the engine would render.
    route = service.routes.add(service.uuids.new(), project, "Without photos", write_route(path), now)
    body = {"name": "There", "sn": dock.sn, "wayline_uuid": route.uuid, "task_type": "immediate"}
    task = service.flights.create(service.uuids.new(), project, dock, body, now)
    schemas, parameters = found["components"]["schemas"], found["components"]["parameters"]
    for name, values in {
        "ScopedProjectUuid": [project.uuid],
        "DeviceSn": [dock.sn, dock.aircraft.sn, NOBODY],
        "FlightSn": [dock.sn],
        "TaskUuid": [task.uuid, NOBODY],
        "WaylineId": [route.uuid, NOBODY],
    }.items():
        parameters[name]["schema"] = {"type": "string", "enum": values}
    flight = schemas["CreateFlight"]["properties"]
    flight["sn"], flight["wayline_uuid"] = {"enum": [dock.sn]}, {"enum": [route.uuid]}
    flight["name"] = {"type": "string", "minLength": 1}  # an empty one would be listed, and names are filled


def _without_foreign_uuids(operation: Json) -> None:
    """Drop examples, whose uuids do not exist, and links that delete the resource."""
    answer = operation["responses"]["200"]
    for part in (operation.get("requestBody", {}), answer):
        part.get("content", {}).get("application/json", {}).pop("examples", None)
    links: Json = answer.get("links", {})
    for name in [name for name, link in links.items() if link["operationId"] == "resources.delete"]:
        del links[name]


def _resource(service: FlightHubService) -> Json:
    """Make a resource that is ready, and return its report, which may be repeated."""
    token = service.modeling.resources.obtain_token("http://127.0.0.1")
    files: list[Json] = []
    for number in range(PHOTOS):
        name, content = f"DJI_{number:04}.JPG", photo(number)
        path = service.home.folder / f"{token['callback_param']}-{name}"
        path.write_bytes(content)
        etag = hashlib.md5(content, usedforsecurity=False).hexdigest()
        service.store.keep(token["store_path"].replace("{fileName}", name), StoredObject(path, etag, len(content)))
        files.append({"name": name, "etag": etag})
    report = {"resource_uuid": resource_of(token), "callback_param": token["callback_param"], "files": files}
    service.modeling.resources.upload_callback(report)
    return report
