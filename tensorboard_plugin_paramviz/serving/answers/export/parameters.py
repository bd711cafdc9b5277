"""Which parameters are exported: names, and patterns over names."""

from __future__ import annotations

import fnmatch
from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.serving.errors import ArgumentError, UnmatchedPatternError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tensorboard_plugin_paramviz.format.layout import Layout

MOST_PATTERNS = 256


def export_parameters(run: str, layout: Layout, texts: Sequence[str]) -> list[int]:
    """The parameters that some texts ask for.

    A text that is a parameter's name, or an alias of a tied weight, means that parameter, whatever characters it has.
    Any other is cut at its commas, and each piece is a name, an alias or a pattern: `*` stands for any part of a name,
    `?` for one character, `[ab]` for one of some.

    Args:
        run: the run's name, for errors.
        layout: what the run logs.
        texts: what is asked for; none of them: every parameter.

    Returns:
        Positions in `layout.parameters`, in its order. Of parameters with the same name only the first counts.

    Raises:
        ArgumentError: there are too many patterns.
        UnmatchedPatternError: one of them fits no parameter.
    """
    names: dict[str, int] = {}
    for index, parameter in enumerate(layout.parameters):
        names.setdefault(parameter.name, index)
    distinct = sorted(names.values())
    if not texts:
        return distinct
    for index in distinct:
        for alias in layout.parameters[index].aliases:
            names.setdefault(alias, index)
    patterns = [piece for text in texts for piece in ([text] if text in names else text.split(","))]
    if len(patterns) > MOST_PATTERNS:
        raise ArgumentError(
            "bad_value", "parameters", f"found {len(patterns)} names and patterns, expected at most {MOST_PATTERNS}"
        )
    chosen: set[int] = set()
    for pattern in patterns:
        fitting = _fitting(names, pattern)
        if not fitting:
            raise UnmatchedPatternError(run, pattern, list(names))
        chosen |= fitting
    return sorted(chosen)


def _fitting(names: Mapping[str, int], pattern: str) -> set[int]:
    if pattern in names:
        return {names[pattern]}
    return {index for name, index in names.items() if fnmatch.fnmatchcase(name, pattern)}
