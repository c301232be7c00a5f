"""Make a 3D model, its textures and its thumbnails from one to four pictures, as files in one folder.

One picture is inflated, several are carved by rows; see ``inflation`` and ``hull``. Unreadable pictures, options out of
range and objects too thin for a mesh raise ``EngineError``. The notes of the result name the guesses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, Literal

from attrs import frozen

from ..errors import EngineError
from ..mesh import Mesh, Model
from ..pictures import Picture, load_picture
from ..writers import FORMATS, write
from .decimation import DECIMATION_MODES, raw_mesh, remeshed
from .field import Field
from .hull import contradictions, row_hull
from .inflation import inflate
from .measuring import outline_notes, piece_notes
from .pbr import MAX_SIDE
from .salience import is_installed
from .segmentation import Foreground, find_foreground
from .silhouette import Silhouette, silhouette_of, symmetrised
from .texture_files import save_png, write_textures
from .texturing import Shot, textured
from .thumbnails import on_backdrop, render
from .views import BY_COUNT

FACES: Final = 100, 300_000
TEXTURE_SIDES: Final = 256, 8192
AUTO_SIZE_HEIGHT: Final = 1.0
"""Metres. The service estimates a real height with a vision model; this is an emulated constant."""
PLAQUE_FULLNESS: Final = 0.25
"""The thickness of a picture without an object, relative to an inflated object."""

_NOTABLE: Final = 0.02  # share of the requested faces, from which a difference is noted


@frozen(kw_only=True)
class ImageTo3DOptions:
    """The parameters of the API that the engine supports, under the API's names."""

    topology: Literal["triangle", "quad"] = "triangle"
    target_polycount: int = 30_000
    decimation_mode: int | None = None
    should_remesh: bool = True
    symmetry_mode: Literal["off", "auto", "on"] = "auto"
    should_texture: bool = True
    enable_pbr: bool = False
    texture_resolution: int = 2048
    target_formats: tuple[str, ...] = ("glb", "fbx", "obj", "usdz")
    save_pre_remeshed_model: bool = False
    auto_size: bool = False
    origin_at: Literal["bottom", "center"] = "bottom"
    alpha_thumbnail: bool = False
    multi_view_thumbnails: bool = False


@frozen(kw_only=True)
class ImageTo3DResult:
    """The files by the API's keys, the numbers of the remeshed model, and sentences about the guesses."""

    models: dict[str, Path]
    thumbnail: Path
    alpha_thumbnail: Path | None
    thumbnails: dict[str, Path]
    textures: dict[str, Path]
    faces: int
    vertices: int
    notes: tuple[str, ...]


def _ignore(_percent: int) -> None:
    """Ignore the progress."""


def image_to_3d(
    pictures: Sequence[Path], folder: Path, options: ImageTo3DOptions, progress: Callable[[int], None] = _ignore
) -> ImageTo3DResult:
    """Make a model of 1 to 4 pictures (front, right, back, left; two are front and back) and write it into ``folder``.

    ``progress`` is called with rising whole percents up to 99. Raises EngineError when a picture or an option does not
    allow it.
    """
    if len(pictures) not in BY_COUNT:
        raise EngineError(f"A model needs 1 to 4 pictures; {len(pictures)} were given.")
    _check(options)
    progress(0)
    shots, outlines = _looked_at(pictures)
    progress(20)
    field = _shape(shots, outlines, options.symmetry_mode)
    return build(field, shots, folder, options, _view_notes(shots, outlines), progress)


def build(
    field: Field,
    shots: Mapping[str, Shot],
    folder: Path,
    options: ImageTo3DOptions,
    notes: Sequence[str] = (),
    progress: Callable[[int], None] = _ignore,
) -> ImageTo3DResult:
    """Mesh a shape, project the pictures onto it, and write its files; ``notes`` come before those on the options."""
    _check(options)
    progress(35)
    mesh = _meshed(field, options)
    progress(55)
    atlas = textured(mesh, shots, options.texture_resolution) if options.should_texture else None
    textures = write_textures(atlas, folder, with_pbr=options.enable_pbr)
    progress(70)
    model = Model(_placed(mesh, options), atlas, textures)
    models = write(model, folder, options.target_formats)
    if options.save_pre_remeshed_model and options.should_remesh:
        before = Model(_placed(raw_mesh(field), options))
        models |= {"pre_remeshed_glb": write(before, folder, ("glb",), name="pre_remeshed")["glb"]}
    progress(85)
    main, alpha, around = _write_thumbnails(model, folder, options)
    progress(99)
    return ImageTo3DResult(
        models=models,
        thumbnail=main,
        alpha_thumbnail=alpha,
        thumbnails=around,
        textures=textures,
        faces=len(mesh.polygons),
        vertices=len(mesh.vertices),
        notes=(*notes, *piece_notes(mesh), *_option_notes(options, len(mesh.polygons))),
    )


def _check(options: ImageTo3DOptions) -> None:
    low, high = FACES
    if not low <= options.target_polycount <= high:
        raise EngineError(f"target_polycount must be {low} to {high}; it is {options.target_polycount}.")
    if options.decimation_mode is not None and options.decimation_mode not in DECIMATION_MODES:
        raise EngineError(f"decimation_mode must be 1, 2, 3 or 4; it is {options.decimation_mode}.")
    low, high = TEXTURE_SIDES
    if not low <= options.texture_resolution <= high:
        raise EngineError(f"texture_resolution must be {low} to {high} pixels; it is {options.texture_resolution}.")
    if options.enable_pbr and not options.should_texture:
        raise EngineError("enable_pbr needs should_texture: there are no maps without a texture.")
    unknown = sorted(set(options.target_formats) - set(FORMATS))
    if unknown:
        raise EngineError(f"target_formats may hold {', '.join(FORMATS)}; it holds {', '.join(unknown)}.")


