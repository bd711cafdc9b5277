"""Where a run lives: its name, its two folders, and whether they can be written."""

from __future__ import annotations

import tempfile
from pathlib import Path

from nanogpt.errors import ArgumentError

CHECKPOINT_NAME = "ckpt.pt"
_EVENT_FILES = "events.out.tfevents.*"


class FolderUnwritableError(ArgumentError):
    """A folder that cannot be made or written."""


class FolderTakenError(ArgumentError):
    """A folder that already holds another run."""


def next_run_name(prefix: str, *parents: Path) -> str:
    """Return `<prefix>-1`, `<prefix>-2`, ...: the first that none of the parents has."""
    number = 1
    while any((parent / f"{prefix}-{number}").exists() for parent in parents):
        number += 1
    return f"{prefix}-{number}"


def run_folders(out_dir: str, log_dir: str, preset: str) -> tuple[Path, Path]:
    """Return the folder of the checkpoint and that of the log; each unnamed one takes the other's name.

    Args:
        out_dir: The value of `--out_dir`, "" if not given.
        log_dir: The value of `--log_dir`, "" if not given.
        preset: Names the run where neither is given.
    """
    out, runs = Path("out"), Path("runs")
    if not out_dir and not log_dir:
        name = next_run_name(preset, out, runs)
        return out / name, runs / name
    return Path(out_dir or out / Path(log_dir).name), Path(log_dir or runs / Path(out_dir).name)


def refuse_taken(out_dir: Path, log_dir: Path) -> None:
    """Keep a new run from mixing with, or writing over, an old one.

    Raises:
        FolderTakenError: if either folder holds a run.
    """
    if (out_dir / CHECKPOINT_NAME).exists():
        raise FolderTakenError(
            "out_dir", f"{str(out_dir)!r} holds a checkpoint: go on from it with --resume, or name another folder"
        )
    if any(log_dir.glob(_EVENT_FILES)):
        raise FolderTakenError(
            "log_dir", f"{str(log_dir)!r} holds the log of another run: name another folder, or delete that one"
        )


def make_writable(folders: dict[str, Path]) -> None:
    """Make the folders and try to write in each; if one fails, those made before are removed again.

    Args:
        folders: The folder by the name of its argument.

    Raises:
        FolderUnwritableError: for the first folder that fails.
    """
    made: list[Path] = []
    argument, folder = "", Path()
    try:
        for argument, folder in folders.items():  # noqa: B007 - the handler tells which one failed
            _make(folder, made)
            with tempfile.TemporaryFile(dir=folder):
                pass
    except OSError as error:
        for path in reversed(made):
            path.rmdir()
        raise FolderUnwritableError(
            argument, f"cannot write in {str(folder)!r} ({error.strerror}): name a folder that you may write in"
        ) from None


def _make(folder: Path, made: list[Path]) -> None:
    """Make a folder and its parents; note which were new."""
    if folder.is_dir():
        return
    if folder.parent != folder:
        _make(folder.parent, made)
    folder.mkdir(exist_ok=True)
    made.append(folder)
