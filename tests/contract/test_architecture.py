"""Who may import whom.

The source is read and not imported; what stands in a function, or for types only, is told apart.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from attrs import frozen
from contract.specs import ROOT

ZONES = {"meshwright": ROOT / "overlays" / "meshwright", "meshwright_api": ROOT / "generated" / "meshwright_api"}
HTTP = {"httpx", "httpx2", "requests", "aiohttp", "urllib3", "http", "socket", "ssl", "starlette", "uvicorn"}
CORE_REQUIREMENTS = {"attrs", "httpx", "httpx2"}
"""What a bare installation has; httpx2 is tried first and may be missing."""
REACHES_OUT = {"meshwright.core.connections"}
"""The client's only way out."""
EMULATOR_REACHES_OUT = {f"meshwright.emulator.{name}" for name in ("inputs", "outgoing", "meshy.webhooks")}
"""The emulator fetches the pictures that a request names, and calls webhooks; no other module of it may go out."""
SANS_IO = (
    *("retrying", "sse", "waiting", "wire", "errors", "blocking", "kinds", "files", "session", "resources", "tasks"),
    *("submitting", "paging", "completion", "pricing", "timeline", "webhooks"),
)
"""Modules that decide and decode; sockets, clocks and loops are the transport's."""
WAYS_OUT = {f"meshwright.{name}" for name in ("connections", "transport", "asyncio_transport", "deadlines")}
IO = {*HTTP, *WAYS_OUT, "asyncio", "time", "threading", "selectors", "concurrent"}
SIDES = ("cli", "contract", "emulator", "engine")
"""Zones of the package that come with extras."""


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
    for package, folder in ZONES.items():
        for path in folder.rglob("*.py"):
            parts = path.relative_to(folder).with_suffix("").parts
            found[".".join((package, *parts)).removesuffix(".__init__")] = path
    return found


@cache
def imports(module: str) -> tuple[Import, ...]:
    """Return what a module imports."""
    tree = ast.parse(modules()[module].read_text("utf-8"))
    return tuple(imports_below(module, tree, at_module_level=True, for_types_only=False))


def imports_below(module: str, node: ast.AST, *, at_module_level: bool, for_types_only: bool) -> Iterator[Import]:
    """Yield the imports below a node of the syntax tree."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.Import, ast.ImportFrom)):
            for target in targets(module, child):
                yield Import(target, at_module_level, for_types_only)
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            for part, for_types in ((child.body, True), (child.orelse, for_types_only)):
                yield from imports_below(
                    module,
                    ast.Module(part, []),
                    at_module_level=at_module_level,
                    for_types_only=for_types,
                )
        else:
            inside = isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
            yield from imports_below(
                module, child, at_module_level=at_module_level and not inside, for_types_only=for_types_only
            )


def targets(module: str, node: ast.Import | ast.ImportFrom) -> list[str]:
    """Return the full names of the modules that an import statement names."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    package = module if modules()[module].name == "__init__.py" else module.rpartition(".")[0]
    for _ in range(node.level - 1):
        package = package.rpartition(".")[0]
    base = ".".join(filter(None, (package if node.level else "", node.module or "")))
    return [f"{base}.{alias.name}" if f"{base}.{alias.name}" in modules() else base for alias in node.names]


def top(name: str) -> str:
    """Return the package that a module belongs to."""
    return name.partition(".")[0]


def within(name: str, package: str) -> bool:
    """Say whether a module is a package or in it."""
    return name == package or name.startswith(f"{package}.")


def runtime_imports(module: str) -> set[str]:
    """Return what importing a module imports directly."""
    return {i.target for i in imports(module) if i.at_module_level and not i.for_types_only}


def all_imports(module: str) -> set[str]:
    """Return everything that a module imports, in functions too, except for types."""
    return {i.target for i in imports(module) if not i.for_types_only}


def core() -> list[str]:
    """Name the modules that a bare installation uses: all but those of the extras."""
    sides = [f"meshwright.{side}" for side in (*SIDES, "__main__", "pytest_plugin")]
    return [name for name in modules() if top(name) == "meshwright" and not any(within(name, s) for s in sides)]


