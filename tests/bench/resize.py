"""Huge models to a real size: the engine beside trimesh, which loads, scales, moves and exports them.

``PYTHONPATH=overlays:generated:tests python -m bench.resize`` prints a Markdown table, ``--smoke`` one of small files.
Each run is a process of its own. The files are made here: a GLB of textures, a binary STL, an OBJ.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from helpers.engine.model_samples import GltfBuilder

from .measuring import Sample, measured

MEGABYTE = 1_000_000
SIZES = {"glb": 500, "stl": 400, "obj": 294}
"""Megabytes."""
BUDGETS = {"glb": 0.15, "stl": 0.1, "obj": 0.5}
"""Promised: at most this share of trimesh's time."""
HEIGHT = 1.8


def ours(source: str) -> Sample:
    """Resize a file with the engine."""
    from meshwright.engine.resizing.resize import ResizeOptions, resize

    with measured() as found, tempfile.TemporaryDirectory(dir=Path(source).parent) as folder:
        resize(Path(source), Path(folder), ResizeOptions(resize_height=HEIGHT))
    return found


def trimesh(source: str) -> Sample:
    """Do the same with trimesh: load, measure, scale, move, export."""
    import trimesh as library

    with measured() as found, tempfile.TemporaryDirectory(dir=Path(source).parent) as folder:
        scene = library.load_scene(source)
        lower, upper = scene.bounds
        up = 2 if source.endswith("stl") else 1
        scale = HEIGHT / (upper[up] - lower[up])
        scene.apply_translation(-(lower + upper) / 2)
        scene.apply_scale(scale)
        target = Path(folder) / f"model{Path(source).suffix}"
        (scene.to_mesh() if target.suffix in (".stl", ".obj") else scene).export(target)
    return found


@contextmanager
def model(kind: str, megabytes: int) -> Iterator[dict[str, str]]:
    """Make a model of about this size in a folder that goes afterwards; yields the options of both functions."""
    with tempfile.TemporaryDirectory(prefix="meshwright-bench-") as folder:
        path = Path(folder) / f"model.{kind}"
        {"glb": textured_glb, "stl": binary_stl, "obj": text_obj}[kind](path, megabytes)
        yield {"source": str(path)}


def textured_glb(path: Path, megabytes: int) -> None:
    """Write a few triangles under a turned node, and PNGs of noise, as large textures are."""
    from io import BytesIO

    from PIL import Image

    random, builder = np.random.default_rng(7), GltfBuilder()
    mesh = builder.add_mesh(random.random((3000, 3)), np.arange(3000))
    side = 2048 if megabytes > 50 else 256
    images, textures = [], []
    while len(builder.binary) < megabytes * MEGABYTE:
        out = BytesIO()
        noise = random.integers(0, 255, (side, side, 3), np.uint8)
        Image.fromarray(noise).save(out, "PNG", compress_level=0)
        view = {"buffer": 0, "byteOffset": len(builder.binary), "byteLength": len(out.getvalue())}
        builder.binary += out.getvalue() + bytes(-len(out.getvalue()) % 4)
        builder.document["bufferViews"].append(view)
        images.append({"bufferView": len(builder.document["bufferViews"]) - 1, "mimeType": "image/png"})
        textures.append({"source": len(images) - 1})
    materials = [{"pbrMetallicRoughness": {"baseColorTexture": {"index": n}}} for n in range(len(textures))]
    primitive = builder.document["meshes"][mesh]["primitives"][0]
    primitive["attributes"]["TEXCOORD_0"] = builder.add(random.random((3000, 2)), "VEC2")
    builder.document["meshes"] = [{"primitives": [primitive | {"material": n}]} for n in range(len(materials))]
    nodes = [{"mesh": n, "translation": [n, 0, 0]} for n in range(len(materials))]
    scenes = [{"nodes": list(range(len(nodes)))}]
    path.write_bytes(builder.glb(nodes, scenes, images=images, textures=textures, materials=materials))


def binary_stl(path: Path, megabytes: int) -> None:
    """Write facets at random places."""
    count, random = megabytes * MEGABYTE // 50, np.random.default_rng(7)
    facet = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attributes", "<u2")])
    with path.open("wb") as out:
        out.write(bytes(80) + np.uint32(count).tobytes())
        for start in range(0, count, 500_000):
            facets = np.zeros(min(500_000, count - start), facet)
            facets["corners"] = random.random((len(facets), 3, 3))
            out.write(facets.tobytes())


def text_obj(path: Path, megabytes: int) -> None:
    """Write a sheet of a grid: vertices, texture coordinates, normals, two triangles a cell."""
    side = max(10, int((megabytes * MEGABYTE / 157) ** 0.5))
    random = np.random.default_rng(7)
    with path.open("w", encoding="ascii") as out:
        for row in range(side):
            heights = random.random(side)
            for column in range(side):
                out.write(f"v {column / side:.6f} {heights[column]:.6f} {row / side:.6f}\n")
        for row in range(side):
            out.writelines(f"vt {column / side:.6f} {row / side:.6f}\n" for column in range(side))
        out.write("vn 0 1 0\n")
        for row in range(side - 1):
            for column in range(side - 1):
                a = row * side + column + 1
                b, c, d = a + 1, a + side, a + side + 1
                out.write(f"f {a}/{a}/1 {c}/{c}/1 {b}/{b}/1\nf {b}/{b}/1 {c}/{c}/1 {d}/{d}/1\n")


def run(who: str, options: dict[str, str]) -> Sample:
    """Let one of both work in a process of its own."""
    command = [sys.executable, "-m", "bench.measuring", f"bench.resize:{who}", json.dumps(options)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def rows(smoke: bool = False, rounds: int = 3) -> Iterator[tuple[str, float, Sample, Sample]]:
    """Measure each kind of file: its kind and megabytes, the median of some rounds of ours, one of trimesh's."""
    for kind, megabytes in SIZES.items():
        with model(kind, 5 if smoke else megabytes) as options:
            size = Path(options["source"]).stat().st_size / MEGABYTE
            found = [run("ours", options) for _ in range(1 if smoke else rounds)]
            theirs = run("trimesh", options)
        yield kind, size, {figure: statistics.median(one[figure] for one in found) for figure in theirs}, theirs


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--smoke", action="store_true", help="files of 5 MB")
    print("| file | MB | ours: s (CPU) | trimesh: s (CPU) | of its time (CPU) | promised | ours, MiB | trimesh, MiB |")
    print("|---|---|---|---|---|---|---|---|", flush=True)
    for kind, size, mine, theirs in rows(parser.parse_args().smoke):
        cells = [
            kind.upper(),
            f"{size:.0f}",
            *(f"{one['wall']:.1f} ({one['cpu']:.1f})" for one in (mine, theirs)),
            f"{mine['wall'] / theirs['wall']:.3f} ({mine['cpu'] / theirs['cpu']:.3f})",
            f"{BUDGETS[kind]:g}",
            *(f"{one['memory'] / 2**20:,.0f}" for one in (mine, theirs)),
        ]
        print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
