"""What processes may take, and whether they grow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.setup.browser import MEGABYTE, PageMemory
from benchmarks.soak import series
from benchmarks.soak.trend import Growth, Trend, trend
from benchmarks.soak.verdict import Verdict, unmet

if TYPE_CHECKING:
    from benchmarks.soak.record import Record

_MOST_GROWTH_OF_TRAINING_BYTES = 5 * MEGABYTE  # ±0.1 MB was seen in two hours
# Of the objects around the arrays that the account counts: some 5 kB a snapshot, and what is compiled late.
_MOST_GROWTH_OF_SCRIPT_BYTES = 12 * MEGABYTE
# The plugin's caches hold 310 MB together, and are not full after an hour; answers under way take 67 MB; the libraries
# that are loaded with the first questions and what the allocator keeps take some 150 MB, more with many questions at a
# time: 260 to 537 MB were seen in all.
_MOST_OF_TENSORBOARD_BYTES = 590 * MEGABYTE
_MOST_GROWTH_OF_TENSORBOARD_SHARE = 0.1
# A browser gives memory back late: what it takes beyond what the page keeps swings by a fifth with nothing growing, and
# rises where the page has just let go of a run. So only hours show a leak outside of script.
_MOST_GROWTH_OF_BROWSER_SHARE = 0.25
_FEWEST_READINGS_SHARE = 0.5
_MOST_PER_LOGGED = 2.5  # the data server's copy, and caches that are bounded but fill in these minutes: 1.4 to 2.4
_UNCERTAIN = f"; {Growth.UNCERTAIN.value}"


def memory_verdicts(record: Record) -> list[Verdict]:
    """Those that minutes show, too."""
    return [
        _trainings(record),
        _tensorboard(record),
        _tensorboard_itself(record),
        _page_readings(record),
        _page_budget(record),
        _page_growth(record),
    ]


def growth_of_hours(record: Record) -> list[Verdict]:
    """Those that only hours show: by then all libraries are loaded, and a browser has given back what it gives back."""
    return [_tensorboard_growth(record), _browser_growth(record)]


def _trainings(record: Record) -> Verdict:
    name = "the trainings’ memory is flat"
    trends = {each.name: trend(each.seconds, each.values) for each in series.trainings(record)}
    told = {run: found for run, found in trends.items() if found is not None}
    if not told:
        return unmet(name)
    growths = {run: found.growth(_MOST_GROWTH_OF_TRAINING_BYTES) for run, found in told.items()}
    uncertain = [run for run, growth in growths.items() if growth is Growth.UNCERTAIN]
    worst = max(told, key=lambda run: told[run].grown)
    count = len({*trends, *(run.run for run in record.runs)})
    words = [
        f"at most {told[worst].grown / MEGABYTE:+.1f} MB from {told[worst].first / MEGABYTE:.0f} MB ({worst})",
        f"{len(told)} of {count} judged, the others too short to tell" if len(told) < count else f"all {count} judged",
        *([f"of {', '.join(uncertain)} {Growth.UNCERTAIN.value}"] if uncertain else []),
    ]
    return Verdict(name, all(growth is Growth.FLAT for growth in growths.values()), "; ".join(words))


def _tensorboard(record: Record) -> Verdict:
    name = "TensorBoard’s memory grows by what is logged, and no more"
    logged = trend(*series.logged(record)[1:])
    own, copies = (trend(*each(record)[1:]) for each in (series.tensorboard, series.data_server))
    if logged is None or own is None or copies is None or logged.grown <= 0:
        return unmet(name)
    per_logged = (own.grown + copies.grown) / logged.grown
    return Verdict(
        name,
        per_logged <= _MOST_PER_LOGGED,
        f"{per_logged:.2f} bytes a logged byte: its own process {own.grown / logged.grown:.2f}, "
        f"its data server {copies.grown / logged.grown:.2f} (at most {_MOST_PER_LOGGED:g} together)",
    )


def _tensorboard_itself(record: Record) -> Verdict:
    name = "TensorBoard’s own process takes no more than its full caches"
    levels = series.tensorboard(record)
    own = trend(levels.seconds, levels.values)
    if own is None:
        return unmet(name)
    taken = own.last - levels.values[0]
    return Verdict(
        name,
        taken <= _MOST_OF_TENSORBOARD_BYTES,
        f"{taken / MEGABYTE:+.0f} MB since its start (at most {_MOST_OF_TENSORBOARD_BYTES // MEGABYTE} MB)",
    )


def _tensorboard_growth(record: Record) -> Verdict:
    name = "TensorBoard’s own process is flat but for what the plugin’s caches hold"
    share = _MOST_GROWTH_OF_TENSORBOARD_SHARE
    found, level = trend(*series.tensorboard_rest(record)[1:]), trend(*series.tensorboard(record)[1:])
    caches = series.tensorboard_caches(record).values
    if found is None or level is None:
        return unmet(name)
    words = (
        f"{found.grown / MEGABYTE:+.0f} MB beyond {caches[-1] / MEGABYTE:.0f} MB in caches, "
        f"of {level.last / MEGABYTE:.0f} MB, {_slope(found)} (at most {100 * share:.0f} %)"
    )
    return _flat(name, found, share * level.last, words)


def _page_readings(record: Record) -> Verdict:
    readings = len(series.page(record).values)
    return Verdict(
        "the page was found at rest often enough to tell what it takes",
        readings > _FEWEST_READINGS_SHARE * len(record.samples),
        f"{readings:,} of {len(record.samples):,} times",
    )


def _page_budget(record: Record) -> Verdict:
    most = max(series.page(record).values, default=0.0)
    return Verdict(
        f"at rest, its garbage collected, the page takes at most {PageMemory.BUDGET_BYTES // MEGABYTE} MB "
        "beyond the empty page",
        0 < most <= PageMemory.BUDGET_BYTES,
        f"{most / MEGABYTE:.0f} MB at most",
    )


def _page_growth(record: Record) -> Verdict:
    name = "what the page’s script holds is flat but for the data that it keeps"
    found, level = trend(*series.page_rest(record)[1:]), trend(*series.page(record)[1:])
    if found is None or level is None:
        return unmet(name)
    words = (
        f"{found.grown / MEGABYTE:+.1f} MB beyond its own account, of {level.last / MEGABYTE:.0f} MB "
        f"(at most {_MOST_GROWTH_OF_SCRIPT_BYTES // MEGABYTE} MB)"
    )
    return _flat(name, found, _MOST_GROWTH_OF_SCRIPT_BYTES, words)


def _browser_growth(record: Record) -> Verdict:
    share = _MOST_GROWTH_OF_BROWSER_SHARE
    name = "what the system counts for the page grows little beyond the data that it keeps"
    found, level = trend(*series.browser_rest(record)[1:]), trend(*series.page(record)[1:])
    if found is None or level is None:
        return unmet(name)
    words = (
        f"{found.grown / MEGABYTE:+.0f} MB beyond its own account, of {level.last / MEGABYTE:.0f} MB "
        f"(at most {100 * share:.0f} %: a page gives memory back late)"
    )
    return _flat(name, found, share * level.last, words)


def _slope(found: Trend) -> str:
    low, high = found.low_per_hour / MEGABYTE, found.high_per_hour / MEGABYTE
    return f"{found.slope_per_hour / MEGABYTE:+.0f} MB an hour ({low:+.0f} to {high:+.0f})"


def _flat(name: str, found: Trend, most: float, words: str) -> Verdict:
    growth = found.growth(most)
    return Verdict(name, growth is Growth.FLAT, words + (_UNCERTAIN if growth is Growth.UNCERTAIN else ""))
