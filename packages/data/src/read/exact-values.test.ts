import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDuckdb } from "../duckdb/engine.ts";
import { DataValidator } from "../validate/data-validator.ts";
import { readTable } from "./read-table.ts";

const exact = { largeIntegers: "string", decimals: "string", timestamps: "string" } as const;
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "exact-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("exact values", () => {
  it("of Parquet keep every digit as texts", async () => {
    const path = join(folder, "exact.parquet");
    const engine = await openDuckdb();
    await engine.exec(`COPY (SELECT * FROM (VALUES
      (9007199254740993, 1, 18446744073709551615::UBIGINT, 12345678901234567.89::DECIMAL(20, 2), make_timestamp_ns(1700000000123456789), make_timestamptz(1700000000123456), DATE '2024-01-02'),
      (NULL, NULL, NULL, NULL, NULL, NULL, NULL)) AS t(big, small, u, d, ns, tz, day)) TO '${path}' (FORMAT parquet)`);
    await engine.close();
    const table = await readTable({ path, ...exact });
    expect(table.objects()[0]).toEqual({
      big: "9007199254740993",
      small: 1,
      u: "18446744073709551615",
      d: "12345678901234567.89",
      ns: "2023-11-14T22:13:20.123456789",
      tz: "2023-11-14T22:13:20.123456Z",
      day: "2024-01-02",
    });
    expect(table.get("tz", 1)).toBeUndefined();
    const mixed = await readTable({ path, ...exact, types: { d: "double", u: "double", day: "timestamp" } });
    expect(mixed.objects()[0]).toMatchObject({ d: Number("12345678901234567.89"), u: 2 ** 64, day: new Date("2024-01-02") });
    const plain = await readTable({ path, columns: ["big", "tz"] });
    expect(plain.get("big", 0)).toBe(9007199254740993n);
    const rules = new DataValidator([{ type: "in_set", column: "d", values: ["12345678901234567.89"] }]);
    expect((await rules.validateSource({ path, ...exact })).isValid).toBe(true);
  });

  it("of CSV and NDJSON are as the file writes them, zones too", async () => {
    const at = ["2024-03-01T10:00:00.123456789+02:00", "2024-03-01T10:00:00-05:00"];
    const csv = join(folder, "exact.csv");
    await writeFile(csv, `id,n,at,price\n12345678901234567890,1,${at[0]},1.10\n2,9007199254740993,${at[1]},2.5\n`);
    const ndjson = join(folder, "exact.ndjson");
    await writeFile(ndjson, `{"id":12345678901234567890,"at":"2024-03-01"}\n{"id":2,"at":"2024-03-02"}\n`);
    const table = await readTable({ path: csv, ...exact });
    expect(table.objects()).toEqual([
      { id: "12345678901234567890", n: "1", at: at[0], price: 1.1 },
      { id: "2", n: "9007199254740993", at: at[1], price: 2.5 },
    ]);
    expect((await readTable(csv)).get("at", 1)).toEqual(new Date("2024-03-01T15:00:00Z"));
    expect((await readTable({ path: ndjson, ...exact })).objects()).toEqual([
      { id: "12345678901234567890", at: "2024-03-01" },
      { id: "2", at: "2024-03-02" },
    ]);
  });

  it("come from a file whose late value changes the types", async () => {
    const path = join(folder, "late.csv");
    await writeFile(path, `a,b\n${"1,2\n".repeat(30_000)}9007199254740993,x\n`);
    const table = await readTable({ path, largeIntegers: "string" });
    expect([table.get("a", 0), table.get("a", 30_000), table.get("b", 0)]).toEqual(["1", "9007199254740993", "2"]);
  });
});
