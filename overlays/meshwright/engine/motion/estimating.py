"""Find the joints of a standing figure from the outline of its front; refuse every other shape.

A figure has two legs and one head that is narrower than its shoulders, and faces +Z. Of its arms only the
direction is read: they may hang, or be spread.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from attrs import frozen

from ..errors import EngineError
from ..filters import Mask
from ..mesh import Floats, Mesh
from ..rasterizer import rasterize
from .skeleton import NAMES, PLACES, Skeleton

NO_FIGURE: Final = "pose_estimation_failed"
"""The code of the error for a shape that is not a standing figure."""
_ROWS: Final = 256  # of the outline, from the ground to the top
_LEGS: Final = 0.12, 0.62  # shares of the height between which legs part
_HEAD: Final = 0.97  # share of the height at which there is a head
_WIDEST: Final = 1.7, 0.75  # widths and depths of a figure, relative to its height
_NARROWER: Final = 0.85  # the width of a head without a neck, relative to the shoulders
_ARM: Final = 0.09  # share of the height from which on an arm stands out


@frozen(eq=False)
class Estimate:
    """A skeleton, and sentences about guesses."""

    skeleton: Skeleton
    notes: tuple[str, ...] = ()


def estimated(mesh: Mesh) -> Estimate:
    """Return the skeleton of a figure that stands on y = 0 around x = z = 0; raises EngineError for other shapes."""
    outline = _Outline.of(mesh)
    crotch = outline.crotch()
    neck, torso = outline.neck(crotch), outline.torso(crotch)
    joints, notes = _joints(outline, mesh, crotch, neck, torso)
    places = np.array([joints[name] for name in NAMES])
    return Estimate(Skeleton(places), tuple(notes))


def _refused(reason: str) -> EngineError:
    return EngineError(
        f"Pose estimation failed: the model is not a standing figure, as {reason}. It must stand upright on two legs "
        "and face +Z.",
        code=NO_FIGURE,
    )


def _seen(points: Floats, mesh: Mesh, width: float, height: float, columns: int) -> tuple[Mask, Floats]:
    """Return what a camera far before +Z sees of points in the place of the mesh's: filled pixels, and their z."""
    reach = max(float(np.abs(points[:, 2]).max()), 1e-9)
    clip = np.ones((len(points), 4))
    clip[:, 0] = points[:, 0] / (width / 2)
    clip[:, 1] = 2 * points[:, 1] / height - 1
    clip[:, 2] = -points[:, 2] / reach
    seen = rasterize(clip, mesh.triangles(), columns, _ROWS)
    depth = np.full(_ROWS * columns, np.nan)
    depth[seen.pixel] = -seen.depth * reach
    depth = depth.reshape(_ROWS, columns)[::-1]
    return ~np.isnan(depth), depth


