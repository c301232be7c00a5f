"""Contract tests as a tool: rules over HTTP exchanges, scripted walks, fuzzing, recordings and their comparison.

Needs the extra ``contract``. What schemas can say is judged by the spec; what they cannot (lifecycles, lists, order of
events, money) by the oracle, whose rules stand as data beside the specs.
"""

from .exchange import Exchange
from .oracle import Oracle, Violation

__all__ = ["Exchange", "Oracle", "Violation"]
