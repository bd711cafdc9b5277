"""Archives of a size known before."""

from __future__ import annotations

import io
import zipfile

import pytest

from tensorboard_plugin_paramviz.serving.answers.export.zip_archive import Entry, archive, archive_bytes

FILES = {"a.txt": b"first", "folder/größe": b"", "b": bytes(100_000)}


def entries(files: dict[str, bytes]) -> list[Entry]:
    return [Entry(name, len(content), [content[:7], content[7:]]) for name, content in files.items()]


@pytest.mark.parametrize("files", [{}, FILES])
def test_python_reads_it_and_its_size_was_known(files: dict[str, bytes]) -> None:
    body = b"".join(archive(entries(files)))
    assert len(body) == archive_bytes([(name, len(content)) for name, content in files.items()])
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
    body = b"".join(archive(Entry(f"{number}", 0, ()) for number in range(70_000)))
    with zipfile.ZipFile(io.BytesIO(body)) as opened:
        assert len(opened.namelist()) == 70_000


def test_content_of_another_length_than_announced_never_becomes_an_archive() -> None:
    with pytest.raises(RuntimeError, match="a has 2 bytes, 3 were announced"):
        list(archive([Entry("a", 3, [b"xy"])]))
