"""Hugging Face's own trainer, with the callback and without."""

from __future__ import annotations

import importlib.util
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from transformers import (
    EarlyStoppingCallback,
    GPT2Config,
    GPT2LMHeadModel,
    PrinterCallback,
    Trainer,
    TrainerCallback,
    TrainingArguments,
)
from transformers.integrations import TensorBoardCallback  # type: ignore[attr-defined]  # it comes lazily

from tensorboard_plugin_paramviz.capture.errors import LabelsError, PatternError
from tensorboard_plugin_paramviz.capture.integrations import MissingTrainerError
from tensorboard_plugin_paramviz.capture.integrations import transformers as integration
from tensorboard_plugin_paramviz.capture.integrations.transformers import ParamVizCallback

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import numpy.typing as npt
    from transformers import TrainerControl, TrainerState

    from tensorboard_plugin_paramviz import Run

    ReadRun = Callable[[Path], Run]
    GradientNorms = Callable[[Run, str], list[float]]

TOKENS = list("abcdefghijkl")
EMBEDDING = "transformer.wte.weight"
BIAS = "transformer.ln_f.bias"
UPDATES = 5
CODE = 1 / 60_000  # half a code of int16, as a share of the largest magnitude


class Memory(TrainerCallback):
    """Remembers a gradient before each update, and the embedding after it."""

    def __init__(self, trainer: Trainer) -> None:
        self._model = model_of(trainer)
        self.bias_gradients: list[torch.Tensor] = []
        self.embeddings: list[torch.Tensor] = []

    def on_pre_optimizer_step(self, *_: object, **__: object) -> None:
        gradient = self._model.get_parameter(BIAS).grad
        assert gradient is not None
        self.bias_gradients.append(gradient.clone())

    def on_step_end(self, *_: object, **__: object) -> None:
        self.embeddings.append(self._model.get_parameter(EMBEDDING).detach().clone())


class FailingTrainer(Trainer):
    """Fails in its fourth batch, once."""

    has_failed = False

    def compute_loss(self, *arguments: Any, **more: Any) -> Any:  # noqa: ANN401  # as the trainer's own
        if self.state.global_step == 3 and not self.has_failed:
            self.has_failed = True
            raise ArithmeticError("no such batch")
        return super().compute_loss(*arguments, **more)


def language_model() -> GPT2LMHeadModel:
    config = GPT2Config(
        vocab_size=len(TOKENS), n_positions=8, n_embd=8, n_layer=1, n_head=2, bos_token_id=None, eos_token_id=None
    )
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return GPT2LMHeadModel(config)


def texts(updates: int) -> list[dict[str, torch.Tensor]]:
    rows = torch.randint(0, len(TOKENS), (4 * updates, 8), generator=torch.Generator().manual_seed(1))
    return [{"input_ids": row, "labels": row} for row in rows]


def make_trainer(directory: Path, kind: type[Trainer] = Trainer, **arguments: object) -> Trainer:
    settings: dict[str, Any] = {
        "report_to": "tensorboard",
        "per_device_train_batch_size": 4,
        "num_train_epochs": 1,
        "learning_rate": 0.01,
        "logging_steps": 1,
        "save_strategy": "no",
        "disable_tqdm": True,
        "use_cpu": True,
        **arguments,
    }
    training = TrainingArguments(str(directory), **settings)  # sets the seed
    trainer = kind(language_model(), training, train_dataset=texts(UPDATES), eval_dataset=texts(1))
    trainer.remove_callback(PrinterCallback)
    return trainer


def watch_training(trainer: Trainer, **watch_arguments: object) -> ParamVizCallback:
    callback = ParamVizCallback(trainer, **watch_arguments)
    trainer.add_callback(callback)
    return callback


def remember(trainer: Trainer) -> Memory:
    memory = Memory(trainer)
    trainer.add_callback(memory)
    return memory


def model_of(trainer: Trainer) -> GPT2LMHeadModel:
    assert isinstance(trainer.model, GPT2LMHeadModel)
    return trainer.model


def assert_logged(logged: npt.NDArray[np.float32], expected: torch.Tensor) -> None:
    np.testing.assert_allclose(logged, expected, atol=CODE * float(expected.abs().max()))


