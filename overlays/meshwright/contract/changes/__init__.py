"""What a change of a spec means for users: breaking, risky and safe changes, each with the client names it touches.

Own code because diff tools know nothing of open enums, of calendars, of prices, and of our client's names; which
values a schema allows is asked of jsonschema-rs. Data flows one way: ``documents`` (without annotations) and
``checking`` -> ``operations`` -> ``schemas`` (over ``views``) -> ``keywords`` -> ``weights``.
"""

from __future__ import annotations

from .operations import changes
from .weights import BREAKING, RISKY, SAFE, Change

__all__ = ["BREAKING", "RISKY", "SAFE", "Change", "changes"]
