import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeBundle } from "@mlops/core/bundle";
import { openTracking } from "@mlops/core/tracking";
import { readTable } from "@mlops/data";
import { expect, test } from "vitest";
import { newHome, register, times } from "../__fixtures__/models.ts";
import { type DeploymentOptions, ModelDeployer } from "../index.ts";

const scoredAt = new Date("2026-03-04T05:06:07.000Z");

async function project(text = "id,x\n007,1\n008,2.5\n") {
  const home = newHome();
  writeFileSync(join(home, "rows.csv"), text);
  const uri = await register(home, "double", times(2));
  const deploy = (batch: Partial<NonNullable<DeploymentOptions["batch"]>> = {}, model = uri) =>
    new ModelDeployer({ batch: { input: "rows.csv", output: "out/scored.csv", ...batch } }).deployToBatch(model, {
      home,
      base: home,
      scoredAt,
    });
  return { home, uri, deploy, text: () => readFileSync(join(home, "out/scored.csv"), "utf8") };
}

test("scores every row by a version that the URI is pinned to, and says so in each", async () => {
  const { home, deploy, text } = await project();
  const { registry, close } = await openTracking({ home });
  await registry.setAlias("double", "champion", "1").finally(close);
  const result = await deploy({}, "models:/double@champion");
  expect(text()).toBe(
    "id,x,prediction,_model_version,_scored_at\n007,1,2,1,2026-03-04T05:06:07.000Z\n008,2.5,5,1,2026-03-04T05:06:07.000Z\n",
  );
  expect(result.details).toMatchObject({
    model: "models:/double/1",
    rows: 2,
    cached: false,
    columns: ["prediction", "_model_version", "_scored_at"],
  });
  expect(result.message).toMatch(/^2 rows scored by models:\/double\/1: \/.*out\/scored\.csv$/);
});

test("the same model and input are scored once, unless the output is gone or was changed", async () => {
  const { home, deploy, text } = await project();
  const output = join(home, "out/scored.csv");
  await deploy();
  const first = text();
  const written = statSync(output).mtimeMs;
  expect((await deploy()).details).toMatchObject({ cached: true, rows: 2, scoredAt: scoredAt.toISOString() });
  expect(statSync(output).mtimeMs).toBe(written);
  rmSync(output);
  expect((await deploy()).details["cached"]).toBe(false);
  expect(text()).toBe(first);
  writeFileSync(output, "cut");
  expect((await deploy()).details["cached"]).toBe(false);
  for (const name of readdirSync(join(home, "batch"))) writeFileSync(join(home, "batch", name), "{");
  expect((await deploy()).details["cached"]).toBe(false);
});

test("another input, model or setting is another batch", async () => {
  const { home, deploy, text } = await project();
  await deploy();
  writeFileSync(join(home, "rows.csv"), "id,x\n9,4\n");
  expect((await deploy()).details).toMatchObject({ cached: false, rows: 1 });
  const other = await register(home, "double", times(3));
  expect((await deploy({}, other)).details).toMatchObject({ cached: false, modelVersion: "2" });
  expect((await deploy({ keep: ["id"] }, other)).details["cached"]).toBe(false);
  expect(text()).toBe(`id,prediction,_model_version,_scored_at\n9,12,2,${scoredAt.toISOString()}\n`);
});

test("a folder is a model, named by its content; Parquet keeps types", async () => {
  const { home, deploy } = await project();
  const folder = join(home, "model");
  await writeBundle(folder, times(5));
  const { details } = await deploy({ output: "scored.parquet" }, folder);
  expect(details["modelVersion"]).toMatch(/^[0-9a-f]{12}$/);
  const table = await readTable(join(home, "scored.parquet"));
  expect(table.objects()[1]).toEqual({
    id: "008",
    x: 2.5,
    prediction: 12.5,
    _model_version: details["modelVersion"],
    _scored_at: scoredAt,
  });
});

test.each([
  ["no batch is configured", undefined, "CONFIG_INVALID"],
  ["the input does not exist", { input: "gone.csv" }, "FILE_UNREADABLE"],
  ["a kept column does not exist", { keep: ["ID"] }, "COLUMN_MISSING"],
  ["the format is unknown", { output: "scored.xlsx" }, "FORMAT_UNKNOWN"],
  ["the output is a folder", { output: "folder.csv" }, "FILE_UNWRITABLE"],
])("where %s, one clear error and nothing half-written", async (_, batch, code) => {
  const { home, uri, deploy } = await project();
  mkdirSync(join(home, "folder.csv"));
  const before = readdirSync(home).sort();
  const work = batch === undefined ? new ModelDeployer({}).deployToBatch(uri, { home }) : deploy(batch);
  await expect(work).rejects.toMatchObject({ code });
  expect(
    readdirSync(home)
      .filter((name) => name !== "models")
      .sort(),
  ).toEqual(before.filter((name) => name !== "models"));
});

test("columns that do not fit the model, or are named like one that is added, are refused", async () => {
  await expect((await project("id,y\n1,2\n")).deploy()).rejects.toMatchObject({ code: "SIGNATURE_MISMATCH" });
  const twice = await project("x,_scored_at\n1,2\n");
  await expect(twice.deploy()).rejects.toMatchObject({ code: "COLUMN_DUPLICATE", fields: { column: "_scored_at" } });
  await expect(twice.deploy({ keep: ["x"] })).resolves.toMatchObject({ status: "success" });
  await expect((await project("id,x\n1,abc\n")).deploy()).rejects.toMatchObject({ code: "FILE_MALFORMED" });
});

test("a batch in a workspace is not built, an aborted one leaves nothing", async () => {
  const { home, uri } = await project();
  const batch = { input: join(home, "rows.csv"), output: join(home, "scored.csv") };
  await expect(new ModelDeployer({ target: "databricks", batch }).deployToBatch(uri)).rejects.toMatchObject({ code: "NOT_SUPPORTED" });
  const signal = AbortSignal.abort(new Error("stop"));
  await expect(new ModelDeployer({ batch }).deployToBatch(uri, { home, signal })).rejects.toThrow("stop");
  expect(readdirSync(home)).not.toContain("scored.csv");
});
