"""The text to train on: where it comes from, its vocabulary, its two splits and batches of it.

    python -m nanogpt.train --data embedded       # Python's own manual, in every CPython: no download
    python -m nanogpt.train --data book.txt       # any UTF-8 text
    python -m nanogpt.train --data shakespeare    # downloaded once into ~/.cache/nanogpt

Text is taken character by character: a token is a character.
"""

from __future__ import annotations

import os
import unicodedata
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from nanogpt.errors import ArgumentError

TRAINING_SHARE = 0.9
SHAKESPEARE_URL = "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt"
_DOWNLOAD_TIMEOUT_SECONDS = 30
_STAND_INS = {" ": "␣", "\n": "↵", "\t": "⇥", "\x7f": "␡"}


class DataMissingError(ArgumentError):
    """The text is not there or cannot be read."""


class DataEmptyError(ArgumentError):
    """The text has no characters."""


class DataEncodingError(ArgumentError):
    """The text is not UTF-8."""


class DataTooShortError(ArgumentError):
    """A split of the text is shorter than a block."""


class DownloadError(ArgumentError):
    """The text could not be fetched from the network."""


@dataclass(frozen=True)
class Vocabulary:
    """The characters that a model knows; a token is an index into them.

    Attributes:
        characters: Each character once, in order of code points.
    """

    characters: str

    @classmethod
    def of(cls, text: str) -> Vocabulary:
        """Collect the characters of a text."""
        return cls("".join(sorted(set(text))))

    def __len__(self) -> int:
        return len(self.characters)

    def encode(self, text: str) -> Tensor:
        """Turn a text into tokens.

        Returns:
            int64 (T,).

        Raises:
            KeyError: for a character outside the vocabulary.
        """
        known, codes = _code_points(self.characters), _code_points(text)
        tokens = np.searchsorted(known, codes)
        strangers = codes[known[tokens.clip(max=len(known) - 1)] != codes]
        if strangers.size:
            raise KeyError(chr(strangers[0]))
        return torch.from_numpy(tokens.astype(np.int64))  # (T,)

    def decode(self, tokens: Tensor) -> str:
        """Turn tokens (T,) into a text; a row of the embedding that stands for no character reads as �."""
        return "".join(self.characters[token] if token < len(self) else "�" for token in tokens.tolist())

    def labels(self, rows: int) -> list[str]:
        """Name each row of a token embedding by a text that can be seen on a screen.

        Args:
            rows: Number of rows; those beyond the vocabulary are called unused.
        """
        return [*map(_label, self.characters), *(f"unused {row}" for row in range(len(self), rows))]


@dataclass(frozen=True)
class Split:
    """A stretch of the text.

    Attributes:
        tokens: (N,), stored as narrow as they fit.
    """

    tokens: Tensor

    def draw(self, count: int, block_size: int, generator: torch.Generator) -> Tensor:
        """Draw where `count` sequences start: int64 (count,)."""
        return torch.randint(len(self.tokens) - block_size, (count,), generator=generator)

    def batch(self, starts: Tensor, block_size: int, device: torch.device) -> tuple[Tensor, Tensor]:
        """Return the tokens (B, T) that start there and the targets (B, T), which follow each of them by one."""
        windows = self.tokens[starts[:, None] + torch.arange(block_size + 1)]  # (B, T + 1)
        if device.type == "cuda":
            windows = windows.pin_memory().to(device, non_blocking=True)
        windows = windows.to(device, torch.int64)
        return windows[:, :-1], windows[:, 1:]


@dataclass(frozen=True)
class Corpus:
    """A text with its vocabulary: the first nine tenths to train on, the rest held out."""

    vocabulary: Vocabulary
    training: Split
    validation: Split


