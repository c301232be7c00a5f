"""Which layer may import which, and what no module may reach."""

from __future__ import annotations

import re
import sys
from graphlib import CycleError, TopologicalSorter

import pytest
from helpers.architecture import LAYERS, all_imports, arrows, layer_of, modules, reached, runtime_imports
from helpers.architecture_picture import PICTURE, drawn

HTTP = {"httpx", "httpx2", "requests", "aiohttp", "urllib3", "http", "socket", "ssl", "starlette", "uvicorn"}
CORE_REQUIREMENTS = {"attrs", "httpx", "httpx2"}
"""The packages of a bare installation; httpx2 is tried first and may be missing."""
REACHES_OUT = {"meshwright.core.connections"}
"""The client's only way out."""
EMULATOR_REACHES_OUT = {f"meshwright.emulator.{name}" for name in ("inputs", "outgoing", "meshy.webhooks")}
"""The emulator fetches the pictures that a request names, and calls webhooks; no other module of it may go out."""
WAYS_OUT = {
    f"meshwright.core.{name}"
    for name in ("connections", "transport", "asyncio_transport", "deadlines", "environment", "stopping", "pacing")
}
"""They open sockets, sleep, lock and look at the clock; all other modules of the core and the tasks ask them to."""
SHOWS = {"meshwright.tasks.showing"}
"""It fetches what a notebook shows, once it is shown."""
IO = {*HTTP, *WAYS_OUT, "asyncio", "time", "threading", "selectors", "concurrent"}
ONE_SYSTEM_ONLY = {"fcntl", "grp", "msvcrt", "pty", "pwd", "resource", "termios", "tty", "winreg"}
ASKS_THE_SYSTEM = re.compile(
    r"sys\.platform|os\.(?:name|kill|killpg|fork|getuid|geteuid|fchmod)\b|platform\.system|/dev/\w|signal\.\w"
)
WITH_EXTRAS = ("cli", "contract", "emulator", "engine", "mcp_server", "pytest_plugin", "__main__")
NEEDS_AN_EXTRA = {"meshwright.fleet.dbos_engine"}
"""Imported in functions only; the error names the extra."""
ABOVE_THE_SERVICES = {"cli", "contract", "mcp_server", "pytest_plugin", "__main__", ""}
"""Layers that may know a service; the last is the package itself, which only imports names for others."""


def top(name: str) -> str:
    """Return the package that a module belongs to."""
    return name.partition(".")[0]


def members(*layers: str) -> list[str]:
    """Return the modules of some layers."""
    found = [name for name in modules() if layer_of(name) in layers]
    assert found, layers
    return found


def bare() -> list[str]:
    """Return the modules that an installation without extras uses."""
    return [name for name in modules() if top(name) == "meshwright" and layer_of(name) not in WITH_EXTRAS]


def layers_of(names: set[str]) -> set[str]:
    """Return the layers of those names that are modules of ours."""
    return {layer_of(name) for name in names & modules().keys()}


def test_every_arrow_points_down() -> None:
    """A layer imports the layers that it may, and no other, not even in a function or for types."""
    allowed = {(layer, below) for layer, others in LAYERS.items() for below in others}
    wrong = {
        f"{one} -> {other}: {found[:3]}" for (one, other), found in arrows().items() if (one, other) not in allowed
    }
    assert wrong == set()


def test_the_layers_have_an_order() -> None:
    """The allowed imports of the layers have no cycle, so each layer is above those that it imports."""
    order = list(TopologicalSorter(LAYERS).static_order())
    assert set(order) == {layer_of(name) for name in modules()} - {"", "__main__"}


def test_no_circles() -> None:
    """No module imports itself indirectly, not even in a function."""
    graph = {name: all_imports(name) & modules().keys() - {name} for name in modules()}
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))
    assert len(order) == len(modules())


def test_what_the_lowest_layers_reach() -> None:
    """The engine, the specs and the core reach only themselves and the layers below them, also indirectly."""
    for layer, below in {
        "engine": {"system", "file_formats"},
        "spec": set[str](),
        "core": {"generated", "errors", "frames", "texts", "answers", "file_formats"},
    }.items():
        for name in members(layer):
            assert layers_of(reached(name, in_functions=True)) <= {layer, *below}, name


def test_the_emulator_loads_nothing_of_the_client() -> None:
    """The emulator shares no code with the client that is tested against it, by any detour; one table of formats is
    read by both.
    """
    allowed = {"emulator", "engine", "spec", "generated", "system", "file_formats"}
    for name in members("emulator"):
        assert layers_of(reached(name, in_functions=True)) <= allowed, name


def test_who_knows_a_service() -> None:
    """Only layers above the services reach one of them."""
    for name in bare():
        if layer_of(name) not in {"meshy", "flighthub", *ABOVE_THE_SERVICES}:
            assert not layers_of(reached(name, in_functions=True)) & {"meshy", "flighthub"}, name


def test_services_are_apart() -> None:
    """One service never imports the other, neither by hand nor generated."""
    for one, other in (("meshy", "flighthub"), ("flighthub", "meshy")):
        for package in (f"meshwright.{one}", f"meshwright_api.{one}", f"meshwright.emulator.{one}"):
            for name in modules():
                if name == package or name.startswith(f"{package}."):
                    assert not [t for t in all_imports(name, types=True) if f".{other}" in t], name


def test_generated_imports_little() -> None:
    """generated/ imports the standard library, attrs and itself, and no HTTP, at any level."""
    allowed = {*sys.stdlib_module_names, "attrs", "meshwright_api"} - HTTP - {"asyncio"}
    for name in members("generated"):
        assert {top(target) for target in all_imports(name)} <= allowed, name


def test_http_has_one_door() -> None:
    """In the client only connections.py imports an HTTP library; in the emulator what fetches and what calls out."""
    importers = {name for name in modules() if {top(t) for t in all_imports(name)} & {"httpx", "httpx2", "requests"}}
    assert {name for name in importers if name in bare()} == REACHES_OUT
    assert {name for name in importers if layer_of(name) == "emulator"} <= EMULATOR_REACHES_OUT


def test_what_decides_does_no_io() -> None:
    """What decides and decodes opens no socket, starts no loop, looks at no clock, and leads to nothing that does."""
    for name in {*members("core", "tasks", "spec", "errors")} - WAYS_OUT - SHOWS:
        assert not {target for target in all_imports(name) if target in IO or top(target) in IO}, name


def test_one_module_knows_the_system() -> None:
    """Only system.py imports what Linux, macOS or Windows lack, and asks which of them it runs on."""
    for name, path in modules().items():
        if name != "meshwright.system":
            assert not {top(target) for target in all_imports(name)} & ONE_SYSTEM_ONLY, name
            assert not ASKS_THE_SYSTEM.findall(path.read_text("utf-8")), name


def test_a_bare_installation_needs_no_extra() -> None:
    """Importing the client needs the standard library, attrs and httpx, and nothing of an extra."""
    allowed = {*sys.stdlib_module_names, *CORE_REQUIREMENTS, "meshwright", "meshwright_api"}
    for name in set(bare()) - NEEDS_AN_EXTRA:
        assert {top(target) for target in runtime_imports(name)} <= allowed, name
        assert not runtime_imports(name) & NEEDS_AN_EXTRA, name
        assert not layers_of(runtime_imports(name)) & set(WITH_EXTRAS), name


def test_the_picture_shows_what_is() -> None:
    """The picture of the layers is the one that scripts/architecture draws of this source."""
    assert PICTURE.read_text("utf-8") == drawn(), "run scripts/architecture"
