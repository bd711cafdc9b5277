"""The closed vocabularies of the format: what its words are and in which order they stand."""

from __future__ import annotations

from typing import Literal, get_args

FORMAT_VERSION = 1
PLUGIN_NAME = "paramviz"

Kind = Literal["token_embedding", "position_embedding", "attention", "mlp", "norm", "head", "conv", "other"]
KINDS: tuple[Kind, ...] = get_args(Kind)

PartName = Literal["query", "key", "value", "output", "fc", "projection"]
PART_NAMES: tuple[PartName, ...] = get_args(PartName)

# `zeros` is a share from 0 to 1, `nonfinite` and `grad_nonfinite` are counts, `update_ratio` is per update.
STATISTIC_NAMES: tuple[str, ...] = (
    *("mean", "std", "min", "max", "rms", "norm", "zeros", "nonfinite"),
    *("q01", "q05", "q25", "q50", "q75", "q95", "q99"),
    *("grad_mean", "grad_std", "grad_rms", "grad_norm", "grad_nonfinite", "grad_q05", "grad_q50", "grad_q95"),
    *("update_ratio", "weight_scale", "grad_scale"),
)
ROW_STATISTIC_NAMES: tuple[str, ...] = ("scale", "norm", "grad_norm")
