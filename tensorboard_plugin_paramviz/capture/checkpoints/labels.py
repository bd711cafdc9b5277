"""Labels of the tokens, from a file of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.capture.checkpoints.errors import CheckpointLabelsError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tensorboard_plugin_paramviz.format.layout import ParameterLayout


def read_tokens(path: Path) -> tuple[str, ...]:
    """Read one token a line. Only a line feed ends a line: other breaks may be tokens.

    Raises:
        CheckpointLabelsError: the file cannot be read, is empty or no text in UTF-8.
    """
    try:
        text = path.read_bytes().decode()
    except OSError as error:
        raise CheckpointLabelsError(f"--labels {path} cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise CheckpointLabelsError(f"--labels {path} is no text in UTF-8: {error}") from None
    if not text:
        raise CheckpointLabelsError(f"--labels {path} is empty; expected one token a line")
    return tuple(text.replace("\r\n", "\n").removesuffix("\n").split("\n"))


def token_embedding(parameters: Iterable[ParameterLayout]) -> str:
    """The name of the one parameter that tokens are labels of.

    Raises:
        CheckpointLabelsError: there is none, or there are several.
    """
    names = [parameter.name for parameter in parameters if parameter.kind == "token_embedding"]
    if len(names) != 1:
        raise CheckpointLabelsError(
            f"--labels are for the token embedding; found {', '.join(map(repr, names)) or 'none'}, expected one "
            "(--include and --exclude choose)"
        )
    return names[0]
