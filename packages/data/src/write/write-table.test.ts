import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { aq, bigIntColumn, columnOf, makeTable, numericColumn, type TimestampColumn, timestampColumn } from "@mlops/core/table";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readTable } from "../read/read-table.ts";
import { writeTable } from "./write-table.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mlops-write-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const table = makeTable({
  a: [1, null, 2.5],
  text: ['say "hi", you', "", null],
  ok: [true, null, false],
  when: timestampColumn(Float64Array.of(0, Date.UTC(2020, 0, 2, 3, 4, 5, 6) + 0.007, 0), Uint8Array.of(0b011)),
  n: [1, 2, 3],
  big: bigIntColumn(BigInt64Array.of(9007199254740993n, 0n, -1n), Uint8Array.of(0b101)),
  'we"ird, name': ["line\nbreak", " space", "ü👍"],
});
const rows = (given: unknown) => (given as typeof table).objects();

describe("writeTable", () => {
  it.each(["csv", "csv.gz", "ndjson", "ndjson.gz", "parquet", "arrow", "arrows", "feather"])(
    "writes %s that reads back the same",
    async (ending) => {
      const path = join(folder, `new/folder/t.${ending}`);
      await writeTable(table, path);
      const back = await readTable(path);
      const expected = rows(table).map((row) =>
        ending.startsWith("csv") && Object(row)["text"] === "" ? { ...Object(row), text: undefined } : row,
      );
      expect(rows(back)).toEqual(expected);
      expect(back.columnNames().map((name) => columnOf(back, name).kind)).toEqual(
        table.columnNames().map((name) => columnOf(table, name).kind),
      );
      expect(readdirSync(join(folder, "new/folder"))).toEqual([`t.${ending}`]);
    },
  );

  it("writes CSV and NDJSON byte by byte as documented", async () => {
    await writeTable(table.select("a", "text", "ok", "when", "big"), join(folder, "t.csv"));
    expect(readFileSync(join(folder, "t.csv"), "utf8")).toBe(
      'a,text,ok,when,big\n1,"say ""hi"", you",true,1970-01-01T00:00:00.000Z,9007199254740993\n,"",,2020-01-02T03:04:05.006007Z,\n2.5,,false,,-1\n',
    );
    await writeTable(table.select("a", "text", "ok", "when", "big"), join(folder, "t.ndjson"));
    expect(readFileSync(join(folder, "t.ndjson"), "utf8").split("\n")[1]).toBe(
      '{"a":null,"text":"","ok":null,"when":"2020-01-02T03:04:05.006007Z","big":null}',
    );
    await writeTable(makeTable({ a: ["x", null, "y"] }), join(folder, "one.csv"));
    expect((await readTable(join(folder, "one.csv"))).array("a")).toEqual(["x", undefined, "y"]);
  });

  it.each(["parquet", "arrow"])("keeps the width of numbers in %s, NaN and infinities, over many chunks", async (binary) => {
    const length = 5000;
    const widths: (typeof Float64Array)[] = [
      Float64Array,
      Float32Array,
      Int32Array,
      Uint32Array,
      Int16Array,
      Uint16Array,
      Int8Array,
      Uint8Array,
    ] as never;
    const wide = makeTable(
      Object.fromEntries(widths.map((type, i) => [`c${i}`, numericColumn(type.from({ length }, (_, row) => row % 100))])),
    );
    const path = join(folder, `wide.${binary}`);
    await writeTable(wide.filter("d => d.c0 != 7"), path);
    const back = await readTable(path);
    expect(back.numRows()).toBe(4950);
    for (const [i, type] of widths.entries())
      expect((columnOf(back, `c${i}`) as unknown as { values: object }).values).toBeInstanceOf(type);
    const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0.1];
    for (const ending of [binary, "csv"]) {
      await writeTable(aq.table({ x: odd }), join(folder, `odd.${ending}`));
      expect((await readTable(join(folder, `odd.${ending}`))).array("x")).toEqual(odd);
    }
  });

  it("writes missing values, endless instants and texts of any length to Parquet, over the seams of its chunks", async () => {
    const rows = 70_001; // parts of 65,536 rows, chunks of 2048
    const every = <T>(step: number, value: (row: number) => T): (T | null)[] =>
      Array.from({ length: rows }, (_, row) => (row % step === 0 ? null : value(row)));
    const columns = {
      text: every(7, (row) => "ü".repeat(row % 30) + (row % 3001)),
      flag: every(3, (row) => row % 2 === 0),
      big: every(5, (row) => 2n ** 60n + BigInt(row)),
      real: every(2, (row) => row / 3),
      whole: every(64, (row) => -row),
    };
    const path = join(folder, "missing.parquet");
    await writeTable(
      makeTable({ ...columns, endless: timestampColumn(Float64Array.from(columns.flag, (flag) => (flag ? 1 : -1) / 0)) }),
      path,
    );
    const back = await readTable(path);
    for (const [name, values] of Object.entries(columns))
      expect(
        [...back.array(name)].map((value) => value ?? null),
        name,
      ).toEqual(values);
    expect(columnOf(back, "endless")).toMatchObject({ kind: "timestamp" });
    expect((columnOf(back, "endless") as TimestampColumn).values.slice(0, 4)).toEqual(
      Float64Array.from(columns.flag.slice(0, 4), (flag) => (flag ? 1 : -1) / 0),
    );
  });

  it("replaces what a link points to, and nothing where it fails", async () => {
    const path = join(folder, "t.csv");
    writeFileSync(path, "old");
    symlinkSync(path, join(folder, "link.csv"));
    await writeTable(makeTable({ a: [1] }), join(folder, "link.csv"));
    expect(readFileSync(path, "utf8")).toBe("a\n1\n");
    const problem = (data: Parameters<typeof writeTable>[0], to: string) =>
      writeTable(data, to).then(
        () => undefined,
        ({ code }: { code: string }) => code,
      );
    mkdirSync(join(folder, "dir.csv"));
    expect(await problem(table, join(folder, "dir.csv"))).toBe("FILE_UNWRITABLE");
    expect(await problem(table, join(path, "x.csv"))).toBe("FILE_UNWRITABLE");
    expect(await problem(table, join(folder, "t.xls"))).toBe("FORMAT_UNKNOWN");
    expect(await problem(makeTable({}), path)).toBe("VALUE_INVALID");
    expect(await problem(makeTable({ a: [1], A: [2] }), path)).toBe("COLUMN_DUPLICATE");
    expect(await problem(makeTable({ a: [1, Number.NaN] }), join(folder, "t.ndjson"))).toBe("VALUE_INVALID");
    expect(readFileSync(path, "utf8")).toBe("a\n1\n");
    expect(readdirSync(folder).sort()).toEqual(["dir.csv", "link.csv", "t.csv"]);
  });

  it("stops at an abort", async () => {
    const reason = new Error("enough");
    await expect(writeTable(table, join(folder, "t.csv"), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    for (const ending of ["csv", "parquet", "arrow"]) {
      const controller = new AbortController();
      const rows = ending === "arrow" ? 20_000_000 : 400_000; // Arrow's take no time
      const writing = writeTable(makeTable({ a: new Float64Array(rows) }), join(folder, `t.${ending}`), { signal: controller.signal });
      setTimeout(() => controller.abort(), 5);
      await expect(writing).rejects.toMatchObject({ name: "AbortError" });
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  describe("on a full disk", () => {
    const cwd = fileURLToPath(new URL("../..", import.meta.url));
    const script = (path: string) => `const { writeTable, makeTable } = await import("@mlops/data");
      const table = makeTable({ a: Float64Array.from({ length: 300000 }, (_, i) => Math.sin(i)) });
      await writeTable(table, ${JSON.stringify(path)}).then(() => process.stdout.write("written"), (error) => process.stdout.write(error.code + ": " + error.message));`;
    const run = (path: string, limit: string) =>
      execFileSync(
        "bash",
        ["-c", `${limit} exec "$0" --conditions=@mlops/source --input-type=module -e "$1"`, process.execPath, script(path)],
        { cwd, encoding: "utf8" },
      );

    it.each(["csv", "csv.gz", "ndjson", "parquet", "arrow"])("says so and leaves the old %s and nothing else", (ending) => {
      const path = join(folder, `t.${ending}`);
      writeFileSync(path, "old");
      expect(run(path, "ulimit -f 200;")).toMatch(/^FILE_UNWRITABLE: .*the disk is full or a size limit is reached/);
      expect(readFileSync(path, "utf8")).toBe("old");
      expect(readdirSync(folder)).toEqual([`t.${ending}`]);
    });

    it("says so where a device is full, which stays a device", () => {
      const link = join(folder, "full.csv");
      symlinkSync("/dev/full", link);
      expect(run(link, "")).toMatch(/^FILE_UNWRITABLE: .*the disk is full/);
      expect(run("/dev/null", "").replace(/ .*/, "")).toBe("FORMAT_UNKNOWN:");
      expect(execFileSync("stat", ["-c", "%F", "/dev/full"], { encoding: "utf8" }).trim()).toBe("character special file");
    });
  });
});
