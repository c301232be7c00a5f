"""Read from the source which module imports which, and which layer each belongs to. Nothing is imported.

The layers are the folders of the package, lowest first; a module of the root is a layer by itself.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from attrs import frozen

from helpers.specs.documents import ROOT

PACKAGES = {"meshwright": ROOT / "overlays" / "meshwright", "meshwright_api": ROOT / "generated" / "meshwright_api"}
LAYERS: dict[str, tuple[str, ...]] = {
    "generated": (),
    "system": (),
    "texts": (),
    "answers": (),
    "file_formats": (),
    "engine": ("system", "file_formats"),
    "frames": (),
    "errors": ("texts", "answers", "frames"),
    "notebook": ("errors",),
    "spec": (),
    "core": ("generated", "texts", "errors", "file_formats"),
    "downloads": ("system", "texts", "errors", "file_formats", "core"),
    "emulator": ("generated", "system", "file_formats", "spec", "engine"),
    "clients": ("errors", "core", "emulator"),
    "tasks": ("generated", "texts", "errors", "file_formats", "notebook", "spec", "core", "downloads", "clients"),
    "ledger": ("generated", "system", "errors", "core", "tasks"),
    "fleet": ("generated", "system", "errors", "spec", "core", "downloads", "tasks", "ledger"),
    "meshy": ("generated", "errors", "spec", "core", "clients", "tasks", "ledger", "fleet"),
    "flighthub": (
        *("generated", "system", "texts", "errors", "spec", "core", "downloads", "clients", "tasks", "ledger", "fleet"),
    ),
    "telemetry": ("errors", "core"),
    "mcp_server": ("generated", "errors", "spec", "tasks", "ledger", "fleet", "meshy", "flighthub"),
    "pytest_plugin": ("emulator", "flighthub"),
    "contract": ("generated", "texts", "errors", "spec", "core", "clients", "ledger", "emulator", "meshy"),
    "cli": (
        *(
            "generated",
            "system",
            "texts",
            "answers",
            "errors",
            "spec",
            "core",
            "downloads",
            "tasks",
            "ledger",
            "fleet",
            "notebook",
            "engine",
            "emulator",
            "clients",
            "meshy",
            "flighthub",
            "mcp_server",
        ),
    ),
}
"""What each layer may import; everything else would be an arrow up, or to the side."""
ROOT_MODULES = frozenset({"meshwright", "meshwright.__main__"})
"""They only import names for others."""


@frozen
class Import:
    """One import: the module that is named, as far as it is a module."""

    target: str
    at_module_level: bool
    for_types_only: bool


@cache
def modules() -> dict[str, Path]:
    """Return every module of both packages by its dotted name."""
    found: dict[str, Path] = {}
    for package, folder in PACKAGES.items():
        for path in folder.rglob("*.py"):
            parts = path.relative_to(folder).with_suffix("").parts
            found[".".join((package, *parts)).removesuffix(".__init__")] = path
    return found


def layer_of(module: str) -> str:
    """Return the layer of a module."""
    package, _, rest = module.partition(".")
    return "generated" if package == "meshwright_api" else rest.partition(".")[0]


@cache
def imports(module: str) -> tuple[Import, ...]:
    """Return what a module imports."""
    tree = ast.parse(modules()[module].read_text("utf-8"))
    return tuple(_imports_below(module, tree, at_module_level=True, for_types_only=False))


def _imports_below(module: str, node: ast.AST, *, at_module_level: bool, for_types_only: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.Import, ast.ImportFrom)):
            for target in _targets(module, child):
                yield Import(target, at_module_level, for_types_only)
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            for part, for_types in ((child.body, True), (child.orelse, for_types_only)):
                whole = ast.Module(part, [])
                yield from _imports_below(module, whole, at_module_level=at_module_level, for_types_only=for_types)
        else:
            inside = isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
            top_level = at_module_level and not inside
            yield from _imports_below(module, child, at_module_level=top_level, for_types_only=for_types_only)


def _targets(module: str, node: ast.Import | ast.ImportFrom) -> list[str]:
    """Return the full names of the modules that an import statement names."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    package = module if modules()[module].name == "__init__.py" else module.rpartition(".")[0]
    for _ in range(node.level - 1):
        package = package.rpartition(".")[0]
    base = ".".join(filter(None, (package if node.level else "", node.module or "")))
    return [f"{base}.{alias.name}" if f"{base}.{alias.name}" in modules() else base for alias in node.names]


def runtime_imports(module: str) -> set[str]:
    """Return what importing a module imports directly."""
    return {i.target for i in imports(module) if i.at_module_level and not i.for_types_only}


def all_imports(module: str, *, types: bool = False) -> set[str]:
    """Return everything that a module imports, in functions too; with ``types``, for type checkers too."""
    return {i.target for i in imports(module) if types or not i.for_types_only}


def reached(module: str, *, in_functions: bool = False) -> set[str]:
    """Return everything that importing a module leads to; with ``in_functions``, what calling it may lead to."""
    seen: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        for target in (all_imports(name) if in_functions else runtime_imports(name)) - seen:
            seen.add(target)
            waiting += [target] if target in modules() else []
    return seen


def arrows() -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Return the imports between layers, those for types too, each with the modules on both sides."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for module in modules().keys() - ROOT_MODULES:
        for target in all_imports(module, types=True) & modules().keys():
            if target not in ROOT_MODULES and layer_of(module) != layer_of(target):
                found.setdefault((layer_of(module), layer_of(target)), []).append((module, target))
    return found
