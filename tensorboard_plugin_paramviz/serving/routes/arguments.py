"""The arguments of a request, with named errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from tensorboard_plugin_paramviz.serving.errors import ArgumentError, quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from werkzeug.wrappers import Request

Choice = TypeVar("Choice", bound=str)

_LARGEST_STEP = 2**63 - 1  # steps are int64 in TensorBoard's events
_LARGEST_STEP_DIGITS = 19
_LONGEST_SHOWN_NAME = 64

# What a client may send. No honest request comes near; without them it would be the client who decides how long parsing
# takes and how much memory it needs, wherever TensorBoard runs behind a server that takes longer lines than its own.
LONGEST_QUERY_BYTES = 65_536
MOST_TEXTS = 256
MOST_STEPS = 10_000


class Arguments:
    """The arguments of a request, each checked when it is asked for.

    Args:
        request: the request.
        known: the names of the route's arguments.

    Raises:
        ArgumentError: the request carries another argument, or more than a request may.
    """

    def __init__(self, request: Request, known: Collection[str]) -> None:
        query_bytes = len(request.query_string)
        if query_bytes > LONGEST_QUERY_BYTES:
            raise ArgumentError(
                "query_too_long", "", f"found arguments of {query_bytes} bytes, expected at most {LONGEST_QUERY_BYTES}"
            )
        try:
            self._values = request.args
        except UnicodeDecodeError as error:  # bytes as they are; behind % werkzeug replaces what it cannot read
            raise ArgumentError("bad_value", "", "found arguments that are no UTF-8, expected them so") from error
        for name in self._values:
            if name not in known:
                taken = f"this route takes {', '.join(known)}" if known else "this route takes no arguments"
                raise ArgumentError("unknown_argument", name[:_LONGEST_SHOWN_NAME], f"found {quoted(name)}; {taken}")

    def texts(self, name: str) -> list[str]:
        """The values of an argument that is required and may be repeated, each value once."""
        values = list(dict.fromkeys(self._values.getlist(name)))
        if not values:
            raise _missing(name)
        _check_count(name, len(values), MOST_TEXTS)
        return values

    def optional_texts(self, name: str) -> tuple[str, ...]:
        """The values of an argument that may be absent or repeated."""
        return tuple(self._values.getlist(name))

    def optional_text(self, name: str) -> str | None:
        """The value of an argument that may be absent."""
        values = self._values.getlist(name)
        if len(values) > 1:
            raise ArgumentError("repeated_argument", name, f"found {name} {len(values)} times, expected it once")
        return values[0] if values else None

    def text(self, name: str) -> str:
        """The value of an argument that is required."""
        value = self.optional_text(name)
        if value is None:
            raise _missing(name)
        return value

    def optional_choice(self, name: str, options: Sequence[Choice]) -> Choice | None:
        """A value out of a closed list, where there is one."""
        value = self.optional_text(name)
        if value is None:
            return None
        for option in options:
            if option == value:
                return option
        raise ArgumentError("bad_value", name, f"found {quoted(value)}, expected {' or '.join(options)}")

    def choice(self, name: str, options: Sequence[Choice]) -> Choice:
        """A value out of a closed list that is required."""
        value = self.optional_choice(name, options)
        if value is None:
            raise _missing(name)
        return value

    def optional_switch(self, name: str) -> bool | None:
        """1 or 0, where there is one of them."""
        value = self.optional_choice(name, ("0", "1"))
        return None if value is None else value == "1"

    def optional_count(self, name: str, default: int, most: int) -> int:
        """A number from 1 on, or its default."""
        value = self.optional_text(name)
        if value is None:
            return default
        if value.isascii() and value.isdigit() and len(value) <= len(str(most)) and 1 <= int(value) <= most:
            return int(value)
        raise ArgumentError("bad_value", name, f"found {quoted(value)}, expected a number from 1 to {most}")

    def row(self, name: str) -> int:
        """The number of a row, which is required."""
        value = self.text(name)
        if value.isascii() and value.isdigit() and len(value) < _LARGEST_STEP_DIGITS:
            return int(value)
        raise ArgumentError("bad_value", name, f"found {quoted(value)}, expected the number of a row, such as 0")

    def step(self, name: str) -> int:
        """A step that is required."""
        return _step(name, self.text(name))

    def optional_step(self, name: str) -> int | None:
        """A step, where there is one."""
        value = self.optional_text(name)
        return None if value is None else _step(name, value)

    def optional_steps(self, name: str) -> frozenset[int] | None:
        """Steps separated by commas, where there are any."""
        value = self.optional_text(name)
        if value is None:
            return None
        _check_count(name, value.count(",") + 1, MOST_STEPS)
        return frozenset(_step(name, part) for part in value.split(","))


def _missing(name: str) -> ArgumentError:
    return ArgumentError("missing_argument", name, f"the argument {name} is missing")


def _check_count(name: str, count: int, most: int) -> None:
    if count > most:
        raise ArgumentError("too_many_values", name, f"found {count} values, expected at most {most}")


def _step(name: str, value: str) -> int:
    digits = value.removeprefix("-")
    if digits.isascii() and digits.isdigit() and len(digits) <= _LARGEST_STEP_DIGITS and int(digits) <= _LARGEST_STEP:
        return int(value)
    raise ArgumentError("bad_value", name, f"found {quoted(value)}, expected the number of a step, such as 100")
