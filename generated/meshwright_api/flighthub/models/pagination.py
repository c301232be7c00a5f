from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class Pagination(JsonObject):
    """The place of a page in a list of V2."""

    page: int | Unset = UNSET
    """Number of the page, from 1."""
    page_size: int | Unset = UNSET
    """The most members of a page."""
    total: int | Unset = UNSET
    """Members of all pages."""

    wire: ClassVar[Wire] = {}
