"""Split a model file into parts for printing, one object each."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from attrs import frozen

from ..answering import check_formats
from ..errors import EngineError
from ..json_object import Json
from ..mesh import Mesh, Model
from ..modelling.thumbnails import write_thumbnail
from ..writers import write
from .closing import BROKEN, closed, flaws, sound_mesh
from .connectors import CLEARANCE, Connector, connected_parts
from .cuts import Chooser, Cut, best_neck, colour_chooser
from .dividing import divided
from .edges import areas
from .frames import Frame, frame_of
from .painting import triangle_colours
from .palette import clustered
from .part_names import MOST_PARTS, part_names
from .plate import on_plate
from .solids import Solid, solid_of
from .source import read_painted, read_shape

NOT_UNDERSTOOD = (
    "The emulator does not understand the names of parts: it cut the model by its shape and gave the names from top "
    "to bottom."
)
BY_COLOUR = (
    "The emulator cut the model by planes between its colours and gave the names from top to bottom; it does not "
    "understand them."
)
CONNECTOR_SHARE = 0.3
"""Of the cut face, where a request does not give the size or the height; our own."""
NO_CONNECTORS = "There are no connectors: they join cut faces, and the parts were separate already."


@frozen(kw_only=True)
class SplitFile:
    """The files of a split model by the API's keys, its picture, the number of parts, and notes."""

    models: dict[str, Path]
    thumbnail: Path
    part_count: int
    prompt_ignored: bool
    notes: tuple[str, ...]


def split(source: Path, folder: Path, request: Json) -> SplitFile:
    """Split a model into ``folder``, in the requested formats and always as GLB."""
    wanted = list(dict.fromkeys(["glb", *request.get("target_formats", [])]))
    check_formats(wanted)
    mode, names = request.get("mode", "auto"), part_names(request.get("prompt", ""))
    if len(names) > MOST_PARTS:
        raise EngineError(f"The prompt names {len(names)} parts; at most {MOST_PARTS} are possible.")
    ignored = mode != "auto" and not names
    if ignored or mode == "auto":
        mode, names = "auto", []
    notes = ["Textures were not kept."]
    shape = _closed(source, notes)
    frame = frame_of(shape)
    if (solid := solid_of(frame.of(shape))) is None:
        raise EngineError("The model cannot be made a closed solid, so it cannot be split.")
    chooser = _colours(source, frame, len(names)) if mode == "by_color" else best_neck
    made = divided(solid, chooser, max(2, len(names)) if names else None)
    parts = made.parts
    if request.get("connectors"):
        parts = _connected(parts, made.cuts, request, notes)
    if flat := request.get("layout", "on_plate") == "on_plate":
        parts = on_plate(parts)
    model = _model([frame.back(_surface(part, notes), in_place=not flat) for part in parts], names)
    notes += _remarks(mode, ignored, names, len(parts))
    thumbnail = write_thumbnail(model, folder / "preview.png")
    return SplitFile(
        models=write(model, folder, wanted),
        thumbnail=thumbnail,
        part_count=len(parts),
        prompt_ignored=ignored,
        notes=tuple(notes),
    )


def _closed(source: Path, notes: list[str]) -> Mesh:
    _, mesh = read_shape(source)
    if flaws(mesh) < BROKEN:
        return mesh
    mended = closed(mesh)
    notes += mended.notes
    return mended.mesh


def _colours(source: Path, frame: Frame, count: int) -> Chooser:
    """Return a chooser of cuts between the colours of a model's texture, as many as there are to be parts."""
    loaded = read_painted(source)
    if loaded.atlas is None:
        raise EngineError("The model has no colours, so it cannot be split by color.", code="model_missing_uv")
    mesh = frame.of(loaded.model.mesh)
    area = areas(mesh.vertices, mesh.polygons)
    colours = triangle_colours(loaded.atlas.base_color, loaded.atlas.uv[loaded.atlas.polygons])
    _, labels = clustered(colours, area, max(2, count))
    return colour_chooser(mesh.vertices[mesh.polygons].mean(1), area, labels)


def _connected(parts: list[Solid], cuts: list[Cut], request: Json, notes: list[str]) -> list[Solid]:
    connector = Connector(
        kind=request.get("connector_type", "cube"),
        size=request.get("connector_size", CONNECTOR_SHARE),
        height=request.get("connector_height", CONNECTOR_SHARE),
    )
    parts, count = connected_parts(parts, cuts, connector)
    holes = f"holes are {CLEARANCE:.0%} wider and deeper than their pegs"
    notes.append(f"{count} connectors join the cut faces; {holes}." if count else NO_CONNECTORS)
    return parts


def _surface(part: Solid, notes: list[str]) -> Mesh:
    mesh = sound_mesh(part)
    if flaws(mesh) < BROKEN:
        return mesh
    mended = closed(mesh)
    notes += mended.notes
    return mended.mesh


def _model(meshes: list[Mesh], names: list[str]) -> Model:
    """Return the parts as one model of named objects."""
    starts = np.cumsum([0, *(len(mesh.vertices) for mesh in meshes)])
    polygons = [mesh.polygons + start for mesh, start in zip(meshes, starts, strict=False)]
    whole = Mesh(np.concatenate([mesh.vertices for mesh in meshes]), np.concatenate(polygons))
    named = [*names, *(f"part_{number}" for number in range(len(names) + 1, len(meshes) + 1))]
    return Model(whole, parts=[(name, len(mesh.polygons)) for name, mesh in zip(named, meshes, strict=False)])


def _remarks(mode: str, ignored: bool, names: list[str], count: int) -> list[str]:
    notes = []
    if ignored:
        notes.append("The prompt names no parts, so it was ignored: the model was split by its shape.")
    if mode == "by_parts":
        notes.append(NOT_UNDERSTOOD)
    if mode == "by_color":
        notes.append(BY_COLOUR)
    if len(names) == 1:
        notes.append("The prompt names one part; the rest of the model is the other.")
    if names and count != max(2, len(names)):
        notes.append(f"{len(names)} parts were named; the shape could be cut into {count} only.")
    return notes
