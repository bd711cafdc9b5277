"""What is planned to be logged of a model, and which arguments do not fit one."""

from __future__ import annotations

import random
from typing import Any

import pytest
import torch
from torch import nn

from tensorboard_plugin_paramviz.capture.errors import (
    CaptureError,
    EmptyModelError,
    LabelsError,
    PatternError,
    RowsError,
)
from tensorboard_plugin_paramviz.capture.model.inventory import named_tensors
from tensorboard_plugin_paramviz.capture.planning.options import capture_options
from tensorboard_plugin_paramviz.capture.planning.plan import Plan, make_plan, make_plan_again, signature_of
from tensorboard_plugin_paramviz.capture.reading.sampling import Sampler
from tensorboard_plugin_paramviz.capture.simulation.model import GPTShape, build_gpt
from tensorboard_plugin_paramviz.format.layout import Layout, layout_from_proto, layout_to_proto

GPT = GPTShape(n_layer=2, n_head=2, width=8, tokens=10, positions=6)
TOKENS = [f"t{row}" for row in range(10)]


def plan(model: nn.Module | None = None, **arguments: object) -> Plan:
    return make_plan(model or build_gpt(GPT), capture_options(**arguments))  # type: ignore[arg-type]  # some are wrong on purpose


def layout(model: nn.Module | None = None, **arguments: object) -> Layout:
    return plan(model, **arguments).layout


def test_tiles_lie_one_after_the_other_in_the_order_of_the_parameters() -> None:
    model = build_gpt(GPT)
    found = layout(model)
    assert [parameter.name for parameter in found.parameters] == [name for name, _ in model.named_parameters()]
    offset = 0
    for parameter in found.parameters:
        assert parameter.tile_offset == offset
        offset += parameter.tile_cells
    assert found.cells == offset


def test_a_layout_survives_its_protocol_buffer() -> None:
    found = layout(labels={"lm_head.weight": TOKENS}, config={"lr": 0.25, "name": "x"})
    assert layout_from_proto(layout_to_proto(found)) == found


def test_a_model_is_described() -> None:
    found = layout()
    assert (found.model_class, found.n_head) == ("GPT", 2)
    assert found.parameter_count == sum(parameter.numel() for parameter in build_gpt(GPT).parameters())
    assert found.rounding_floor == pytest.approx(0.5 / 32_767)
    assert found.problems == ()


@pytest.mark.parametrize("name", ["transformer.wte.weight", "lm_head.weight", "module._orig_mod.lm_head.weight"])
def test_labels_find_their_parameter_under_any_of_its_names(name: str) -> None:
    tokens, positions = layout(labels={name: TOKENS}).clouds
    assert (tokens.parameter, tokens.labels) == ("transformer.wte.weight", tuple(TOKENS))
    assert positions.labels == ()


def test_chosen_rows_keep_their_order_and_their_labels() -> None:
    (cloud, _) = layout(rows={"transformer.wte.weight": [7, 2]}, labels={"transformer.wte.weight": TOKENS}).clouds
    assert (cloud.row_ids, cloud.labels) == ((7, 2), ("t7", "t2"))


def test_chosen_rows_are_logged_in_the_order_given_under_any_name() -> None:
    row_ids = random.Random(3).sample(range(1000), 400)  # noqa: S311  # rows, not secrets
    embedding, head = nn.Embedding(1000, 16), nn.Linear(16, 1000, bias=False)
    head.weight = embedding.weight
    model = nn.ModuleDict({"wte": embedding, "lm_head": head})
    labels = [f"t{row}" for row in range(1000)]
    for name in ("wte.weight", "lm_head.weight", "module.lm_head.weight"):
        planned = plan(model, rows={name: row_ids}, labels={name: labels})
        (cloud,) = planned.layout.clouds
        assert (cloud.parameter, cloud.row_ids) == ("wte.weight", tuple(row_ids))
        assert cloud.labels == tuple(labels[row] for row in row_ids)
        assert planned.layout.problems == ()
        read = Sampler(planned).sample(named_tensors(model)).result().rows["wte.weight"]
        assert read == pytest.approx(embedding.weight.detach().numpy()[row_ids])


