import { readBundle, writeBundle } from "@mlops/core/bundle";
import type { EndpointDetails } from "@mlops/core/stage";
import { makeTable } from "@mlops/core/table";
import { DatabricksClient } from "@mlops/databricks";
import { type DeploymentOptions, type DeployOptions, MLOpsError, ModelDeployer } from "@mlops/deployment";
import { CLIENT, type FakeWorkspace, startFakeWorkspace, TOKEN } from "@mlops-private/fake-workspace";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { newHome, register, times } from "../../packages/deployment/src/__fixtures__/models.ts";

const MODEL = "main.sales.double";
let fake: FakeWorkspace;
let home: string;

beforeEach(async () => {
  fake = await startFakeWorkspace();
  home = newHome();
});
afterEach(() => fake.close());

/** Registers a version here and in the workspace, whose endpoints multiply by `answers`. */
async function version(factor: number, answers = factor): Promise<string> {
  const uri = await register(home, MODEL, times(factor));
  fake.addVersion(MODEL, uri.split("/").at(-1) as string, { score: scoreBy(answers) });
  return uri;
}

function scoreBy(factor: number) {
  return ({ dataframe_split }: Record<string, unknown>) =>
    (dataframe_split as { data: number[][] }).data.map(([x]) => ({ prediction: (x as number) * factor }));
}

function deployer(options: DeploymentOptions = {}, credentials: DeploymentOptions["databricks"] = { token: TOKEN }) {
  return new ModelDeployer({ endpointName: "double", target: "databricks", databricks: { host: fake.url, ...credentials }, ...options });
}

async function deploy(uri: string, options: DeploymentOptions = {}, more: DeployOptions = {}): Promise<EndpointDetails> {
  const result = await deployer(options).deployToEndpoint(uri, { home, pollSeconds: 0.01, ...more });
  return result.details as unknown as EndpointDetails;
}

async function failure(promise: Promise<unknown>): Promise<MLOpsError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!MLOpsError.isInstance(error)) throw error ?? new Error("it resolved");
  return error;
}

const served = () => fake.state.endpoints.get("double")?.config;
const writes = () => fake.requests.filter((one) => /^(POST|PUT|DELETE) \/api/.test(one));

test("a first version creates the endpoint, answers golden rows over the query route and gets the alias", async () => {
  const details = await deploy(await version(2));
  expect(details).toMatchObject({
    target: "databricks",
    url: `${fake.url}/serving-endpoints/double/invocations`,
    changed: true,
    modelUri: `models:/${MODEL}/1`,
    versions: [{ version: "double-1", modelUri: `models:/${MODEL}/1`, weight: 100 }],
    former: [],
    golden: { local: { ok: true, rows: 3 }, http: { ok: true, rows: 2, skipped: 1, maxError: 0 } },
    alias: "champion",
  });
  expect(served()).toMatchObject({
    served_entities: [{ name: "double-1", entity_name: MODEL, entity_version: "1", workload_size: "Small", scale_to_zero_enabled: true }],
    traffic_config: { routes: [{ served_model_name: "double-1", traffic_percentage: 100 }] },
  });
  expect(fake.state.aliases.get(`${MODEL}@champion`)).toBe("1");
});

test("the next version is tried beside the former before it gets its share, then all; the alias follows at the end", async () => {
  await deploy(await version(2));
  const second = await version(3);
  const canary = await deploy(second, { trafficPercentage: 20 });
  expect(canary).toMatchObject({
    alias: null,
    versions: [
      { version: "double-1", weight: 80 },
      { version: "double-2", weight: 20 },
    ],
  });
  expect(fake.state.aliases.get(`${MODEL}@champion`)).toBe("1");
  const whole = await deploy(second);
  expect(whole).toMatchObject({ alias: "champion", versions: [{ version: "double-2", weight: 100 }], former: canary.versions });
  expect(served()?.["served_entities"]).toHaveLength(1);
  expect(fake.state.aliases.get(`${MODEL}@champion`)).toBe("2");
});

test("what is served already is only probed; an alias is pinned to its version", async () => {
  const uri = await version(2);
  await deploy(uri);
  const before = writes().length;
  expect(await deploy(`models:/${MODEL}@champion`)).toMatchObject({ changed: false, modelUri: uri, golden: { http: { ok: true } } });
  expect(writes().slice(before)).toEqual([`PUT /api/2.1/unity-catalog/models/${MODEL}/aliases/champion`]);
  expect(await deploy(uri, { workloadSize: "Large" })).toMatchObject({ changed: true });
});

