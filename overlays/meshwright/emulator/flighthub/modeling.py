"""Open modeling: models that are made from resources, and the picture quota. It gets valid requests only.

Unknown in the real service, decided here: codes and states (D3, D9 to D15); a picture counts once for each model, is
given back when a model is stopped or deleted while it is under way, and not when it fails. A start right after the
report of the files is taken, and the model waits until they are imported.
"""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import cast
from urllib.parse import quote

from attrs import define, field, frozen

from ...spec.limits import file_limits
from ...spec.reading import Json
from ..archive import Archive, Kept, together
from ..contract import Refused
from ..http import bounded_json
from ..settings import Settings
from ..signed_urls import SignedUrls
from .codes import NOT_FOUND, WRONG
from .lifecycle import EMULATED_ERROR, KINDS, UNDER_WAY, Model, Outcome, Resource
from .naming import OPEN_MODELING
from .reconstructions import WITHOUT_ENGINE, Reconstructions
from .resources import EmulatedResources
from .settings import FlightHubSettings, Scenario
from .troubles import Failure
from .work import linked


@frozen
class Account:
    """The pictures that can be modeled."""

    quota: int


@define(eq=False)
class OpenModeling:
    """Models, their files, and the picture quota of the organization."""

    settings: Settings
    own: FlightHubSettings
    reconstructions: Reconstructions
    resources: EmulatedResources
    urls: SignedUrls
    archive: Archive | None
    models: Kept[Model] = field(init=False)
    _account: Kept[Account] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.models = Kept(self.archive, "model", Model)
        self._account = Kept(self.archive, "account", Account)

    @property
    def quota(self) -> int:
        """The pictures that can be modeled."""
        account = self._account.get("")
        return self.own.quota if account is None else account.quota

    def _charge(self, pictures: int) -> None:
        self._account[""] = Account(self.quota - pictures)

    def resume(self) -> None:
        """Resume the models that a restart found unfinished."""
        for model in self.models.values():
            if model.outcome is None and model.stopped is None:
                self.reconstructions.resume(model, partial(self.models.save, model.uuid))

    async def dispose(self) -> None:
        """Delete the resources that were to be deleted after their models, once all of these have ended."""
        now = self.settings.clock.now()
        for resource in [one for one in self.resources.known.values() if one.deleted_after]:
            models = [self.models[uuid] for uuid in resource.deleted_after if uuid in self.models]
            for model in models:
                await self.reconstructions.settle(model)
            if resource.deleted_after and all(model.status(now) not in UNDER_WAY for model in models):
                self.resources.discard(resource)

    async def start(self, body: Json) -> Json:
        """Start a model for each parameter; raises Failure, and then starts none and charges nothing."""
        await self.dispose()
        resource = self.resources.find(body["resource_uuid"])
        wanted = [name for name in body if name.startswith("parameter_") and name[10:] in KINDS]
        parameters = {name: _parameter(name, body[name]) for name in wanted}
        for name in wanted:
            fewest, most = file_limits(name)
            if not fewest <= len(resource.files) <= most:
                raise Failure(WRONG, f"{name}: the resource has {len(resource.files)} files, not {fewest} to {most}")
        models = [self._new_model(name[10:], resource, parameters[name]) for name in wanted]
        price = sum(model.pictures for model in models if model.scenario is not Scenario.REFUSED)
        self._require_quota(price)
        pictures = {name: stored.path for name, stored in self.resources.pictures(resource).items()}
        copies: dict[str, list[Path]] = {}
        try:
            for uuid in [model.uuid for model in models if model.outcome is None]:
                copies[uuid] = await asyncio.to_thread(linked, pictures, self.reconstructions.folder / uuid)
            self._begin(models, price, resource, delete=bool(body.get("delete_resource_if_finish")))
        except BaseException:
            self.reconstructions.forget([model.uuid for model in models])
            raise
        for model in [one for one in models if one.uuid in copies]:
            self.reconstructions.begin(model, _ready(copies[model.uuid]), partial(self.models.save, model.uuid))
        return {f"model_{model.kind}": self._job(model) for model in models}

    def spend(self, pictures: int) -> None:
        """Take pictures off the quota; raises Failure if too few are left."""
        self._require_quota(pictures)
        self._charge(pictures)

    def _require_quota(self, price: int) -> None:
        if price > self.quota:
            raise Failure(WRONG, f"the picture quota is too small: {price} needed, {self.quota} left")

    def _begin(self, models: list[Model], price: int, resource: Resource, *, delete: bool) -> None:
        """Charge and store new models, all or none; raises Failure."""
        with together(self.archive):
            self.spend(price)  # other requests may have been charged while this one waited
            for model in models:
                self.models[model.uuid] = model
            if delete:
                resource.deleted_after += [model.uuid for model in models]
                self.resources.known.save(resource.uuid)

    def _job(self, model: Model) -> Json:
        refused = model.scenario is Scenario.REFUSED
        status = int(model.status(self.settings.clock.now()))
        return {"uuid": model.uuid, "status": status, "sub_error_code": EMULATED_ERROR if refused else 0}

    def _new_model(self, kind: str, resource: Resource, parameters: Json) -> Model:
        uuid, scenario = self.resources.uuids.new(), self.own.scenario_of(kind)
        failed = scenario in WITHOUT_ENGINE
        return Model(
            uuid=uuid,
            kind=kind,
            resource_uuid=resource.uuid,
            pictures=len(resource.files),
            created=self.settings.clock.now(),
            imported=resource.imported(self.own.import_seconds),
            plan=self.own.plan,
            scenario=scenario,
            zip_key=f"{OPEN_MODELING}/results/{uuid}/{uuid}.zip",
            parameters=parameters,
            outcome=Outcome(error=f"caused by the scenario {scenario}") if failed else None,
        )

    async def stop(self, uuid: str) -> Json:
        """Stop an unfinished model and refund its quota."""
        model = await self._settled(uuid)
        if model.status(self.settings.clock.now()) not in UNDER_WAY:
            raise Failure(WRONG, "only a model that waits or is being made can be stopped")
        self._end(model)
        return {}

    def _end(self, model: Model) -> None:
        model.stopped = self.settings.clock.now()
        with together(self.archive):
            self.models.save(model.uuid)
            self._charge(-model.pictures)
        self.reconstructions.cancel(model)

    async def get(self, uuid: str) -> Json:
        """Describe a model."""
        return (await self._settled(uuid)).described(self.settings.clock.now())

    async def delete(self, uuid: str) -> None:
        """Delete a model in any state, and its zip; stop it first if it is unfinished."""
        model = await self._settled(uuid)
        if model.status(self.settings.clock.now()) in UNDER_WAY:
            self._end(model)
        del self.models[model.uuid]
        self.resources.store.remove(model.zip_key)

    async def running(self) -> Json:
        """List the models that wait or are being made."""
        await self.dispose()
        for model in list(self.models.values()):
            await self.reconstructions.settle(model)
        now = self.settings.clock.now()
        return {"list": [one.described(now) for one in self.models.values() if one.status(now) in UNDER_WAY] or None}

    async def _settled(self, uuid: str) -> Model:
        await self.dispose()
        model = self.models.get(uuid.lower())
        if model is None:
            raise Failure(NOT_FOUND, "model not found")
        await self.reconstructions.settle(model)
        return model

    def download_url(self, key: str, base: str) -> Json:
        """Return a signed URL of a zip: our guess, not an operation of open modeling."""
        store = self.resources.store
        if key not in store.objects or not key.startswith(f"{OPEN_MODELING}/results/"):
            raise Failure(NOT_FOUND, "file not found")
        return {"id": 1, "url": self.urls.url(base, f"/{store.bucket}/{quote(key)}", self.settings.clock.now())}

    def clear(self) -> None:
        """Forget all resources and models, and restore the quota."""
        for model in self.models.values():
            self.reconstructions.cancel(model)
        with together(self.archive):
            self.models.clear()
            self.resources.known.clear()
            self._account.clear()


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
