"""Resources of open modeling: credentials for uploads, reports of what was uploaded, deletes (D4, D6 to D8).

Unknown in the real service, decided here: codes and states.
"""

from __future__ import annotations

from attrs import define, field
from meshwright_api.flighthub.models import ResourceStatus

from ...spec.reading import Json
from ..archive import Archive, Kept
from ..settings import Settings
from .codes import NOT_FOUND, WRONG
from .lifecycle import Resource, StoredFile
from .naming import OPEN_MODELING, Uuids
from .objects import IssuedCredential, ObjectStore, StoredObject
from .settings import FlightHubSettings
from .troubles import Failure


@define(eq=False)
class EmulatedResources:
    """The resources and their files."""

    settings: Settings
    own: FlightHubSettings
    store: ObjectStore
    uuids: Uuids
    archive: Archive | None
    known: Kept[Resource] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.known = Kept(self.archive, "resource", Resource)

    def obtain_token(self, endpoint: str) -> Json:
        """Issue a credential for a new resource."""
        uuid = self.uuids.new()
        prefix = f"{OPEN_MODELING}/tmp/{uuid}/"
        issued = self.store.issue(prefix, self.own.credential_lifetime)
        self.known[uuid] = Resource(uuid=uuid, access_key_id=issued.access_key_id)
        return {
            "cloud_name": self.own.cloud,
            "access_key_id": issued.access_key_id,
            "secret_access_key": issued.secret_access_key,
            "session_token": issued.session_token,
            "region": self.store.region,
            "cloud_bucket_name": self.store.bucket,
            "end_point": endpoint,
            "store_path": prefix + "{fileName}",
            "callback_param": issued.callback_param,
            "expire_time": int(issued.expires),
        }

    def upload_callback(self, body: Json) -> Json:
        """Add files of the store to a resource: all of the call, or none."""
        resource = self.find(body["resource_uuid"])
        issued, now = self._issued(resource), self.settings.clock.now()
        if resource.deleted is not None:
            raise Failure(WRONG, "the resource was deleted")
        if body["callback_param"] != issued.callback_param:
            raise Failure(WRONG, "callback_param does not belong to this resource")
        if now >= issued.expires:
            raise Failure(WRONG, "the upload credential of this resource has expired")
        added = {entry["name"]: self._stored(issued, entry["name"], entry["etag"], now) for entry in body["files"]}
        resource.files.update(added)
        resource.name = body.get("resource_name", resource.name)
        self.known.save(resource.uuid)
        return {"resource_uuid": resource.uuid, "upload_count": len(added), "file_name_list": list(added)}

    def _stored(self, issued: IssuedCredential, name: str, etag: str, now: float) -> StoredFile:
        found = self.store.objects.get(issued.prefix + name)
        if found is None:
            raise Failure(WRONG, f"files: {name[:100]!r} is not in the store")
        expected = found.etag.upper() if self.own.cloud == "ali" else found.etag
        given = etag.strip('"')
        if given != expected and (self.own.strict_etags or given.casefold() != expected.casefold()):
            raise Failure(WRONG, f"files: the etag of {name[:100]!r} differs from the stored one")
        return StoredFile(expected, found.size, now)

    def describe(self, uuid: str) -> Json:
        """Describe a resource."""
        resource = self.find(uuid)
        names = list(resource.files) if resource.deleted is None else []
        return {
            "resource_uuid": uuid,
            "status": int(self._status(resource)),
            "resource_size": resource.size if names else 0,
            "file_names": names or None,
        }

    def delete(self, uuid: str) -> Json:
        """Delete the files of a resource; its models keep their own copies."""
        resource = self.find(uuid)
        if resource.deleted is None:
            self.discard(resource)
        return {}

    def discard(self, resource: Resource) -> None:
        """Delete the files of a resource now."""
        resource.deleted = self.settings.clock.now()
        resource.files.clear()
        resource.deleted_after.clear()
        self.known.save(resource.uuid)
        self.store.remove(self._issued(resource).prefix)

    def find(self, uuid: str) -> Resource:
        """Return a resource; raises Failure."""
        if (found := self.known.get(uuid.lower())) is None:
            raise Failure(NOT_FOUND, "resource not found")
        return found

    def pictures(self, resource: Resource) -> dict[str, StoredObject]:
        """Return the files of a resource by name."""
        prefix = self._issued(resource).prefix
        return {name: self.store.objects[prefix + name] for name in resource.files}

    def _issued(self, resource: Resource) -> IssuedCredential:
        return self.store.credentials[resource.access_key_id]

    def _status(self, resource: Resource) -> ResourceStatus:
        return resource.status(self.settings.clock.now(), self.own.import_seconds, self.own.delete_seconds)
