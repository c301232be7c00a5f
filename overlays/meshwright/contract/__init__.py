"""Contract tests as a tool: rules over HTTP exchanges, scripted walks, fuzzing, recordings and their comparison.

Needs the extra ``contract``. The spec judges what schemas can express; the oracle judges the rest (life cycles, lists,
order of events, money). Its rules are data next to the specs.
"""

from .exchange import Exchange
from .oracle import Oracle, Violation

__all__ = ["Exchange", "Oracle", "Violation"]
