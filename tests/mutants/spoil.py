"""Find the function that a mutant names, and write its module with the bug in it."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.mutants.mutant import Mutant

ROOT = Path(__file__).parents[2]
PARTS = ("app.py", "pyproject.toml", "chalicelib", "clients", "infra", "tests")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", "screenshots")


class MutantDoesNotFit(Exception):
    """The code has changed, and the catalogue has not. The message is what to do."""


def copy_to(folder: Path) -> Path:
    """Copy the code and its tests to `folder`."""
    for name in PARTS:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=LEFT_OUT)
        else:
            shutil.copy2(source, folder / name)
    return folder


@contextmanager
def spoiled(tree: Path, mutant: Mutant) -> Iterator[None]:
    """Put the bug into `tree` for as long as this lasts. Raises MutantDoesNotFit."""
    file = tree / mutant.file
    right = file.read_text()
    file.write_text(spoil(tree, mutant))
    try:
        yield
    finally:
        file.write_text(right)


def spoil(tree: Path, mutant: Mutant) -> str:
    """The module with the bug. Raises MutantDoesNotFit."""
    file = tree / mutant.file
    if not file.is_file():
        raise MutantDoesNotFit(_advice(tree, mutant, f"there is no {mutant.file}"))
    module = ast.parse(file.read_text())
    scope = _find(module, mutant.name_in_module)
    if scope is None:
        raise MutantDoesNotFit(_advice(tree, mutant, f"{mutant.file} has no {mutant.name_in_module}"))
    places = mutant.edit(scope)
    if places != 1:
        raise MutantDoesNotFit(_advice(tree, mutant, f"its edit fits {places} places of {mutant.function}, not 1"))
    return ast.unparse(ast.fix_missing_locations(module)) + "\n"


def _find(module: ast.Module, name: str) -> ast.AST | None:
    scope: ast.AST | None = module
    for part in name.split("."):
        scope = next((node for node in ast.iter_child_nodes(scope) if part in _names(node)), None) if scope else None
    return scope


def _names(node: ast.AST) -> tuple[str, ...]:
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.AnnAssign(target=ast.Name(id=name)):
            return (name,)
        case ast.Assign(targets=targets):
            return tuple(target.id for target in targets if isinstance(target, ast.Name))
    return ()


def _advice(tree: Path, mutant: Mutant, reason: str) -> str:
    found = ", ".join(_like(tree, mutant.name_in_module.rpartition(".")[2])) or "none"
    return (
        f"The mutant {mutant.name!r} does not fit: {reason}. In its tests/mutants/*_catalogue.py, name the function"
        f" that keeps this promise now (of this name there are: {found}) and the words of its edit."
    )


def _like(tree: Path, name: str) -> Iterator[str]:
    for file in sorted((tree / "chalicelib").rglob("*.py")):
        module = ".".join(file.relative_to(tree).with_suffix("").parts)
        top = ast.parse(file.read_text())
        for node in ast.walk(top):
            if name in _names(node):
                yield f"{module}:{name}"
            elif isinstance(node, ast.ClassDef) and any(name in _names(child) for child in node.body):
                yield f"{module}:{node.name}.{name}"
