import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Document, type Ended, HALF_WRITTEN, Project } from "./cli.ts";

const example = resolve(import.meta.dirname, "../../examples/california-housing");
const file = join(example, "pipeline.yaml");

let project: Project;
let run: Ended;
let found: Document;
beforeAll(async () => {
  project = new Project();
  run = await project.run(["run", file, "--json"]);
  found = run.json["details"].stages[0].details;
});
afterAll(() => project.remove());

describe("examples/california-housing", () => {
  it("names exactly the two columns that drift, with the effects measured by scipy", () => {
    expect(run.code).toBe(0);
    expect(run.json).toMatchObject({ status: "warning", exitCode: 0 });
    expect(found).toMatchObject({ hasDrift: true, driftScore: 0.25, driftedFeatures: ["Latitude", "Longitude"] });
    const effects = Object.fromEntries(found["drift"].features.map(({ name, effect }: Document) => [name, effect]));
    expect(Object.keys(effects)).toHaveLength(8);
    expect(effects["Latitude"]).toBeCloseTo(0.507, 3);
    expect(effects["Longitude"]).toBeCloseTo(0.512, 3);
    for (const [name, effect] of Object.entries(effects)) if (!/itude$/.test(name)) expect(effect).toBeLessThan(0.087);
  });

  it("raises the fall of AUC in September 2021 first, without a threshold, and no month above the limit", () => {
    const { bands, breaches, windows, overall } = found["performance"];
    const [band] = bands;
    expect(band).toMatchObject({
      metric: "auc",
      value: expect.closeTo(0.9079, 4),
      mean: expect.closeTo(0.879, 4),
      spread: expect.closeTo(0.0589, 4),
    });
    expect(band.limit).toBeCloseTo(band.mean - 2 * band.spread, 12);
    expect(breaches.map(({ window, value }: Document) => [window, value])).toEqual([
      ["2021-08", expect.closeTo(0.7043, 4)],
      ["2021-09", expect.closeTo(0.6698, 4)],
      ["2022-03", expect.closeTo(0.7049, 4)],
    ]);
    expect(breaches[1]).toMatchObject({ start: "2021-09-01T00:00:00.000Z", bound: "min", by: "reference", threshold: band.limit });
    expect(run.json["details"].stages[0].message).toContain("auc 0.670 in 2021-09 is below the reference's limit 0.761");
    expect(windows).toHaveLength(12);
    expect(windows.at(-1)).toMatchObject({ label: "2022-05", n: 216, partial: true });
    expect(overall.n).toBe(8232);
    expect(found["labels"]).toEqual({ rows: 8232, labelled: 8232, unused: 0 });
  });

  it("leaves metrics, dashboard, alert rules and a report", () => {
    const metrics = readFileSync(found["files"].metrics, "utf8");
    expect(metrics).toContain('mlops_drift_detected{model="california-housing",version="unregistered"} 1\n');
    expect(metrics).toContain('mlops_performance_breached_windows{model="california-housing",version="unregistered"} 3\n');
    expect(readFileSync(found["files"].alerts, "utf8")).toContain("MlopsAucBelowReference");
    const report = readFileSync(run.json["report"], "utf8");
    expect(report).toContain("2 of 8 features drifted (25%; drift from 20% on): Latitude, Longitude.");
    expect(report.length).toBeLessThan(200_000);
  });
});