@frozen(eq=False)
class _Outline:
    """The outline of the front: rows from the ground up, columns from the figure's right to its left (+X)."""

    filled: Mask
    middle: Floats
    """The middle of the depth at each pixel."""
    pixel: float
    height: float

    @classmethod
    def of(cls, mesh: Mesh) -> _Outline:
        low, high = mesh.vertices.min(0), mesh.vertices.max(0)
        width, height, depth = high - low
        if width > _WIDEST[0] * height or depth > _WIDEST[1] * height:
            raise _refused("it is wider or deeper than it is high")
        pixel = float(height) / _ROWS
        columns = int(np.ceil(width / pixel)) + 2
        columns += columns % 2
        filled, front = _seen(mesh.vertices, mesh, columns * pixel, float(height), columns)
        _, back = _seen(mesh.vertices * [-1, 1, -1], mesh, columns * pixel, float(height), columns)
        return cls(filled, (front - back[:, ::-1]) / 2, pixel, float(height))

    def runs(self, row: int) -> list[tuple[float, float]]:
        """Return where each filled stretch of a row begins and ends, as x; slivers are left out."""
        padded = np.concatenate([[0], self.filled[row].astype(np.int8), [0]])
        starts, ends = (np.nonzero(np.diff(padded) == step)[0] for step in (1, -1))
        middle, least = self.filled.shape[1] / 2, 0.012 * self.height
        found = [((s - middle) * self.pixel, (e - middle) * self.pixel) for s, e in zip(starts, ends, strict=True)]
        return [(start, end) for start, end in found if end - start > least]

    def row(self, share: float) -> int:
        return min(int(share * _ROWS), _ROWS - 1)

    def central(self, row: int) -> tuple[float, float]:
        """Return the stretch of a row that is nearest to the middle."""
        found = self.runs(row)
        if not found:
            return 0.0, 0.0
        return min(found, key=lambda run: abs(min(max(0.0, run[0]), run[1])))

    def width(self, row: int) -> float:
        """Return the width of the central stretch of a row."""
        start, end = self.central(row)
        return end - start

    def legs(self, row: int) -> tuple[tuple[float, float], tuple[float, float]] | None:
        """Return the right and the left leg of a row, the two stretches that are nearest to the middle, if there are
        two on different sides.
        """
        sides = [[run for run in self.runs(row) if sum(run) * side > 0] for side in (-1, 1)]
        if not all(sides):
            return None
        right, left = (min(runs, key=lambda run: abs(sum(run))) for runs in sides)
        return right, left

    def crotch(self) -> float:
        """Return the share of the height at which the legs part."""
        parted = [self.legs(row) is not None for row in range(self.row(_LEGS[1]))]
        first = next((row for row, two in enumerate(parted) if two), len(parted))
        end = next((row for row in range(first, len(parted)) if not any(parted[row : row + 3])), len(parted))
        if first > self.row(0.08) or end < self.row(_LEGS[0]) or end == len(parted):
            raise _refused("it has no two legs that reach the ground")
        return end / _ROWS

    def neck(self, crotch: float) -> float:
        """Return the share of the height of the neck: the narrowest place below the head."""
        top = self.row(_HEAD)
        if len(self.runs(top)) != 1:
            raise _refused("its top is not one head")
        rows = np.arange(self.row(crotch + 0.45 * (1 - crotch)), top)
        widths = np.array([self.width(int(row)) for row in rows])
        above = np.maximum.accumulate(widths[::-1])[::-1]
        dents = np.nonzero(widths < 0.85 * above)[0]
        shoulders = max(self.width(row) for row in range(self.row(crotch + 0.1), int(rows[0])))
        if not len(dents):
            if float(np.median(widths[-len(widths) // 4 :])) > _NARROWER * max(shoulders, float(widths.max())):
                raise _refused("it has neither a neck nor a head that is narrower than its shoulders")
            return float(crotch + 0.72 * (1 - crotch))
        return float(rows[dents[np.argmin(widths[dents])]] / _ROWS)

    def torso(self, crotch: float) -> float:
        """Return half the width of the torso."""
        rows = range(self.row(crotch + 0.04), self.row(crotch + 0.16))
        widths = [self.width(row) for row in rows]
        return float(np.percentile(widths, 25)) / 2

    def tip(self, side: int, crotch: float, neck: float, shoulder: Floats) -> Floats | None:
        """Return the place of the hand's end on one side (1 is the figure's left), None if no arm stands out."""
        rows, columns = np.nonzero(self.filled)
        x = (columns + 0.5 - self.filled.shape[1] / 2) * self.pixel
        y = (rows + 0.5) * self.pixel
        far = side * (x - shoulder[0])
        arm = (far > 0.02 * self.height) & (y > 0.8 * crotch * self.height) & (y < (neck + 0.12) * self.height)
        if not arm.any() or far[arm].max() < _ARM * self.height:
            return None
        arm &= far > 0.5 * far[arm].max()  # a thigh may reach beyond the shoulder, and be farther from it than a hand
        reach = np.hypot(x[arm] - shoulder[0], y[arm] - shoulder[1])
        end = reach > 0.94 * reach.max()
        return np.array([x[arm][end].mean(), y[arm][end].mean()])


def _joints(
    outline: _Outline, mesh: Mesh, crotch: float, neck: float, torso: float
) -> tuple[dict[str, Floats], list[str]]:
    """Return the place of each joint."""
    height, notes = outline.height, list[str]()
    flat: dict[str, tuple[float, float]] = {}
    hips = (crotch + 0.04) * height
    for name, share in {"Hips": 0.0, "Spine": 0.22, "Spine1": 0.45, "Spine2": 0.68}.items():
        flat[name] = (0.0, hips + share * (neck * height - hips))
    flat |= {"Neck": (0.0, neck * height), "Head": (0.0, (neck + 0.2 * (1 - neck)) * height)}
    flat |= {"HeadTop": (0.0, height), "HeadFront": (0.0, (neck + 0.5 * (1 - neck)) * height)}
    for side, label in ((1, "Left"), (-1, "Right")):
        flat |= {f"{label}{name}": place for name, place in _leg(outline, side, crotch).items()}
        shoulder = np.array([side * 0.8 * torso, (neck - 0.1 * (neck - crotch)) * height])
        tip = outline.tip(side, crotch, neck, shoulder)
        if tip is None:
            notes.append(f"The {label.lower()} arm does not stand out: it was taken to hang beside the body.")
            tip = np.array([side * 1.1 * torso, crotch * height])
        flat[f"{label}Shoulder"] = (side * 0.25 * torso, float(shoulder[1]))
        for name, share in {"Arm": 0.0, "ForeArm": 0.45, "Hand": 0.84}.items():
            flat[f"{label}{name}"] = tuple((shoulder + share * (tip - shoulder)).tolist())
    joints = {name: _inside(outline, place) for name, place in flat.items()}
    front = joints["HeadFront"]
    near = np.abs(mesh.vertices[:, :2] - front[:2]).max(1) < 0.05 * height
    front[2] = mesh.vertices[near, 2].max() if near.any() else front[2]
    for label in ("Left", "Right"):
        _place_foot(joints, label, mesh, height)
    return joints, notes


def _leg(outline: _Outline, side: int, crotch: float) -> dict[str, tuple[float, float]]:
    shares = {"UpLeg": 0.9 * crotch, "Leg": 0.52 * crotch, "Foot": 0.12 * crotch, "ToeBase": 0.04 * crotch}
    found: dict[str, tuple[float, float]] = {}
    for name, share in shares.items():
        row = outline.row(share)
        pair = next(
            legs for step in range(_ROWS) if (legs := outline.legs(max(0, row - step)) or outline.legs(row + step))
        )
        run = pair[1] if side > 0 else pair[0]
        found[name] = (sum(run) / 2, share * outline.height)
    x, _ = found["UpLeg"]
    found["UpLeg"] = (x, (crotch + 0.01) * outline.height)
    return found


def _inside(outline: _Outline, place: tuple[float, float]) -> Floats:
    """Return a place of the front view in the middle of the depth that the figure has there, or nearby."""
    rows, columns = np.nonzero(outline.filled & ~np.isnan(outline.middle))
    row, column = place[1] / outline.pixel - 0.5, place[0] / outline.pixel + (outline.filled.shape[1] - 1) / 2
    nearest = int(np.argmin((rows - row) ** 2 + (columns - column) ** 2))
    return np.array([*place, outline.middle[rows[nearest], columns[nearest]]])


def _place_foot(joints: dict[str, Floats], label: str, mesh: Mesh, height: float) -> None:
    """Move the toes to the front of the foot; the ankle is where the shin ends."""
    foot, toe = joints[f"{label}Foot"], joints[f"{label}ToeBase"]
    foot[2] = joints[f"{label}Leg"][2]
    sole = (mesh.vertices[:, 1] < 0.05 * height) & (np.sign(mesh.vertices[:, 0]) == np.sign(foot[0]))
    front = float(mesh.vertices[sole, 2].max()) if sole.any() else foot[2]
    toe[2] = foot[2] + max(0.6 * (front - foot[2]), 0.02 * height)


assert set(PLACES) == set(NAMES)
