"""What takes the place of everything in a pickle that is neither a tensor nor plain data."""

from __future__ import annotations

import pytest

from tensorboard_plugin_paramviz.capture.checkpoints.stand_ins import PickledModule, StandIn, plain, stand_in_for


@pytest.mark.parametrize(
    "name",
    [
        "argparse.Namespace",
        "__main__.ModelArgs",
        "omegaconf.dictconfig.DictConfig",
        "pathlib.PosixPath",
        "builtins.int",
    ],
)
def test_a_stand_in_keeps_what_it_is_given(name: str) -> None:
    kind = stand_in_for(name)
    assert kind is not None
    made = kind(1, "two")
    made.__setstate__({"lr": 0.1})
    assert isinstance(made, StandIn)
    assert (made.origin, made.arguments, plain(made)) == (name, (1, "two"), {"lr": 0.1})


@pytest.mark.parametrize(
    "name",
    [
        "os.system",
        "posix.system",
        "builtins.eval",
        "builtins.getattr",
        "subprocess.Popen",
        "shutil.rmtree",
        "socket.socket",
    ],
)
def test_code_gets_none(name: str) -> None:
    assert stand_in_for(name) is None


@pytest.mark.parametrize("name", ["collections.defaultdict", "lightning.fabric.utilities.data.AttributeDict"])
def test_a_dictionary_stands_for_each_kind_of_dictionary(name: str) -> None:
    kind = stand_in_for(name)
    assert kind is not None
    assert type(kind.__new__(kind, int)) is dict


@pytest.mark.parametrize(
    ("dtype", "values", "number"),
    [
        ("f8", b"\x00\x00\x00\x00\x00\x00\x0c@", 3.5),
        ("f4", b"\x00\x00`@", 3.5),
        ("i8", b"\x07" + bytes(7), 7),
        ("b1", b"\x01", True),
    ],
)
def test_numbers_of_numpy_are_numbers(dtype: str, values: bytes, number: float) -> None:
    scalar, dtype_kind = stand_in_for("numpy._core.multiarray.scalar"), stand_in_for("numpy.dtype")
    assert scalar is not None
    assert dtype_kind is not None
    made: object = scalar(dtype_kind(dtype, False, True), values)  # noqa: FBT003  # as numpy pickles it
    assert made == number


@pytest.mark.parametrize("arguments", [(), (1,), ("f8", b"1"), (None, None, None)])
def test_numbers_that_are_none_stay_stand_ins(arguments: tuple[object, ...]) -> None:
    scalar = stand_in_for("numpy.core.multiarray.scalar")
    assert scalar is not None
    assert isinstance(scalar(*arguments), StandIn)


def test_a_class_with_slots_has_two_states() -> None:
    made = StandIn()
    made.__setstate__((None, {"lr": 0.1}))
    assert plain(made) == {"lr": 0.1}


def test_a_module_is_recognised_by_its_attributes() -> None:
    kind = stand_in_for("model.GPT")
    assert kind is not None
    made = kind()
    made.__setstate__({"training": True, "_parameters": {}, "_modules": {}})
    assert plain(made) == PickledModule("model.GPT")


def test_what_is_no_stand_in_stays_as_it_is() -> None:
    value = object()
    assert plain(value) is value
