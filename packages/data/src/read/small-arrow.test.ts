import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { columnOf, makeTable } from "@mlops/core/table";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeTable } from "../write/write-table.ts";
import { layoutOf } from "./arrow/direct/arrow-columns.ts";
import { memoryOf } from "./arrow/direct/memory-of.ts";
import { columnTypes } from "./column-types.ts";
import { smallArrow } from "./small-arrow.ts";

const golden = (name: string): string => fileURLToPath(new URL(`../__golden__/arrow/${name}`, import.meta.url));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mlops-small-arrow-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("memoryOf", () => {
  it("counts numbers by their rows and texts by their bytes, packed or not", async () => {
    const text = 70 * 8 + 6 * ("text 10".length * 54 + "text 1".length * 6); // 60 of 70 rows have a value; places come on top
    for (const file of ["types.arrow", "types.arrows", "lz4.arrow", "zstd.ipc"]) {
      const layout = await layoutOf(golden(file));
      const of = (name: string) => memoryOf(layout, [name]);
      expect([await of("int8"), await of("double"), await memoryOf(layout, ["int8", "whole"])], file).toEqual([560, 560, 1120]);
      const large = await of("large_utf8");
      expect(large, file).toBeGreaterThanOrEqual(text);
      expect(large, file).toBeLessThan(text + 6 * (73 * 8 + 200));
      expect(await of("category"), file).toBeGreaterThanOrEqual(560 + 6 * "category 0".length * 5);
      expect(await of("view"), file).toBeGreaterThan(560 + 6 * 70 * 16);
    }
  });
});

describe("smallArrow", () => {
  it("reads the columns that are chosen, and leaves what is larger, filtered or compared to the other way", async () => {
    const path = join(folder, "t.arrow");
    await writeTable(makeTable({ n: [1, 2, 3], text: ["a", null, "b"] }), path);
    const read = (source: Parameters<typeof smallArrow>[0], most?: { bytes: number; rows: number }) =>
      smallArrow(source, {}, () => ["text"], most);
    const { table, names } = (await read(path)) as NonNullable<Awaited<ReturnType<typeof read>>>;
    expect([names, table.columnNames(), [...columnOf(table, "text")]]).toEqual([["n", "text"], ["text"], ["a", undefined, "b"]]);
    expect(await read({ path, filter: "n > 1" })).toBe(undefined);
    expect(await read(path, { bytes: 1000, rows: 2 })).toBe(undefined);
    expect(await read(path, { bytes: 50, rows: 3 })).toBe(undefined);
    expect(await read(golden("expected.json"))).toBe(undefined);
    await expect(smallArrow(path, {}, () => ["nobody"])).rejects.toMatchObject({ code: "COLUMN_MISSING" });
  });

  it("tells the types of columns", async () => {
    const path = join(folder, "types.arrow");
    await writeTable(
      makeTable({ n: [1, 2], gaps: [0.5, null], big: [2n ** 60n, 1n], ok: [true, false], at: [new Date(0), new Date(1)] }),
      path,
    );
    const types = { n: "number", gaps: "number", big: "bigint", ok: "boolean", at: "timestamp" };
    expect(await columnTypes(path)).toEqual(Object.entries(types).map(([name, type]) => ({ name, type, nullable: name === "gaps" })));
  });
});
