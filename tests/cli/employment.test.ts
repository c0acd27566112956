import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Document, type Ended, Project } from "./cli.ts";

const file = resolve(import.meta.dirname, "../../examples/employment/pipeline.yaml");

let project: Project;
let run: Ended;
let found: Document;
beforeAll(async () => {
  project = new Project();
  run = await project.run(["run", file, "--json"]);
  found = run.json["details"].stages.find(({ kind }: Document) => kind === "monitoring").details;
});
afterAll(() => project.remove());

describe("examples/employment is watched after it is trained, and stays quiet", () => {
  it("no feature of 2016 to 2018 drifts from 2015, in all years and in each", () => {
    expect(run.json).toMatchObject({ status: "success", exitCode: 0 });
    expect(found).toMatchObject({ hasDrift: false, driftedFeatures: [], model: { name: "employment", version: "1" } });
    expect(found["drift"]).toMatchObject({ compared: 16, predictions: { name: "score", drifted: false } });
    expect(found["drift"].windows.map(({ label, rows, hasDrift }: Document) => [label, rows, hasDrift])).toEqual([
      ["2016", 69_126, false],
      ["2017", 69_635, false],
      ["2018", 70_131, false],
    ]);
    expect(found["drift"].features[0]).toMatchObject({ name: "ANC", effect: expect.closeTo(0.0377, 4) });
  });

  it("the bundle's AUC per year is the trainer's, and no alarm is raised", () => {
    const { windows, breaches, bands, excluded } = found["performance"];
    const trained = run.json["details"].stages.find(({ kind }: Document) => kind === "training").details.evaluations;
    const auc = (of: Document) => of["metrics"].auc.value;
    expect(windows.map(auc)).toEqual(trained.slice(1).map(auc));
    expect(windows.map(auc)).toEqual([0.9027, 0.9057, 0.9058].map((value) => expect.closeTo(value, 3)));
    expect([breaches, excluded]).toEqual([[], { timestamp: 0, truth: 0, prediction: 0, score: 0 }]);
    expect(bands).toMatchObject([{ metric: "auc", value: expect.closeTo(0.9032, 3), limit: expect.closeTo(0.858, 3) }]);
    expect(found["performanceReference"]).toEqual({ name: "validation", rows: 13_757, inSample: false });
  });

  it("its endpoint answers the golden rows over HTTP as the bundle does, and ends with the run", () => {
    const { deployed } = run.json["details"].stages.find(({ kind }: Document) => kind === "deployment").details;
    expect(deployed).toMatchObject({ endpoint: "employment", version: "1", alias: "champion", lifetime: "run" });
    expect(deployed.golden.http).toMatchObject({ ok: true, rows: 32, skipped: 0, maxError: expect.closeTo(0, 12) });
    expect(project.files().filter((name) => name.startsWith("endpoints/"))).toEqual(
      expect.arrayContaining(["endpoints/employment/config.json"]),
    );
    expect(project.files()).not.toContain("endpoints/employment/server.json");
  });

  it("the report tells all of it", () => {
    const report = readFileSync(run.json["report"], "utf8");
    expect(report).toContain("0 of 16 features drifted");
    expect(report).toContain("endpoint over HTTP");
    expect(report).toContain("Within bounds in all 3 windows.");
    expect(report.length).toBeLessThan(200_000);
  });
});
