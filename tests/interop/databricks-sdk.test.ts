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
    missing: "Job 5 does not exist.",
  });
});