def test_a_training_is_logged_into_the_event_file_of_its_scalars(
    tmp_path: Path, read_run: ReadRun, read_scalars: Callable[[Path], dict[str, dict[int, float]]]
) -> None:
    trainer = make_trainer(tmp_path, eval_strategy="epoch")
    watch_training(trainer, every=2, labels={EMBEDDING: TOKENS})
    trainer.train()

    scalars = read_scalars(tmp_path)  # of the one event file
    assert list(scalars["train/loss"]) == list(range(1, UPDATES + 1))
    assert list(scalars["eval/loss"]) == [UPDATES]
    run = read_run(tmp_path)
    assert list(run.steps) == [0, 2, 4, UPDATES]
    model = model_of(trainer)
    assert [parameter.name for parameter in run.parameters] == [name for name, _ in model.named_parameters()]
    assert list(run.labels(EMBEDDING)) == TOKENS
    assert_logged(run.weights(EMBEDDING)[-1], model.get_parameter(EMBEDDING).detach())


def test_gradients_are_those_of_the_update_at_the_last_step_too(
    tmp_path: Path, read_run: ReadRun, gradient_norms: GradientNorms
) -> None:
    trainer = make_trainer(tmp_path, eval_strategy="epoch")
    watch_training(trainer, every=2)
    memory = remember(trainer)
    trainer.train()
    run = read_run(tmp_path)
    for moment, step in list(enumerate(run.steps))[1:]:
        assert_logged(run.gradients(BIAS)[moment, 0], memory.bias_gradients[step - 1])
    assert np.isfinite(gradient_norms(run, EMBEDDING)[1:]).all()


def test_training_is_bit_for_bit_the_same_without_the_callback(tmp_path: Path, read_run: ReadRun) -> None:
    watched = make_trainer(tmp_path / "watched")
    watch_training(watched, every=1)
    watched.train()
    alone = make_trainer(tmp_path / "alone")  # sets the same seed
    alone.train()
    assert len(read_run(tmp_path / "watched").steps) == UPDATES + 1
    losses = [[entry.get("loss") for entry in trainer.state.log_history] for trainer in (watched, alone)]
    assert losses[0] == losses[1]
    for one, other in zip(model_of(watched).parameters(), model_of(alone).parameters(), strict=True):
        assert torch.equal(one, other)


def test_steps_are_updates_where_gradients_are_accumulated(
    tmp_path: Path, read_run: ReadRun, gradient_norms: GradientNorms
) -> None:
    trainer = make_trainer(tmp_path, gradient_accumulation_steps=2)
    callback = watch_training(trainer, every=1)
    memory = remember(trainer)
    trainer.train()
    run = read_run(tmp_path)
    assert list(run.steps) == [0, 1, 2, 3]
    assert callback.watcher is not None
    assert callback.watcher.report.drops == 0
    norms = [float(gradient.norm()) for gradient in memory.bias_gradients]
    assert gradient_norms(run, BIAS)[1:] == pytest.approx(norms)


def test_a_training_that_is_stopped_early_ends_with_its_last_step_and_not_with_its_best_model(
    tmp_path: Path, read_run: ReadRun
) -> None:
    trainer = make_trainer(
        tmp_path,
        num_train_epochs=9,
        learning_rate=3.0,  # gets worse at once
        eval_strategy="steps",
        eval_steps=1,
        save_strategy="steps",
        save_steps=1,
        load_best_model_at_end=True,
    )
    watch_training(trainer, every=1000)
    trainer.add_callback(EarlyStoppingCallback(early_stopping_patience=3))
    memory = remember(trainer)
    trainer.train()
    last = memory.embeddings[-1]
    assert len(memory.embeddings) < 9 * UPDATES
    assert not torch.equal(model_of(trainer).get_parameter(EMBEDDING), last)
    run = read_run(tmp_path)
    assert list(run.steps) == [0, len(memory.embeddings)]
    assert_logged(run.weights(EMBEDDING)[-1], last)


