"""BERT and its kin, and models with an encoder and a decoder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import transformers

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import nn

    from tensorboard_plugin_paramviz.format.layout import ParameterLayout

    Tells = Callable[[nn.Module, str], None]

SIZE: dict[str, Any] = {
    "hidden_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 176,
    "vocab_size": 101,
}


def test_bert(tells: Tells) -> None:
    tells(
        transformers.BertForPreTraining(transformers.BertConfig(**SIZE)),
        """
        bert.embeddings.word_embeddings.weight                    token_embedding
        bert.embeddings.position_embeddings.weight                position_embedding
        bert.embeddings.token_type_embeddings.weight              position_embedding
        bert.encoder.layer.{layer}.attention.self.query.weight    attention query/4
        bert.encoder.layer.{layer}.attention.self.key.weight      attention key/4
        bert.encoder.layer.{layer}.attention.self.value.weight    attention value/4
        bert.encoder.layer.{layer}.attention.output.dense.weight  attention output/4
        bert.encoder.layer.{layer}.intermediate.dense.weight      mlp fc
        bert.encoder.layer.{layer}.output.dense.weight            mlp projection
        bert.pooler.dense.weight                                  mlp
        cls.predictions.transform.dense.weight                    mlp
        cls.seq_relationship.weight                               head
    """,
    )


def test_the_bias_of_a_tied_head_belongs_to_the_head(
    described: Callable[[nn.Module], dict[str, ParameterLayout]],
) -> None:
    bert = described(transformers.BertForMaskedLM(transformers.BertConfig(**SIZE)))
    assert bert["cls.predictions.bias"].kind == "head"
    config = transformers.DistilBertConfig(dim=64, n_layers=1, n_heads=4, hidden_dim=176, vocab_size=101)
    assert described(transformers.DistilBertForMaskedLM(config))["vocab_projector.bias"].kind == "head"


def test_a_classifier_on_roberta(tells: Tells) -> None:
    tells(
        transformers.RobertaForSequenceClassification(transformers.RobertaConfig(**SIZE)),
        """
        roberta.embeddings.word_embeddings.weight                    token_embedding
        roberta.embeddings.token_type_embeddings.weight              position_embedding
        roberta.embeddings.position_embeddings.weight                position_embedding
        roberta.encoder.layer.{layer}.attention.self.query.weight    attention query/4
        roberta.encoder.layer.{layer}.attention.self.key.weight      attention key/4
        roberta.encoder.layer.{layer}.attention.self.value.weight    attention value/4
        roberta.encoder.layer.{layer}.attention.output.dense.weight  attention output/4
        roberta.encoder.layer.{layer}.intermediate.dense.weight      mlp fc
        roberta.encoder.layer.{layer}.output.dense.weight            mlp projection
        classifier.dense.weight                                      mlp
        classifier.out_proj.weight                                   head
    """,
    )


def test_roberta(tells: Tells) -> None:
    tells(
        transformers.RobertaForMaskedLM(transformers.RobertaConfig(**SIZE)),
        """
        roberta.embeddings.word_embeddings.weight                    token_embedding
        roberta.embeddings.token_type_embeddings.weight              position_embedding
        roberta.embeddings.position_embeddings.weight                position_embedding
        roberta.encoder.layer.{layer}.attention.self.query.weight    attention query/4
        roberta.encoder.layer.{layer}.attention.self.key.weight      attention key/4
        roberta.encoder.layer.{layer}.attention.self.value.weight    attention value/4
        roberta.encoder.layer.{layer}.attention.output.dense.weight  attention output/4
        roberta.encoder.layer.{layer}.intermediate.dense.weight      mlp fc
        roberta.encoder.layer.{layer}.output.dense.weight            mlp projection
        lm_head.dense.weight                                         mlp
    """,
    )


def test_distilbert(tells: Tells) -> None:
    config = transformers.DistilBertConfig(dim=64, n_layers=2, n_heads=4, hidden_dim=176, vocab_size=101)
    tells(
        transformers.DistilBertForSequenceClassification(config),
        """
        distilbert.embeddings.word_embeddings.weight                   token_embedding
        distilbert.embeddings.position_embeddings.weight               position_embedding
        distilbert.transformer.layer.{layer}.attention.q_lin.weight    attention query/4
        distilbert.transformer.layer.{layer}.attention.k_lin.weight    attention key/4
        distilbert.transformer.layer.{layer}.attention.v_lin.weight    attention value/4
        distilbert.transformer.layer.{layer}.attention.out_lin.weight  attention output/4
        distilbert.transformer.layer.{layer}.ffn.lin1.weight           mlp fc
        distilbert.transformer.layer.{layer}.ffn.lin2.weight           mlp projection
        pre_classifier.weight                                          mlp
        classifier.weight                                              head
    """,
    )


def test_albert(tells: Tells) -> None:
    tells(
        transformers.AlbertForMaskedLM(transformers.AlbertConfig(**SIZE, embedding_size=32)),
        """
        albert.embeddings.word_embeddings.weight                                           token_embedding
        albert.embeddings.position_embeddings.weight                                       position_embedding
        albert.embeddings.token_type_embeddings.weight                                     position_embedding
        albert.encoder.embedding_hidden_mapping_in.weight                                  mlp
        albert.encoder.albert_layer_groups.{layer}.albert_layers.*.attention.query.weight  attention query/4
        albert.encoder.albert_layer_groups.{layer}.albert_layers.*.attention.key.weight    attention key/4
        albert.encoder.albert_layer_groups.{layer}.albert_layers.*.attention.value.weight  attention value/4
        albert.encoder.albert_layer_groups.{layer}.albert_layers.*.attention.dense.weight  attention output/4
        albert.encoder.albert_layer_groups.{layer}.albert_layers.*.ffn.weight              mlp fc
        albert.encoder.albert_layer_groups.{layer}.albert_layers.*.ffn_output.weight       mlp projection
        predictions.dense.weight                                                           mlp
    """,
    )


def test_deberta(tells: Tells) -> None:
    config = transformers.DebertaV2Config(**SIZE, relative_attention=True, pos_att_type=["p2c", "c2p"])
    tells(
        transformers.DebertaV2ForMaskedLM(config),
        """
        deberta.embeddings.word_embeddings.weight                           token_embedding
        deberta.embeddings.position_embeddings.weight                       position_embedding
        deberta.encoder.layer.{layer}.attention.self.query_proj.weight      attention query/4
        deberta.encoder.layer.{layer}.attention.self.key_proj.weight        attention key/4
        deberta.encoder.layer.{layer}.attention.self.value_proj.weight      attention value/4
        deberta.encoder.layer.{layer}.attention.self.pos_key_proj.weight    attention key/4
        deberta.encoder.layer.{layer}.attention.self.pos_query_proj.weight  attention query/4
        deberta.encoder.layer.{layer}.attention.output.dense.weight         attention output/4
        deberta.encoder.layer.{layer}.intermediate.dense.weight             mlp fc
        deberta.encoder.layer.{layer}.output.dense.weight                   mlp projection
        deberta.encoder.rel_embeddings.weight                               position_embedding
        cls.predictions.transform.dense.weight                              mlp
    """,
    )


def test_electra(tells: Tells) -> None:
    tells(
        transformers.ElectraForPreTraining(transformers.ElectraConfig(**SIZE, embedding_size=32)),
        """
        electra.embeddings.word_embeddings.weight                    token_embedding
        electra.embeddings.position_embeddings.weight                position_embedding
        electra.embeddings.token_type_embeddings.weight              position_embedding
        electra.embeddings_project.weight                            mlp
        electra.encoder.layer.{layer}.attention.self.query.weight    attention query/4
        electra.encoder.layer.{layer}.attention.self.key.weight      attention key/4
        electra.encoder.layer.{layer}.attention.self.value.weight    attention value/4
        electra.encoder.layer.{layer}.attention.output.dense.weight  attention output/4
        electra.encoder.layer.{layer}.intermediate.dense.weight      mlp fc
        electra.encoder.layer.{layer}.output.dense.weight            mlp projection
        discriminator_predictions.dense.weight                       mlp
        discriminator_predictions.dense_prediction.weight            head
    """,
    )


def test_modernbert(tells: Tells) -> None:
    special: dict[str, Any] = dict.fromkeys(
        ("pad_token_id", "bos_token_id", "eos_token_id", "cls_token_id", "sep_token_id"), 0
    )
    tells(
        transformers.ModernBertForMaskedLM(transformers.ModernBertConfig(**SIZE, **special)),
        """
        model.embeddings.tok_embeddings.weight  token_embedding
        model.layers.{layer}.attn.Wqkv.weight   attention query/4 key/4 value/4
        model.layers.{layer}.attn.Wo.weight     attention output/4
        model.layers.{layer}.mlp.Wi.weight      mlp fc fc
        model.layers.{layer}.mlp.Wo.weight      mlp projection
        head.dense.weight                       mlp
    """,
    )


def test_t5(tells: Tells) -> None:
    config = transformers.T5Config(
        d_model=64, d_kv=16, d_ff=176, num_layers=2, num_heads=4, vocab_size=101, feed_forward_proj="gated-gelu"
    )
    tells(
        transformers.T5ForConditionalGeneration(config),
        """
        shared.weight                                                               token_embedding
        encoder.block.{layer}.layer.*.SelfAttention.q.weight                        attention query/4
        encoder.block.{layer}.layer.*.SelfAttention.k.weight                        attention key/4
        encoder.block.{layer}.layer.*.SelfAttention.v.weight                        attention value/4
        encoder.block.{layer}.layer.*.SelfAttention.o.weight                        attention output/4
        encoder.block.{layer}.layer.*.SelfAttention.relative_attention_bias.weight  attention
        encoder.block.{layer}.layer.*.DenseReluDense.wi_0.weight                    mlp fc
        encoder.block.{layer}.layer.*.DenseReluDense.wi_1.weight                    mlp fc
        encoder.block.{layer}.layer.*.DenseReluDense.wo.weight                      mlp projection
        decoder.block.{layer}.layer.*.SelfAttention.q.weight                        attention query/4
        decoder.block.{layer}.layer.*.SelfAttention.k.weight                        attention key/4
        decoder.block.{layer}.layer.*.SelfAttention.v.weight                        attention value/4
        decoder.block.{layer}.layer.*.SelfAttention.o.weight                        attention output/4
        decoder.block.{layer}.layer.*.SelfAttention.relative_attention_bias.weight  attention
        decoder.block.{layer}.layer.*.EncDecAttention.q.weight                      attention query/4
        decoder.block.{layer}.layer.*.EncDecAttention.k.weight                      attention key/4
        decoder.block.{layer}.layer.*.EncDecAttention.v.weight                      attention value/4
        decoder.block.{layer}.layer.*.EncDecAttention.o.weight                      attention output/4
        decoder.block.{layer}.layer.*.DenseReluDense.wi_0.weight                    mlp fc
        decoder.block.{layer}.layer.*.DenseReluDense.wi_1.weight                    mlp fc
        decoder.block.{layer}.layer.*.DenseReluDense.wo.weight                      mlp projection
    """,
    )


def test_bart(tells: Tells) -> None:
    config = transformers.BartConfig(
        d_model=64,
        encoder_layers=1,
        decoder_layers=1,
        encoder_attention_heads=4,
        decoder_attention_heads=4,
        encoder_ffn_dim=176,
        decoder_ffn_dim=176,
        vocab_size=101,
        max_position_embeddings=32,
    )
    tells(
        transformers.BartForConditionalGeneration(config),
        """
        model.shared.weight                                        token_embedding
        model.encoder.embed_positions.weight                       position_embedding
        model.encoder.layers.{layer}.self_attn.k_proj.weight       attention key/4
        model.encoder.layers.{layer}.self_attn.v_proj.weight       attention value/4
        model.encoder.layers.{layer}.self_attn.q_proj.weight       attention query/4
        model.encoder.layers.{layer}.self_attn.out_proj.weight     attention output/4
        model.encoder.layers.{layer}.fc1.weight                    mlp fc
        model.encoder.layers.{layer}.fc2.weight                    mlp projection
        model.decoder.embed_positions.weight                       position_embedding
        model.decoder.layers.{layer}.self_attn.k_proj.weight       attention key/4
        model.decoder.layers.{layer}.self_attn.v_proj.weight       attention value/4
        model.decoder.layers.{layer}.self_attn.q_proj.weight       attention query/4
        model.decoder.layers.{layer}.self_attn.out_proj.weight     attention output/4
        model.decoder.layers.{layer}.encoder_attn.k_proj.weight    attention key/4
        model.decoder.layers.{layer}.encoder_attn.v_proj.weight    attention value/4
        model.decoder.layers.{layer}.encoder_attn.q_proj.weight    attention query/4
        model.decoder.layers.{layer}.encoder_attn.out_proj.weight  attention output/4
        model.decoder.layers.{layer}.fc1.weight                    mlp fc
        model.decoder.layers.{layer}.fc2.weight                    mlp projection
    """,
    )
