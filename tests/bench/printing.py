"""3D printing in numbers, twelve models for each kind of task: ``python tests/bench/printing.py`` prints tables.

``--kinds`` names some of them, ``--sheet FOLDER`` draws contact sheets of the models before and after. Each job runs in
the engine's worker process, with the memory limit of the emulator, twice. The judges are trimesh, lib3mf and, where
``scripts/bootstrap`` could install it, Khronos' glTF validator. Models of the corpus are left out where it is missing.
Linux only.
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
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / part) for part in ("overlays", "generated", "tests")]
ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(sys.path[:3])}
MEMORY = 4 * 2**30
FDM = {"printer_type": "fdm", "intended_print_height_mm": 100}
BROKEN = ["holes", "shared edge", "sheet", "fins", "one side", "soup", "self-intersecting"]
MODELS = [
    *BROKEN,
    "plate",
    "picture mug",
    "Spider_binary.stl",
    "2CylinderEngine.glb",
    "maya_kenney_character_7700_binary.fbx",
]
TEN = "hat, hair, head, neck, chest, belly, hips, legs, feet, base"
FILES = ["obj", "fbx", "3mf"]
RUNS: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "print-analyze": [(name, FDM) for name in MODELS],
    "print-repair": [(name, FDM if name in ("plate", "fins", "picture mug") else {}) for name in MODELS],
    "print-multi-color": [
        ("picture robot", {}),
        ("picture robot", {"max_colors": 16, "max_depth": 6}),
        ("picture duck", {"max_colors": 3}),
        ("picture car", {"style": "cartoon"}),
        ("picture house", {"max_colors": 8}),
        ("picture tree", {"style": "cartoon", "max_colors": 8}),
        ("Duck.glb", {}),
        ("Fox.glb", {"max_depth": 6}),
        ("CesiumMan.glb", {"max_colors": 8}),
        ("CesiumMilkTruck.glb", {"max_colors": 6}),
        ("CesiumMilkTruck.glb", {"style": "cartoon", "max_colors": 6}),
        ("cube_with_vertexcolors.obj", {"style": "cartoon", "max_colors": 8}),
    ],
    "print-split": [
        ("snowman", {}),
        ("self-intersecting", {"connectors": True}),
        (
            "ball",
            {
                "mode": "by_parts",
                "prompt": "hat, hair, head, neck, chest, belly, hips, legs, feet, base",
                "connectors": True,
            },
        ),
        ("picture robot", {}),
        ("picture robot", {"mode": "by_parts", "prompt": "head, chest, hips, legs, feet", "connectors": True}),
        ("picture duck", {"mode": "by_color", "prompt": "yellow, orange"}),
        ("picture chair", {"connectors": True, "connector_type": "cylinder"}),
        ("Duck.glb", {"connectors": True, "connector_type": "cylinder"}),
        ("Fox.glb", {"mode": "by_parts", "prompt": "head, body, legs, tail", "layout": "assembled"}),
        ("CesiumMan.glb", {"connectors": True}),
        ("CesiumMilkTruck.glb", {"mode": "by_parts", "prompt": "cabin, tank, wheels"}),
        ("spider.obj", {"layout": "assembled"}),
    ],
}
HEADS = {
    "print-analyze": "status | errors, warnings | watertight | trimesh agrees | holes | non-manifold | thin %",
    "print-repair": "faces | watertight before | watertight after | longest side kept within | GLB errors | how",
    "print-multi-color": "colours | triangles | lib3mf warnings | solid",
    "print-split": "parts | all closed | connectors | lib3mf warnings | 3MF objects solid | GLB errors",
}


def source(name: str, folder: Path) -> Path | None:
    """Draw, model or find a model; None if it is one of the corpus, and that is missing."""
    from helpers.engine.model_samples import CORPUS
    from helpers.engine.solid_shapes import BROKEN, SOUND, saved

    shapes = SOUND | BROKEN
    if name in shapes:
        return saved(folder, shapes[name]())
    if name.startswith("picture "):
        return _modelled(name.removeprefix("picture "), folder)
    return path if (path := CORPUS / name).is_file() else None


def _modelled(name: str, folder: Path) -> Path:
    """Make a textured model of a picture of the tests."""
    from helpers.engine.pictures import save
    from meshwright.engine.modelling.image_to_3d import ImageTo3DOptions, image_to_3d
    from meshwright.engine.sample import sample_picture

    picture = folder / f"{name}.png"
    sample_picture(picture) if name == "robot" else save(name, picture, side=1024)
    (folder / "source").mkdir()
    options = ImageTo3DOptions(target_polycount=20_000, target_formats=("glb",))
    return image_to_3d([picture], folder / "source", options).models["glb"]


def run(kind: str, model: Path, request: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Run a job in the worker; return its result with its seconds of CPU and its peak of memory in MiB."""
    job = {"kind": kind, "inputs": [str(model)], "request": request, "folder": str(folder), "memory": MEMORY}
    command = [sys.executable, __file__, "--job", json.dumps(job)]  # a child's peak begins at that of its parent
    done = subprocess.run(command, env=os.environ | ENVIRONMENT, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def measured(job: str) -> dict[str, Any]:
    """Run the worker from a small process."""
    command = [sys.executable, "-m", "meshwright.engine.worker"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(job + "\n")
        process.stdin.flush()
        result: dict[str, Any] = json.loads(process.stdout.readline())
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return result | {"seconds": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss / 1024}


def digest(folder: Path, result: dict[str, Any]) -> str:
    """Return a hash of all files and of the answer, but for the time of a measurement."""
    content = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        content.update(path.name.encode() + path.read_bytes())
    result.get("values", {}).get("printability", {}).pop("evaluated_at", None)
    content.update(json.dumps([result.get("values"), result.get("notes")], sort_keys=True).encode())
    return content.hexdigest()


def judged(kind: str, model: Path, result: dict[str, Any], folder: Path) -> list[str]:
    """Return the cells of a row that depend on the kind."""
    if error := result.get("error"):
        return [f"FAILED: {error['message']}"]
    return {
        "print-analyze": _analysis,
        "print-repair": _repair,
        "print-multi-color": _colours,
        "print-split": _split,
    }[kind](model, result, folder)


def _analysis(model: Path, result: dict[str, Any], _folder: Path) -> list[str]:
    found = result["values"]["printability"]
    metrics, walls = found["metrics"], found["thin_walls"]
    agrees = "FBX" if model.suffix == ".fbx" else _yes(_trimesh(model).is_watertight == metrics["is_watertight"])
    thin = walls.get("thin_surface_percent", "-")
    counts = f"{found['error_count']}, {found['warning_count']}"
    watertight, holes, edges = metrics["is_watertight"], metrics["holes"], metrics["non_manifold_edges"]
    return [found["status"], counts, _yes(watertight), agrees, str(holes), str(edges), str(thin)]


def _repair(model: Path, result: dict[str, Any], folder: Path) -> list[str]:
    (name,) = (name for key, name in result["files"]["model_urls"].items() if name and key != "mtl")
    before, after = (None if path.suffix == ".fbx" else _trimesh(path) for path in (model, folder / name))
    notes = " ".join(result["notes"])
    how = "rebuilt" if "rebuilt" in notes else "as it was" if "already closed" in notes else "mended"
    how += ", thickened" if "were thickened" in notes else ""
    if before is None or after is None:
        return ["-", "FBX", _yes(_fbx_is_closed(folder / name)), "-", "-", how]
    kept = abs(after.extents.max() / before.extents.max() - 1)
    tight = after.is_watertight and after.is_winding_consistent and after.volume > 0
    return [
        f"{len(before.faces)} -> {len(after.faces)}",
        _yes(before.is_watertight),
        _yes(tight),
        f"{kept:.1%}",
        _errors(folder / name),
        how,
    ]


def _fbx_is_closed(path: Path) -> bool:
    """Return whether the faces of an FBX, read by our own reader as trimesh has none, are closed for trimesh."""
    import trimesh
    from meshwright.engine.reading import load_mesh

    mesh = load_mesh(path)
    return bool(trimesh.Trimesh(mesh.vertices, mesh.polygons, process=False).is_watertight)


def _colours(_model: Path, result: dict[str, Any], folder: Path) -> list[str]:
    from helpers.engine.judges import package

    found = package(folder / result["files"]["model_urls"]["3mf"])
    (mesh,) = found.objects
    return [str(len(found.colours)), str(mesh.triangles), str(found.warnings), _yes(mesh.is_solid)]


def _split(_model: Path, result: dict[str, Any], folder: Path) -> list[str]:
    import trimesh
    from helpers.engine.judges import package

    scene: Any = trimesh.load(folder / "model.glb")
    for mesh in scene.geometry.values():
        mesh.merge_vertices(merge_tex=True, merge_norm=True)
    found = package(folder / "model.3mf")
    pegs = next((note.split()[0] for note in result["notes"] if "connectors join" in note), "0")
    return [
        str(result["values"]["part_count"]),
        _yes(all(mesh.is_watertight and mesh.volume > 0 for mesh in scene.geometry.values())),
        pegs,
        str(found.warnings),
        _yes(all(part.is_solid for part in found.objects)),
        _errors(folder / "model.glb"),
    ]


def _trimesh(path: Path) -> Any:
    from helpers.engine.solid_shapes import read

    return read(path)


def _errors(path: Path) -> str:
    from helpers.engine.judges import MODULES, gltf_errors

    judged = path.suffix == ".glb" and (MODULES / "gltf-validator").is_dir()
    return str(len(gltf_errors(path)[0])) if judged else "-"


def _yes(fact: Any) -> str:
    return "yes" if fact else "**no**"


def main() -> None:
    """Run, judge, print, and draw."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kinds", nargs="+", default=list(RUNS), choices=list(RUNS))
    parser.add_argument("--sheet", type=Path, help="a folder for contact sheets")
    parser.add_argument("--models", type=int, default=12, help="how many models of each kind")
    parser.add_argument("--job", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.job:
        print(json.dumps(measured(asked.job)))
        return
    for kind in asked.kinds:
        print(f"\n## {kind}\n\n| model | request | {HEADS[kind]} | same bytes | CPU s | MiB |")
        print("|---" * (HEADS[kind].count("|") + 6) + "|", flush=True)
        rows = []
        for name, request in RUNS[kind][: asked.models]:
            with tempfile.TemporaryDirectory() as temporary:
                folder = Path(temporary)
                if (model := source(name, folder)) is None:
                    continue
                wanted = request | ({"target_formats": FILES} if kind == "print-split" else {})
                first, again = (run(kind, model, wanted, folder / number) for number in "12")
                same = _yes(digest(folder / "1", first) == digest(folder / "2", again))
                told = ", ".join(f"{key} {value}" for key, value in request.items())
                cells = [name, told, *judged(kind, model, first, folder / "1"), same]
                print(f"| {' | '.join(cells)} | {first['seconds']:.1f} | {first['peak']:.0f} |", flush=True)
                if asked.sheet and kind != "print-analyze" and "error" not in first:
                    from printing_sheet import row

                    rows.append(row(name, model, first, folder / "1"))
        if rows:
            from printing_sheet import sheet

            sheet(rows).save(asked.sheet / f"{kind}.png")


if __name__ == "__main__":
    main()