def test_rows_that_nobody_chose_are_the_same_each_time() -> None:
    found = [layout(nn.Embedding(50_000, 64)).clouds[0].row_ids for _ in range(2)]
    assert found[0] == found[1]
    assert found[0] == tuple(index * 50_000 // len(found[0]) for index in range(len(found[0])))


def test_too_many_chosen_rows_are_thinned_evenly_in_the_order_given() -> None:
    row_ids = list(range(99_999, -1, -1))
    found = layout(nn.Embedding(100_000, 100), rows={"weight": row_ids})
    (cloud,) = found.clouds
    count = len(cloud.row_ids)
    assert 1000 < count < 100_000
    assert cloud.row_ids == tuple(row_ids[index * 100_000 // count] for index in range(count))
    assert found.problems[0].startswith(f"{count} of the 100000 rows chosen of 'weight' are logged")


def test_rows_make_any_matrix_a_cloud() -> None:
    name = "transformer.h.0.mlp.c_fc.weight"
    clouds = {cloud.parameter: cloud for cloud in layout(rows={name: range(0, 32, 2)}).clouds}
    assert clouds[name].row_ids == tuple(range(0, 32, 2))
    assert clouds[name].columns == 8


def test_rows_beyond_the_budget_are_thinned_evenly_and_said_to_be() -> None:
    model = nn.Embedding(100_000, 100)
    found = layout(model, rows={"weight": range(50_000, 100_000)})
    (cloud,) = found.clouds
    assert cloud.row_ids[:2] == (50_000, 50_000 + 50_000 // len(cloud.row_ids))
    (problem,) = found.problems
    assert problem.startswith(f"{len(cloud.row_ids)} of the 50000 rows chosen of 'weight' are logged: max_bytes=524288")


def test_rows_that_the_budget_leaves_out_are_mentioned() -> None:
    found = layout(nn.Embedding(10, 100_000), max_bytes=100_000)
    assert found.clouds == ()
    assert found.problems == ("rows of 'weight' are not logged: max_bytes=100000 leaves no room for them",)


def test_a_budget_that_cannot_be_kept_is_mentioned() -> None:
    (problem,) = layout(nn.Linear(2, 2), max_bytes=10).problems[-1:]
    assert problem.startswith("a snapshot takes ")
    assert "more than max_bytes=10" in problem


def test_labels_beyond_64_kib_are_cut_and_said_to_be() -> None:
    found = layout(labels={"lm_head.weight": ["x" * 10_000, *TOKENS[1:-1], "y" * 80_000]})
    (cloud, _) = found.clouds
    assert sum(map(len, cloud.labels)) <= 65_536
    assert cloud.labels[0] == "x" * 10_000
    assert cloud.labels[1:3] == ("t1", "t2")
    assert found.problems == (f"labels are cut to {len(cloud.labels[9])} bytes each: together they exceed 65536 bytes",)


def test_what_has_no_values_is_listed_with_its_reason() -> None:
    model = nn.Sequential(nn.Linear(2, 2), nn.LazyLinear(2), nn.Linear(2, 2, device="meta"), nn.Embedding(0, 2))
    found = layout(model)
    assert [parameter.name for parameter in found.parameters] == ["0.weight", "0.bias"]
    reasons = {skipped.name: skipped.reason.partition(":")[0] for skipped in found.skipped}
    assert reasons == {
        "1.weight": "not initialised yet",
        "1.bias": "not initialised yet",
        "2.weight": "on the meta device",
        "2.bias": "on the meta device",
        "3.weight": "empty",
    }
    assert found.parameter_count == 4 + 2 + 4 + 2


def test_a_name_that_no_reader_takes_is_listed_and_costs_no_other() -> None:
    model = nn.Module()
    model.add_module("a" * 2_000, nn.Linear(2, 2))
    model.add_module("head", nn.Linear(2, 2))
    found = layout(model)
    assert [parameter.name for parameter in found.parameters] == ["head.weight", "head.bias"]
    assert {skipped.reason for skipped in found.skipped} == {
        "its name has 2007 characters: 1000 can be logged",
        "its name has 2005 characters: 1000 can be logged",
    }
    assert {len(skipped.name) for skipped in found.skipped} == {1_000}


def test_include_and_exclude_are_patterns_over_names_and_aliases() -> None:
    names = [parameter.name for parameter in layout(include="*.mlp.*", exclude="*bias").parameters]
    assert names == [f"transformer.h.{layer}.mlp.{part}.weight" for layer in (0, 1) for part in ("c_fc", "c_proj")]
    assert [parameter.name for parameter in layout(include=["lm_head.*"]).parameters] == ["transformer.wte.weight"]


def test_a_head_is_recognised_even_if_what_follows_is_excluded() -> None:
    model = nn.ModuleDict({"fc1": nn.Linear(4, 4), "fc2": nn.Linear(4, 4)})
    assert [parameter.kind for parameter in layout(model, include="fc1.weight").parameters] == ["mlp"]


@pytest.mark.parametrize(
    ("arguments", "error", "texts"),
    [
        (
            {"include": "transformer.h.0.mpl.c_fc.weight"},
            PatternError,
            ["include has the pattern 'transformer.h.0.mpl.c_fc.weight'", "'transformer.h.0.mlp.c_fc.weight'"],
        ),
        ({"include": "transformer.h.*.atn.*"}, PatternError, ["'transformer.h.0.attn.c_proj.weight'"]),
        ({"include": "*atn*"}, PatternError, ["'transformer.h.0.attn.c_proj.weight'"]),
        ({"include": "*", "exclude": "*"}, PatternError, ["leave none of 28 parameters"]),
        ({"labels": {"lm_head.weight": TOKENS, "transformer.wte.weight": TOKENS}}, LabelsError, ["twice"]),
        ({"rows": {"transformer.wte.weight": [1], "lm_head.weight": [2]}}, RowsError, ["twice", "'lm_head.weight'"]),
        (
            {"labels": {"transformer.wte.wieght": TOKENS}},
            LabelsError,
            ["labels names 'transformer.wte.wieght'", "'transformer.wte.weight'"],
        ),
        ({"labels": {"lm_head.weight": TOKENS[:9]}}, LabelsError, ["has 9 labels", "10 rows"]),
        ({"labels": {"transformer.ln_f.bias": TOKENS}}, LabelsError, ["only a matrix has rows"]),
        (
            {"labels": {"lm_head.weight": TOKENS}, "exclude": "transformer.wte.weight"},
            LabelsError,
            ["labels names 'lm_head.weight', which is not logged"],
        ),
        ({"rows": {"nothing": [1]}}, RowsError, ["rows names 'nothing'"]),
        ({"rows": {"lm_head.weight": [3, 10]}}, RowsError, ["names row 10", "10 rows, 0 to 9"]),
        ({"rows": {"transformer.ln_f.bias": [0]}}, RowsError, ["only a matrix has rows"]),
    ],
)
def test_the_error_says_what_was_found_and_what_would_do(
    arguments: dict[str, Any], error: type[CaptureError], texts: list[str]
) -> None:
    with pytest.raises(error) as raised:
        plan(**arguments)
    for text in texts:
        assert text in str(raised.value)


def test_a_model_without_parameters_is_refused() -> None:
    with pytest.raises(EmptyModelError, match="a ReLU without parameters"):
        plan(nn.ReLU())


def test_a_model_that_grows_while_it_is_trained_loses_labels_that_no_longer_fit() -> None:
    options = capture_options(labels={"weight": TOKENS})
    found = make_plan_again(nn.Embedding(11, 4), options).layout
    assert found.clouds[0].labels == ()
    assert "labels['weight'] has 10 labels" in found.problems[-1]
    assert make_plan_again(nn.Embedding(10, 4), options).layout.clouds[0].labels == tuple(TOKENS)


def test_a_plan_depends_on_names_shapes_and_dtypes_alone() -> None:
    first, second = nn.Linear(2, 2), nn.Linear(2, 2)
    model = nn.Sequential(first, second)
    before = signature_of(named_tensors(model))
    with torch.no_grad():
        first.weight.zero_()
    second.requires_grad_(requires_grad=False)
    assert signature_of(named_tensors(model)) == before
    second.weight = first.weight
    tied = signature_of(named_tensors(model))
    assert tied != before
    assert signature_of(named_tensors(model.half())) != tied


def test_labels_without_room_for_a_byte_each_are_left_out_and_said_to_be() -> None:
    tokens = 70_000
    model = nn.ModuleDict({"wte": nn.Embedding(tokens, 3)})
    found = layout(model, labels={"wte.weight": ["ab"] * tokens}, max_bytes=4_000_000)
    assert found.clouds[0].labels == ()
    assert "no labels are logged: 70,000 of them together exceed 65536 bytes" in found.problems
