"""The package as it is imported: small, lazy, sorted, described."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import meshwright
import pytest

SOURCE = Path(meshwright.__file__).parent
HEAVY = ("httpx", "httpx2", "attrs", "attr", "numpy", "meshwright_api", "meshwright.emulator", "meshwright.engine")


def loaded_after(code: str) -> set[str]:
    """Run code in a fresh interpreter; return which of the heavy modules it loaded."""
    return modules_after(code) & set(HEAVY)


def modules_after(code: str) -> set[str]:
    """Run code in a fresh interpreter; return the modules that it loaded."""
    script = f"{code}\nprint(*sys.modules)"
    folders = [str(SOURCE.parent), str(Path(meshwright.__file__).parents[2] / "generated")]
    script = f"import sys; sys.path[:0] = {folders!r}\n{script}"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_all_is_sorted_and_true() -> None:
    """``__all__`` is in order, without repetitions, and everything in it can be imported."""
    assert meshwright.__all__ == sorted(set(meshwright.__all__), key=lambda name: (not name.isupper(), name))
    for name in meshwright.__all__:
        assert getattr(meshwright, name) is not None
    assert dir(meshwright) == sorted(meshwright.__all__)


def test_every_error_is_public() -> None:
    """What can be raised can be caught by its name from the package."""
    from meshwright import errors

    assert set(errors.__all__) <= set(meshwright.__all__)


def test_checkers_see_what_is_there() -> None:
    """The imports that type checkers read are exactly the public names."""
    tree = ast.parse(Path(meshwright.__file__).read_text("utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    assert {alias.name for node in ast.walk(block) for alias in getattr(node, "names", [])} == set(meshwright.__all__)


def test_importing_is_light() -> None:
    """Importing the package loads no HTTP library, no models and no emulator."""
    assert loaded_after("import meshwright") == set()


def test_errors_are_light() -> None:
    """The errors can be caught without an HTTP library being loaded."""
    assert loaded_after("from meshwright import NotFound, MeshwrightError") == set()


def test_a_client_needs_no_emulator() -> None:
    """A client for the service itself loads neither the emulator nor its engine."""
    loaded = loaded_after("from meshwright import Meshy; Meshy('k').close()")
    assert {"attrs", "meshwright_api"} <= loaded
    assert len(loaded & {"httpx", "httpx2"}) == 1
    assert not loaded & {"meshwright.emulator", "meshwright.engine", "numpy"}


def test_an_emulator_starts_without_the_libraries_of_the_engine() -> None:
    """Only the engine's processes load numpy and the like, which takes longer than everything else of a start."""
    loaded = modules_after("from meshwright.emulator import Emulator; Emulator().config()")
    assert "starlette" in loaded
    assert not loaded & {"numpy", "scipy", "trimesh", "PIL"}


def test_a_start_loads_no_kind_of_task() -> None:
    """A new client, and the list of commands, load no operation and no model, so that no new kind makes them slower."""
    for code in ("from meshwright import Meshy; Meshy('k').close()", "import meshwright.cli.app"):
        loaded = {name for name in modules_after(code) if name.startswith("meshwright_api.")}
        assert "meshwright_api.meshy" in loaded
        assert not [name for name in loaded if ".models." in name or ".api." in name], code


def test_a_used_kind_loads_no_other() -> None:
    """The first use of a kind of task loads its own operations and model, and those of no other kind."""
    loaded = modules_after("from meshwright import Meshy; Meshy('k').resize")
    assert [name for name in loaded if name.startswith("meshwright_api.meshy.api.")] == [
        "meshwright_api.meshy.api.resize"
    ]
    assert {name.rpartition(".")[2] for name in loaded if name.endswith("_task")} == {"resize_task"}


def test_a_used_operation_loads_those_of_its_tag() -> None:
    """A client of FlightHub loads the operations of uploads, whose answers it checks, and others at their first use."""
    start = "from meshwright import FlightHub; hub = FlightHub('t', region='eu')"
    for code, used in ((start, set[str]()), (f"{start}; hub.devices.list; hub.flights.create", {"devices", "flights"})):
        loaded = {name.partition("flighthub.api.")[2] for name in modules_after(code)} - {""}
        assert loaded == {"resources", "stores"} | used


def test_a_blocking_client_starts_without_asyncio() -> None:
    """A blocking client loads neither asyncio nor what fetches files before it needs them."""
    loaded = modules_after("from meshwright import Meshy; Meshy('k').close()")
    assert not loaded & {"asyncio", "meshwright.downloads.fetching"}


def test_unknown_names() -> None:
    """A name that is not public is an AttributeError, as for any module."""
    with pytest.raises(AttributeError, match="no attribute 'Mashy'"):
        meshwright.Mashy  # noqa: B018


@pytest.mark.parametrize("name", meshwright.__all__)
def test_everything_public_is_described(name: str) -> None:
    """Every public class has a docstring, and so has everything public on those written here."""
    value = getattr(meshwright, name)
    if not inspect.isclass(value):
        return
    assert inspect.getdoc(value)
    if value.__module__.startswith("meshwright."):
        for member, part in vars(value).items():
            if not member.startswith("_") and (inspect.isfunction(part) or isinstance(part, property)):
                assert inspect.getdoc(part), f"{name}.{member}"
