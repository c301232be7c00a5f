"""The results of a run, before they are written as JUnit or a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import field, frozen


@frozen
class Result:
    """The findings of one walk, one operation or one rule."""

    name: str
    findings: Sequence[str] = ()
    about: str = ""
    requests: int | None = None
    """The number of tested requests, if counted."""


@frozen(kw_only=True)
class Summary:
    """A whole run."""

    facts: Sequence[str]
    """The compared things: service, target, contract."""
    results: Sequence[Result]
    unit: str
    """The name of the results, in the plural."""
    requests: Mapping[str, int] = field(factory=dict[str, int])
    """Counts by operation, if the results are something else."""
    broken_off: str = ""
    """Why the run ended early; empty for a complete run."""

    @property
    def bad(self) -> Sequence[Result]:
        """Results with findings."""
        return [result for result in self.results if result.findings]

    @property
    def verdict(self) -> str:
        """The sentence for people."""
        found = sum(len(result.findings) for result in self.results)
        many = f"{len(self.results)} {self.unit}"
        text = f"{found} found, in {len(self.bad)} of {many}" if found else f"nothing found in {many}"
        return f"{text} until the run broke off: {self.broken_off}" if self.broken_off else text
