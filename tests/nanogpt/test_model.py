"""The model gives GPT-2's logits under nanoGPT's names."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from nanogpt.checkpoint import load_parameters
from nanogpt.model import GPT, GPTConfig

SHAPE = GPTConfig(block_size=8, vocab_size=11, n_layer=2, n_head=2, n_embd=12, bias=True)


def nanogpt_shapes(config: GPTConfig) -> dict[str, tuple[int, ...]]:
    """List what a nanoGPT checkpoint holds, written down from its format and not from the model under test."""
    width = config.n_embd
    shapes: dict[str, tuple[int, ...]] = {
        "transformer.wte.weight": (config.vocab_size, width),
        "transformer.wpe.weight": (config.block_size, width),
        "transformer.ln_f.weight": (width,),
        "lm_head.weight": (config.vocab_size, width),
    }
    biases: dict[str, tuple[int, ...]] = {"transformer.ln_f.bias": (width,)}
    for layer in range(config.n_layer):
        for name, shape in {
            "ln_1": (width,),
            "attn.c_attn": (3 * width, width),
            "attn.c_proj": (width, width),
            "ln_2": (width,),
            "mlp.c_fc": (4 * width, width),
            "mlp.c_proj": (width, 4 * width),
        }.items():
            shapes[f"transformer.h.{layer}.{name}.weight"] = shape
            biases[f"transformer.h.{layer}.{name}.bias"] = shape[:1]
    return shapes | (biases if config.bias else {})


def nanogpt_parameters(config: GPTConfig, *, prefix: str = "", masks: bool = False) -> dict[str, Tensor]:
    """Make the parameters of such a checkpoint, large enough that every term of the formulas counts."""
    generator = torch.Generator().manual_seed(5)
    parameters = {
        prefix + name: torch.randn(shape, generator=generator) * 0.5 for name, shape in nanogpt_shapes(config).items()
    }
    parameters[prefix + "lm_head.weight"] = parameters[prefix + "transformer.wte.weight"]
    if masks:
        mask = torch.ones(1, 1, config.block_size, config.block_size).tril()
        parameters |= {f"{prefix}transformer.h.{layer}.attn.bias": mask for layer in range(config.n_layer)}
    return parameters


def reference_logits(parameters: dict[str, Tensor], config: GPTConfig, tokens: list[int]) -> Tensor:
    """GPT-2's formulas, position by position and head by head, in float64."""
    p = {name: parameter.double() for name, parameter in parameters.items()}
    width, head_width = config.n_embd, config.n_embd // config.n_head

    def bias(name: str) -> Tensor:
        return p.get(f"{name}.bias", torch.zeros(1, dtype=torch.float64))

    def norm(x: Tensor, name: str) -> Tensor:
        centred = x - x.sum() / width
        variance = (centred * centred).sum() / width
        return centred / torch.sqrt(variance + 1e-5) * p[f"{name}.weight"] + bias(name)

    def linear(x: Tensor, name: str) -> Tensor:
        return p[f"{name}.weight"] @ x + bias(name)

    def gelu(x: Tensor) -> Tensor:
        return torch.tensor([each / 2 * (1 + math.erf(each / math.sqrt(2))) for each in x.tolist()]).double()

    stream = [p["transformer.wte.weight"][t] + p["transformer.wpe.weight"][i] for i, t in enumerate(tokens)]
    for layer in range(config.n_layer):
        block = f"transformer.h.{layer}"
        fused = [linear(norm(x, f"{block}.ln_1"), f"{block}.attn.c_attn") for x in stream]
        mixed = []
        for now in range(len(stream)):
            heads = []
            for head in range(config.n_head):
                columns = slice(head * head_width, (head + 1) * head_width)
                query = fused[now][:width][columns]
                keys = [fused[past][width : 2 * width][columns] for past in range(now + 1)]
                values = [fused[past][2 * width :][columns] for past in range(now + 1)]
                weights = [math.exp(float(query @ key) / math.sqrt(head_width)) for key in keys]
                weighted = torch.stack([weight * value for weight, value in zip(weights, values, strict=True)])
                heads.append(weighted.sum(dim=0) / sum(weights))
            mixed.append(torch.cat(heads))
        stream = [x + linear(m, f"{block}.attn.c_proj") for x, m in zip(stream, mixed, strict=True)]
        hidden = [gelu(linear(norm(x, f"{block}.ln_2"), f"{block}.mlp.c_fc")) for x in stream]
        stream = [x + linear(h, f"{block}.mlp.c_proj") for x, h in zip(stream, hidden, strict=True)]
    return torch.stack([p["lm_head.weight"] @ norm(x, "transformer.ln_f") for x in stream])  # (T, V)


