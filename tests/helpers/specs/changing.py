"""Changes of the specs, as ``spec_changes.txt`` writes them down."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

from meshwright.spec.reading import load_spec

Json = dict[str, Any]
MEANS_THE_SAME = "safe: the spec: is arranged in another way and means the same"
IMAGE = "/openapi/v1/image-to-3d"
BEGINNINGS = {"POST": ["paths", IMAGE, "post"], "GET": ["paths", IMAGE, "get"]}
TOP = {"paths", "servers", "security", "info"}
TABLE = Path(__file__).with_name("spec_changes.txt")


def cases() -> list[tuple[str, str, str]]:
    """Return the service, the edit and the line that reports it, case by case."""
    lines = [line for line in TABLE.read_text("utf-8").splitlines() if not line.startswith("# ") or "FlightHub" in line]
    begin = lines.index("# FlightHub")
    services = (("meshy", lines[:begin]), ("flighthub", lines[begin + 1 :]))
    return [
        (name, *pair) for name, part in services for pair in zip(part[::2], map(str.lstrip, part[1::2]), strict=True)
    ]


def edited(service: str, edit: str) -> Json:
    """Return a spec after an edit."""
    spec = copy.deepcopy(load_spec(service))
    for one in edit.split(" ; "):
        place, sign, value = re.fullmatch(r"(.*?)(?: (=>|=|~)(?: (.*))?)?", one.removeprefix("- ")).groups()  # type: ignore[union-attr]
        first, *steps = place.split()
        *way, last = [*BEGINNINGS.get(first, [first] if first in TOP else ["components", first]), *steps]
        part: Any = spec
        for step in way:
            part = part[int(step) if isinstance(part, list) else step]
        if last == "+":
            part.append(json.loads(value))
            continue
        key = int(last) if isinstance(part, list) else last
        if sign is None:
            del part[key]
        elif sign == "~":
            part[key].reverse()
        elif sign == "=>":
            part[value] = part.pop(key)
        else:
            part[key] = json.loads(value)
    return spec
