"""Models from models in numbers: faces, watertight, valid for other readers, the same bytes twice, CPU time, memory.

``python tests/bench/model_kinds.py`` prints a Markdown table; ``--sheet sheet.jpg`` also draws each model before and
after. The inputs are eight models of drawn pictures, textured and of 30,000 triangles, and four of the corpus where
that is present. Each job runs in a process of its own, and again to compare the bytes. "Watertight" counts inputs that
trimesh finds watertight and whose result it finds watertight too; judges that are not installed are left out. CPU:
median and most. Linux only.
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
sys.path[:0] = [str(ROOT / part) for part in ("overlays", "generated", "tests")]

from helpers import judges  # noqa: E402  after the paths

DRAWN = ("mug", "apple", "duck", "chair", "house", "star", "tree", "car")
CORPUS = ROOT.parent / "shared/corpus"
OTHERS = ("Duck.glb", "CesiumMilkTruck.glb", "blender_293_barbarian_7400_binary.fbx", "spider.obj")
EVERY = ["glb", "obj", "fbx", "stl", "usdz", "3mf"]
CASES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("convert", {"target_formats": EVERY}),
    ("remesh", {"target_polycount": 1_000, "target_formats": EVERY}),
    ("remesh", {"target_formats": EVERY}),
    ("remesh", {"target_polycount": 100_000, "target_formats": ["glb"]}),
    ("remesh", {"topology": "quad", "target_polycount": 5_000, "target_formats": EVERY}),
    ("uv-unwrap", {}),
    ("retexture", {"text_style_prompt": "navy and gold"}),
    ("retexture", {"text_style_prompt": "bronze", "enable_original_uv": True, "enable_pbr": True}),
    ("retexture", {"image_style_url": "style.png", "target_formats": ["glb"]}),
)
JUDGED = ("watertight", "glb", "usdz", "fbx", "3mf")
ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
Run = dict[str, Any]


def make(kind: str, inputs: list[str], request: Run, folder: str, judge: bool) -> Run:
    """Make one result, then let others judge its files if they are to."""
    from helpers.making import made
    from meshwright.engine.errors import EngineError

    out, began = Path(folder), time.process_time()
    try:
        result = made(kind, [Path(each) for each in inputs], out, **request)
    except EngineError as error:
        return {"refused": str(error)}
    seconds = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    names = {key: out / name for key, name in result.files["model_urls"].items()}
    written = b"".join(path.read_bytes() for path in sorted(names.values()))
    run = {"seconds": seconds, "peak": peak, "bytes": hashlib.sha256(written).hexdigest(), "notes": result.notes}
    return run | judged(names, Path(inputs[0])) if judge else run


def judged(models: dict[str, Path], source: Path) -> Run:
    """Return what others find in the files; None where a judge or a file is missing."""
    faces = faces_of(models)
    sound = source.suffix != ".fbx" and judges.is_watertight(source)
    return {
        "got": faces,
        "watertight": judges.is_watertight(models["glb"]) if sound else None,
        "glb": none_or(judges.gltf_errors(models["glb"]), 0),
        "usdz": none_or(judges.usd_errors(models["usdz"]), 0) if "usdz" in models else None,
        "fbx": fbx_agrees(models["fbx"], faces) if "fbx" in models else None,
        "3mf": printable(models["3mf"]) if "3mf" in models and sound else None,
    }


def faces_of(models: dict[str, Path]) -> int:
    """Count the faces, by the OBJ where there is one: a GLB has no quads."""
    if "obj" in models:
        return sum(line.startswith("f ") for line in models["obj"].read_text("ascii").splitlines())
    return len(judges.seen(models["glb"]).faces)


def none_or(found: int | None, wanted: int) -> bool | None:
    """Return whether a judge found what was wanted."""
    return None if found is None else found == wanted


def fbx_agrees(fbx: Path, faces: int) -> bool | None:
    """Ask ufbx whether the FBX has as many faces."""
    found = judges.fbx_faces(fbx)
    return None if found is None else found[0] == faces


def printable(threemf: Path) -> bool | None:
    """Ask lib3mf whether the 3MF is closed."""
    found = judges.printable_faces(threemf)
    return None if found is None else found > 0


def made_alone(*job: Any) -> Run:
    """Do so in a process of its own."""
    command = [sys.executable, __file__, "--make", json.dumps(job)]
    done = subprocess.run(command, env=os.environ | ENVIRONMENT, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def sources(folder: Path) -> list[Path]:
    """Make the models of drawn pictures, and list those of the corpus."""
    from helpers.engine.pictures import save

    found = []
    for name in DRAWN:
        picture = save(name, folder / f"{name}.png", side=1024)
        made_alone("image-to-3d", [str(picture)], {"target_formats": ["glb"]}, str(folder / name), False)
        found.append(folder / name / "model.glb")
    return found + [CORPUS / name for name in OTHERS if (CORPUS / name).is_file()]


def share(runs: list[Run], what: str) -> str:
    """Return how many of the runs that were judged have it."""
    verdicts = [run[what] for run in runs if run[what] is not None]
    return f"{sum(verdicts)}/{len(verdicts)}" if verdicts else "-"


def line(kind: str, request: Run, runs: list[Run], same: list[bool], refused: int) -> str:
    """Write one line of the table."""
    asked = request.get("target_polycount", 30_000) if kind == "remesh" else None
    got = sorted(run["got"] for run in runs)
    seconds = [run["seconds"] for run in runs]
    words = ", ".join(f"{name} {value}" for name, value in request.items() if name != "target_formats")
    cells = [
        f"{kind} {words}".strip(),
        f"{len(runs)}" + (f", {refused} refused" if refused else ""),
        f"{got[0]:,} to {got[-1]:,}",
        f"{sum(abs(number - asked) <= 0.02 * asked for number in got)}/{len(got)}" if asked else "-",
        *(share(runs, what) for what in JUDGED),
        f"{sum(same)}/{len(same)}",
        f"{statistics.median(seconds):.1f}, {max(seconds):.1f}",
        f"{max(run['peak'] for run in runs):.0f}",
    ]
    return f"| {' | '.join(cells)} |"


def measure(kind: str, request: Run, models: list[Path], folder: Path, twice: int) -> tuple[str, list[Path | None]]:
    """Make all results of a case, the first ones twice; return its line and the pictures of the results."""
    runs: list[Run] = []
    same: list[bool] = []
    pictures: list[Path | None] = []
    for number, model in enumerate(models):
        style = [folder.parent / request["image_style_url"]] if "image_style_url" in request else []
        inputs = [str(path) for path in (model, *style)]
        first = made_alone(kind, inputs, request, str(folder / f"{number}a"), True)
        preview = folder / f"{number}a/preview.png"
        pictures.append(preview if preview.is_file() else None)
        if "refused" in first:
            print(kind, model.name, first["refused"], file=sys.stderr)
            continue
        runs.append(first)
        if len(runs) <= twice:
            again = made_alone(kind, inputs, request, str(folder / f"{number}b"), False)
            same.append(first["bytes"] == again["bytes"])
        if any(first[what] is False for what in JUDGED):
            print(kind, request, model.parent.name, model.name, first, file=sys.stderr, flush=True)
    return line(kind, request, runs, same, len(models) - len(runs)), pictures


def draw_sheet(path: Path, models: list[Path], columns: list[list[Path | None]]) -> None:
    """Draw each model, and its results beside it."""
    from meshwright.engine.modelling.thumbnails import on_backdrop, render
    from meshwright.engine.reading import load_model
    from PIL import Image

    tile = 220
    shown = [column for column in columns if any(column)]
    sheet = Image.new("RGB", (tile * (len(shown) + 1), tile * len(models)), "white")
    for row, model in enumerate(models):
        loaded = load_model(model).model
        before = Image.fromarray(on_backdrop(render(loaded.mesh, loaded.atlas)))
        sheet.paste(before.resize((tile, tile)), (0, row * tile))
        for place, column in enumerate(shown, 1):
            if (picture := column[row]) is not None:
                with Image.open(picture) as image:
                    sheet.paste(image.convert("RGB").resize((tile, tile)), (place * tile, row * tile))
    sheet.save(path, quality=88)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--make", help=argparse.SUPPRESS)
    parser.add_argument("--kinds", nargs="+", default=sorted({kind for kind, _ in CASES}))
    parser.add_argument("--inputs", type=int, default=len(DRAWN) + len(OTHERS), help="how many of the inputs")
    parser.add_argument("--twice", type=int, default=12, help="how many of them are made a second time")
    parser.add_argument("--sheet", type=Path, help="a picture of all models before and after")
    asked = parser.parse_args()
    if asked.make:
        print(json.dumps(make(*json.loads(asked.make))))
        return
    print("| case | models | faces | within 2 % | watertight | GLB | USDZ | FBX | 3MF | same bytes | CPU s | MiB |")
    print("|---|---|---|---|---|---|---|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        models = sources(folder)[: asked.inputs]
        from meshwright.engine.sample import sample_picture

        sample_picture(folder / "style.png")
        columns = []
        for number, (kind, request) in enumerate(CASES):
            if kind in asked.kinds:
                row, pictures = measure(kind, request, models, folder / str(number), asked.twice)
                print(row, flush=True)
                columns.append(pictures)
        if asked.sheet:
            draw_sheet(asked.sheet, models, columns)


if __name__ == "__main__":
    main()
