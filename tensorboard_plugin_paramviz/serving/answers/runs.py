"""What the route `runs` says about each run."""

from __future__ import annotations

import json
import math
import threading
from typing import TYPE_CHECKING, Any

from tensorboard_plugin_paramviz.format.names import FORMAT_VERSION
from tensorboard_plugin_paramviz.format.tags import Tag
from tensorboard_plugin_paramviz.serving.reading.problems import shortened

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.format.layout import CloudLayout, ConfigValue, Layout, ParameterLayout
    from tensorboard_plugin_paramviz.serving.reading.reader import RunState

_YEAR_10000_SECONDS = 253_402_300_800  # since 1970; from then on a time is none that a clock has told


class RunDescriptions:
    """Describes runs as JSON; what follows from the layout alone is made once per layout."""

    def __init__(self) -> None:
        self._layouts: dict[str, tuple[Layout | None, str]] = {}
        self._lock = threading.Lock()

    def describe(self, states: list[RunState], problems: list[list[str]], *, is_disk_full: bool) -> str:
        """The JSON of the route `runs`.

        Args:
            states: the runs.
            problems: what is wrong with each of them.
            is_disk_full: whether there is no room for more of them.
        """
        known = {state.name for state in states}
        with self._lock:
            self._layouts = {name: kept for name, kept in self._layouts.items() if name in known}
            runs = [self._describe(state, its, is_disk_full) for state, its in zip(states, problems, strict=True)]
        return f'{{"runs": [{", ".join(runs)}]}}'

    def _describe(self, state: RunState, problems: list[str], is_disk_full: bool) -> str:
        layout, text = self._layouts.get(state.name, (None, ""))
        if not text or layout is not state.layout:
            text = json.dumps(_describe_layout(state.layout), allow_nan=False)
            self._layouts[state.name] = (state.layout, text)
        changing = {
            "name": state.name,
            "steps": state.steps.tolist(),
            "sessions": [{"start_ms": start, "first_step": step} for start, step in state.sessions.items()],
            "newest_ms": newest_ms(state),
            "kinds": [kind for kind in ("weights", "gradients", "statistics") if state.tags(kind)],
            "rounding_floor": finite(max((s.index.layout.rounding_floor for s in state.segments), default=0.0)),
            "format_version": FORMAT_VERSION if state.layout is not None else None,
            "problems": [*map(shortened, state.layout.problems if state.layout is not None else ()), *problems],
            "is_disk_full": is_disk_full,
        }
        return f"{json.dumps(changing)[:-1]}, {text[1:]}"


def newest_ms(state: RunState) -> int | None:
    """When the newest snapshot of a run was written, in milliseconds since 1970, by the clock of its writer.

    What TensorBoard lists tells it: nothing is read. Of a run that was resumed it is the time of the latest session.
    Where an event file claims a time that cannot be one, it is None, as it is for a run without snapshots.
    """
    if not state.segments:
        return None
    seconds = state.listing[str(Tag("statistics", state.segments[-1].index.segment))].max_wall_time
    return round(seconds * 1000) if 0 < seconds < _YEAR_10000_SECONDS else None  # NaN is neither


def _describe_layout(layout: Layout | None) -> dict[str, Any]:
    if layout is None:
        layout_fields = dict.fromkeys(("model_class", "model_name"), "") | dict.fromkeys(
            ("parameter_count", "n_head"), 0
        )
        lists = ("parameters", "clouds", "cloud_layouts", "statistic_names", "skipped")
        return layout_fields | {name: [] for name in lists} | {"config": {}}
    shapes = {parameter.name: parameter.matrix_shape for parameter in layout.parameters}
    return {
        "model_class": shortened(layout.model_class),
        "model_name": shortened(layout.model_name),
        "parameter_count": layout.parameter_count,
        "n_head": layout.n_head,
        "config": {shortened(name): _setting(value) for name, value in sorted(layout.config.items())},
        "statistic_names": layout.statistic_names,
        "parameters": [describe_parameter(parameter) for parameter in layout.parameters],
        "clouds": [cloud.parameter for cloud in layout.clouds],
        "cloud_layouts": [_describe_cloud(cloud, shapes[cloud.parameter][0]) for cloud in layout.clouds],
        "skipped": [
            {"name": shortened(skipped.name), "reason": shortened(skipped.reason)} for skipped in layout.skipped
        ],
    }


def describe_parameter(parameter: ParameterLayout) -> dict[str, Any]:
    """A parameter as JSON can hold it."""
    return {
        "name": parameter.name,
        "aliases": parameter.aliases,
        "shape": parameter.shape,
        "dtype": parameter.dtype,
        "kind": parameter.kind,
        "layer": parameter.layer,
        "parts": [vars(part) for part in parameter.parts],
        "tile_shape": parameter.tile_shape,
        "tile_offset": parameter.tile_offset,
        "sampled": parameter.sampled,
    }


def _describe_cloud(cloud: CloudLayout, total_rows: int) -> dict[str, Any]:
    return {
        "parameter": cloud.parameter,
        "rows": len(cloud.row_ids),
        "total_rows": total_rows,
        "columns": cloud.columns,
        "labeled": bool(cloud.labels),
        "rounding_floor": finite(cloud.rounding_floor),
    }


def _setting(value: ConfigValue) -> ConfigValue:
    return shortened(value) if isinstance(value, str) else finite(value)


def finite(value: ConfigValue) -> ConfigValue:
    """JSON knows no NaN and no infinity: they become the strings "nan", "inf" and "-inf"."""
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value
