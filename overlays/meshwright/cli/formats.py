"""Which model formats a create makes: ``--format`` is checked against them before anything is bought.

A format that the spec does not know is refused too. Without ``--format``, all models are fetched.
"""

from __future__ import annotations

from collections.abc import Collection

from ..errors import InputError
from ..spec.reading import Json, body_schema, fields, load_spec, operation

ONLY_WHEN_ASKED = "3mf"
"""The format that a create without target_formats does not make, according to the spec's description."""


def check_formats(tag: str, body: Json, formats: Collection[str]) -> None:
    """Refuse a format that this create will not make; raises InputError."""
    made, steered = made_by(tag, body)
    if missing := [name for name in formats if name not in made]:
        further = "; choose with --target-formats" if steered else ""
        raise InputError("--format", f"{', '.join(missing)} will not be made; there will be {', '.join(made)}{further}")


def made_by(tag: str, body: Json) -> tuple[list[str], bool]:
    """Return the formats that a create makes, and whether ``target_formats`` decides on them.

    Resizing keeps the format of its input, which the input's name need not show: every format is possible.
    """
    spec = load_spec("meshy")
    taken = fields(spec, body_schema(operation(spec, f"{tag}.create")) or {})
    if "target_formats" not in taken:
        return list(spec["components"]["schemas"]["ModelUrls"]["properties"]), False
    made = body.get("target_formats") or [
        name for name in taken["target_formats"]["items"]["enum"] if name != ONLY_WHEN_ASKED
    ]
    materials = ["mtl"] if "obj" in made else []
    before = ["pre_remeshed_glb"] if body.get("save_pre_remeshed_model") else []
    return [*made, *materials, *before], True
