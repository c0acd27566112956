import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Document, type Ended, HALF_WRITTEN, Project } from "./cli.ts";

let project: Project;
let first: Ended;
beforeAll(async () => {
  project = new Project();
  first = await project.run(["run", "pipeline.yaml", "--json"]);
}, 60_000);
afterAll(() => project.remove());

const training = (ended: Ended) => ended.json["details"].stages.find((stage: { kind: string }) => stage.kind === "training").details;
const hash = (file: string) => createHash("sha256").update(readFileSync(file)).digest("hex");

describe("mlops run", () => {
  it("prints one JSON document on stdout, and logs as JSON lines on stderr", () => {
    expect(first.code).toBe(0);
    expect(first.json).toMatchObject({ status: "success", exitCode: 0, details: { counts: { success: 3 } } });
    for (const line of first.stderr.trim().split("\n")) expect(JSON.parse(line)).toHaveProperty("msg");
    expect(training(first)).toMatchObject({ modelUri: "models:/churn/1", gate: { reason: "first_version" }, parity: { ok: true } });
  });

  it("leaves report, journal, bundle and registry, and nothing half-written", () => {
    const files = project.files();
    expect(files).toEqual(
      expect.arrayContaining([
        "tracking.db",
        expect.stringMatching(/^reports\/.*\.html$/),
        expect.stringMatching(/journal\.ndjson$/),
        expect.stringMatching(/bundles\/m-.*\/MLmodel$/),
      ]),
    );
    expect(files.filter((name) => HALF_WRITTEN.test(name))).toEqual([]);
  });

  it("gives the same model bytes again for the same seed, others for another", async () => {
    const [same, other] = [
      await project.run(["run", "pipeline.yaml", "--json"]),
      await project.run(["run", "pipeline.yaml", "--json", "--seed", "4"]),
    ];
    const bytes = (ended: Ended) => hash(join(training(ended).bundle, "model.onnx"));
    expect(bytes(same)).toBe(bytes(first));
    expect(training(same).metrics).toEqual(training(first).metrics);
    expect(bytes(other)).not.toBe(bytes(first));
  });

  it("prints plain lines and a summary where there is no terminal", async () => {
    const ended = await project.run(["train", "pipeline.yaml"]);
    expect(ended.code).toBe(0);
    expect(ended.stderr).toMatch(/· data +started\n✓ data +400 rows: 300 train, 100 validation/);
    expect(ended.stderr).not.toContain("\u001b[");
    expect(ended.stdout).toMatch(/validation +0\.\d+ +0\.\d+ to (0\.\d+|1) +100\n/);
    expect(ended.stdout).toMatch(/gate +passed/);
    expect(ended.stdout).toMatch(
      /run +success: 3 stages finished in \d.*\nreport +\/.*\.html\nnext +pnpm mlops score models:\/churn\/\d+ .*\n$/,
    );
  });

  it("takes values of --set, environments and variables", async () => {
    project.write("env.yaml", project.yaml({ top: "environments:\n  small: { model_config: { parameters: { iterations: 3 } } }" }));
    const small = await project.run(["run", "env.yaml", "--env", "small", "--set", "model_config.registered_model_name=tiny", "--json"]);
    expect(training(small)).toMatchObject({ parameters: { iterations: 3 }, modelUri: "models:/tiny/1" });
    const shown = await project.run(["config", "show", "env.yaml", "--env", "small", "--explain"], { env: { MLOPS__SEED: "9" } });
    expect(shown.stdout).toMatch(/^seed +9 .*MLOPS__SEED/m);
    expect(shown.stdout).toMatch(/parameters\.iterations +3 .*env\.yaml:\d+:\d+/);
    expect((await project.run(["config", "show", "env.yaml", "--json"])).json).toMatchObject({ name: "churn", seed: 3 });
  });
});

