"""Stream forwarders, which only private clouds have. Nothing is forwarded: only the states are emulated (D37)."""

from __future__ import annotations

from attrs import define, field

from ....spec.reading import Json
from ...archive import Archive, Kept
from ..codes import NOT_FOUND, OFFLINE, WRONG
from ..troubles import Failure
from .state import Aircraft, Dock, Organization, Project

MOST = 20
"""The most forwarders of an organization."""
NEEDED = {
    "rtmp": ("url",),
    "rtsp": ("username", "password"),
    "gb28181": ("server_id", "server_ip", "server_port", "device_password", "local_port", "device_id", "local_channel"),
}
"""Members of schema_option by schema."""


@define
class Forwarder:
    """One forwarder, as the emulator stores it."""

    converter_id: str
    project_uuid: str
    body: Json
    """The body of its create."""
    pushes: bool = False

    @property
    def target(self) -> tuple[str, str, str]:
        """The camera and the address of its stream, which no other forwarder may have as well."""
        return self.body["sn"], self.body["camera_index"], str(sorted(self.body["schema_option"].items()))


@define(eq=False)
class Forwarders:
    """The forwarders of the organization."""

    organization: Organization
    archive: Archive | None
    _known: Kept[Forwarder] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._known = Kept(self.archive, "forwarder", Forwarder)

    def create(self, id: str, project: Project, body: Json) -> Json:
        """Add a forwarder that does not push yet; raises Failure."""
        _, device = self.organization.device(body["sn"], project)
        if body["camera_index"] not in [camera.index for camera in device.cameras]:
            raise Failure(WRONG, f"camera_index: {device.sn} has no camera {body['camera_index'][:40]!r}")
        option: Json = body["schema_option"]
        missing = [name for name in NEEDED[body["schema"]] if not option.get(name)]
        if missing:
            raise Failure(WRONG, f"schema_option: {body['schema']} needs {', '.join(missing)}")
        new = Forwarder(id, project.uuid, body)
        for other in self._known.values():
            if other.body["converter_name"] == body["converter_name"]:
                raise Failure(WRONG, f"converter_name: {body['converter_name'][:100]!r} exists already")
            if other.target == new.target:
                raise Failure(WRONG, f"{other.body['converter_name']!r} forwards this camera to the same place already")
        if len(self._known) >= MOST:
            raise Failure(WRONG, f"the organization has {MOST} forwarders, which are the most")
        self._known[id] = new
        return {"converter_id": id}

    def of(self, project: Project, now: float) -> list[Json]:
        """Describe the forwarders of a project."""
        found = [one for one in self._known.values() if one.project_uuid == project.uuid]
        return [self._described(one, project, now) for one in found]

    def switch(self, id: str, project: Project, *, pushes: bool, now: float) -> None:
        """Start or end the push; raises Failure for a device that has no power."""
        found = self._find(id, project)
        dock, device = self.organization.device(found.body["sn"], project)
        if pushes and not self.organization.has_power(dock, device, now):
            raise Failure(OFFLINE, f"no streaming gateway found: {device.sn} is offline")
        found.pushes = pushes
        self._known.save(id)

    def delete(self, id: str, project: Project) -> None:
        """Remove a forwarder; raises Failure."""
        del self._known[self._find(id, project).converter_id]

    def clear(self) -> None:
        """Remove all forwarders."""
        self._known.clear()

    def _find(self, id: str, project: Project) -> Forwarder:
        found = self._known.get(id)
        if found is None or found.project_uuid != project.uuid:
            raise Failure(NOT_FOUND, f"the project {project.name} has no forwarder {id[:100]}")
        return found

    def _described(self, one: Forwarder, project: Project, now: float) -> Json:
        dock, device = self.organization.device(one.body["sn"], project)
        has_power = self.organization.has_power(dock, device, now)
        members = ("converter_name", "sn", "camera_index", "schema", "schema_option")
        return {
            "converter_id": one.converter_id,
            **{name: one.body[name] for name in members},
            "auto_push_stream": one.pushes,
            "device_online_status": has_power,
            "device_callsign": _callsign(device),
            "state": ("running" if has_power else "failed") if one.pushes else "initialized",
            "code": 0 if has_power or not one.pushes else OFFLINE,
        }


def _callsign(device: Dock | Aircraft) -> str:
    return device.callsign
