import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Column } from "@mlops/core/table";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DuckdbEngine } from "./engine.ts";

let engine: DuckdbEngine;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "mlops-engine-"));
  engine = await DuckdbEngine.open();
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

const values = async (sql: string) => {
  const { columns } = await engine.query(sql);
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, [...(column as Column)]]));
};
const range = (n: number) => Array.from({ length: n }, (_, i) => i);

describe("DuckdbEngine.query", () => {
  it("keeps missing values in their rows, whatever the sizes of the chunks", async () => {
    const sources = { whole: "range(5001) t(i)", odd: "range(20000) t(i) WHERE i % 7 != 3 AND i % 1000 < 333", small: "range(3) t(i)" };
    const rows = { whole: range(5001), odd: range(20000).filter((i) => i % 7 !== 3 && i % 1000 < 333), small: range(3) };
    for (const source of ["whole", "odd", "small"] as const) {
      const expected = rows[source];
      const found =
        await values(`SELECT i, CASE WHEN i % 5 = 1 THEN NULL ELSE i END AS often, CASE WHEN i < 4500 THEN i::INTEGER END AS late,
        CASE WHEN i >= 2048 THEN 't' || i % 10 END AS early, CASE WHEN i % 9 != 0 THEN i % 2 = 0 END AS flag FROM ${sources[source]}`);
      expect(found["i"], source).toEqual(expected);
      expect(found["often"], source).toEqual(expected.map((i) => (i % 5 === 1 ? undefined : i)));
      expect(found["late"], source).toEqual(expected.map((i) => (i < 4500 ? i : undefined)));
      expect(found["early"], source).toEqual(expected.map((i) => (i >= 2048 ? `t${i % 10}` : undefined)));
      expect(found["flag"], source).toEqual(expected.map((i) => (i % 9 !== 0 ? i % 2 === 0 : undefined)));
    }
  });

  it("reads enums of every width", async () => {
    for (const size of [3, 300, 70_000]) {
      await engine.exec(`CREATE OR REPLACE TYPE e AS ENUM (SELECT 'v' || i FROM range(${size}) t(i))`);
      const { v } = await values(`SELECT CASE WHEN i % 4 = 2 THEN NULL ELSE ('v' || i % ${size})::e END AS v FROM range(70001) t(i)`);
      expect(v, `${size}`).toEqual(range(70_001).map((i) => (i % 4 === 2 ? undefined : `v${i % size}`)));
    }
  });

  it("turns to bigints where an integer is not safe, and only then", async () => {
    const edges = [
      "9007199254740991",
      "-9007199254740991",
      "9007199254740992",
      "-9007199254740992",
      "9223372036854775807",
      "-9223372036854775808",
    ];
    for (const [i, edge] of edges.entries()) {
      const { columns } = await engine.query(
        `SELECT CASE WHEN i = 3000 THEN CAST('${edge}' AS BIGINT) WHEN i % 2 = 0 THEN -i END AS n FROM range(4000) t(i)`,
      );
      const column = columns["n"] as Column;
      expect(column.kind, edge).toBe(i < 2 ? "numeric" : "bigint");
      expect(
        [column.at(2), column.at(3), column.at(3000), column.at(3998)].map((value) => value?.toString()),
        edge,
      ).toEqual(["-2", undefined, edge, "-3998"]);
    }
  });

  it("tells long texts apart that share length and beginning, and keeps short ones with zero bytes", async () => {
    const { long, zero } =
      await values(`SELECT 'the same twelve bytes ' || (i * 7919 % 3001) AS long, CASE i % 3 WHEN 0 THEN 'a' WHEN 1 THEN 'a' || chr(0) ELSE '' END AS zero
      FROM range(6002) t(i)`);
    expect(long).toEqual(range(6002).map((i) => `the same twelve bytes ${(i * 7919) % 3001}`));
    expect(zero).toEqual(range(6002).map((i) => ["a", "a\0", ""][i % 3]));
  });

  it("keeps short texts apart, however many there are and wherever rows are missing", async () => {
    const { columns } =
      await engine.query(`SELECT CASE WHEN i % 13 = 4 THEN NULL ELSE substr(md5(CAST(i * 37 % 20011 AS VARCHAR)), 1, i % 13) END AS v,
      CASE WHEN i % 13 = 4 THEN NULL ELSE i * 37 % 20011 END AS key FROM range(60000) t(i)`);
    const { v, key } = columns as { v: Column; key: Column };
    const texts = new Map<unknown, string>();
    for (let row = 0; row < 60_000; row++) {
      const whole = createHash("md5")
        .update(String(key.at(row)))
        .digest("hex");
      if (row % 13 === 4) expect(v.at(row)).toBeUndefined();
      else if (v.at(row) !== whole.slice(0, row % 13)) texts.set(row, whole);
    }
    expect(texts.size).toBe(0);
    expect(v.kind === "string" && new Set(v.dictionary).size === v.dictionary.length).toBe(true);
  });

  it("ends what is under way where the parts of a result are no longer wanted", async () => {
    for await (const { i } of engine.chunks("SELECT i FROM range(300000) t(i)", { rows: 4096 })) {
      expect((i as Column).length).toBeGreaterThanOrEqual(4096);
      break;
    }
    expect((await engine.query("SELECT 1 AS one")).rows).toBe(1);
    const other = await DuckdbEngine.open({ threads: 2 });
    for await (const part of other.chunks("SELECT i FROM range(300000) t(i)", { rows: 4096 })) {
      expect(Object.keys(part)).toEqual(["i"]);
      break;
    }
    await other.close();
  });

  it("reads runs of long texts between short, empty and missing ones, and across languages", async () => {
    const text = (i: number) =>
      i % 11 === 5 ? undefined : i % 3 === 0 ? "" : i % 3 === 1 ? `κείμενο ${i % 700} 👍 `.repeat(1 + (i % 40)) : `s${i % 50}`;
    const { v } = await values(`SELECT CASE WHEN i % 11 = 5 THEN NULL WHEN i % 3 = 0 THEN '' WHEN i % 3 = 1
      THEN repeat('κείμενο ' || (i % 700) || ' 👍 ', (1 + i % 40)::INT) ELSE 's' || i % 50 END AS v FROM range(30000) t(i)`);
    expect(v).toEqual(range(30_000).map(text));
    const distinct = (await engine.query("SELECT 'a long enough text ' || (i % 2000) AS v FROM range(50000) t(i) WHERE i % 3 = 0")).columns[
      "v"
    ] as Column;
    expect(distinct.kind === "string" && distinct.dictionary.length).toBe(2000);
  });

  it("throws what cuts a result off, wherever it does: DuckDB ends such a stream as if it were complete", async () => {
    for (const [i, bad] of [10, 5000, 120_000, 149_999].entries()) {
      const file = join(folder, `${i}.csv`);
      writeFileSync(
        file,
        `a,b\n${range(150_000)
          .map((row) => (row === bad ? "1,2,3\n" : `${row},a text ${row % 9}\n`))
          .join("")}`,
      );
      const sql = `SELECT * FROM read_csv('${file}', auto_detect=false, delim=',', header=true, columns={'a': 'BIGINT', 'b': 'VARCHAR'})`;
      await expect(engine.query(sql), `${bad}`).rejects.toThrow("Expected Number of Columns: 2 Found: 3");
      const parts = async (): Promise<number> => {
        let rows = 0;
        for await (const { a } of engine.chunks(sql, { rows: 20_000 })) rows += (a as Column).length;
        return rows;
      };
      await expect(parts(), `${bad}`).rejects.toThrow("Expected Number of Columns: 2 Found: 3");
      await expect(engine.query(`SELECT CAST(b AS INTEGER) AS n FROM (${sql}) WHERE a > ${bad}`)).rejects.toThrow(/Error/);
    }
  });

  it("refuses binary columns by name", async () => {
    await expect(engine.query("SELECT 'x'::BLOB AS bytes")).rejects.toMatchObject({
      code: "COLUMN_TYPE",
      fields: { column: "bytes", actual: "BLOB" },
    });
  });
});