def _looked_at(pictures: Sequence[Path]) -> tuple[dict[str, Shot], dict[str, Silhouette]]:
    shots, outlines = {}, {}
    for name, path in zip(BY_COUNT[len(pictures)], pictures, strict=True):
        shots[name], outlines[name] = look_at(load_picture(path))
    return shots, outlines


def look_at(picture: Picture) -> tuple[Shot, Silhouette]:
    """Find the object of a picture and its outline."""
    foreground = find_foreground(picture)
    outline = silhouette_of(foreground)
    return Shot(foreground, outline.frame), outline


def _shape(
    shots: dict[str, Shot], outlines: dict[str, Silhouette], symmetry_mode: Literal["off", "auto", "on"]
) -> Field:
    if len(outlines) > 1:
        return row_hull(outlines, symmetry_mode)
    fullness = PLAQUE_FULLNESS if shots["front"].foreground.method == "plaque" else 1.0
    return inflate(symmetrised(outlines["front"], symmetry_mode), fullness)


def _meshed(field: Field, options: ImageTo3DOptions) -> Mesh:
    if not options.should_remesh:
        return raw_mesh(field)
    return remeshed(field, options.topology, _target(options))


def _target(options: ImageTo3DOptions) -> int:
    mode = options.decimation_mode
    return options.target_polycount if mode is None else DECIMATION_MODES[mode]


def _placed(mesh: Mesh, options: ImageTo3DOptions) -> Mesh:
    """Return the mesh in its final size: without auto_size its longest side is 1 and the origin is its centre."""
    low, high = mesh.vertices.min(0), mesh.vertices.max(0)
    extent = high - low
    scale = AUTO_SIZE_HEIGHT / extent[1] if options.auto_size else 1 / extent.max()
    origin = (low + high) / 2
    if options.auto_size and options.origin_at == "bottom":
        origin[1] = low[1]
    return mesh.placed(float(scale), -origin * scale)


def _write_thumbnails(
    model: Model, folder: Path, options: ImageTo3DOptions
) -> tuple[Path, Path | None, dict[str, Path]]:
    picture = render(model.mesh, model.atlas)
    main = save_png(on_backdrop(picture), folder / "preview.png")
    alpha = save_png(picture, folder / "preview_alpha.png") if options.alpha_thumbnail else None
    around: dict[str, Path] = {}
    if options.multi_view_thumbnails:
        for quarter, name in enumerate(BY_COUNT[4]):
            view = on_backdrop(render(model.mesh, model.atlas, azimuth=90.0 * quarter, elevation=0.0))
            around[name] = save_png(view, folder / f"preview_{name}.png")
    return main, alpha, around


def _view_notes(shots: dict[str, Shot], outlines: dict[str, Silhouette]) -> list[str]:
    """Return the notes about the guesses from the pictures."""
    notes = ["The model was made by a classical method of the emulator, not by the service's learned one."]
    if len(shots) == 1:
        notes.append(
            "Only the front is known: depth was inflated from the outline, and the back is the mirrored front."
        )
    elif len(shots) == 2:
        notes.append("Front and back are known: depth was inflated from their common outline.")
    else:
        notes.append(
            "The pictures were assumed to be quarter turns (front, right, back, left); top and bottom are guessed."
        )
    notes += [
        f"The {far} picture does not show the outline of the {near} one from behind: the {near} one decided the shape."
        for near, far in contradictions(outlines)
    ]
    for name, shot in shots.items():
        notes += _segmentation_notes(name, shot.foreground) + outline_notes(name, shot.foreground)
    return notes


def _option_notes(options: ImageTo3DOptions, faces: int) -> list[str]:
    """Return the notes about the limits of the options."""
    notes: list[str] = []
    if options.auto_size:
        notes.append(f"auto_size is emulated: the height is always {AUTO_SIZE_HEIGHT:g} m, nothing was estimated.")
    if options.enable_pbr:
        notes.append("The metallic, normal and roughness maps are guesses from the colours.")
        if options.texture_resolution > MAX_SIDE:
            notes.append(f"They have {MAX_SIDE} pixels a side, the base colour {options.texture_resolution}.")
    target = _target(options)
    if options.should_remesh and abs(faces - target) > _NOTABLE * target:
        notes.append(f"{target} faces were requested; {faces} suited the shape.")
    if options.topology == "quad" and options.should_remesh and {"glb", "stl", "3mf"} & set(options.target_formats):
        notes.append("GLB, STL and 3MF have no quads: there each quad became two triangles.")
    return notes


def _segmentation_notes(name: str, foreground: Foreground) -> list[str]:
    busy = f"The backdrop of the {name} picture is busy: its outline was cut"
    match foreground.method:
        case "plaque":
            return [f"No object was found in the {name} picture: the whole picture became a plaque."]
        case "network":
            return [f"{busy} by a small neural network and may be off."]
        case "grabcut":
            better = "" if is_installed() else "; a network does it better: pip install 'meshwright[cutout]'"
            return [f"{busy} by colour and may be off{better}."]
        case _:
            return []
