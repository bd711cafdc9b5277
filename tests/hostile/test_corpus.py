"""The command that writes the corpus, for whoever wants to open it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz import load_run
from tests.hostile.case import STEPS
from tests.hostile.corpus import FAMILIES, SOUND, main

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_the_command_writes_every_family_and_lists_every_case(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([str(tmp_path), "--runs", "3"])

    listed = capsys.readouterr().out.splitlines()
    cases = [f"{family}/{case.run!r}" for family, cases in FAMILIES.items() for case in cases()]
    assert [line.partition(": ")[0] for line in listed if "checkpoints/" not in line] == cases
    for family in FAMILIES:
        assert tuple(load_run(tmp_path / family / SOUND).steps) == STEPS
    written = {str(path.relative_to(tmp_path)) for path in tmp_path.glob("*checkpoints/*")}
    assert {line for line in listed if "checkpoints/" in line} == written
    assert len(list((tmp_path / "many-runs").iterdir())) == 3
