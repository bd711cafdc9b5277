"""One of several processes that train a model with Lightning: torchrun ... lightning_rank.py PROGRAM DIRECTORY.

PROGRAM is "copies", "shards", or "failure": shards, and an exception in the fourth batch.
"""

from __future__ import annotations

import sys
from contextlib import suppress

import torch
from lightning.pytorch import LightningModule, Trainer
from lightning.pytorch.loggers import TensorBoardLogger
from lightning.pytorch.strategies import DDPStrategy, ModelParallelStrategy
from torch.distributed.fsdp import fully_shard
from torch.utils.data import DataLoader

from tensorboard_plugin_paramviz.capture.integrations.lightning import ParamVizCallback

_, PROGRAM, DIRECTORY = sys.argv


class Module(LightningModule):
    """Draws numbers towards zero."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = torch.nn.Linear(4, 2)

    def configure_model(self) -> None:
        if PROGRAM != "copies" and self.device_mesh is not None:
            fully_shard(self.layer, mesh=self.device_mesh["data_parallel"])

    def training_step(self, batch: torch.Tensor, index: int) -> torch.Tensor:
        if PROGRAM == "failure" and index == 3:
            raise ArithmeticError("no such batch")
        numbers: torch.Tensor = self.layer(batch)
        return numbers.square().mean()

    def configure_optimizers(self) -> torch.optim.Optimizer:
        return torch.optim.SGD(self.parameters(), lr=0.1)


trainer = Trainer(
    accelerator="cpu",
    strategy=ModelParallelStrategy(data_parallel_size=2, tensor_parallel_size=1)
    if PROGRAM != "copies"
    else DDPStrategy(),
    devices=2,
    max_epochs=1,
    logger=TensorBoardLogger(DIRECTORY),
    callbacks=[ParamVizCallback(every=2)],
    enable_progress_bar=False,
    enable_checkpointing=False,
    enable_model_summary=False,
)
with suppress(ArithmeticError):
    trainer.fit(Module(), DataLoader(torch.randn(40, 4), batch_size=4))  # type: ignore[arg-type]  # a tensor has rows
torch.distributed.destroy_process_group()  # gloo's threads may abort a process that ends without
