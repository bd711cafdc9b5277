"""The pictures of a report: how memory, frames, answers and steps went over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from benchmarks.setup.browser import MEGABYTE, PageMemory
from benchmarks.soak import series
from benchmarks.soak.trend import WARM_UP_SHARE, after_warm_up, trend
from benchmarks.soak.user import VIEWS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from matplotlib.axes import Axes

    from benchmarks.soak.record import Record
    from benchmarks.soak.series import Series

# The page's own: text, faint text and borders (frontend/src/ui/styles/base.css), and the first runs (store/palette.ts).
_TEXT, _FAINT, _BORDER, _WARNING = "#212121", "#616161", "#ebebeb", "#b3261e"
_COLORS = ("#12b5cb", "#e52592", "#f9ab00", "#9334e6", "#7cb342", "#e8710a", "#425066")
_SIZE_INCHES = (9.0, 4.2)
_LABEL_GAP_SHARE = 0.055
_STYLE: dict[Any, Any] = {
    "font.family": "sans-serif",
    "font.size": 10,
    "text.color": _TEXT,
    "axes.edgecolor": _BORDER,
    "axes.labelcolor": _FAINT,
    "xtick.color": _FAINT,
    "ytick.color": _FAINT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": _BORDER,
    "grid.linewidth": 0.8,
    "svg.fonttype": "none",
    "svg.hashsalt": "paramviz",  # the same record makes the same file
}


def draw_all(record: Record, folder: Path) -> dict[str, str]:
    """Draw what there is into a folder.

    Returns:
        What each picture shows, by the name of its file.
    """
    pictures: dict[str, tuple[str, Callable[[Record, Axes], None]]] = {
        "page-memory.svg": ("What the page takes beyond the empty page, and what it keeps by its own account", _page),
        "training-memory.svg": ("Memory of the trainings, one process a run", _trainings),
        "tensorboard-memory.svg": (
            "Memory of TensorBoard, what the plugin’s caches hold of it, and its data server",
            _tensorboard,
        ),
        "frames.svg": ("Script a frame while a view plays, in the processor’s time", _frames),
        "steps.svg": ("Snapshots logged, and those of the shown runs that the page lists", _steps),
        "answers.svg": ("How long TensorBoard takes for an answer", _answers),
    }
    with mpl.rc_context(_STYLE):
        for name, (title, draw) in pictures.items():
            figure = Figure(figsize=_SIZE_INCHES, layout="constrained")
            axes = figure.add_subplot()
            axes.set_title(title, loc="left", fontsize=11, pad=12)
            draw(record, axes)
            if axes.get_yscale() == "linear":
                axes.set_ylim(bottom=0)
            _mark_warm_up(record, axes)
            _label_directly(axes)
            figure.savefig(folder / name, metadata={"Date": None})
    return {name: title for name, (title, _) in pictures.items()}


def _page(record: Record, axes: Axes) -> None:
    _line(axes, series.page(record), _COLORS[0], MEGABYTE, "page")
    _line(axes, series.page_heap(record), _COLORS[3], MEGABYTE, "held by its script")
    _line(axes, series.page_account(record), _COLORS[6], MEGABYTE, "kept by its own account")
    limit = PageMemory.BUDGET_BYTES / MEGABYTE
    axes.axhline(limit, color=_WARNING, linewidth=1, linestyle=(0, (4, 3)))
    axes.annotate(
        f"limit {limit:.0f} MB", (0.01, limit), xycoords=("axes fraction", "data"), color=_WARNING, va="bottom"
    )
    axes.set_ylabel("MB")
    _fit(axes, series.page(record), _COLORS[0], MEGABYTE)


def _trainings(record: Record, axes: Axes) -> None:
    for index, each in enumerate(series.trainings(record)):
        color = _COLORS[index % len(_COLORS)]
        _line(axes, each, color, MEGABYTE, "_")
        # Those side by side end together: every second name stands below.
        place = (each.seconds[-1] / 60, each.values[-1] / MEGABYTE)
        below = 18 * (-1 if index % 2 else 1)
        axes.annotate(each.name, place, (0, below), textcoords="offset points", color=color, ha="right", va="center")
    axes.set_ylabel("MB")


def _tensorboard(record: Record, axes: Axes) -> None:
    for make, color, label in (
        (series.tensorboard, _COLORS[5], "TensorBoard"),
        (series.tensorboard_caches, _COLORS[0], "plugin’s caches"),
        (series.data_server, _COLORS[3], "data server"),
        (series.logged, _COLORS[6], "event files"),
    ):
        _line(axes, make(record), color, MEGABYTE, label)
    axes.set_ylabel("MB")


def _frames(record: Record, axes: Axes) -> None:
    for view, color in zip(VIEWS, _COLORS, strict=False):
        _line(axes, series.script(record, view), color, 1.0, view.capitalize(), marker="o")
    axes.set_ylabel("ms")


def _steps(record: Record, axes: Axes) -> None:
    seconds = [sample.seconds for sample in record.samples]
    logged = [float(sample.logged_snapshots) for sample in record.samples]
    expected = [float(sample.expected_in_page) for sample in record.samples]
    listed = [(sample.seconds, float(sample.listed_in_page)) for sample in record.samples if sample.listed_in_page]
    _line(axes, series.Series("", seconds, logged), _COLORS[0], 1.0, "logged, all runs")
    _line(axes, series.Series("", seconds, expected), _COLORS[6], 1.0, "logged, shown runs")
    if listed:
        times, counts = zip(*listed, strict=True)
        _line(axes, series.Series("", list(times), list(counts)), _COLORS[2], 1.0, "listed by the page", width=0.9)
    axes.set_ylabel("snapshots")


def _answers(record: Record, axes: Axes) -> None:
    for route, color in (("runs", _COLORS[3]), ("snapshots", _COLORS[5])):
        found = series.answers(record, route)
        axes.plot(_minutes(found.seconds), [1000 * each for each in found.values], ".", color=color, alpha=0.35, ms=4)
        _line(axes, _smoothed(found), color, 1e-3, f"{route}, median")
    axes.set_yscale("log")
    axes.set_ylabel("ms")


def _line(
    axes: Axes, found: Series, color: str, unit: float, label: str, *, marker: str = "", width: float = 1.6
) -> None:
    if found.values:
        values = [value / unit for value in found.values]
        axes.plot(_minutes(found.seconds), values, color=color, linewidth=width, marker=marker, ms=3, label=label)


def _fit(axes: Axes, found: Series, color: str, unit: float) -> None:
    """The line whose slope is reported."""
    line = trend(found.seconds, found.values)
    if line is not None:
        times, levels = after_warm_up(found.seconds, found.values)
        middle, level = float(np.median(times)), float(np.median(levels))
        ends = [float(times[0]), float(times[-1])]
        fitted = [(level + line.slope_per_hour * (end - middle) / 3600) / unit for end in ends]
        axes.plot(_minutes(ends), fitted, color=color, linewidth=1, linestyle=(0, (1, 2)))


def _smoothed(found: Series, count: int = 60) -> Series:
    """Medians of stretches of equal length."""
    if not found.values:
        return found
    size = max(1, len(found.values) // count)
    starts = range(0, len(found.values) - size + 1, size)
    middle = [sorted(found.values[start : start + size])[size // 2] for start in starts]
    return found._replace(seconds=[found.seconds[start + size // 2] for start in starts], values=middle)


def _mark_warm_up(record: Record, axes: Axes) -> None:
    if record.samples:
        axes.set_xlim(0, record.samples[-1].seconds / 60)
        end = WARM_UP_SHARE * record.samples[-1].seconds / 60
        axes.axvspan(0, end, color="#f7f7f8", zorder=0)
        axes.annotate(
            "warm-up",
            (end / 2, 1.0),
            xycoords=("data", "axes fraction"),
            color=_FAINT,
            ha="center",
            va="bottom",
            size=8,
        )
    axes.set_xlabel("minutes")


def _label_directly(axes: Axes) -> None:
    """Write each line's name at its end, none over another."""
    lines = [line for line in axes.get_lines() if not str(line.get_label()).startswith("_")]
    ends = []
    for line in lines:
        end = np.asarray(line.get_xydata())[-1]  # (2,)
        place = axes.transData.transform(end)
        ends.append((float(axes.transAxes.inverted().transform(place)[1]), line))
    height = float("-inf")
    for wanted, line in sorted(ends, key=lambda end: end[0]):
        height = max(wanted, height + _LABEL_GAP_SHARE)
        axes.annotate(
            str(line.get_label()), (1.01, height), xycoords="axes fraction", color=line.get_color(), va="center"
        )


def _minutes(seconds: list[float]) -> list[float]:
    return [each / 60 for each in seconds]
