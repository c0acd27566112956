import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { decodeTableState, encodeTableState } from "@mlops/core/profile";
import { Random } from "@mlops/core/stats";
import { makeTable, numericColumn } from "@mlops/core/table";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readTable } from "../read/read-table.ts";
import { writeTable } from "../write/write-table.ts";
import type { DataProfile } from "./data-profile.ts";
import { profile, profileOf } from "./profile.ts";
import { profileSource, profileState } from "./profile-source.ts";

const penguins = fileURLToPath(new URL("../__golden__/penguins.csv", import.meta.url));
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "profile-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Figures that are sums may differ in their last digits from one order to another, and ranks are not correlated. */
const rounded = (found: DataProfile): unknown =>
  JSON.parse(JSON.stringify({ ...found, correlations: found.correlations.map(({ spearman: _, ...rest }) => rest) }), (_, value) =>
    typeof value === "number" ? Number(value.toPrecision(11)) : value,
  );

describe("profileSource", () => {
  it("tells of a small file what profile does of its table, also where no value may be held", async () => {
    const expected = rounded(profile(await readTable(penguins)));
    expect(rounded(await profileSource(penguins))).toEqual(expected);
    expect(rounded(await profileSource(penguins, { exactValues: 0 }))).toEqual(expected);
  });

  it("tells of an Arrow file what it tells of the same table as Parquet, held or not", async () => {
    const path = (ending: string): string => join(folder, `penguins.${ending}`);
    const table = await readTable(penguins);
    for (const ending of ["parquet", "arrow"]) await writeTable(table, path(ending));
    for (const options of [{}, { exactValues: 0 }, { columns: ["body_mass_g", "species"] }])
      expect(rounded(await profileSource(path("arrow"), options))).toEqual(rounded(await profileSource(path("parquet"), options)));
    await expect(profileSource(path("arrow"), { columns: ["nobody"] })).rejects.toMatchObject({ code: "COLUMN_MISSING" });
    await writeTable(table.filter("d => false"), path("arrow"));
    expect((await profileSource(path("arrow"))).rows).toBe(0);
  });

  it("tells of files what it tells of them together, their states saved and merged", async () => {
    const [adelie, gentoo, chinstrap] = await Promise.all(
      ["Adelie", "Gentoo", "Chinstrap"].map((species) => profileState({ path: penguins, filter: `species = '${species}'` })),
    );
    const together = decodeTableState(encodeTableState(adelie as NonNullable<typeof adelie>));
    for (const next of [gentoo, chinstrap]) together.merge(next as NonNullable<typeof next>);
    const found = profileOf(together);
    const expected = profile(await readTable(penguins));
    expect(found.rows).toBe(344);
    for (const [name, { distinct, top, numbers }] of Object.entries(expected.columns)) {
      expect(found.columns[name]).toMatchObject({ distinct, top });
      if (numbers === undefined) continue;
      const { mean: _, std: __, ...exact } = numbers;
      expect(found.columns[name]?.numbers).toMatchObject(exact);
      expect(found.columns[name]?.numbers?.std).toBeCloseTo(numbers.std as number, 10);
    }
    expect(found.correlations[0]?.value).toBeCloseTo(expected.correlations[0]?.value as number, 10);
  });

  it("of more values than it holds says how far figures may be off, and they are not further", async () => {
    const random = new Random(3);
    const table = makeTable({
      x: numericColumn(Float64Array.from({ length: 200_000 }, () => random.normal())),
      year: numericColumn(Float64Array.from({ length: 200_000 }, (_, i) => 1900 + (i % 120))),
    });
    const path = join(folder, "many.parquet");
    await writeTable(table, path);
    const [exact, found] = [profile(table), await profileSource(path, { exactValues: 1000 })];
    const [x, truth] = [found.columns["x"], exact.columns["x"]] as [DataProfile["columns"][string], DataProfile["columns"][string]];
    const { ranks = 0, distinct } = x.approximate as NonNullable<typeof x.approximate>;
    expect(ranks).toBeGreaterThan(0);
    expect(ranks).toBeLessThan(0.005);
    expect(Math.abs(x.distinct / truth.distinct - 1)).toBeLessThan(4 * distinct);
    const sorted = (Float64Array.from(table.array("x") as ArrayLike<number>) as Float64Array).sort();
    for (const [p, value] of Object.entries(x.numbers?.quantiles ?? {})) {
      const rank = sorted.findIndex((one) => one >= value);
      expect(Math.abs(rank / sorted.length - Number(p)), p).toBeLessThanOrEqual(ranks + 1e-5);
    }
    let [below, above] = [0, 0];
    for (const [bin, count] of (x.numbers?.histogram?.counts ?? []).entries()) {
      below += count;
      above += truth.numbers?.histogram?.counts[bin] as number;
      expect(Math.abs(below - above) / sorted.length).toBeLessThanOrEqual(ranks);
    }
    expect(below).toBe(200_000);
    for (const figure of ["mean", "std", "min", "max"] as const)
      expect(x.numbers?.[figure]).toBeCloseTo(truth.numbers?.[figure] as number, 10);
    expect(rounded({ ...found, columns: { year: found.columns["year"] as typeof x }, correlations: [] })).toEqual(
      rounded({ ...exact, columns: { year: exact.columns["year"] as typeof x }, correlations: [] }),
    );
  });

  it("takes the columns that are asked for, types that a late row decides, and files without rows", async () => {
    const late = join(folder, "late.csv");
    await writeFile(late, `a,b\n${"1,2\n".repeat(30_000)}x,2\n`);
    const found = await profileSource(late, { columns: ["a"] });
    expect(Object.keys(found.columns)).toEqual(["a"]);
    expect(found.columns["a"]).toMatchObject({ kind: "string", rows: 30_001, distinct: 2 });
    const empty = join(folder, "empty.csv");
    await writeFile(empty, "a,b\n");
    expect((await profileSource(empty)).rows).toBe(0);
    expect(Object.keys((await profileSource(empty)).columns)).toEqual(["a", "b"]);
    await expect(profileSource(late, { columns: ["c"] })).rejects.toMatchObject({ code: "COLUMN_MISSING" });
  });
});
