"""Parts and heads are where they are said to be: the models themselves compute the proof.

A query and a key meet in a product, a value and an output weight likewise. So a model's answer stays the same if each
head's queries are multiplied by a number of its own and its keys divided by it, and likewise its values and the columns
of the output that read them. It changes if any range is off by one row.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pytest
import torch
import transformers
from torch import nn

from nanogpt.model import GPT, GPTConfig

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tensorboard_plugin_paramviz.format.layout import ParameterLayout, Part

    Described = Callable[[nn.Module], dict[str, ParameterLayout]]

SIZE: dict[str, Any] = {
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 48,
    "vocab_size": 29,
}
GROUPED: dict[str, Any] = {**SIZE, "num_key_value_heads": 2}
GPT2_SIZE: dict[str, Any] = {"n_embd": 32, "n_layer": 2, "n_head": 4, "vocab_size": 29, "n_positions": 16}
FALCON: dict[str, Any] = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "vocab_size": 29}
TOKENS = torch.tensor([[3, 1, 4, 1, 5, 9, 2, 6]])

MODELS: dict[str, Callable[[], nn.Module]] = {
    "GPT-2": lambda: transformers.GPT2LMHeadModel(transformers.GPT2Config(**GPT2_SIZE)),
    "GPT-NeoX": lambda: transformers.GPTNeoXForCausalLM(transformers.GPTNeoXConfig(**SIZE)),
    "Bloom": lambda: transformers.BloomForCausalLM(
        transformers.BloomConfig(hidden_size=32, n_layer=2, n_head=4, vocab_size=29)
    ),
    "StarCoder, keys shared": lambda: transformers.GPTBigCodeForCausalLM(transformers.GPTBigCodeConfig(**GPT2_SIZE)),
    "StarCoder": lambda: transformers.GPTBigCodeForCausalLM(
        transformers.GPTBigCodeConfig(**GPT2_SIZE, multi_query=False)
    ),
    "Falcon": lambda: transformers.FalconForCausalLM(transformers.FalconConfig(**FALCON)),
    "Falcon, keys in groups": lambda: transformers.FalconForCausalLM(
        transformers.FalconConfig(**FALCON, num_kv_heads=2, new_decoder_architecture=True)
    ),
    "Falcon, a key for each": lambda: transformers.FalconForCausalLM(
        transformers.FalconConfig(**FALCON, multi_query=False, alibi=True)
    ),
    "MPT": lambda: transformers.MptForCausalLM(
        transformers.MptConfig(d_model=32, n_layers=2, n_heads=4, vocab_size=29)
    ),
    "Persimmon": lambda: transformers.PersimmonForCausalLM(transformers.PersimmonConfig(**SIZE, qk_layernorm=False)),
    "Llama": lambda: transformers.LlamaForCausalLM(transformers.LlamaConfig(**GROUPED)),
    "Phi-3": lambda: transformers.Phi3ForCausalLM(transformers.Phi3Config(**GROUPED, pad_token_id=0)),
    "OPT": lambda: transformers.OPTForCausalLM(
        transformers.OPTConfig(
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=4,
            ffn_dim=48,
            vocab_size=29,
            word_embed_proj_dim=32,
        )
    ),
    "BERT": lambda: transformers.BertForMaskedLM(transformers.BertConfig(**SIZE)),
    "ModernBERT": lambda: transformers.ModernBertForMaskedLM(
        transformers.ModernBertConfig(
            **SIZE, pad_token_id=0, bos_token_id=0, eos_token_id=0, cls_token_id=0, sep_token_id=0
        )
    ),
    "nn.TransformerEncoder": lambda: nn.Sequential(
        nn.Embedding(29, 32), nn.TransformerEncoder(nn.TransformerEncoderLayer(32, 4, 48, batch_first=True), 2)
    ),
    "nanoGPT": lambda: GPT(GPTConfig(block_size=16, vocab_size=29, n_layer=2, n_head=4, n_embd=32)),
}


def heads_of(part: Part) -> Iterator[slice]:
    """The range of each head in a part."""
    assert part.n_head > 0
    width = part.length // part.n_head
    for head in range(part.n_head):
        yield slice(part.start + head * width, part.start + (head + 1) * width)


def ranges(parameter: ParameterLayout) -> dict[str, list[tuple[int, slice]]]:
    """For each name of a part, the axis and the range of each of its heads, in order."""
    found: dict[str, list[tuple[int, slice]]] = defaultdict(list)
    for part in parameter.parts:
        if part.name == "output" and len(parameter.shape) == 1:
            continue  # a bias reads no heads
        found[part.name] += [(part.axis, head) for head in heads_of(part)]
    return found


@torch.no_grad()
def rescaled(model: nn.Module, layout: dict[str, ParameterLayout], powers: dict[str, int]) -> nn.Module:
    """A copy of a model with the heads of some parts multiplied, those that share a key by the same factor."""
    changed = copy.deepcopy(model)
    parameters = dict(changed.named_parameters())
    by_parameter = {name: ranges(each) for name, each in layout.items() if each.kind == "attention"}
    groups = max(len(heads["key"]) for heads in by_parameter.values())
    for name, found in by_parameter.items():
        for part, heads in found.items():
            for index, (axis, head) in enumerate(heads):
                factor = (2.0 + index * groups // len(heads)) ** powers.get(part, 0)
                parameters[name].narrow(axis, head.start, head.stop - head.start).mul_(factor)
    return changed


@torch.no_grad()
def answer(model: nn.Module) -> torch.Tensor:
    """The model's answer to some tokens, as one tensor."""
    output = model(TOKENS)
    found = output if isinstance(output, torch.Tensor) else output[0]
    assert isinstance(found, torch.Tensor)
    return found


@pytest.fixture(params=MODELS)
def model(request: pytest.FixtureRequest) -> nn.Module:
    """A model with weights large enough for its attention to matter."""
    made = MODELS[request.param]().eval()
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.3)
    return made


def test_query_key_value_and_output_are_where_they_are_said_to_be(model: nn.Module, described: Described) -> None:
    layout = described(model)
    expected = answer(model)
    both = rescaled(model, layout, {"query": 1, "key": -1, "value": 1, "output": -1})
    assert torch.allclose(answer(both), expected, rtol=1e-3, atol=1e-4)
    for part in ("query", "key", "value", "output"):
        alone = rescaled(model, layout, {part: 1})
        assert not torch.allclose(answer(alone), expected, rtol=1e-2, atol=1e-2), part
