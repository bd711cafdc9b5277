"""Models that see and hear: Hugging Face's transformers and convnets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import transformers

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import nn

    Tells = Callable[[nn.Module, str], None]

TRANSFORMER: dict[str, Any] = {
    "hidden_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 176,
}
VISION: dict[str, Any] = {**TRANSFORMER, "image_size": 32, "patch_size": 8}


def test_vit(tells: Tells) -> None:
    tells(
        transformers.ViTForImageClassification(transformers.ViTConfig(**VISION)),
        """
        vit.embeddings.cls_token                           token_embedding
        vit.embeddings.position_embeddings                 position_embedding
        vit.embeddings.patch_embeddings.projection.weight  conv
        vit.layers.{layer}.attention.q_proj.weight         attention query/4
        vit.layers.{layer}.attention.k_proj.weight         attention key/4
        vit.layers.{layer}.attention.v_proj.weight         attention value/4
        vit.layers.{layer}.attention.o_proj.weight         attention output/4
        vit.layers.{layer}.mlp.fc1.weight                  mlp fc
        vit.layers.{layer}.mlp.fc2.weight                  mlp projection
        classifier.weight                                  head
    """,
    )


def test_deit_has_two_heads(tells: Tells) -> None:
    config = transformers.DeiTConfig(**VISION)
    tells(
        transformers.DeiTForImageClassificationWithTeacher(config),
        """
        deit.embeddings.cls_token                           token_embedding
        deit.embeddings.position_embeddings                 position_embedding
        deit.embeddings.distillation_token                  token_embedding
        deit.embeddings.patch_embeddings.projection.weight  conv
        deit.layers.{layer}.attention.q_proj.weight         attention query/4
        deit.layers.{layer}.attention.k_proj.weight         attention key/4
        deit.layers.{layer}.attention.v_proj.weight         attention value/4
        deit.layers.{layer}.attention.o_proj.weight         attention output/4
        deit.layers.{layer}.mlp.fc1.weight                  mlp fc
        deit.layers.{layer}.mlp.fc2.weight                  mlp projection
        cls_classifier.weight                               head
        distillation_classifier.weight                      head
    """,
    )


def test_swin_has_more_heads_in_deeper_stages(tells: Tells) -> None:
    config = transformers.SwinConfig(embed_dim=32, depths=[1, 1], num_heads=[2, 4], image_size=32, window_size=4)
    tells(
        transformers.SwinForImageClassification(config),
        """
        swin.embeddings.patch_embeddings.projection.weight  conv
        swin.encoder.layers.{layer}.blocks.*.attention.q_proj.weight  attention query/2 | attention query/4
        swin.encoder.layers.{layer}.blocks.*.attention.k_proj.weight  attention key/2 | attention key/4
        swin.encoder.layers.{layer}.blocks.*.attention.v_proj.weight  attention value/2 | attention value/4
        swin.encoder.layers.{layer}.blocks.*.attention.o_proj.weight  attention output/2 | attention output/4
        swin.encoder.layers.{layer}.blocks.*.attention.relative_position_bias.relative_position_bias_table  attention
        swin.encoder.layers.{layer}.blocks.*.mlp.fc1.weight  mlp fc
        swin.encoder.layers.{layer}.blocks.*.mlp.fc2.weight  mlp projection
        swin.encoder.layers.{layer}.downsample.reduction.weight  mlp
        classifier.weight  head
    """,
    )


def test_beit(tells: Tells) -> None:
    config = transformers.BeitConfig(**VISION, use_relative_position_bias=True)
    tells(
        transformers.BeitForImageClassification(config),
        """
        beit.embeddings.cls_token                                                token_embedding
        beit.embeddings.patch_embeddings.projection.weight                       conv
        beit.layers.{layer}.lambda_1                                             other
        beit.layers.{layer}.lambda_2                                             other
        beit.layers.{layer}.attention.q_proj.weight                              attention query/4
        beit.layers.{layer}.attention.k_proj.weight                              attention key/4
        beit.layers.{layer}.attention.v_proj.weight                              attention value/4
        beit.layers.{layer}.attention.o_proj.weight                              attention output/4
        beit.layers.{layer}.mlp.fc1.weight                                       mlp fc
        beit.layers.{layer}.mlp.fc2.weight                                       mlp projection
        beit.layers.{layer}.relative_position_bias.relative_position_bias_table  attention
        classifier.weight                                                        head
    """,
    )


def test_sam(tells: Tells) -> None:
    config = transformers.SamVisionConfig(**VISION, output_channels=16)
    tells(
        transformers.SamVisionModel(config),
        """
        vision_encoder.pos_embed                        position_embedding
        vision_encoder.patch_embed.projection.weight    conv
        vision_encoder.layers.{layer}.attn.rel_pos_h    attention
        vision_encoder.layers.{layer}.attn.rel_pos_w    attention
        vision_encoder.layers.{layer}.attn.qkv.weight   attention query/4 key/4 value/4
        vision_encoder.layers.{layer}.attn.proj.weight  attention output/4
        vision_encoder.layers.{layer}.mlp.lin1.weight   mlp fc
        vision_encoder.layers.{layer}.mlp.lin2.weight   mlp projection
        vision_encoder.neck.conv1.weight                conv
        vision_encoder.neck.conv2.weight                conv
    """,
    )


def test_clip(tells: Tells) -> None:
    text = {**TRANSFORMER, "vocab_size": 101, "max_position_embeddings": 32}
    config = transformers.CLIPConfig(text_config=text, vision_config=VISION, projection_dim=32)
    tells(
        transformers.CLIPModel(config),
        """
        logit_scale                                                    other
        text_model.embeddings.token_embedding.weight                   token_embedding
        text_model.embeddings.position_embedding.weight                position_embedding
        text_model.encoder.layers.{layer}.self_attn.k_proj.weight      attention key/4
        text_model.encoder.layers.{layer}.self_attn.v_proj.weight      attention value/4
        text_model.encoder.layers.{layer}.self_attn.q_proj.weight      attention query/4
        text_model.encoder.layers.{layer}.self_attn.out_proj.weight    attention output/4
        text_model.encoder.layers.{layer}.mlp.fc1.weight               mlp fc
        text_model.encoder.layers.{layer}.mlp.fc2.weight               mlp projection
        vision_model.embeddings.class_embedding                        token_embedding
        vision_model.embeddings.patch_embedding.weight                 conv
        vision_model.embeddings.position_embedding.weight              position_embedding
        vision_model.encoder.layers.{layer}.self_attn.k_proj.weight    attention key/4
        vision_model.encoder.layers.{layer}.self_attn.v_proj.weight    attention value/4
        vision_model.encoder.layers.{layer}.self_attn.q_proj.weight    attention query/4
        vision_model.encoder.layers.{layer}.self_attn.out_proj.weight  attention output/4
        vision_model.encoder.layers.{layer}.mlp.fc1.weight             mlp fc
        vision_model.encoder.layers.{layer}.mlp.fc2.weight             mlp projection
        visual_projection.weight                                       head
        text_projection.weight                                         head
    """,
    )


def test_detr(tells: Tells) -> None:
    backbone = transformers.ResNetConfig(embedding_size=16, hidden_sizes=[16, 32], depths=[1, 1])
    keywords: dict[str, Any] = {"use_timm_backbone": False, "backbone_config": backbone}
    config = transformers.DetrConfig(
        **keywords,
        d_model=64,
        encoder_layers=1,
        decoder_layers=1,
        encoder_attention_heads=4,
        decoder_attention_heads=4,
        num_queries=5,
    )
    tells(
        transformers.DetrForObjectDetection(config),
        """
        model.backbone.model.embedder.embedder.convolution.weight                         conv
        model.backbone.model.encoder.stages.{layer}.layers.*.layer.*.convolution.weight   conv
        model.backbone.model.encoder.stages.{layer}.layers.*.shortcut.convolution.weight  conv
        model.query_position_embeddings.weight                                            position_embedding
        model.input_projection.weight                                                     conv
        model.encoder.layers.{layer}.self_attn.k_proj.weight                              attention key/4
        model.encoder.layers.{layer}.self_attn.v_proj.weight                              attention value/4
        model.encoder.layers.{layer}.self_attn.q_proj.weight                              attention query/4
        model.encoder.layers.{layer}.self_attn.o_proj.weight                              attention output/4
        model.encoder.layers.{layer}.mlp.fc1.weight                                       mlp fc
        model.encoder.layers.{layer}.mlp.fc2.weight                                       mlp projection
        model.decoder.layers.{layer}.self_attn.k_proj.weight                              attention key/4
        model.decoder.layers.{layer}.self_attn.v_proj.weight                              attention value/4
        model.decoder.layers.{layer}.self_attn.q_proj.weight                              attention query/4
        model.decoder.layers.{layer}.self_attn.o_proj.weight                              attention output/4
        model.decoder.layers.{layer}.encoder_attn.k_proj.weight                           attention key/4
        model.decoder.layers.{layer}.encoder_attn.v_proj.weight                           attention value/4
        model.decoder.layers.{layer}.encoder_attn.q_proj.weight                           attention query/4
        model.decoder.layers.{layer}.encoder_attn.o_proj.weight                           attention output/4
        model.decoder.layers.{layer}.mlp.fc1.weight                                       mlp fc
        model.decoder.layers.{layer}.mlp.fc2.weight                                       mlp projection
        class_labels_classifier.weight                                                    head
        bbox_predictor.layers.{layer}.weight                                              mlp
    """,
    )


def test_whisper(tells: Tells) -> None:
    config = transformers.WhisperConfig(
        d_model=64,
        encoder_layers=1,
        decoder_layers=1,
        encoder_attention_heads=4,
        decoder_attention_heads=4,
        encoder_ffn_dim=176,
        decoder_ffn_dim=176,
        vocab_size=101,
        max_source_positions=32,
        max_target_positions=32,
        pad_token_id=0,
        bos_token_id=1,
        eos_token_id=2,
    )
    tells(
        transformers.WhisperForConditionalGeneration(config),
        """
        model.encoder.conv1.weight                                 conv
        model.encoder.conv2.weight                                 conv
        model.encoder.embed_positions.weight                       position_embedding
        model.encoder.layers.{layer}.self_attn.k_proj.weight       attention key/4
        model.encoder.layers.{layer}.self_attn.v_proj.weight       attention value/4
        model.encoder.layers.{layer}.self_attn.q_proj.weight       attention query/4
        model.encoder.layers.{layer}.self_attn.out_proj.weight     attention output/4
        model.encoder.layers.{layer}.fc1.weight                    mlp fc
        model.encoder.layers.{layer}.fc2.weight                    mlp projection
        model.decoder.embed_tokens.weight                          token_embedding
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


