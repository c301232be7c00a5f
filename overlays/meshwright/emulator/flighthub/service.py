"""The emulated FlightHub service: what each operation does. It gets valid requests only, and does not know HTTP.

Unknown in the real service, decided here: codes and states (D3, D7-D15); a picture counts once for each model, is given
back when a model is stopped or deleted while it is under way, and not when it fails.
"""

from __future__ import annotations

import asyncio
import weakref
from pathlib import Path
from random import Random
from typing import cast
from urllib.parse import quote
from uuid import UUID

from attrs import define, field
from meshwright_api.flighthub.models import ResourceStatus

from ...spec.limits import file_limits
from ...spec.reading import Json
from ..contract import Refused
from ..folders import remove, temporary_folder
from ..http import bounded_json
from ..jobs import JobRunner
from ..settings import Settings
from ..signed_urls import SignedUrls
from .codes import NOT_FOUND, WRONG
from .lifecycle import EMULATED_ERROR, KINDS, UNDER_WAY, Model, Outcome, Resource, StoredFile
from .media import FlightMedia
from .objects import BUCKET, REGION, IssuedCredential, ObjectStore
from .organization.flights import Flights
from .organization.founding import found
from .organization.routes import Routes, our_routes
from .organization.state import Organization
from .project_maps import ProjectMaps
from .reconstructions import WITHOUT_ENGINE, Reconstructions
from .settings import FlightHubSettings, Scenario
from .troubles import Failure, Troubles
from .work import linked

ORGANIZATION = "00000000-0000-4000-8000-00000000000f"
ROOT = f"fh/organizations/{ORGANIZATION}/open_reconstruction"
KEY_PREFIXES = {"ali": "STS."}


