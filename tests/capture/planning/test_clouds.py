"""Which parameters become clouds, and what their points are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.capture.planning.clouds import choose_clouds, cloud_size, fitting_labels

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.format.names import Kind

    Parameter = tuple[str, tuple[int, ...], Kind]

EMBEDDING: Parameter = ("wte", (100, 16), "token_embedding")
POSITIONS: Parameter = ("wpe", (32, 16), "position_embedding")
MATRIX: Parameter = ("h.0.fc", (64, 16), "mlp")


def test_embeddings_and_an_untied_head_are_clouds() -> None:
    head: Parameter = ("lm_head", (100, 16), "head")
    assert choose_clouds([EMBEDDING, POSITIONS, MATRIX, head], set()) == ["wte", "wpe", "lm_head"]


def test_a_position_embedding_that_is_no_matrix_is_none() -> None:
    assert choose_clouds([EMBEDDING, ("pos", (1, 32, 16), "position_embedding")], set()) == ["wte"]


def test_an_embedding_in_the_plane_is_a_cloud_and_a_head_for_two_classes_is_none() -> None:
    plane: Parameter = ("C", (27, 2), "token_embedding")
    head: Parameter = ("head", (2, 16), "head")
    assert choose_clouds([plane, head], set()) == ["C"]


def test_any_matrix_is_one_if_the_user_asks_for_it() -> None:
    assert choose_clouds([EMBEDDING, MATRIX], {"h.0.fc"}) == ["wte", "h.0.fc"]


def test_what_the_user_asks_for_takes_nothing_away() -> None:
    parameters: list[Parameter] = [("conv", (8, 3, 3, 3), "conv"), ("fc", (10, 64), "head")]
    assert choose_clouds(parameters, {"fc"}) == choose_clouds(parameters, set()) == ["conv", "fc"]


def test_without_embeddings_units_of_the_four_largest_matrices_are_points() -> None:
    sizes = (8, 64, 16, 128, 32, 4)
    matrices: list[Parameter] = [(f"{index}.weight", (size, 16), "mlp") for index, size in enumerate(sizes)]
    small: Parameter = ("small", (3, 1000), "mlp")
    assert choose_clouds([*matrices, small], set()) == ["1.weight", "2.weight", "3.weight", "4.weight"]


def test_a_convnet_shows_its_head_and_units_of_both_kinds() -> None:
    parameters: list[Parameter] = [
        ("conv1", (16, 3, 7, 7), "conv"),
        ("conv2", (32, 16, 3, 3), "conv"),
        ("conv3", (64, 32, 3, 3), "conv"),
        ("fc1", (128, 9216), "mlp"),
        ("fc2", (128, 128), "mlp"),
        ("fc3", (64, 128), "mlp"),
        ("fc4", (10, 64), "head"),
    ]
    assert choose_clouds(parameters, set()) == ["conv2", "conv3", "fc1", "fc2", "fc4"]
    assert choose_clouds(parameters[:4], set()) == ["conv1", "conv2", "conv3", "fc1"]
    assert choose_clouds(parameters[2:6], set()) == ["conv3", "fc1", "fc2", "fc3"]


def test_two_or_three_rows_are_too_few_for_a_cloud() -> None:
    token_types: Parameter = ("token_type", (2, 16), "position_embedding")
    assert choose_clouds([EMBEDDING, token_types], set()) == ["wte"]
    assert choose_clouds([EMBEDDING, ("head", (3, 16), "head")], set()) == ["wte"]


def test_with_convolutions_only_their_filters_are_points() -> None:
    assert choose_clouds([("conv", (8, 3, 3, 3), "conv"), ("bias", (8,), "conv")], set()) == ["conv"]


def test_a_model_of_vectors_has_no_cloud() -> None:
    assert choose_clouds([("bias", (8,), "other"), ("gain", (), "other")], set()) == []


def test_tokens_heads_and_chosen_rows_come_first() -> None:
    assert cloud_size("wte", (100, 16), "token_embedding", None).priority == 3
    assert cloud_size("wpe", (32, 16), "position_embedding", None).priority == 1
    chosen = cloud_size("fc", (64, 16), "mlp", (1, 5))
    assert (chosen.rows, chosen.columns, chosen.priority) == (2, 16, 3)


def test_labels_that_fit_are_left_alone() -> None:
    assert fitting_labels(["a", "bc"], 3) == (("a", "bc"), None)


def test_the_longest_labels_are_cut_until_all_fit() -> None:
    assert fitting_labels(["a" * 10, "bb", "c" * 7], 10) == (("a" * 4, "bb", "c" * 4), 4)


def test_a_label_is_never_cut_within_a_character() -> None:
    labels, longest_bytes = fitting_labels(["ää", "€€"], 6)
    assert (labels, longest_bytes) == (("ä", "€"), 3)


def test_labels_of_which_not_even_one_byte_each_fits_are_empty() -> None:
    assert fitting_labels(["a", "b", "c"], 2) == (("", "", ""), 0)
