"""Edits of a function's syntax tree, each said by what the code does and not by how its lines read.

A place is found by words: the identifiers, attributes, keywords and constants that it mentions. An edit returns the
places that it changed; it must be exactly one.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

Edit = Callable[[ast.AST], int]
Node = TypeVar("Node", bound=ast.AST)


def mentions(node: ast.AST | None, words: str) -> bool:
    """Whether each of `words` stands somewhere under `node`."""
    return node is not None and set(words.split()) <= {word for each in ast.walk(node) for word in _words(each)}


def remove_if(words: str) -> Edit:
    """Delete the `if` statement whose condition mentions the words."""
    return _replace(_Place(ast.If, lambda node: mentions(node.test, words)), lambda _: [])


def condition_becomes(words: str, condition: str) -> Edit:
    """Replace the condition of an `if`; `{}` in the new one is the old one."""

    def change(node: ast.If) -> ast.AST:
        node.test = _expression(condition.format(f"({ast.unparse(node.test)})"))
        return node

    return _replace(_Place(ast.If, lambda node: mentions(node.test, words)), change)


def keep_operand(words: str, index: int) -> Edit:
    """Of `a or b`, `a and b` or `a | b`, keep one operand: the outermost that mentions the words."""

    def change(node: ast.BoolOp | ast.BinOp) -> ast.AST:
        return node.values[index] if isinstance(node, ast.BoolOp) else (node.left, node.right)[index]

    return _replace(_Place((ast.BoolOp, ast.BinOp), lambda node: mentions(node, words)), change)


def remove_keyword(call: str, keyword: str, words: str = "") -> Edit:
    """Leave a keyword out of the one call of that name that has it and mentions the words."""

    def change(node: ast.Call) -> ast.AST:
        node.keywords = [each for each in node.keywords if each.arg != keyword]
        return node

    def fits(node: ast.Call) -> bool:
        return _calls(node, call) and _has(node, keyword) and mentions(node, words)

    return _replace(_Place(ast.Call, fits), change)


def remove_entry(key: str) -> Edit:
    """Leave one key, with its value, out of a dictionary."""

    def index(node: ast.Dict) -> int | None:
        keys = [each.value if isinstance(each, ast.Constant) else None for each in node.keys]
        return keys.index(key) if key in keys else None

    def change(node: ast.Dict) -> ast.AST:
        found = index(node)
        assert found is not None, "it matched"
        del node.keys[found], node.values[found]
        return node

    return _replace(_Place(ast.Dict, lambda node: index(node) is not None), change)


def call_instead(old: str, new: str, words: str = "") -> Edit:
    """Call another function or method with the same arguments."""

    def change(node: ast.Call) -> ast.AST:
        if isinstance(node.func, ast.Attribute):
            node.func.attr = new
        else:
            node.func = _expression(new)
        return node

    return _replace(_Place(ast.Call, lambda node: _calls(node, old) and mentions(node, words)), change)


def call_becomes(call: str, expression: str, words: str = "") -> Edit:
    """Replace a call by an expression; `{}` in it is the call's first argument."""

    def change(node: ast.Call) -> ast.AST:
        return _expression(expression.format(ast.unparse(node.args[0]) if node.args else ""))

    return _replace(_Place(ast.Call, lambda node: _calls(node, call) and mentions(node, words)), change)


def remove_call(call: str) -> Edit:
    """Delete the statement that is this call."""
    return _replace(_statement_of(call), lambda _: [])


def ignore_failure_of(call: str) -> Edit:
    """Go on as if nothing was wrong when the statement that is this call raises."""
    return _replace(
        _statement_of(call), lambda node: _parse(f"try:\n    {ast.unparse(node)}\nexcept Exception:\n    pass")
    )


def swallow(exception: str) -> Edit:
    """Do nothing where that exception is handled."""

    def change(node: ast.ExceptHandler) -> ast.AST:
        node.body = [ast.Pass()]
        return node

    return _replace(_Place(ast.ExceptHandler, lambda node: mentions(node.type, exception)), change)


