"""What was seen, in the order in which it was seen, and its file, from which a report can be written again."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Sample:
    """How things stood at one time.

    Memory of trainings and of TensorBoard is resident memory: what is proportional would change with whoever else on
    the machine uses the same libraries. That of the page is proportional: its processes share much with each other.

    Attributes:
        seconds: since the start.
        training_bytes: of each training's process, by its run.
        tensorboard_bytes: of TensorBoard's own process, in which the plugin works.
        data_server_bytes: of the processes that it started, which keep a copy of everything that is logged.
        page_bytes: of the browser's processes that draw the page, beyond those of the empty page, at rest and after
            the garbage has been collected; null without a page.
        page_heap_bytes: what its script still holds after the garbage has been collected, arrays included.
        page_account_bytes: what the page keeps by its own account.
        logged_bytes: size of all event files.
        logged_snapshots: of all runs, as TensorBoard lists them.
        expected_in_page: different steps of the runs that are shown, as TensorBoard lists them.
        listed_in_page: snapshots that the page says there are; null while it does not say.
        answer_seconds: how long TensorBoard took for each answer since the last sample, by route.
        tensorboard_cache_bytes: what the plugin's caches in TensorBoard's own process hold by their own account; null
            while it does not say.
    """

    seconds: float
    training_bytes: dict[str, int]
    tensorboard_bytes: int
    data_server_bytes: int
    page_bytes: int | None
    page_heap_bytes: int | None
    page_account_bytes: float | None
    logged_bytes: int
    logged_snapshots: int
    expected_in_page: int
    listed_in_page: int | None
    answer_seconds: dict[str, list[float]]
    tensorboard_cache_bytes: int | None = None


@dataclass(frozen=True)
class Visit:
    """What a user did on the page, and how it went.

    Attributes:
        seconds: since the start.
        view: which was opened, scrubbed through and played.
        script_ms: processor's time that script took a frame while the film played; null where no frame was seen.
        worst_script_ms: the worst of the latest sixty frames, by the clock, as the page tells it.
        moving_quality: level while the film played.
        resting_quality: level once everything had come to rest.
    """

    seconds: float
    view: str
    script_ms: float | None
    worst_script_ms: float | None
    moving_quality: str
    resting_quality: str


@dataclass(frozen=True)
class Incident:
    """Something that should not have happened.

    Attributes:
        seconds: since the start.
        who: `training`, `TensorBoard`, `page` or `harness`.
        what: in a sentence.
    """

    seconds: float
    who: str
    what: str


@dataclass(frozen=True)
class Arrival:
    """An answer with new steps, as the page's own script received it; or that it may hold something else from there on.

    Attributes:
        run: which is asked for; of a beginning empty, as it is one for all runs.
        what: the route and what of it.
        after: steps above this one were asked for; null where the page begins anew: it asks for a history, or it has
            given an answer up.
        steps: that came.
    """

    run: str
    what: str
    after: float | None
    steps: list[int]


@dataclass(frozen=True)
class RunSteps:
    """The steps of one run in all places.

    Attributes:
        run: its name.
        due: steps that were to be logged, up to the last one that the training is known to have made.
        logged: steps in its event files, as they lie there.
        served: steps that the route `snapshots` gave to a client that asked for news again and again, as they came.
    """

    run: str
    due: list[int]
    logged: list[int]
    served: list[int]


@dataclass
class Record:
    """Everything that was seen.

    Attributes:
        about: what was measured, in words and numbers, by name.
        empty_page_bytes: what the page takes when there is nothing to show.
        complaints: what the browser's console said.
        is_over: whether the trainings have ended and everybody had time to get their last steps.
    """

    about: dict[str, Any] = field(default_factory=dict)
    empty_page_bytes: int = 0
    samples: list[Sample] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    incidents: list[Incident] = field(default_factory=list)
    arrivals: list[Arrival] = field(default_factory=list)
    runs: list[RunSteps] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    is_over: bool = False

    def save(self, path: Path) -> None:
        """Write it all, in one piece."""
        beside = path.with_suffix(".part")
        beside.write_text(json.dumps(asdict(self)))
        beside.replace(path)

    @classmethod
    def load(cls, path: Path) -> Record:
        """Read what `save` has written."""
        found: dict[str, Any] = json.loads(path.read_text())
        kinds = {"samples": Sample, "visits": Visit, "incidents": Incident, "arrivals": Arrival, "runs": RunSteps}
        for name, kind in kinds.items():
            found[name] = [kind(**each) for each in found[name]]
        return cls(**found)
