"""A soak sees what goes wrong: memory that grows, steps that are lost or change places, a page that crashed."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks.soak.harness import should_choose
from benchmarks.soak.plan import Plan
from benchmarks.soak.record import Arrival, Incident, Record, RunSteps, Sample, Visit
from benchmarks.soak.report import RECORD, write_report
from benchmarks.soak.trainings import Training
from benchmarks.soak.trend import Growth, trend
from benchmarks.soak.verdicts import verdicts
from nanogpt.processes import Child

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MB = 1_000_000
HOUR = 3600.0
STEPS = list(range(0, 1000, 10))
CLOUD = "cloud wte.weight"
VIEWS = ("embeddings", "network", "charts")


def sound_record() -> Record:
    """Two hours in which all was as it should be, with a tremble on every series."""
    random = np.random.default_rng(0)
    samples = [
        Sample(
            seconds=share * 2 * HOUR,
            training_bytes={run: int((300 + random.normal()) * MB) for run in ("a", "b")},
            tensorboard_bytes=int((400 + 100 * share + random.normal()) * MB),  # as its caches fill
            tensorboard_cache_bytes=int((60 + 100 * share) * MB),
            data_server_bytes=int((50 + 500 * share) * MB),
            page_bytes=int((300 + random.normal()) * MB),
            page_heap_bytes=int((200 + random.normal()) * MB),
            page_account_bytes=130.0 * MB,
            logged_bytes=int(500 * share * MB),
            logged_snapshots=int(100 * share),
            expected_in_page=len(STEPS),
            listed_in_page=len(STEPS),
            answer_seconds={"runs": [0.01], "snapshots": [0.02, 0.03]},
        )
        for share in np.linspace(0, 1, 100).tolist()
    ]
    visits = [Visit(60.0 * index, VIEWS[index % 3], 2.0, 9.0, "reduced", "full") for index in range(60)]
    return Record(
        about={"planned_seconds": 2 * HOUR, "seconds": 2 * HOUR, "planned_snapshots": 150},
        empty_page_bytes=300 * MB,
        samples=samples,
        visits=visits,
        arrivals=[
            Arrival("", CLOUD, None, []),
            Arrival("a", CLOUD, 20, [30, 40]),
            Arrival("b", CLOUD, 30, [40]),
            Arrival("a", CLOUD, 40, [50]),
            Arrival("a", CLOUD, 50, []),
            Arrival("", CLOUD, None, []),
            Arrival("a", CLOUD, 70, [80]),
            Arrival("b", CLOUD, 40, [50, 60]),
        ],
        runs=[RunSteps(run, STEPS, STEPS, STEPS) for run in ("a", "b")],
        is_over=True,
    )


def leak_in_page(record: Record) -> None:
    record.samples = [
        replace(each, page_heap_bytes=int((200 + each.seconds / HOUR * 20) * MB)) for each in record.samples
    ]


def leak_in_training(record: Record) -> None:
    record.samples = [
        replace(each, training_bytes={"a": int((300 + each.seconds / HOUR * 20) * MB)}) for each in record.samples
    ]


def leak_a_little_in_training(record: Record) -> None:
    """Some 25 kB a snapshot."""
    record.samples = [
        replace(each, training_bytes={"a": int((300 + each.seconds / HOUR * 5) * MB)}) for each in record.samples
    ]


def tremble_in_training(record: Record) -> None:
    random = np.random.default_rng(1)
    record.samples = [
        replace(each, training_bytes={"a": int((300 + 60 * random.normal()) * MB)}) for each in record.samples
    ]


def leak_outside_of_script(record: Record) -> None:
    record.samples = [replace(each, page_bytes=int((100 + each.seconds / HOUR * 150) * MB)) for each in record.samples]


def leak_in_tensorboard(record: Record) -> None:
    record.samples = [
        replace(each, tensorboard_bytes=each.tensorboard_bytes + int(each.seconds / HOUR * 100 * MB))
        for each in record.samples
    ]


def too_much_in_tensorboard(record: Record) -> None:
    record.samples[1:] = [
        replace(each, tensorboard_bytes=each.tensorboard_bytes + 600 * MB) for each in record.samples[1:]
    ]


def copy_once_more(record: Record) -> None:
    record.samples = [replace(each, data_server_bytes=3 * each.logged_bytes) for each in record.samples]


def too_much_in_page(record: Record) -> None:
    record.samples[50] = replace(record.samples[50], page_bytes=600 * MB)


def never_find_the_page_at_rest(record: Record) -> None:
    record.samples[:60] = [replace(each, page_bytes=None) for each in record.samples[:60]]


def drop_a_step(record: Record) -> None:
    record.runs[1] = replace(record.runs[1], logged=STEPS[:50] + STEPS[51:], served=STEPS[:50] + STEPS[51:])


def swap_two_steps(record: Record) -> None:
    record.runs[1] = replace(record.runs[1], served=[STEPS[1], STEPS[0], *STEPS[2:]])


def log_nothing(record: Record) -> None:
    record.runs.append(RunSteps("c", [], [], []))


def skip_news(record: Record) -> None:
    record.arrivals.append(Arrival("a", CLOUD, 80, [100]))


def skip_news_between_two_answers(record: Record) -> None:
    record.arrivals.append(Arrival("a", CLOUD, 100, [110]))


def repeat_news(record: Record) -> None:
    record.arrivals.insert(2, record.arrivals[1])


def begin_anew_before_each_answer(record: Record) -> None:
    record.arrivals += [
        arrival
        for step in range(80, 980, 10)
        for arrival in (Arrival("", CLOUD, None, []), Arrival("a", CLOUD, step + 5, [step + 10]))
    ]


def swap_two_answers(record: Record) -> None:
    record.arrivals[1], record.arrivals[3] = record.arrivals[3], record.arrivals[1]


def lack_in_page(record: Record) -> None:
    record.samples[-1] = replace(record.samples[-1], listed_in_page=len(STEPS) - 1)


def show_no_run(record: Record) -> None:
    record.samples[-1] = replace(record.samples[-1], expected_in_page=0, listed_in_page=0)


def slow_down(record: Record) -> None:
    record.visits = [replace(each, script_ms=2.0 + index / 10) for index, each in enumerate(record.visits)]


def slow_down_now_and_then(record: Record) -> None:
    record.visits = [
        replace(each, script_ms=30.0) if index == len(record.visits) - 4 else each
        for index, each in enumerate(record.visits)
    ]


def never_see_a_view(record: Record) -> None:
    record.visits = [replace(each, script_ms=None) if each.view == "network" else each for each in record.visits]


def lose_quality(record: Record) -> None:
    record.visits[-20:] = [replace(each, resting_quality="reduced") for each in record.visits[-20:]]


def lose_quality_in_one_view(record: Record) -> None:
    record.visits[-20:] = [
        replace(each, resting_quality="low") if each.view == "network" else each for each in record.visits[-20:]
    ]


def never_reach_full_quality(record: Record) -> None:
    record.visits = [replace(each, resting_quality="reduced") for each in record.visits]


def tell_no_quality(record: Record) -> None:
    record.visits = [replace(each, moving_quality="") for each in record.visits]


def crash(record: Record) -> None:
    record.incidents.append(Incident(100.0, "page", "the page's process has ended"))


def complain(record: Record) -> None:
    record.complaints.append("error: something")


FAULTS: dict[Callable[[Record], None], str] = {
    leak_in_page: "what the page’s script holds is flat",
    leak_in_training: "the trainings’ memory is flat",
    leak_a_little_in_training: "the trainings’ memory is flat",
    tremble_in_training: "the trainings’ memory is flat",
    leak_outside_of_script: "what the system counts for the page grows little",
    leak_in_tensorboard: "TensorBoard’s own process is flat but for what the plugin’s caches hold",
    too_much_in_tensorboard: "TensorBoard’s own process takes no more than its full caches",
    copy_once_more: "TensorBoard’s memory grows by what is logged",
    too_much_in_page: "at rest, its garbage collected, the page takes at most 512 MB",
    never_find_the_page_at_rest: "the page was found at rest often enough",
    drop_a_step: "no step dropped or reordered",
    swap_two_steps: "no step dropped or reordered",
    log_nothing: "no step dropped or reordered",
    skip_news: "news came to the page in order",
    skip_news_between_two_answers: "news came to the page in order",
    repeat_news: "news came to the page in order",
    begin_anew_before_each_answer: "news came to the page in order",
    swap_two_answers: "news came to the page in order",
    lack_in_page: "the page counts as many steps",
    show_no_run: "the page counts as many steps",
    slow_down: "frame time as at the start",
    slow_down_now_and_then: "frame time as at the start",
    never_see_a_view: "frame time as at the start",
    lose_quality: "quality as at the start",
    lose_quality_in_one_view: "quality as at the start",
    never_reach_full_quality: "quality as at the start",
    tell_no_quality: "quality as at the start",
    crash: "nothing crashed",
    complain: "the browser’s console was silent",
}


def test_a_sound_soak_passes_and_its_report_can_be_written_again(tmp_path: Path) -> None:
    record = sound_record()

    assert [verdict for verdict in verdicts(record) if not verdict.is_met] == []
    assert write_report(record, tmp_path)
    report = (tmp_path / "report.md").read_text()
    assert report.startswith("# A soak of 2.00 hours\n\nAll verdicts are met.")
    pictures = {path.name: path.read_bytes() for path in tmp_path.glob("*.svg")}
    assert all(f"({name})" in report for name in pictures)

    again = Record.load(tmp_path / RECORD)
    assert again == record
    write_report(again, tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.glob("*.svg")} == pictures


@pytest.mark.parametrize("spoil", FAULTS, ids=lambda spoil: spoil.__name__)
def test_each_fault_is_seen(spoil: Callable[[Record], None]) -> None:
    record = sound_record()
    spoil(record)

    unmet = [verdict.name for verdict in verdicts(record) if not verdict.is_met]

    assert len(unmet) == 1, unmet
    assert unmet[0].startswith(FAULTS[spoil])


def test_a_training_too_short_to_judge_is_told_of() -> None:
    record = sound_record()
    record.samples[-3:] = [
        replace(each, training_bytes={**each.training_bytes, "c": 300 * MB}) for each in record.samples[-3:]
    ]

    [trainings] = [each for each in verdicts(record) if each.name.startswith("the trainings’ memory")]

    assert trainings.is_met
    assert trainings.found.endswith("2 of 3 judged, the others too short to tell")


@pytest.mark.parametrize(
    ("command", "due"),
    [
        ("exit 0", [0, 20, 40, 60, 80, 90]),
        ("echo 'interrupted at step 47; next: …'; exit 143", [0, 20, 40, 47]),
        ("echo 'step 40: training loss 3.1'; kill -9 $$", [0, 20, 40]),
        ("echo 'out of memory'; exit 1", []),
    ],
    ids=["ended", "stopped", "killed", "never began"],
)
def test_a_step_is_due_that_the_training_made_though_nothing_was_logged(
    tmp_path: Path, command: str, due: list[int]
) -> None:
    child = Child("a training", ["sh", "-c", command])
    training = Training("a", tmp_path, watch_every=20, last_step=90, child=child, started_at=0.0)
    while child.exit_status is None:
        time.sleep(0.01)

    assert training.steps() == (due, [])


@pytest.mark.parametrize(
    ("going", "shown", "is_due"),
    [
        (["a", "b"], [], True),
        (["a", "b"], ["a", "b"], False),
        (["a", "c"], ["a", "b"], False),
        (["a"], ["a", "b"], True),
        ([], ["a", "b"], False),
    ],
    ids=["at first", "as before", "one has a single step", "one has ended", "all have ended"],
)
def test_the_page_follows_the_trainings_that_go_on(going: list[str], shown: list[str], is_due: bool) -> None:
    steps = {"a": [0, 20, 40], "b": [0, 20], "c": [0]}
    assert should_choose(going, shown, steps) == is_due


@pytest.mark.parametrize(("hours", "wanted"), [(8, 2000), (4, 2000), (2, 1000), (0.25, 500)])
def test_a_shorter_soak_need_not_log_as_much_and_logs_it_all_the_same(hours: float, wanted: int) -> None:
    plan = Plan(hours * HOUR)

    assert plan.wanted_snapshots == wanted
    assert plan.seconds_between_snapshots == Plan(hours * HOUR, 2000).seconds_between_snapshots
    assert Plan(hours * HOUR, 70).wanted_snapshots == 70


def test_a_slope_is_told_with_how_sure_it_is() -> None:
    random = np.random.default_rng(0)
    seconds = np.linspace(0, 4 * HOUR, 400)
    growing = trend(seconds.tolist(), (300 + seconds / HOUR * 3 + random.normal(size=400)).tolist())
    flat = trend(seconds.tolist(), (300 + random.normal(size=400)).tolist())

    assert growing is not None
    assert flat is not None
    assert growing.low_per_hour < 3 < growing.high_per_hour
    assert growing.low_per_hour > 2
    assert flat.low_per_hour < 0 < flat.high_per_hour
    assert growing.growth(3) is Growth.GROWS
    assert growing.growth(20) is flat.growth(3) is Growth.FLAT
    assert flat.growth(0.01) is Growth.UNCERTAIN


def test_single_readings_of_what_was_about_to_go_do_not_hide_how_it_went() -> None:
    seconds = np.arange(0, 120, 6.0)
    values = 40 + np.random.default_rng(0).normal(scale=0.5, size=20)
    values[[7, 12, 16]] += 70

    flat = trend(seconds.tolist(), values.tolist())
    growing = trend(seconds.tolist(), (values + seconds / 4).tolist())

    assert flat is not None
    assert growing is not None
    assert flat.growth(12) is Growth.FLAT
    assert growing.growth(12) is Growth.GROWS


def test_what_there_is_before_the_first_sample_is_a_report_too(tmp_path: Path) -> None:
    assert not write_report(Record(), tmp_path)
    assert "too short to tell" in (tmp_path / "report.md").read_text()
