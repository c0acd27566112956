import { DatabricksClient, DatabricksError, type DatabricksOptions, MLOpsError } from "@mlops/databricks";
import { CLIENT, FAILING_JOB, type FakeWorkspace, JOB, NOTEBOOK_JOB, startFakeWorkspace, TOKEN } from "@mlops-private/fake-workspace";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

let fake: FakeWorkspace;
let open: DatabricksClient[];

beforeEach(async () => {
  fake = await startFakeWorkspace();
  open = [];
});

afterEach(async () => {
  for (const client of open) await client.close();
  await fake.close();
});

function connect(options: DatabricksOptions = {}): DatabricksClient {
  const client = new DatabricksClient({ host: fake.url, token: TOKEN, ...options });
  open.push(client);
  return client;
}

async function failure(promise: Promise<unknown>): Promise<MLOpsError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!MLOpsError.isInstance(error)) throw error ?? new Error("it resolved");
  return error;
}

const FAST = { wait: true, pollSeconds: 0.01 };
const ENTITY = { entity_name: "main.sales.churn", entity_version: "3", workload_size: "Small", creator: "someone" };

describe("model versions", () => {
  test("from Unity Catalog and from the workspace's registry", async () => {
    expect(await connect().getModelVersion("main.sales.churn", 3)).toEqual({
      name: "main.sales.churn",
      version: "3",
      status: "READY",
      runId: "r1",
      source: "dbfs:/churn",
      description: "third",
      aliases: ["champion"],
      tags: {},
      createdAt: "2025-01-01T00:00:00.000Z",
      updatedAt: "2025-01-01T00:00:01.000Z",
    });
    const found = await connect({ registry: "workspace" }).getModelVersion("churn", "2");
    expect(found).toMatchObject({ name: "churn", version: "2", tags: { team: "a" }, aliases: [] });
  });

  test("that cannot be are refused before any request", async () => {
    expect((await failure(connect().getModelVersion("churn", 3))).message).toContain("three parts");
    expect((await failure(connect().getModelVersion("a.b.c", "latest"))).message).toContain('"latest"');
    expect(fake.requests).toEqual([]);
  });

  test("that do not exist are a DatabricksError with status and error code", async () => {
    const error = await failure(connect().getModelVersion("a.b.c", 1));
    expect(DatabricksError.isInstance(error)).toBe(true);
    expect(error.fields).toMatchObject({ status: 404, errorCode: "RESOURCE_DOES_NOT_EXIST" });
  });
});

describe("job runs", () => {
  test("send declared parameters as text, keep every digit of an id, and wait for the result", async () => {
    const run = await connect().createJobRun(JOB, { date: "2018-01-01", limit: 3 }, FAST);
    expect(run).toMatchObject({ runId: "9223372036854770001", jobId: JOB, lifeCycleState: "TERMINATED", resultState: "SUCCESS" });
    const sent = fake.state.runs.get(run.runId) as string;
    expect(sent).toContain(`"job_id":${JOB}`);
    expect(JSON.parse(sent)).toMatchObject({ job_parameters: { date: "2018-01-01", limit: "3" } });
  });

  test("without wait give the run as it is", async () => {
    expect(await connect().createJobRun(BigInt(JOB))).toMatchObject({ lifeCycleState: "PENDING" });
  });

  test("go to the tasks where the job declares nothing", async () => {
    const run = await connect().createJobRun(NOTEBOOK_JOB, { flags: [1] });
    expect(JSON.parse(fake.state.runs.get(run.runId) as string)).toMatchObject({ notebook_params: { flags: "[1]" } });
  });

  test("refuse an unknown parameter and start nothing", async () => {
    const error = await failure(connect().createJobRun(JOB, { dat: "x" }));
    expect(error.message).toContain('did you mean "date"?');
    expect(fake.state.runs.size).toBe(0);
    expect((await failure(connect().createJobRun("x1"))).message).toContain("is not a job id");
  });

  test("that end without success reject with their state", async () => {
    const error = await failure(connect().createJobRun(FAILING_JOB, {}, FAST));
    expect(error.message).toBe("job run 9223372036854770001 ended FAILED: task a failed");
    expect(error.fields).toMatchObject({ run: { resultState: "FAILED" } });
  });

  test("start once though the connection breaks, and once for one token", async () => {
    fake.fail("429", "503", "broken");
    const first = await connect().createJobRun(JOB, {}, { idempotencyToken: "t" });
    const second = await connect().createJobRun(JOB, {}, { idempotencyToken: "t" });
    expect(second.runId).toBe(first.runId);
    expect(fake.state.runs.size).toBe(1);
  });

  test("stop waiting on the limit and on an abort", async () => {
    expect(await failure(connect().createJobRun(JOB, {}, { wait: true, timeoutSeconds: 0 }))).toMatchObject({ code: "TIMED_OUT" });
    const signal = AbortSignal.abort(new Error("stop"));
    await expect(connect().createJobRun(JOB, {}, { wait: true, signal })).rejects.toThrow("stop");
  });
});

