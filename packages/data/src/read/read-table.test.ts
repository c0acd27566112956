import { execFileSync } from "node:child_process";
import { appendFileSync, chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as zlib from "node:zlib";
import { gzipSync } from "node:zlib";
import { type Column, columnOf, missingCount, type Table } from "@mlops/core/table";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DuckdbEngine, openDuckdb } from "../duckdb/engine.ts";
import { writeTable } from "../write/write-table.ts";
import type { TableSource } from "./open-source.ts";
import { readTable } from "./read-table.ts";

const golden = new URL("../__golden__/", import.meta.url);
const reference = JSON.parse(readFileSync(new URL("reference.json", golden), "utf8")) as {
  penguins: Described;
  employment: Described;
};
interface Described {
  rows: number;
  columns: Record<string, { missing: number; min?: number; max?: number; sum?: number; first?: number[]; counts?: Record<string, number> }>;
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mlops-read-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const values = (table: Table, name: string) => [...(columnOf(table, name) as Column)];
const kinds = (table: Table) => Object.fromEntries(table.columnNames().map((name) => [name, columnOf(table, name).kind]));

async function problem(source: TableSource): Promise<Record<string, unknown>> {
  const error = await readTable(source).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const { name, code, message, hint, fields } = error as { name: string; code: string; message: string; hint: string; fields: object };
  return { name, code, message: message.replaceAll(`${folder}/`, ""), hint, ...fields };
}

function compare(table: Table, expected: Described): void {
  expect(table.numRows()).toBe(expected.rows);
  expect(table.columnNames()).toEqual(Object.keys(expected.columns));
  for (const [name, { missing, min, max, sum, first, counts }] of Object.entries(expected.columns)) {
    const column = columnOf(table, name) as Column;
    expect(missingCount(column), name).toBe(missing);
    const present = [...column].filter((value) => value !== undefined);
    if (counts !== undefined) {
      const found: Record<string, number> = {};
      for (const value of present) found[String(value)] = (found[String(value)] ?? 0) + 1;
      expect(found, name).toEqual(counts);
    } else {
      const numbers = present as number[];
      const sorted = Float64Array.from(numbers).sort();
      expect([sorted[0], sorted.at(-1)], name).toEqual([min, max]);
      expect(numbers.reduce((a, b) => a + b, 0) / (sum as number) - 1, name).toBeCloseTo(0, 12);
      expect(numbers.slice(0, 3), name).toEqual(first);
    }
  }
}

describe("readTable, against pandas and pyarrow", () => {
  it("reads penguins.csv", async () => {
    compare(await readTable(fileURLToPath(new URL("penguins.csv", golden))), reference.penguins);
  });

  it("reads the employment Parquet file", async () => {
    const path = fileURLToPath(new URL("../../../../examples/employment/data/acs_2015.parquet", import.meta.url));
    const table = await readTable(path);
    compare(table, reference.employment);
    const part = await readTable({ path, columns: ["SEX", "id"], filter: "AGEP between 30 and 32.5 and SEX = '1'" });
    const ages = values(table, "AGEP") as number[];
    const sexes = values(table, "SEX");
    const wanted = ages.flatMap((age, row) => (age >= 30 && age <= 32.5 && sexes[row] === "1" ? [row] : []));
    expect(part.columnNames()).toEqual(["SEX", "id"]);
    expect(values(part, "id")).toEqual(wanted);
  });
});

describe("CSV", () => {
  it("infers types and takes quotes, line ends, a byte order mark and missing values", async () => {
    const text =
      '\uFEFFid,name,when,day,ok,x\r\n1,"a ""b"", c",2020-01-02T03:04:05Z,2020-01-02,true,1.5\r\n2,,,,,\r\n3,"line\nbreak",2020-01-02 03:04:05.25,,false,-2e3\r\n';
    const table = await readTable(file("types.csv", text));
    expect(kinds(table)).toEqual({ id: "numeric", name: "string", when: "timestamp", day: "timestamp", ok: "boolean", x: "numeric" });
    expect(columnOf(table, "id")).toMatchObject({ integer: true });
    expect(values(table, "name")).toEqual(['a "b", c', undefined, "line\nbreak"]);
    expect(values(table, "when")).toEqual([new Date("2020-01-02T03:04:05Z"), undefined, new Date("2020-01-02T03:04:05.25Z")]);
    expect(values(table, "day")[0]).toEqual(new Date("2020-01-02"));
    expect(values(table, "ok")).toEqual([true, undefined, false]);
    expect(values(table, "x")).toEqual([1.5, undefined, -2000]);
  });

  it("takes only true and false for booleans, and a late other text back to texts", async () => {
    const labels = await readTable(file("labels.csv", "a,b,c,d\nyes,true,t,\nno,FALSE,f,\n"));
    expect(kinds(labels)).toEqual({ a: "string", b: "boolean", c: "string", d: "string" });
    expect([values(labels, "a"), values(labels, "b")]).toEqual([
      ["yes", "no"],
      [true, false],
    ]);
    const late = await readTable(file("late.csv", `b\n${"true\n".repeat(21_000)}maybe\n`));
    expect([kinds(late), late.numRows(), values(late, "b").at(-1)]).toEqual([{ b: "string" }, 21_001, "maybe"]);
  });

  it("takes delimiters, null texts, types and files without a header", async () => {
    expect(values(await readTable(file("semi.csv", 'a;"b;,,,"\n1;2,5\n')), "b;,,,")).toEqual(["2,5"]);
    expect(values(await readTable(file("tab.tsv", "a\tb\n1\t2\n")), "b")).toEqual([2]);
    expect(values(await readTable({ path: file("given.csv", "a#b\n1#2\n"), delimiter: "#" }), "b")).toEqual([2]);
    const nulls = await readTable({ path: file("na.csv", "a,b\nNA,x\n1,-\n"), nullValues: ["NA", "-"], types: { a: "string" } });
    expect([values(nulls, "a"), values(nulls, "b")]).toEqual([
      [undefined, "1"],
      ["x", undefined],
    ]);
    const german = { path: file("german.csv", "a;b;c\n1,5;'x;''y';1.000\n-2,25;z;n\n"), decimal: "," as const, quote: "'" };
    expect((await readTable(german)).objects()).toEqual([
      { a: 1.5, b: "x;'y", c: "1.000" },
      { a: -2.25, b: "z", c: "n" },
    ]);
    expect(await problem({ ...german, delimiter: "," })).toMatchObject({ name: "ConfigError", code: "CONFIG_INVALID" });
    const bare = await readTable({ path: file("bare.csv", "1,x\n2,y\n"), header: false });
    expect(bare.columnNames()).toEqual(["column0", "column1"]);
    expect(values(bare, "column1")).toEqual(["x", "y"]);
    expect((await readTable(file("header.csv", "a,b\n"))).numRows()).toBe(0);
    const index = await readTable(file("index.csv", '\n"",a\n1,2\n'));
    expect(index.columnNames()).toEqual(["column0", "a"]);
    expect(values(index, "a")).toEqual([2]);
    expect(values(await readTable({ path: file("x.data", "a\n1\n"), format: "csv" }), "a")).toEqual([1]);
  });

  it("infers a type from all rows when a late one does not fit, and holds a given type against it", async () => {
    const rows = Array.from({ length: 30_000 }, (_, row) => `${row},${row === 29_999 ? "n/a" : row}`);
    const path = file("late.csv", `a,b\n${rows.join("\n")}\n`);
    const table = await readTable(path);
    expect(kinds(table)).toEqual({ a: "numeric", b: "string" });
    expect(values(table, "b").slice(-2)).toEqual(["29998", "n/a"]);
    expect(await problem({ path, types: { b: "integer" } })).toMatchObject({
      code: "FILE_MALFORMED",
      line: 30_001,
      column: "b",
      value: "n/a",
      message: 'late.csv is malformed: line 30001: column "b" holds "n/a", not BIGINT',
    });
  });

  it("reads gzip, in several members too, and refuses a cut or damaged one", async () => {
    const rows = Array.from({ length: 50_000 }, (_, row) => `${row},name${row % 7}\n`).join("");
    const packed = gzipSync(`a,b\n${rows}`);
    const table = await readTable(file("ok.csv.gz", packed));
    expect(table.numRows()).toBe(50_000);
    expect(values(table, "b")[13]).toBe("name6");
    expect((await readTable(file("two.csv.gz", Buffer.concat([gzipSync("a\n1\n"), gzipSync("2\n")])))).numRows()).toBe(2);
    for (const [name, bytes] of [
      ["half", packed.subarray(0, packed.length >> 1)],
      ["tail", packed.subarray(0, packed.length - 8)],
      ["bad", Buffer.from(packed).fill(0, 5000, 5010)],
    ] as const)
      expect(await problem(file(`${name}.csv.gz`, bytes)), name).toMatchObject({
        code: "FILE_MALFORMED",
        message: expect.stringContaining("gzip data is cut off or damaged"),
      });
    expect(await problem(file("none.csv.gz", gzipSync("")))).toMatchObject({ message: "none.csv.gz is malformed: it is empty" });
  });

  it("names the place of what is malformed", async () => {
    expect(await problem(file("short.csv", "a,b,c\n1,2,3\n4,5\n"))).toMatchObject({
      code: "FILE_MALFORMED",
      line: 3,
      message: "short.csv is malformed: line 3: 2 columns where the header has 3",
    });
    expect(await problem(file("long.csv", "a,b\n1,2\n3,4,5\n"))).toMatchObject({
      line: 3,
      message: expect.stringContaining("3 columns where the header has 2"),
    });
    expect(await problem(file("quote.csv", 'a,b\n1,"x\n2,3\n'))).toMatchObject({
      line: 2,
      message: expect.stringContaining("a quote is not closed"),
    });
    expect(await problem(file("latin.csv", Buffer.from("a,b\n1,caf\xe9\n", "latin1")))).toMatchObject({
      code: "FILE_MALFORMED",
      message: expect.stringContaining("not UTF-8"),
    });
    const wide = Array.from({ length: 300 }, (_, i) => `"column, ${i}"`).join(",");
    expect(await problem(file("wide.csv", `${wide}\n1,2\n`))).toMatchObject({
      message: expect.stringContaining("2 columns where the header has 300"),
    });
    expect(await problem(file("empty.csv", ""))).toMatchObject({ message: "empty.csv is malformed: it is empty" });
    expect(await problem(file("twice.csv", "a,b,a\n1,2,3\n"))).toMatchObject({ code: "COLUMN_DUPLICATE", column: "a" });
    expect(await problem(file("case.csv", "a,A\n1,2\n"))).toMatchObject({
      code: "COLUMN_DUPLICATE",
      hint: expect.stringContaining("differ in case only"),
    });
  });
});

describe("filter", () => {
  it("is applied by the kernel where DuckDB has no words for it", async () => {
    const path = file("late-filter.csv", "a,b,c\n1,xy,t\n2,xz,t\n3,yy,f\n4,,t\n");
    const source = { path, columns: ["a"], filter: "b matches '^x(?!z)' or a = 4" };
    expect((await readTable(source)).objects()).toEqual([{ a: 1 }, { a: 4 }]);
    expect((await readTable({ ...source, columns: undefined as never })).columnNames()).toEqual(["a", "b", "c"]);
    expect((await readTable({ path, filter: "b not matches '^x'" })).array("a")).toEqual([3]);
  });
});

describe("NDJSON", () => {
  it("finds every key, keeps nested values as JSON text", async () => {
    const late = `${'{"a":1,"b":"x"}\n'.repeat(30_000)}{"a":2.5,"c":{"d":[1,2]},"e":true}\n`;
    const table = await readTable(file("late.ndjson", late));
    expect(kinds(table)).toEqual({ a: "numeric", b: "string", c: "string", e: "boolean" });
    expect([values(table, "a").at(-1), values(table, "b").at(-1), values(table, "c").at(-1)]).toEqual([2.5, undefined, '{"d":[1,2]}']);
    const typed = await readTable({ path: file("t.jsonl.gz", gzipSync('{"a":"1"}\n{"a":"2"}\n')), types: { a: "integer" } });
    expect(values(typed, "a")).toEqual([1, 2]);
  });

  it("names the place of what is malformed", async () => {
    expect(await problem(file("bad.ndjson", '{"a":1}\n{"a":2\n{"a":3}\n'))).toMatchObject({ code: "FILE_MALFORMED", line: 3 });
    expect(await problem(file("dup.ndjson", '{"a":1,"a":2}\n'))).toMatchObject({
      code: "FILE_MALFORMED",
      line: 1,
      message: expect.stringContaining('key "a" occurs twice'),
    });
    file("mixed1.json", '[{"a":1}]');
    file("mixed2.json", '{"a":1}\n');
    expect(await problem(join(folder, "mixed*.json"))).toMatchObject({ message: expect.stringContaining("it holds one object per line") });
    expect(await problem(file("cut.json", '[{"a":1},{"a":2}'))).toMatchObject({ code: "FILE_MALFORMED" });
  });
});

describe("JSON", () => {
  it("is read as an array of objects, packed or not", async () => {
    const text = JSON.stringify(
      [
        { a: 1, b: "x" },
        { a: 2, c: [1, { d: null }] },
      ],
      null,
      2,
    );
    expect((await readTable(file("rows.json", text))).objects()).toEqual([
      { a: 1, b: "x" },
      { a: 2, c: '[1,{"d":null}]' },
    ]);
    expect(values(await readTable(file("rows.json.gz", gzipSync(text))), "a")).toEqual([1, 2]);
  });
});

describe("zstd", () => {
  it("is read and written, and refused where it is cut or damaged", async () => {
    const rows = Array.from({ length: 20_000 }, (_, row) => `${row},name${row % 7}\n`).join("");
    const packed = zlib.zstdCompressSync(`a,b\n${rows}`, { params: { [zlib.constants.ZSTD_c_checksumFlag]: 1 } });
    expect((await readTable(file("ok.csv.zst", packed))).numRows()).toBe(20_000);
    for (const [name, bytes] of [
      ["half", packed.subarray(0, packed.length >> 1)],
      ["tail", packed.subarray(0, packed.length - 3)],
      ["bad", Buffer.from(packed).fill(0, 2000, 2010)],
    ] as const)
      expect(await problem(file(`${name}.csv.zst`, bytes)), name).toMatchObject({
        code: "FILE_MALFORMED",
        message: expect.stringContaining("zstd data is cut off or damaged"),
      });
    const path = join(folder, "out.ndjson.zst");
    await writeTable(await readTable(join(folder, "ok.csv.zst")), path);
    expect((await readTable(path)).numRows()).toBe(20_000);
  });
});

describe("Parquet", () => {
  it("takes columns from the names of folders", async () => {
    await DuckdbEngine.use({}, (engine) =>
      engine.exec(
        `COPY (SELECT i AS x, i % 2 AS part, 'd' || i % 3 AS day FROM range(12) t(i)) TO '${folder}/hive' (FORMAT parquet, PARTITION_BY (part, day))`,
      ),
    );
    const path = `${folder}/hive/**/*.parquet`;
    const table = await readTable({ path, partitions: true, filter: "part = 1 and day <> 'd0'" });
    expect(table.columnNames().sort()).toEqual(["day", "part", "x"]);
    expect([...(values(table, "x") as number[])].sort((a, b) => a - b)).toEqual([1, 5, 7, 11]);
    expect((await readTable(path)).columnNames()).toEqual(["x"]);
    mkdirSync(`${folder}/hive/part=1/other=1`, { recursive: true });
    await DuckdbEngine.use({}, (engine) =>
      engine.exec(`COPY (SELECT 1 AS x) TO '${folder}/hive/part=1/other=1/a.parquet' (FORMAT parquet)`),
    );
    expect(await problem({ path, partitions: true })).toMatchObject({
      code: "FILE_MALFORMED",
      message: expect.stringContaining("in the partition"),
    });
  });

  it("reads every type, through chunks with and without missing values", async () => {
    const path = join(folder, "types.parquet");
    await DuckdbEngine.use({}, (engine) =>
      engine.exec(
        `COPY (SELECT i, i::TINYINT % 100 AS i8, i::UTINYINT % 100 AS u8, i::SMALLINT AS i16, i::USMALLINT AS u16, i::INTEGER AS i32,
        i::UINTEGER AS u32, i::FLOAT AS f32, i::DOUBLE / 4 AS f64, (i / 100)::DECIMAL(9,2) AS dec, i::UBIGINT AS u64, i::HUGEINT AS h,
        CASE WHEN i < 5000 THEN i WHEN i = 5000 THEN 9007199254740992 ELSE -9223372036854775807 END AS big,
        CASE WHEN i % 3 = 0 THEN NULL ELSE i END AS gaps, CASE WHEN i < 3000 THEN i END AS late, NULL::INTEGER AS nothing,
        CASE WHEN i % 5 = 1 THEN NULL ELSE i % 2 = 0 END AS ok, DATE '2020-01-01' + i::INTEGER AS day,
        TIMESTAMP '2020-01-01' + INTERVAL (i) MILLISECOND + INTERVAL 1 MICROSECOND AS ts, TIMESTAMPTZ '2020-01-01 00:00:00+02' AS tz,
        TIMESTAMP_NS '2020-01-01 00:00:00.000000001' AS ns, TIME '01:02:03' AS clock, 'key' || i AS short,
        CASE WHEN i % 7 = 0 THEN NULL ELSE 'a text of more than twelve bytes ' || (i % 1500) END AS long,
        CASE WHEN i % 2 = 0 THEN 'yes' ELSE 'no' END::ENUM('no', 'maybe', 'yes') AS choice, [i, 1] AS list, {'a': i} AS struct,
        gen_random_uuid() AS uuid FROM range(6000) t(i)) TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`
          .replaceAll("i::TINYINT % 100", "(i % 100)::TINYINT")
          .replaceAll("i::UTINYINT % 100", "(i % 100)::UTINYINT"),
      ),
    );
    const table = await readTable(path);
    const all = Array.from({ length: 6000 }, (_, row) => row);
    for (const name of ["i", "i16", "u16", "i32", "u32", "f32", "u64", "h"]) expect(values(table, name), name).toEqual(all);
    for (const name of ["i8", "u8"]) expect(values(table, name), name).toEqual(all.map((row) => row % 100));
    expect(values(table, "f64")).toEqual(all.map((row) => row / 4));
    expect(values(table, "dec")[123]).toBe(1.23);
    expect(kinds(table)).toMatchObject({ i: "numeric", big: "bigint", nothing: "numeric", choice: "string", clock: "string" });
    expect(values(table, "big").slice(4999)).toEqual([4999n, 9007199254740992n, ...Array(999).fill(-9223372036854775807n)]);
    expect(values(table, "gaps")).toEqual(all.map((row) => (row % 3 === 0 ? undefined : row)));
    expect(values(table, "late")).toEqual(all.map((row) => (row < 3000 ? row : undefined)));
    expect(values(table, "nothing")).toEqual(all.map(() => undefined));
    expect(values(table, "ok")).toEqual(all.map((row) => (row % 5 === 1 ? undefined : row % 2 === 0)));
    expect(values(table, "day")[31]).toEqual(new Date("2020-02-01"));
    expect(columnOf(table, "ts")).toMatchObject({ kind: "timestamp" });
    expect((columnOf(table, "ts") as unknown as { values: Float64Array }).values[2]).toBe(Date.parse("2020-01-01T00:00:00.002Z") + 0.001);
    expect(values(table, "tz")[0]).toEqual(new Date("2019-12-31T22:00:00Z"));
    expect(values(table, "ns")[0]).toEqual(new Date("2020-01-01"));
    expect(values(table, "clock")[0]).toBe("01:02:03");
    expect(values(table, "short")).toEqual(all.map((row) => `key${row}`));
    expect(values(table, "long")).toEqual(all.map((row) => (row % 7 === 0 ? undefined : `a text of more than twelve bytes ${row % 1500}`)));
    expect(values(table, "choice").slice(0, 2)).toEqual(["yes", "no"]);
    expect([values(table, "list")[1], values(table, "struct")[1]]).toEqual(["[1,1]", '{"a":1}']);
    expect(values(table, "uuid")[0]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("reads globs in order, literal names with glob characters, and casts", async () => {
    mkdirSync(join(folder, "many"));
    for (const part of [2, 1])
      await DuckdbEngine.use({}, (engine) => engine.exec(`COPY (SELECT ${part} AS p, 'x' AS s) TO '${folder}/many/p${part}.parquet'`));
    expect(values(await readTable(`${folder}/many/p*.parquet`), "p")).toEqual([1, 2]);
    expect(values(await readTable({ path: `${folder}/many/p[2].parquet`, types: { p: "string" } }), "p")).toEqual(["2"]);
    expect(values(await readTable(file("many/a[1]*.csv", "a\n7\n")), "a")).toEqual([7]);
    await DuckdbEngine.use({}, (engine) => engine.exec(`COPY (SELECT 3 AS p) TO '${folder}/many/p3.parquet'`));
    expect(await problem(`${folder}/many/p*.parquet`)).toMatchObject({
      code: "FILE_MALFORMED",
      message: expect.stringContaining('column "s" is in some of the files only'),
    });
    file("many/b1.csv", "a,b\n1,2\n");
    file("many/b2.csv", "b,a\n1,2\n");
    expect(await problem(`${folder}/many/b*.csv`)).toMatchObject({
      code: "FILE_MALFORMED",
      message: expect.stringContaining("its header differs"),
    });
  });

  it("refuses cut, foreign and unreadable columns", async () => {
    const whole = join(folder, "whole.parquet");
    await DuckdbEngine.use({}, (engine) =>
      engine.exec(`COPY (SELECT i AS a, 'x'::BLOB AS bytes, i AS "B", i + 1 AS b2 FROM range(9999) t(i)) TO '${whole}'`),
    );
    const bytes = readFileSync(whole);
    expect(await problem(file("cut.parquet", bytes.subarray(0, bytes.length - 100)))).toMatchObject({
      code: "FILE_MALFORMED",
      message: "cut.parquet is malformed: it has no Parquet footer",
    });
    expect(await problem(file("text.parquet", "hello, this is text"))).toMatchObject({ code: "FILE_MALFORMED" });
    const holes = Buffer.from(bytes);
    holes.fill(0xff, 4, 400);
    expect(await problem({ path: file("holes.parquet", holes), columns: ["a"] })).toMatchObject({ code: "FILE_MALFORMED" });
    expect(await problem(whole)).toMatchObject({ code: "COLUMN_TYPE", column: "bytes" });
    expect((await readTable({ path: whole, columns: ["a", "b2"] })).numRows()).toBe(9999);
    expect(await problem({ path: whole, columns: ["a", "bites"] })).toMatchObject({
      code: "COLUMN_MISSING",
      hint: expect.stringContaining('"bytes"'),
    });
    expect(await problem({ path: whole, filter: "a > 'x'" })).toMatchObject({ code: "EXPRESSION_TYPE" });
    expect(await problem({ path: whole, filter: "a >" })).toMatchObject({ code: "EXPRESSION_SYNTAX" });
  });
});

describe("files", () => {
  it("that cannot be read say why", async () => {
    expect(await problem(`${folder}/none.csv`)).toMatchObject({
      code: "FILE_UNREADABLE",
      message: "cannot read none.csv: it does not exist",
    });
    expect(await problem(`${folder}/none*.csv`)).toMatchObject({ message: "cannot read none*.csv: no file fits the pattern" });
    expect(await problem(folder)).toMatchObject({ code: "FILE_UNREADABLE", message: expect.stringContaining("it is a folder") });
    expect(await problem(`${file("plain.csv", "a\n1\n")}/x.csv`)).toMatchObject({
      message: expect.stringContaining("part of the path is not a folder"),
    });
    expect(await problem("s3://bucket/a.csv")).toMatchObject({ message: "cannot read s3://bucket/a.csv: only local files are read" });
    expect(await problem(file("a.xlsx", "x"))).toMatchObject({ code: "FORMAT_UNKNOWN" });
    expect(await problem({ path: "a.csv", delimiter: ",," } as never)).toMatchObject({ name: "ConfigError" });
  });

  it("that a user may not read say so", () => {
    const path = file("secret.csv", "a\n1\n");
    chmodSync(path, 0o000);
    chmodSync(folder, 0o755);
    const script = `if (process.getuid() === 0) process.setuid(65534);
      const { readTable } = await import("@mlops/data");
      await readTable(${JSON.stringify(path)}).catch((error) => process.stdout.write(error.code + ": " + error.message));`;
    const cwd = fileURLToPath(new URL("../..", import.meta.url));
    const output = execFileSync(process.execPath, ["--conditions=@mlops/source", "--input-type=module", "-e", script], {
      cwd,
      encoding: "utf8",
    });
    expect(output).toMatch(/^FILE_UNREADABLE: .*permission denied/);
  });

  it("that need more memory than the engine may take say so", async () => {
    const path = file("wide.csv", `a\n${"x".repeat(100)}\n`);
    await expect(readTable(path, { memoryLimit: "1MB" })).rejects.toMatchObject({
      code: "FILE_UNREADABLE",
      message: expect.stringContaining("the memory that DuckDB may take is used up"),
      hint: expect.stringContaining("memoryLimit"),
    });
  });

  it("that loop or change while they are read are refused", async () => {
    symlinkSync(join(folder, "loop.csv"), join(folder, "loop.csv"));
    expect(await problem(join(folder, "loop.csv"))).toMatchObject({ code: "FILE_UNREADABLE" });
    const path = file("growing.csv", `a\n${"1\n".repeat(300_000)}`);
    const error = await readTable(path, { onProgress: () => appendFileSync(path, "2\n") }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "FILE_MALFORMED", message: expect.stringMatching(/it changed while it was read|rows, \d+ came/) });
  });

  it("stop at an abort and report progress", async () => {
    const path = join(folder, "large.parquet");
    await DuckdbEngine.use({}, (engine) => engine.exec(`COPY (SELECT i, i % 9 AS j FROM range(350000) t(i)) TO '${path}'`));
    const seen: [number, number | undefined][] = [];
    await readTable(path, { onProgress: (rows, total) => seen.push([rows, total]) });
    expect(seen.length).toBeGreaterThanOrEqual(4);
    expect(seen.at(-1)).toEqual([350_000, 350_000]);
    const controller = new AbortController();
    const reason = new Error("enough");
    const aborted = readTable(path, { signal: controller.signal, onProgress: () => controller.abort(reason) });
    await expect(aborted).rejects.toBe(reason);
    await expect(readTable(path, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await expect(readTable(file("x.csv.gz", gzipSync("a\n1\n")), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe("openDuckdb", () => {
  it("is a SqlEngine that is closed once", async () => {
    const engine = await openDuckdb({ threads: 1, memoryLimit: "200MB", home: folder });
    await engine.exec("CREATE TABLE t AS SELECT 1 AS a");
    expect((await engine.query("SELECT a, NULL AS b FROM t")).columns["a"]?.at(0)).toBe(1);
    await engine.close();
    await engine.close();
    await expect(engine.query("SELECT 1")).rejects.toThrow("a query after close");
  });
});