def assign(name: str, expression: str) -> Edit:
    """Assign something else to the name; `{}` is what was assigned."""

    def change(node: ast.Assign) -> ast.AST:
        node.value = _expression(expression.format(ast.unparse(node.value)))
        return node

    return _replace(_Place(ast.Assign, lambda node: [ast.unparse(each) for each in node.targets] == [name]), change)


def constant(old: object, new: object) -> Edit:
    """Write another literal."""
    return _replace(
        _Place(ast.Constant, lambda node: type(node.value) is type(old) and node.value == old),
        lambda _: _expression(repr(new)),
    )


def iterate_over(words: str, expression: str) -> Edit:
    """Loop over something else; `{}` is what is looped over."""

    def change(node: ast.For) -> ast.AST:
        node.iter = _expression(expression.format(ast.unparse(node.iter)))
        return node

    return _replace(_Place(ast.For, lambda node: mentions(node.iter, words)), change)


def return_instead(words: str, expression: str) -> Edit:
    """Return something else where what is returned mentions the words."""

    def change(node: ast.Return) -> ast.AST:
        node.value = _expression(expression)
        return node

    return _replace(_Place(ast.Return, lambda node: mentions(node.value, words)), change)


def remove_guard(words: str) -> Edit:
    """Take the `case` whose pattern mentions the words whatever its `if` is."""

    def change(node: ast.match_case) -> ast.AST:
        node.guard = None
        return node

    return _replace(
        _Place(ast.match_case, lambda node: mentions(node.pattern, words) and node.guard is not None), change
    )


def match_also(member: str, other: str) -> Edit:
    """Take the `case` of one member of an enumeration for another member as well."""

    def change(node: ast.match_case) -> ast.AST:
        also = ast.unparse(node.pattern).replace(member, other)
        node.pattern = ast.MatchOr([node.pattern, ast.MatchValue(_expression(also))])
        return node

    return _replace(_Place(ast.match_case, lambda node: mentions(node.pattern, member)), change)


@dataclass(frozen=True, slots=True)
class _Place:
    kind: type[ast.AST] | tuple[type[ast.AST], ...]
    fits: Callable[[ast.AST], bool]

    def __init__(self, kind: type[Node] | tuple[type[ast.AST], ...], fits: Callable[..., bool]) -> None:
        object.__setattr__(self, "kind", kind)
        object.__setattr__(self, "fits", fits)


class _Rewriter(ast.NodeTransformer):
    """Change the outermost nodes that fit, and counts them."""

    def __init__(self, place: _Place, change: Callable[..., ast.AST | list[ast.stmt]]) -> None:
        self._place = place
        self._change = change
        self.changed = 0

    def visit(self, node: ast.AST) -> ast.AST | list[ast.stmt]:
        if isinstance(node, self._place.kind) and self._place.fits(node):
            self.changed += 1
            return self._change(node)
        visited = self.generic_visit(node)
        if getattr(visited, "body", None) == []:
            visited.body = [ast.Pass()]  # type: ignore[attr-defined]
        return visited


def _replace(place: _Place, change: Callable[..., ast.AST | list[ast.stmt]]) -> Edit:
    def edit(scope: ast.AST) -> int:
        rewriter = _Rewriter(place, change)
        rewriter.visit(scope)
        return rewriter.changed

    return edit


def _statement_of(call: str) -> _Place:
    return _Place(ast.Expr, lambda node: isinstance(node.value, ast.Call) and _calls(node.value, call))


def _calls(node: ast.Call, name: str) -> bool:
    return ast.unparse(node.func).rpartition(".")[2] == name


def _has(node: ast.Call, keyword: str) -> bool:
    return any(each.arg == keyword for each in node.keywords)


def _expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def _parse(text: str) -> list[ast.stmt]:
    return ast.parse(text).body


def _words(node: ast.AST) -> tuple[str, ...]:
    match node:
        case ast.Name(id=word) | ast.Attribute(attr=word) | ast.keyword(arg=str(word)) | ast.arg(arg=word):
            return (word,)
        case ast.Constant(value=value):
            return (str(value),)
    return ()
