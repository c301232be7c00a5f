"""Refuse a model that the spec's limits of its parameter forbid, before anything is charged."""

from __future__ import annotations

from pathlib import Path

from ...engine.errors import EngineError
from ...spec.reading import Json
from ..contract import Refused


def check_model(name: str, parameter: Json, path: Path) -> None:
    """Raise Refused for a model of another format, of too many bytes or of too many faces.

    The engine reports unreadable files.
    """
    from ...engine.face_counts import count_faces  # with numpy, which a start of the emulator does not wait for
    from ...engine.resizing.formats import detect_format

    formats, most = parameter.get("x-model-formats"), parameter.get("x-most-faces")
    largest = parameter.get("x-most-bytes")
    if largest is not None and path.stat().st_size > largest:
        raise Refused(f"{name}: the model is larger than {largest} bytes")
    if formats is None and most is None:
        return
    try:
        kind = detect_format(path)
        faces = 0 if most is None else count_faces(path, kind)
    except EngineError as error:
        raise Refused(f"{name}: invalid model format: {error}") from None
    except Exception:  # a broken file ends its task, not the emulator
        return
    if formats is not None and kind not in formats:
        names = " or ".join(f".{each}" for each in formats)
        raise Refused(f"{name}: invalid model format, only {names} is supported; by its content it is {kind.upper()}")
    if most is not None and faces > most:
        raise Refused(f"{name}: the model has {faces} faces, but at most {most} are supported; remesh it first")
