"""What an exported file says about itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tensorboard_plugin_paramviz.format.names import ROW_STATISTIC_NAMES, STATISTIC_NAMES
from tensorboard_plugin_paramviz.serving.answers.export.header import explanations, header_with_arrays, json_bytes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tensorboard_plugin_paramviz.serving.answers.export.plan import Plan
    from tests.serving.conftest import OpenRunWriter


def test_every_statistic_has_a_unit(tmp_path: Path, write_run: OpenRunWriter, plan_run: Callable[..., Plan]) -> None:
    write_run(tmp_path).log(0)
    units = [name.removeprefix("unit of ") for name in explanations(plan_run(tmp_path), "NaN") if "unit of" in name]
    named = {name for unit in units for part in unit.split(", ") for name in _between(*part.split(" to "))}
    assert {*STATISTIC_NAMES, *ROW_STATISTIC_NAMES, "step"} <= named


def _between(first: str, last: str | None = None) -> tuple[str, ...]:
    """The statistics of a range, or the one name."""
    if last is None:
        return (first,)
    return STATISTIC_NAMES[STATISTIC_NAMES.index(first) : STATISTIC_NAMES.index(last) + 1]


def test_only_what_is_in_the_file_is_explained(
    tmp_path: Path, write_run: OpenRunWriter, plan_run: Callable[..., Plan]
) -> None:
    write_run(tmp_path).log(0)
    plan = plan_run(tmp_path, kinds="rows")
    told = explanations(plan, "NaN")
    assert "rows" in told
    assert "weights" not in told
    header = header_with_arrays(plan)
    assert list(header["arrays"]) == ["rows/transformer.wte.weight"]
    assert header["statistic_names"] == header["row_statistic_names"] == []
    assert header["clouds"]["transformer.wte.weight"]["rows"] == 6


def test_text_that_utf_8_does_not_have_is_escaped() -> None:
    body = json_bytes({"größe": "caf\udce9"})
    assert body.decode() == '{"größe": "caf\\udce9"}'
    assert json.loads(body) == {"größe": "caf\udce9"}
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_bytes(float("nan"))
