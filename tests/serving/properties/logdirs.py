"""A directory of runs as the world has them: sound ones beside resumed, strangely named and damaged ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tensorboard.compat.proto import summary_pb2

from tensorboard_plugin_paramviz.capture.simulation.damaged_copy import DamagedCopy
from tensorboard_plugin_paramviz.capture.simulation.faults import FAULTS
from tensorboard_plugin_paramviz.format.codes import INT8
from tests.serving.conftest import EMBEDDING, build_layout

if TYPE_CHECKING:
    from pathlib import Path

    from tests.serving.conftest import OpenRunWriter

PARAMETER = EMBEDDING
ALIAS = "lm_head.weight"
STRANGE_NAMES = ("<script>alert(1)<", "a&b=c;d", "%2e%2e%2f", "line\nbreak", "é 世界 🦜", "'\"\\", "deep/er/run")
SOUND_RUNS = ("long", "resumed", "int8", "wide", *STRANGE_NAMES)
DAMAGED_RUNS = tuple(f"damaged-{kind}" for kind in FAULTS)
STEPS = (0, 10, 20, 30, 40)


def write_mixed_logdir(logdir: Path, write_run: OpenRunWriter) -> None:
    """Write every run of `SOUND_RUNS` and `DAMAGED_RUNS`, and one that has nothing of ours."""
    write_run(logdir / "long").log(*STEPS[:2]).cut().log(*STEPS[2:4]).cut().log(STEPS[4])
    write_run(logdir / "resumed").log(*STEPS)
    names = (PARAMETER, "h.0.attn.c_attn.weight", "late.weight")
    write_run(logdir / "resumed", build_layout(rows=7, names=names), session=1).log(25, 35)
    write_run(logdir / "int8", code_type=INT8).log(*STEPS)
    write_run(logdir / "wide", build_layout(columns=9)).log(*STEPS)
    for name in STRANGE_NAMES:
        write_run(logdir / name).log(*STEPS[:2])
    loss = summary_pb2.Summary(value=[summary_pb2.Summary.Value(tag="loss", simple_value=1.0)])
    for name in (*SOUND_RUNS, "scalars only"):
        write_run(logdir / name, session=9).add(0, loss)
    for kind, fault in FAULTS.items():
        source, target = logdir.with_name(f"{logdir.name}-{kind}"), logdir / f"damaged-{kind}"
        write_run(source).log(*STEPS).close()
        target.mkdir(parents=True)
        DamagedCopy(source, target, fault, step=STEPS[1]).catch_up()
