"""Two processes that train one model, each holding a copy of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tensorboard_plugin_paramviz import Run

HERE = Path(__file__)
UPDATES = 5
LIMIT_SECONDS = 120


@pytest.mark.parametrize("library", ["lightning", "transformers"])
def test_the_first_of_two_processes_writes(
    library: str,
    tmp_path: Path,
    read_run: Callable[[Path], Run],
    event_files: Callable[[Path], list[Path]],
) -> None:
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node=2"]
    command = [*torchrun, str(HERE), library, str(tmp_path)]
    done = subprocess.run(
        command, cwd=HERE.parents[3], capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr
    assert len(event_files(tmp_path)) == 1
    run = read_run(tmp_path)
    assert list(run.steps) == [0, 2, 4, UPDATES]
    assert run.problems == ()
    assert "paramviz" not in done.stderr.lower()  # nothing was missed


def train_with_lightning(directory: str) -> None:
    """One of two processes."""
    import torch
    from lightning.pytorch import LightningModule, Trainer
    from lightning.pytorch.loggers import TensorBoardLogger
    from torch.utils.data import DataLoader

    from tensorboard_plugin_paramviz.capture.integrations.lightning import ParamVizCallback

    class Module(LightningModule):
        def __init__(self) -> None:
            super().__init__()
            self.layer = torch.nn.Linear(4, 2)

        def training_step(self, batch: torch.Tensor, _: int) -> torch.Tensor:
            return self.layer(batch).square().mean()  # type: ignore[no-any-return]

        def configure_optimizers(self) -> torch.optim.Optimizer:
            return torch.optim.SGD(self.parameters(), lr=0.1)

    trainer = Trainer(
        accelerator="cpu",
        strategy="ddp",
        devices=2,
        max_epochs=1,
        logger=TensorBoardLogger(directory),
        callbacks=[ParamVizCallback(every=2)],
        enable_progress_bar=False,
        enable_checkpointing=False,
        enable_model_summary=False,
    )
    trainer.fit(Module(), DataLoader(torch.randn(8 * UPDATES, 4), batch_size=4))  # type: ignore[arg-type]


def train_with_transformers(directory: str) -> None:
    """One of two processes."""
    import torch
    from transformers import GPT2Config, GPT2LMHeadModel, Trainer, TrainingArguments

    from tensorboard_plugin_paramviz.capture.integrations.transformers import ParamVizCallback

    config = GPT2Config(
        vocab_size=12, n_positions=8, n_embd=8, n_layer=1, n_head=2, bos_token_id=None, eos_token_id=None
    )
    arguments = TrainingArguments(
        directory,
        report_to="tensorboard",
        per_device_train_batch_size=4,
        num_train_epochs=1,
        save_strategy="no",
        disable_tqdm=True,
        use_cpu=True,
    )
    rows = torch.randint(0, 12, (8 * UPDATES, 8))
    trainer = Trainer(
        GPT2LMHeadModel(config), arguments, train_dataset=[{"input_ids": row, "labels": row} for row in rows]
    )
    trainer.add_callback(ParamVizCallback(trainer, every=2))
    trainer.train()


if __name__ == "__main__":
    _, LIBRARY, DIRECTORY = sys.argv
    {"lightning": train_with_lightning, "transformers": train_with_transformers}[LIBRARY](DIRECTORY)
