"""What `every` and `Schedule` take, and what they refuse."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tensorboard_plugin_paramviz.capture.errors import ScheduleError
from tensorboard_plugin_paramviz.capture.schedule import FixedInterval, Schedule, policy_of


def test_every_names_a_policy() -> None:
    assert policy_of("auto", 0.02) == Schedule(overhead=0.02)
    assert policy_of(7, 0.01) == FixedInterval(7)
    assert policy_of(Schedule(min_interval=2), 0.5) == Schedule(min_interval=2)


@pytest.mark.parametrize("every", [True, False, 2.5, 10.0, math.nan, "often", "", None, [10], FixedInterval])
def test_every_that_names_no_steps_is_refused(every: Any) -> None:  # noqa: ANN401  # wrong on purpose
    with pytest.raises(ScheduleError, match=r"every is .*; expected 'auto', a whole number above 0 or a Schedule"):
        policy_of(every, 0.01)


@pytest.mark.parametrize("every", [0, -3])
def test_every_that_is_too_small_is_refused(every: int) -> None:
    with pytest.raises(ScheduleError, match=f"every is {every}; expected a whole number from 1 on: 10 logs every"):
        policy_of(every, 0.01)


@pytest.mark.parametrize("every", ["auto", 10, Schedule()])
def test_a_wrong_share_is_refused_even_where_it_is_not_needed(every: str | int | Schedule) -> None:
    with pytest.raises(ScheduleError, match="overhead is 2; expected a share of the time, above 0 and at most 1"):
        policy_of(every, 2)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"min_interval": 0}, "min_interval is 0; expected a whole number from 1 on: the fewest steps"),
        ({"min_interval": -10}, "min_interval is -10"),
        ({"min_interval": True}, "min_interval is True"),
        ({"max_interval": 2.5}, "max_interval is 2.5; expected a whole number from 1 on: the most steps"),
        ({"max_interval": -1}, "max_interval is -1"),
        ({"max_interval": None}, "max_interval is None"),
        ({"min_interval": 200}, "max_interval is 100, less than min_interval=200; raise one, or lower the other"),
        ({"max_snapshots": 0}, "max_snapshots is 0; expected a whole number from 2 on: the first and the last step"),
        ({"max_snapshots": 1}, "max_snapshots is 1"),
        ({"max_snapshots": -1}, "max_snapshots is -1"),
        ({"max_snapshots": "400"}, "max_snapshots is '400'"),
        ({"overhead": 0}, "overhead is 0; expected a share of the time, above 0 and at most 1"),
        ({"overhead": -0.01}, "overhead is -0.01"),
        ({"overhead": 1.5}, "overhead is 1.5"),
        ({"overhead": math.nan}, "overhead is nan"),
        ({"overhead": math.inf}, "overhead is inf"),
        ({"overhead": True}, "overhead is True"),
        ({"overhead": "1%"}, "overhead is '1%'"),
    ],
)
def test_a_schedule_by_which_nothing_would_be_due_is_refused(arguments: dict[str, Any], text: str) -> None:
    with pytest.raises(ScheduleError) as raised:
        Schedule(**arguments)
    assert str(raised.value).startswith(text)
