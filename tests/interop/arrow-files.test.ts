import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  bigIntColumn,
  booleanColumn,
  type Column,
  makeTable,
  missingCount,
  numericColumn,
  stringColumn,
  timestampColumn,
} from "@mlops/core/table";
import { writeTable } from "@mlops/data";
import { afterAll, beforeAll, expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
const python = process.env["MLOPS_JUDGE_PYTHON"] ?? path.join(root, ".venv/judge/bin/python");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "arrow-files-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Of two batches, so that both are looked at. */
const ROWS = 65_536 + 1003;
const gaps = Uint8Array.from({ length: (ROWS + 7) >> 3 }, (_, i) => (i * 37) % 256);
const edges = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, 0.1, 5e-324, -1.5];
const typed = <A>(type: { from(source: { length: number }, map: (value: unknown, row: number) => number): A }, scale: number, middle = 0) =>
  type.from({ length: ROWS }, (_, row) => (row % scale) - middle);
const columns: Record<string, Column> = {
  double: numericColumn(
    Float64Array.from({ length: ROWS }, (_, row) => edges[row % 8] as number),
    gaps,
  ),
  float: numericColumn(Float32Array.from({ length: ROWS }, (_, row) => edges[row % 8] as number)),
  int64: numericColumn(
    Float64Array.from({ length: ROWS }, (_, row) => (row % 2 === 0 ? 1 : -1) * (Number.MAX_SAFE_INTEGER - row)),
    gaps,
    true,
  ),
  int32: numericColumn(typed(Int32Array, 1000, 500), gaps),
  uint32: numericColumn(Uint32Array.from({ length: ROWS }, (_, row) => 2 ** 32 - 1 - row)),
  int16: numericColumn(typed(Int16Array, 65_536, 32_768), gaps),
  uint16: numericColumn(typed(Uint16Array, 65_536)),
  int8: numericColumn(typed(Int8Array, 256, 128), gaps),
  uint8: numericColumn(typed(Uint8Array, 256)),
  big: bigIntColumn(
    BigInt64Array.from({ length: ROWS }, (_, row) => 2n ** 63n - 1n - BigInt(row)),
    gaps,
  ),
  flag: booleanColumn(typed(Uint8Array, 2), gaps),
  text: stringColumn(
    Int32Array.from({ length: ROWS }, (_, row) => (row % 6) - 1),
    ["", "Zoë", "👍 more than twelve bytes", "it's", "x"],
  ),
  'ünï, "code"': stringColumn(new Int32Array(ROWS).fill(-1), ["no row has it"]),
  instant: timestampColumn(
    Float64Array.from({ length: ROWS }, (_, row) => (row - 40_000) * 86_400_000 + 0.001 * (row % 1000)),
    gaps,
  ),
};

/** The type that pyarrow must give, and a value as the script prints it. */
const TYPES: Readonly<Record<string, string>> = {
  double: "double",
  float: "float",
  big: "int64",
  flag: "bool",
  text: "dictionary<values=string, indices=int32, ordered=0>",
  'ünï, "code"': "dictionary<values=string, indices=int32, ordered=0>",
  instant: "timestamp[us, tz=UTC]",
};

function printed(name: string, column: Column): unknown[] {
  return Array.from({ length: column.length }, (_, row) => {
    const value = column.at(row);
    if (value === undefined) return null;
    if (column.kind === "timestamp") return String(Math.round((column.values[row] as number) * 1000));
    if (name !== "double" && name !== "float") return typeof value === "boolean" || typeof value === "string" ? value : String(value);
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleBE(value as number);
    return bytes.toString("hex");
  });
}

it("pyarrow reads what is written, with the same types, values and missing rows", async () => {
  const table = makeTable(columns);
  const names = ["all.arrow", "all.arrows", "all.feather", "none.arrow", "none.arrows"].map((name) => path.join(folder, name));
  for (const [i, name] of names.entries()) await writeTable(i < 3 ? table : table.filter("d => false"), name);
  const answer = execFileSync(python, [path.join(import.meta.dirname, "arrow-files.py"), ...names], {
    encoding: "utf8",
    maxBuffer: 1 << 30,
  });
  const read = JSON.parse(answer) as {
    rows: number;
    batches: number;
    columns: Record<string, { type: string; nulls: number; aligned: boolean; values: unknown[]; dictionary?: string[] }>;
  }[];
  expect(read.map(({ rows }) => rows)).toEqual([ROWS, ROWS, ROWS, 0, 0]);
  for (const { rows, batches, columns: found } of read) {
    expect(Object.keys(found)).toEqual(Object.keys(columns));
    for (const [name, column] of Object.entries(columns)) {
      const { type, nulls, values } = found[name] as (typeof found)[string];
      expect(type, name).toBe(TYPES[name] ?? name);
      expect(nulls, name).toBe(rows === 0 ? 0 : missingCount(column));
      if (rows > 0) expect(values, name).toEqual(printed(name, column));
    }
    if (rows > 0) expect(batches).toBe(2);
  }
  const file = read[0] as (typeof read)[number];
  expect(Object.entries(file.columns).filter(([, { aligned }]) => !aligned)).toEqual([]);
  expect(file.columns["text"]?.dictionary).toEqual(["", "Zoë", "👍 more than twelve bytes", "it's", "x"]);
  expect(file.columns['ünï, "code"']?.dictionary).toEqual([]);
});