@define(eq=False)
class FlightHubService:
    """Resources, models, their files, and the picture quota of the organization."""

    settings: Settings
    folder: Path = field(factory=lambda: temporary_folder("flighthub"))
    store: ObjectStore = field(init=False)
    urls: SignedUrls = field(init=False)
    troubles: Troubles = field(init=False, factory=Troubles)
    quota: int = field(init=False)
    organization: Organization = field(init=False)
    routes: Routes = field(init=False)
    flights: Flights = field(init=False)
    media: FlightMedia = field(init=False)
    maps: ProjectMaps = field(init=False)
    resources: dict[str, Resource] = field(init=False, factory=dict[str, Resource])
    models: dict[str, Model] = field(init=False, factory=dict[str, Model])
    _random: Random = field(init=False)
    _issued: dict[str, IssuedCredential] = field(init=False, factory=dict[str, IssuedCredential])
    _disposable: dict[str, list[Model]] = field(init=False, factory=dict[str, list[Model]])
    """Uuids of resources that are deleted with the last of their models."""
    _runner: JobRunner = field(init=False)
    _reconstructions: Reconstructions = field(init=False)

    def __attrs_post_init__(self) -> None:
        weakref.finalize(self, remove, self.folder)  # also if it is never started
        self._random = Random(self.settings.seed)
        self.store = ObjectStore(self.folder, self._random, self.own.largest_file)
        self.urls = SignedUrls(self._random.randbytes(16), self.settings.url_lifetime)
        self.quota = self.own.quota
        self._runner = JobRunner(self.settings)
        self._reconstructions = Reconstructions(self._runner, self.settings.clock, self.store, self.folder)
        self._found()

    @property
    def own(self) -> FlightHubSettings:
        """The settings of this service."""
        return self.settings.flighthub

    # ------------------------------------------------------------------------------------------------ stores
    def obtain_token(self, endpoint: str) -> Json:
        """Issue a credential for a new resource."""
        resource = Resource(uuid=self.new_uuid())
        prefix = f"{ROOT}/tmp/{resource.uuid}/"
        expires = self.settings.clock.now() + self.own.credential_lifetime
        issued = self.store.issue(prefix, expires, KEY_PREFIXES.get(self.own.cloud, "ASIA"))
        self.resources[resource.uuid] = resource
        self._issued[resource.uuid] = issued
        return {
            "cloud_name": self.own.cloud,
            "access_key_id": issued.access_key_id,
            "secret_access_key": issued.secret_access_key,
            "session_token": issued.session_token,
            "region": "oss-cn-hangzhou" if self.own.cloud == "ali" else REGION,
            "cloud_bucket_name": BUCKET,
            "end_point": endpoint,
            "store_path": prefix + "{fileName}",
            "callback_param": issued.callback_param,
            "expire_time": int(expires),
        }

    async def upload_callback(self, body: Json) -> Json:
        """Add files of the store to a resource: all of the call, or none."""
        resource = await self._resource(body["resource_uuid"])
        issued, now = self._issued[resource.uuid], self.settings.clock.now()
        if resource.deleted is not None:
            raise Failure(WRONG, "the resource was deleted")
        if body["callback_param"] != issued.callback_param:
            raise Failure(WRONG, "callback_param does not belong to this resource")
        if now >= issued.expires:
            raise Failure(WRONG, "the upload credential of this resource has expired")
        added = {entry["name"]: self._stored(issued, entry["name"], entry["etag"], now) for entry in body["files"]}
        resource.files.update(added)
        resource.name = body.get("resource_name", resource.name)
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

    # ------------------------------------------------------------------------------------------------ resources
    async def get_resource(self, uuid: str) -> Json:
        """Describe a resource."""
        resource = await self._resource(uuid)
        names = list(resource.files) if resource.deleted is None else []
        return {
            "resource_uuid": uuid,
            "status": int(self._status(resource)),
            "resource_size": resource.size if names else 0,
            "file_names": names or None,
        }

    async def delete_resource(self, uuid: str) -> Json:
        """Delete the files of a resource; its models keep their own copies."""
        resource = await self._resource(uuid)
        if resource.deleted is None:
            self._discard(resource, self.settings.clock.now())
        return {}

    def _discard(self, resource: Resource, moment: float) -> None:
        resource.deleted = moment
        resource.files.clear()
        self.store.remove(self._issued[resource.uuid].prefix)

    def _status(self, resource: Resource) -> ResourceStatus:
        return resource.status(self.settings.clock.now(), self.own.import_seconds, self.own.delete_seconds)

    async def _resource(self, uuid: str) -> Resource:
        await self._dispose()
        if (found := self.resources.get(uuid.lower())) is None:
            raise Failure(NOT_FOUND, "resource not found")
        return found

    async def _dispose(self) -> None:
        """Delete the resources that were to be deleted after their models, once all of these have ended."""
        now = self.settings.clock.now()
        for uuid, models in list(self._disposable.items()):
            for model in models:
                await self._reconstructions.settle(model)
            if uuid in self._disposable and all(model.status(now) not in UNDER_WAY for model in models):
                del self._disposable[uuid]
                if self.resources[uuid].deleted is None:
                    self._discard(self.resources[uuid], now)

    # ------------------------------------------------------------------------------------------------ models
    async def start(self, body: Json) -> Json:
        """Start a model for each parameter; raises Failure, and then starts none and charges nothing."""
        resource = await self._resource(body["resource_uuid"])
        wanted = [name for name in body if name.startswith("parameter_") and name[10:] in KINDS]
        parameters = {name: _parameter(name, body[name]) for name in wanted}
        for name in wanted:
            fewest, most = file_limits(name)
            if not fewest <= len(resource.files) <= most:
                raise Failure(WRONG, f"{name}: the resource has {len(resource.files)} files, not {fewest} to {most}")
        if self._status(resource) != ResourceStatus.IMPORT_SUCCESS:
            raise Failure(WRONG, "the resource is not ready")
        models = [self._new_model(name[10:], resource, parameters[name]) for name in wanted]
        self.spend(sum(model.pictures for model in models if model.scenario is not Scenario.REFUSED))
        for model in models:
            await self._begin(model, resource)
        if body.get("delete_resource_if_finish"):
            self._disposable.setdefault(resource.uuid, []).extend(models)
        return {f"model_{model.kind}": self._job(model) for model in models}

    def spend(self, pictures: int) -> None:
        """Take pictures off the quota; raises Failure if too few are left."""
        if pictures > self.quota:
            raise Failure(WRONG, f"the picture quota is too small: {pictures} needed, {self.quota} left")
        self.quota -= pictures

    def _job(self, model: Model) -> Json:
        refused = model.scenario is Scenario.REFUSED
        status = int(model.status(self.settings.clock.now()))
        return {"uuid": model.uuid, "status": status, "sub_error_code": EMULATED_ERROR if refused else 0}

    def _new_model(self, kind: str, resource: Resource, parameters: Json) -> Model:
        uuid = self.new_uuid()
        return Model(
            uuid=uuid,
            kind=kind,
            resource_uuid=resource.uuid,
            pictures=len(resource.files),
            created=self.settings.clock.now(),
            plan=self.own.plan,
            scenario=self.own.scenario_of(kind),
            zip_key=f"{ROOT}/results/{uuid}/{uuid}.zip",
            parameters=parameters,
        )

    async def _begin(self, model: Model, resource: Resource) -> None:
        self.models[model.uuid] = model
        if model.scenario in WITHOUT_ENGINE:
            model.outcome = Outcome(error=f"caused by the scenario {model.scenario}")
            return
        prefix = self._issued[resource.uuid].prefix
        pictures = {name: self.store.objects[prefix + name].path for name in resource.files}
        copies = await asyncio.to_thread(linked, pictures, self.folder / model.uuid)
        self._reconstructions.begin(model, _ready(copies))

    async def stop(self, uuid: str) -> Json:
        """Stop an unfinished model and refund its quota."""
        model = await self._settled(uuid)
        if model.status(self.settings.clock.now()) not in UNDER_WAY:
            raise Failure(WRONG, "only a model that waits or is being made can be stopped")
        self._end(model)
        return {}

    def _end(self, model: Model) -> None:
        model.stopped = self.settings.clock.now()
        self.quota += model.pictures
        self._reconstructions.cancel(model)

    async def get_model(self, uuid: str) -> Json:
        """Describe a model."""
        return (await self._settled(uuid)).described(self.settings.clock.now())

    async def delete_model(self, uuid: str) -> None:
        """Delete a model in any state, and its zip; stop it first if it is unfinished."""
        model = await self._settled(uuid)
        if model.status(self.settings.clock.now()) in UNDER_WAY:
            self._end(model)
        del self.models[model.uuid]
        self.store.remove(model.zip_key)

    async def running(self) -> Json:
        """List the models that wait or are being made."""
        await self._dispose()
        for model in list(self.models.values()):
            await self._reconstructions.settle(model)
        now = self.settings.clock.now()
        return {"list": [one.described(now) for one in self.models.values() if one.status(now) in UNDER_WAY] or None}

    async def _settled(self, uuid: str) -> Model:
        await self._dispose()
        model = self.models.get(uuid.lower())
        if model is None:
            raise Failure(NOT_FOUND, "model not found")
        await self._reconstructions.settle(model)
        return model

    def download_url(self, key: str, base: str) -> Json:
        """Return a signed URL of a zip: our guess, not an operation of open modeling."""
        if key not in self.store.objects or not key.startswith(f"{ROOT}/results/"):
            raise Failure(NOT_FOUND, "file not found")
        return {"id": 1, "url": self.urls.url(base, f"/{BUCKET}/{quote(key)}", self.settings.clock.now())}

    # ------------------------------------------------------------------------------------------------ the end
    def reset(self) -> None:
        """Reset the service: no data, a full quota and no armed failures."""
        self.troubles.disarm()
        self._reconstructions.cancel_all()
        self.store.clear()
        for memory in (self.resources, self.models, self._issued, self._disposable):
            memory.clear()
        self.quota = self.own.quota
        self._found()

    def _found(self) -> None:
        """Found the organization, with routes and without flights."""
        now = self.settings.clock.now()
        self.organization = found(ORGANIZATION, self.settings.seed, now)
        self.routes = our_routes(self.organization, now)
        self.flights = Flights(self.organization.docks, self.routes, self.own.flight_faults)
        self.organization.flights = self.flights
        self.media = FlightMedia(self.organization, self.flights, self.store, self._runner, self.folder)
        self.maps = ProjectMaps(self.media, self._reconstructions, self.own)

    async def close(self) -> None:
        """End the jobs and remove the files."""
        await self._reconstructions.close()
        await asyncio.to_thread(remove, self.folder)

    def new_uuid(self) -> str:
        """Return a new random id."""
        return str(UUID(int=self._random.getrandbits(128), version=4))


async def _ready(pictures: list[Path]) -> list[Path]:
    return pictures


def _parameter(name: str, text: str) -> Json:
    try:
        value = bounded_json(text, name)
    except Refused:
        value = None
    if not isinstance(value, dict):
        raise Failure(WRONG, f"{name} must be a string that holds a JSON object")
    return cast("Json", value)