def test_a_resumed_training_continues_the_timeline(
    tmp_path: Path, read_run: ReadRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TENSORBOARD_LOGGING_DIR", str(tmp_path / "run"))
    first = make_trainer(tmp_path, save_strategy="epoch")
    watch_training(first, every=2)
    first.train()
    second = make_trainer(tmp_path, num_train_epochs=2)
    watch_training(second, every=2)
    second.train(resume_from_checkpoint=True)
    run = read_run(tmp_path)
    assert list(run.steps) == [0, 2, 4, 5, 6, 8, 10]
    assert run.problems == ()


def test_the_same_trainer_can_train_again(
    tmp_path: Path, read_run: ReadRun, event_files: Callable[[Path], list[Path]]
) -> None:
    trainer = make_trainer(tmp_path)
    watch_training(trainer, every=2)
    trainer.train()
    trainer.train()
    run = read_run(tmp_path)
    assert len(event_files(tmp_path)) == 2  # TensorBoardCallback opens a new one
    assert list(run.steps) == [0, 2, 4, 5]
    assert_logged(run.weights(EMBEDDING)[-1], model_of(trainer).get_parameter(EMBEDDING).detach())


def test_what_was_logged_before_an_exception_is_readable(tmp_path: Path, read_run: ReadRun) -> None:
    trainer = make_trainer(tmp_path, FailingTrainer)
    callback = watch_training(trainer, every=2)
    with pytest.raises(ArithmeticError):
        trainer.train()
    assert callback.watcher is not None
    callback.watcher.close()  # as at the interpreter's end: the trainer tells nobody of the exception
    assert list(read_run(tmp_path).steps) == [0, 2, 3]


def test_training_can_start_again_after_an_exception(tmp_path: Path, read_run: ReadRun) -> None:
    trainer = make_trainer(tmp_path, FailingTrainer)
    watch_training(trainer, every=2)
    with pytest.raises(ArithmeticError):
        trainer.train()
    trainer.train()
    assert list(read_run(tmp_path).steps) == [0, 2, 4, UPDATES]


def test_a_pruned_trial_ends_with_its_last_step(tmp_path: Path, read_run: ReadRun) -> None:
    class Prune(TrainerCallback):
        """What a hyperparameter search does to a trial without hope."""

        def on_step_end(
            self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: object
        ) -> None:
            if state.global_step == 3:
                trainer.callback_handler.on_train_end(args, state, control)
                raise ArithmeticError("no hope")

    trainer = make_trainer(tmp_path)
    watch_training(trainer, every=2)
    trainer.add_callback(Prune())
    with pytest.raises(ArithmeticError):
        trainer.train()
    assert list(read_run(tmp_path).steps) == [0, 2, 3]


def test_the_order_in_which_callbacks_are_added_does_not_matter(tmp_path: Path, read_run: ReadRun) -> None:
    trainer = make_trainer(tmp_path, report_to="none")
    watch_training(trainer, every=3)
    trainer.add_callback(TensorBoardCallback())  # type: ignore[no-untyped-call]  # it has no types
    trainer.train()
    assert list(read_run(tmp_path).steps) == [0, 3, UPDATES]


def test_without_the_event_after_the_update_weights_are_logged_all_the_same(
    tmp_path: Path, read_run: ReadRun, gradient_norms: GradientNorms, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tell_nobody(_: object, __: object, control: TrainerControl) -> TrainerControl:
        return control

    trainer = make_trainer(tmp_path)
    watch_training(trainer, every=2)
    monkeypatch.setattr(trainer.callback_handler, "on_optimizer_step", tell_nobody)  # as before Transformers 4.46
    trainer.train()
    run = read_run(tmp_path)
    assert list(run.steps) == [0, 2, 4, UPDATES]
    assert np.isnan(gradient_norms(run, BIAS)).all()


def test_a_trainer_that_does_not_report_to_tensorboard_trains_after_one_warning(
    tmp_path: Path, warnings_logged: Callable[[], list[str]]
) -> None:
    trainer = make_trainer(tmp_path, report_to="none")
    watch_training(trainer)
    assert trainer.train().global_step == UPDATES
    (message,) = warnings_logged()
    assert 'report_to="tensorboard"' in message


def test_a_writer_that_is_not_torchs_is_left_alone(
    tmp_path: Path, foreign_writer: object, warnings_logged: Callable[[], list[str]]
) -> None:
    trainer = make_trainer(tmp_path, report_to="none")
    trainer.add_callback(TensorBoardCallback(foreign_writer))  # type: ignore[no-untyped-call]  # it has no types
    watch_training(trainer)
    assert trainer.train().global_step == UPDATES
    (message,) = warnings_logged()
    assert "ForeignWriter" in message
    assert "torch.utils.tensorboard.SummaryWriter" in message


@pytest.mark.parametrize(
    ("arguments", "error"),
    [({"labels": {"wte.weight": TOKENS}}, LabelsError), ({"include": "*.embedding.*"}, PatternError)],
)
def test_arguments_that_do_not_fit_stop_the_training_before_it_starts(
    arguments: dict[str, object], error: type[Exception], tmp_path: Path
) -> None:
    trainer = make_trainer(tmp_path)
    watch_training(trainer, **arguments)
    with pytest.raises(error, match="near matches are"):
        trainer.train()
    assert trainer.state.global_step == 0


def test_an_unknown_argument_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="lables"):
        ParamVizCallback(make_trainer(tmp_path), lables={EMBEDDING: TOKENS})


def test_without_transformers_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "transformers", None)  # as if it could not be found
    spec = importlib.util.spec_from_file_location("integration_anew", integration.__file__)
    assert spec is not None
    assert spec.loader is not None
    with pytest.raises(MissingTrainerError, match="pip install transformers"):
        spec.loader.exec_module(importlib.util.module_from_spec(spec))
