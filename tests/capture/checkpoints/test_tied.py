"""Weights that a file holds once though the model has them twice."""

from __future__ import annotations

import pytest
import torch

from tensorboard_plugin_paramviz.capture.checkpoints.stored import LoadedMemory, StoredTensor
from tensorboard_plugin_paramviz.capture.checkpoints.tied import with_noted_names, with_tied_head


def stored(*shape: int) -> StoredTensor:
    tensor = torch.zeros(shape)
    return StoredTensor(LoadedMemory(tensor.untyped_storage()), 0, tensor.dtype, shape, tensor.stride())


TIED = {"tie_word_embeddings": True, "vocab_size": 20}
GPT = {"transformer.wte.weight": stored(20, 8), "transformer.wpe.weight": stored(6, 8)}
BERT = {"bert.word_embeddings.weight": stored(20, 8), "cls.predictions.bias": stored(20)}


def test_the_head_of_a_language_model_is_the_embedding() -> None:
    found = with_tied_head(GPT, TIED, "GPT2LMHeadModel")
    assert found == {**GPT, "lm_head.weight": GPT["transformer.wte.weight"]}


def test_whisper_calls_it_otherwise() -> None:
    assert "proj_out.weight" in with_tied_head(GPT, TIED, "WhisperForConditionalGeneration")


def test_the_head_of_a_masked_language_model_stands_beside_its_transformation() -> None:
    tensors = {**BERT, "cls.predictions.transform.dense.weight": stored(8, 8)}
    found = with_tied_head(tensors, TIED, "BertForMaskedLM")
    assert found["cls.predictions.decoder.weight"] == tensors["bert.word_embeddings.weight"]
    assert found["cls.predictions.decoder.bias"] == tensors["cls.predictions.bias"]


def test_or_is_the_layer_that_the_bias_belongs_to() -> None:
    found = with_tied_head({"e.weight": stored(20, 8), "projector.bias": stored(20)}, TIED, "DistilBertForMaskedLM")
    assert found["projector.weight"] == found["e.weight"]


@pytest.mark.parametrize(
    ("facts", "architecture"),
    [
        ({**TIED, "tie_word_embeddings": False}, "GPT2LMHeadModel"),
        ({"tie_word_embeddings": True}, "GPT2LMHeadModel"),
        ({**TIED, "vocab_size": 21}, "GPT2LMHeadModel"),
        (TIED, "GPT2Model"),
        (TIED, "BertForMaskedLM"),
        (TIED, ""),
    ],
)
def test_where_the_configuration_does_not_say_so_nothing_is_added(
    facts: dict[str, int | bool], architecture: str
) -> None:
    assert with_tied_head(GPT, facts, architecture) == GPT


def test_a_head_that_is_there_is_kept() -> None:
    tensors = {**GPT, "lm_head.weight": stored(20, 8)}
    assert with_tied_head(tensors, TIED, "GPT2LMHeadModel") == tensors


def test_noted_names_are_added_if_they_name_a_tensor() -> None:
    notes = {"head.weight": "transformer.wte.weight", "x": "nothing", "format": "pt", "transformer.wpe.weight": "x"}
    assert with_noted_names(GPT, notes) == {**GPT, "head.weight": GPT["transformer.wte.weight"]}
