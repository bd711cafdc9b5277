"""Lightning's own trainers, with the callback and without."""

from __future__ import annotations

import importlib
import importlib.util
import pickle
import signal
import sys
from typing import TYPE_CHECKING, Any

import lightning.pytorch as library
import numpy as np
import pytest
import torch
from lightning.pytorch.loggers import CSVLogger, TensorBoardLogger
from torch.utils.data import DataLoader

from nanogpt.model import GPT, GPTConfig
from tensorboard_plugin_paramviz.capture.errors import LabelsError, PatternError
from tensorboard_plugin_paramviz.capture.integrations import MissingTrainerError
from tensorboard_plugin_paramviz.capture.integrations import lightning as integration
from tensorboard_plugin_paramviz.capture.integrations.lightning import ParamVizCallback

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from types import ModuleType

    from tensorboard_plugin_paramviz import Run

    ReadRun = Callable[[Path], Run]
    GradientNorms = Callable[[Run, str], list[float]]

pytestmark = [
    pytest.mark.filterwarnings(r"ignore:`isinstance\(treespec, LeafSpec\)` is deprecated:FutureWarning"),  # Lightning's
    pytest.mark.filterwarnings("ignore:The '.*_dataloader' does not have many workers"),  # a hundred numbers need none
]

TOKENS = list("abcdefghijkl")
EMBEDDING = "model.transformer.wte.weight"
BIAS = "model.transformer.ln_f.bias"
UPDATES = 5
CODE = 1 / 60_000  # half a code of int16, as a share of the largest magnitude


class Language:
    """What a LightningModule of either library does here; it remembers what it saw."""

    log: Callable[..., None]  # the library's

    def __init__(self) -> None:
        super().__init__()
        with torch.random.fork_rng():
            torch.manual_seed(0)
            self.model = GPT(GPTConfig(8, vocab_size=len(TOKENS), n_layer=1, n_head=2, n_embd=8, dropout=0.1))
        self.losses: list[float] = []
        self.bias_gradients: list[torch.Tensor] = []

    def training_step(self, batch: torch.Tensor, _: int) -> torch.Tensor:
        loss = self.loss(batch)
        self.losses.append(loss.item())
        self.log("loss", loss)
        return loss

    def validation_step(self, batch: torch.Tensor, _: int) -> None:
        self.log("validation loss", self.loss(batch))

    def configure_optimizers(self) -> Sequence[torch.optim.Optimizer]:
        return [torch.optim.AdamW(self.model.parameters(), lr=0.01)]

    def on_before_optimizer_step(self, *_: object) -> None:
        gradient = self.model.transformer.ln_f.bias.grad
        assert gradient is not None
        self.bias_gradients.append(gradient.clone())

    def loss(self, batch: torch.Tensor) -> torch.Tensor:
        loss: torch.Tensor = self.model(batch[:, :-1], batch[:, 1:])[1]
        return loss


class Module(Language, library.LightningModule):
    pass


class Failing(Module):
    """Fails in its fourth batch."""

    error: BaseException

    def training_step(self, batch: torch.Tensor, index: int) -> torch.Tensor:
        if index == 3:
            raise self.error
        return super().training_step(batch, index)


class Manual(Module):
    """Two optimizers take turns in each batch."""

    def __init__(self) -> None:
        super().__init__()
        self.automatic_optimization = False

    def training_step(self, batch: torch.Tensor, _: int) -> torch.Tensor:
        for optimizer in self.optimizers():  # type: ignore[union-attr]  # there are two
            optimizer.zero_grad()
            loss = self.loss(batch)
            self.manual_backward(loss)
            optimizer.step()
        return loss

    def configure_optimizers(self) -> Sequence[torch.optim.Optimizer]:
        bias = self.model.transformer.ln_f.bias
        others = [parameter for parameter in self.model.parameters() if parameter is not bias]
        return torch.optim.SGD([bias], lr=0.01), torch.optim.SGD(others, lr=0.01)


def batches(updates: int) -> DataLoader[torch.Tensor]:
    tokens = torch.randint(0, len(TOKENS), (4 * updates, 9), generator=torch.Generator().manual_seed(1))
    return DataLoader(tokens, batch_size=4)  # type: ignore[arg-type]  # a tensor has rows


def settings(*callbacks: library.Callback, **arguments: object) -> dict[str, Any]:
    quiet = {"enable_progress_bar": False, "enable_model_summary": False, "enable_checkpointing": False}
    chosen = {"accelerator": "cpu", "max_epochs": 1, "log_every_n_steps": 1, **arguments}
    return {"callbacks": list(callbacks), **quiet, **chosen}


def make_trainer(*callbacks: library.Callback, **arguments: object) -> library.Trainer:
    return library.Trainer(**settings(*callbacks, **arguments))


def fit(trainer: library.Trainer, module: library.LightningModule, checkpoint: Path | None = None) -> None:
    library.seed_everything(2, verbose=False)
    trainer.fit(module, batches(UPDATES), batches(1), ckpt_path=checkpoint)


