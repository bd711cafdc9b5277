"""The generated module is the one of the .proto file beside it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tensorboard_plugin_paramviz.format import plugin_data_pb2

if TYPE_CHECKING:
    from google.protobuf.descriptor import FieldDescriptor

PROTO = Path(plugin_data_pb2.__file__).with_name("plugin_data.proto").read_text()

FIELD = re.compile(
    r"^\s*(?P<label>repeated |optional )?(?P<type>[\w.]+) (?P<name>\w+) = (?P<number>\d+);", re.MULTILINE
)


def declared_messages() -> dict[str, str]:
    """The body of each message of the .proto file, without comments."""
    text = re.sub(r"//.*", "", PROTO)
    return dict(re.findall(r"^message (\w+) \{(.*?)^\}", text, re.MULTILINE | re.DOTALL))


def test_the_messages_are_the_same() -> None:
    assert sorted(declared_messages()) == sorted(plugin_data_pb2.DESCRIPTOR.message_types_by_name)
    assert re.findall(r"^package (\S+);", PROTO, re.MULTILINE) == [plugin_data_pb2.DESCRIPTOR.package]


@pytest.mark.parametrize("message", sorted(declared_messages()))
def test_the_fields_are_the_same(message: str) -> None:
    declared = {
        (field["name"], int(field["number"]), field["type"], (field["label"] or "").strip())
        for field in FIELD.finditer(declared_messages()[message])
    }
    generated = {
        (
            field.name,
            field.number,
            _type_name(field),
            "repeated" if field.is_repeated else "optional" if field.containing_oneof is not None else "",
        )
        for field in plugin_data_pb2.DESCRIPTOR.message_types_by_name[message].fields
    }
    oneof = {"layout", "layout_segment"} if message == "PluginData" else set()  # optional, without the label
    assert declared == {(n, k, t, "" if n in oneof else label) for n, k, t, label in generated}


def _type_name(field: FieldDescriptor) -> str:
    if field.message_type is not None:
        return field.message_type.full_name.removeprefix(f"{plugin_data_pb2.DESCRIPTOR.package}.")
    names = {value: name for name, value in vars(type(field)).items() if name.startswith("TYPE_")}
    return names[field.type].removeprefix("TYPE_").lower()
