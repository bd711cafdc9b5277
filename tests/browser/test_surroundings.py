"""TensorBoard as people start it, and machines on which not everything is there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import share_colored

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.conftest import OpenTab, Simulate
    from tests.conftest import TensorBoardServer

SEEN = 0.002


@pytest.mark.parametrize("flag", ["--load_fast=true", "--load_fast=false", "--path_prefix=/some/where"])
def test_the_tab_works_however_tensorboard_was_started(
    flag: str, simulate: Simulate, open_tab: OpenTab, tensorboard_server: TensorBoardServer
) -> None:
    url = tensorboard_server(simulate("--steps", "20"), flag)

    tab = open_tab(url).wait(status="ready", step=20)

    assert share_colored(tab.settle().pixels()) > SEEN
    # TensorBoard's own page does not find its fonts behind a prefix; what it serves there is ours to find.
    tab.forgive(rf"^(?!.*\({re.escape(url)}/).*font-roboto")


def test_a_log_directory_with_other_data_only_says_how_to_log_parameters(
    open_tab: OpenTab, tensorboard_server: TensorBoardServer, tmp_path: Path
) -> None:
    from torch.utils.tensorboard import SummaryWriter  # noqa: PLC0415  # slow to import

    with SummaryWriter(str(tmp_path / "scalars")) as writer:
        writer.add_scalar("loss", 1.0, 0)

    tab = open_tab(tensorboard_server(tmp_path)).wait(status="empty", runs=0)

    expect(tab.frame.get_by_text("No parameters have been logged here yet")).to_be_visible()


def test_rows_that_are_not_finite_are_counted_and_the_others_shown(
    open_tab: OpenTab, tensorboard_server: TensorBoardServer, tmp_path: Path
) -> None:
    import torch  # noqa: PLC0415  # slow to import

    from tensorboard_plugin_paramviz import SummaryWriter  # noqa: PLC0415  # likewise

    model = torch.nn.Embedding(200, 16)
    with SummaryWriter(tmp_path / "diverged") as writer:
        writer.add_parameters(model, 0)
        with torch.no_grad():
            model.weight[:3] = torch.nan
        writer.add_parameters(model, 1)

    tab = open_tab(tensorboard_server(tmp_path)).wait(status="ready", step=1)

    expect(tab.frame.get_by_text("3 rows are not finite and cannot be shown")).to_be_visible()
    assert share_colored(tab.settle().pixels()) > SEEN
    tab.scrub(0.0)
    expect(tab.frame.get_by_text("rows are not finite")).to_have_count(0)


def test_a_checked_run_without_the_parameter_is_named(
    open_tab: OpenTab, tensorboard_server: TensorBoardServer, tmp_path: Path
) -> None:
    import torch  # noqa: PLC0415  # slow to import

    from tensorboard_plugin_paramviz import SummaryWriter  # noqa: PLC0415  # likewise

    models = {"gpt": torch.nn.ModuleDict({"wte": torch.nn.Embedding(50, 8)}), "mlp": torch.nn.Linear(8, 50)}
    for name, model in models.items():
        with SummaryWriter(tmp_path / name) as writer:
            writer.add_parameters(model, 0)

    tab = open_tab(tensorboard_server(tmp_path)).wait(status="ready", runs=1)

    expect(tab.frame.get_by_text("mlp does not log rows of wte.weight.")).to_be_visible()
