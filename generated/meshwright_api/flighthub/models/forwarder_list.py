from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.forwarder import Forwarder
from ..models.pagination import Pagination


@define(kw_only=True, repr=False)
class ForwarderList(JsonObject):
    """Forwarders."""

    list_: list[Forwarder] | None | Unset = UNSET
    """The forwarders; null when there are none."""
    pagination: Pagination | Unset = UNSET
    """The place of a page in a list of V2."""

    wire: ClassVar[Wire] = {
        "list": ("list_", each(Forwarder.from_dict)),
        "pagination": ("pagination", Pagination.from_dict),
    }
