"""Texts become tokens, tokens become labels, and a text that cannot be used is refused with the remedy."""

from __future__ import annotations

import http.server
import threading
from typing import TYPE_CHECKING

import pytest
import torch

from nanogpt import data
from nanogpt.data import (
    DataEmptyError,
    DataEncodingError,
    DataMissingError,
    DataTooShortError,
    DownloadError,
    Split,
    Vocabulary,
    load_corpus,
    read_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SHAKESPEARE = "First Citizen:\nBefore we proceed any further, hear me speak.\n"


def test_the_embedded_text_is_pythons_manual_and_the_same_each_time() -> None:
    text = read_text("embedded")
    assert len(text) > 300_000
    assert "Assert statements are a convenient way to insert debugging assertions" in text
    assert read_text("embedded") == text


def test_the_first_nine_tenths_are_for_training(text_file: Path) -> None:
    corpus = load_corpus(str(text_file), block_size=16)
    text = text_file.read_text(encoding="utf-8")
    decoded = [corpus.vocabulary.decode(split.tokens) for split in (corpus.training, corpus.validation)]
    assert decoded == [text[:1620], text[1620:]]


def test_encoding_and_decoding_are_inverse() -> None:
    text = "naïve façade – 🙂\n"
    vocabulary = Vocabulary.of(text)
    assert vocabulary.characters == "".join(sorted(set(text)))
    assert vocabulary.decode(vocabulary.encode(text)) == text


@pytest.mark.parametrize("stranger", ["a", "m", "z"])  # before, between and after the known ones
def test_a_character_outside_the_vocabulary_is_told(stranger: str) -> None:
    with pytest.raises(KeyError, match=stranger):
        Vocabulary("bny").encode(f"bn{stranger}y")


def test_labels_can_be_read_and_told_apart() -> None:
    labels = Vocabulary("\t\n\r\x00 \x7f\xa0\u0301\u200ba␣é").labels(14)
    assert labels == ["⇥", "↵", "␍", "␀", "␣", "␡", "U+00A0", "◌\u0301", "U+200B", "a", "U+2423", "é", *labels[12:]]
    assert labels[12:] == ["unused 12", "unused 13"]
    assert len(set(labels)) == len(labels)


def test_a_row_without_a_character_decodes_visibly() -> None:
    assert Vocabulary("ab").decode(torch.tensor([0, 5, 1])) == "a�b"


def test_targets_follow_their_tokens_by_one() -> None:
    split = Split(torch.arange(100, dtype=torch.uint8))
    starts = split.draw(32, 8, torch.Generator().manual_seed(0))
    tokens, targets = split.batch(starts, 8, torch.device("cpu"))
    assert tokens.shape == targets.shape == (32, 8)
    assert torch.equal(tokens, starts[:, None] + torch.arange(8))
    assert torch.equal(targets, tokens + 1)


def test_every_window_of_a_split_can_be_drawn() -> None:
    split = Split(torch.arange(10, dtype=torch.uint8))
    starts = split.draw(1000, 8, torch.Generator().manual_seed(0))
    assert set(starts.tolist()) == {0, 1}


def test_line_ends_and_a_byte_order_mark_are_normalised(tmp_path: Path) -> None:
    path = tmp_path / "windows.txt"
    path.write_bytes(b"\xef\xbb\xbfone\r\ntwo\rthree\n")
    assert read_text(str(path)) == "one\ntwo\nthree\n"


@pytest.mark.parametrize(
    ("content", "error", "hint"),
    [
        (b"", DataEmptyError, "is empty: give a UTF-8 text"),
        (b"\xef\xbb\xbf", DataEmptyError, "is empty"),
        (b"caf\xe9 au lait", DataEncodingError, "byte 3 is 0xe9; convert it first"),
        (b"PK\x03\x04\xff\xfe", DataEncodingError, "byte 4 is 0xff"),
        (b"ends within a character \xc3", DataEncodingError, "byte 24 is 0xc3"),
        (b"short", DataTooShortError, "a longer text or a smaller --block_size"),
        (b"x" * 169, DataTooShortError, "169 characters, 17 of them held out: a split must be longer than"),
    ],
)
def test_a_text_that_cannot_be_used_is_refused(
    tmp_path: Path, content: bytes, error: type[Exception], hint: str
) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes(content)
    with pytest.raises(error) as raised:
        load_corpus(str(path), block_size=17)
    assert str(raised.value).startswith(f"argument --data: '{path}' ")
    assert hint in str(raised.value)


def test_a_text_just_long_enough_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes(b"ab" * 85)
    assert len(load_corpus(str(path), block_size=16).validation.tokens) == 17


@pytest.mark.parametrize(("name", "hint"), [("missing.txt", "does not exist"), ("", "cannot be read (Is a directory)")])
def test_a_file_that_is_not_there_is_refused(tmp_path: Path, name: str, hint: str) -> None:
    with pytest.raises(DataMissingError) as raised:
        read_text(str(tmp_path / name))
    assert hint in str(raised.value)


@pytest.fixture
def download_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Serve Shakespeare on this machine; return the list of requested paths."""
    requests: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            requests.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(SHAKESPEARE.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(data, "SHAKESPEARE_URL", f"http://127.0.0.1:{server.server_port}/input.txt")
    yield requests
    server.shutdown()
    server.server_close()
    thread.join()


def test_shakespeare_is_downloaded_once(download_server: list[str], tmp_path: Path) -> None:
    assert [read_text("shakespeare") for _ in range(2)] == [SHAKESPEARE] * 2
    assert download_server == ["/input.txt"]
    assert [path.name for path in (tmp_path / "cache" / "nanogpt").iterdir()] == ["tinyshakespeare.txt"]


def test_without_a_network_the_way_round_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(data, "SHAKESPEARE_URL", "http://127.0.0.1:1/input.txt")
    with pytest.raises(DownloadError) as raised:
        read_text("shakespeare")
    assert "Connection refused" in str(raised.value)
    assert "fetch http://127.0.0.1:1/input.txt on another machine, copy it here and pass --data FILE" in str(
        raised.value
    )
    assert not (tmp_path / "cache").exists()
