"""A deliberate bug, as data."""

from __future__ import annotations

from dataclasses import dataclass

from tests.mutants.edits import Edit


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """`edit` changes exactly one place of `function` (module:name). `why` is what it would cost."""

    name: str
    function: str
    edit: Edit
    why: str

    @property
    def file(self) -> str:
        """The path of its module, from the root of the tree."""
        return self.function.partition(":")[0].replace(".", "/") + ".py"

    @property
    def name_in_module(self) -> str:
        return self.function.partition(":")[2]
