"""Operations, one module for each tag of the spec, imported when first used."""

from typing import TYPE_CHECKING

from ..._lazy import lazy

__all__ = [
    "annotations",
    "areas",
    "devices",
    "flights",
    "forwarders",
    "livestreams",
    "maps",
    "models",
    "organizations",
    "projects",
    "resources",
    "routes",
    "stores",
    "system",
]
if TYPE_CHECKING:
    from . import (
        annotations,
        areas,
        devices,
        flights,
        forwarders,
        livestreams,
        maps,
        models,
        organizations,
        projects,
        resources,
        routes,
        stores,
        system,
    )
else:
    __getattr__, __dir__ = lazy(__name__, {tag: tag for tag in __all__})
