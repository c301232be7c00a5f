"""Write a moving figure as USDZ: its mesh and a skeleton with an animation below a skeleton root, as UsdSkel has them.

A skeleton plays one animation, so that clips follow each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from attrs import evolve

from ..mesh import Floats
from ..writers.usdz import material_prim, mesh_prim, numbers, tuples, write_package
from .figure import FIGURE, Figure
from .posing import FRAMES, Clip
from .skeleton import NAMES, PARENTS, PLACES, Skeleton

_SKELETON: Final = "</model/Skeleton>"
_MATRIX: Final = "( (1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), {} )"


def write_rigged_usdz(figure: Figure, clips: Sequence[Clip], path: Path) -> None:
    """Write a figure that plays clips, of ``FRAMES`` poses a second, one after another."""
    turns = np.concatenate([clip.turns for clip in clips])
    hips = np.concatenate([clip.hips for clip in clips])
    (part,) = figure.model.objects()
    prims = [
        _skeleton(figure.skeleton, turns, hips),
        mesh_prim(evolve(part, name=FIGURE), FIGURE, schemas=["SkelBindingAPI"], more=_binding(figure)),
        material_prim(figure.model),
    ]
    rates = [f"{rate} = {FRAMES}" for rate in ("framesPerSecond", "timeCodesPerSecond")]
    stage = ["startTimeCode = 0", f"endTimeCode = {len(turns) - 1}", *rates]
    write_package(prims, figure.model, path, kind="SkelRoot", stage=stage)


def _skeleton(skeleton: Skeleton, turns: Floats, hips: Floats) -> str:
    joints = ", ".join(f'"{_path(name)}"' for name in NAMES)
    shifts = np.repeat(skeleton.offsets()[None], len(turns), 0)
    shifts[:, PLACES["Hips"]] = hips
    lines = [
        'def Skeleton "Skeleton" (\n    prepend apiSchemas = ["SkelBindingAPI"]\n)\n{',
        f"    uniform token[] joints = [{joints}]",
        f"    uniform matrix4d[] bindTransforms = [{_matrices(skeleton.places)}]",
        f"    uniform matrix4d[] restTransforms = [{_matrices(skeleton.offsets())}]",
        "    rel skel:animationSource = </model/Skeleton/Animation>",
        '\n    def SkelAnimation "Animation"\n    {',
        f"        uniform token[] joints = [{joints}]",
        f"        half3[] scales = [{tuples(np.ones((len(NAMES), 3)))}]",
        f"        float3[] translations.timeSamples = {_samples(shifts)}",
        f"        quatf[] rotations.timeSamples = {_samples(turns[..., [3, 0, 1, 2]])}",
    ]
    return "\n".join([*lines, "    }\n}\n"])


def _binding(figure: Figure) -> list[str]:
    binding, width = figure.binding, figure.binding.joints.shape[1]
    each = f'(\n        elementSize = {width}\n        interpolation = "vertex"\n    )'
    weights = ", ".join(f"{weight:.7g}" for weight in binding.weights.ravel().tolist())
    return [
        f"int[] primvars:skel:jointIndices = [{numbers(binding.joints)}] {each}",
        f"float[] primvars:skel:jointWeights = [{weights}] {each}",
        f"matrix4d primvars:skel:geomBindTransform = {_MATRIX.format('(0, 0, 0, 1)')}",
        f"rel skel:skeleton = {_SKELETON}",
    ]


def _path(joint: str) -> str:
    return f"{_path(PARENTS[joint])}/{joint}" if PARENTS[joint] else joint


def _matrices(places: Floats) -> str:
    """Return shifts as matrices of rows."""
    return ", ".join(_MATRIX.format(tuples(np.append(place, 1.0)[None], 9)) for place in places)


def _samples(values: Floats) -> str:
    """Return the values of each frame, (f, joints, k)."""
    return (
        "{\n"
        + "".join(f"            {frame}: [{tuples(rows, 9)}],\n" for frame, rows in enumerate(values))
        + "        }"
    )
