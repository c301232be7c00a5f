"""The tools that the public forms are held against: where they come from, how they are called, how they complain.

Versions are exact: another one has other rules. Every complaint that is let pass has its reason here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from attrs import field, frozen

NPM = {
    "@hey-api/openapi-ts": "0.95.0",
    "@redocly/cli": "2.77.0",
    "@stoplight/spectral-cli": "6.16.3",
    "@types/node": "22.20.7",
    "openapi-fetch": "0.17.0",
    "openapi-typescript": "7.13.0",
    "tsx": "4.23.15",
    "typescript": "5.9.3",
    "zod": "4.6.7",
}
PYTHON = {
    "datamodel-code-generator": "0.89.0",
    "httpx": "0.28.1",
    "mypy": "2.4.1",
    "openapi-generator-cli": "7.26.0",
    "openapi-python-client": "0.29.1",
    "pydantic": "2.14.4",
    "ruff": "0.17.6",
}
TARGETS = ("go", "java", "python", "typescript-fetch")
Counts = tuple[int, int]


@frozen
class Tool:
    """One tool: ``{spec}`` of its command is the document, ``{name}`` the service."""

    package: str
    command: str
    count: Callable[[str, int], Counts]
    """Errors and warnings of an output and an exit code."""
    needs: str = "npm"
    what: str = ""
    reasons: dict[str, str] = field(factory=dict[str, str])
    """Complaints that are let pass, each with the reason."""


def lines(output: str, code: int) -> Counts:
    """Count the lines that warn; an exit code is an error."""
    return int(code != 0), len(re.findall(r"^.*\bwarn(?:ing)?\b(?!.*deprecat)", output, re.IGNORECASE | re.MULTILINE))


def decoded(output: str, first: str) -> Any:
    """Return the JSON among what a tool prints."""
    return json.JSONDecoder().raw_decode(output, output.index(first))[0]


def redocly(output: str, code: int) -> Counts:
    """Count what `redocly lint` lists."""
    totals = decoded(output, "{")["totals"] if '"totals"' in output else {"errors": code, "warnings": 0}
    return totals["errors"], totals["warnings"]


def spectral(output: str, _: int) -> Counts:
    """Count what `spectral lint` lists: 0 is an error, anything else a warning."""
    found: list[Any] = decoded(output, "[")
    severities = [one["severity"] for one in found]
    return severities.count(0), len(severities) - severities.count(0)


def validated(output: str, code: int) -> Counts:
    """Count what `openapi-generator validate` lists."""
    kinds = dict.fromkeys(("Errors", "Warnings"), 0)
    kind = "Errors"
    for line in output.splitlines():
        kind = next((k for k in kinds if line.startswith(f"{k}:")), kind)
        kinds[kind] += line.lstrip().startswith("- ")
    return max(kinds["Errors"], int(code != 0)), kinds["Warnings"]


def stock(output: str, code: int) -> Counts:
    """Count what openapi-python-client leaves out."""
    return int(code != 0), len(re.findall(r"^WARNING parsing|^Unable to parse", output, re.MULTILINE))


def mypy(output: str, code: int) -> Counts:
    """Count the errors of mypy."""
    return (output.count(": error:") or int(code != 0)), 0


LINTERS = [
    Tool("@redocly/cli", "redocly lint {spec} --format=json", redocly),
    Tool("@stoplight/spectral-cli", "spectral lint {spec} -r ruleset.yaml -f json -q", spectral),
    Tool(
        "openapi-generator-cli",
        "openapi-generator-cli validate -i {spec}",
        validated,
        "java",
        "validate",
        {"Unused model: AnyTask": "it is the payload of the webhook, and webhooks are not looked at"},
    ),
]
GENERATORS = [
    Tool("openapi-typescript", "openapi-typescript {spec} -o {name}.d.ts --default-non-nullable=false", lines),
    Tool(
        "@hey-api/openapi-ts", "openapi-ts -i {spec} -o {name}_client -p @hey-api/client-fetch @hey-api/sdk zod", lines
    ),
    Tool(
        "openapi-python-client",
        "openapi-python-client generate --path {spec} --output-path {name}_stock --meta none --overwrite",
        stock,
        "python",
    ),
    Tool(
        "datamodel-code-generator",
        "datamodel-codegen --input {spec} --input-file-type openapi --output {name}_models.py"
        " --output-model-type pydantic_v2.BaseModel --formatters builtin",
        lines,
        "python",
    ),
]
# The generator's own client.py has errors for any document.
MYPY = "mypy --follow-imports=silent meshy_stock/api meshy_stock/models flighthub_stock/api flighthub_stock/models"
COMPILERS = [
    Tool("typescript", "tsc --noEmit -p tsconfig.json", lambda out, code: (out.count("error TS") or int(code != 0), 0)),
    Tool("mypy", MYPY, mypy, "python", "openapi-python-client's calls and models"),
]
PROGRAMS = {
    "with_fetch.ts": ("npm", "openapi-typescript, openapi-fetch", "tsx with_fetch.ts"),
    "with_hey.ts": ("npm", "@hey-api/openapi-ts", "tsx with_hey.ts"),
    "with_stock.py": ("python", "openapi-python-client", "python with_stock.py"),
    "with_models.py": ("python", "datamodel-code-generator", "python with_models.py"),
}
"""Programs of the docs page: what each needs, what it is written over, how it is run."""
