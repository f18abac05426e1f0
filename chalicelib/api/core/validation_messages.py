"""Validation errors for people: which field is invalid, and what it must be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import inspect

from chalicelib.credit.errors import FieldError

WHERE = re.compile(r" - at `\$\.?([^`]*)`$")
NAMED = re.compile(r"^Object (missing required|contains unknown) field `([^`]*)`")
STEP = re.compile(r"[^.\[\]]+")
LONGEST_FIELD = 64


def explain(fault: str, kind: type) -> FieldError:
    """The invalid field of a `kind`, from msgspec's message `fault`, and what the field must be."""
    where, named = WHERE.search(fault), NAMED.match(fault)
    path = where[1] if where else ""
    found = _at(inspect.type_info(kind), STEP.findall(path))
    if named is None:
        return FieldError(path or "body", f"must be {_rule(found)}")
    field = f"{path}.{named[2]}"[:LONGEST_FIELD] if path else named[2][:LONGEST_FIELD]
    if named[1] == "contains unknown":
        return FieldError(field, f"is not a field here; the fields are {_names(found)}")
    return FieldError(field, f"is missing; it must be {_rule(_at(found, [named[2]]))}")


def _at(kind: inspect.Type, steps: Sequence[str]) -> inspect.Type:
    """The type at the end of a path into `kind`, followed as far as possible."""
    for step in steps:
        options = list(options_of(kind))
        structs = [option for option in options if isinstance(option, inspect.StructType)]
        lists = [option.item_type for option in options if isinstance(option, inspect.ListType)]
        fields = [field.type for struct in structs for field in struct.fields if field.encode_name == step]
        kind = next(iter(fields or lists), kind)
    return kind


def options_of(kind: inspect.Type) -> Iterator[inspect.Type]:
    """The alternatives of a union without their metadata; any other type is its own only alternative."""
    plain = kind.type if isinstance(kind, inspect.Metadata) else kind
    if isinstance(plain, inspect.UnionType):
        for option in plain.types:
            yield from options_of(option)
    else:
        yield plain


def _rule(kind: inspect.Type) -> str:
    match kind.type if isinstance(kind, inspect.Metadata) else kind:
        case inspect.UnionType(types=types):
            return ", or ".join(_rule(option) for option in types if not isinstance(option, inspect.NoneType))
        case inspect.ListType(item_type=item, max_length=most):
            return f"a list of at most {most}, each {_rule(item)}"
        case inspect.DictType(value_type=value):
            return f"an object whose fields are each {_rule(value)}"
        case inspect.StructType() as struct:
            return f"an object with {_names(struct)}"
        case plain:
            return _plain_rule(plain, _description(kind))


def _plain_rule(kind: inspect.Type, described: str) -> str:
    match kind:
        case inspect.IntType(ge=low, le=high):
            return f"a whole number{f' of {described}' if described else ''}, from {low} to {high}"
        case inspect.BoolType():
            return "true or false"
        case inspect.DateTimeType():
            return "a time as in RFC 3339, 2026-11-23T09:30:00Z"
        case inspect.DateType():
            return "a day as in 2026-11-23"
        case inspect.EnumType(cls=kinds):
            return f"one of {', '.join(str(each.value) for each in kinds)}"
        case inspect.LiteralType(values=values):
            return f"one of {', '.join(map(str, values))}"
        case inspect.StrType(min_length=low, max_length=high):
            return described or f"text of {low} to {high} characters"
    return "something else"


def _names(kind: inspect.Type) -> str:
    names = [field.encode_name for option in options_of(kind) for field in getattr(option, "fields", ())]
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)


def _description(kind: inspect.Type) -> str:
    extra = kind.extra_json_schema if isinstance(kind, inspect.Metadata) else None
    text = str((extra or {}).get("description", ""))
    return text[:1].lower() + text[1:]
