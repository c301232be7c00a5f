"""Error messages in the words of the command line: options in place of the parameters of Python.

The messages are written once, where the errors are raised, for programs in Python; only their fixed phrases are
replaced here. The words of a service are unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from meshwright_api.meshy import DESCRIPTIONS

OPERATION = re.compile(r"^[a-z][a-z0-9_]*\.[a-z_]+: ")
FIELD = re.compile(r"^([a-z][a-z0-9_]*)(?:\[\d+\])*: ")
ARGUMENTS = {"folder": "--output", "id": "ID"}
"""Names in Python, besides the parameters of the service, and their names here."""
PHRASES: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (r"set MESHY_API_KEY or pass api_key=\.\.\.;", "set MESHY_API_KEY or store one with `meshwright login`;"),
    (r"\w+\(emulator=True\) works offline", "--emulator works offline"),
    (r"\(\w+=\w*, (--[\w-]+)\)", r"(\1)"),
    (r"\b(?:pass )?\w+=(?:True|\.\.\.)? \((--[\w-]+)\)", r"\1"),
    (r"\bstore='s3' or store='oss' \(--store\)", "--store s3 or --store oss"),
    (r"\bpass api_version='([^']+)'", r"pass --api-version \1"),
    (r"\bpass (\w+)=\.\.\.", lambda found: f"pass {option(found[1])}"),
    (r"\bwith out=, a folder", "with -o, a folder"),
    (r"\bbase_url must\b", "--base-url must"),
    (r"\bmax_credits is\b", "--max-credits is"),
    (r", as with `task\.wait\(\)`", ""),
)


def option(name: str) -> str:
    """Return the option for a parameter."""
    return f"--{name.replace('_', '-')}"


def in_words(text: str, group: str = "") -> str:
    """Return a message in the words of the command line; ``group`` are the words before the verb, if they are known."""
    text = OPERATION.sub("", text)
    if found := FIELD.match(text):
        word = _word(found[1], group.replace(" ", "-"))
        text = f"{word}{': ' * bool(word)}{text[found.end() :]}"
    for phrase, better in PHRASES:
        text = re.sub(phrase, better, text)
    return text


def _word(name: str, kind: str) -> str:
    """Return the option of a parameter; nothing for the input of a create, which the message names."""
    if kind not in DESCRIPTIONS:
        return ARGUMENTS.get(name, name)
    from ..spec.shapes import shape_of  # only for errors

    shape = shape_of("meshy", kind)
    if name == shape.main:
        return ""
    return option(name) if name in shape.taken else ARGUMENTS.get(name, name)
