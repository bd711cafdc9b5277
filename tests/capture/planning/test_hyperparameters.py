"""What is kept of a run's hyperparameters, and what is refused."""

from __future__ import annotations

import enum
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from tensorboard_plugin_paramviz.capture.errors import ConfigError
from tensorboard_plugin_paramviz.capture.planning.hyperparameters import kept_config
from tensorboard_plugin_paramviz.capture.planning.options import capture_options
from tensorboard_plugin_paramviz.capture.planning.plan import make_plan
from tensorboard_plugin_paramviz.format.layout import layout_from_proto, layout_to_proto


class Decay(enum.Enum):
    """A choice, as configurations have them."""

    COSINE = "cosine"


KEPT: dict[str, tuple[object, object]] = {
    "an int": (3, 3),
    "a float": (0.25, 0.25),
    "a bool": (True, True),
    "nothing": (None, None),
    "a text": ("adamw", "adamw"),
    "numpy's int": (np.int64(3), 3),
    "numpy's float": (np.float32(0.5), 0.5),
    "numpy's bool": (np.bool_(1), True),
    "a tensor of one number": (torch.tensor(0.5), 0.5),
    "the largest whole number of a float64": (2**53, 2**53),
    "a larger one": (2**53 + 1, "9007199254740993"),
    "a negative one": (-(10**20), "-100000000000000000000"),
    "one that no float can hold": (10**400, "1" + "0" * 400),
    "one of 6,000 digits": (-(10**6000), "about -2**19932"),
    "not a number": (math.nan, "nan"),
    "infinity": (-math.inf, "-inf"),
    "a path": (Path("runs") / "x", "runs/x"),
    "a dtype": (torch.bfloat16, "torch.bfloat16"),
    "a device": (torch.device("cpu"), "cpu"),
    "a choice": (Decay.COSINE, "Decay.COSINE"),
    "a tuple": ((0.9, 0.95), "[0.9, 0.95]"),
    "a list of lists": ([["a", 1], []], "[[a, 1], []]"),
    "half a character": ("\udce2", "\\udce2"),
    "a long text": ("x" * 2000, "x" * 999 + "…"),
    "a long list": ([1] * 1000, ("[" + "1, " * 400)[:999] + "…"),
}


@pytest.mark.parametrize("case", KEPT)
def test_numbers_and_texts_are_kept(case: str) -> None:
    given, expected = KEPT[case]
    found = kept_config({"key": given})["key"]
    assert (found, type(found)) == (expected, type(expected))


def test_what_is_kept_comes_back_from_the_layout_as_it_is() -> None:
    layout = make_plan(
        nn.Linear(2, 2), capture_options(config={case: given for case, (given, _) in KEPT.items()})
    ).layout
    assert layout.config == {case: expected for case, (_, expected) in KEPT.items()}
    assert layout_from_proto(layout_to_proto(layout)).config == layout.config


def test_names_become_texts() -> None:
    assert kept_config({5: 1.5}) == {"5": 1.5}
    assert kept_config(None) == {}


@pytest.mark.parametrize(
    ("config", "text"),
    [
        ([("lr", 1)], "config is a list; expected a mapping"),
        ("lr", "config is a str"),
        (nn.Linear(1, 1), "config is a Linear"),
        ({"m": nn.Linear(1, 1)}, "config['m'] is a Linear; expected a number or a text"),
        ({"optimizer": {"lr": 1}}, "config['optimizer'] is a dict; expected a number or a text"),
        ({"optimizer": {"lr": 1}}, "write its entries as 'optimizer.…'"),
        ({"weights": torch.ones(3)}, "config['weights'] is a Tensor"),
        ({"weights": torch.ones((), device="meta")}, "config['weights'] is a Tensor"),
        ({"weights": np.ones(3)}, "config['weights'] is a ndarray"),
        ({"betas": [0.9, object()]}, "config['betas'] is a object"),
        ({"f": print}, "config['f'] is a builtin_function_or_method"),
        ({"z": 1j}, "config['z'] is a complex"),
        ({"b": b"x"}, "config['b'] is a bytes"),
    ],
)
def test_anything_else_is_refused_by_name(config: Any, text: str) -> None:  # noqa: ANN401  # wrong on purpose
    with pytest.raises(ConfigError) as raised:
        capture_options(config=config)
    assert text in str(raised.value)
