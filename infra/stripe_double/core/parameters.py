"""Parameters of an operation. One outside its table is refused, as Stripe refuses it (`parameter_unknown`).

The tables are held to Stripe's OpenAPI document by `infra/stripe_double/tests/api/test_parameters.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from infra.stripe_double.core.errors import unreadable
from infra.stripe_double.core.types import Json, Params


class Kind(Protocol):
    """One way to read a parameter's value; raises StripeError when it can't be read."""

    def read(self, value: object, path: str) -> object:
        """Return the value in Python's terms."""
        ...


Table = Mapping[str, Kind]


@dataclass(frozen=True, slots=True)
class Text:
    """A string of at most `limit` characters, or one of `choices`."""

    choices: tuple[str, ...] = ()
    limit: int = 5000

    def read(self, value: object, path: str) -> str:
        """Return the string; an empty one means "unset" and is passed on."""
        if not isinstance(value, str):
            raise unreadable("Invalid string", path)
        if len(value) > self.limit:
            raise unreadable(f"Invalid string: too long; must be at most {self.limit} characters", path)
        if self.choices and value not in self.choices:
            raise unreadable(f"Invalid {path}: must be one of {', '.join(self.choices)}", path)
        return value


@dataclass(frozen=True, slots=True)
class Integer:
    """A whole number within bounds."""

    low: int | None = None
    high: int | None = None

    def read(self, value: object, path: str) -> int:
        """Return the number."""
        if not isinstance(value, str) or not value.lstrip("-").isascii() or not value.removeprefix("-").isdigit():
            raise unreadable(f"Invalid integer: {value}", path, "parameter_invalid_integer")
        number = int(value[:20])
        if self.low is not None and number < self.low:
            raise unreadable(
                f"This value must be greater than or equal to {self.low}.", path, "parameter_invalid_integer"
            )
        if self.high is not None and number > self.high:
            raise unreadable(
                f"This value must be less than or equal to {self.high} (it currently is '{number}').",
                path,
                "parameter_invalid_integer",
            )
        return number


@dataclass(frozen=True, slots=True)
class Boolean:
    """`true` or `false`."""

    def read(self, value: object, path: str) -> bool:
        """Return the truth value."""
        if value not in ("true", "false", "True", "False"):
            raise unreadable(f"Invalid boolean: {value}", path)
        return value in ("true", "True")


@dataclass(frozen=True, slots=True)
class Many:
    """A list of `each`."""

    each: Kind

    def read(self, value: object, path: str) -> list[object]:
        """Return the items in the order they were sent; an empty string clears the list."""
        if value == "":
            return []
        if not isinstance(value, list):
            raise unreadable("Invalid array", path)
        return [self.each.read(item, f"{path}[{index}]") for index, item in enumerate(value)]


@dataclass(frozen=True, slots=True)
class Group:
    """A nested object with a table of its own."""

    table: Table

    def read(self, value: object, path: str) -> Params:
        """Return the group's parameters; an empty string clears it."""
        if value == "":
            return {}
        if not isinstance(value, dict):
            raise unreadable("Invalid object", path)
        return read_table(self.table, value, path)


@dataclass(frozen=True, slots=True)
class Metadata:
    """Up to 50 keys of 40 characters, with values of 500. An empty value removes its key."""

    def read(self, value: object, path: str) -> Json | None:
        """Return the pairs, or None when all metadata is to be removed."""
        if value == "":
            return None
        if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
            raise unreadable("Invalid metadata: metadata must be a set of key-value pairs of strings", path)
        if len(value) > 50:
            raise unreadable("Metadata can have at most 50 keys", path)
        for key, item in value.items():
            if len(key) > 40 or len(item) > 500:
                raise unreadable("Metadata keys take 40 characters and values 500", f"{path}[{key}]")
        return value


@dataclass(frozen=True, slots=True)
class Moment:
    """A Unix time, or bounds on one: `created=1` or `created[gte]=1`."""

    def read(self, value: object, path: str) -> dict[str, int]:
        """Return the bounds; a bare time is both bounds at once."""
        if isinstance(value, dict):
            bounds = {name: Integer() for name in ("gt", "gte", "lt", "lte")}
            return {name: int(number) for name, number in read_table(bounds, value, path).items()}
        moment = Integer().read(value, path)
        return {"gte": moment, "lte": moment}


@dataclass(frozen=True, slots=True)
class Required:
    """A parameter the operation can't do without."""

    kind: Kind

    def read(self, value: object, path: str) -> object:
        """Return what `kind` makes of it; an empty string isn't enough."""
        if value == "":
            raise unreadable(
                f"You passed an empty string for '{path}'. We assume empty values are an attempt to unset a parameter; "
                f"however '{path}' cannot be unset.",
                path,
                "parameter_invalid_empty",
            )
        return self.kind.read(value, path)


def read_table(table: Table, given: Json, path: str = "") -> Params:
    """Check every parameter against `table`; raises StripeError for an unknown, missing or malformed one."""
    unknown = [_at(path, name) for name in given if name not in table]
    if unknown:
        plural = "s" if len(unknown) > 1 else ""
        raise unreadable(f"Received unknown parameter{plural}: {', '.join(unknown)}", unknown[0], "parameter_unknown")
    for name, kind in table.items():
        if isinstance(kind, Required) and name not in given:
            raise unreadable(f"Missing required param: {_at(path, name)}.", _at(path, name), "parameter_missing")
    return {name: table[name].read(value, _at(path, name)) for name, value in given.items()}


def _at(path: str, name: str) -> str:
    return f"{path}[{name}]" if path else name


STRING = Text()
BOOLEAN = Boolean()
INTEGER = Integer()
METADATA = Metadata()
AMOUNT = Integer(low=1)
PAGE: Table = {
    "limit": Integer(low=1, high=100),
    "starting_after": STRING,
    "ending_before": STRING,
}
ADDRESS = Group(dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"), STRING))
