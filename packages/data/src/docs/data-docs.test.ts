import { fileURLToPath } from "node:url";
import { makeTable } from "@mlops/core/table";
import { expect, it } from "vitest";
import { profile } from "../profile/profile.ts";
import { readTable } from "../read/read-table.ts";
import { DataValidator } from "../validate/data-validator.ts";
import { dataDocs } from "./data-docs.ts";

const penguins = await readTable(fileURLToPath(new URL("../__golden__/penguins.csv", import.meta.url)));

it("a page holds the verdict, rules by severity, failing rows and a chart of each column, and nothing from outside", async () => {
  const validator = new DataValidator([
    { type: "not_null", column: "sex", severity: "warning" },
    { type: "range", column: "body_mass_g", min: 3000 },
    { type: "row_count", min: 1 },
  ]);
  const text = await dataDocs({
    title: "penguins.csv",
    result: validator.validate(penguins),
    rules: validator.rules,
    profile: profile(penguins),
  });
  expect(text).toContain("not valid");
  expect(text.indexOf("range:body_mass_g")).toBeLessThan(text.indexOf("not_null:sex"));
  expect(text.indexOf("not_null:sex")).toBeLessThan(text.indexOf("row_count"));
  expect(text).toContain("rows 3, 8, 9, 10, 11");
  expect(text).toContain("min 3000");
  expect(text).toContain("row 47: 2975; rows 54, 98: 2900; rows 58, 64: 2850");
  expect(text).toContain("Spearman");
  expect(text.match(/<svg role="img"/g)).toHaveLength(7);
  expect(text).toContain("Histogram of body_mass_g from 2,700 to 6,300");
  expect(text).not.toMatch(/<script|https?:(?!\/\/www\.w3\.org)|src=/);
  expect(text.length).toBeLessThan(200_000);
});

it("folds rules that hold where there are many, under what is broken", async () => {
  const rules = penguins.columnNames().flatMap((column) => [
    { type: "not_null" as const, column, mostly: 0.5 },
    { type: "present_share" as const, column, min: 0.5 },
  ]);
  const validator = new DataValidator([...rules, { type: "range", column: "body_mass_g", min: 3000 }]);
  const text = await dataDocs({ title: "penguins", result: validator.validate(penguins), rules: validator.rules });
  expect(text).toMatch(new RegExp(`range:body_mass_g.*<details><summary>.*${rules.length} rules</summary>.*not_null:`, "s"));
});

it("escapes what data brings, and shows columns without values", async () => {
  const evil = "<script>alert(1)</script>";
  const table = makeTable({ [evil]: [evil, "b", null], none: [null, null, null], at: [new Date(0), null, new Date(1e12)] });
  const text = await dataDocs({ title: evil, profile: profile(table) });
  expect(text).not.toContain("<script>");
  expect(text).toContain("no values");
  expect(text).toContain("2001-09-09 01:46:40");
});