describe("serving endpoints", () => {
  test("are created, read, updated keeping what is left, and queried", async () => {
    const { servingEndpoints } = connect();
    const made = await servingEndpoints.create(
      "churn",
      { served_entities: [ENTITY], traffic_config: { routes: [] } },
      { pollSeconds: 0.01 },
    );
    expect(made).toMatchObject({ name: "churn", ready: "READY", configUpdate: "NOT_UPDATING" });
    const changed = await servingEndpoints.update(
      "churn",
      (config) => ({ ...config, served_entities: [{ ...ENTITY, entity_version: "4" }] }),
      { pollSeconds: 0.01 },
    );
    expect(changed.config).toMatchObject({ served_entities: [{ entity_version: "4" }], traffic_config: { routes: [] } });
    expect(await servingEndpoints.query("churn", { inputs: [9007199254740993n] })).toEqual({
      predictions: [0.25],
      seen: { inputs: [9007199254740993n] },
    });
  });

  test("whose update fails keep the former version, and that is an error", async () => {
    const { servingEndpoints } = connect();
    await servingEndpoints.create("churn", { served_entities: [ENTITY] }, { pollSeconds: 0.01 });
    const error = await failure(servingEndpoints.update("churn", () => ({ served_entities: [{ name: "broken" }] }), { pollSeconds: 0.01 }));
    expect(error.message).toBe('endpoint "churn" was not updated: UPDATE_FAILED');
    expect(error.fields["buildLogs"]).toEqual({ broken: expect.stringContaining("no matching distribution") });
    expect((await servingEndpoints.get("churn")).config).toMatchObject({ served_entities: [ENTITY] });
  });
});

describe("faults", () => {
  test.each([
    ["html", 502, undefined, "Bad gateway"],
    ["empty", 403, "PERMISSION_DENIED", "the answer is empty"],
    ["text", 400, "MALFORMED_REQUEST", "the field is odd"],
  ] as const)("%s is told, not repeated", async (fault, status, errorCode, detail) => {
    fake.fail(fault);
    const error = await failure(connect().getModelVersion("main.sales.churn", 3));
    expect(error.fields).toMatchObject({ status, detail });
    expect(error.fields["errorCode"]).toBe(errorCode);
    expect(fake.requests).toHaveLength(1);
  });

  test("429, 503, a broken connection and a message that passes are repeated", async () => {
    fake.fail("429", "503", "broken", "passing");
    expect(await connect().getModelVersion("main.sales.churn", 3)).toMatchObject({ version: "3" });
    expect(fake.requests).toHaveLength(5);
  });

  test("a refused token is not shown, though the server repeats it", async () => {
    const error = await failure(connect({ token: "dapi-wrong-secret" }).getModelVersion("main.sales.churn", 3));
    expect(error.fields).toMatchObject({ status: 401, errorCode: "UNAUTHENTICATED" });
    expect(JSON.stringify(error) + error.message).not.toContain("dapi-wrong-secret");
    const gone = await failure(connect({ host: "http://127.0.0.1:1", retryTimeoutSeconds: 0.1 }).getModelVersion("a.b.c", 1));
    expect(gone.fields).toMatchObject({ kind: "unreachable" });
  });
});

test("a service principal's token is fetched once, and again when it has expired", async () => {
  const client = new DatabricksClient({ host: fake.url, clientId: CLIENT.id, clientSecret: CLIENT.secret });
  open.push(client);
  const tokens = () => fake.requests.filter((one) => one.endsWith("/token")).length;
  await Promise.all([client.getModelVersion("main.sales.churn", 3), client.getModelVersion("main.sales.churn", 3)]);
  expect(tokens()).toBe(1);
  fake.expireTokens();
  await client.getModelVersion("main.sales.churn", 3);
  expect(tokens()).toBe(2);
  const wrong = new DatabricksClient({ host: fake.url, clientId: CLIENT.id, clientSecret: "another-secret" });
  open.push(wrong);
  const error = await failure(wrong.getModelVersion("main.sales.churn", 3));
  expect(error.fields).toMatchObject({ status: 401, errorCode: "invalid_client" });
});
