"""Typed command-line options, made from the fields of a frozen dataclass.

    @dataclass(frozen=True)
    class Options:
        port: int = option(6006, "port to listen on", at_least=1)

    explicit = parse(Options, "serve", "Serve the page.", ["--port", "8080"])  # {"port": 8080}
    options = Options(**explicit)

Both spellings, `--port 8080` and `--port=8080`, are understood; a boolean may stand alone (`--resume`) or with its
value (`--watch false`).
"""

from __future__ import annotations

import argparse
import dataclasses
import difflib
import math
import types
from typing import TYPE_CHECKING, Any, Literal, NoReturn, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from nanogpt.errors import ArgumentError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

T = TypeVar("T")

_EXPECTED = {int: "a whole number", float: "a number", str: "a text", bool: "true or false"}
_BOOLEANS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


class UnknownOptionError(UsageError):
    """An option that does not exist."""


class OptionValueError(ArgumentError):
    """A value of the wrong type or outside its range."""


def option(
    default: T,
    description: str,
    *,
    at_least: float | None = None,
    above: float | None = None,
    below: float | None = None,
    synonyms: Sequence[str] = (),
) -> T:
    """Declare a field of an options dataclass.

    Args:
        default: The field's default.
        description: The line that `--help` shows.
        at_least: Smallest allowed value.
        above: Number that the value must exceed.
        below: Number that the value must stay under.
        synonyms: Names under which people may look for this option: they get pointed to it.
    """
    metadata = {
        "description": description,
        "at_least": at_least,
        "above": above,
        "below": below,
        "synonyms": tuple(synonyms),
    }
    return dataclasses.field(default=default, metadata=metadata)


def parse(options: type, command: str, description: str, arguments: Sequence[str] | None = None) -> dict[str, Any]:
    """Parse a command line against a dataclass's fields.

    Args:
        options: A dataclass whose fields were declared with `option`.
        command: How people start it.
        description: What `--help` says about it, in its first line.
        arguments: The command line; None: the process's own.

    Returns:
        The values that were given explicitly, by field.

    Raises:
        UnknownOptionError: for a name that is no field; names the nearest ones.
        UsageError: for a value of the wrong type or a missing one, as `argparse` words it.
    """
    parser = _Parser(
        prog=command, description=description.splitlines()[0], allow_abbrev=False, argument_default=argparse.SUPPRESS
    )
    hints = get_type_hints(options)
    for field in dataclasses.fields(options):
        _add_argument(parser, field, hints[field.name])
    explicit, unknown = parser.parse_known_args(arguments)
    if unknown:
        raise _unknown_option(unknown[0], dataclasses.fields(options))
    return vars(explicit)


def check(options: object) -> None:
    """Check each field of an options object against its declared type and range; call it in `__post_init__`.

    Raises:
        OptionValueError: for the first field that does not fit.
    """
    hints = get_type_hints(type(options))
    for field in dataclasses.fields(cast("Any", options)):
        value = getattr(options, field.name)
        if not _fits(value, hints[field.name]):
            raise OptionValueError(field.name, f"expected {_expectation(hints[field.name])}, found {value!r}")
        problem = _range_problem(value, field.metadata)
        if problem:
            raise OptionValueError(field.name, problem)


class _Parser(argparse.ArgumentParser):
    """Raises where argparse would print the usage of forty options and exit."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message} (--help lists the options)")


def _add_argument(parser: argparse.ArgumentParser, field: dataclasses.Field[Any], hint: object) -> None:
    default = f" (default: {str(field.default).lower() if isinstance(field.default, bool) else field.default})"
    settings: dict[str, Any] = {"nargs": "?", "const": True} if hint is bool else {}
    parser.add_argument(
        f"--{field.name}",
        type=_converter(hint),
        metavar=_metavar(hint),
        help=(field.metadata["description"] + (default if field.default != "" else "")).replace("%", "%%"),
        **settings,
    )


def _members(hint: object) -> tuple[object, ...]:
    """Return the alternatives of a union, or the type alone."""
    return get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)


def _fits(value: object, hint: object) -> bool:
    for member in _members(hint):
        if get_origin(member) is Literal:
            if value in get_args(member):
                return True
        elif member is float:
            if type(value) in (int, float):
                return True
        elif type(value) is member:
            return True
    return False


def _expectation(hint: object) -> str:
    words: list[str] = []
    for member in _members(hint):
        if get_origin(member) is Literal:
            words.extend(repr(choice) for choice in get_args(member))
        else:
            words.append(_EXPECTED[cast("type", member)])
    return " or ".join(words)


def _metavar(hint: object) -> str:
    if get_origin(hint) is Literal:
        return "{" + ",".join(map(str, get_args(hint))) + "}"
    return {int: "N", float: "X", str: "TEXT", bool: "BOOL"}.get(cast("type", hint), "VALUE")


def _converter(hint: object) -> Callable[[str], object]:
    """Return the function that turns an option's text into its value."""

    def convert(text: str) -> object:
        for member in _members(hint):
            if get_origin(member) is Literal and text in get_args(member):
                return text
            if member is bool and text.lower() in _BOOLEANS:
                return _BOOLEANS[text.lower()]
            if member is str:
                return text
            if member in (int, float):
                try:
                    return cast("type", member)(text)
                except ValueError:
                    continue
        raise argparse.ArgumentTypeError(f"expected {_expectation(hint)}, found {text!r}")

    return convert


def _range_problem(value: object, limits: Any) -> str:  # noqa: ANN401 - a dataclass field's metadata is untyped
    if type(value) not in (int, float):
        return ""
    number = cast("float", value)
    if not math.isfinite(number):
        return f"expected a finite number, found {number}"
    if limits["at_least"] is not None and number < limits["at_least"]:
        return f"expected at least {limits['at_least']}, found {number}"
    if limits["above"] is not None and number <= limits["above"]:
        return f"expected more than {limits['above']}, found {number}"
    if limits["below"] is not None and number >= limits["below"]:
        return f"expected less than {limits['below']}, found {number}"
    return ""


def _unknown_option(argument: str, fields: Iterable[dataclasses.Field[Any]]) -> UnknownOptionError:
    if not argument.startswith("-"):
        return UnknownOptionError(f"unexpected {argument!r}: each option is written --name value (--help lists them)")
    name = argument.lstrip("-").split("=", 1)[0]
    word = name.replace("-", "_").lower()
    spellings = {spelling: field.name for field in fields for spelling in (field.name, *field.metadata["synonyms"])}
    near = [spellings[word]] if word in spellings else difflib.get_close_matches(word, spellings, n=3)
    near = list(dict.fromkeys(spellings.get(spelling, spelling) for spelling in near))
    hint = f"; did you mean {' or '.join('--' + each for each in near)}?" if near else ""
    return UnknownOptionError(f"argument --{name}: there is no such option{hint} (--help lists the options)")
