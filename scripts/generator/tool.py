"""Use openapi-python-client as a library, with our view, templates and names; report its errors in one line.

Its interface is unversioned, so it is pinned exactly.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from collections.abc import Iterable
from contextlib import redirect_stdout
from itertools import chain
from pathlib import Path
from typing import Any

from components import Json, json_name, reached
from openapi_python_client import Project
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from templates._names import python_names

TEMPLATES = Path(__file__).resolve().parent / "templates"
RUFF_RULES = ["--isolated", "--no-cache", "--quiet", "--target-version", "py311", "--line-length", "120"]
HOOKS = [["check", ".", *RUFF_RULES, "--fix-only", "--select", "F,I,UP"], ["format", ".", *RUFF_RULES]]


class GenerationError(Exception):
    """The generator refused a spec; the message is the reason, in one line."""


def build(view: Json, folder: Path, places: Json, promised: Json, versions: Json) -> None:
    """Write the package of one service into a new folder; ``places`` lists where models have URLs of files,
    ``promised`` the members that tasks have at their end, ``versions`` where operations differ in other versions of the
    API. Raises GenerationError.
    """
    options = ConfigFile(
        docstrings_on_attributes=True, field_prefix="file_", post_hooks=[], literal_enums=not has_named_numbers(view)
    )
    config = Config.from_sources(options, MetaType.NONE, "", "utf-8", overwrite=False, output_path=folder)
    try:
        parsed = GeneratorData.from_dict(view, config=config)
        if isinstance(parsed, GeneratorError):
            raise GenerationError(line([parsed]))
        project = Project(openapi=parsed, config=config, custom_template_path=TEMPLATES)
        project.env.globals.update(
            json_name=lambda prop: json_name(prop.name.get_untrusted_value()),
            names_in_class=names_in_class,
            names_in_call=names_in_call,
            circles=circles(parsed.models),
            file_places=places,
            promised=promised,
            versions=versions,
            tags=sorted(parsed.endpoint_collections_by_tag),
            classes=sorted(each.class_info.name for each in chain(parsed.models, parsed.enums)),
        )
        with redirect_stdout(io.StringIO()):
            complaints = project.build()
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise GenerationError(f"openapi-python-client failed with {type(error).__name__}: {error}") from error
    if complaints:  # warnings too: an omitted operation is only a warning
        raise GenerationError(line([*parsed.errors, *complaints]))
    for package in [path for path in (folder / "api").iterdir() if path.is_dir()]:
        # Our template for the package holds all operations; a module for each would share its name with the function.
        (package / "__init__.py").rename(package.with_suffix(".py"))
        shutil.rmtree(package)
    tidy(folder)


def has_named_numbers(view: Json) -> bool:
    """Return whether a component enumerates integers: they need names, where strings document themselves."""
    schemas = view["components"]["schemas"].values()
    return any("enum" in schema and schema.get("type") == "integer" for schema in schemas)


def tidy(folder: Path) -> None:
    """Format the generated code; raises GenerationError."""
    for hook in HOOKS:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "ruff", *hook], cwd=folder, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise GenerationError(" ".join(f"ruff refused the generated code: {done.stderr or done.stdout}".split()))


def line(complaints: Iterable[GeneratorError]) -> str:
    """Return the first error in one line."""
    first = next(iter(complaints))
    return " ".join(f"{first.header} {first.detail or ''}".removeprefix("WARNING parsing ").split())[:400]


# ------------------------------------------------------------------------------------------------------------
# what the templates call
def json_names(properties: Iterable[Any]) -> list[str]:
    """Return the names that properties have in JSON."""
    return [json_name(prop.name.get_untrusted_value()) for prop in properties]


def names_in_class(properties: Iterable[Any]) -> dict[str, str]:
    """Return the attribute of each member of a model."""
    return python_names(json_names(properties))


def names_in_call(parameters: Iterable[Any], members: Iterable[Any]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the arguments of a builder: those of the path and the query, and those that fill the body."""
    outer = python_names(json_names(parameters))
    return outer, python_names(json_names(members), outer.values())


def circles(models: Iterable[Any]) -> dict[str, set[str]]:
    """Return for each class those that form a cycle of references with it, including itself if it is recursive. Their
    modules import each other, so the templates import them late.
    """
    graph: dict[str, set[str]] = {}
    for model in models:
        imports = [prop.get_lazy_imports(prefix="") for prop in model.required_properties + model.optional_properties]
        graph[model.class_info.name] = {text.rpartition(" ")[2] for each in imports for text in each}
    ahead = {name: reached(graph, graph[name]) for name in graph}
    return {name: {other for other in ahead[name] if name in ahead[other]} for name in graph}