describe("mlops drift", () => {
  it("compares rows with the profile in a model's own bundle, by model_uri alone", async () => {
    const watch = "{ current: customers.csv, model_uri: 'models:/churn/1', target: churned, thresholds: { accuracy: { min: 0.1 } } }";
    project.write("watch.yaml", `name: watch\nmonitoring_config: ${watch}\n`);
    const { code, json } = await project.run(["drift", "watch.yaml", "--json"]);
    const { reference, drift, performance, performanceReferenceReason } = json["details"].stages[0].details;
    expect(code).toBe(0);
    expect(reference).toEqual({ name: "reference profile of churn", rows: 300, profile: true });
    expect(drift).toMatchObject({ compared: 3, hasDrift: false, driftedFeatures: [] });
    expect(performance).toMatchObject({ overall: { n: 400 }, bands: [], breaches: [] });
    expect(performanceReferenceReason).toContain("only thresholds judge");
  });
});

describe("mlops score, runs, models, validate", () => {
  it("scores a file with the registered model", async () => {
    const ended = await project.run([
      "score",
      "models:/churn@challenger",
      "customers.csv",
      "--output",
      "out/scored.csv",
      "--keep",
      "id",
      "--json",
    ]);
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.json).toMatchObject({ rows: 400, columns: ["label", "probability_no", "probability_yes"] });
    const [head, row] = readFileSync(join(project.folder, "out/scored.csv"), "utf8").split("\n");
    expect(head).toBe("id,label,probability_no,probability_yes");
    expect(row).toMatch(/^0,yes,0\.\d+,0\.\d+$/);
    const arrow = ["score", "models:/churn@challenger", "customers.csv", "--output", "out/scored.arrow"];
    expect(await project.run(arrow)).toMatchObject({ code: 0 });
    expect((await project.run(["data", "profile", "out/scored.arrow", "--json"])).json).toMatchObject({ rows: 400 });
  });

  it("lists runs and shows one", async () => {
    const runs = (await project.run(["runs", "--json"])).json["runs"] as Document[];
    const [newest] = runs.filter(({ name }) => name === "churn") as [Document];
    expect(newest).toMatchObject({ name: "churn", status: "success" });
    const shown = await project.run(["runs", newest["id"]]);
    expect(shown.stdout).toMatch(/training +training +success/);
    expect(shown.stdout).toMatch(/reports\/.*\.html\n/);
    const unknown = await project.run(["runs", "20200101-000000000-000000"]);
    expect(unknown).toMatchObject({ code: 3, stderr: expect.stringContaining("RUN_UNKNOWN") });
  });

  it("lists models and versions with their aliases", async () => {
    expect((await project.run(["models"])).stdout).toMatch(/^churn +challenger = \d+$/m);
    const versions = (await project.run(["models", "churn", "--json"])).json["versions"];
    expect(versions[0].aliases).toEqual(["challenger"]);
    expect(versions.at(-1)).toMatchObject({ version: "1", aliases: [] });
    expect(await project.run(["models", "nobody"])).toMatchObject({ code: 1, stderr: expect.stringContaining("TRACKING_NOT_FOUND") });
  });

  it("validates the file and its data without training", async () => {
    expect(await project.run(["validate", "pipeline.yaml"])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("success data: 400 rows"),
    });
    project.write("strict.yaml", project.yaml({ data: "    - { type: range, column: visits, max: 50 }" }));
    const broken = await project.run(["validate", "strict.yaml"]);
    expect(broken.code).toBe(4);
    expect(broken.stdout).toMatch(/^broken +range:visits +196 of 400 +row 4: 52.*\nholds +unique:id$/m);
    expect((await project.run(["validate", "strict.yaml", "--config-only"])).code).toBe(0);
  });
});

describe("usage", () => {
  it.each([
    [["run"], "missing required argument"],
    [["run", "pipeline.yaml", "--sed", "1"], "unknown option"],
    [["run", "pipeline.yaml", "--seed", "x"], "not a whole number"],
    [["fly"], "unknown command"],
    [["score", "models:/churn/1", "customers.csv"], "--output"],
    [["serve", "--port", "many"], "USAGE_INVALID"],
  ])("%j ends with 3 and says what is wrong", async (args, told) => {
    const ended = await project.run(args);
    expect(ended.code).toBe(3);
    expect(ended.stderr).toContain(told);
  });

  it("explains itself", async () => {
    const { code, stdout } = await project.run(["--help"]);
    expect(code).toBe(0);
    for (const command of ["run", "train", "validate", "score", "runs", "models", "config"])
      expect(stdout).toMatch(new RegExp(`^  ${command} `, "m"));
  });
});