def reached(module: str) -> set[str]:
    """Return everything that importing a module leads to."""
    seen: set[str] = set()
    waiting = [module]
    while waiting:
        for target in runtime_imports(waiting.pop()) - seen:
            seen.add(target)
            waiting += [target] if target in modules() else []
    return seen


def test_modules_are_found() -> None:
    """The rules below look at modules that exist."""
    assert len(core()) >= 15
    assert {f"meshwright.{name}" for name in SANS_IO} <= set(modules())
    assert set(modules()) >= REACHES_OUT | {"meshwright.emulator.inputs"}
    for side in ("emulator", "engine"):
        assert any(within(name, f"meshwright.{side}") for name in modules())


def test_generated_knows_nobody() -> None:
    """generated/ imports the standard library, attrs and itself, at any level."""
    for name in modules():
        if top(name) == "meshwright_api":
            foreign = {
                t for t in all_imports(name) if top(t) not in {*sys.stdlib_module_names, "attrs", "meshwright_api"}
            }
            assert foreign == set(), name
            assert not {top(target) for target in all_imports(name)} & (HTTP | {"asyncio"}), name


def test_services_of_generated_are_apart() -> None:
    """Of generated/, one service never imports the other."""
    for name in modules():
        for one, other in (("meshy", "flighthub"), ("flighthub", "meshy")):
            if within(name, f"meshwright_api.{one}"):
                assert not [t for t in all_imports(name) if within(t, f"meshwright_api.{other}")], name


def test_engine_knows_nobody() -> None:
    """The engine imports nothing of meshwright but itself, and no HTTP."""
    for name in modules():
        if within(name, "meshwright.engine"):
            for target in all_imports(name):
                assert top(target) not in HTTP | {"meshwright_api"}, f"{name} imports {target}"
                assert top(target) != "meshwright" or within(target, "meshwright.engine"), f"{name} imports {target}"


def test_http_has_one_door() -> None:
    """In the client only connections.py imports an HTTP library; in the emulator what fetches and what calls out."""
    importers = {name for name in modules() if {top(t) for t in all_imports(name)} & {"httpx", "httpx2", "requests"}}
    assert {name for name in importers if name in core()} == REACHES_OUT
    assert {name for name in importers if within(name, "meshwright.emulator")} <= EMULATOR_REACHES_OUT


@pytest.mark.parametrize("name", SANS_IO)
def test_sans_io(name: str) -> None:
    """What decides and decodes opens no socket, starts no loop and looks at no clock, and leads to nobody who does."""
    module = f"meshwright.{name}"
    assert not {target for target in all_imports(module) if target in IO or top(target) in IO}
    assert not {target for target in reached(module) if target in IO or top(target) in HTTP | {"asyncio"}}


def test_core_needs_no_extra() -> None:
    """Importing the core needs the standard library, attrs and httpx, and nothing of an extra."""
    allowed = {*sys.stdlib_module_names, *CORE_REQUIREMENTS, "meshwright", "meshwright_api"}
    for name in core():
        assert {top(target) for target in runtime_imports(name)} <= allowed, name


def test_core_does_not_lead_to_its_users() -> None:
    """Importing the core never imports the command line, the emulator or the engine."""
    for name in core():
        for side in SIDES:
            assert not [t for t in runtime_imports(name) if within(t, f"meshwright.{side}")], f"{name} imports {side}"


def test_emulator_does_not_use_the_client() -> None:
    """The emulator shares no code of the client that it is tested against, and does not know the command line."""
    names = ("transport", "asyncio_transport", "session", "sse", "waiting", "tasks", "resources", "meshy")
    client = {f"meshwright.{name}" for name in ("connections", "deadlines", *names)}
    for name in modules():
        if within(name, "meshwright.emulator"):
            assert not all_imports(name) & client, name
            assert not [t for t in all_imports(name) if within(t, "meshwright.cli")], name


def test_no_circles() -> None:
    """No module imports itself by a detour, not even in a function."""
    graph = {name: all_imports(name) & set(modules()) - {name} for name in modules()}
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))
    assert len(order) == len(modules())
