"""Arguments, apart from any data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from tensorboard_plugin_paramviz.serving.errors import ArgumentError
from tensorboard_plugin_paramviz.serving.routes.arguments import (
    LONGEST_QUERY_BYTES,
    MOST_STEPS,
    MOST_TEXTS,
    Arguments,
)

if TYPE_CHECKING:
    from collections.abc import Callable

KNOWN = ("run", "after", "steps", "kind")


def request(query: str = "") -> Request:
    return Request(EnvironBuilder(path="/runs", query_string=query).get_environ())


def arguments(query: str) -> Arguments:
    return Arguments(request(query), KNOWN)


def test_values_of_each_sort() -> None:
    parsed = arguments("run=b&run=a&run=b&after=-5&steps=3,1,2&kind=weights")
    assert parsed.texts("run") == ["b", "a"]
    assert parsed.optional_step("after") == -5
    assert parsed.optional_steps("steps") == frozenset({1, 2, 3})
    assert parsed.choice("kind", ("weights", "gradients")) == "weights"


def test_absent_values() -> None:
    parsed = arguments("")
    assert parsed.optional_text("run") is None
    assert parsed.optional_step("after") is None
    assert parsed.optional_steps("steps") is None
    assert parsed.optional_choice("kind", ("weights",)) is None


def test_names_may_hold_anything() -> None:
    assert arguments("run=%C3%A9%2F%26%20%00").text("run") == "é/& \0"


@pytest.mark.parametrize(
    ("ask", "query", "code", "argument"),
    [
        (lambda a: a.text("run"), "", "missing_argument", "run"),
        (lambda a: a.texts("run"), "", "missing_argument", "run"),
        (lambda a: a.choice("kind", ("weights",)), "", "missing_argument", "kind"),
        (lambda a: a.text("run"), "run=a&run=a", "repeated_argument", "run"),
        (lambda a: a.optional_step("after"), "after=1&after=2", "repeated_argument", "after"),
        (lambda a: a.choice("kind", ("weights",)), "kind=biases", "bad_value", "kind"),
        (lambda a: a.choice("kind", ("weights",)), "kind=", "bad_value", "kind"),
    ],
)
def test_errors_name_the_argument(ask: Callable[[Arguments], object], query: str, code: str, argument: str) -> None:
    with pytest.raises(ArgumentError) as raised:
        ask(arguments(query))
    assert (raised.value.code, raised.value.argument) == (code, argument)


@pytest.mark.parametrize(
    "value", ["", "x", "1.5", "1e3", "--1", "+1", " 1", "1_000", "٣", "9" * 5_000, str(2**63), "nan"]
)
def test_a_step_is_a_number_that_an_event_can_have(value: str) -> None:
    with pytest.raises(ArgumentError, match="expected the number of a step"):
        Arguments(Request(EnvironBuilder(query_string={"after": value}).get_environ()), KNOWN).optional_step("after")


def test_the_largest_step() -> None:
    assert arguments(f"after={2**63 - 1}").optional_step("after") == 2**63 - 1


@pytest.mark.parametrize(
    ("ask", "query", "code", "argument"),
    [
        (lambda a: a.texts("run"), "&".join(f"run={n}" for n in range(MOST_TEXTS + 1)), "too_many_values", "run"),
        (lambda a: a.optional_steps("steps"), "steps=" + "1," * MOST_STEPS + "1", "too_many_values", "steps"),
        (lambda a: a.text("run"), "run=" + "x" * LONGEST_QUERY_BYTES, "query_too_long", ""),
        (lambda a: a.text("run"), b"run=\xff".decode("latin-1"), "bad_value", ""),
    ],
)
def test_a_request_carries_only_so_much(
    ask: Callable[[Arguments], object], query: str, code: str, argument: str
) -> None:
    environ = EnvironBuilder(path="/runs").get_environ() | {"QUERY_STRING": query}
    with pytest.raises(ArgumentError) as raised:
        ask(Arguments(Request(environ), KNOWN))
    assert (raised.value.code, raised.value.argument) == (code, argument)


def test_as_many_as_a_request_may_carry() -> None:
    assert len(arguments("&".join(f"run={n}" for n in range(MOST_TEXTS))).texts("run")) == MOST_TEXTS
    assert arguments("steps=" + ",".join(["7"] * MOST_STEPS)).optional_steps("steps") == frozenset({7})


def test_an_unknown_argument_is_named_with_those_known() -> None:
    with pytest.raises(ArgumentError, match="found 'aftre'; this route takes run, after, steps, kind"):
        arguments("aftre=1")


def test_a_long_value_is_cut_in_the_message() -> None:
    with pytest.raises(ArgumentError) as raised:
        arguments(f"{'x' * 10_000}=1")
    assert len(str(raised.value)) < 400
    assert len(raised.value.argument) < 100
