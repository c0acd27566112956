import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Column, columnOf, type Table } from "@mlops/core/table";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DuckdbEngine } from "../duckdb/engine.ts";
import { writeTable } from "../write/write-table.ts";
import { arrowStream } from "./arrow/__fixtures__/arrow-stream.ts";
import { readTable } from "./read-table.ts";
import { withColumns } from "./with-columns.ts";

let folder: string;
let before: string;
let after: string;

/** Columns of every kind, with gaps at other rows in each, so that what a column leaves behind would show in the next. */
const SELECTS = (step: number): string => `
  SELECT i * ${step} / 7.0 AS x, CASE WHEN i % 5 <> 1 THEN i * 1.5 END AS gaps, CASE WHEN i % 3 <> 0 THEN i * ${step} END AS n,
  CASE WHEN i % 4 = 0 THEN 9007199254740993 + i ELSE i END AS big, CASE WHEN i % 7 <> 2 THEN 't' || (i * ${step}) % 11 END AS text,
  'a text that is longer than twelve bytes ' || i % 300 AS long, i % 2 = 0 AS flag, (i % 100)::UTINYINT AS byte, i::FLOAT AS single,
  TIMESTAMP '2020-01-01' + INTERVAL (i) MINUTE AS at, CASE WHEN i % 6 <> 5 THEN -i END AS last, 't' || i % 3 AS other FROM range(6000) t(i)`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "mlops-columns-"));
  before = join(folder, "before.parquet");
  after = join(folder, "after.parquet");
  await DuckdbEngine.use({}, async (engine) => {
    await engine.exec(`COPY (${SELECTS(1)}) TO ${engine.dialect.text(before)} (FORMAT parquet)`);
    await engine.exec(`COPY (${SELECTS(3)}) TO ${engine.dialect.text(after)} (FORMAT parquet)`);
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

const stored = (column: Column) => (column.kind === "string" ? column.codes : column.values);
/** All that a column holds; what stands in a missing row means nothing. */
const parts = (column: Column) => ({
  kind: column.kind,
  type: stored(column).constructor.name,
  values: [...column],
  validity: column.kind === "string" ? null : column.validity,
  codes: column.kind === "string" ? column.codes : null,
  dictionary: column.kind === "string" ? column.dictionary : null,
});

describe("withColumns", () => {
  it.each(["parquet", "arrow"])("reads each column of %s as readTable does, in the memory of those before", async (format) => {
    const [reference, current] = [before, after].map((path) => path.replace("parquet", format)) as [string, string];
    if (format === "arrow") for (const path of [before, after]) await writeTable(await readTable(path), path.replace("parquet", format));
    const tables = { reference: await readTable(reference), current: await readTable(current) };
    const buffers = new Set<ArrayBufferLike>();
    await withColumns({ reference, current }, async (sources) => {
      const order = [...sources.reference.columnNames, ...sources.reference.columnNames.toReversed()];
      for (const name of order) {
        const read: [keyof typeof tables, Column][] = [];
        for (const side of ["reference", "current"] as const) read.push([side, await sources[side].column(name)]);
        for (const [side, column] of read) {
          expect(parts(column), `${side} ${name}`).toEqual(parts(columnOf(tables[side], name)));
          buffers.add(stored(column).buffer);
        }
        for (const [side, column] of read) sources[side].release(column);
      }
      expect([sources.current.rows, order.length]).toEqual([6000, 24]);
    });
    expect(buffers.size).toBeLessThanOrEqual(10);
  });

  it("reads a column of Arrow that only DuckDB has an answer for through it, and names one that is cut off", async () => {
    const path = join(folder, "far.arrows");
    const part = (...days: number[]) => ({
      rows: 2,
      missing: 0,
      buffers: [new Uint8Array(0), new Uint8Array(Int32Array.from(days).buffer)],
    });
    const column = (name: string, ...days: number[]) => ({
      name,
      type: 8,
      fields: [{ kind: "short", value: 0 } as const],
      parts: [part(...days)],
    });
    const bytes = arrowStream([column("near", 1, 2), column("far", 1, 2 ** 31 - 1)]);
    writeFileSync(path, bytes);
    await withColumns({ path }, async ({ path: source }) => {
      expect([...(await source.column("near"))]).toEqual([new Date(86_400_000), new Date(172_800_000)]);
      const far = await source.column("far");
      expect([far.kind, far.at(0), stored(far)[1]]).toEqual(["timestamp", new Date(86_400_000), Number.POSITIVE_INFINITY]);
      await expect(source.column("nobody")).rejects.toMatchObject({ code: "COLUMN_MISSING" });
    });
    const cut = withColumns({ path }, ({ path: source }) => {
      writeFileSync(path, bytes.subarray(0, bytes.length - 40));
      return source.column("far");
    });
    await expect(cut).rejects.toMatchObject({ code: "FILE_MALFORMED" });
  });

  it("leaves a column alone that is not released, or was released twice", async () => {
    const table = await readTable(before);
    await withColumns({ people: before }, async ({ people }) => {
      const kept = await people.column("x");
      const first = await people.column("gaps");
      people.release(first);
      people.release(first);
      const [text, last] = await Promise.all([people.column("text"), people.column("last")]);
      for (const [name, column] of Object.entries({ x: kept, text, last }))
        expect(parts(column), name).toEqual(parts(columnOf(table, name)));
      expect(stored(text).buffer).not.toBe(stored(last).buffer);
    });
  });

  it("counts the rows of a filter and of CSV, and takes the types that all rows ask for", async () => {
    const csv = join(folder, "late.csv");
    writeFileSync(csv, `id,x\n${Array.from({ length: 30_000 }, (_, i) => `${i},${i === 29_000 ? "late" : i}`).join("\n")}\n`);
    const whole: Table = await readTable(csv);
    await withColumns({ few: { path: before, filter: "x < 10", columns: ["flag", "x"] }, csv }, async ({ few, csv: late }) => {
      expect([few.columnNames, few.rows, (await few.column("x")).length]).toEqual([["flag", "x"], 70, 70]);
      expect(late.rows).toBe(30_000);
      for (const name of ["id", "x", "id"]) expect(parts(await late.column(name)), name).toEqual(parts(columnOf(whole, name)));
    });
  });

  it("names a column that is not there, a file that changed, and an abort", async () => {
    const column = withColumns({ people: before }, ({ people }) => people.column("nobody"));
    await expect(column).rejects.toMatchObject({ code: "COLUMN_MISSING" });
    const csv = join(folder, "grows.csv");
    writeFileSync(csv, "x\n1\n2\n");
    const grown = withColumns({ csv }, async ({ csv: open }) => {
      appendFileSync(csv, "3\n");
      return open.column("x");
    });
    await expect(grown).rejects.toThrow(/grows\.csv.*changed while it was read/);
    const own = new Error("IO Error: of whoever reads");
    await expect(withColumns({ people: before }, () => Promise.reject(own))).rejects.toBe(own);
    const reason = new Error("enough");
    const stop = new AbortController();
    const stopped = withColumns(
      { people: before },
      ({ people }) => {
        stop.abort(reason);
        return people.column("x");
      },
      { signal: stop.signal },
    );
    await expect(stopped).rejects.toBe(reason);
  });
});
