"""Lamps: a lampshade that shows a picture when a light is on inside, as its wall is thinner where the picture is
bright, and a base that holds shade and light.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from ..errors import EngineError
from ..json_object import Json
from ..mesh import Model
from ..modelling.thumbnails import write_thumbnail
from ..printing.solids import Solid, box, mesh_of
from ..writers import write
from .files import EMULATED, LabFiles, filled_in, in_metres, standing, write_stl, zipped
from .lamp_base import LIGHTS, lamp_base
from .shades import PANELS, RELIEF, Subject, shade_solid

DEFAULTS: Final[Json] = {
    "diameter_mm": 150.0,
    "thickness_mm": 1.0,
    "cut_amount_percent": 1.0,
    "light_source_preset": "bambu_mh001_60mm",
    "fixture_offset_x_mm": 0.0,
    "fixture_offset_z_mm": 0.0,
    "rotate_x_deg": 0.0,
    "rotate_y_deg": 0.0,
    "rotate_z_deg": 0.0,
    "include_result_json": False,
}
_LEAST_HEIGHT: Final = 1.0  # millimetres of a shade that are left by a cut


def lampshade(picture: Path, folder: Path, image_subject: Subject = "character") -> LabFiles:
    """Write the lampshade of a prototype as GLB, 150 mm wide and in metres, and its thumbnail.

    Raises EngineError if the picture of a character has no subject.
    """
    mesh = standing(mesh_of(shade_solid(picture, image_subject, DEFAULTS["diameter_mm"], DEFAULTS["thickness_mm"])))
    model = Model(in_metres(mesh))
    files = write(model, folder, ["glb"], name="lampshade")
    thumbnail = write_thumbnail(model, folder / "preview.png")
    return LabFiles(
        models={"glb": files["glb"].name}, thumbnail=thumbnail.name, notes=(EMULATED, _shape_note(image_subject))
    )


def lamp(
    picture: Path, options: Json, folder: Path, output: str = "stl", image_subject: Subject = "character"
) -> LabFiles:
    """Write the lampshade and its base as STL, or both in a bundle if the output is ``zip``.

    The shade is turned about its axes (Y is up), then its lowest part is cut off. Raises EngineError if nothing is
    left, or if the picture of a character has no subject.
    """
    options = filled_in(options, DEFAULTS)
    shade = _cut(shade_solid(picture, image_subject, options["diameter_mm"], options["thickness_mm"]), options)
    files = {"lamp": write_stl(shade, folder / "lamp.stl")}
    notes = [EMULATED, _shape_note(image_subject)]
    if (light := LIGHTS.get(options["light_source_preset"])) is not None:
        place = options["fixture_offset_x_mm"], -options["fixture_offset_z_mm"]
        base, base_notes = lamp_base(shade, light, place)
        files["base"] = write_stl(base, folder / "base.stl")
        notes += base_notes
    if output == "stl":
        return LabFiles(models={f"{name}_stl": file.name for name, file in files.items()}, notes=tuple(notes))
    members = {file.name: file for file in files.values()}
    if options["include_result_json"]:
        members["result.json"] = folder / "result.json"
        members["result.json"].write_text(_result(options, shade), encoding="utf-8", newline="\n")
        notes.append("The members of result.json are the emulator's own; the service does not publish its.")
    return LabFiles(models={"bundle_zip": zipped(folder / "bundle.zip", members)}, notes=tuple(notes))


def _cut(shade: Solid, options: Json) -> Solid:
    """Return the shade turned, without its lowest part, on the plate."""
    turned = shade.rotate((options["rotate_x_deg"], -options["rotate_z_deg"], options["rotate_y_deg"]))
    low, high = box(turned)
    ground = float(low[2] + (high - low)[2] * options["cut_amount_percent"] / 100)
    if high[2] - ground < _LEAST_HEIGHT:
        raise EngineError(
            f"cut_amount_percent {options['cut_amount_percent']:g} leaves nothing of the lampshade: ask for less."
        )
    return turned.trim_by_plane((0, 0, 1), ground).translate((0, 0, -ground))


def _shape_note(subject: Subject) -> str:
    return (
        f"The shade is a tube with the picture {PANELS[subject]} times around it: its wall is thin where the picture "
        f"is bright, and {RELIEF:g} mm thicker where it is dark."
    )


def _result(options: Json, shade: Solid) -> str:
    low, high = box(shade)
    size = dict(zip(("width_mm", "depth_mm", "height_mm"), (high - low).round(3).tolist(), strict=True))
    return json.dumps({"emulated": True, "options": options, "lamp": size}, indent=2) + "\n"
