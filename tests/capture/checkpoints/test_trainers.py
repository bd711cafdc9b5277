"""Checkpoints that trainers really wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import lightning.pytorch as lightning
import numpy as np
import pytest
import torch
from lightning.pytorch.callbacks import ModelCheckpoint
from torch.utils.data import DataLoader
from transformers import GPT2Config, GPT2LMHeadModel, Trainer, TrainingArguments

from nanogpt.model import GPT, GPTConfig
from tensorboard_plugin_paramviz import load_run
from tensorboard_plugin_paramviz.capture.checkpoints.log import log_checkpoints

if TYPE_CHECKING:
    from pathlib import Path

    from tensorboard_plugin_paramviz import Run

TOKENS = 12
HALF_A_CODE = 0.5 / 32_767


class Language(lightning.LightningModule):
    """A GPT with hyperparameters."""

    def __init__(self, n_head: int = 2, learning_rate: float = 0.01) -> None:
        super().__init__()
        self.save_hyperparameters()
        self.learning_rate = learning_rate
        self.model = GPT(GPTConfig(8, vocab_size=TOKENS, n_layer=1, n_head=n_head, n_embd=8))

    def training_step(self, batch: torch.Tensor, _: int) -> torch.Tensor:
        loss: torch.Tensor = self.model(batch, batch)[1]
        return loss

    def configure_optimizers(self) -> torch.optim.Optimizer:
        return torch.optim.AdamW(self.parameters(), lr=self.learning_rate)


def texts() -> list[torch.Tensor]:
    return list(torch.randint(0, TOKENS, (16, 8), generator=torch.Generator().manual_seed(0)))


def assert_shows(run: Run, name: str, weights: list[torch.Tensor]) -> None:
    for shown, weight in zip(run.weights(name), weights, strict=True):
        np.testing.assert_allclose(shown, weight, atol=float(weight.abs().max()) * HALF_A_CODE * 1.001)


@pytest.mark.filterwarnings(r"ignore:`isinstance\(treespec, LeafSpec\)` is deprecated:FutureWarning")  # Lightning's
@pytest.mark.filterwarnings("ignore:The '.*_dataloader' does not have many workers")  # sixteen texts need none
def test_lightnings(tmp_path: Path) -> None:
    callback = ModelCheckpoint(tmp_path, filename="{epoch}-{step}", every_n_train_steps=2, save_top_k=-1)
    trainer = lightning.Trainer(
        accelerator="cpu",
        max_steps=4,
        callbacks=[callback],
        logger=False,
        enable_progress_bar=False,
        enable_model_summary=False,
    )
    trainer.fit(Language(), DataLoader(texts(), batch_size=4))  # type: ignore[arg-type]  # a list is a dataset
    paths = sorted(tmp_path.glob("*.ckpt"))
    assert [path.name for path in paths] == ["epoch=0-step=2.ckpt", "epoch=0-step=4.ckpt"]

    log_checkpoints(paths, tmp_path / "run")
    run = load_run(tmp_path / "run")
    assert run.steps.tolist() == [2, 4]
    assert run.config["hyper_parameters.n_head"] == 2
    assert run.config["hyper_parameters.learning_rate"] == 0.01
    name = "model.transformer.h.0.attn.c_attn.weight"
    (fused,) = [parameter for parameter in run.parameters if parameter.name == name]
    assert (fused.kind, fused.layer, [part.n_head for part in fused.parts]) == ("attention", 0, [2, 2, 2])
    saved: list[Any] = [torch.load(path, weights_only=False) for path in paths]  # written above
    assert_shows(run, name, [content["state_dict"][name] for content in saved])


def test_hugging_faces(tmp_path: Path) -> None:
    ends: dict[str, Any] = {"bos_token_id": None, "eos_token_id": None}
    model = GPT2LMHeadModel(GPT2Config(vocab_size=TOKENS, n_positions=8, n_embd=8, n_layer=1, n_head=2, **ends))
    arguments = TrainingArguments(
        str(tmp_path),
        max_steps=4,
        save_steps=2,
        per_device_train_batch_size=4,
        report_to="none",
        disable_tqdm=True,
        use_cpu=True,
    )
    Trainer(model, arguments, train_dataset=[{"input_ids": row, "labels": row} for row in texts()]).train()

    log_checkpoints([tmp_path / "checkpoint-4", tmp_path / "checkpoint-2"], tmp_path / "run")
    run = load_run(tmp_path / "run")
    assert run.steps.tolist() == [2, 4]
    embedding = run.parameters[0]
    assert (embedding.name, embedding.aliases) == ("transformer.wte.weight", ("lm_head.weight",))
    name = "transformer.h.0.attn.c_attn.weight"
    folders = [tmp_path / "checkpoint-2", tmp_path / "checkpoint-4"]
    assert_shows(run, name, [GPT2LMHeadModel.from_pretrained(path).get_parameter(name).detach() for path in folders])
