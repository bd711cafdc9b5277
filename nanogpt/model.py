"""The GPT-2 architecture in one file.

    model = GPT(GPTConfig(n_layer=4, n_head=4, n_embd=128, block_size=64, vocab_size=103))
    logits, loss = model(tokens, targets)

Parameters bear the names of Andrej Karpathy's nanoGPT (`transformer.h.0.attn.c_attn.weight`), so its checkpoints load.
In shapes, B is the batch, T the time (the position in the block), C the width, nh the number of heads and hs = C / nh
the width of one, V the vocabulary.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F  # noqa: N812 - the name that every reader of PyTorch knows
from torch import Tensor, nn


@dataclass(frozen=True)
class GPTConfig:
    """The shape of a GPT; the defaults are those of GPT-2's 124 million parameters.

    Attributes:
        block_size: Longest sequence that the model sees, in tokens.
        vocab_size: Number of different tokens.
        n_layer: Number of blocks.
        n_head: Number of attention heads in each block.
        n_embd: Width of the residual stream.
        dropout: Share of activations dropped in training.
        bias: Whether linear layers and norms have biases, as in GPT-2.
    """

    block_size: int = 1024
    vocab_size: int = 50304
    n_layer: int = 12
    n_head: int = 12
    n_embd: int = 768
    dropout: float = 0.0
    bias: bool = True

    def __post_init__(self) -> None:
        """Refuse heads that do not share the width evenly."""
        if self.n_embd % self.n_head:
            raise ValueError(
                f"n_embd={self.n_embd} is not a multiple of n_head={self.n_head}: the heads share the width"
            )


class CausalSelfAttention(nn.Module):
    """Lets each position gather from those before it, in several heads at once."""

    def __init__(self, config: GPTConfig) -> None:
        super().__init__()
        self.n_head = config.n_head
        self.dropout = config.dropout
        self.c_attn = nn.Linear(config.n_embd, 3 * config.n_embd, bias=config.bias)  # query, key and value in one
        self.c_proj = nn.Linear(config.n_embd, config.n_embd, bias=config.bias)
        self.resid_dropout = nn.Dropout(config.dropout)

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, T, C) to (B, T, C)."""
        B, T, C = x.shape
        heads = self.c_attn(x).view(B, T, 3, self.n_head, C // self.n_head)  # (B, T, 3, nh, hs)
        query, key, value = heads.permute(2, 0, 3, 1, 4)  # 3 of (B, nh, T, hs)
        dropout = self.dropout if self.training else 0.0
        mixed = F.scaled_dot_product_attention(query, key, value, dropout_p=dropout, is_causal=True)  # (B, nh, T, hs)
        joined = mixed.transpose(1, 2).reshape(B, T, C)  # (B, T, C)
        written: Tensor = self.resid_dropout(self.c_proj(joined))  # (B, T, C)
        return written


class MLP(nn.Module):
    """Thinks about each position by itself, in four times the width."""

    def __init__(self, config: GPTConfig) -> None:
        super().__init__()
        self.c_fc = nn.Linear(config.n_embd, 4 * config.n_embd, bias=config.bias)
        self.c_proj = nn.Linear(4 * config.n_embd, config.n_embd, bias=config.bias)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, T, C) to (B, T, C)."""
        hidden = F.gelu(self.c_fc(x))  # (B, T, 4C), the exact GELU
        written: Tensor = self.dropout(self.c_proj(hidden))  # (B, T, C)
        return written


class Block(nn.Module):
    """Adds what attention and MLP find to the residual stream, which itself is never normalised (pre-norm)."""

    def __init__(self, config: GPTConfig) -> None:
        super().__init__()
        self.ln_1 = nn.LayerNorm(config.n_embd, bias=config.bias)
        self.attn = CausalSelfAttention(config)
        self.ln_2 = nn.LayerNorm(config.n_embd, bias=config.bias)
        self.mlp = MLP(config)

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, T, C) to (B, T, C)."""
        x = x + self.attn(self.ln_1(x))
        x = x + self.mlp(self.ln_2(x))
        return x  # noqa: RET504 - Tensor, where torch types the call of a module as Any


