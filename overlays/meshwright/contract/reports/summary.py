"""What a run tells, before it becomes JUnit or a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import field, frozen


@frozen
class Result:
    """What was found in one walk, one operation or by one rule."""

    name: str
    findings: Sequence[str] = ()
    about: str = ""
    requests: int | None = None
    """How many were looked at, where that is counted."""


@frozen(kw_only=True)
class Summary:
    """A whole run."""

    facts: Sequence[str]
    """What was held against what: service, target, contract."""
    results: Sequence[Result]
    unit: str
    """What the results are, in the plural."""
    requests: Mapping[str, int] = field(factory=dict[str, int])
    """By operation, where the results are something else."""
    broken_off: str = ""
    """Why the run ended early; empty for a whole one."""

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
