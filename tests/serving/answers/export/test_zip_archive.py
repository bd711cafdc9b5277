"""Archives that are made while they are sent."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from tensorboard_plugin_paramviz.serving.answers.export.zip_archive import Entry, archive, check_name
from tensorboard_plugin_paramviz.serving.errors import ExportLimitError

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES = {"a.txt": b"first", "folder/größe": b"", "b": bytes(100_000)}


def entries(files: dict[str, bytes]) -> list[Entry]:
    return [Entry(name, [content[:7], content[7:]]) for name, content in files.items()]


@pytest.mark.parametrize("files", [{}, FILES])
def test_python_reads_it(files: dict[str, bytes]) -> None:
    body = b"".join(archive(entries(files)))
    with zipfile.ZipFile(io.BytesIO(body)) as opened:
        assert opened.testzip() is None
        assert {name: opened.read(name) for name in opened.namelist()} == files


def test_damage_is_noticed() -> None:
    body = bytearray(b"".join(archive(entries(FILES))))
    body[body.index(b"first")] ^= 1
    with zipfile.ZipFile(io.BytesIO(bytes(body))) as opened:
        assert opened.testzip() == "a.txt"


def test_it_is_the_same_each_time() -> None:
    assert list(archive(entries(FILES))) == list(archive(entries(FILES)))


def test_more_entries_than_the_old_format_could_count() -> None:
    body = b"".join(archive(Entry(f"{number}", ()) for number in range(70_000)))
    with zipfile.ZipFile(io.BytesIO(body)) as opened:
        assert len(opened.namelist()) == 70_000


def test_an_archive_that_broke_off_is_no_archive() -> None:
    def broken() -> Iterator[bytes]:
        yield b"xy"
        raise OSError

    pieces: list[bytes] = []
    with pytest.raises(OSError, match=r"^$"):
        pieces.extend(archive([Entry("a", broken())]))
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(b"".join(pieces)))


def test_pieces_come_while_entries_are_made() -> None:
    taken: list[str] = []

    def content(name: str) -> Iterator[bytes]:
        taken.append(name)
        yield b"content of " + name.encode()

    pieces = archive(Entry(name, content(name)) for name in "ab")
    assert b"content of a" in next(pieces)
    assert taken == ["a"]


def test_a_name_that_no_archive_holds() -> None:
    check_name("x" * 65_535)
    with pytest.raises(ExportLimitError, match="has 65536 bytes, in a ZIP archive"):
        check_name("x" * 65_536)