describe("whatever fails, the saved configuration is put back", () => {
  test("golden rows that differ before the shift", async () => {
    await deploy(await version(2));
    const former = structuredClone(served());
    const error = await failure(deploy(await version(3, 4)));
    expect(error).toMatchObject({
      code: "DEPLOYMENT_FAILED",
      message: expect.stringContaining("the golden rows differ over its query route"),
    });
    expect(served()).toEqual(former);
    expect(fake.state.aliases.get(`${MODEL}@champion`)).toBe("1");
  });

  test("an update that the workspace fails, with its build logs", async () => {
    await deploy(await version(2));
    const former = structuredClone(served());
    fake.breakUpdates(true);
    const error = await failure(deploy(await version(3)));
    expect(error.message).toMatch(/UPDATE_FAILED; the build log of .*double-2 ends: ERROR: no matching distribution found/);
    expect(error.fields["buildLogs"]).toMatchObject({ "double-2": expect.stringContaining("no matching distribution") });
    expect(served()).toEqual(former);
  });

  test("a first update: the endpoint that was made is removed, one that another client made meanwhile is not", async () => {
    const uri = await version(2);
    fake.breakUpdates(true);
    expect((await failure(deploy(uri))).hint).toContain("removed again");
    expect(fake.state.endpoints.size).toBe(0);
    const config = { served_entities: [{ name: "theirs", entity_name: "main.sales.churn", entity_version: "3" }] };
    const late = ({ done }: { done: number }) =>
      void (done === 1 && fake.state.endpoints.set("double", { config, update: "NOT_UPDATING", asked: 0 }));
    expect((await failure(deploy(uri, {}, { onProgress: late }))).fields).toMatchObject({
      status: 409,
      errorCode: "RESOURCE_ALREADY_EXISTS",
    });
    expect(served()).toEqual(config);
  });

  test("an abort", async () => {
    await deploy(await version(2));
    const former = structuredClone(served());
    const controller = new AbortController();
    const onProgress = ({ done }: { done: number }) => void (done === 2 && controller.abort(new Error("stop")));
    await expect(deploy(await version(3), {}, { signal: controller.signal, onProgress })).rejects.toThrow("stop");
    expect(served()).toEqual(former);
  });
});

describe("faults", () => {
  test("429, 503 and broken connections are survived, also while the endpoint is made", async () => {
    const uri = await version(2);
    fake.fail("429", "503", "broken", "429");
    expect(await deploy(uri)).toMatchObject({ changed: true, alias: "champion" });
    expect(fake.state.endpoints.size).toBe(1);
  });

  test("an expired token is fetched again", async () => {
    const uri = await version(2);
    const principal = deployer({}, { clientId: CLIENT.id, clientSecret: CLIENT.secret });
    await principal.deployToEndpoint(uri, { home, pollSeconds: 0.01, onProgress: () => fake.expireTokens() });
    expect(fake.requests.filter((one) => one.endsWith("/token")).length).toBeGreaterThan(2);
  });

  test("HTML instead of an answer is told", async () => {
    const uri = await version(2);
    fake.fail("html");
    expect(await failure(deploy(uri))).toMatchObject({ code: "DATABRICKS_REQUEST", fields: { status: 502, detail: "Bad gateway" } });
  });

  test("another update is waited for, and its result is what is built upon", async () => {
    await deploy(await version(2));
    const other = new DatabricksClient({ host: fake.url, token: TOKEN });
    await other.servingEndpoints.update("double", (config) => ({ ...config, auto_capture_config: { enabled: true } }), { wait: false });
    await other.close();
    await deploy(await version(3));
    expect(served()).toMatchObject({ served_entities: [{ entity_version: "2" }], auto_capture_config: { enabled: true } });
  });
});

test("without the model on this machine nothing is asked, and that is said; a folder can stand for it", async () => {
  fake.addVersion("main.sales.elsewhere", "7", { score: scoreBy(2) });
  const uri = "models:/main.sales.elsewhere/7";
  expect(await deploy(uri)).toMatchObject({
    golden: { local: null, http: null, reason: expect.stringContaining("not known on this machine") },
  });
  const folder = `${home}/copy`;
  await writeBundle(folder, times(2));
  expect(await deploy(uri, {}, { golden: folder })).toMatchObject({ golden: { local: { ok: true }, http: { ok: true, rows: 2 } } });
});

test("a version of the workspace's own registry is served too; it has no aliases", async () => {
  const databricks = { host: fake.url, token: TOKEN, registry: "workspace" } as const;
  expect(await deploy("models:/churn/2", { databricks })).toMatchObject({
    versions: [{ version: "churn-2", modelUri: "models:/churn/2", weight: 100 }],
    alias: null,
    aliasReason: "the workspace's own registry has no aliases",
  });
  expect(await failure(deploy("models:/churn@champion", { databricks }))).toMatchObject({ code: "NOT_SUPPORTED" });
});

test.each([
  ["models:/main.sales.double/9", "DATABRICKS_REQUEST", "does not exist"],
  ["models:/double/1", "PARAMETER_INVALID", "three parts"],
  ["models:/m-123", "MODEL_URI_INVALID", "a workspace cannot serve"],
  ["./folder", "MODEL_URI_INVALID", "a workspace cannot serve"],
])("%s is refused before anything is written", async (uri, code, message) => {
  const error = await failure(deploy(uri));
  expect(error).toMatchObject({ code, message: expect.stringContaining(message) });
  expect(writes()).toEqual([]);
});

test("a signature that breaks clients is refused, a version that is not ready too", async () => {
  await deploy(await version(2));
  const uri = await register(home, MODEL, times(2, { more: ["region"] }));
  fake.addVersion(MODEL, "2");
  expect(await failure(deploy(uri))).toMatchObject({
    code: "DEPLOYMENT_INCOMPATIBLE",
    fields: { problems: ['it requires column "region", which clients do not send'] },
  });
  fake.addVersion(MODEL, "3", { status: "PENDING_REGISTRATION" });
  expect((await failure(deploy(`models:/${MODEL}/3`))).message).toContain("PENDING_REGISTRATION");
});

test("a fake answer is the bundle's: the same rows here and there", async () => {
  const uri = await register(home, MODEL, times(2));
  const folder = `${home}/copy`;
  await writeBundle(folder, times(2));
  const bundle = await readBundle(folder);
  fake.addVersion(MODEL, "1", {
    score: ({ dataframe_split }) => {
      const { data } = dataframe_split as { data: number[][] };
      return bundle.predict(makeTable({ x: data.map(([x]) => x as number) })).objects();
    },
  });
  expect(await deploy(uri)).toMatchObject({ golden: { http: { ok: true, maxError: 0 } } });
});
