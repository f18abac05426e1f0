"""Examining the deployment: every check once, and the number of findings as a metric."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chalicelib.credit.errors import CreditError
from chalicelib.services.ports import Metrics
from chalicelib.services.ports.checks import Check, Finding

REPEAT = "make doctor STAGE=..., which shows the error"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamineDeployment:
    """`checks` by the name of what each looks at."""

    checks: Mapping[str, Check]
    metrics: Metrics

    def __call__(self) -> tuple[Finding, ...]:
        """Run every check; publish the number of findings and return them. A check that can't run is one as well."""
        found = tuple(finding for name in self.checks for finding in self._findings(name))
        self.metrics.count("DoctorFindings", len(found))
        return found

    def _findings(self, name: str) -> Sequence[Finding]:
        try:
            return tuple(self.checks[name]())
        except CreditError as fault:
            return (Finding(f"The check of {name} could not run: {type(fault.__cause__ or fault).__name__}.", REPEAT),)
