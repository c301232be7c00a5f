"""Mutants by standard operators on the syntax tree: they were not chosen to be found.

Comparisons and arithmetic are turned, conditions negated, constants changed, statements dropped. A mutant is named by
its function, the operator and the place as it reads, so that its name outlives other changes of the module.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

from mutation.engine import PACKAGE, Mutant, source_of

FOLDERS = ("meshy/operations", "flighthub/operations", "flighthub/organization")
"""Folders of the emulator in which each module answers operations, or keeps what they answer from."""
HANDLERS = (
    *(f"emulator.meshy.{name}" for name in ("endpoints", "service", "store", "tasks", "views")),
    *(f"emulator.meshy.{name}" for name in ("sources", "source_tasks", "model_limits", "picture_limits")),
    "emulator.limiter",
    *(
        f"emulator.flighthub.{name}"
        for name in ("endpoints", "modeling", "resources", "lifecycle", "objects", "signatures", "store_endpoints")
    ),
    *(
        f"emulator.{folder.replace('/', '.')}.{path.stem}"
        for folder in FOLDERS
        for path in sorted((PACKAGE / "emulator" / folder).glob("[!_]*.py"))
    ),
)
CLIENT = tuple(
    f"{folder}.{path.stem}"
    for folder in ("core", "tasks", "downloads", "ledger", "fleet", "meshy")
    for path in sorted((PACKAGE / folder).glob("[!_]*.py"))
)
"""What buys, waits, fetches and remembers."""
TURNED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.And: ast.Or,
    ast.Or: ast.And,
}
LONGEST = 70
"""Characters of the place in a name."""
Change = tuple[str, ast.AST, Any, Any, Any]
"""The operator, the place as it is named, and what is put where: a container, its attribute or index, a value."""


@cache
def syntax_mutants() -> tuple[Mutant, ...]:
    """Return all mutants of the emulators' handlers, and of the client and its batches."""
    return tuple(mutant for module in (*HANDLERS, *CLIENT) for mutant in mutants_of(module))


def mutants_of(module: str) -> Iterator[Mutant]:
    """Yield all mutants of one module."""
    tree = ast.parse(source_of(module))
    owners = _owners(tree)
    kind = module.removeprefix("emulator.meshy.").removeprefix("emulator.").replace(".", " ")
    seen = Counter[str]()
    for node in list(ast.walk(tree)):
        for operator, place, container, key, value in list(_changes(node)):
            name = f"{kind}.{owners[node]}: {operator} {' '.join(ast.unparse(place).split())[:LONGEST]}"
            seen[name] += 1
            was = _put(container, key, value)
            source = ast.unparse(tree)
            _put(container, key, was)
            id = name if seen[name] == 1 else f"{name} #{seen[name]}"
            yield Mutant(id=id, kind=kind, module=module, source=source)


def _put(container: Any, key: Any, value: Any) -> Any:
    """Put a value into a list or a node and return what was there."""
    if isinstance(container, list):
        was, container[key] = container[key], value
    else:
        was = getattr(container, key)
        setattr(container, key, value)
    return was


def _owners(tree: ast.Module) -> dict[ast.AST, str]:
    """Return the function or class that holds each node."""
    found: dict[ast.AST, str] = {}

    def descend(node: ast.AST, owner: str) -> None:
        found[node] = owner
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            owner = found[node] = f"{owner}.{node.name}" if owner != "module" else node.name
        for child in ast.iter_child_nodes(node):
            descend(child, owner)

    descend(tree, "module")
    return found


def _changes(node: ast.AST) -> Iterator[Change]:
    """Yield the changes that a node allows."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in TURNED:
        yield "turn", node, node.ops, 0, TURNED[type(node.ops[0])]()
    if isinstance(node, (ast.BinOp, ast.BoolOp)) and type(node.op) in TURNED:
        yield "turn", node, node, "op", TURNED[type(node.op)]()
    if isinstance(node, (ast.If, ast.IfExp)):
        yield "negate", node.test, node, "test", ast.UnaryOp(ast.Not(), node.test)
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield "flip", node, node, "value", not node.value
    elif isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        yield "add 1 to", node, node, "value", node.value + 1
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.If, ast.For)):
        for statements in (node.body, getattr(node, "orelse", [])):
            for index, statement in enumerate(statements):
                if isinstance(statement, (ast.AugAssign, ast.Raise)) or _is_call(statement):
                    yield "drop", statement, statements, index, ast.Pass()


def _is_call(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, (ast.Call, ast.Await))
