"""Find where each photo was taken, in one local frame, and which photos of a flight are usable.

These are left out, each with a note: photos without a position, positions far from all others, cameras that look
sideways, photos from the ground. If no photo has the data, a camera that looks straight down with its top to the north
is assumed, and noted too.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from attrs import evolve, field, frozen

from ..filters import Mask
from ..mesh import Floats
from .geodesy import Place
from .neighbours import nearest_places
from .overlap import height_by_overlap
from .photos import Photo

ASSUMED_HEIGHT: Final = 50.0
ASSUMED_FOCAL: Final = 24 / 43.2666  # of the diagonal: the wide cameras of drones
LOWEST: Final = 2.0
NADIR: Final = -60.0
FAR: Final = 8.0
NEAR: Final = 200.0


@frozen(kw_only=True)
class Shot:
    """A photo with its position in the frame, metres above ground, heading in radians and focal length in pixels."""

    photo: Photo
    east: float
    north: float
    above: float
    heading: float
    focal: float

    @property
    def resolution(self) -> float:
        """Return the metres of ground per pixel."""
        return self.above / self.focal

    @property
    def reach(self) -> float:
        """Return the distance from below the camera to the corners of the photo."""
        return math.hypot(self.photo.width, self.photo.height) / 2 * self.resolution


@frozen(kw_only=True)
class Flight:
    """The photos with a position, in the given order, and notes on what was left out or assumed."""

    place: Place
    shots: tuple[Shot, ...]
    notes: tuple[str, ...] = field(default=())

    @property
    def alone(self) -> int:
        """Return the number of photos that do not overlap their nearest neighbour."""
        if len(self.shots) < 2:
            return 0
        places = np.array([(shot.east, shot.north) for shot in self.shots])
        distance, nearest = nearest_places(places, places, 2)
        reach = np.array([shot.reach for shot in self.shots])
        return int((distance[:, 1] > reach + reach[nearest[:, 1]]).sum())

    @property
    def nadir(self) -> Flight:
        """Return the flight without sideways photos, unless all are sideways."""
        down = tuple(shot for shot in self.shots if shot.photo.pitch is None or shot.photo.pitch <= NADIR)
        left_out = len(self.shots) - len(down)
        if not left_out:
            return self
        if not down:
            return evolve(
                self,
                notes=(*self.notes, "All photos look sideways; they were projected onto flat ground nevertheless."),
            )
        return evolve(self, shots=down, notes=(*self.notes, f"{left_out} photos that look sideways were left out."))


def flight_of(photos: Sequence[Photo]) -> Flight | None:
    """Return the flight, or None if no photo has a position."""
    located = [photo for photo in photos if photo.is_located]
    if not located:
        return None
    degrees = np.array([(photo.latitude, photo.longitude) for photo in located], np.float64)
    place = _middle(degrees)
    metres = place.metres(degrees[:, 0], degrees[:, 1])
    near = _near(metres)
    kept = [photo for photo, is_near in zip(located, near, strict=True) if is_near]
    notes = [
        note
        for count, note in (
            (len(photos) - len(located), "{} photos without a GPS position were left out."),
            (len(located) - len(kept), "{} photos with a position far from all others were left out."),
        )
        if count
        for note in [note.format(count)]
    ]
    shots, height_notes = _with_heights(_shots(kept, metres[near]))
    ground = [s.photo.altitude - s.above for s in shots if s.photo.altitude is not None]
    place = evolve(place, height=float(np.median(ground)) if ground else 0.0)
    return Flight(place=place, shots=tuple(shots), notes=(*notes, *height_notes, *_assumptions(kept)))


def _middle(degrees: Floats) -> Place:
    """Return the median position, the short way around the globe."""
    first = Place(float(degrees[0, 0]), float(degrees[0, 1]))
    east, north = np.median(first.metres(degrees[:, 0], degrees[:, 1]), 0)
    latitude, longitude = first.degrees(east, north)
    return Place(float(latitude), (float(longitude) + 180) % 360 - 180)


def _near(metres: Floats) -> Mask:
    """Return which positions are near the others; one wrong GPS fix would make a map of half the globe."""
    distance = np.hypot(*(metres - np.median(metres, 0)).T)
    return np.asarray(distance <= FAR * np.median(distance) + NEAR)


def _shots(photos: Sequence[Photo], metres: Floats) -> list[Shot]:
    return [
        Shot(
            photo=photo,
            east=float(east),
            north=float(north),
            above=math.nan,
            heading=math.radians(photo.heading or 0.0),
            focal=photo.focal or ASSUMED_FOCAL * math.hypot(photo.width, photo.height),
        )
        for photo, (east, north) in zip(photos, metres, strict=True)
    ]


def _with_heights(shots: list[Shot]) -> tuple[list[Shot], list[str]]:
    """Set the height of each shot above flat ground: from the metadata, else measured by overlap, else assumed."""
    said = np.array([math.nan if s.photo.above_start is None else s.photo.above_start for s in shots])
    flying = said >= LOWEST
    notes = []
    if flying.any():
        low = np.isfinite(said) & ~flying
        if low.any():
            notes.append(f"{int(low.sum())} photos taken from the ground were left out.")
        above = np.where(flying, said, np.median(said[flying]))
        return [evolve(s, above=float(h)) for s, h, out in zip(shots, above, low, strict=True) if not out], notes
    altitudes = np.array([math.nan if s.photo.altitude is None else s.photo.altitude for s in shots])
    middle = height_by_overlap([s.photo for s in shots], np.array([(s.east, s.north, s.focal) for s in shots]))
    if middle is None:
        middle = ASSUMED_HEIGHT
        notes.append(f"No photo has a height above ground: {ASSUMED_HEIGHT:g} m above ground were assumed.")
    else:
        notes.append(f"The height above ground, {middle:.0f} m, was measured by the overlap of neighbouring photos.")
    change = altitudes - np.nanmedian(altitudes) if np.isfinite(altitudes).any() else altitudes
    above = np.maximum(middle + np.nan_to_num(change), middle / 4)
    return [evolve(shot, above=float(height)) for shot, height in zip(shots, above, strict=True)], notes


def _assumptions(photos: Sequence[Photo]) -> list[str]:
    notes = []
    if any(photo.focal is None for photo in photos):
        notes.append("Some photos have no focal length: a wide camera (24 mm) was assumed.")
    if any(photo.heading is None for photo in photos):
        notes.append("Some photos have no heading: north was assumed.")
    if len({(photo.width, photo.height) for photo in photos}) > 1:
        notes.append("The photos are of different sizes; each was scaled by its own focal length.")
    return notes
