"""Arrow files of every type, encoding and compression that the reader of packages/data takes, and what is in them. Run: .venv/judge/bin/python tools/golden/arrow.py"""

import datetime
import decimal
import json
import pathlib

import pyarrow as pa
import pyarrow.feather as feather

folder = pathlib.Path(__file__).parents[2] / "packages/data/src/__golden__/arrow"
folder.mkdir(exist_ok=True)
rows = 70
gaps = [i % 7 == 3 for i in range(rows)]


def column(make, kind):
    return pa.array([None if gap else make(i) for i, gap in enumerate(gaps)], kind)


day = datetime.date(2020, 1, 1)
instant = datetime.datetime(2020, 1, 1, 12, 0, 0, 125000)
columns = {f"{sign}int{bits}": column(lambda i: i, getattr(pa, f"{sign}int{bits}")()) for sign in ("", "u") for bits in (8, 16, 32, 64)}
columns |= {
    "negative": column(lambda i: -i, pa.int64()),
    "large": column(lambda i: 2**53 + i, pa.int64()),
    "half": column(lambda i: i / 4, pa.float16()),
    "float": column(lambda i: i / 4, pa.float32()),
    "double": column(lambda i: i / 3, pa.float64()),
    "bool": column(lambda i: i % 3 == 0, pa.bool_()),
    "utf8": column(lambda i: ["", "a", "Zoë", "more than twelve bytes"][i % 4], pa.utf8()),
    "large_utf8": column(lambda i: f"text {i}", pa.large_utf8()),
    "view": column(lambda i: "x" * i, pa.string_view()),
    "category": column(lambda i: f"category {i % 5}", pa.utf8()).dictionary_encode(),
    "codes": pa.DictionaryArray.from_arrays(pa.array([None if gap else i % 3 for i, gap in enumerate(gaps)], pa.uint16()), pa.array([1.5, None, -2])),
    "date32": column(lambda i: day + datetime.timedelta(days=i), pa.date32()),
    "date64": column(lambda i: day + datetime.timedelta(days=i), pa.date64()),
    "zoned": column(lambda i: instant.replace(microsecond=0) + datetime.timedelta(days=i), pa.timestamp("s", "Europe/Vienna")),
    "decimal": column(lambda i: decimal.Decimal(i) / 8, pa.decimal128(7, 3)),
    "wide_decimal": column(lambda i: decimal.Decimal(-i) / 8, pa.decimal128(30, 3)),
    "time32": column(lambda i: datetime.time(1, 2, i % 60), pa.time32("s")),
    "time64": column(lambda i: datetime.time(1, 2, i % 60, 5), pa.time64("us")),
    "nothing": pa.nulls(rows),
    "whole": pa.array(range(rows), pa.int32()),
}
for unit in ("ms", "us", "ns"):
    columns[f"instant_{unit}"] = column(lambda i: instant + datetime.timedelta(days=i), pa.timestamp(unit))
table = pa.table(columns)


def plain(value):
    """A value as JSON has it: dates and instants in ISO's form (in UTC), decimals as numbers."""
    if isinstance(value, datetime.datetime):
        utc = value.astimezone(datetime.timezone.utc).replace(tzinfo=None) if value.tzinfo else value
        return utc.isoformat(timespec="milliseconds") + "Z"
    if isinstance(value, datetime.date):
        return value.isoformat() + "T00:00:00.000Z"
    if isinstance(value, datetime.time):
        return value.isoformat()
    return float(value) if isinstance(value, decimal.Decimal) else value


def written(name, data, batch=25, stream=False, **options):
    """Several batches in the file format or as a stream."""
    create = pa.ipc.new_stream if stream else pa.ipc.new_file
    with create(str(folder / name), data.schema, options=pa.ipc.IpcWriteOptions(**options)) as writer:
        writer.write_table(data, max_chunksize=batch)


written("types.arrow", table)
written("types.arrows", table, stream=True)
written("lz4.arrow", table, compression="lz4", batch=70)
written("zstd.ipc", table, compression="zstd", batch=70)
feather.write_feather(table.select(["int8", "double", "utf8", "category", "whole"]), str(folder / "types.feather"))
written("none.arrow", table.slice(0, 0))

with pa.ipc.new_stream(str(folder / "deltas.arrows"), pa.schema([("c", pa.dictionary(pa.int8(), pa.utf8()))]), options=pa.ipc.IpcWriteOptions(emit_dictionary_deltas=True)) as writer:
    for texts, codes in ((["a", "b"], [0, 1, 0]), (["a", "b", "c"], [2, 0]), (["x"], [0, None])):
        dictionary = pa.DictionaryArray.from_arrays(pa.array(codes, pa.int8()), pa.array(texts))
        writer.write_batch(pa.record_batch([dictionary], names=["c"]))

nested = pa.table(
    {
        "list": pa.array([[1, 2], None, [3]]),
        "struct": pa.array([{"a": 1, "b": "x"}, {"a": 2, "b": None}, None]),
        "map": pa.array([[("k", 1)], [], None], pa.map_(pa.utf8(), pa.int64())),
        "bytes": pa.array([b"x", None, b"y"]),
        "fixed": pa.array([[1, 2], [3, 4], None], pa.list_(pa.int32(), 2)),
        "views": pa.array([b"x", None, b"more than twelve bytes"], pa.binary_view()),
        "union": pa.UnionArray.from_sparse(pa.array([0, 1, 0], pa.int8()), [pa.array([1, 2, 3]), pa.array(["a", "b", "c"])]),
        "duration": pa.array([1, None, 2], pa.duration("s")),
        "last": pa.array([1, 2, 3]),
    }
)
written("nested.arrow", nested)

expected = {name: [plain(value) for value in table[name].to_pylist()] for name in table.column_names}
(folder / "expected.json").write_text(json.dumps({"pyarrow": pa.__version__, "columns": expected}) + "\n")
