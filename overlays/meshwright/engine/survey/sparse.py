"""Reconstruct cameras and points from photos with COLMAP, aligned to the GPS positions of the cameras.

pycolmap is an optional extra and is imported on first use. Its threads make the last digits differ between runs.
"""

from __future__ import annotations

import importlib
import importlib.util
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from attrs import frozen

from ..mesh import Floats
from .cameras import Camera
from .flight import Flight, Shot

FEWEST: Final = 5
MOST: Final = 250
"""The most photos; more would take a CPU hours."""
EXHAUSTIVE: Final = 40
FEATURES: Final = 3000
LONGEST_SIDE: Final = 1600
THREADS: Final = 2
_SEED: Final = 0
_SPREAD: Final = 0.02
"""The least width of a flight relative to its length: cameras in a line leave the rotation about it undetermined."""
_GPS_ERROR: Final = 0.03
"""The largest error of a position, in metres per metre of the flight, and at least one metre."""
_TRACK: Final = 3
_PIXELS: Final = 1.0


class NotPossible(Exception):
    """No surface can be reconstructed from the photos; the message is the reason."""


@frozen(eq=False)
class Sparse:
    """The reconstructed cameras, and the points (n, 3) east, north, up that several of them saw."""

    cameras: tuple[Camera, ...]
    points: Floats


def is_installed() -> bool:
    """Return whether the extra is installed, without importing it."""
    return importlib.util.find_spec("pycolmap") is not None


def sparse_of(flight: Flight, progress: Callable[[float], None]) -> Sparse:
    """Return cameras and points in the flight's frame; raise NotPossible otherwise. Progress runs from 0 to 1."""
    _check(flight)
    with tempfile.TemporaryDirectory(prefix="survey-") as name:
        folder = Path(name)
        named = _gathered(flight.shots, folder / "photos")
        try:
            return _reconstructed(named, folder, progress)
        except NotPossible:
            raise
        # COLMAP raises about a dozen kinds of error.
        except Exception as error:
            raise NotPossible(f"COLMAP gave up ({type(error).__name__}: {str(error)[:200]}).") from error


def _check(flight: Flight) -> None:
    if not is_installed():
        raise NotPossible("pycolmap is not installed (extra photogrammetry).")
    if not FEWEST <= len(flight.shots) <= MOST:
        raise NotPossible(f"{FEWEST} to {MOST} photos with GPS are needed; there are {len(flight.shots)}.")
    places = np.array([(shot.east, shot.north) for shot in flight.shots])
    long, wide = np.linalg.svd(places - places.mean(0), compute_uv=False)
    if wide <= _SPREAD * long:
        raise NotPossible("the photos were taken in one line.")


def _gathered(shots: Sequence[Shot], folder: Path) -> dict[str, Shot]:
    """Link the photos under simple names, one folder per camera and size; return them by name."""
    named = {}
    for number, shot in enumerate(shots):
        photo = shot.photo
        name = f"{photo.width}x{photo.height}-{round(shot.focal)}/{number:05d}{photo.path.suffix.lower()[:5]}"
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            target.symlink_to(photo.path.resolve())
        except OSError:  # Windows without the right to link
            shutil.copyfile(photo.path, target)
        named[name] = shot
    return named


def _reconstructed(named: dict[str, Shot], folder: Path, progress: Callable[[float], None]) -> Sparse:
    colmap: Any = importlib.import_module("pycolmap")
    colmap.logging.minloglevel = 2
    colmap.set_random_seed(_SEED)
    database, photos = folder / "database.db", folder / "photos"
    extraction = colmap.FeatureExtractionOptions()
    extraction.sift.max_num_features, extraction.max_image_size = FEATURES, LONGEST_SIDE
    extraction.num_threads = THREADS
    reader = colmap.ImageReaderOptions()
    reader.camera_model = "SIMPLE_RADIAL"
    colmap.extract_features(
        database,
        photos,
        camera_mode=colmap.CameraMode.PER_FOLDER,
        reader_options=reader,
        extraction_options=extraction,
        device=colmap.Device.cpu,
    )
    progress(0.35)
    matching = colmap.FeatureMatchingOptions()
    matching.num_threads = THREADS
    match = colmap.match_exhaustive if len(named) <= EXHAUSTIVE else colmap.match_spatial
    match(database, matching_options=matching, device=colmap.Device.cpu)
    progress(0.5)
    mapping = colmap.IncrementalPipelineOptions()
    mapping.num_threads, mapping.random_seed = THREADS, _SEED
    found = colmap.incremental_mapping(database, photos, folder, options=mapping)
    if not found:
        raise NotPossible("the photos do not overlap enough.")
    largest = max(found.values(), key=lambda model: model.num_reg_images())
    progress(0.95)
    places = {name: np.array([shot.east, shot.north, shot.above]) for name, shot in named.items()}
    length = float(np.linalg.norm(np.ptp(list(places.values()), axis=0)))
    tolerance = max(1.0, _GPS_ERROR * length)
    _align(colmap, largest, places, tolerance)
    cameras = _cameras(largest, named)
    # On repetitive ground COLMAP may place a photo consistently and yet metres off.
    right = [camera for name, camera in cameras.items() if np.linalg.norm(camera.centre - places[name]) <= tolerance]
    return Sparse(tuple(right), _points(largest))


def _align(colmap: Any, model: Any, places: dict[str, Floats], tolerance: float) -> None:
    """Move, turn and scale the model so that most cameras match their GPS positions."""
    options = colmap.RANSACOptions()
    options.max_error = tolerance
    moved = colmap.align_reconstruction_to_locations(
        model, list(places), np.array(list(places.values())), FEWEST - 1, options
    )
    if moved is None:
        raise NotPossible("the reconstructed cameras do not fit their GPS positions.")
    model.transform(moved)


def _cameras(model: Any, named: dict[str, Shot]) -> dict[str, Camera]:
    cameras = {}
    for image in sorted(model.images.values(), key=lambda image: str(image.name)):
        if not image.has_pose:
            continue
        matrix = np.asarray(image.cam_from_world().matrix())
        focal, x, y, distortion = (float(value) for value in model.cameras[image.camera_id].params)
        cameras[str(image.name)] = Camera(
            photo=named[image.name].photo,
            rotation=matrix[:, :3],
            translation=matrix[:, 3],
            focal=focal,
            middle=(x, y),
            distortion=distortion,
        )
    return cameras


def _points(model: Any) -> Floats:
    good = [point.xyz for point in model.points3D.values() if point.track.length() >= _TRACK and point.error < _PIXELS]
    return np.array(good, np.float64).reshape(-1, 3)
