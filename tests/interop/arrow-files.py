"""Reads Arrow files and streams with pyarrow: types, dictionaries and values of each column. usage: arrow-files.py FILE... (JSON on stdout)"""

import json
import struct
import sys

import pyarrow as pa


def plain(column):
    """Values as JSON keeps them: doubles by their bytes, integers and instants (in their unit) as texts."""
    kind = column.type
    if pa.types.is_timestamp(kind):
        column = column.cast(pa.int64())
    values = column.to_pylist()
    if pa.types.is_floating(kind):
        return [None if value is None else struct.pack(">d", value).hex() for value in values]
    if pa.types.is_dictionary(kind) or pa.types.is_boolean(kind):
        return values
    return [None if value is None else str(value) for value in values]


def read(path):
    with pa.memory_map(path) as source:
        if path.endswith(".arrows"):
            table = pa.ipc.open_stream(source).read_all()
        else:
            table = pa.ipc.open_file(source).read_all()
        table.validate(full=True)
        columns = {}
        for name in table.column_names:
            column = table[name]
            aligned = all(buffer is None or buffer.address % 64 == 0 for chunk in column.chunks for buffer in chunk.buffers())
            columns[name] = {"type": str(column.type), "nulls": column.null_count, "aligned": aligned, "values": plain(column)}
            if pa.types.is_dictionary(column.type) and column.num_chunks > 0:
                columns[name]["dictionary"] = column.chunk(0).dictionary.to_pylist()
        return {"rows": table.num_rows, "batches": len(table.to_batches()), "columns": columns}


print(json.dumps([read(path) for path in sys.argv[1:]]))
