"""The Python names of members of the API.

The generated code, the command line, the reference and spec-diff use this module, so that they all have the same names.
The result depends only on the spec, not on the version of Python: builtins are listed, not looked up.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable
from functools import cache
from itertools import chain, count
from unicodedata import normalize

BUILTINS = """
abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex copyright
credits delattr dict dir divmod enumerate eval exec exit filter float format frozenset getattr globals hasattr hash help
hex input int isinstance issubclass iter len license list locals map max memoryview min next object oct open ord pow
print property quit range repr reversed round set setattr slice sorted staticmethod str sum super tuple type vars zip
"""
CALLED_BY_GENERATED_CODE = (
    "array",
    "comma_list",
    "discard",
    "each",
    "first_of",
    "given",
    "id_of",
    "path_segment",
    "plain",
    "unix_seconds",
)
OF_EVERY_MODEL = (
    "additional_properties",
    "file_places",
    "from_dict",
    "notes",
    "text_member",
    "time_of",
    "times",
    "to_dict",
    "wire",
    "self",
)
RESERVED = frozenset({*keyword.kwlist, *BUILTINS.split(), *CALLED_BY_GENERATED_CODE, *OF_EVERY_MODEL})
"""Names that would hide something that the generated code, or its reader, needs."""


def python_names(members: Iterable[str], taken: Iterable[str] = ()) -> dict[str, str]:
    """Return the Python name of each member: ``type_`` for type, ``foo_bar`` for fooBar, ``file_3mf`` for 3mf.

    No two names are equal, and none is one of ``taken``. A member that has a Python name already keeps it; one that
    would get the same name is numbered, so that a new member does not rename an old one.
    """
    members = list(members)
    used = set(taken)
    found: dict[str, str] = {}
    for member in sorted(members, key=lambda member: python_name(member) != member or member.endswith("_")):
        alone = python_name(member)
        numbered = (f"{alone.rstrip('_')}_{number}" for number in count(2))
        found[member] = next(name for name in chain([alone], numbered) if name not in used)
        used.add(found[member])
    return {member: found[member] for member in members}


@cache
def python_name(member: str) -> str:
    """Return the name of a member without conflicts."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", normalize("NFKC", member)).lower()
    plain = "".join(c if f"_{c}".isidentifier() else "_" for c in normalize("NFKC", words))
    name = re.sub(r"__+", "_", plain).strip("_")
    if not name.isidentifier():
        name = f"file_{name}"
    return f"{name}_" if name in RESERVED else name
