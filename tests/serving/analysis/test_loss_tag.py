"""Which scalar is the loss."""

from __future__ import annotations

import pytest

from tensorboard_plugin_paramviz.serving.analysis.loss_tag import choose_loss


@pytest.mark.parametrize(
    ("tags", "loss"),
    [
        (["Loss/train", "Loss/val", "lr"], "Loss/train"),
        (["eval/loss", "train/learning_rate", "train/loss", "train/train_loss"], "train/loss"),  # Hugging Face
        (["epoch", "train_loss_epoch", "train_loss_step", "val_loss"], "train_loss_step"),  # Lightning
        (["loss/train", "loss/validation", "paramviz/overhead"], "loss/train"),  # nanoGPT here
        (["trainLoss", "valLoss"], "trainLoss"),
        (["loss", "val/loss"], "loss"),
        (["train/aux_loss", "train/kl_loss", "train/total_loss"], "train/total_loss"),
        (["loss", "train/aux_loss"], "loss"),
        (["validation/loss", "accuracy"], "validation/loss"),
        (["NLL/train", "accuracy/train"], "NLL/train"),
        (["glossary", "blossom", "lossless"], None),
        ([], None),
    ],
)
def test_the_loss_is_found_by_its_name(tags: list[str], loss: str | None) -> None:
    assert choose_loss(tags) == loss
    assert choose_loss(reversed(tags)) == loss
