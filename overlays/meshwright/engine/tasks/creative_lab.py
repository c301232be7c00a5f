"""The products of Creative Lab: a picture becomes a design, and the design a model to print."""

from __future__ import annotations

from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from attrs import field, frozen

from ..json_object import Json
from . import Made

if TYPE_CHECKING:
    from ..lab.files import LabFiles

OPTIONS: Final = frozenset({"options", "output"})


@frozen
class Design:
    """Makes the prototype of a product: one picture. ``name`` is that of its style in ``engine.picturing.designs``."""

    name: str
    EFFECTIVE: frozenset[str] = field(default=frozenset({"remove_background"}))

    def load(self, _request: Json) -> None:
        """Import the modules that compute."""
        from ..picturing import designs as designs

    def make(self, inputs: list[Path], request: Json, folder: Path) -> Made:
        """Draw the design of a picture."""
        from ..picturing.designs import draw_design

        path, notes = draw_design(inputs[0], self.name, request, folder)
        return Made({"image_urls": [path.name]}, notes)


@frozen
class CandidateDesign(Design):
    """Makes the prototype of a product whose build names one of its candidates."""

    def make(self, inputs: list[Path], request: Json, folder: Path) -> Made:
        """Draw the design of a picture, the only candidate."""
        made = super().make(inputs, request, folder)
        drawn = folder / made.files["image_urls"][0]
        candidate = sha256(drawn.read_bytes()).hexdigest()[:12]
        return Made(made.files, made.notes, {"candidate_ids": [f"candidate-{candidate}"]})


@frozen
class ShadeDesign(Design):
    """Makes the prototype of a lamp, which has its lampshade already."""

    def load(self, request: Json) -> None:
        """Import the modules that compute."""
        super().load(request)
        import_module("meshwright.engine.lab.lithophane")

    def make(self, inputs: list[Path], request: Json, folder: Path) -> Made:
        """Draw the design of a picture, and shape the lampshade."""
        made = super().make(inputs, request, folder)
        subject = request.get("image_subject", "character")
        shade = product("lithophane", "lampshade")(folder / made.files["image_urls"][0], folder, subject)
        return Made(made.files | members(shade), [*made.notes, *shade.notes])


@frozen
class Build:
    """Makes a model of a design with a function of ``engine.lab``, by the names of its module and its own."""

    module: str
    function: str
    format: str = ""
    """The output where the request names none; empty for a product without that choice."""
    EFFECTIVE: frozenset[str] = OPTIONS

    def load(self, _request: Json) -> None:
        """Import the modules that compute."""
        import_module(f"meshwright.engine.lab.{self.module}")

    def make(self, inputs: list[Path], request: Json, folder: Path) -> Made:
        """Make the model of a design, or of a picture."""
        made = product(self.module, self.function)(inputs[0], self.options(request), folder, **self.chosen(request))
        return Made(members(made), list(made.notes))

    def options(self, request: Json) -> Json:
        """Return the options of the product."""
        found: Json = request.get("options", {})
        return found

    def chosen(self, request: Json) -> Json:
        """Return what else the function takes."""
        return {"output": request.get("output", {}).get("format", self.format)} if self.format else {}


@frozen
class LampBuild(Build):
    """Makes a lamp of a design, whose subject the request of its prototype names."""

    def chosen(self, request: Json) -> Json:
        """Return the output, and the subject of the prototype's picture."""
        (prototype,) = request["sources"]
        return super().chosen(request) | {"image_subject": prototype["request"].get("image_subject", "character")}


@frozen
class PixelBuild(Build):
    """Makes pieces of pixel art: as many as the prototype has pixels, since the names of the options are not known."""

    def options(self, request: Json) -> Json:
        """Return the grid of the prototype."""
        from ..picturing.designs import PIXELS

        (prototype,) = request["sources"]
        return {"grid_size": PIXELS[prototype["request"]["type"]]}


def product(module: str, function: str) -> Any:
    """Return a function of ``engine.lab``."""
    return getattr(import_module(f"meshwright.engine.lab.{module}"), function)


def members(made: LabFiles) -> Json:
    """Return the files of a product as members of the service's answer."""
    files: Json = {"model_urls": dict(made.models)}
    if made.thumbnail:
        files["thumbnail_url"] = made.thumbnail
    return files | ({"texture_urls": [dict(made.textures)]} if made.textures else {})


MAKERS: Final = {
    "figure-prototype": Design("figure"),
    "figure-build": Build("figures", "figure"),
    "vinyl-figure-prototype": Design("vinyl-figure"),
    "vinyl-figure-build": Build("figures", "vinyl_figure"),
    "brick-figure-prototype": Design("brick-figure"),
    "brick-figure-build": Build("bricks", "brick_figure"),
    "lamp-prototype": ShadeDesign("lamp", frozenset({"remove_background", "image_subject"})),
    "lamp-build": LampBuild("lithophane", "lamp", "stl", OPTIONS | {"sources"}),
    "keychain-prototype": Design("keychain", frozenset({"remove_background", "name_text"})),
    "keychain-build": Build("badges", "keychain", "glb"),
    "fridge-magnet-prototype": Design("fridge-magnet"),
    "fridge-magnet-build": Build("badges", "fridge_magnet", "glb"),
    "keycap-prototype": CandidateDesign("keycap", frozenset()),
    "keycap-build": Build("keycap", "keycap", EFFECTIVE=OPTIONS | {"candidate_id"}),
    "fidget-pixel-prototype": Design("fidget-pixel", frozenset({"type"})),
    "fidget-pixel-build": PixelBuild("pixels", "fidget_pixel", EFFECTIVE=frozenset({"sources"})),
    "fidget-collapsible": Build("collapsible", "fidget_collapsible", EFFECTIVE=frozenset()),
}
"""By the kinds' names after ``creative-lab-``."""