def test_wav2vec2_has_a_parametrized_convolution(tells: Tells) -> None:
    keywords: dict[str, Any] = {**TRANSFORMER, "num_feat_extract_layers": 2}
    config = transformers.Wav2Vec2Config(
        **keywords,
        vocab_size=32,
        conv_dim=(32, 32),
        conv_stride=(5, 2),
        conv_kernel=(10, 3),
        num_conv_pos_embeddings=16,
        num_conv_pos_embedding_groups=4,
    )
    tells(
        transformers.Wav2Vec2ForCTC(config),
        """
        wav2vec2.masked_spec_embed                                              token_embedding
        wav2vec2.feature_extractor.conv_layers.{layer}.conv.weight              conv
        wav2vec2.feature_projection.projection.weight                           mlp
        wav2vec2.encoder.pos_conv_embed.conv.parametrizations.weight.original0  conv
        wav2vec2.encoder.pos_conv_embed.conv.parametrizations.weight.original1  conv
        wav2vec2.encoder.layers.{layer}.attention.k_proj.weight                 attention key/4
        wav2vec2.encoder.layers.{layer}.attention.v_proj.weight                 attention value/4
        wav2vec2.encoder.layers.{layer}.attention.q_proj.weight                 attention query/4
        wav2vec2.encoder.layers.{layer}.attention.out_proj.weight               attention output/4
        wav2vec2.encoder.layers.{layer}.feed_forward.intermediate_dense.weight  mlp fc
        wav2vec2.encoder.layers.{layer}.feed_forward.output_dense.weight        mlp projection
        lm_head.weight                                                          head
    """,
    )


