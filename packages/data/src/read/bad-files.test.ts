import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { makeTable } from "@mlops/core/table";
import { DataError } from "@mlops/models";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DataValidator } from "../validate/data-validator.ts";
import { writeTable } from "../write/write-table.ts";
import { readTable } from "./read-table.ts";
import { withColumns } from "./with-columns.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mlops-bad-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

/** Every way to read a file; each must refuse a bad one by itself. */
const WAYS: Readonly<Record<string, (path: string) => Promise<unknown>>> = {
  readTable: (path) => readTable(path, { threads: 1 }),
  validateSource: (path) =>
    new DataValidator([
      { type: "not_null", column: "a" },
      { type: "unique", column: "a" },
    ]).validateSource(path, { threads: 1 }),
  withColumns: (path) =>
    withColumns({ path }, async ({ path: source }) => {
      for (const name of source.columnNames) source.release(await source.column(name));
    }),
};

async function refused(path: string, fields: Record<string, unknown>): Promise<void> {
  for (const [way, read] of Object.entries(WAYS)) {
    const error: unknown = await read(path).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(DataError.isInstance(error), `${way} ${path}: ${String(error)}`).toBe(true);
    expect({ ...(error as DataError).fields, code: (error as DataError).code }, `${way} ${path}`).toMatchObject({ file: path, ...fields });
  }
}

const LINES = Array.from({ length: 30_000 }, (_, i) => `${i},x${i}`);
const csv = (late: string): string => `a,b\n${LINES.map((line, i) => (i === 25_000 ? late : line)).join("\n")}\n`;

describe("bad files, by every way to read them", () => {
  it("with a ragged row, a quote that is not closed or another encoding far down are refused with its line", async () => {
    await refused(file("short.csv", csv("25000")), { code: "FILE_MALFORMED", line: 25_002 });
    await refused(file("long.csv", csv("25000,x,y")), { code: "FILE_MALFORMED", line: 25_002 });
    await refused(file("quote.csv", csv('25000,"x')), { code: "FILE_MALFORMED" });
    await refused(file("latin.csv", Buffer.from(csv("25000,caf\xe9"), "latin1")), { code: "FILE_MALFORMED" });
    await refused(file("utf16.csv", Buffer.from(`\uFEFF${csv("25000,x")}`, "utf16le")), { code: "FILE_MALFORMED" });
    await refused(
      file(
        "ragged.ndjson",
        csv("")
          .split("\n")
          .map((_, i) => (i === 20_000 ? '{"a":1' : `{"a":${i}}`))
          .join("\n"),
      ),
      {
        code: "FILE_MALFORMED",
      },
    );
  });

  it("that are empty, cut off, a folder, a loop or not there are refused", async () => {
    await refused(file("empty.csv", ""), { code: "FILE_MALFORMED" });
    await refused(file("twice.csv", "a,b,a\n1,2,3\n"), { code: "COLUMN_DUPLICATE", column: "a" });
    const packed = gzipSync(csv("25000,x"));
    await refused(file("cut.csv.gz", packed.subarray(0, packed.length - 20)), { code: "FILE_MALFORMED" });
    const table = makeTable({ a: LINES.map((_, i) => i), b: LINES });
    await writeTable(table, join(folder, "whole.parquet"));
    const bytes = readFileSync(join(folder, "whole.parquet"));
    await refused(file("cut.parquet", bytes.subarray(0, bytes.length >> 1)), { code: "FILE_MALFORMED" });
    mkdirSync(join(folder, "folder.csv"));
    await refused(join(folder, "folder.csv"), { code: "FILE_UNREADABLE" });
    symlinkSync(join(folder, "b.csv"), join(folder, "a.csv"));
    symlinkSync(join(folder, "a.csv"), join(folder, "b.csv"));
    await refused(join(folder, "a.csv"), { code: "FILE_UNREADABLE" });
    await refused(join(folder, "none.parquet"), { code: "FILE_UNREADABLE" });
    const secret = file("secret.csv", "a\n1\n");
    chmodSync(secret, 0o000);
    if (process.getuid?.() !== 0) await refused(secret, { code: "FILE_UNREADABLE" });
  });

  it("with one line that is too long are refused in bounded memory", async () => {
    const path = file("line.csv", "a,b\n1,");
    for (let i = 0; i < 12; i++) appendFileSync(path, Buffer.alloc(2 ** 20, 120));
    const before = process.resourceUsage().maxRSS;
    await refused(path, { code: "FILE_MALFORMED", line: 2 });
    appendFileSync(path, "\n2,y\n");
    await refused(path, { code: "FILE_MALFORMED", line: 2 });
    await refused(file("line.csv.gz", gzipSync(readFileSync(path))), { code: "FILE_MALFORMED", line: 2 });
    expect((process.resourceUsage().maxRSS - before) / 1024).toBeLessThan(300);
  });

  it("with lines of some megabytes are read", async () => {
    const long = (mb: number, end: string): string =>
      file("long.csv", `a,b\n${Array.from({ length: 5 }, (_, i) => `${i},${"x".repeat(mb * 2 ** 20)}`).join("\n")}${end}`);
    for (const end of ["", "\n"])
      expect(Array.from((await readTable(long(3.9, end))).array("b") as ArrayLike<string>, (text) => text.length)).toEqual(
        Array(5).fill((3.9 * 2 ** 20) | 0),
      );
    await refused(long(4, "\n"), { line: 2 });
  });

  it("with a header alone are tables without rows", async () => {
    const path = file("header.csv", "\uFEFFa,b\r\n");
    expect([(await readTable(path)).columnNames(), (await readTable(path)).numRows()]).toEqual([["a", "b"], 0]);
    expect(await new DataValidator([{ type: "not_null", column: "a" }]).validateSource(path)).toMatchObject({
      isValid: true,
      details: { rows: 0 },
    });
  });

  it("that change while they are read are refused", async () => {
    const rows = `a,b\n${"1,2\n".repeat(400_000)}`;
    for (const [name, change] of [
      ["grows.csv", (path: string) => appendFileSync(path, "3,4\n")],
      ["shrinks.csv", (path: string) => truncateSync(path, 1000)],
      ["goes.csv", (path: string) => rmSync(path)],
    ] as const) {
      const path = file(name, rows);
      let changed = false;
      const onProgress = (): void => {
        if (!changed) change(path);
        changed = true;
      };
      const rule = { type: "not_null", column: "a" } as const;
      await expect(new DataValidator([rule]).validateSource(path, { onProgress }), name).rejects.toSatisfy(DataError.isInstance);
      if (!existsSync(path)) file(name, rows);
      changed = false;
      await expect(readTable(path, { onProgress }), name).rejects.toSatisfy(DataError.isInstance);
    }
  });
});
