"""What became of each model of a corpus: its scale or the refusal, what it holds, and errors before and after.

``PYTHONPATH=overlays:generated:tests python -m bench.corpus`` prints a Markdown table of ``../shared/corpus``, whose
manifest lists the expected results. With ``--node-modules`` gltf-validator counts the errors of glTF files.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from helpers.engine.model_samples import CORPUS, Json, unpack_glb
from meshwright.engine.errors import EngineError
from meshwright.engine.resizing.resize import ResizeOptions, ResizeResult, resize

KEY = "scale_for_height_1.8"
COUNTED = ("animations", "skins", "materials", "extensions")
VALIDATE = """
const [, path] = process.argv, fs = require("fs"), beside = require("path").dirname(path);
require("gltf-validator").validateBytes(new Uint8Array(fs.readFileSync(path)), {
  externalResourceFunction: async (uri) => new Uint8Array(fs.readFileSync(beside + "/" + decodeURIComponent(uri))),
}).then((report) => console.log(report.issues.numErrors));
"""


def contents(path: Path) -> dict[str, int]:
    """Count what a model holds beside its geometry, without the engine's readers."""
    data = path.read_bytes()
    if path.suffix in (".glb", ".gltf"):
        document: Json = unpack_glb(data)[0] if path.suffix == ".glb" else json.loads(data)
        counts = {name: len(document.get(name, ())) for name in COUNTED[:3]}
        return counts | {"extensions": len(document.get("extensionsUsed", ()))}
    if path.suffix == ".fbx":
        return fbx_contents(data)
    if path.suffix == ".obj":
        text = data.decode("utf-16" if data.startswith((b"\xfe\xff", b"\xff\xfe")) else "latin-1")
        return {"materials": len(set(re.findall(r"^usemtl .*$", text, re.MULTILINE)))}
    return {}


def fbx_contents(data: bytes) -> dict[str, int]:
    """Count objects by their class: after the name in binary files, before it in text."""
    if data.startswith(b"Kaydara FBX Binary"):
        classes = {
            "animations": rb"\x00\x01AnimStack",
            "skins": rb"\x00\x01Deformer",
            "materials": rb"\x00\x01Material",
        }
    else:
        classes = {"animations": rb'"AnimStack::', "skins": rb'\tDeformer: .*"Skin"', "materials": rb"\tMaterial: "}
    return {name: len(re.findall(pattern, data)) for name, pattern in classes.items()}


def errors(path: Path, node_modules: str) -> int | None:
    """Let gltf-validator count the errors of a glTF file."""
    if not node_modules or path.suffix not in (".glb", ".gltf"):
        return None
    environment = os.environ | {"NODE_PATH": node_modules}
    said = subprocess.run(["node", "-e", VALIDATE, str(path)], env=environment, capture_output=True, check=True)
    return int(said.stdout)


def twice(source: Path, folder: Path, once: ResizeResult) -> float:
    """Return by how much of its size a model that became 0.3 m first differs from one that did not."""
    small = resize(source, folder / "small", ResizeOptions(resize_height=0.3)).path
    beside(source.parent, small.parent)
    again = resize(small, folder / "again", ResizeOptions(resize_height=1.8))
    apart = np.abs(np.subtract([again.after.lower, again.after.upper], [once.after.lower, once.after.upper]))
    return float(apart.max() / max(once.after.size))


def beside(source: Path, target: Path) -> None:
    """Copy the files that a model may refer to."""
    for path in source.iterdir():
        if path.is_file() and not (target / path.name).exists():
            shutil.copy(path, target)


def line(entry: dict[str, Any], folder: Path, node_modules: str) -> str:
    """Write one line of the table."""
    for name in (entry["file"], *entry["sidecars"]):
        shutil.copy(CORPUS / name, folder)
    source = folder / entry["file"]
    try:
        result = resize(source, folder / "out", ResizeOptions(resize_height=1.8))
    except EngineError as refusal:
        expected = "as expected" if "fails" in entry else "not expected"
        return f"| {entry['file']} | {expected}: {refusal} |" + " |" * 6
    beside(folder, result.path.parent)
    before, after = contents(source), contents(result.path)
    apart = abs(result.scale / entry[KEY] - 1) if KEY in entry else 1.0
    cells = [
        entry["file"],
        f"{result.scale:.6g}" + ("" if apart < 1e-6 else f" (expected {entry.get(KEY, entry.get('fails'))})"),
        *(changed(before.get(name), after.get(name)) for name in COUNTED),
        changed(errors(source, node_modules), errors(result.path, node_modules)),
        f"{twice(source, folder, result):.0e}",
    ]
    return f"| {' | '.join(cells)} |"


def changed(before: int | None, after: int | None) -> str:
    """Write two counts, or one where they are alike, or nothing where there is nothing to count."""
    if before == after:
        return "" if before is None else str(before)
    return f"{before} → {after}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--node-modules", default="", help="a folder that holds the npm package gltf-validator")
    asked = parser.parse_args()
    print("| model | scale to 1.8 m, or refusal | animations | skins | materials | extensions | errors | twice |")
    print("|---|---|---|---|---|---|---|---|")
    for entry in json.loads((CORPUS / "manifest.json").read_text()):
        with tempfile.TemporaryDirectory() as name:
            print(line(entry, Path(name), asked.node_modules), flush=True)


if __name__ == "__main__":
    main()