class Transformer(nn.Module):
    """Everything between the tokens and the head."""

    def __init__(self, config: GPTConfig) -> None:
        super().__init__()
        self.wte = nn.Embedding(config.vocab_size, config.n_embd)
        self.wpe = nn.Embedding(config.block_size, config.n_embd)
        self.drop = nn.Dropout(config.dropout)
        self.h = nn.ModuleList(Block(config) for _ in range(config.n_layer))
        self.ln_f = nn.LayerNorm(config.n_embd, bias=config.bias)

    def forward(self, tokens: Tensor) -> Tensor:
        """Map tokens (B, T) to features (B, T, C)."""
        positions = torch.arange(tokens.shape[1], device=tokens.device)  # (T,)
        x = self.drop(self.wte(tokens) + self.wpe(positions))  # (B, T, C)
        for block in self.h:
            x = block(x)
        features: Tensor = self.ln_f(x)  # (B, T, C)
        return features


class GPT(nn.Module):
    """A decoder-only transformer that predicts the next token.

    The token embedding and the head are one matrix (Press and Wolf, "Using the Output Embedding to Improve Language
    Models", 2017).
    """

    def __init__(self, config: GPTConfig) -> None:
        super().__init__()
        self.config = config
        self.transformer = Transformer(config)
        self.lm_head = nn.Linear(config.n_embd, config.vocab_size, bias=False)
        self.lm_head.weight = self.transformer.wte.weight
        self._initialise()

    def forward(self, tokens: Tensor, targets: Tensor | None = None) -> tuple[Tensor, Tensor | None]:
        """Predict the token after each position.

        Args:
            tokens: int64 (B, T), T at most `block_size`.
            targets: int64 (B, T), the tokens that do follow.

        Returns:
            The logits (B, T, V), and the mean cross-entropy in nats as a scalar, None without targets.

        Raises:
            ValueError: if the sequence is longer than `block_size`.
        """
        logits = self.lm_head(self._features(tokens))  # (B, T, V)
        if targets is None:
            return logits, None
        return logits, F.cross_entropy(logits.flatten(0, 1), targets.flatten())

    @torch.no_grad()
    def generate(
        self,
        tokens: Tensor,
        count: int,
        *,
        temperature: float = 1.0,
        top_k: int | None = None,
        generator: torch.Generator | None = None,
    ) -> Tensor:
        """Continue each sequence, token by token, each drawn from what the model predicts.

        Args:
            tokens: int64 (B, T), T at least 1; only the last `block_size` of them are seen.
            count: Number of tokens to append.
            temperature: Below 1 bolder guesses become likelier; 0 always takes the likeliest.
            top_k: Draw among this many likeliest tokens; None: among all.
            generator: Source of randomness, on the model's device; None: torch's own.

        Returns:
            int64 (B, T + count).
        """
        was_training = self.training
        self.eval()
        for _ in range(count):
            features = self._features(tokens[:, -self.config.block_size :])  # (B, T, C)
            logits = self.lm_head(features[:, -1])  # (B, V)
            tokens = torch.cat((tokens, _draw(logits, temperature, top_k, generator)), dim=1)  # (B, T + 1)
        self.train(was_training)
        return tokens

    def parameter_count(self) -> int:
        """Return the number of weights; tied ones count once."""
        return sum(parameter.numel() for parameter in self.parameters())

    def _features(self, tokens: Tensor) -> Tensor:
        if tokens.shape[1] > self.config.block_size:
            raise ValueError(f"a sequence of {tokens.shape[1]} tokens exceeds block_size={self.config.block_size}")
        features: Tensor = self.transformer(tokens)  # (B, T, C)
        return features

    def _initialise(self) -> None:
        """Initialise as GPT-2 does.

        The layers that write to the residual stream start smaller, as there are two in each block whose sum should
        keep its size at any depth (Radford et al., "Language Models are Unsupervised Multitask Learners", 2019).
        """
        residual_std = 0.02 / math.sqrt(2 * self.config.n_layer)
        for name, module in self.named_modules():
            if isinstance(module, (nn.Linear, nn.Embedding)):
                nn.init.normal_(module.weight, std=residual_std if name.endswith("c_proj") else 0.02)
            if isinstance(module, nn.Linear) and module.bias is not None:
                nn.init.zeros_(module.bias)


def _draw(logits: Tensor, temperature: float, top_k: int | None, generator: torch.Generator | None) -> Tensor:
    """Draw a token from each row of logits (B, V); returns int64 (B, 1)."""
    if temperature == 0:
        return logits.argmax(dim=-1, keepdim=True)
    if top_k is not None and top_k < logits.shape[-1]:
        smallest_kept = logits.topk(top_k).values[:, -1:]  # (B, 1)
        logits = logits.masked_fill(logits < smallest_kept, float("-inf"))
    probabilities = F.softmax(logits.float() / temperature, dim=-1)  # (B, V)
    return torch.multinomial(probabilities, num_samples=1, generator=generator)
