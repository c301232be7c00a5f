"""Run one survey job: make result files from photos or point clouds, with notes on their quality.

Photos with GPS become a map on flat ground, or, if pycolmap is installed (extra ``photogrammetry``), a reconstructed
surface; photos without GPS become a contact sheet; LAS files become one LAS. A job without usable files, or of an
unknown kind, is refused.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal, get_args

from attrs import evolve, frozen

from ...file_formats import HEAD, foreign_kind
from ..errors import EngineError
from . import results
from .contact_sheet import contact_sheet
from .flat_mosaic import flat_mosaic
from .flight import Flight, flight_of
from .las import is_las, open_cloud
from .options import Options, options_of
from .packing import write_zip
from .photogrammetry import NotPossible, is_installed, reconstruct
from .photos import Photo, read_photo
from .terrain import Terrain

Kind = Literal["2d", "3d", "3dgs", "lidar"]
Method = Literal["auto", "mosaic", "photogrammetry"]
READABLE: Final = ("image/png", "image/jpeg", "image/tiff")
MOST_FILES: Final = 20_000
_READ: Final = 10  # per cent of the progress for reading headers
_MADE: Final = 85
_WRITERS: Final[dict[Kind, Callable[[Terrain, Path], results.Files]]] = {
    "2d": results.write_map,
    "3d": results.write_model,
    "3dgs": results.write_splats,
    "lidar": results.write_points,
}
_NOTES: Final[dict[Kind, str]] = {
    "2d": "The map was made by the emulator's own classical methods, not by the service.",
    "3d": "The model is a surface seen from above: walls are stretched, and overhangs are missing.",
    "3dgs": "The splats are points of the surface drawn as discs; nothing was trained.",
    "lidar": "No LAS file was given: the points were made from the photos, not measured by a laser.",
}
_FLAT: Final = "The ground was assumed to be flat: heights were not measured."
README: Final = "README.txt"
REPORT: Final = "report.json"


@frozen(kw_only=True)
class SurveyResult:
    """The files by their names in the zip, and sentences about their quality."""

    files: dict[str, Path]
    notes: tuple[str, ...]


def survey(
    photos: Sequence[Path],
    folder: Path,
    kind: Kind,
    parameters: Mapping[str, Any],
    progress: Callable[[int], None] = lambda _: None,
    *,
    method: Method = "auto",
) -> SurveyResult:
    """Write the result files of one job into ``folder`` and return them; raise EngineError with the reason otherwise.

    ``progress`` is called with increasing whole percents. ``method`` "auto" reconstructs the surface if pycolmap is
    installed and the photos allow it.
    """
    if kind not in get_args(Kind):
        raise EngineError(f"A survey is one of {', '.join(get_args(Kind))}; {kind!r} was requested.")
    if not 0 < len(photos) <= MOST_FILES:
        raise EngineError(f"A survey takes 1 to {MOST_FILES:,} files; {len(photos):,} were given.")
    folder.mkdir(parents=True, exist_ok=True)
    told = _growing(progress)
    options = options_of(parameters)
    clouds = [path for path in photos if is_las(path)]
    if kind == "lidar" and clouds:
        files, notes, facts = _lidar(photos, clouds, folder)
    else:
        terrain = _terrain(photos, options, method, told)
        files = _WRITERS[kind](terrain, folder)
        notes = (_NOTES[kind], *((_FLAT,) if terrain.method == "flat mosaic" else ()), *terrain.notes)
        facts = {"method": terrain.method, "photos": terrain.photos, "metres_per_cell": round(terrain.grid.step, 6)}
    notes = (*notes, *options.notes)
    files |= _said(folder, kind, facts | {"files": len(photos)}, notes)
    told(1.0)
    return SurveyResult(files=files, notes=notes)


def pack(result: SurveyResult, target: Path) -> Path:
    """Write the zip of a job; the same files give the same bytes."""
    return write_zip(result.files, target)


def _growing(progress: Callable[[int], None]) -> Callable[[float], None]:
    """Return a function that reports a share, 0 to 1, as whole percents, each once."""
    last = -1

    def tell(part: float) -> None:
        nonlocal last
        percent = int(100 * part)
        if percent > last:
            last = percent
            progress(percent)

    return tell


def _kinds(unread: Sequence[Path]) -> str:
    """Return a text with the supported kinds, and the kind of the first unsupported file."""
    for path in filter(Path.is_file, unread):
        with path.open("rb") as file:
            kind = foreign_kind(file.read(HEAD), READABLE)
        if kind is not None:
            return f" (JPEG, PNG or TIFF; one is {kind})"
    return " (JPEG, PNG or TIFF)"


def _terrain(paths: Sequence[Path], options: Options, method: Method, told: Callable[[float], None]) -> Terrain:
    read, made = _READ / 100, _MADE / 100
    photos: list[Photo] = []
    unread: list[Path] = []
    for number, path in enumerate(paths):
        photo = read_photo(path)
        if photo is None:
            unread.append(path)
        else:
            photos.append(photo)
        told(read * (number + 1) / len(paths))
    if not photos:
        raise EngineError(f"None of the {len(paths)} files is a picture that can be read{_kinds(unread)}.")

    def making(part: float) -> None:
        told(read + (made - read) * part)

    terrain = _made(photos, options, method, making)
    if unread:
        note = f"{len(unread)} files that cannot be read as a picture{_kinds(unread)} were left out."
        terrain = evolve(terrain, notes=(note, *terrain.notes))
    if len(photos) == 1:
        terrain = evolve(
            terrain, notes=(*terrain.notes, "There is only one photo: it was projected onto flat ground as it is.")
        )
    return terrain


def _made(photos: Sequence[Photo], options: Options, method: Method, making: Callable[[float], None]) -> Terrain:
    flight = flight_of(photos)
    if flight is None:
        return contact_sheet(photos, making)
    reason = ""
    if method == "photogrammetry" or (method == "auto" and is_installed()):
        try:
            return reconstruct(flight, options.cells, making)
        except NotPossible as error:
            reason = f"The surface could not be reconstructed: {error}"
    terrain = flat_mosaic(flight, options.cells, making)
    overlap = _overlap_note(flight)
    return evolve(terrain, notes=tuple(note for note in (reason, *terrain.notes, overlap) if note))


def _overlap_note(flight: Flight) -> str:
    alone = flight.alone
    return f"{alone} of {len(flight.shots)} photos do not overlap any other." if alone else ""


def _lidar(
    paths: Sequence[Path], clouds: Sequence[Path], folder: Path
) -> tuple[results.Files, tuple[str, ...], dict[str, Any]]:
    heads = [open_cloud(path) for path in clouds]
    files = results.write_clouds(heads, folder)
    notes = ["The points are those of the LAS files, rewritten as LAS 1.2; nothing was measured or classified again."]
    if len(paths) > len(clouds):
        notes.append(f"{len(paths) - len(clouds)} files that are not LAS were left out.")
    if not all(head.has_colours for head in heads):
        notes.append("Points without colours are black.")
    points = sum(head.count for head in heads)
    if points > results.MOST_LIDAR:
        notes.append(f"Of {points:,} points at most {results.MOST_LIDAR:,} were kept, evenly.")
    if len({head.projection for head in heads}) > 1:
        notes.append(
            "The LAS files name different coordinate systems; none was transformed, and the result names the first."
        )
    return files, tuple(notes), {"method": "lidar", "points": points}


def _said(folder: Path, kind: Kind, facts: Mapping[str, Any], notes: Sequence[str]) -> results.Files:
    """Write the facts about the result, for people and for programs."""
    readme, report = folder / README, folder / REPORT
    lines = [f"EMULATED RESULT ({kind})", "", "Made by a local emulator of an API for photogrammetry.", ""]
    readme.write_text("\n".join([*lines, *notes, ""]), encoding="utf-8", newline="\n")
    content = {"emulated": True, "kind": kind, **facts, "notes": list(notes)}
    report.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    return {README: readme, REPORT: report}