def load_corpus(data: str, block_size: int) -> Corpus:
    """Read the text that `--data` names and split it.

    Args:
        data: "embedded", "shakespeare" or the path of a UTF-8 text file.
        block_size: Length of the sequences that will be drawn; each split must be longer.

    Raises:
        DataMissingError: if the file is not there or cannot be read.
        DataEmptyError: if it has no characters.
        DataEncodingError: if it is not UTF-8.
        DataTooShortError: if a split is not longer than a block.
        DownloadError: if "shakespeare" cannot be fetched.
    """
    text = read_text(data)
    cut = int(len(text) * TRAINING_SHARE)
    held_out = len(text) - cut
    if min(cut, held_out) <= block_size:
        raise DataTooShortError(
            "data",
            f"{data!r} has {len(text)} characters, {held_out} of them held out: a split must be longer than "
            f"--block_size {block_size}; give a longer text or a smaller --block_size",
        )
    vocabulary = Vocabulary.of(text)
    tokens = vocabulary.encode(text).to(torch.uint8 if len(vocabulary) <= np.iinfo(np.uint8).max + 1 else torch.int32)
    return Corpus(vocabulary, Split(tokens[:cut]), Split(tokens[cut:]))


def read_text(data: str) -> str:
    """Return the text that `--data` names, each line ended by a line feed; raises as `load_corpus` does."""
    if data == "embedded":
        return _embedded_text()
    raw = _read(_fetch_shakespeare() if data == "shakespeare" else Path(data).expanduser())
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DataEncodingError(
            "data",
            f"{data!r} is not UTF-8 text: byte {error.start} is 0x{raw[error.start]:02x}; convert it first, as in: "
            f"iconv -f LATIN1 -t UTF-8 {data} > text.txt",
        ) from None
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text:
        raise DataEmptyError("data", f"{data!r} is empty: give a UTF-8 text to train on")
    return text


def _embedded_text() -> str:
    try:
        from pydoc_data.topics import topics  # noqa: PLC0415 - half a megabyte that other texts do without
    except ImportError:
        raise DataMissingError(
            "data", "this Python comes without its manual (pydoc_data.topics): give a text file by --data FILE"
        ) from None
    return "\n".join(topics[name] for name in sorted(topics))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise DataMissingError(
            "data", f"{str(path)!r} does not exist: give 'embedded', 'shakespeare' or the path of a UTF-8 text file"
        ) from None
    except OSError as error:
        raise DataMissingError(
            "data", f"{str(path)!r} cannot be read ({error.strerror}): give the path of a UTF-8 text file"
        ) from None


def _fetch_shakespeare() -> Path:
    """Return the path of tiny Shakespeare, downloaded at the first use."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "nanogpt"
    path = cache / "tinyshakespeare.txt"
    if path.exists():
        return path
    try:
        with urllib.request.urlopen(SHAKESPEARE_URL, timeout=_DOWNLOAD_TIMEOUT_SECONDS) as response:
            text = response.read()
        cache.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(f".{os.getpid()}.partial")
        partial.write_bytes(text)
        partial.replace(path)
    except (OSError, HTTPException) as error:  # URLError is an OSError
        raise DownloadError(
            "data",
            f"'shakespeare' could not be downloaded ({getattr(error, 'reason', error)}). Without a network: fetch "
            f"{SHAKESPEARE_URL} on another machine, copy it here and pass --data FILE, or train on --data embedded",
        ) from None
    return path


def _code_points(text: str) -> np.ndarray[tuple[int], np.dtype[np.uint32]]:
    return np.frombuffer(text.encode("utf-32-le"), dtype="<u4")


def _label(character: str) -> str:
    """Return a text by which a character can be told from all others."""
    code = ord(character)
    if character in _STAND_INS:
        return _STAND_INS[character]
    if code < 0x20:  # noqa: PLR2004 - the control characters have pictures of their own
        return chr(0x2400 + code)
    if not character.isprintable() or character.isspace() or character in _STAND_INS.values():
        return f"U+{code:04X}"
    return f"◌{character}" if unicodedata.combining(character) else character
