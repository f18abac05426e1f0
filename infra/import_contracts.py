"""A contract for import-linter: a package imports the standard library, named packages and nothing else."""

from __future__ import annotations

import sys
from typing import cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output
from importlinter.domain.imports import Module


class StandardLibraryOnly(Contract):
    """`source_module` and its descendants import the standard library and `also`. The opposite of a list of vendors."""

    type_name = "standard_library_only"

    source_module = fields.ModuleField()
    also = fields.ListField(subfield=fields.ModuleField(), required=False, default=[])

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        source = cast(Module, self.source_module).name
        allowed = (source, *(module.name for module in cast(list[Module], self.also)))
        modules = {source, *graph.find_descendants(source)}
        found = [
            f"{module} -> {imported}"
            for module in sorted(modules)
            for imported in sorted(graph.find_modules_directly_imported_by(module))
            if imported.partition(".")[0] not in sys.stdlib_module_names and not _is_in(imported, allowed)
        ]
        return ContractCheck(kept=not found, metadata={"imports": found})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for found in check.metadata["imports"]:
            output.print_error(found)


def _is_in(module: str, packages: tuple[str, ...]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)
