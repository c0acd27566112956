import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { CLIENT, FAILING_JOB, type FakeWorkspace, JOB, startFakeWorkspace, TOKEN } from "@mlops-private/fake-workspace";
import { afterAll, beforeAll, expect, it } from "vitest";
import { PYTHON } from "./mlflow-server.ts";

let fake: FakeWorkspace;

beforeAll(async () => {
  fake = await startFakeWorkspace();
});

afterAll(async () => {
  await fake.close();
});

it("the Python SDK of Databricks accepts the fake workspace", async () => {
  fake.fail("429", "503");
  const script = join(import.meta.dirname, "databricks-sdk.py");
  const credentials = [fake.url, TOKEN, CLIENT.id, CLIENT.secret, JOB, FAILING_JOB];
  const { stdout } = await promisify(execFile)(PYTHON, [script, ...credentials], { timeout: 100_000 });
  expect(JSON.parse(stdout)).toEqual({
    version: [3, "READY", ["champion"]],
    workspace: "2",
    job: [JOB, ["a"], ["date", "limit"]],
    run: ["9223372036854770001", true],
    looks: ["PENDING", "RUNNING", "TERMINATING", "TERMINATED"],
    results: ["SUCCESS", "FAILED"],
    endpoint: ["churn", "READY", "NOT_UPDATING"],
    answer: [0.25],
    aliased: [3, ["challenger", "champion"]],
    conflict: "an update is in progress",
    shifted: [
      ["churn", 80],
      ["next", 20],
    ],
    states: ["DEPLOYMENT_READY", "DEPLOYMENT_READY"],
    one_model: [0.25],
    failure: expect.stringContaining("UPDATE_FAILED"),
    logs: "ERROR: no matching distribution found for onnxruntime==99\n",
    kept: ["3", "4"],
    deleted: true,
    missing: "Job 5 does not exist.",
  });
});
