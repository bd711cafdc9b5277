"""Other models as people write them with `torch.nn`: convnets, chains, adapters, parameters by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch
from torch import nn
from torch.nn.utils import parametrizations, parametrize

if TYPE_CHECKING:
    from collections.abc import Callable

    from tensorboard_plugin_paramviz.format.layout import ParameterLayout

    Tells = Callable[[nn.Module, str], None]


def module(**children: nn.Module) -> nn.Module:
    """A module with these children."""
    parent = nn.Module()
    for name, child in children.items():
        parent.add_module(name, child)
    return parent


def of(class_name: str, children: dict[str, nn.Module] | None = None, **shapes: tuple[int, ...]) -> nn.Module:
    """A module of a class of that name, with these children and parameters of these shapes."""
    made: nn.Module = type(class_name, (nn.Module,), {})()
    for name, child in (children or {}).items():
        made.add_module(name, child)
    for name, shape in shapes.items():
        made.register_parameter(name, nn.Parameter(torch.ones(shape)))
    return made


def test_an_adapter_is_of_the_kind_of_what_it_adapts(tells: Tells) -> None:
    def adapted(outputs: int) -> nn.Module:
        return module(
            base_layer=nn.Linear(64, outputs, bias=False),
            lora_A=nn.ModuleDict({"default": nn.Linear(64, 4, bias=False)}),
            lora_B=nn.ModuleDict({"default": nn.Linear(4, outputs, bias=False)}),
        )

    attention = module(q_proj=adapted(64), k_proj=nn.Linear(64, 64, bias=False))
    model = module(layers=nn.ModuleList([module(self_attn=attention, mlp=module(up_proj=adapted(128)))]))
    tells(
        model,
        """
        layers.{layer}.self_attn.q_proj.base_layer.weight      attention query
        layers.{layer}.self_attn.q_proj.lora_A.default.weight  attention
        layers.{layer}.self_attn.q_proj.lora_B.default.weight  attention
        layers.{layer}.self_attn.k_proj.weight                 attention key
        layers.{layer}.mlp.up_proj.base_layer.weight           mlp fc
        layers.{layer}.mlp.up_proj.lora_A.default.weight       mlp
        layers.{layer}.mlp.up_proj.lora_B.default.weight       mlp
    """,
    )


def test_parametrized_weights(tells: Tells) -> None:
    attention = module(
        q_proj=parametrizations.weight_norm(nn.Linear(8, 8)), out_proj=parametrizations.orthogonal(nn.Linear(8, 8))
    )
    head = parametrizations.spectral_norm(nn.Linear(8, 4))
    tells(
        module(layers=nn.ModuleList([module(self_attn=attention)]), head=head),
        """
        layers.{layer}.self_attn.q_proj.parametrizations.weight.original0   attention query
        layers.{layer}.self_attn.q_proj.parametrizations.weight.original1   attention query
        layers.{layer}.self_attn.out_proj.parametrizations.weight.original  attention output
        head.parametrizations.weight.original                               head
    """,
    )


def test_a_residual_net(tells: Tells) -> None:
    def block(inputs: int, outputs: int) -> nn.Module:
        return module(
            conv1=nn.Conv2d(inputs, outputs, 3, bias=False),
            bn1=nn.BatchNorm2d(outputs),
            conv2=nn.Conv2d(outputs, outputs, 3, bias=False),
            bn2=nn.BatchNorm2d(outputs),
            downsample=nn.Sequential(nn.Conv2d(inputs, outputs, 1, bias=False), nn.BatchNorm2d(outputs)),
        )

    model = module(
        conv1=nn.Conv2d(3, 16, 7, bias=False),
        bn1=nn.BatchNorm2d(16),
        layer1=nn.Sequential(block(16, 16), block(16, 16)),
        layer2=nn.Sequential(block(16, 32), block(32, 32)),
        fc=nn.Linear(32, 10),
    )
    tells(
        model,
        """
        conv1.weight                        conv
        layer1.{layer}.conv1.weight         conv
        layer1.{layer}.conv2.weight         conv
        layer1.{layer}.downsample.*.weight  conv
        layer2.{layer}.conv1.weight         conv
        layer2.{layer}.conv2.weight         conv
        layer2.{layer}.downsample.*.weight  conv
        fc.weight                           head
    """,
    )


def test_a_vgg(tells: Tells) -> None:
    model = module(
        features=nn.Sequential(nn.Conv2d(3, 16, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3)),
        classifier=nn.Sequential(nn.Linear(1568, 64), nn.ReLU(), nn.Dropout(), nn.Linear(64, 64), nn.Linear(64, 10)),
    )
    tells(
        model,
        """
        features.{layer}.weight    conv
        classifier.{layer}.weight  mlp
        classifier.*.weight        head
    """,
    )


def test_a_u_net(tells: Tells) -> None:
    model = module(
        time_embed=nn.Sequential(nn.Linear(16, 64), nn.SiLU(), nn.Linear(64, 64)),
        down=nn.ModuleList([nn.Conv2d(3, 16, 3), nn.Conv2d(16, 32, 3)]),
        middle=nn.MultiheadAttention(32, 4),
        up=nn.ModuleList([nn.ConvTranspose2d(32, 16, 2)]),
        out=nn.Conv2d(16, 3, 1),
    )
    tells(
        model,
        """
        time_embed.*.weight     mlp
        down.{layer}.weight     conv
        middle.in_proj_weight   attention query/4 key/4 value/4
        middle.out_proj.weight  attention output/4
        up.{layer}.weight       conv
        out.weight              conv
    """,
    )


def test_the_chain_of_torchs_quickstart_ends_with_a_head(tells: Tells) -> None:
    stack = nn.Sequential(nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 10))
    tells(
        module(flatten=nn.Flatten(), linear_relu_stack=stack),
        """
        linear_relu_stack.{layer}.weight  mlp
        linear_relu_stack.*.weight        head
    """,
    )


def test_the_mlp_of_karpathys_makemore(tells: Tells) -> None:
    mlp = nn.Sequential(nn.Linear(72, 64), nn.Tanh(), nn.Linear(64, 27))
    tells(
        module(wte=nn.Embedding(28, 24), mlp=mlp),
        """
        wte.weight          token_embedding
        mlp.{layer}.weight  mlp fc
        mlp.*.weight        head
    """,
    )


def test_an_actor_and_a_critic_have_a_head_each(tells: Tells) -> None:
    heads = {
        name: nn.Sequential(nn.Linear(64, 32), nn.Tanh(), nn.Linear(32, outputs))
        for name, outputs in (("policy_head", 2), ("value_head", 1))
    }
    tells(
        module(body=nn.Sequential(nn.Linear(4, 64), nn.Tanh()), **heads),
        """
        body.{layer}.weight         mlp
        policy_head.{layer}.weight  mlp
        policy_head.*.weight        head
        value_head.{layer}.weight   mlp
        value_head.*.weight         head
    """,
    )


def test_a_list_of_heads(tells: Tells) -> None:
    heads = nn.ModuleList([nn.Linear(64, 2), nn.Linear(64, 3)])
    tells(
        module(trunk=nn.Sequential(nn.Linear(4, 64), nn.Tanh()), heads=heads),
        """
        trunk.{layer}.weight  mlp
        heads.*.weight        head
    """,
    )


def test_an_autoencoder(tells: Tells) -> None:
    model = module(
        encoder=nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 16)),
        decoder=nn.Sequential(nn.Linear(16, 128), nn.ReLU(), nn.Linear(128, 784)),
    )
    tells(
        model,
        """
        encoder.{layer}.weight  mlp
        decoder.{layer}.weight  mlp
        decoder.*.weight        head
    """,
    )


def test_recurrent_layers_are_numbered(tells: Tells) -> None:
    model = module(embedding=nn.Embedding(101, 64), lstm=nn.LSTM(64, 32, 2, bidirectional=True), fc=nn.Linear(64, 10))
    tells(
        model,
        """
        embedding.weight           token_embedding
        lstm.weight_ih_l0          other
        lstm.weight_hh_l0          other
        lstm.bias_ih_l0            other
        lstm.bias_hh_l0            other
        lstm.weight_ih_l0_reverse  other
        lstm.weight_hh_l0_reverse  other
        lstm.bias_ih_l0_reverse    other
        lstm.bias_hh_l0_reverse    other
        lstm.weight_ih_l1          other
        lstm.weight_hh_l1          other
        lstm.bias_ih_l1            other
        lstm.bias_hh_l1            other
        lstm.weight_ih_l1_reverse  other
        lstm.weight_hh_l1_reverse  other
        lstm.bias_ih_l1_reverse    other
        lstm.bias_hh_l1_reverse    other
        fc.weight                  head
    """,
    )


def test_parameters_without_a_module_of_their_own(tells: Tells) -> None:
    model = of(
        "Handmade",
        {"layers": nn.ParameterList([torch.ones(8, 8), torch.ones(8, 8)])},
        wte=(10, 8),
        wpe=(6, 8),
        pos_embed=(1, 5, 8),
        register_tokens=(1, 4, 8),
        lm_head=(8, 10),
        W1=(8, 8),
        gain=(),
    )
    tells(
        model,
        """
        wte              token_embedding
        wpe              position_embedding
        pos_embed        position_embedding
        register_tokens  token_embedding
        lm_head          head
        W1               other
        gain             other
        layers.{layer}   other
    """,
    )


@pytest.mark.parametrize("first", ["wte", "lm_head"])
def test_a_tied_weight_is_an_embedding_whichever_name_comes_first(
    described: Callable[[nn.Module], dict[str, ParameterLayout]], first: str
) -> None:
    embedding, head = nn.Embedding(10, 8), nn.Linear(8, 10)
    head.weight = embedding.weight
    children: dict[str, nn.Module] = {"wte": embedding, "lm_head": head}
    model = module(**{name: children[name] for name in sorted(children, key=lambda name: name != first)})
    found = described(model)
    assert {name: each.kind for name, each in found.items()} == {
        f"{first}.weight": "token_embedding",
        "lm_head.bias": "head",
    }


def test_classes_that_torch_makes_while_it_runs_are_known_by_the_names_of_their_authors(
    described: Callable[[nn.Module], dict[str, ParameterLayout]],
) -> None:
    transposed = of("Conv1D", weight=(8, 24))
    parametrize.register_parametrization(transposed, "weight", nn.Identity())
    model = module(h=nn.ModuleList([module(attn=module(c_attn=transposed))]))
    (parameter,) = described(model).values()
    assert [(part.name, part.axis, part.length) for part in parameter.parts] == [
        ("query", 1, 8),
        ("key", 1, 8),
        ("value", 1, 8),
    ]


def test_a_segmentation_is_no_segment(described: Callable[[nn.Module], dict[str, ParameterLayout]]) -> None:
    model = module(segmentation=module(classes=nn.Embedding(9, 4)), segment_embeddings=nn.Embedding(2, 4))
    assert {name: each.kind for name, each in described(model).items()} == {
        "segmentation.classes.weight": "token_embedding",
        "segment_embeddings.weight": "position_embedding",
    }
