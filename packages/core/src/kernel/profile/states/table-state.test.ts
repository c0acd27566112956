import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bigIntColumn, booleanColumn, type Column, makeTable, numericColumn, stringColumn, timestampColumn } from "../../../table/index.ts";
import { Random } from "../../stats/random.ts";
import type { CategoryState } from "./category-state.ts";
import type { NumberState } from "./number-state.ts";
import { decodeTableState, encodeTableState } from "./state-bytes.ts";
import { TableState } from "./table-state.ts";

interface Row {
  readonly x: number | null;
  readonly y: number;
  readonly at: number | null;
  readonly big: bigint;
  readonly s: string | null;
  readonly b: boolean | null;
}

function validityOf(present: readonly boolean[]): Uint8Array {
  const validity = new Uint8Array((present.length + 7) >> 3);
  for (const [i, is] of present.entries()) if (is) validity[i >> 3] = (validity[i >> 3] as number) | (1 << (i & 7));
  return validity;
}

function textColumn(texts: readonly (string | null)[]): Column {
  const dictionary = [...new Set(texts.filter((text) => text !== null))];
  return stringColumn(
    Int32Array.from(texts, (text) => (text === null ? -1 : dictionary.indexOf(text))),
    dictionary,
  );
}

const tableOf = (rows: readonly Row[]) => {
  const given = (values: readonly (number | boolean | null)[]) => validityOf(values.map((value) => value !== null));
  const [x, at, b] = [rows.map((row) => row.x), rows.map((row) => row.at), rows.map((row) => row.b)];
  return makeTable({
    x: numericColumn(Float64Array.from(x, Number), given(x)),
    y: numericColumn(Float64Array.from(rows, ({ y }) => y)),
    at: timestampColumn(Float64Array.from(at, Number), given(at)),
    big: bigIntColumn(BigInt64Array.from(rows, ({ big }) => big)),
    s: textColumn(rows.map(({ s }) => s)),
    b: booleanColumn(Uint8Array.from(b, Number), given(b)),
  });
};

const rowArbitrary: fc.Arbitrary<Row> = fc.record({
  x: fc.option(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -1e6, max: 1e6 }), fc.constantFrom(Number.NaN, Infinity, -0))),
  y: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  at: fc.option(fc.integer({ min: 0, max: 2e12 })),
  big: fc.oneof(fc.constantFrom(5n, 2n ** 60n, 2n ** 60n + 1n), fc.bigInt({ min: -10n, max: 10n })),
  s: fc.option(fc.oneof(fc.constantFrom("a", "b"), fc.string({ maxLength: 3 }))),
  b: fc.option(fc.boolean()),
});

/** What a state knows, comparable between states that came about in other ways. */
function known(state: TableState): unknown {
  const columns = [...state.columns].map(([name, column]) => {
    const texts = column.texts === null ? null : Object.fromEntries([...column.texts.counts].sort());
    const { kind, rows, missing } = column;
    if (kind === "string" || kind === "boolean") {
      const { shortest, longest } = column as CategoryState;
      return { name, kind, rows, missing, texts, shortest, longest };
    }
    const { nan, positive, negative, integer, ascending, first, last, values, moments } = column as NumberState;
    const { all } = values;
    const counts = new Map<number, number>();
    if (all !== null) for (const value of all) counts.set(value + 0, (counts.get(value + 0) ?? 0) + 1);
    else {
      const { values: different, weights } = values.weighted();
      for (const [i, value] of different.entries()) counts.set(value, weights[i] as number);
    }
    const sorted = [...counts].sort(([a], [b]) => a - b);
    return { name, kind, rows, missing, nan, positive, negative, integer, ascending, first, last, texts, sorted, n: moments.n };
  });
  return { rows: state.rows, columns };
}

const stateOf = (rows: readonly Row[], exactValues: number): TableState => {
  const state = new TableState({ exactValues });
  state.add(tableOf(rows));
  return state;
};

const largest = (rows: readonly Row[], name: "x" | "y"): number =>
  rows.reduce((most, row) => (Number.isFinite(row[name]) ? Math.max(most, Math.abs(row[name] as number)) : most), 0);