describe("mlops drift", () => {
  const data = (name: string) => join(example, "data", `california_housing_${name}.csv`);
  const columns = ["id", "y_pred", "y_pred_proba", "clf_target"].flatMap((name) => ["--exclude", name]);

  it("runs the monitoring of a pipeline file, and ends with 6 where drift is to fail it", async () => {
    const [told, failed] = [await project.run(["drift", file]), await project.run(["drift", file, "--fail-on-drift", "--json"])];
    expect(told).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^drift +found: 2 of 8 features drifted .*Latitude, Longitude\.\nquality +alarm: /m),
    });
    expect(failed.code).toBe(6);
    expect(failed.json).toMatchObject({ status: "failed", exitCode: 6, details: { stages: [{ reason: "drift" }] } });
  });

  it("compares two files as a table, as JSON and as a page", async () => {
    const page = join(project.folder, "drift.html");
    const args = ["drift", data("reference"), data("analysis"), ...columns];
    const told = await project.run([...args, "--share", "0.2", "--report", page, "--fail-on-drift"]);
    expect(told.code).toBe(6);
    expect(told.stdout).toMatch(
      /^feature +verdict +effect +floor +adjusted p +method\nLongitude +drifted +0\.5123 +0\.1000 +<1e-300 +ks\nLatitude +drifted/,
    );
    expect(readFileSync(page, "utf8")).toContain("Every feature");
    const json = await project.run([...args, "--timestamp", "timestamp", "--window", "quarter", "--json"]);
    expect(json).toMatchObject({ code: 0 });
    expect(json.json).toMatchObject({ status: "success", details: { hasDrift: false, driftedFeatures: ["Latitude", "Longitude"] } });
    const windows = json.json["details"].drift.windows.map(({ label, rows }: Document) => [label, rows]);
    expect(windows).toEqual([
      ["2021-Q2", 720],
      ["2021-Q3", 2208],
      ["2021-Q4", 2208],
      ["2022-Q1", 2160],
      ["2022-Q2", 936],
    ]);
    const critical = await project.run([...args, "--critical", "Latitude", "--json"]);
    expect(critical.json).toMatchObject({ status: "warning", details: { hasDrift: true } });
  });

  it("trains nothing: data and monitoring of a longer pipeline alone", async () => {
    const held = "  holdouts: { same: { source: customers.csv } }\nmonitoring_config: { min_rows: 10 }";
    project.write("watched.yaml", `${project.yaml().replace("feature_config:", `${held}\nfeature_config:`)}`);
    const ended = await project.run(["drift", "watched.yaml", "--json"]);
    expect(ended.json["details"].stages.map(({ name, status }: Document) => [name, status])).toEqual([
      ["data", "success"],
      ["monitoring", "success"],
    ]);
    const { drift, performanceReason } = ended.json["details"].stages[1].details;
    expect(drift.features.map(({ name }: Document) => name).sort()).toEqual(["plan", "tenure", "visits"]);
    expect(performanceReason).toBe("there are no predictions and no model");
  });

  it("a whole run ends with the verdicts on drift and quality", async () => {
    const ended = await project.run(["run", "watched.yaml"]);
    expect(ended.code).toBe(0);
    expect(ended.stdout).toMatch(
      /^drift +none: 0 of 3 features drifted \(0%; drift from 50% on\)\.\nquality +steady: Within bounds in the one window\.\nrun +success: 4 stages/m,
    );
  });

  it("a label that comes twice ends with 1, names key and rows, and leaves nothing behind", async () => {
    project.write("labels.csv", "id,clf_target\n5832,0\n5833,1\n5832,1\n");
    const before = project.files().filter((name) => name.includes("monitoring"));
    const args = ["run", file, "--set", `monitoring_config.labels.source=${join(project.folder, "labels.csv")}`, "--json"];
    const ended = await project.run(args);
    expect(ended.code).toBe(1);
    const [stage] = ended.json["details"].stages;
    expect(stage).toMatchObject({ status: "failed", code: "VALUE_INVALID", hint: "keep one label per key" });
    expect(stage.message).toContain("the key 5832 of the labels stands in row 0 and again in row 2");
    const files = project.files();
    expect(files.filter((name) => name.includes("monitoring"))).toEqual(before);
    expect(files.filter((name) => HALF_WRITTEN.test(name))).toEqual([]);
  });

  it.each([
    ["one table", [data("reference")], "nothing to compare with"],
    ["options of files with a pipeline", [file, "--share", "0.3"], "--share is for two files"],
    ["options of a pipeline with files", [data("reference"), data("analysis"), "--set", "seed=1"], "--set is for a pipeline file"],
    ["a pipeline without monitoring", ["pipeline.yaml"], "no monitoring stage"],
    ["a file that is not there", ["gone.csv", data("analysis")], "gone.csv"],
  ])("%s is an error that says so", async (_, args, told) => {
    const ended = await project.run(["drift", ...args]);
    expect([1, 3]).toContain(ended.code);
    expect(ended.stderr).toContain(told);
  });
});
