"""What a training run can be told, and the presets that `--config NAME` chooses among.

The names are nanoGPT's, so that what people know of its options carries over.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from nanogpt.model import GPTConfig
from nanogpt.options import OptionValueError, check, option

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class TrainConfig:
    """A training run; the defaults are the preset `cpu`.

    Raises:
        OptionValueError: if a value has the wrong type or range, or two of them contradict each other.
    """

    config: Literal["cpu", "demo", "gpu", "gpt2"] = option("cpu", "preset: its values hold where none is given")
    data: str = option("embedded", "'embedded' (Python's own manual), 'shakespeare' (downloaded) or a UTF-8 text file")
    out_dir: str = option("", "folder of the checkpoint (default: out/ and the run's name)", synonyms=("output_dir",))
    log_dir: str = option("", "folder of the run's log (default: runs/ and the first free name)", synonyms=("logdir",))
    resume: bool = option(default=False, description="continue the run whose checkpoint lies in --out_dir")

    n_layer: int = option(4, "blocks", at_least=1, synonyms=("layers",))
    n_head: int = option(4, "attention heads in each block", at_least=1, synonyms=("heads",))
    n_embd: int = option(128, "width of the residual stream", at_least=1, synonyms=("width", "d_model"))
    block_size: int = option(64, "longest sequence in tokens", at_least=1, synonyms=("context", "block"))
    vocab_size: int = option(0, "rows of the token embedding; 0: one for each character of the text", at_least=0)
    dropout: float = option(0.0, "share of activations dropped in training", at_least=0, below=1)
    bias: bool = option(default=False, description="biases in linear layers and norms, as GPT-2 has them")

    max_iters: int = option(2000, "steps (updates) to train", at_least=1, synonyms=("steps", "max_steps", "iterations"))
    batch_size: int = option(12, "sequences in a micro-batch", at_least=1, synonyms=("batch",))
    gradient_accumulation_steps: int = option(1, "micro-batches in a step, over all processes", at_least=1)
    learning_rate: float = option(1e-3, "highest learning rate", above=0, synonyms=("lr",))
    decay_lr: bool = option(default=True, description="warm up, then decay along a cosine; false: constant")
    warmup_iters: int = option(100, "steps of warm-up", at_least=0)
    lr_decay_iters: int = option(0, "step at which min_lr is reached; 0: at max_iters", at_least=0)
    min_lr: float = option(1e-4, "learning rate at the end of the decay", at_least=0)
    weight_decay: float = option(0.1, "decay of matrices; vectors have none", at_least=0)
    beta1: float = option(0.9, "AdamW's memory of the gradient", at_least=0, below=1)
    beta2: float = option(0.99, "AdamW's memory of the gradient's square", at_least=0, below=1)
    grad_clip: float = option(1.0, "largest norm of the gradient; 0: no clipping", at_least=0)

    eval_interval: int = option(250, "steps between evaluations, each of which saves a checkpoint", at_least=1)
    eval_iters: int = option(20, "batches in an evaluation", at_least=1)
    log_interval: int = option(10, "steps between values of the training loss", at_least=1)

    device: str = option("cpu", "'cpu', 'cuda', 'cuda:1', 'mps', or 'auto' for the best one there")
    dtype: Literal["auto", "float32", "bfloat16", "float16"] = option(
        "auto", "precision of the matrix products; auto: bfloat16 or float16 on CUDA, else float32"
    )
    compile: bool = option(default=False, description="compile the model with torch.compile")
    seed: int = option(1337, "seed of the weights, the batches and the dropout", at_least=0)

    watch: bool = option(default=True, description="log the parameters for ParamViz; false: the losses alone")
    watch_every: int | Literal["auto"] = option("auto", "steps between two snapshots of the parameters", at_least=1)

    def __post_init__(self) -> None:
        """Check types and ranges, then what depends on two of them."""
        check(self)
        if self.n_embd % self.n_head:
            raise OptionValueError(
                "n_head", f"{self.n_head} heads cannot share a width of --n_embd {self.n_embd} evenly: choose a divisor"
            )
        if self.min_lr > self.learning_rate:
            raise OptionValueError(
                "min_lr", f"{self.min_lr} is above --learning_rate {self.learning_rate}: it is the end of the decay"
            )

    def model(self, vocab_size: int) -> GPTConfig:
        """Return the model's shape for a text with this many different tokens.

        Raises:
            OptionValueError: if `vocab_size` was set and is too small for the text.
        """
        if 0 < self.vocab_size < vocab_size:
            raise OptionValueError(
                "vocab_size",
                f"{self.vocab_size} rows are too few for the {vocab_size} different characters of --data {self.data}: "
                f"give at least {vocab_size}, or 0 for exactly as many",
            )
        return GPTConfig(
            block_size=self.block_size,
            vocab_size=self.vocab_size or vocab_size,
            n_layer=self.n_layer,
            n_head=self.n_head,
            n_embd=self.n_embd,
            dropout=self.dropout,
            bias=self.bias,
        )


PRESETS: Mapping[str, TrainConfig] = {
    # nanoGPT's settings for a laptop: minutes without a GPU.
    "cpu": TrainConfig(),
    # What `python -m nanogpt.demo` trains: narrow and fast, so that vowels, digits, capitals part within minutes.
    "demo": TrainConfig(
        config="demo",
        n_embd=64,
        batch_size=32,
        max_iters=4000,
        learning_rate=4e-3,
        min_lr=4e-4,
        eval_interval=500,
    ),
    # nanoGPT's baby GPT: minutes on a GPU.
    "gpu": TrainConfig(
        config="gpu",
        n_layer=6,
        n_head=6,
        n_embd=384,
        block_size=256,
        dropout=0.2,
        max_iters=5000,
        batch_size=64,
        eval_iters=200,
        device="auto",
    ),
    # The shape of GPT-2's smallest model; on characters most rows of its vocabulary stay unused.
    "gpt2": TrainConfig(
        config="gpt2",
        n_layer=12,
        n_head=12,
        n_embd=768,
        block_size=1024,
        vocab_size=50304,
        bias=True,
        max_iters=600_000,
        batch_size=12,
        gradient_accumulation_steps=40,
        learning_rate=6e-4,
        min_lr=6e-5,
        warmup_iters=2000,
        beta2=0.95,
        eval_interval=2000,
        eval_iters=200,
        device="auto",
    ),
}


def configure(explicit: Mapping[str, Any], stored: Mapping[str, Any] | None = None) -> TrainConfig:
    """Lay what was given explicitly over a preset, or over the configuration of the run that is resumed.

    Args:
        explicit: Values by option, as `options.parse` returns them.
        stored: The configuration in the checkpoint of the resumed run; names that are no options are ignored.

    Raises:
        OptionValueError: if a value does not fit.
    """
    if stored is None or "config" in explicit:
        return dataclasses.replace(PRESETS[explicit.get("config", "cpu")], **explicit)
    known = {field.name for field in dataclasses.fields(TrainConfig)}
    return TrainConfig(**({name: value for name, value in stored.items() if name in known} | dict(explicit)))
