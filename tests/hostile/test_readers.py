"""What reads the corpus without TensorBoard names each fault, shows what is sound, and leaves the terminal alone."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tensorboard_plugin_paramviz import load_run
from tensorboard_plugin_paramviz.cli import main
from tensorboard_plugin_paramviz.commands.printable import LONGEST_SHOWN
from tensorboard_plugin_paramviz.serving.errors import ServingError
from tests.hostile.corpus import FAMILIES, SOUND, sound_case

if TYPE_CHECKING:
    from pathlib import Path

    from tests.hostile.case import Case
    from tests.hostile.conftest import Corpus

LONGEST_LINE = LONGEST_SHOWN + 200
MOST_READ = 30  # parameters of a run


def read(directory: Path) -> tuple[tuple[int, ...], str]:
    """The steps of a run and what is said to be wrong with it, every number of it read."""
    try:
        run = load_run(directory)
        for parameter in run.parameters[:MOST_READ]:
            assert run.weights(parameter.name).shape == run.gradients(parameter.name).shape
        assert run.statistics.shape == (len(run.steps), len(run.parameters), len(run.statistic_names))
        return tuple(run.steps.tolist()), "; ".join(run.problems)
    except ServingError as error:
        return (), str(error)


def is_as_expected(case: Case, steps: tuple[int, ...], said: str) -> bool:
    if case.steps is None or case.fault is None:
        return True
    return steps == case.steps and (bool(re.search(case.fault, said)) if case.fault else not said)


def assert_fit_for_a_terminal(text: str) -> None:
    lines = text.split("\n")
    assert [line for line in lines if not line.isprintable()] == []
    assert max(map(len, lines)) < LONGEST_LINE


@pytest.mark.parametrize("family", FAMILIES)
def test_what_is_sound_is_read_and_the_rest_is_named(corpus: Corpus, family: str) -> None:
    logdir, cases = corpus[family]
    found = {case.run: read(logdir / case.run) for case in (sound_case(), *cases)}
    assert {case.run: found[case.run] for case in cases if not is_as_expected(case, *found[case.run])} == {}
    assert found[SOUND] == (sound_case().steps, "")


@pytest.mark.parametrize("family", FAMILIES)
def test_info_tells_of_each_run_on_lines_that_leave_the_terminal_alone(
    corpus: Corpus, family: str, capsys: pytest.CaptureFixture[str]
) -> None:
    logdir, cases = corpus[family]
    assert main(["info", str(logdir)]) == 0
    output = capsys.readouterr()
    assert output.err == ""
    assert_fit_for_a_terminal(output.out)
    told = [block.partition("\n")[0] for block in output.out.split("\n\n")]
    assert SOUND in told
    assert len(told) >= sum(bool(case.steps) for case in cases)
    assert len(set(told)) == len(told)


def test_info_for_programs_is_json(corpus: Corpus, capsys: pytest.CaptureFixture[str]) -> None:
    logdir, cases = corpus["names"]
    assert main(["info", str(logdir), "--json"]) == 0
    names = {run["name"] for run in json.loads(capsys.readouterr().out)["runs"]}
    assert names == {SOUND, *(case.run for case in cases)}


@pytest.mark.parametrize("family", ["names", "labels", "layouts"])
def test_export_writes_a_file_or_names_what_is_wrong(
    corpus: Corpus, family: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    logdir, cases = corpus[family]
    for number, case in enumerate(cases):
        out = tmp_path / f"{number}.csv"
        arguments = ["export", str(logdir), "--format=csv", f"--out={out}", "--steps=last", "--kinds=statistics"]
        status = main([*arguments, f"--run={case.run}"])
        output = capsys.readouterr()
        assert_fit_for_a_terminal(output.out + output.err)
        assert status == (0 if case.steps else 2), (case.run, output.err)
        assert out.exists() == bool(case.steps)
        if case.steps:
            lines = [line for line in out.read_text().splitlines() if not line.startswith("#")]
            assert len(lines) > 1


@pytest.mark.parametrize("out", ["\x1b[31mred\n.csv", "\u202egnp.csv"])
def test_names_of_files_leave_the_terminal_alone(
    corpus: Corpus, tmp_path: Path, capsys: pytest.CaptureFixture[str], out: str
) -> None:
    logdir, _ = corpus["names"]
    arguments = ["export", str(logdir), f"--run={SOUND}", "--format=csv"]
    assert main([*arguments, f"--out={tmp_path / out}"]) == 0
    assert main([*arguments, f"--out={tmp_path / 'absent' / out}"]) == 2
    assert main(["info", str(tmp_path / "absent" / out)]) == 2
    assert main(["checkpoints", str(tmp_path / out), f"--logdir={tmp_path / 'run'}"]) == 2
    output = capsys.readouterr()
    assert_fit_for_a_terminal(output.out + output.err)