def test_convnext(tells: Tells) -> None:
    config = transformers.ConvNextConfig(depths=[1, 1, 1, 1], hidden_sizes=[16, 32, 64, 96])
    tells(
        transformers.ConvNextForImageClassification(config),
        """
        convnext.embeddings.patch_embeddings.weight                     conv
        convnext.encoder.stages.{layer}.layers.*.layer_scale_parameter  other
        convnext.encoder.stages.{layer}.layers.*.dwconv.weight          conv
        convnext.encoder.stages.{layer}.layers.*.pwconv1.weight         mlp fc
        convnext.encoder.stages.{layer}.layers.*.pwconv2.weight         mlp projection
        convnext.encoder.stages.{layer}.downsampling_layer.*.weight     conv
        classifier.weight                                               head
    """,
    )


def test_resnet(tells: Tells) -> None:
    config = transformers.ResNetConfig(embedding_size=16, hidden_sizes=[16, 32], depths=[1, 1])
    tells(
        transformers.ResNetForImageClassification(config),
        """
        resnet.embedder.embedder.convolution.weight                         conv
        resnet.encoder.stages.{layer}.layers.*.layer.*.convolution.weight   conv
        resnet.encoder.stages.{layer}.layers.*.shortcut.convolution.weight  conv
        classifier.*.weight                                                 head
    """,
    )
