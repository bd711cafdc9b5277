from google.protobuf import struct_pb2 as _struct_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class PluginData(_message.Message):
    __slots__ = ("format_version", "session", "segment", "layout", "layout_segment")
    FORMAT_VERSION_FIELD_NUMBER: _ClassVar[int]
    SESSION_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_FIELD_NUMBER: _ClassVar[int]
    LAYOUT_FIELD_NUMBER: _ClassVar[int]
    LAYOUT_SEGMENT_FIELD_NUMBER: _ClassVar[int]
    format_version: int
    session: str
    segment: int
    layout: Layout
    layout_segment: int
    def __init__(self, format_version: _Optional[int] = ..., session: _Optional[str] = ..., segment: _Optional[int] = ..., layout: _Optional[_Union[Layout, _Mapping]] = ..., layout_segment: _Optional[int] = ...) -> None: ...

class Layout(_message.Message):
    __slots__ = ("model_class", "model_name", "parameter_count", "n_head", "config", "statistic_names", "rounding_floor", "parameters", "clouds", "skipped", "problems")
    MODEL_CLASS_FIELD_NUMBER: _ClassVar[int]
    MODEL_NAME_FIELD_NUMBER: _ClassVar[int]
    PARAMETER_COUNT_FIELD_NUMBER: _ClassVar[int]
    N_HEAD_FIELD_NUMBER: _ClassVar[int]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    STATISTIC_NAMES_FIELD_NUMBER: _ClassVar[int]
    ROUNDING_FLOOR_FIELD_NUMBER: _ClassVar[int]
    PARAMETERS_FIELD_NUMBER: _ClassVar[int]
    CLOUDS_FIELD_NUMBER: _ClassVar[int]
    SKIPPED_FIELD_NUMBER: _ClassVar[int]
    PROBLEMS_FIELD_NUMBER: _ClassVar[int]
    model_class: str
    model_name: str
    parameter_count: int
    n_head: int
    config: _struct_pb2.Struct
    statistic_names: _containers.RepeatedScalarFieldContainer[str]
    rounding_floor: float
    parameters: _containers.RepeatedCompositeFieldContainer[Parameter]
    clouds: _containers.RepeatedCompositeFieldContainer[Cloud]
    skipped: _containers.RepeatedCompositeFieldContainer[Skipped]
    problems: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, model_class: _Optional[str] = ..., model_name: _Optional[str] = ..., parameter_count: _Optional[int] = ..., n_head: _Optional[int] = ..., config: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., statistic_names: _Optional[_Iterable[str]] = ..., rounding_floor: _Optional[float] = ..., parameters: _Optional[_Iterable[_Union[Parameter, _Mapping]]] = ..., clouds: _Optional[_Iterable[_Union[Cloud, _Mapping]]] = ..., skipped: _Optional[_Iterable[_Union[Skipped, _Mapping]]] = ..., problems: _Optional[_Iterable[str]] = ...) -> None: ...

class Parameter(_message.Message):
    __slots__ = ("name", "aliases", "shape", "dtype", "kind", "layer", "parts", "tile_rows", "tile_columns", "tile_offset", "sampled")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ALIASES_FIELD_NUMBER: _ClassVar[int]
    SHAPE_FIELD_NUMBER: _ClassVar[int]
    DTYPE_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    LAYER_FIELD_NUMBER: _ClassVar[int]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    TILE_ROWS_FIELD_NUMBER: _ClassVar[int]
    TILE_COLUMNS_FIELD_NUMBER: _ClassVar[int]
    TILE_OFFSET_FIELD_NUMBER: _ClassVar[int]
    SAMPLED_FIELD_NUMBER: _ClassVar[int]
    name: str
    aliases: _containers.RepeatedScalarFieldContainer[str]
    shape: _containers.RepeatedScalarFieldContainer[int]
    dtype: str
    kind: str
    layer: int
    parts: _containers.RepeatedCompositeFieldContainer[Part]
    tile_rows: int
    tile_columns: int
    tile_offset: int
    sampled: bool
    def __init__(self, name: _Optional[str] = ..., aliases: _Optional[_Iterable[str]] = ..., shape: _Optional[_Iterable[int]] = ..., dtype: _Optional[str] = ..., kind: _Optional[str] = ..., layer: _Optional[int] = ..., parts: _Optional[_Iterable[_Union[Part, _Mapping]]] = ..., tile_rows: _Optional[int] = ..., tile_columns: _Optional[int] = ..., tile_offset: _Optional[int] = ..., sampled: bool = ...) -> None: ...

class Part(_message.Message):
    __slots__ = ("name", "axis", "start", "length", "n_head")
    NAME_FIELD_NUMBER: _ClassVar[int]
    AXIS_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    LENGTH_FIELD_NUMBER: _ClassVar[int]
    N_HEAD_FIELD_NUMBER: _ClassVar[int]
    name: str
    axis: int
    start: int
    length: int
    n_head: int
    def __init__(self, name: _Optional[str] = ..., axis: _Optional[int] = ..., start: _Optional[int] = ..., length: _Optional[int] = ..., n_head: _Optional[int] = ...) -> None: ...

class Cloud(_message.Message):
    __slots__ = ("parameter", "row_ids", "columns", "labels", "rounding_floor")
    PARAMETER_FIELD_NUMBER: _ClassVar[int]
    ROW_IDS_FIELD_NUMBER: _ClassVar[int]
    COLUMNS_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    ROUNDING_FLOOR_FIELD_NUMBER: _ClassVar[int]
    parameter: str
    row_ids: _containers.RepeatedScalarFieldContainer[int]
    columns: int
    labels: _containers.RepeatedScalarFieldContainer[str]
    rounding_floor: float
    def __init__(self, parameter: _Optional[str] = ..., row_ids: _Optional[_Iterable[int]] = ..., columns: _Optional[int] = ..., labels: _Optional[_Iterable[str]] = ..., rounding_floor: _Optional[float] = ...) -> None: ...

class Skipped(_message.Message):
    __slots__ = ("name", "reason")
    NAME_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    name: str
    reason: str
    def __init__(self, name: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...
