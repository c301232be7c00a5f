"""Image to 3D in numbers: faces, closed, watertight, valid, read back, CPU time, memory, the same bytes twice.

``python tests/bench/image_to_3d.py`` prints a Markdown table, ``--smoke`` a small one. Each model is made in a process
of its own, twice, from drawn pictures of the tests. "Closed" is decided by the numbers of the OBJ, "watertight" by
trimesh from the GLB, where corners at one place are one. Other judges count where they are installed: usd-core for
USDZ, assimp-py for FBX, and gltf-validator below ``--node-modules``. CPU: median and most. Linux only.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
ASKED = (100, 1_000, 30_000, 300_000)
ALONE = ("mug", "apple", "duck", "chair", "letter", "house", "star", "tree", "key", "snowman", "bottle", "car")
SETS = [*[(name,) for name in ALONE], ("house", "tree", "house"), ("duck", "duck", "duck", "duck")]
ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "PYTHONPATH": os.pathsep.join(str(ROOT / part) for part in ("overlays", "generated", "tests")),
}
VALIDATE = """
const [, path] = process.argv;
require("gltf-validator").validateBytes(new Uint8Array(require("fs").readFileSync(path))).then(
  (report) => console.log(report.issues.numErrors));
"""
JUDGED = ("closed", "watertight", "glb", "usdz", "fbx")
Run = dict[str, Any]


def make(names: list[str], topology: Any, faces: int, node_modules: str, judge: bool) -> Run:
    """Make one model, then let others judge its files if they are to."""
    from helpers.engine.pictures import save
    from meshwright.engine.modelling.image_to_3d import ImageTo3DOptions, image_to_3d

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pictures = [save(name, folder / f"{number}.png", side=1024) for number, name in enumerate(names)]
        began = time.process_time()
        result = image_to_3d(pictures, folder, ImageTo3DOptions(topology=topology, target_polycount=faces))
        seconds = time.process_time() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        written = b"".join(path.read_bytes() for path in sorted(result.models.values()))
        run = {"got": result.faces, "seconds": seconds, "peak": peak, "bytes": hashlib.sha256(written).hexdigest()}
        return run | judged(result.models, node_modules) if judge else run


def judged(models: dict[str, Path], node_modules: str) -> Run:
    """Return the verdicts of other programs on the files; None where a judge is missing."""
    return {
        "closed": is_closed(models["obj"]),
        "watertight": is_watertight(models["glb"]),
        "glb": glb_is_valid(models["glb"], node_modules),
        "usdz": usdz_is_valid(models["usdz"]),
        "fbx": fbx_agrees(models["fbx"], models["glb"]),
    }


def is_closed(obj: Path) -> bool:
    """Return whether the faces of an OBJ run through each edge once in each direction, by its own numbers."""
    edges: set[tuple[str, str]] = set()
    for line in obj.read_text("ascii").splitlines():
        if line.startswith("f "):
            corners = [corner.split("/")[0] for corner in line.split()[1:]]
            for edge in zip(corners, [*corners[1:], corners[0]], strict=True):
                if edge in edges:
                    return False
                edges.add(edge)
    return bool(edges) and all((end, start) in edges for start, end in edges)


def is_watertight(glb: Path) -> bool:
    """Ask trimesh, with corners at one place made one."""
    import trimesh

    mesh: Any = trimesh.load(glb, force="mesh")
    mesh.merge_vertices(merge_tex=True, merge_norm=True)
    return bool(mesh.is_watertight and mesh.is_winding_consistent)


def glb_is_valid(glb: Path, node_modules: str) -> bool | None:
    """Ask Khronos' validator for errors."""
    if not node_modules:
        return None
    said = subprocess.run(
        ["node", "-e", VALIDATE, str(glb)],
        env=os.environ | {"NODE_PATH": node_modules},
        capture_output=True,
        check=True,
    )
    return int(said.stdout) == 0


