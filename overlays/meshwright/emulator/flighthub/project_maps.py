"""The models of the projects, made of the photos of a flight by the same engine as those of open modeling.

Unknown in the service, decided here (D78): each kind that a call names becomes a model with its own id, of which the
first is returned; a model is listed from the start, with size 0 and no address until it is made.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import quote

from attrs import define, field

from ...spec.reading import Json
from ..archive import Archive, Kept, together
from .codes import NOT_FOUND, WRONG
from .lifecycle import MADE, Model, Outcome
from .media import FlightMedia
from .naming import project_prefix
from .objects import BUCKET
from .organization.dock_schedule import Run
from .organization.photos import FlightPhoto
from .organization.state import Member, Project
from .reconstructions import WITHOUT_ENGINE, Reconstructions
from .settings import FlightHubSettings
from .troubles import Failure
from .work import linked

KINDS = {"model_2d": "2d", "model_3d": "3d"}
QUALITIES = {"high": 1, "medium": 2, "low": 3}
FIRST_ID = 501
PREVIEW = "preview.jpg"


@define(eq=False)
class ProjectMap:
    """A model of a project."""

    id: int
    project_uuid: str
    name: str
    file_type: str
    user_name: str
    model: Model

    @property
    def preview_key(self) -> str:
        """The key of its preview in the store."""
        return self.model.zip_key.removesuffix(".zip") + ".jpg"

    def is_made(self, now: float) -> bool:
        """Return whether its zip is there."""
        return self.model.status(now) in MADE and self.model.zip(now)[1] == 100

    def described(self, now: float) -> Json:
        """Write it as the service does, as an item of a list."""
        made = self.model.made(now)
        return {
            "id": self.id,
            "name": self.name,
            "file_type": self.file_type,
            "show_on_map": self.is_made(now),
            "size": self.model.outcome.size if self.model.outcome and self.is_made(now) else 0,
            "create_at": int(self.model.created * 1000),
            "update_at": int((made or self.model.created) * 1000),
        }


@define(eq=False)
class ProjectMaps:
    """The models of all projects by id."""

    media: FlightMedia
    reconstructions: Reconstructions
    own: FlightHubSettings
    archive: Archive | None
    known: Kept[ProjectMap] = field(init=False)
    """By id."""

    def __attrs_post_init__(self) -> None:
        self.known = Kept(self.archive, "map", ProjectMap)

    def create(self, project: Project, user: Member, body: Json, now: float, charge: Callable[[int], None]) -> int:
        """Start the models of a flight's folder and return the first id; ``charge`` takes the pictures off the quota or
        raises Failure.
        """
        kinds = list(dict.fromkeys(body["reconstruction_type"]))
        if not kinds or any(kind not in KINDS for kind in kinds):
            raise Failure(WRONG, f"reconstruction_type holds {kinds!r}; it is one or both of {', '.join(KINDS)}")
        run = self._folder(project, int(body["task_folder_id"]))
        photos = self.media.uploaded(run, now)
        if not photos:
            raise Failure(
                WRONG, f"the folder {body['task_folder_id']} holds no photos: the flight is {run.status(now)}"
            )
        first = FIRST_ID + len(self.known)
        with together(self.archive):
            charge(len(photos) * len(kinds))
            for number, kind in enumerate(kinds, first):
                model = self._new_model(number, kind, project, run, len(photos), body, now)
                self.known[str(number)] = ProjectMap(number, project.uuid, body["name"], kind, user.nickname, model)
        for number in range(first, first + len(kinds)):
            self._begin(self.known[str(number)], run, photos)
        return first

    def _new_model(
        self, number: int, kind: str, project: Project, run: Run, pictures: int, body: Json, now: float
    ) -> Model:
        scenario = self.own.scenario_of(KINDS[kind])
        failed = scenario in WITHOUT_ENGINE
        return Model(
            uuid=f"map-{number}",
            kind=KINDS[kind],
            resource_uuid=run.task.uuid,
            pictures=pictures,
            created=now,
            imported=now,
            plan=self.own.plan,
            scenario=scenario,
            zip_key=f"{project_prefix(project.uuid)}model/{number}.zip",
            parameters={"quality_level": QUALITIES.get(body.get("quality_level", "medium"), 2)},
            outcome=Outcome(error=f"caused by the scenario {scenario}") if failed else None,
        )

    def _begin(self, found: ProjectMap, run: Run, photos: list[FlightPhoto]) -> None:
        if found.model.outcome is None:
            ended = partial(self.known.save, str(found.id))
            self.reconstructions.begin(found.model, self._pictures(run, photos, found.model.uuid), ended)

    def resume(self, now: float) -> None:
        """Start the models again that a restart found unfinished."""
        for found in self.known.values():
            self.reconstructions.forget([found.model.uuid])
            if found.model.outcome is None:
                run = self.media.flights.run_of(found.model.resource_uuid)
                self._begin(found, run, self.media.uploaded(run, now)[: found.model.pictures])

    def clear(self) -> None:
        """Forget all models."""
        for found in self.known.values():
            self.reconstructions.cancel(found.model)
        self.known.clear()

    async def _pictures(self, run: Run, photos: list[FlightPhoto], uuid: str) -> list[Path]:
        objects = await self.media.rendered(run, photos)
        pictures = {photo.name: original.path for photo, (original, _) in zip(photos, objects, strict=True)}
        return linked(pictures, self.reconstructions.folder / uuid)

    def _folder(self, project: Project, folder_id: int) -> Run:
        for run in self.media.flights.runs(project):
            if run.task.folder_id == folder_id:
                return run
        raise Failure(NOT_FOUND, f"the project {project.name} has no flight with the folder {folder_id}")

    async def of(self, project: Project) -> list[ProjectMap]:
        """Return the models of a project, newest first."""
        found = [one for one in reversed(list(self.known.values())) if one.project_uuid == project.uuid]
        for one in found:
            await self.reconstructions.settle(one.model)
        return found

    async def get(self, id: str, project: Project) -> ProjectMap:
        """Return a model of a project; raises Failure."""
        found = self.known.get(id)
        if found is None or found.project_uuid != project.uuid:
            raise Failure(NOT_FOUND, f"the project {project.name} has no model {id[:40]}")
        await self.reconstructions.settle(found.model)
        return found

    def preview(self, found: ProjectMap) -> str:
        """Return the path of the preview of a made model in the store, or "" where its zip has none."""
        store, key = self.media.store, found.preview_key
        if key not in store.objects:
            with zipfile.ZipFile(store.objects[found.model.zip_key].path) as archive:
                if PREVIEW not in archive.namelist():
                    return ""
                store.put(key, archive.read(PREVIEW))
        return path_of(key)


def path_of(key: str) -> str:
    """Return the path of an object on the emulator."""
    return f"/{BUCKET}/{quote(key)}"
