"""Labels of the tokens, from a file of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tensorboard_plugin_paramviz.capture.checkpoints.errors import CheckpointLabelsError
from tensorboard_plugin_paramviz.capture.checkpoints.labels import read_tokens, token_embedding
from tensorboard_plugin_paramviz.format.layout import ParameterLayout

if TYPE_CHECKING:
    from pathlib import Path

    from tensorboard_plugin_paramviz.format.names import Kind


@pytest.mark.parametrize(
    ("content", "tokens"),
    [
        ("a\nb\n", ("a", "b")),
        ("a\nb", ("a", "b")),
        ("a\r\nb\r\n", ("a", "b")),
        (" \n\n\tx\n", (" ", "", "\tx")),
        ("a\x0bb\x85c\u2028d\n", ("a\x0bb\x85c\u2028d",)),
        ("é\n", ("é",)),
        ("\n", ("",)),
    ],
)
def test_only_a_line_feed_ends_a_token(content: str, tokens: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "tokens.txt").write_bytes(content.encode())
    assert read_tokens(tmp_path / "tokens.txt") == tokens


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "is empty; expected one token a line"),
        (b"\xff\xfe", "is no text in UTF-8"),
        (None, "cannot be read: No such"),
    ],
)
def test_a_file_without_tokens_is_refused(content: bytes | None, text: str, tmp_path: Path) -> None:
    path = tmp_path / "tokens.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CheckpointLabelsError, match=text):
        read_tokens(path)


def layout(name: str, kind: Kind) -> ParameterLayout:
    return ParameterLayout(name=name, shape=(4, 2), dtype="float32", kind=kind, tile_shape=(1, 1), tile_offset=0)


def test_labels_are_for_the_token_embedding() -> None:
    assert token_embedding([layout("wte", "token_embedding"), layout("wpe", "position_embedding")]) == "wte"


@pytest.mark.parametrize(
    ("names", "text"), [([], "found none, expected one"), (["a", "b"], "found 'a', 'b', expected one")]
)
def test_none_or_several_are_refused(names: list[str], text: str) -> None:
    with pytest.raises(CheckpointLabelsError, match=text):
        token_embedding([layout(name, "token_embedding") for name in names])
