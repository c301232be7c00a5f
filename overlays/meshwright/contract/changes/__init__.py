"""Classify the changes of a spec for users: breaking, risky and safe changes, each with the affected client names.

This is our own code because diff tools do not support open enums, calendars, prices and our client's names;
jsonschema-rs decides which values a schema allows. Data flows one way: ``documents`` (without annotations) and
``checking`` -> ``operations`` -> ``schemas`` (over ``views``) -> ``keywords`` -> ``weights``.
"""

from __future__ import annotations

from .operations import changes
from .weights import BREAKING, RISKY, SAFE, Change

__all__ = ["BREAKING", "RISKY", "SAFE", "Change", "changes"]
