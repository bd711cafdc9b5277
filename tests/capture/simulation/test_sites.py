"""Where a parameter sits on the data's way."""

from __future__ import annotations

import pytest

from tensorboard_plugin_paramviz.capture.simulation.model import GPTShape, build_gpt
from tensorboard_plugin_paramviz.capture.simulation.sites import Site, site_of


@pytest.mark.parametrize(
    ("parameter", "layer", "depth"),
    [
        ("transformer.wte.weight", None, 0),
        ("transformer.wpe.weight", None, 0),
        ("transformer.h.0.ln_1.bias", 0, 1),
        ("transformer.h.11.mlp.c_proj.weight", 11, 12),
        ("transformer.ln_f.weight", None, 13),
    ],
)
def test_depth_grows_along_the_datas_way(parameter: str, layer: int | None, depth: int) -> None:
    assert site_of(parameter, n_layer=12) == Site(parameter, layer, depth)


def test_every_depth_of_a_model_has_parameters() -> None:
    model = build_gpt(GPTShape(n_layer=3, n_head=1, width=4, tokens=5, positions=6))
    assert {site_of(name, 3).depth for name, _ in model.named_parameters()} == {0, 1, 2, 3, 4}