def train(directory: Path, *callbacks: library.Callback, module: Module | None = None, **arguments: object) -> Module:
    module = module or Module()
    fit(make_trainer(*callbacks, logger=TensorBoardLogger(directory), **arguments), module)
    return module


@pytest.mark.parametrize("name", ["lightning.pytorch", "pytorch_lightning"])
def test_a_training_is_logged_into_the_event_file_of_its_scalars(
    name: str, tmp_path: Path, read_run: ReadRun, read_scalars: Callable[[Path], dict[str, dict[int, float]]]
) -> None:
    library = importlib.import_module(name)
    module = type("Module", (Language, library.LightningModule), {})()
    callback = ParamVizCallback(every=2, labels={EMBEDDING: TOKENS})
    fit(library.Trainer(**settings(callback, logger=library.loggers.TensorBoardLogger(tmp_path))), module)

    scalars = read_scalars(tmp_path)  # of the one event file
    assert list(scalars["loss"]) == list(range(UPDATES))
    assert list(scalars["validation loss"]) == [UPDATES - 1]
    run = read_run(tmp_path)
    assert list(run.steps) == [0, 2, 4, UPDATES]
    assert [parameter.name for parameter in run.parameters] == [name for name, _ in module.named_parameters()]
    assert list(run.labels(EMBEDDING)) == TOKENS
    trained = module.get_parameter(EMBEDDING).detach()
    np.testing.assert_allclose(run.weights(EMBEDDING)[-1], trained, atol=CODE * float(trained.abs().max()))


def test_gradients_are_those_of_the_update_at_the_last_step_too(
    tmp_path: Path, read_run: ReadRun, gradient_norms: GradientNorms
) -> None:
    module = train(tmp_path, ParamVizCallback(every=2))
    run = read_run(tmp_path)
    for moment, step in list(enumerate(run.steps))[1:]:
        used = module.bias_gradients[step - 1]
        np.testing.assert_allclose(run.gradients(BIAS)[moment, 0], used, atol=CODE * float(used.abs().max()))
    assert np.isfinite(gradient_norms(run, EMBEDDING)[1:]).all()


def test_training_is_bit_for_bit_the_same_without_the_callback(tmp_path: Path, read_run: ReadRun) -> None:
    watched = train(tmp_path / "watched", ParamVizCallback(every=1))
    alone = train(tmp_path / "alone")
    assert len(read_run(tmp_path / "watched").steps) == UPDATES + 1
    assert watched.losses == alone.losses
    for one, other in zip(watched.parameters(), alone.parameters(), strict=True):
        assert torch.equal(one, other)


def test_steps_are_updates_where_gradients_are_accumulated(
    tmp_path: Path, read_run: ReadRun, gradient_norms: GradientNorms
) -> None:
    callback = ParamVizCallback(every=1)
    module = train(tmp_path, callback, accumulate_grad_batches=2)
    run = read_run(tmp_path)
    assert list(run.steps) == [0, 1, 2, 3]
    assert callback.watcher is not None
    assert callback.watcher.report.drops == 0
    used = [float(gradient.norm()) for gradient in module.bias_gradients]
    assert gradient_norms(run, BIAS)[1:] == pytest.approx(used)


def test_a_limit_of_steps_ends_with_gradients(tmp_path: Path, read_run: ReadRun, gradient_norms: GradientNorms) -> None:
    train(tmp_path, ParamVizCallback(every=100), max_steps=3, max_epochs=-1, val_check_interval=3)
    run = read_run(tmp_path)
    assert list(run.steps) == [0, 3]
    assert gradient_norms(run, BIAS)[-1] > 0


def test_a_training_that_is_stopped_early_ends_with_its_last_step(tmp_path: Path, read_run: ReadRun) -> None:
    class Stop(library.Callback):
        def on_train_batch_end(self, trainer: library.Trainer, *_: object) -> None:
            trainer.should_stop = trainer.global_step == 3

    train(tmp_path, ParamVizCallback(every=100), Stop())
    assert list(read_run(tmp_path).steps) == [0, 3]


def test_a_resumed_training_continues_the_timeline(tmp_path: Path, read_run: ReadRun) -> None:
    def resumable(max_epochs: int) -> library.Trainer:
        logger = TensorBoardLogger(tmp_path, version="run")
        return make_trainer(ParamVizCallback(every=2), logger=logger, max_epochs=max_epochs)

    module, checkpoint = Module(), tmp_path / "epoch.ckpt"
    first = resumable(1)
    fit(first, module)
    first.save_checkpoint(checkpoint)
    fit(resumable(2), Module(), checkpoint)
    run = read_run(tmp_path)
    assert list(run.steps) == [0, 2, 4, 5, 6, 8, 10]
    saved = module.get_parameter(EMBEDDING).detach()
    np.testing.assert_allclose(run.weights(EMBEDDING)[3], saved, atol=CODE * float(saved.abs().max()))


def test_the_same_trainer_can_go_on_training(tmp_path: Path, read_run: ReadRun) -> None:
    module = Module()
    trainer = make_trainer(ParamVizCallback(every=2), logger=TensorBoardLogger(tmp_path))
    fit(trainer, module)
    trainer.fit_loop.max_epochs = 2
    fit(trainer, module)
    assert list(read_run(tmp_path).steps) == [0, 2, 4, 5, 6, 8, 10]


