"""Options are typed, checked, and explained where they are wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import pytest

from nanogpt.errors import UsageError
from nanogpt.options import OptionValueError, UnknownOptionError, check, option, parse


@dataclass(frozen=True)
class Options:
    name: str = option("x", "a name, 100 % free")
    count: int = option(3, "a count", at_least=1, synonyms=("number",))
    rate: float = option(0.5, "a rate", above=0, below=1)
    loud: bool = option(default=False, description="whether to shout")
    every: int | Literal["auto"] = option("auto", "an interval")

    def __post_init__(self) -> None:
        check(self)


def parsed(*arguments: str) -> dict[str, Any]:
    return parse(Options, "command", "Do something.", arguments)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], {}),
        (["--count", "4"], {"count": 4}),
        (["--count=4", "--rate=1e-3"], {"count": 4, "rate": 0.001}),
        (["--rate", "0"], {"rate": 0.0}),
        (["--loud"], {"loud": True}),
        (["--loud", "false", "--name", "a b"], {"loud": False, "name": "a b"}),
        (["--loud=Yes"], {"loud": True}),
        (["--every", "10"], {"every": 10}),
        (["--every", "auto"], {"every": "auto"}),
        (["--name="], {"name": ""}),
    ],
)
def test_values_take_the_type_of_their_field(arguments: list[str], expected: dict[str, Any]) -> None:
    found = parsed(*arguments)
    assert found == expected
    assert [type(value) for value in found.values()] == [type(value) for value in expected.values()]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--count", "four"], "argument --count: expected a whole number, found 'four'"),
        (["--count", "4.0"], "argument --count: expected a whole number, found '4.0'"),
        (["--count"], "argument --count: expected one argument"),
        (["--rate", "fast"], "argument --rate: expected a number, found 'fast'"),
        (["--loud", "maybe"], "argument --loud: expected true or false, found 'maybe'"),
        (["--every", "often"], "argument --every: expected a whole number or 'auto', found 'often'"),
    ],
)
def test_a_value_of_the_wrong_type_is_named(arguments: list[str], message: str) -> None:
    with pytest.raises(UsageError) as error:
        parsed(*arguments)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("argument", "hint"),
    [
        ("--cuont", "did you mean --count?"),
        ("--number=3", "did you mean --count?"),
        ("--LOUD", "did you mean --loud?"),
        ("--zzz", "there is no such option (--help lists the options)"),
        ("--cou", "argument --cou: there is no such option"),
        ("loud", "unexpected 'loud': each option is written --name value"),
    ],
)
def test_an_unknown_option_is_refused_with_the_nearest_ones(argument: str, hint: str) -> None:
    with pytest.raises(UnknownOptionError) as error:
        parsed(argument)
    assert hint in str(error.value)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"count": 0}, "argument --count: expected at least 1, found 0"),
        ({"rate": 0.0}, "argument --rate: expected more than 0, found 0.0"),
        ({"rate": 1.0}, "argument --rate: expected less than 1, found 1.0"),
        ({"rate": float("nan")}, "argument --rate: expected a finite number, found nan"),
        ({"count": "4"}, "argument --count: expected a whole number, found '4'"),
        ({"count": True}, "argument --count: expected a whole number, found True"),
        ({"loud": 1}, "argument --loud: expected true or false, found 1"),
        ({"every": "often"}, "argument --every: expected a whole number or 'auto', found 'often'"),
    ],
)
def test_check_refuses_what_does_not_fit_wherever_it_comes_from(values: dict[str, Any], message: str) -> None:
    with pytest.raises(OptionValueError) as error:
        Options(**values)
    assert str(error.value) == message


def test_a_whole_number_is_a_fine_value_for_a_number() -> None:

    @dataclass(frozen=True)
    class Speed:
        rate: float = option(0.5, "a rate", above=0)

    check(Speed(rate=2))


def test_help_lists_each_option_with_its_default(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_request:
        parsed("--help")
    assert exit_request.value.code == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "--count N a count (default: 3)" in text
    assert "--loud [BOOL] whether to shout (default: false)" in text
    assert "a name, 100 % free (default: x)" in text
