"""Which models a create makes: ``--format`` is compared with them before anything is bought, not after.

A format that the spec does not know is refused too; left out, everything comes that the service has made.
"""

from __future__ import annotations

from collections.abc import Collection

from ..errors import InputError
from ..spec.reading import Json, body_schema, fields, load_spec, operation

ONLY_WHEN_ASKED = "3mf"
"""What a create without target_formats leaves out, as the spec says in words."""


def check_formats(tag: str, body: Json, formats: Collection[str]) -> None:
    """Refuse a format that this create will not make; raises InputError."""
    made, steered = made_by(tag, body)
    if missing := [name for name in formats if name not in made]:
        further = "; --target-formats says which" if steered else ""
        raise InputError("--format", f"{', '.join(missing)} will not be made; there will be {', '.join(made)}{further}")


def made_by(tag: str, body: Json) -> tuple[list[str], bool]:
    """Name the models that a create makes, and say whether ``target_formats`` decides on them.

    Scaling keeps the format of its input, which its name need not tell: it may make every kind that there is.
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
