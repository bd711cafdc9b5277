"""Labels of rows, and names of parameters, that are hostile; all that a reader must do with them is to show them."""

from __future__ import annotations

from dataclasses import replace

from tests.hostile.case import Case, events_of_a_run, framed
from tests.hostile.texts import SCRIPTS, TEXTS
from tests.serving.conftest import EMBEDDING, build_layout

MEGABYTE = 10**6
MANY = 100_000


def cases() -> list[Case]:
    """Every case of this family."""
    names = (EMBEDDING, *(f"h.0.{text}" for text in SCRIPTS), "h.1." + "n" * 900 + ".weight")
    return [
        Case("labels", _labeled(TEXTS)),
        Case("label-of-a-megabyte", _labeled(("x" * MEGABYTE, "<b>" * (MEGABYTE // 3), "c", "d"))),
        Case("labels-by-the-100000", _labeled(tuple(f"{row}" for row in range(MANY)), columns=1)),
        Case("parameters", framed(events_of_a_run(build_layout(names=names)))),
    ]


def _labeled(labels: tuple[str, ...], columns: int = 5) -> bytes:
    """A run with a row of an embedding for each label."""
    layout = build_layout(rows=len(labels), columns=columns)
    return framed(events_of_a_run(replace(layout, clouds=(replace(layout.clouds[0], labels=labels),))))
