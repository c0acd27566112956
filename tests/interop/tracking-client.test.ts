import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { openTracking, serveTracking, type Tracking, type TrackingServer } from "@mlops/core/tracking";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PYTHON } from "./mlflow-server.ts";

const text = (content: string) => new TextEncoder().encode(content);
let home: string;
let tracking: Tracking;
let server: TrackingServer;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "mlops-served-"));
  tracking = await openTracking({ home });
  server = await serveTracking({ home }); // a second connection to the same store, as another process would have
});

afterAll(async () => {
  await server?.close();
  await tracking?.close();
  await rm(home, { recursive: true, force: true });
});

const LOADER = `
import json, os
class Model:
    def __init__(self, factor): self.factor = factor
    def predict(self, frame, params=None): return frame["x"] * self.factor
def _load_pyfunc(path): return Model(json.load(open(os.path.join(path, "factor.json"))))
`;

describe("the Python client of MLflow, pointed at the embedded store", () => {
  it("reads runs, files and models, and writes its own", async () => {
    const { tracker, registry } = tracking;
    const run = await tracker.startRun({ experiment: "python", name: "served" });
    await run.logParams({ depth: 3 });
    await run.logMetrics([
      { key: "auc", value: 0.75 },
      { key: "nan", value: Number.NaN },
      { key: "inf", value: Number.POSITIVE_INFINITY },
    ]);
    await run.logDataset({ name: "acs", digest: "15b4ff74", source: '{"uri":"a.csv"}', context: "training" });
    await run.logArtifact("plots/note.txt", { text: "hi ✓" });
    const model = await run.logModel({
      name: "model",
      metrics: [{ key: "auc", value: 0.75 }],
      files: ({ modelId, runId, artifactPath }) =>
        new Map([
          [
            "MLmodel",
            text(
              `artifact_path: ${artifactPath}\nflavors:\n  python_function:\n    code: code\n    data: data\n    loader_module: our_loader\n` +
                `mlflow_version: 3.17.2\nmodel_id: ${modelId}\nrun_id: ${runId}\n`,
            ),
          ],
          ["code/our_loader.py", text(LOADER)],
          ["data/factor.json", text("2.5")],
        ]),
    });
    await registry.registerModel({ name: "served-model", modelId: model.modelId, tags: { gate: "passed" } });
    await registry.setAlias("served-model", "champion", "1");
    await run.end();

    const script = join(import.meta.dirname, "tracking-client.py");
    const env = { ...process.env, MLFLOW_DISABLE_TELEMETRY: "true", GIT_PYTHON_REFRESH: "quiet" };
    const { stdout } = await promisify(execFile)(PYTHON, [script, server.url, run.runId, "served-model"], { env, timeout: 150_000 });
    const seen = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Record<string, unknown>;

    expect(seen).toMatchObject({
      status: "FINISHED",
      params: { depth: "3" },
      metrics: { auc: 0.75, nan: null, inf: null },
      infinite: true,
      dataset: "acs",
      artifacts: ["plots/note.txt"],
      text: "hi ✓",
      searched: [[run.runId, 0.75, "3"]],
      predicted: [2.5, 5],
      "by run": [7.5],
      logged: ["model", "READY", 0.75],
      models: ["served-model"],
      "python model": [8],
    });
    const [version, runId, tags] = seen["version"] as [string, string, Record<string, string>];
    expect([String(version), runId, tags["gate"]]).toEqual(["1", run.runId, "passed"]);

    const written = await tracker.getRun(seen["written run"] as string);
    expect(written).toMatchObject({
      name: "py",
      status: "FINISHED",
      params: { C: "1.5", solver: "lbfgs" },
      metrics: { acc: 0.75, loss: Number.NaN },
    });
    expect(written.datasets).toMatchObject([{ name: "frame", context: "training" }]);
    expect(new TextDecoder().decode(await tracker.downloadArtifact(written, "notes/a.txt"))).toBe("hello");
    const theirs = await registry.getByAlias("py-model", "champion");
    expect(theirs).toMatchObject({ version: "1", tags: { checked: "yes" }, runId: written.runId });
    const { folder } = await registry.resolveModelUri("models:/py-model@champion");
    expect(folder).toContain(theirs.modelId);
  }, 180_000);
});