describe("TableState", () => {
  it("knows of parts that are added or merged, saved or not, what it knows of the whole", () => {
    fc.assert(
      fc.property(
        fc.array(rowArbitrary, { minLength: 1, maxLength: 40 }),
        fc.array(fc.nat(40), { maxLength: 3 }),
        fc.constantFrom(0, 5, Number.POSITIVE_INFINITY),
        (rows, cuts, exactValues) => {
          const whole = stateOf(rows, Number.POSITIVE_INFINITY);
          const ends = [...cuts.map((cut) => Math.min(cut, rows.length)), rows.length].sort((a, b) => a - b);
          const parts = ends.map((end, i) => rows.slice(ends[i - 1] ?? 0, end));
          const added = new TableState({ exactValues });
          const merged = new TableState({ exactValues });
          for (const part of parts) {
            added.add(tableOf(part));
            merged.merge(decodeTableState(encodeTableState(stateOf(part, exactValues))));
          }
          expect(known(added)).toEqual(known(whole));
          expect(known(merged)).toEqual(known(whole));
          const pairs = (state: TableState) => state.coMoments?.pairs[0] as { n: number; xy: number };
          for (const state of [added, merged]) {
            const [found, expected] = [pairs(state), pairs(whole)];
            expect(found.n).toBe(expected.n);
            const rounding = 1e-12 * rows.length * largest(rows, "x") * largest(rows, "y") + 1e-300; // below it doubles have few digits
            expect(Math.abs(found.xy - expected.xy)).toBeLessThanOrEqual(rounding);
            const [x, y] = [state.columns.get("y"), whole.columns.get("y")] as [NumberState, NumberState];
            expect(Math.abs(x.moments.mean - y.moments.mean)).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(y.moments.mean)));
            expect(Math.abs(x.moments.m2 - y.moments.m2)).toBeLessThanOrEqual(1e-9 * (1 + y.moments.m2));
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it("of more values than it holds is off by no more than it says, however the parts are put together", () => {
    const random = new Random(11);
    const values = Float64Array.from({ length: 300_000 }, (_, i) => (i % 5 === 0 ? Math.floor(random.uniform() * 10) : random.normal()));
    const parts = Array.from({ length: 6 }, (_, i) => values.subarray(i * 50_000, (i + 1) * 50_000));
    const tables = parts.map((part) => makeTable({ x: numericColumn(part) }));
    const added = new TableState({ exactValues: 1000, columns: ["x"] });
    for (const table of tables) added.add(table);
    // parts that hold all their values, that have counted them, that are sketched, and some of each
    const mergedOf = (limits: readonly number[]): TableState => {
      const merged = new TableState({ exactValues: 1000, columns: ["x"] });
      for (const [i, table] of tables.entries()) {
        const part = new TableState({ exactValues: limits[i % limits.length] as number, columns: ["x"] });
        part.add(table);
        merged.merge(decodeTableState(encodeTableState(part)));
      }
      return merged;
    };
    const states = [added, mergedOf([100_000]), mergedOf([1000]), mergedOf([100_000, 1000]), mergedOf([1000, 100_000, 0])];
    const sorted = values.slice().sort();
    const different = new Set(values).size;
    for (const state of states) {
      const column = state.columns.get("x") as NumberState;
      expect(column.values.all).toBe(null);
      const { values: kept, weights } = column.values.weighted();
      const error = column.values.sketches?.quantiles.error as number;
      expect(error / values.length).toBeLessThan(0.005);
      let below = 0;
      for (const [i, value] of kept.entries()) {
        below += weights[i] as number;
        if (kept[i + 1] === value) continue;
        let rank = 0; // values up to this one
        for (let low = 0, high = sorted.length; ; ) {
          rank = (low + high) >> 1;
          if (low === high) break;
          if ((sorted[rank] as number) <= value) low = rank + 1;
          else high = rank;
        }
        expect(Math.abs(below - rank)).toBeLessThanOrEqual(error);
      }
      expect(below).toBe(values.length);
      expect(Math.abs((column.values.sketches?.distinct.estimate() as number) / different - 1)).toBeLessThan(4 * 0.0082);
      const { counts } = column.values;
      for (let digit = 0; digit < 10; digit++) {
        const exact = values.reduce((sum, value) => sum + (value === digit ? 1 : 0), 0);
        const count = counts.counts[counts.values.indexOf(digit)] as number;
        expect(count).toBeLessThanOrEqual(exact);
        expect(count + counts.error).toBeGreaterThanOrEqual(exact);
      }
    }
  });

  it("tells integers apart that became large in a later part, and texts of any number", () => {
    const state = new TableState({ exactValues: 0 });
    state.add(makeTable({ id: numericColumn(Float64Array.of(1, 2, 2)) }));
    state.add(makeTable({ id: bigIntColumn(BigInt64Array.of(2n, 2n ** 60n, 2n ** 60n + 1n)) }));
    const id = state.columns.get("id") as NumberState;
    expect([...(id.texts?.counts ?? [])]).toEqual([["1", 1], ["2", 3], [String(2n ** 60n), 1], [String(2n ** 60n + 1n), 1]]); // biome-ignore format: pairs
    // more than are all known, in parts whose states merge: the number of those that a double holds is estimated as that of the others
    const many = (from: bigint): TableState => {
      const part = new TableState({ exactValues: 0 });
      part.add(makeTable({ id: bigIntColumn(BigInt64Array.from({ length: 70_000 }, (_, i) => from + BigInt(i))) }));
      return part;
    };
    const numbers = new TableState({ exactValues: 0 });
    numbers.add(makeTable({ id: numericColumn(Float64Array.from({ length: 70_000 }, (_, i) => i)) }));
    for (const next of [many(35_000n), many(2n ** 60n)]) numbers.merge(decodeTableState(encodeTableState(next)));
    const ids = numbers.columns.get("id") as NumberState;
    expect(ids.kind).toBe("bigint");
    expect(Math.abs((ids.texts?.size() as number) / 175_000 - 1)).toBeLessThan(4 * 0.0082);
    const texts = new TableState({ exactValues: 0 });
    for (let part = 0; part < 4; part++) {
      const dictionary = Array.from({ length: 25_000 }, (_, i) => `text ${part * 25_000 + i}`);
      texts.add(makeTable({ s: stringColumn(Int32Array.from({ length: 50_000 }, (_, i) => i % 25_000), [...dictionary.slice(0, -1), "often"]) })); // biome-ignore format: one table
    }
    const s = texts.columns.get("s") as CategoryState;
    expect(Math.abs(s.texts.size() / 99_997 - 1)).toBeLessThan(4 * 0.0082);
    expect((s.texts.counts.get("often") as number) + s.texts.error).toBeGreaterThanOrEqual(8);
    expect([s.shortest, s.longest]).toEqual([5, 10]);
    expect(decodeTableState(encodeTableState(texts)).columns.get("s")?.texts?.size()).toBe(s.texts.size());
  });

  it("merges into counts where values are few, and into what others have sketched", () => {
    const few = () => Float64Array.from({ length: 70_000 }, (_, i) => i % 50);
    const many = () => Float64Array.from({ length: 70_000 }, (_, i) => Math.sin(i));
    const stateOf = (values: Float64Array): NumberState => {
      const state = new TableState({ exactValues: 0 });
      state.add(makeTable({ x: numericColumn(values) }));
      return state.columns.get("x") as NumberState;
    };
    const counted = stateOf(few());
    counted.merge(stateOf(few()));
    counted.values.settle();
    expect([counted.values.sketches, ...counted.values.counts.counts.slice(0, 2)]).toEqual([null, 2800, 2800]);
    for (const [first, second] of [
      [few(), many()],
      [many(), few()],
    ] as const) {
      const state = stateOf(first);
      state.merge(stateOf(second));
      const { weights } = state.values.weighted();
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBe(140_000);
      expect(Math.abs((state.values.sketches?.distinct.estimate() as number) / 70_049 - 1)).toBeLessThan(4 * 0.0082);
    }
  });

  it("refuses columns that changed, and bytes that are no state", () => {
    const state = stateOf([{ x: 1, y: 2, at: 3, big: 4n, s: "s", b: true }], 10);
    expect(() => state.add(makeTable({ x: textColumn(["a"]) }))).toThrow(expect.objectContaining({ code: "COLUMN_MISSING" }));
    const other = new TableState();
    other.add(makeTable({ x: textColumn(["a"]) }));
    expect(() => state.merge(other)).toThrow(expect.objectContaining({ code: "COLUMN_MISSING" }));
    expect(() => other.merge(state)).toThrow(expect.objectContaining({ code: "COLUMN_MISSING" }));
    expect(state.rows).toBe(1);
    const texts = new TableState({ columns: ["x"] });
    texts.add(tableOf([{ x: 1, y: 2, at: 3, big: 4n, s: "s", b: true }]));
    expect(() => texts.merge(other)).toThrow(expect.objectContaining({ code: "COLUMN_TYPE" }));
    expect(() => other.add(makeTable({ x: booleanColumn(Uint8Array.of(1)) }))).toThrow(expect.objectContaining({ code: "COLUMN_TYPE" }));
    const bytes = encodeTableState(state);
    const invalid = expect.objectContaining({ code: "VALUE_INVALID" });
    for (let i = 0; i < bytes.length; i++) {
      const changed = bytes.slice();
      changed[i] = (changed[i] as number) ^ 1;
      expect(() => decodeTableState(changed)).toThrow(invalid);
      expect(() => decodeTableState(bytes.subarray(0, i))).toThrow(invalid);
    }
  });
});