@pytest.fixture
def _interrupt_handler() -> Iterator[None]:
    """After the first Ctrl-C Lightning has the process ignore all others."""
    handler = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, handler)


@pytest.mark.usefixtures("_interrupt_handler")
@pytest.mark.parametrize(
    ("error", "raised"), [(ArithmeticError("no such batch"), ArithmeticError), (KeyboardInterrupt(), SystemExit)]
)
def test_the_last_step_before_an_exception_is_logged(
    error: BaseException, raised: type[BaseException], tmp_path: Path, read_run: ReadRun
) -> None:
    module = Failing()
    module.error = error
    with pytest.raises(raised):
        train(tmp_path, ParamVizCallback(every=2), module=module)
    run = read_run(tmp_path)
    assert list(run.steps) == [0, 2, 3]
    assert run.problems == ()


def test_updates_of_several_optimizers_are_steps(
    tmp_path: Path, read_run: ReadRun, gradient_norms: GradientNorms
) -> None:
    train(tmp_path, ParamVizCallback(every=4), module=Manual())
    run = read_run(tmp_path)
    assert list(run.steps) == [0, 4, 8, 2 * UPDATES]
    assert np.isfinite(gradient_norms(run, BIAS)[1:]).all()


def test_the_tensorboard_logger_is_found_among_others(tmp_path: Path, read_run: ReadRun) -> None:
    loggers = [CSVLogger(tmp_path / "csv"), TensorBoardLogger(tmp_path / "tensorboard")]
    fit(make_trainer(ParamVizCallback(every=UPDATES), logger=loggers), Module())
    assert list(read_run(tmp_path).steps) == [0, UPDATES]


@pytest.mark.parametrize("has_csv_logger", [False, True])
def test_a_trainer_without_tensorboard_trains_after_one_warning(
    has_csv_logger: bool,
    tmp_path: Path,
    warnings_logged: Callable[[], list[str]],
) -> None:
    module = Module()
    fit(make_trainer(ParamVizCallback(), logger=has_csv_logger and CSVLogger(tmp_path)), module)
    assert len(module.losses) == UPDATES
    (message,) = warnings_logged()
    assert f"loggers are {'CSVLogger' if has_csv_logger else 'none'};" in message
    assert "logger=TensorBoardLogger(" in message


def test_a_writer_that_is_not_torchs_is_left_alone(
    tmp_path: Path, foreign_writer: object, warnings_logged: Callable[[], list[str]]
) -> None:
    class ForeignLogger(TensorBoardLogger):
        @property
        def experiment(self) -> Any:  # noqa: ANN401  # no writer that Lightning knows
            return foreign_writer

    module = Module()
    fit(make_trainer(ParamVizCallback(), logger=ForeignLogger(tmp_path)), module)
    assert len(module.losses) == UPDATES
    (message,) = warnings_logged()
    assert "ForeignWriter" in message
    assert "torch.utils.tensorboard.SummaryWriter" in message


def test_a_fast_development_run_logs_nothing(
    tmp_path: Path, event_files: Callable[[Path], list[Path]], warnings_logged: Callable[[], list[str]]
) -> None:
    train(tmp_path, ParamVizCallback(), fast_dev_run=True)
    assert event_files(tmp_path) == []
    assert warnings_logged() == []


@pytest.mark.parametrize(
    ("arguments", "error"),
    [({"labels": {"transformer.wte.weight": TOKENS}}, LabelsError), ({"include": "*.embedding.*"}, PatternError)],
)
def test_arguments_that_do_not_fit_stop_the_training_before_it_starts(
    arguments: dict[str, object], error: type[Exception], tmp_path: Path
) -> None:
    module = Module()
    with pytest.raises(error, match="near matches are 'model"):
        train(tmp_path, ParamVizCallback(**arguments), module=module)
    assert module.losses == []


def test_an_unknown_argument_is_refused_at_once() -> None:
    with pytest.raises(TypeError, match="lables"):
        ParamVizCallback(lables={EMBEDDING: TOKENS})


def test_a_callback_can_be_pickled_after_a_training(tmp_path: Path, read_run: ReadRun) -> None:
    callback = ParamVizCallback(every=UPDATES)
    train(tmp_path / "first", callback)
    train(tmp_path / "second", pickle.loads(pickle.dumps(callback)))  # noqa: S301  # of this test's own
    assert list(read_run(tmp_path / "second").steps) == [0, UPDATES]


def import_anew() -> ModuleType:
    """Import the integration a second time, beside the first."""
    spec = importlib.util.spec_from_file_location("integration_anew", integration.__file__)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_without_lightning_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lightning.pytorch", None)  # as if it could not be found
    monkeypatch.setitem(sys.modules, "pytorch_lightning", None)
    with pytest.raises(MissingTrainerError, match="pip install lightning"):
        import_anew()


def test_one_of_the_two_libraries_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lightning.pytorch", None)
    assert issubclass(import_anew().ParamVizCallback, importlib.import_module("pytorch_lightning").Callback)
