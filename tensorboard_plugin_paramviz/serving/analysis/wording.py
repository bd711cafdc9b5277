"""Numbers in sentences."""

from __future__ import annotations

import math

_LARGEST_PLAIN, _SMALLEST_PLAIN = 1e5, 1e-3


def number(value: float) -> str:
    """A number with three digits that count: 0.0123, 4.5, 123."""
    if not math.isfinite(value):
        return "infinity" if value == math.inf else "no number"
    if value == 0 or _SMALLEST_PLAIN <= abs(value) < _LARGEST_PLAIN:
        digits = 2 - math.floor(math.log10(abs(value))) if value else 0
        return f"{value:,.{max(digits, 0)}f}"
    return f"{value:.1e}"


def share(value: float) -> str:
    """A share as a percentage without decimals: 72 %."""
    return f"{100 * value:.0f} %"


def times(ratio: float) -> str:
    """A ratio: 2.2 times, 31 times, 12,312 times, 1.4e+19 times."""
    if ratio == math.inf:
        return "beyond all numbers"
    if ratio < _LARGEST_PLAIN:
        return f"{ratio:,.1f} times" if ratio < 10 else f"{ratio:,.0f} times"  # noqa: PLR2004  # two digits
    return f"{number(ratio)} times"


def count(amount: int, noun: str) -> str:
    """A number of things: 1 unit, 3 units."""
    return f"{amount} {noun}" + ("" if amount == 1 else "s")