def usdz_is_valid(usdz: Path) -> bool | None:
    """Ask all validators of OpenUSD for errors."""
    try:
        from pxr import Usd, UsdValidation
    except ImportError:
        return None
    validators = UsdValidation.ValidationRegistry().GetOrLoadAllValidators()
    found = UsdValidation.ValidationContext(validators).Validate(Usd.Stage.Open(str(usdz)))
    return not found


def fbx_agrees(fbx: Path, glb: Path) -> bool | None:
    """Ask assimp whether the FBX has as many triangles as the GLB, and its size."""
    try:
        import assimp_py
    except ImportError:
        return None
    import numpy as np
    import trimesh

    scene = assimp_py.import_file(str(fbx), assimp_py.Process_Triangulate)
    vertices = np.concatenate([np.asarray(mesh.vertices).reshape(-1, 3) for mesh in scene.meshes])
    triangles = sum(len(np.asarray(mesh.indices).ravel()) // 3 for mesh in scene.meshes)
    mesh: Any = trimesh.load(glb, force="mesh")
    return triangles == len(mesh.faces) and np.allclose(np.ptp(vertices, axis=0), mesh.extents, rtol=1e-5)


def made(*job: Any) -> Run:
    """Do so in a process of its own."""
    command = [sys.executable, __file__, "--make", json.dumps(job)]
    done = subprocess.run(command, env=os.environ | ENVIRONMENT, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def share(runs: list[Run], what: str) -> str:
    """Return how many of the runs have it, or nothing without a judge."""
    judged = [run[what] for run in runs if run[what] is not None]
    return f"{sum(judged)}/{len(judged)}" if judged else "-"


def line(topology: str, faces: int, pairs: list[tuple[Run, Run | None]]) -> str:
    """Write one line of the table."""
    runs = [first for first, _ in pairs]
    got = sorted(run["got"] for run in runs)
    same = [first["bytes"] == second["bytes"] for first, second in pairs if second]
    seconds, peak = [run["seconds"] for run in runs], max(run["peak"] for run in runs)
    cells = [
        topology,
        f"{faces:,}",
        f"{got[0]:,} to {got[-1]:,}" if got[0] != got[-1] else f"{got[0]:,}",
        f"{sum(abs(number - faces) <= 0.02 * faces for number in got)}/{len(got)}",
        *(share(runs, what) for what in JUDGED),
        f"{sum(same)}/{len(same)}",
        f"{statistics.median(seconds):.1f}, {max(seconds):.1f}",
        f"{peak:.0f}",
    ]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--make", help=argparse.SUPPRESS)
    parser.add_argument("--smoke", action="store_true", help="two objects, few faces")
    parser.add_argument("--asked", type=int, nargs="+", default=ASKED, help="numbers of faces")
    parser.add_argument("--topology", nargs="+", default=("triangle", "quad"))
    parser.add_argument("--objects", type=int, default=len(SETS), help="how many of the objects")
    parser.add_argument("--twice", type=int, default=len(SETS), help="how many of them are made a second time")
    parser.add_argument("--node-modules", default="", help="a folder that holds the npm package gltf-validator")
    asked = parser.parse_args()
    if asked.make:
        print(json.dumps(make(*json.loads(asked.make))))
        return
    print("| topology | asked | got | within 2 % | closed | watertight | GLB | USDZ | FBX | same bytes | CPU s | MiB |")
    print("|---|---|---|---|---|---|---|---|---|---|---|---|", flush=True)
    sets = SETS[-2:] if asked.smoke else SETS[: asked.objects]
    for topology in asked.topology:
        for faces in ASKED[:2] if asked.smoke else asked.asked:
            pairs: list[tuple[Run, Run | None]] = []
            for number, names in enumerate(sets):
                first = made(names, topology, faces, asked.node_modules, True)
                again = number < asked.twice
                pairs.append((first, made(names, topology, faces, asked.node_modules, False) if again else None))
                if any(first[what] is False for what in JUDGED):
                    print(names, topology, faces, first, file=sys.stderr, flush=True)
            print(line(topology, faces, pairs), flush=True)


if __name__ == "__main__":
    main()
