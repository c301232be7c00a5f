from __future__ import annotations

from typing import Literal, TypeAlias

SplitMode: TypeAlias = Literal["auto", "by_color", "by_parts"] | str
"""`auto` cuts where it seems best, `by_parts` cuts the parts that the prompt names, `by_color` those that it
names by their colours, of models of pictures only.

A value that the service adds tomorrow passes too.
"""