@pytest.mark.parametrize("bias", [True, False])
def test_names_and_shapes_are_those_of_nanogpt(bias: bool) -> None:
    config = GPTConfig(block_size=8, vocab_size=11, n_layer=2, n_head=2, n_embd=12, bias=bias)
    state = GPT(config).state_dict()
    assert {name: tuple(parameter.shape) for name, parameter in state.items()} == nanogpt_shapes(config)


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("prefix", ["", "_orig_mod."])
def test_a_nanogpt_checkpoint_gives_the_logits_of_gpt2s_formulas(bias: bool, prefix: str) -> None:
    config = GPTConfig(block_size=8, vocab_size=11, n_layer=2, n_head=2, n_embd=12, bias=bias)
    model = GPT(config)
    load_parameters(model, nanogpt_parameters(config, prefix=prefix, masks=True))
    tokens = [3, 0, 10, 7, 7, 1, 4, 9]
    logits, _ = model.double()(torch.tensor([tokens]))
    expected = reference_logits(nanogpt_parameters(config), config, tokens)
    torch.testing.assert_close(logits[0], expected, rtol=1e-5, atol=1e-5)  # the parameters are float32


def test_the_loss_is_the_mean_cross_entropy_of_the_targets() -> None:
    model = GPT(SHAPE).double()
    tokens, targets = torch.tensor([[1, 2, 3], [4, 5, 6]]), torch.tensor([[2, 3, 9], [5, 6, 0]])
    logits, loss = model(tokens, targets)
    surprise = [-logits[b, t].log_softmax(0)[targets[b, t]].item() for b in range(2) for t in range(3)]
    assert loss.item() == pytest.approx(sum(surprise) / 6)


def test_no_position_sees_what_comes_after_it() -> None:
    model = GPT(SHAPE)
    load_parameters(model, nanogpt_parameters(SHAPE))
    logits, _ = model(torch.tensor([[1, 2, 3, 4]]))
    changed, _ = model(torch.tensor([[1, 2, 3, 9]]))
    torch.testing.assert_close(logits[:, :3], changed[:, :3])
    assert not torch.allclose(logits[:, 3], changed[:, 3])


def test_head_and_token_embedding_are_one_parameter() -> None:
    model = GPT(SHAPE)
    assert model.lm_head.weight is model.transformer.wte.weight
    assert model.parameter_count() == sum(parameter.numel() for parameter in model.parameters())


def test_gpt2_has_124_million_parameters() -> None:
    with torch.device("meta"):
        model = GPT(GPTConfig(vocab_size=50257))
    assert model.parameter_count() == 124_439_808


def test_what_writes_to_the_residual_stream_starts_smaller_the_deeper_the_model() -> None:
    torch.manual_seed(0)
    model = GPT(GPTConfig(block_size=8, vocab_size=50, n_layer=8, n_head=2, n_embd=64, bias=True))
    state = model.state_dict()
    for layer in range(8):
        for name in ("attn.c_proj", "mlp.c_proj"):
            std = state[f"transformer.h.{layer}.{name}.weight"].std().item()
            assert std == pytest.approx(0.02 / math.sqrt(16), rel=0.1)
        assert state[f"transformer.h.{layer}.mlp.c_fc.weight"].std().item() == pytest.approx(0.02, rel=0.1)
        assert state[f"transformer.h.{layer}.mlp.c_fc.bias"].count_nonzero() == 0


def test_a_sequence_longer_than_the_block_is_refused() -> None:
    with pytest.raises(ValueError, match="9 tokens exceeds block_size=8"):
        GPT(SHAPE)(torch.zeros(1, 9, dtype=torch.int64))


def test_heads_that_cannot_share_the_width_are_refused() -> None:
    with pytest.raises(ValueError, match="n_embd=10 is not a multiple of n_head=4"):
        GPTConfig(n_embd=10, n_head=4)


def test_generation_is_repeatable_with_a_generator() -> None:
    model = GPT(SHAPE)
    start = torch.tensor([[1], [2]])
    texts = [model.generate(start, 20, generator=torch.Generator().manual_seed(seed)) for seed in (3, 3, 4)]
    assert texts[0].shape == (2, 21)
    assert torch.equal(texts[0], texts[1])
    assert not torch.equal(texts[0], texts[2])


def test_generation_at_temperature_zero_takes_the_likeliest_token() -> None:
    model = GPT(SHAPE)
    load_parameters(model, nanogpt_parameters(SHAPE))
    text = model.generate(torch.tensor([[1, 2]]), 3, temperature=0)
    for length in (2, 3, 4):
        logits, _ = model(text[:, :length])
        assert text[0, length] == logits[0, -1].argmax()


def test_generation_draws_among_the_top_k_alone() -> None:
    model = GPT(SHAPE)
    load_parameters(model, nanogpt_parameters(SHAPE))
    logits, _ = model(torch.tensor([[1]]))
    drawn = model.generate(torch.ones(200, 1, dtype=torch.int64), 1, temperature=5.0, top_k=3)[:, 1]
    assert set(drawn.tolist()) == set(logits[0, 0].topk(3).indices.tolist())


def test_generation_leaves_the_mode_as_it_was() -> None:
    model = GPT(SHAPE).train()
    model.generate(torch.tensor([[1]]), 2)
    assert model.training
