"""The generator finds where the tasks of a kind hold URLs of files."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from helpers.specs.documents import ROOT
from helpers.specs.generating import GENERATOR, read

FIND = "import json, sys; from places import file_places; print(json.dumps(file_places(json.load(sys.stdin))))"


def places(spec: dict[str, Any], model: str) -> set[str]:
    """Return the places of the files of a model, each as one text."""
    done = subprocess.run(
        [sys.executable, "-c", FIND], input=json.dumps(spec), capture_output=True, text=True, cwd=GENERATOR, check=True
    )
    return {".".join(place) for place in json.loads(done.stdout)[model]}


def test_places_of_files() -> None:
    """Members with format uri are files, in lists, nested objects, and alternatives; what a create takes too is an
    echo, and a member that leads back to its own kind is followed once.
    """
    spec = read(ROOT / "specs" / "meshy.yaml")
    uri = {"type": "string", "format": "uri"}
    result = {
        "walking_glb_url": uri,
        "name": {"type": "string"},
        "views": {"type": "array", "items": {"oneOf": [uri, {"type": "null"}]}},
        "more": {"type": "object", "properties": {"a": uri, "b": uri}},
        "others": {"type": "object", "additionalProperties": uri},
        "before": {"$ref": "#/components/schemas/ResizeTask"},
    }
    task = spec["components"]["schemas"]["ResizeTask"]
    task["properties"] = {"model_url": uri, "result": {"type": "object", "properties": result}}
    found = places(spec, "ResizeTask")
    assert "model_url" in spec["components"]["schemas"]["CreateResize"]["properties"]
    assert found == {
        "model_urls.*",
        "result.walking_glb_url",
        "result.views.*",
        "result.more.*",
        "result.others.*",
    }
