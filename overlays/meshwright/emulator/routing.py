"""Route requests as OpenAPI does: a path without parameters takes precedence over a template, for all methods."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from starlette.routing import Match, Route
from starlette.types import Scope

from .http import Endpoint

T = TypeVar("T")


class PathRoute(Route):
    """The route of a path: it also answers the methods that it does not have, with 405."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Return whether the path matches."""
        match, child = super().matches(scope)
        return Match.NONE if match is Match.NONE else Match.FULL, child


def path_routes(groups: Mapping[str, Mapping[str, T]], endpoint: Callable[[Mapping[str, T]], Endpoint]) -> list[Route]:
    """Return the routes of groups of operations, each group by its path and its methods."""
    paths = sorted(groups, key=lambda path: path.count("{"))
    return [PathRoute(path, endpoint(groups[path]), methods=list(groups[path])) for path in paths]
