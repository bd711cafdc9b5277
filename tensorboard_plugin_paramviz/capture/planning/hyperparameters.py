"""The run's hyperparameters, as they are kept: numbers and short texts.

The layout keeps each number as a float64, so what a float64 cannot hold (whole numbers beyond ±2⁵³, NaN, infinities) is
kept as the text that Python prints for it. So are paths, members of an enumeration, dtypes, devices, and lists and
tuples of any of these. A text of more than 1,000 characters is cut.
"""

from __future__ import annotations

import enum
import math
import numbers
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

import torch

from tensorboard_plugin_paramviz.capture.errors import ConfigError

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.format.layout import ConfigValue

_LARGEST_WHOLE = 1 << 53  # up to here, a float64 holds every whole number
_LONGEST_TEXT = 1000
_CUT = "…"
_LONGEST_WHOLE_BITS = 4096  # some 1,200 digits; Python refuses to print numbers that are far longer
_TEXTS = (str, os.PathLike, torch.dtype, torch.device)


def kept_config(config: object) -> dict[str, ConfigValue]:
    """Check a `config` and bring it into the form in which it is kept.

    Raises:
        ConfigError: it is no mapping, or holds something that is neither number nor text.
    """
    if config is None:
        return {}
    if not isinstance(config, Mapping):
        raise ConfigError(f"config is a {type(config).__name__}; expected a mapping: vars(...) of it may be one")
    return {storable(str(name)): _kept(name, value) for name, value in config.items()}


def storable(text: str) -> str:
    """Write what UTF-8 cannot hold (half a character, as byte-level tokenizers make them) as an escape."""
    return text.encode("utf-8", "backslashreplace").decode()


def _kept(name: object, value: object) -> ConfigValue:
    if isinstance(value, list | tuple):
        return _cut("[" + ", ".join(str(_kept(name, item)) for item in value) + "]")
    plain = _plain(value)
    if plain is None or isinstance(plain, bool):
        return plain
    if isinstance(plain, enum.Enum):
        return _cut(str(plain))
    if isinstance(plain, numbers.Integral):
        whole = int(plain)
        return whole if abs(whole) <= _LARGEST_WHOLE else _cut(_digits(whole))
    if isinstance(plain, numbers.Real):
        real = float(plain)
        return real if math.isfinite(real) else str(real)
    if isinstance(plain, _TEXTS):
        return _cut(str(plain))
    hint = f"; write its entries as {f'{name}.…'!r}" if isinstance(plain, Mapping) else ""
    raise ConfigError(
        f"config[{name!r}] is a {type(value).__name__}; expected a number or a text, or a list of them; "
        f"leave it out or describe it in a few words{hint}"
    )


def _plain(value: object) -> object:
    """The one number in a tensor or an array; anything else as it is."""
    has_one = getattr(value, "ndim", None) == 0 and hasattr(value, "item") and not getattr(value, "is_meta", False)
    return value.item() if has_one else value  # type: ignore[attr-defined]  # just asked for


def _digits(whole: int) -> str:
    """A whole number's digits, or its size where that would be no short text."""
    bits = whole.bit_length()
    return str(whole) if bits <= _LONGEST_WHOLE_BITS else f"about {'-' if whole < 0 else ''}2**{bits}"


def _cut(text: str) -> str:
    text = storable(text)
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - len(_CUT)] + _CUT
