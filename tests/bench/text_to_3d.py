"""Text to 3D in numbers: the drawing found, faces, closed, valid, read back, CPU time, memory, the same bytes twice.

``python tests/bench/text_to_3d.py`` prints a Markdown table with a row for each of twelve prompts, and for the refine
of its preview. ``--sheet sheet.png`` also saves what the engine's thumbnails show: preview and refine, from the front
right, from the right and from behind. Each model is made in a process of its own. The judges are those of
``image_to_3d.py``. Linux only.
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
import textwrap
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / part) for part in ("overlays", "generated", "tests")]

from bench.image_to_3d import ENVIRONMENT, fbx_agrees, glb_is_valid, is_closed, is_watertight, usdz_is_valid  # noqa: E402

PROMPTS = (
    "a red car",
    "a cute cat sitting on a chair",
    "a wooden chair",
    "a fierce blue dragon",
    "a small house with a garden",
    "a friendly robot",
    "a pair of crossed swords",
    "a green teapot",
    "a purple octopus",
    "a light blue knight in armour",
    "eine kleine Teekanne für zwölf Gäste",
    "x",
)
FACES = 30_000
TILE = 180
SEEN_FROM = ((30.0, 15.0), (90.0, 0.0), (210.0, 15.0))
Run = dict[str, Any]


def make(prompt: str, refine: bool, faces: int, node_modules: str, sheet: str) -> Run:
    """Make one model, let others judge its files, and save its views."""
    from meshwright.engine.tasks.text_to_3d import make as make_task

    preview = {"mode": "preview", "prompt": prompt, "target_polycount": faces}
    request = {"mode": "refine", "sources": [{"kind": "", "request": preview}]} if refine else preview
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        began = time.process_time()
        made = make_task([], request, folder)
        seconds = time.process_time() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        models = {kind: folder / file for kind, file in made.files["model_urls"].items()}
        written = b"".join(path.read_bytes() for path in sorted(models.values()))
        if sheet:
            save_views(models["glb"], Path(sheet))
        return {
            "notes": made.notes,
            "got": faces_of(models["glb"]),
            "seconds": seconds,
            "peak": peak,
            "bytes": hashlib.sha256(written).hexdigest(),
            "closed": is_closed(models["obj"]),
            "watertight": is_watertight(models["glb"]),
            "glb": glb_is_valid(models["glb"], node_modules),
            "usdz": usdz_is_valid(models["usdz"]),
            "fbx": fbx_agrees(models["fbx"], models["glb"]),
        }


def faces_of(glb: Path) -> int:
    """Count the triangles of a GLB with trimesh."""
    import trimesh

    mesh: Any = trimesh.load(glb, force="mesh")
    return len(mesh.faces)


def save_views(glb: Path, path: Path) -> None:
    """Save a row of views of a GLB, as trimesh reads it."""
    import numpy as np
    import trimesh
    from meshwright.engine.mesh import Atlas, Mesh
    from meshwright.engine.modelling.thumbnails import on_backdrop, render
    from PIL import Image

    read: Any = trimesh.load(glb, force="mesh", process=False)
    mesh, atlas = Mesh(np.asarray(read.vertices, float), np.asarray(read.faces)), None
    if getattr(read.visual, "uv", None) is not None:
        pixels = np.asarray(read.visual.material.baseColorTexture.convert("RGB"))
        atlas = Atlas(np.asarray(read.visual.uv), mesh.polygons, pixels)
    row = Image.new("RGB", (TILE * len(SEEN_FROM), TILE), "white")
    for number, (azimuth, elevation) in enumerate(SEEN_FROM):
        view = on_backdrop(render(mesh, atlas, azimuth=azimuth, elevation=elevation, side=TILE))
        row.paste(Image.fromarray(view), (number * TILE, 0))
    row.save(path)


def made(*job: Any) -> Run:
    """Make a model in a process of its own."""
    command = [sys.executable, __file__, "--make", json.dumps(job)]
    done = subprocess.run(command, env=os.environ | ENVIRONMENT, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def line(prompt: str, mode: str, asked: int, run: Run, again: Run | None) -> str:
    """Write one line of the table."""
    shape = run["notes"][0].partition('"')[2].partition('"')[0] or "lettering"
    judged = [
        {True: "yes", False: "NO", None: "-"}[run[what]] for what in ("closed", "watertight", "glb", "usdz", "fbx")
    ]
    same = "-" if again is None else "yes" if again["bytes"] == run["bytes"] else "NO"
    cells = [prompt, mode, shape, f"{asked:,}", f"{run['got']:,}", *judged, same]
    return f"| {' | '.join(cells)} | {run['seconds']:.1f} | {run['peak']:.0f} |"


def assembled(rows: list[tuple[str, list[Path]]], path: Path) -> None:
    """Save all views on one sheet, each prompt beside them."""
    from meshwright.engine.modelling.lettering import without_accents
    from PIL import Image, ImageDraw

    width = TILE * len(SEEN_FROM)
    sheet = Image.new("RGB", (TILE + 2 * width, TILE * len(rows)), "white")
    pen = ImageDraw.Draw(sheet)
    for number, (prompt, pictures) in enumerate(rows):
        pen.text((8, number * TILE + TILE // 3), textwrap.fill(without_accents(prompt), 18), fill="black", font_size=18)
        for column, picture in enumerate(pictures):
            sheet.paste(Image.open(picture), (TILE + column * width, number * TILE))
    sheet.save(path)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--make", help=argparse.SUPPRESS)
    parser.add_argument("--faces", type=int, default=FACES, help="target_polycount")
    parser.add_argument("--prompts", type=int, default=len(PROMPTS), help="how many of the prompts")
    parser.add_argument("--once", action="store_true", help="do not make each model a second time")
    parser.add_argument("--sheet", type=Path, help="save views of all models as this picture")
    parser.add_argument("--node-modules", default="", help="a folder that holds the npm package gltf-validator")
    asked = parser.parse_args()
    if asked.make:
        print(json.dumps(make(*json.loads(asked.make))))
        return
    judges = "closed | watertight | GLB | USDZ | FBX"
    print(f"| prompt | mode | drawing | asked | got | {judges} | same bytes | CPU s | MiB |")
    print("|---|---|---|---|---|---|---|---|---|---|---|---|---|", flush=True)
    rows: list[tuple[str, list[Path]]] = []
    with tempfile.TemporaryDirectory() as folder:
        for prompt in PROMPTS[: asked.prompts]:
            rows.append((prompt, []))
            for mode in ("preview", "refine"):
                picture = Path(folder) / f"{len(rows)}-{mode}.png"
                job = prompt, mode == "refine", asked.faces, asked.node_modules
                run = made(*job, str(picture) if asked.sheet else "")
                again = None if asked.once else made(*job, "")
                print(line(prompt, mode, asked.faces, run, again), flush=True)
                rows[-1][1].append(picture)
        if asked.sheet:
            assembled(rows, asked.sheet)


if __name__ == "__main__":
    main()
