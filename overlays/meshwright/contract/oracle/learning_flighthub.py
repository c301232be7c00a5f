"""Add an exchange with FlightHub to the memory, after the rules have judged it."""

from __future__ import annotations

from typing import Any

from .memory import KnownModel, KnownResource
from .situation import Situation

CANCELED = 16
LISTS = ("flights.list", "flights.recent", "flights.batch")
"""Lists of flights."""
MODEL_TYPES = {"parameter_2d": 1, "parameter_3d": 2, "parameter_3dgs": 3, "parameter_lidar": 4}


def learn_envelope(now: Situation) -> None:
    """Store the facts of a success."""
    if now.operation is None or not now.succeeded:
        return
    data = now.data.get("data")
    said: dict[str, Any] = data if isinstance(data, dict) else {}
    match now.operation.id:
        case "stores.obtain_token":
            now.memory.resources[resource_of(said)] = KnownResource(made=True)
        case "stores.upload_callback":
            _learn_report(now)
        case "resources.get":
            resource = now.memory.resources.setdefault(now.uuid, KnownResource())
            resource.status = said.get("status")
        case "resources.delete":
            now.memory.resources.setdefault(now.uuid, KnownResource()).deleted = True
        case "models.start":
            _learn_start(now, said)
        case "models.get":
            model = now.memory.models.setdefault(now.uuid, KnownModel())
            model.last, model.seen_at = said, now.now
        case "models.stop":
            model = now.memory.models.setdefault(now.uuid, KnownModel())
            model.last = {**model.last, "model_status": CANCELED}
        case "models.delete":
            now.memory.models.setdefault(now.uuid, KnownModel()).deleted = True
        case "flights.get" | "flights.list" | "flights.recent" | "flights.batch":
            for uuid, members in flights_in(now).items():
                now.memory.flights.setdefault(uuid, {}).update(members)
                now.memory.found.add((now.project, uuid))
        case "flights.track":
            track: Any = said.get("track")
            points: Any = track.get("points") if isinstance(track, dict) else None
            if isinstance(points, list):
                now.memory.tracks[now.flight] = len(points)
        case "flights.media":
            now.memory.media |= {uuid: (file.get("name"), file.get("size")) for uuid, file in now.rows("flights.media")}
        case "projects.devices" | "devices.list":
            _learn_devices(now, said.get("list"))
        case _:
            pass


def flights_in(now: Situation) -> dict[str, dict[str, Any]]:
    """Return the flights of an answer by their uuids."""
    said = now.told("flights.get")
    if said is not None:
        return {now.flight: said}
    return {uuid: row for listing in LISTS for uuid, row in now.rows(listing)}


def resource_of(credential: dict[str, Any]) -> str:
    """Return the uuid in the store_path of a credential."""
    return str(credential.get("store_path")).partition("{fileName}")[0].rstrip("/").rpartition("/")[2].lower()


def _learn_report(now: Situation) -> None:
    sent = now.sent or {}
    resource = now.memory.resources.setdefault(str(sent.get("resource_uuid")).lower(), KnownResource())
    resource.files |= {str(file.get("name")) for file in sent.get("files", []) if isinstance(file, dict)}


def _learn_devices(now: Situation, pairs: Any) -> None:
    for pair in pairs if isinstance(pairs, list) else ():
        dock, aircraft = (pair.get("gateway"), pair.get("drone")) if isinstance(pair, dict) else (None, None)
        if isinstance(dock, dict) and isinstance(aircraft, dict):
            names = {str(dock.get("sn")), str(aircraft.get("sn"))}
            if dock.get("device_online_status") is False:
                now.memory.offline |= names
            else:
                now.memory.offline -= names


def _learn_start(now: Situation, said: dict[str, Any]) -> None:
    sent = now.sent or {}
    uuid = str(sent.get("resource_uuid")).lower()
    if sent.get("delete_resource_if_finish"):
        now.memory.resources.setdefault(uuid, KnownResource()).disposable = True
    for parameter, type in MODEL_TYPES.items():
        job = said.get(parameter.replace("parameter", "model"))
        if isinstance(job, dict) and job.get("uuid"):
            now.memory.models[str(job["uuid"]).lower()] = KnownModel(type=type, resource=uuid)
