import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  bigIntColumn,
  booleanColumn,
  type Column,
  columnOf,
  isValid,
  makeTable,
  numericColumn,
  stringColumn,
  timestampColumn,
} from "@mlops/core/table";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readTable } from "../../read/read-table.ts";
import { writeTable } from "../write-table.ts";
import { arrowBytes } from "./arrow-bytes.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mlops-arrow-write-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const TYPES = [Float64Array, Float32Array, Int32Array, Uint32Array, Int16Array, Uint16Array, Int8Array, Uint8Array] as const;

/** Columns of so many rows; what stands in their missing rows is anything. */
function columns(rows: number): fc.Arbitrary<Record<string, Column>> {
  const list = <T>(value: fc.Arbitrary<T>) => fc.array(value, { minLength: rows, maxLength: rows });
  const bits = fc.option(fc.uint8Array({ minLength: (rows + 7) >> 3, maxLength: (rows + 7) >> 3 }), { freq: 2 });
  const numeric = fc
    .tuple(fc.constantFrom(...TYPES), list(fc.double()), bits)
    .map(([type, values, valid]) => numericColumn((type as typeof Float64Array).from(values), valid));
  const integers = fc
    .tuple(list(fc.maxSafeInteger()), bits)
    .map(([values, valid]) => numericColumn(Float64Array.from(values), valid, true));
  const bigs = fc
    .tuple(list(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })), bits)
    .map(([values, valid]) => bigIntColumn(BigInt64Array.from(values), valid));
  const booleans = fc.tuple(list(fc.nat(1)), bits).map(([values, valid]) => booleanColumn(Uint8Array.from(values), valid));
  const micros = fc.integer({ min: -(2 ** 51), max: 2 ** 51 });
  const instants = fc.tuple(list(micros), bits).map(([values, valid]) =>
    timestampColumn(
      Float64Array.from(values, (n) => n / 1000),
      valid,
    ),
  );
  const texts = fc
    .uniqueArray(fc.string({ unit: "binary", maxLength: 20 }), { minLength: 1, maxLength: 8 })
    .chain((dictionary) =>
      list(fc.integer({ min: -1, max: dictionary.length - 1 })).map((codes) => stringColumn(Int32Array.from(codes), dictionary)),
    );
  const one: fc.Arbitrary<Column> = fc.oneof(numeric, integers, bigs, booleans, instants, texts);
  return fc.array(one, { minLength: 1, maxLength: 6 }).map((made) => Object.fromEntries(made.map((column, i) => [`column ${i}`, column])));
}

/** Values that tell NaN, missing and the two zeros apart. */
const valuesOf = (column: Column): unknown[] => [...column].map((value) => (value instanceof Date ? value.getTime() : value));

describe("Arrow files that are written", () => {
  it("read back the same, whatever is in them", async () => {
    const tables = fc.nat(40).chain((rows) => fc.tuple(columns(rows), fc.boolean(), fc.constantFrom("arrow", "arrows")));
    await fc.assert(
      fc.asyncProperty(tables, async ([made, filtered, ending]) => {
        const path = join(folder, `any.${ending}`);
        const whole = makeTable(made);
        const table = filtered ? whole.filter("(d, $) => op.row_number() % 3 != 1") : whole;
        await writeTable(table, path);
        const back = await readTable(path, { threads: 1 });
        expect(back.columnNames()).toEqual(table.columnNames());
        for (const name of table.columnNames()) {
          const [before, after] = [columnOf(table, name) as Column, columnOf(back, name) as Column];
          if (before.kind === "bigint" && after.kind === "numeric")
            expect(valuesOf(after).map((n) => n && BigInt(n as number))).toEqual(valuesOf(before).map((n) => n && BigInt(n as bigint)));
          else if (before.kind === "numeric" && before.integer)
            expect(valuesOf(after).map(Number)).toEqual(valuesOf(before).map((n) => Number(n) + 0));
          else expect(valuesOf(after)).toEqual(valuesOf(before));
          if (before.kind === "numeric" && after.kind === "numeric") {
            expect(after.values.constructor).toBe(before.values.constructor);
            expect(after.integer).toBe(before.integer);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it("hold many batches, and only the texts that a row shows", async () => {
    const rows = 150_001;
    const table = makeTable({
      n: numericColumn(
        Float64Array.from({ length: rows }, (_, i) => i),
        null,
        true,
      ),
      half: numericColumn(
        Float32Array.from({ length: rows }, (_, i) => i / 2),
        Uint8Array.from({ length: (rows + 7) >> 3 }, (_, i) => (i < 9000 ? 255 : i % 251)),
      ),
      ok: booleanColumn(Uint8Array.from({ length: rows }, (_, i) => Number(i % 3 === 0))),
      text: stringColumn(
        Int32Array.from({ length: rows }, (_, i) => (i % 7) - 1),
        ["a", "Zoë", "", "secret", "👍", "longer than twelve bytes"],
      ),
    });
    const path = join(folder, "many.arrow");
    await writeTable(table, path);
    const back = await readTable(path);
    for (const name of table.columnNames())
      expect(valuesOf(columnOf(back, name) as Column)).toEqual(valuesOf(columnOf(table, name) as Column));
    await writeTable(table.filter("d => d.text != 'secret'"), path);
    expect(readFileSync(path).includes("secret")).toBe(false);
    expect((await readTable(path)).numRows()).toBe(table.filter("d => d.text != 'secret'").numRows());
  });

  it("have large_utf8 where the texts of a dictionary need it", async () => {
    const text = stringColumn(Int32Array.of(1, 0, -1, 1), ["one", "Zoë 👍"]);
    const path = join(folder, "wide.arrow");
    writeFileSync(path, Buffer.concat([...arrowBytes({ text }, 4, { stream: false, narrow: 10 })]));
    expect([...columnOf(await readTable(path), "text")]).toEqual(["Zoë 👍", "one", undefined, "Zoë 👍"]);
  });

  it("are refused for values that have no place in them", async () => {
    const refused = (column: Column) => expect(writeTable(makeTable({ x: column }), join(folder, "no.arrow"))).rejects;
    const numbers = Float64Array.of(1, 0.5);
    await refused(numericColumn(numbers, null, true)).toMatchObject({
      code: "VALUE_INVALID",
      message: expect.stringContaining("row 1 holds 0.5"),
    });
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, -1e17])
      await refused(timestampColumn(Float64Array.of(0, value))).toMatchObject({
        code: "VALUE_INVALID",
        message: expect.stringContaining("row 1"),
      });
    await expect(writeTable(makeTable({ "a\0b": [1] }), join(folder, "no.arrow"))).rejects.toMatchObject({ code: "VALUE_INVALID" });
    const missing = Uint8Array.of(0b01);
    await writeTable(
      makeTable({ x: numericColumn(numbers, missing, true), t: timestampColumn(Float64Array.of(7, Number.NaN), missing) }),
      join(folder, "yes.arrow"),
    );
    expect((await readTable(join(folder, "yes.arrow"))).objects()).toEqual([
      { x: 1, t: new Date(7) },
      { x: undefined, t: undefined },
    ]);
    expect(isValid(missing, 1)).toBe(false);
  });
});
