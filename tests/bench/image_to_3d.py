"""Image to 3D in numbers: faces asked and got, watertight share, seconds, peak memory, the same bytes twice.

``python tests/bench/image_to_3d.py`` prints a Markdown table. Each model is made in a process of its own, twice, from
a drawn picture of the tests or from four of them. "Closed" is what the numbers of the OBJ say, "watertight" what
trimesh says of the GLB, where corners at one place are one. Linux only.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
ASKED = (100, 1_000, 30_000, 300_000)
SETS = (("mug",), ("chair",), ("duck", "duck", "duck", "duck"))
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def make(names: list[str], topology: Any, faces: int) -> dict[str, Any]:
    """Make one model and look at it."""
    import trimesh
    from engine.pictures import save
    from meshwright.engine.image_to_3d import ImageTo3DOptions, image_to_3d

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pictures = [save(name, folder / f"{number}.png", side=1024) for number, name in enumerate(names)]
        options = ImageTo3DOptions(topology=topology, target_polycount=faces, target_formats=("obj", "glb"))
        began = time.perf_counter()
        result = image_to_3d(pictures, folder, options)
        seconds = time.perf_counter() - began
        closed = is_closed(result.models["obj"])
        mesh: Any = trimesh.load(result.models["glb"], force="mesh", merge_tex=True, merge_norm=True)
        written = b"".join(path.read_bytes() for path in sorted(result.models.values()))
    return {
        "got": result.faces,
        "closed": closed,
        "watertight": bool(mesh.is_watertight and mesh.is_winding_consistent),
        "seconds": seconds,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "bytes": hashlib.sha256(written).hexdigest(),
    }


def is_closed(obj: Path) -> bool:
    """Tell whether the faces of an OBJ run through each edge once in each direction, by its own numbers."""
    edges: set[tuple[str, str]] = set()
    for line in obj.read_text("ascii").splitlines():
        if line.startswith("f "):
            corners = [corner.split("/")[0] for corner in line.split()[1:]]
            for edge in zip(corners, [*corners[1:], corners[0]], strict=True):
                if edge in edges:
                    return False
                edges.add(edge)
    return bool(edges) and all((end, start) in edges for start, end in edges)


def made(names: tuple[str, ...], topology: str, faces: int) -> dict[str, Any]:
    """Do so in a process of its own."""
    command = [sys.executable, __file__, "--make", json.dumps([names, topology, faces])]
    found = {"PYTHONPATH": os.pathsep.join(str(ROOT / part) for part in ("overlays", "generated", "tests"))}
    done = subprocess.run(command, env=os.environ | ONE_THREAD | found, check=True, capture_output=True)
    return dict(json.loads(done.stdout))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--make", help="one model: JSON of names, topology and faces")
    asked = parser.parse_args()
    if asked.make:
        print(json.dumps(make(*json.loads(asked.make))))
        return
    print("| topology | asked | got | closed | watertight | seconds | peak MiB | same bytes |")
    print("|---|---|---|---|---|---|---|---|", flush=True)
    for topology in ("triangle", "quad"):
        for faces in ASKED:
            runs = [[made(names, topology, faces) for _ in range(2)] for names in SETS]
            first = [pair[0] for pair in runs]
            got = ", ".join(f"{run['got']:,}" for run in first)
            closed = f"{sum(run['closed'] for run in first)}/{len(first)}"
            watertight = f"{sum(run['watertight'] for run in first)}/{len(first)}"
            seconds = " - ".join(f"{pick(run['seconds'] for run in first):.1f}" for pick in (min, max))
            peak = " - ".join(f"{pick(run['peak'] for run in first):.0f}" for pick in (min, max))
            same = f"{sum(a['bytes'] == b['bytes'] for a, b in runs)}/{len(runs)}"
            print(
                f"| {topology} | {faces:,} | {got} | {closed} | {watertight} | {seconds} | {peak} | {same} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
