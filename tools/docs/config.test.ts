import { expect, test } from "vitest";
import { configPage } from "./config-page.ts";
import { pipelineSchema } from "./config-schema.ts";

test("every field of a section has one row with type, default, key and meaning", () => {
  const page = configPage();
  expect(page).toContain(
    "| timeoutMinutes | number > 0 | `60` | `timeout_minutes` | limit of one attempt of a stage; fractions are fine |",
  );
  expect(page).toContain("| token | secret text | — | `token` | bearer token of the server |");
  for (const line of page.split("\n").filter((row) => /^\| [a-z]/i.test(row) && !row.startsWith("| name"))) {
    const cells = line.split(/(?<!\\)\|/).slice(1, -1);
    expect(cells, line).toHaveLength(5);
    for (const cell of cells.slice(0, 4)) expect(cell.trim(), line).not.toBe("");
  }
});

test("the editors' schema speaks snake_case, hides secrets' machinery and lets references stand for numbers", () => {
  const schema = JSON.parse(pipelineSchema());
  const resolved = (node: { $ref?: string }) => (node.$ref ? schema.$defs[node.$ref.split("/").at(-1) as string] : node);
  expect(schema.required).toEqual(["name"]);
  expect(resolved(schema.properties.timeout_minutes).anyOf).toContainEqual({ type: "string", pattern: "\\$\\{" });
  expect(resolved(resolved(schema.properties.tracking_config).properties.token)).toMatchObject({ type: "string" });
  expect(resolved(schema.properties.tags).additionalProperties).toEqual({ type: "string" });
});
