"""A run has folders of its own, writable ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from nanogpt.folders import (
    FolderTakenError,
    FolderUnwritableError,
    make_writable,
    next_run_name,
    refuse_taken,
    run_folders,
)


def test_the_next_name_is_free_in_every_folder(tmp_path: Path) -> None:
    runs, out = tmp_path / "runs", tmp_path / "out"
    assert next_run_name("demo", runs, out) == "demo-1"
    (runs / "demo-1").mkdir(parents=True)
    (out / "demo-2").mkdir(parents=True)
    assert next_run_name("demo", runs, out) == "demo-3"


@pytest.mark.parametrize(
    ("out_dir", "log_dir", "expected"),
    [
        ("", "", ("out/cpu-2", "runs/cpu-2")),
        ("a/b", "", ("a/b", "runs/b")),
        ("", "c/d", ("out/d", "c/d")),
        ("a/b", "c/d", ("a/b", "c/d")),
    ],
)
def test_a_folder_that_is_not_named_takes_the_name_of_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out_dir: str, log_dir: str, expected: tuple[str, str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("runs/cpu-1").mkdir(parents=True)
    assert tuple(map(str, run_folders(out_dir, log_dir, "cpu"))) == expected


def test_a_folder_with_another_run_is_refused(tmp_path: Path) -> None:
    out, log = tmp_path / "out", tmp_path / "log"
    for folder in (out, log):
        folder.mkdir()
    refuse_taken(out, log)
    (log / "events.out.tfevents.1.host").touch()
    with pytest.raises(FolderTakenError, match=r"argument --log_dir: .* holds the log of another run"):
        refuse_taken(out, log)
    (out / "ckpt.pt").touch()
    with pytest.raises(FolderTakenError, match=r"argument --out_dir: .* go on from it with --resume"):
        refuse_taken(out, log)


def test_folders_are_made_and_left_empty(tmp_path: Path) -> None:
    folders = {"out_dir": tmp_path / "a" / "b", "log_dir": tmp_path / "c"}
    make_writable(folders)
    make_writable(folders)
    assert all(folder.is_dir() and not any(folder.iterdir()) for folder in folders.values())


@pytest.mark.parametrize("unwritable", ["file/run", "/proc/paramviz/run", "/dev/null/run"])
def test_if_one_folder_fails_none_is_left_behind(tmp_path: Path, unwritable: str) -> None:
    (tmp_path / "file").touch()
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(FolderUnwritableError, match=r"argument --log_dir: cannot write in .* name a folder") as error:
        make_writable({"out_dir": tmp_path / "new" / "out", "log_dir": tmp_path / unwritable})
    assert error.value.argument == "log_dir"
    assert sorted(tmp_path.rglob("*")) == before
