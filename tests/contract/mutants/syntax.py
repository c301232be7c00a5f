"""Mutants by standard operators on the syntax tree: nobody chose them to be found.

Comparisons and arithmetic are turned, conditions negated, constants changed, branches and statements dropped.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator

from contract.mutants.engine import Mutant, source_of

MODULES = tuple(f"emulator.meshy.{name}" for name in ("endpoints", "service", "store", "tasks", "views", "sources"))
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


def syntax_mutants() -> list[Mutant]:
    """Return all mutants of the emulator's handlers."""
    return [mutant for module in MODULES for mutant in mutants_of(module)]


def mutants_of(module: str) -> Iterator[Mutant]:
    """Yield all mutants of one module."""
    tree = ast.parse(source_of(module))
    for number, node in enumerate(ast.walk(tree)):
        for name, _ in _changes(node):
            changed = copy.deepcopy(tree)
            target = list(ast.walk(changed))[number]
            change = dict(_changes(target))[name]
            change()
            source = ast.unparse(ast.fix_missing_locations(changed))
            line = getattr(node, "lineno", 0)
            short = module.rpartition(".")[2]
            yield Mutant(id=f"{short}:{line}:{number}:{name}", kind=short, module=module, source=source)


def _changes(node: ast.AST):  # type: ignore[no-untyped-def]
    """Yield the changes that a node allows, each with its name."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in TURNED:
        yield "compare", lambda: node.ops.__setitem__(0, TURNED[type(node.ops[0])]())
    if isinstance(node, (ast.BinOp, ast.BoolOp)) and type(node.op) in TURNED and not _is_type(node):
        yield "operator", lambda: setattr(node, "op", TURNED[type(node.op)]())
    if isinstance(node, (ast.If, ast.IfExp)):
        yield "negate", lambda: setattr(node, "test", ast.UnaryOp(ast.Not(), node.test))
    if isinstance(node, ast.Constant) and not getattr(node, "is_docstring", False):
        if isinstance(node.value, bool):
            yield "flip", lambda: setattr(node, "value", not node.value)
        elif isinstance(node.value, (int, float)):
            yield "number", lambda: setattr(node, "value", node.value + 1)
    for field in ("body", "orelse"):
        statements = getattr(node, field, None)
        if isinstance(statements, list) and isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.If, ast.For)):
            for index, statement in enumerate(statements):
                if isinstance(statement, (ast.AugAssign, ast.Raise)) or _is_call(statement):
                    yield (
                        f"drop{index}{field}",
                        lambda index=index, field=field: getattr(node, field).__setitem__(index, ast.Pass()),
                    )


def _is_call(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, (ast.Call, ast.Await))


def _is_type(node: ast.AST) -> bool:
    """Whether this may be a union of types."""
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr)
