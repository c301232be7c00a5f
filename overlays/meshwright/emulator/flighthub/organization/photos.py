"""The photos of a flight: their names, when they are there, and what the engine needs to render them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid5

from attrs import frozen

from ....spec.reading import Json
from ..naming import project_prefix
from .course import Taken
from .dock_schedule import Run
from .geo import Spot

UPLOAD_SECONDS: Final = 1.0
"""Between two photos that an aircraft in its dock uploads (D77)."""
NAMES: Final = UUID("00000000-0000-4000-8000-0000000000c0")
"""The name space of the ids of photos."""


@frozen(kw_only=True)
class FlightPhoto:
    """A photo that a flight has taken; ``uploaded`` is when it is in the store."""

    task_uuid: str
    project_uuid: str
    number: int
    taken: Taken
    uploaded: float

    @property
    def uuid(self) -> str:
        """The id of the file."""
        return str(uuid5(NAMES, f"{self.task_uuid} {self.number}"))

    @property
    def name(self) -> str:
        """The name that the camera gives, with the time in UTC."""
        moment = datetime.fromtimestamp(self.taken.moment, UTC)
        return f"DJI_{moment:%Y%m%d%H%M%S}_{self.number:04}_V.jpeg"

    def key(self, *, preview: bool = False) -> str:
        """The key of the file in the store."""
        folder = "preview" if preview else "media"
        return f"{media_prefix(self.project_uuid)}{self.task_uuid}/{folder}/{self.name}"

    def shot(self, ground: float) -> Json:
        """Return what the engine needs; ``ground`` is the height of the take-off point above the ellipsoid."""
        spot = self.taken.spot
        return {
            "name": self.name,
            "latitude": spot.latitude,
            "longitude": spot.longitude,
            "height": spot.height,
            "above": spot.height - ground,
            "yaw": self.taken.heading,
            "pitch": self.taken.pitch,
            "taken": datetime.fromtimestamp(self.taken.moment, UTC).strftime("%Y:%m:%d %H:%M:%S"),
        }


def media_prefix(project_uuid: str) -> str:
    """Return what the keys of the photos of a project begin with."""
    return f"{project_prefix(project_uuid)}flight-media/"


def photos_of(run: Run, now: float) -> list[FlightPhoto]:
    """Return the photos that a run has taken until now; they are uploaded one after another after the landing."""
    if run.course is None:
        return []
    taken = [photo for photo in run.course.photos if photo.moment <= now]
    return [
        FlightPhoto(
            task_uuid=run.task.uuid,
            project_uuid=run.task.project_uuid,
            number=number,
            taken=photo,
            uploaded=run.course.end + number * UPLOAD_SECONDS,
        )
        for number, photo in enumerate(taken, 1)
    ]


def render_request(photos: list[FlightPhoto], site: Spot, ground: float) -> Json:
    """Return the request of the engine job that renders photos of the terrain around a site."""
    place = {"latitude": site.latitude, "longitude": site.longitude, "height": site.height}
    return {"site": place, "shots": [photo.shot(ground) for photo in photos]}
