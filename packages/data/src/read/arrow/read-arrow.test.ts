import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Column, columnOf, type Table } from "@mlops/core/table";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DataValidator } from "../../validate/data-validator.ts";
import { readTable } from "../read-table.ts";
import { withColumns } from "../with-columns.ts";

const golden = (name: string): string => fileURLToPath(new URL(`../../__golden__/arrow/${name}`, import.meta.url));
const expected = (JSON.parse(readFileSync(golden("expected.json"), "utf8")) as { columns: Record<string, unknown[]> }).columns;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mlops-arrow-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const plain = (table: Table, name: string): unknown[] =>
  [...(columnOf(table, name) as Column)].map((value) => {
    if (value === undefined) return null;
    return value instanceof Date ? value.toISOString() : typeof value === "bigint" ? Number(value) : value;
  });

/** A file with other bytes under its name. */
function changed(name: string, change: (bytes: Buffer) => Buffer): string {
  const path = join(folder, `${Math.random()}.${name.split(".").at(-1)}`);
  writeFileSync(path, change(Buffer.from(readFileSync(golden(name)))));
  return path;
}

describe("Arrow files, against pyarrow", () => {
  it("are read whole as files and streams, plain and packed, whatever their types", async () => {
    for (const name of ["types.arrow", "types.arrows", "lz4.arrow", "zstd.ipc", "types.feather"]) {
      const table = await readTable(golden(name));
      expect(table.columnNames(), name).toEqual(
        name === "types.feather" ? ["int8", "double", "utf8", "category", "whole"] : Object.keys(expected),
      );
      for (const column of table.columnNames()) expect(plain(table, column), `${name} ${column}`).toEqual(expected[column]);
      if (name === "types.feather") continue;
      expect(columnOf(table, "large")).toMatchObject({ kind: "bigint" });
      expect(columnOf(table, "large").at(69)).toBe(2n ** 53n + 69n);
      expect(columnOf(table, "category")).toMatchObject({ kind: "string", dictionary: expect.arrayContaining(["category 0"]) });
    }
    expect((await readTable(golden("none.arrow"))).numRows()).toBe(0);
    expect(plain(await readTable(golden("deltas.arrows")), "c")).toEqual(["a", "b", "a", "c", "a", "x", null]);
  });

  it("are read by columns, filters, types and globs, in rules and column by column", async () => {
    const path = golden("types.arrow");
    const part = await readTable({ path, columns: ["utf8", "whole"], filter: "int8 > 60 and bool", types: { whole: "string" } });
    const wanted = (expected["int8"] as (number | null)[]).flatMap((n, i) => (n !== null && n > 60 && expected["bool"]?.[i] ? [i] : []));
    expect([part.columnNames(), plain(part, "whole")]).toEqual([["utf8", "whole"], wanted.map(String)]);
    for (const copy of ["1", "2"]) copyFileSync(path, join(folder, `copy${copy}.arrow`));
    expect(plain(await readTable(join(folder, "copy*.arrow")), "whole")).toEqual([
      ...(expected["whole"] ?? []),
      ...(expected["whole"] ?? []),
    ]);
    copyFileSync(path, join(folder, "other.data"));
    expect((await readTable({ path: join(folder, "other.data"), format: "arrow", columns: ["int8"] })).numRows()).toBe(70);
    const rules = [
      { type: "range", column: "whole", max: 68 },
      { type: "unique", column: "large_utf8" },
      { type: "in_set", column: "category", values: [0, 1, 2, 3].map((i) => `category ${i}`) },
    ] as const;
    const validator = new DataValidator(rules as never);
    const result = await validator.validateSource(path);
    expect(result.validationErrors).toEqual(validator.validate(await readTable(path)).validationErrors);
    expect(result.failedRules).toEqual(["range:whole", "in_set:category"]);
    await withColumns({ path }, async ({ path: source }) => {
      expect([source.rows, [...(await source.column("whole"))]]).toEqual([70, expected["whole"]]);
    });
  });

  it("name the column that has no type of ours, and give the others", async () => {
    for (const column of ["list", "struct", "map", "bytes", "fixed", "views", "union", "duration"])
      await expect(readTable({ path: golden("nested.arrow"), columns: [column, "last"] }), column).rejects.toMatchObject({
        code: "COLUMN_TYPE",
        fields: { column },
      });
    await expect(readTable(golden("nested.arrow"))).rejects.toMatchObject({ fields: { column: "list", actual: "list" } });
    const filtered = { path: golden("nested.arrow"), columns: ["last"], filter: "last > 1" };
    expect(plain(await readTable(filtered), "last")).toEqual([2, 3]);
    await expect(readTable({ ...filtered, columns: ["lost"] })).rejects.toMatchObject({ code: "COLUMN_MISSING" });
  });

  it("are refused where they are cut off, damaged or of another kind", async () => {
    const refused = async (path: string, detail: string): Promise<void> => {
      await expect(readTable(path), detail).rejects.toMatchObject({ code: "FILE_MALFORMED", message: expect.stringContaining(detail) });
    };
    for (const share of [0.2, 0.5, 0.9]) {
      const half = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.length * share);
      await refused(changed("types.arrow", half), "cut off");
      await refused(changed("types.arrows", half), "cut off");
    }
    await refused(
      changed("types.arrows", (bytes) => bytes.subarray(0, -8)),
      "it has no end mark",
    );
    await refused(
      changed("types.arrows", (bytes) => Buffer.concat([bytes, bytes])),
      "something follows its end mark",
    );
    await refused(
      changed("types.arrow", () => Buffer.from("a,b\n1,2\n")),
      "it is no Arrow file",
    );
    await refused(
      changed("types.arrow", () => Buffer.from("FEA1 and more")),
      "Feather file of the first version",
    );
    await refused(
      changed("lz4.arrow", (bytes) => bytes.fill(0x11, 9000, 9100)),
      "damaged",
    );
    await refused(
      changed("zstd.ipc", (bytes) => bytes.fill(0x11, 8000, 8100)),
      "damaged",
    );
    copyFileSync(golden("types.arrow"), join(folder, "mix1.arrow"));
    copyFileSync(golden("deltas.arrows"), join(folder, "mix2.arrow"));
    await refused(join(folder, "mix*.arrow"), "its columns differ");
  });

  it("never give less where the footer lists fewer batches, or a message says that it is another", async () => {
    const bytes = readFileSync(golden("types.arrow"));
    const end = bytes.length - 10 - bytes.readUInt32LE(bytes.length - 10);
    let found = 0;
    // Every count of the footer, one less: among them those of its three batches.
    for (let at = end; at < bytes.length - 12; at += 4) {
      const count = bytes.readUInt32LE(at);
      if (count < 1 || count > 3) continue;
      const path = changed("types.arrow", (copy) => {
        copy.writeUInt32LE(count - 1, at);
        return copy;
      });
      const rows = await readTable(path).then(
        (table) => table.numRows(),
        (error: { message: string }) => {
          if (error.message.includes("leaves out a part")) found++;
          return 70;
        },
      );
      expect(rows, `${at}`).toBe(70);
    }
    expect(found).toBeGreaterThan(0);
  });
});
