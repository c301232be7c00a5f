"""Bind a surface to a skeleton: each vertex follows the bones near it, at most four, by weights that sum to 1.

Weights fall with the distance to a bone, and are then smoothed along the edges of the mesh.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from attrs import frozen
from scipy import spatial
from scipy.sparse import coo_matrix, diags

from ..mesh import Floats, Ints, Mesh
from .skeleton import NAMES, PLACES, Skeleton

_spatial: Final[Any] = spatial  # declares no types for its trees
MOST: Final = 4
"""Bones that move one vertex; more are not played by common engines."""
_FALL: Final = 6.0  # the power with which a bone's influence falls with the distance
_SMOOTHED: Final = 6  # times


@frozen(eq=False)
class Binding:
    """For each vertex the numbers of its joints and their weights, both (n, 4); unused weights are 0."""

    joints: Ints
    weights: Floats

    def at(self, points: Floats, vertices: Floats) -> Binding:
        """Return the binding of other points, each that of the vertex nearest to it."""
        _, nearest = _spatial.cKDTree(vertices).query(points)
        return Binding(self.joints[nearest], self.weights[nearest])


def bound(mesh: Mesh, skeleton: Skeleton) -> Binding:
    """Return the binding of a mesh in the place of the skeleton."""
    influence = np.zeros((len(mesh.vertices), len(NAMES)))
    for name, (start, end) in skeleton.bones().items():
        apart = _distance(mesh.vertices, start, end) / np.linalg.norm(skeleton.at("HeadTop") - skeleton.at("Hips"))
        influence[:, PLACES[name]] = (apart + 0.01) ** -_FALL
    influence[_apart(mesh.vertices, skeleton)] = 0.0
    influence /= influence.sum(1, keepdims=True)
    for _ in range(_SMOOTHED):
        influence = 0.5 * influence + 0.5 * (_means(mesh) @ influence)
    influence[_apart(mesh.vertices, skeleton)] = 0.0
    joints = np.argsort(-influence, axis=1, kind="stable")[:, :MOST]
    weights = np.take_along_axis(influence, joints, 1)
    weights[weights < 0.01 * weights[:, :1]] = 0.0
    return Binding(joints.astype(np.int64), weights / weights.sum(1, keepdims=True))


def _distance(points: Floats, start: Floats, end: Floats) -> Floats:
    """Return the distances of points to a stretch."""
    along = end - start
    share = ((points - start) @ along / max(float(along @ along), 1e-12)).clip(0, 1)
    return np.asarray(np.linalg.norm(points - start - share[:, None] * along, axis=1))


def _apart(vertices: Floats, skeleton: Skeleton) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Return which bones a vertex may not follow, however near: a leg on the other side, and limbs that end before."""
    found = np.zeros((len(vertices), len(NAMES)), bool)
    hips = float(skeleton.at("Hips")[1])
    crotch = min(float(skeleton.at(f"{side}UpLeg")[1]) for side in ("Left", "Right"))
    for side, sign in (("Left", 1), ("Right", -1)):
        for bone in ("UpLeg", "Leg", "Foot", "ToeBase"):
            place = PLACES[f"{side}{bone}"]
            found[:, place] = (vertices[:, 1] > hips + 0.3 * (hips - crotch) + 0.04 * hips) | (
                (sign * vertices[:, 0] < 0) & (vertices[:, 1] < crotch)
            )
        root = float(skeleton.at(f"{side}Arm")[0])
        for bone in ("Arm", "ForeArm", "Hand"):
            found[:, PLACES[f"{side}{bone}"]] = sign * vertices[:, 0] < 0.8 * sign * root
    return found


def _means(mesh: Mesh) -> coo_matrix:
    """Return the matrix that gives each vertex the mean of its neighbours."""
    triangles = mesh.triangles()
    edges = np.concatenate([triangles[:, [a, b]] for a, b in ((0, 1), (1, 2), (2, 0))])
    both = np.concatenate([edges, edges[:, ::-1]])
    count = len(mesh.vertices)
    near = coo_matrix((np.ones(len(both)), (both[:, 0], both[:, 1])), (count, count)).tocsr()
    near.data[:] = 1.0
    degree = np.asarray(near.sum(1)).ravel()
    return diags(1 / np.maximum(degree, 1)) @ near
