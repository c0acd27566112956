import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Column, columnOf, makeTable, type Table } from "@mlops/core/table";
import { MLOpsError } from "@mlops/models";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeTable } from "../write/write-table.ts";
import { anyColumns } from "./arrow/__fixtures__/any-columns.ts";
import { arrowStream } from "./arrow/__fixtures__/arrow-stream.ts";
import { readArrow } from "./arrow-table.ts";
import type { TableSource } from "./open-source.ts";
import { readThroughDuckdb } from "./read-source.ts";
import { readTable } from "./read-table.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mlops-arrow-table-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

type Read = Awaited<ReturnType<typeof readArrow>>;

/** What a way of reading gives, as values to compare; the error where there is one, undefined where it is left to the other way. */
async function outcome(read: Promise<Read>): Promise<unknown> {
  let table: Table | undefined;
  try {
    table = (await read)?.table;
  } catch (error) {
    if (!MLOpsError.isInstance(error)) throw error;
    return { code: error.code, message: error.message };
  }
  return table?.columnNames().map((name) => described(name, columnOf(table, name) as Column));
}

function described(name: string, column: Column): unknown {
  const values = Array.from({ length: column.length }, (_, row) => {
    const value = column.at(row);
    return value !== undefined && column.kind === "timestamp" ? column.values[row] : value;
  });
  if (column.kind === "string") return { name, kind: column.kind, values, dictionary: [...column.dictionary] };
  return { name, kind: column.kind, values, storage: column.values.constructor.name, integer: column.kind === "numeric" && column.integer };
}

const FILTERS = [
  "c0 is not null",
  "c0 > 0",
  "c0 in (0, 1, 2.5, -1)",
  "c0 = 'a'",
  "c0 like '%o%' or c0 = ''",
  "c0",
  "c0 >= '2001-01-01'",
  "c0 matches '(?=a)'",
];

describe("Arrow files as they lie", () => {
  it("give what the way through DuckDB gives, whatever their types", async () => {
    const path = join(folder, "any.arrows");
    let direct = 0;
    await fc.assert(
      fc.asyncProperty(anyColumns, async (columns) => {
        writeFileSync(path, arrowStream(columns));
        const found = await outcome(readArrow(path, {}, []));
        if (found === undefined) return;
        direct++;
        expect(found).toEqual(await outcome(readThroughDuckdb(path, { threads: 1 })));
      }),
      { numRuns: 70 },
    );
    expect(direct).toBeGreaterThan(20);
  });

  it("are filtered and projected as DuckDB does it", async () => {
    const path = join(folder, "filtered.arrows");
    await fc.assert(
      fc.asyncProperty(anyColumns, fc.constantFrom(...FILTERS), fc.boolean(), async (columns, filter, project) => {
        writeFileSync(path, arrowStream(columns));
        // Where the kernel filters, DuckDB reads the columns that are not asked for too, and may refuse one.
        const source: TableSource = {
          path,
          filter,
          ...(project && !filter.includes("matches") ? { columns: [(columns.at(-1) as { name: string }).name] } : {}),
        };
        const [found, expected] = [await outcome(readArrow(source, {}, [])), await outcome(readThroughDuckdb(source, { threads: 1 }))];
        // A dictionary keeps the texts of rows that are left out.
        const compared = (columns: unknown): unknown =>
          Array.isArray(columns) ? columns.map((column) => ({ ...column, dictionary: [] })) : columns;
        if (found !== undefined) expect(compared(found)).toEqual(compared(expected));
      }),
      { numRuns: 70 },
    );
  });

  it("are read as pyarrow wrote them, packed or not", async () => {
    const golden = (name: string): string => fileURLToPath(new URL(`../__golden__/arrow/${name}`, import.meta.url));
    const { columns } = JSON.parse(readFileSync(golden("expected.json"), "utf8")) as { columns: Record<string, unknown[]> };
    const names = Object.keys(columns).filter((name) => !["time32", "time64", "codes", "wide_decimal"].includes(name));
    for (const file of ["types.arrow", "types.arrows", "lz4.arrow", "zstd.ipc"]) {
      const { table } = (await readArrow({ path: golden(file), columns: names }, {}, [])) as NonNullable<Read>;
      for (const name of names) {
        const values = [...(columnOf(table, name) as Column)].map((value) =>
          value instanceof Date ? value.toISOString() : typeof value === "bigint" ? Number(value) : (value ?? null),
        );
        expect(values, `${file} ${name}`).toEqual(columns[name]);
      }
    }
  });

  it("tell their progress, stop at an abort and are not read while they change", async () => {
    const path = join(folder, "many.arrow");
    await writeTable(makeTable({ a: new Float64Array(300_000), b: new Int32Array(300_000) }), path);
    const calls: unknown[] = [];
    expect((await readTable(path, { onProgress: (...call) => calls.push(call) })).numRows()).toBe(300_000);
    expect(calls).toEqual([131_072, 262_144, 300_000].map((rows) => [rows, 300_000]));
    const reason = new Error("enough");
    const stop = new AbortController();
    const stopped = readTable(path, { signal: stop.signal, onProgress: () => stop.abort(reason) });
    await expect(stopped).rejects.toBe(reason);
    const changed = readTable(path, { onProgress: () => appendFileSync(path, "more") });
    await expect(changed).rejects.toMatchObject({ code: "FILE_MALFORMED", message: expect.stringContaining("changed while it was read") });
  });

  it("are left to DuckDB where it has to change or gather something", async () => {
    const golden = fileURLToPath(new URL("../__golden__/arrow/types.arrow", import.meta.url));
    for (const copy of ["1", "2"]) copyFileSync(golden, join(folder, `copy${copy}.arrow`));
    const left = async (source: TableSource) => (await readArrow(source, {}, [])) === undefined;
    const plain = { path: golden, columns: ["int8", "category", "zoned"] };
    expect(await left(plain)).toBe(false);
    for (const more of [
      { types: { int8: "string" } },
      { largeIntegers: "string" },
      { decimals: "string" },
      { timestamps: "string" },
    ] as const)
      expect(await left({ ...plain, ...more })).toBe(true);
    for (const column of ["time32", "codes", "wide_decimal"]) expect(await left({ path: golden, columns: [column] })).toBe(true);
    expect(await left({ ...plain, path: join(folder, "copy*.arrow") })).toBe(true);
    expect(await left({ path: golden, columns: ["int8"], filter: "instant_ns is not null" })).toBe(true);
  });
});
