"""Let a trained GPT write.

    python -m nanogpt.sample --out_dir out/baby-gpt --prompt "The " --tokens 500 --temperature 0.8

A checkpoint of nanoGPT keeps no vocabulary: name the text that it was trained on by `--data`.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from nanogpt.checkpoint import Checkpoint, load_checkpoint, load_parameters
from nanogpt.data import Vocabulary, read_text
from nanogpt.distributed import choose_device
from nanogpt.errors import ArgumentError, run_command
from nanogpt.model import GPT
from nanogpt.options import OptionValueError, check, option, parse
from nanogpt.randomness import Purpose, seed_for

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class SampleConfig:
    """What to write, and from which model.

    Raises:
        OptionValueError: if a value has the wrong type or range.
    """

    out_dir: str = option("out", "folder of the checkpoint", synonyms=("checkpoint",))
    prompt: str = option("\n", "text to go on from")
    tokens: int = option(500, "characters to write", at_least=1, synonyms=("max_new_tokens", "length"))
    samples: int = option(1, "number of texts", at_least=1, synonyms=("num_samples",))
    temperature: float = option(0.8, "below 1: bolder guesses; 0: always the likeliest character", at_least=0)
    top_k: int = option(200, "draw among this many likeliest characters; 0: among all", at_least=0)
    seed: int = option(1337, "seed of the draws", at_least=0)
    data: str = option("", "text that gives the vocabulary, where the checkpoint has none")
    device: str = option("auto", "'cpu', 'cuda', 'cuda:1', 'mps', or 'auto' for the best one there")

    def __post_init__(self) -> None:
        """Check types and ranges."""
        check(self)


def sample(config: SampleConfig) -> list[str]:
    """Return the texts, each with the prompt that it goes on from.

    Raises:
        UsageError: if the checkpoint or the prompt cannot be used.
    """
    device = choose_device(config.device)
    checkpoint = load_checkpoint(Path(config.out_dir))
    vocabulary = _vocabulary(checkpoint, config.data)
    prompt = _encode(vocabulary, config.prompt).to(device)  # (T,)
    model = GPT(checkpoint.model_args)
    load_parameters(model, checkpoint.model)
    generator = torch.Generator(device).manual_seed(seed_for(config.seed, Purpose.SAMPLES))
    tokens = model.to(device).generate(
        prompt.repeat(config.samples, 1),  # (B, T)
        config.tokens,
        temperature=config.temperature,
        top_k=config.top_k or None,
        generator=generator,
    )  # (B, T + tokens)
    return [vocabulary.decode(text) for text in tokens]


def _vocabulary(checkpoint: Checkpoint, data: str) -> Vocabulary:
    if data:
        vocabulary = Vocabulary.of(read_text(data))
    elif checkpoint.characters:
        vocabulary = Vocabulary(checkpoint.characters)
    else:
        raise ArgumentError("data", "the checkpoint keeps no vocabulary: name the text that it was trained on")
    if len(vocabulary) > checkpoint.model_args.vocab_size:
        raise ArgumentError(
            "data",
            f"{data!r} has {len(vocabulary)} different characters, the model {checkpoint.model_args.vocab_size} "
            "tokens: name the text that it was trained on",
        )
    return vocabulary


def _encode(vocabulary: Vocabulary, prompt: str) -> torch.Tensor:
    if not prompt:
        raise OptionValueError("prompt", "expected at least one character to go on from, found none")
    try:
        return vocabulary.encode(prompt)
    except KeyError as error:
        raise OptionValueError(
            "prompt", f"the model never saw {error.args[0]!r}; it knows {vocabulary.characters!r}"
        ) from None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    explicit = parse(SampleConfig, "python -m nanogpt.sample", __doc__ or "", arguments)
    print("\n---------------\n".join(sample(SampleConfig(**explicit))))
    return 0


if __name__ == "__main__":
    sys.exit(run_command("nanogpt.sample", main))
