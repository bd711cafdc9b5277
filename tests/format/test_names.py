"""The vocabularies, in full: other people's readers rely on their order."""

from __future__ import annotations

from tensorboard_plugin_paramviz.format import names


def test_the_plugin_and_its_version() -> None:
    assert (names.PLUGIN_NAME, names.FORMAT_VERSION) == ("paramviz", 1)


def test_kinds() -> None:
    assert names.KINDS == (
        "token_embedding",
        "position_embedding",
        "attention",
        "mlp",
        "norm",
        "head",
        "conv",
        "other",
    )


def test_parts() -> None:
    assert names.PART_NAMES == ("query", "key", "value", "output", "fc", "projection")


def test_statistics_in_order() -> None:
    assert " ".join(names.STATISTIC_NAMES) == (
        "mean std min max rms norm zeros nonfinite q01 q05 q25 q50 q75 q95 q99 grad_mean grad_std grad_rms grad_norm "
        "grad_nonfinite grad_q05 grad_q50 grad_q95 update_ratio weight_scale grad_scale"
    )


def test_row_statistics_in_order() -> None:
    assert names.ROW_STATISTIC_NAMES == ("scale", "norm", "grad_norm")
