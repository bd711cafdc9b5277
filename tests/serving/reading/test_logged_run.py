"""A training that was really logged, read back: both wings of the package meet here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from torch import nn

from tensorboard_plugin_paramviz import SummaryWriter, load_run
from tensorboard_plugin_paramviz.serving.answers.cloud import CloudRequest, Clouds
from tensorboard_plugin_paramviz.serving.reading.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tensorboard_plugin_paramviz.serving.sources.source import Source

TOKENS = ["a", "b", "c", "d", "é", " ", "\n", "the"]


class TinyModel(nn.Module):
    """An embedding whose weight is also the head's, and a layer between."""

    def __init__(self) -> None:
        super().__init__()
        self.wte = nn.Embedding(len(TOKENS), 4)
        self.fc = nn.Linear(4, 4)
        self.lm_head = nn.Linear(4, len(TOKENS), bias=False)
        self.lm_head.weight = self.wte.weight


@pytest.fixture
def trained(tmp_path: Path) -> tuple[Path, list[dict[str, np.ndarray]]]:
    """A run of three snapshots, and the weights and gradients as they were."""
    torch.manual_seed(0)
    model = TinyModel()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    seen = [{"wte": model.wte.weight.detach().numpy().copy()}]
    with SummaryWriter(str(tmp_path / "tiny")) as writer:
        watcher = writer.watch(model, every=1, labels={"wte.weight": TOKENS}, config={"lr": 0.1})
        for step in (1, 2):
            loss = model.lm_head(model.fc(model.wte(torch.arange(len(TOKENS))))).square().mean()
            loss.backward()
            optimizer.step()
            assert watcher.step(step)
            weight, gradient = model.wte.weight, model.wte.weight.grad
            assert gradient is not None
            seen.append({"wte": weight.detach().numpy().copy(), "gradient": gradient.numpy().copy()})
            optimizer.zero_grad(set_to_none=True)
    return tmp_path / "tiny", seen


def test_weights_gradients_and_rows_are_those_of_the_training(
    trained: tuple[Path, list[dict[str, np.ndarray]]],
) -> None:
    path, seen = trained
    run = load_run(path)
    assert run.steps.tolist() == [0, 1, 2]
    assert run.problems == ()
    assert [parameter.name for parameter in run.parameters] == ["wte.weight", "fc.weight", "fc.bias"]
    assert run.config["lr"] == 0.1
    weights = np.stack([step["wte"] for step in seen])
    np.testing.assert_allclose(run.weights("wte.weight"), weights, atol=1e-4)
    np.testing.assert_allclose(run.rows("lm_head.weight"), weights, atol=1e-4)
    gradients = run.gradients("wte.weight")
    assert np.isnan(gradients[0]).all()
    np.testing.assert_allclose(gradients[1:], np.stack([step["gradient"] for step in seen[1:]]), atol=1e-4)
    assert run.labels("wte.weight") == tuple(TOKENS)
    norms = run.statistics[:, 0, run.statistic_names.index("norm")]
    np.testing.assert_allclose(norms, np.linalg.norm(weights.reshape(3, -1), axis=1), rtol=1e-5)


def test_its_cloud_is_labelled(
    trained: tuple[Path, list[dict[str, np.ndarray]]], open_source: Callable[[Path], Source]
) -> None:
    path, seen = trained
    cloud = Clouds(Reader()).cloud(open_source(path.parent), CloudRequest(["tiny"], "wte.weight", projection="first"))
    (run,) = cloud.runs
    assert run.layout.labels == tuple(TOKENS)
    np.testing.assert_allclose(run.points.positions[2], seen[2]["wte"][:, :3], atol=1e-4)
    assert np.isnan(run.points.grad_norms[0]).all()
    np.testing.assert_allclose(run.points.grad_norms[2], np.linalg.norm(seen[2]["gradient"], axis=1), rtol=1e-4)
