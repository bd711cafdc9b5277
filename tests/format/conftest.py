"""A layout that uses every field of the format once."""

from __future__ import annotations

import pytest

from tensorboard_plugin_paramviz.format.layout import CloudLayout, Layout, ParameterLayout, Part, SkippedParameter
from tensorboard_plugin_paramviz.format.tags import Segment


@pytest.fixture
def layout() -> Layout:
    """An embedding of 3 × 2 of which rows 0 and 2 are logged, and a bias of 4 with a tile of 1 × 2."""
    return Layout(
        model_class="GPT",
        model_name="baby",
        parameter_count=10,
        n_head=2,
        config={"batch": 12, "lr": 0.5, "amp": True, "data": "text", "seed": None},
        statistic_names=("norm", "weight_scale", "grad_scale"),
        rounding_floor=0.25,
        parameters=(
            ParameterLayout("wte", (3, 2), "float32", "token_embedding", (3, 2), 0, aliases=("head",)),
            ParameterLayout(
                "h.0.bias",
                (4,),
                "bfloat16",
                "attention",
                (1, 2),
                6,
                layer=0,
                parts=(Part("query", 0, 0, 4, 2),),
                sampled=True,
            ),
        ),
        clouds=(CloudLayout("wte", (0, 2), 2, ("a", "c"), 0.125),),
        skipped=(SkippedParameter("meta", "it has no data"),),
        problems=("the labels are cut",),
    )


@pytest.fixture
def segment() -> Segment:
    """The first segment of session 1f."""
    return Segment(0x1F, 0)
