"""Places in a model, and shares, as words for titles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.serving.analysis.insights.insight import LONGEST_TITLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tensorboard_plugin_paramviz.format.layout import ParameterLayout

_SHARES = ((0.95, "All"), (0.85, "Nine tenths"), (0.7, "Three quarters"), (0.58, "Two thirds"), (0.42, "Half"))
_SMALLER_SHARES = ((0.29, "A third"), (0.22, "A quarter"), (0.0, "Some"))


def share_in_words(share: float) -> str:
    """A share as one says it, at the beginning of a title: A third."""
    return next(word for least, word in (*_SHARES, *_SMALLER_SHARES) if share >= least)


def place_of(parameters: Sequence[ParameterLayout]) -> str:
    """Where parameters lie: layer 3, layers 1, 2 and 4, 6 layers, lm_head.weight, 4 parameters."""
    layers = [its.layer for its in parameters if its.layer is not None]
    if layers and len(layers) == len(parameters):
        return layers_in_words(layers)
    return parameters[0].name if len(parameters) == 1 else f"{len(parameters)} parameters"


def layers_in_words(layers: Iterable[int]) -> str:
    """Layers by their numbers: layer 3, layers 1, 2 and 4, layers 0 to 5, 6 layers."""
    numbers = sorted(set(layers))
    if len(numbers) == 1:
        return f"layer {numbers[0]}"
    if len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1:  # noqa: PLR2004  # two are named
        return f"layers {numbers[0]} to {numbers[-1]}"
    if len(numbers) <= 4:  # noqa: PLR2004  # as many as a title bears
        return f"layers {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
    return f"{len(numbers)} layers"


def fitted_title(*titles: str) -> str:
    """The first title that is short enough, else the last one; a word at its beginning gets a capital, a name does not.

    Args:
        titles: ever shorter ones; the last one fits.
    """
    title = next((title for title in titles if len(title) <= LONGEST_TITLE), titles[-1])
    return title[0].upper() + title[1:] if title.startswith("layer") else title
