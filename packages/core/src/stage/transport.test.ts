import { Secret } from "@mlops/models";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Column, markSplit, numericColumn, splitOf, type TableLike } from "../kernel/table/index.ts";
import { bigIntColumn, booleanColumn, stringColumn, timestampColumn } from "../kernel/table/make-column.ts";
import { makeTable } from "../table/make-table.ts";
import { packOutput, unpackOutput } from "./transport.ts";

/** What crossing to another thread does to a message. */
const cross = async <T>(value: T): Promise<T> => unpackOutput<T>(structuredClone(packOutput(value)));
const values = (table: TableLike, name: string) => [...(table.column(name) as unknown as Iterable<unknown>)];

test("every kind of column crosses with its missing values", async () => {
  const validity = Uint8Array.of(0b101);
  const columns: Record<string, Column> = {
    n: numericColumn(Int32Array.of(1, 2, 3), validity),
    f: numericColumn(Float64Array.of(1.5, Number.NaN, 3)),
    b: booleanColumn(Uint8Array.of(1, 0, 0), validity),
    i: bigIntColumn(BigInt64Array.of(2n ** 60n, 2n, 3n), validity),
    s: stringColumn(Int32Array.of(0, -1, 1), ["a", "b"]),
    t: timestampColumn(Float64Array.of(0, 1, 2), validity),
  };
  const table = await cross(makeTable(columns));
  for (const [name, column] of Object.entries(columns)) {
    expect(values(table, name)).toEqual([...column]);
    expect(table.column(name)).toMatchObject({ kind: column.kind });
  }
  expect(table.column("n")).toMatchObject({ integer: true });
});

test("a filtered, ordered table crosses as it shows itself, with its split mark", async () => {
  const table = markSplit(makeTable({ x: [3, 1, 2], y: ["c", "a", "b"] }), "train");
  const shown = table.filter((d: { x: number }) => d.x > 1).orderby("x");
  const crossed = await cross({ deep: [shown] });
  expect(values(crossed.deep[0] as TableLike, "y")).toEqual(["b", "c"]);
  expect(splitOf(crossed.deep[0] as TableLike)).toBe("train");
  expect(splitOf(await cross(makeTable({ x: [1] })))).toBeUndefined();
});

test("shared buffers are the same memory on the other side", () => {
  const memory = new Float64Array(new SharedArrayBuffer(8));
  const packed = packOutput(makeTable({ x: numericColumn(memory) })) as { columns: [string, { values: Float64Array }][] };
  expect(packed.columns[0]?.[1].values.buffer).toBe(memory.buffer);
});

test("fitted features cross as JSON and are restored by their module", async () => {
  const module = "data:text/javascript,export const restoreFeatures = (json) => ({ restored: json.mean })";
  const fitted = { restoreModule: module, toJSON: () => ({ mean: 2 }), toMatrix: () => undefined };
  expect(await cross({ fitted })).toEqual({ fitted: { restored: 2 } });
});

test("secrets cross revealed and arrive as secrets; functions are left out; what structured clone knows goes through", async () => {
  const { token, date, bytes, list, none, ...rest } = await cross({
    token: new Secret("abc"),
    date: new Date(0),
    bytes: Uint8Array.of(1),
    list: [1, "a", null, undefined],
    none: undefined,
    call: () => 1,
  });
  expect([token.reveal(), String(token), date, bytes, list, none, Object.keys(rest)]).toEqual([
    "abc",
    "***",
    new Date(0),
    Uint8Array.of(1),
    [1, "a", null, undefined],
    undefined,
    [],
  ]);
});

test("plain data crosses unchanged, even when it looks like the transport's own tags", async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (value) => {
      expect(await cross(value)).toEqual(value);
      expect(await cross({ $mlops: "table", columns: value })).toEqual({ $mlops: "table", columns: value });
    }),
    { numRuns: 50 },
  );
});
