"""Resize FBX 6 and 7, binary and ASCII, by editing the records: no Python library writes the format at all.

The rest pose is measured, not the first frame. World-space constraints, inverse kinematics and distances of detail
levels keep their values.
"""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from .box import Box
from .fbx_ascii import AsciiDocument
from .fbx_ascii_writer import write_ascii
from .fbx_binary import BinaryDocument
from .fbx_binary_writer import write_binary
from .fbx_bounds import measure_scene
from .fbx_edit import wrap_scene
from .fbx_scene import FbxScene
from .fbx_transforms import Transforms
from .formats import FBX_MAGIC
from .model import Progress
from .placement import Axes, Placement


class FbxModel:
    """One opened FBX file; up axis and unit are its own."""

    def __init__(self, source: Path) -> None:
        self.notes: list[str] = []
        self._document = open_document(source)
        self._scene = FbxScene(self._document)
        self._transforms = Transforms(self._scene)

    @property
    def axes(self) -> Axes:
        """Return the up axis and the unit of the file."""
        return self._scene.axes

    def measure(self, progress: Progress) -> Box:
        """Measure the rest pose of all meshes."""
        box = measure_scene(self._scene, self._transforms, self.notes, progress)
        self.notes = list(dict.fromkeys(self.notes))
        return box

    def write(self, out: BinaryIO, placement: Placement, progress: Progress) -> None:
        """Write the file with its scene wrapped."""
        edits = wrap_scene(self._scene, self._transforms, placement)
        if isinstance(self._document, BinaryDocument):
            write_binary(self._document, out, edits, progress)
        else:
            write_ascii(self._document, out, edits, progress)


def open_document(source: Path) -> BinaryDocument | AsciiDocument:
    """Read the tree of a binary or ASCII FBX file."""
    with source.open("rb") as file:
        is_binary = file.read(len(FBX_MAGIC)) == FBX_MAGIC
    document = BinaryDocument(source) if is_binary else AsciiDocument(source)
    document.parse()
    return document
