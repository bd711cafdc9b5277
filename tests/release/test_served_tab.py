from __future__ import annotations

import venv
from typing import TYPE_CHECKING

import pytest

from release.served_tab import NoAnswerError, ask_installed_tab

if TYPE_CHECKING:
    from pathlib import Path


def test_an_environment_without_tensorboard_is_told_with_its_log(tmp_path: Path) -> None:
    venv.create(tmp_path / "empty")

    with pytest.raises(NoAnswerError, match="No module named"):
        ask_installed_tab(tmp_path / "empty" / "bin" / "python", tmp_path, "explanations-x.html", tmp_path)
