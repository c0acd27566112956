import { join } from "node:path";
import { stopEndpointServer } from "@mlops/api";
import { writeBundle } from "@mlops/core/bundle";
import { serveTracking } from "@mlops/core/tracking";
import { Secret } from "@mlops/models";
import { expect, onTestFinished, test } from "vitest";
import { answer, configOf, deploy, deployerOf, endpointHome, NAME, serverOf, weights } from "../__fixtures__/endpoint.ts";
import { aliased, newHome, register, times } from "../__fixtures__/models.ts";

test("a first version gets every request, answers its golden rows over HTTP and gets the alias", async () => {
  const home = endpointHome();
  const details = await deploy(home, await register(home, "twice", times(2)), { trafficPercentage: 20 });
  expect(details).toMatchObject({
    target: "local",
    revision: 1,
    changed: true,
    modelUri: "models:/twice/1",
    versions: [{ version: "1", modelUri: "models:/twice/1", weight: 100 }],
    former: [],
    golden: { local: { ok: true, rows: 3 }, http: { ok: true, rows: 2, skipped: 1, maxError: 0 } },
    alias: "champion",
    modelVersion: { name: "twice", version: "1", aliases: ["champion"] },
  });
  expect(details.timings["total"]).toBeGreaterThan(0);
  expect(await answer(details.url)).toEqual({ version: "1", prediction: 2 });
  expect(await aliased(home, "twice")).toBe("1");
  expect(configOf(home).history).toMatchObject([{ revision: 1, action: "created" }]);
});

test("the next version is tried beside the former, then takes its share, then all of it; the alias follows at the end", async () => {
  const home = endpointHome();
  await deploy(home, await register(home, "twice", times(2)));
  const second = await register(home, "twice", times(3));
  const canary = await deploy(home, second, { trafficPercentage: 20 });
  expect(canary).toMatchObject({ revision: 3, alias: null, aliasReason: expect.stringContaining("every request") });
  expect(weights(configOf(home))).toEqual(["1: 80", "2: 20"]);
  expect(await aliased(home, "twice")).toBe("1");
  const pid = (await serverOf(home))?.pid;
  const whole = await deploy(home, second);
  expect(await answer(whole.url)).toEqual({ version: "2", prediction: 3 });
  expect((await serverOf(home))?.pid).toBe(pid);
  expect(await aliased(home, "twice")).toBe("2");
  expect(configOf(home).history.map(({ action, versions }) => [action, ...weights({ versions })])).toEqual([
    ["created", "1: 100"],
    ["candidate", "1: 100", "2: 0"],
    ["shifted", "1: 80", "2: 20"],
    ["shifted", "2: 100"],
  ]);
});

test("what is served already is only probed, and served again when its server is gone", async () => {
  const home = endpointHome();
  const uri = await register(home, "twice", times(2));
  await deploy(home, uri);
  expect(await deploy(home, "models:/twice@champion")).toMatchObject({ changed: false, revision: 1, golden: { http: { ok: true } } });
  await stopEndpointServer({ home, name: NAME });
  const again = await deploy(home, uri);
  expect(again).toMatchObject({ changed: false, revision: 1 });
  expect(await answer(again.url)).toMatchObject({ version: "1" });
});

test("a model of another name keeps a version of its own, a folder is named by its content", async () => {
  const home = endpointHome();
  await deploy(home, await register(home, "twice", times(2)));
  await deploy(home, await register(home, "other", times(5)), { trafficPercentage: 50 });
  expect(weights(configOf(home))).toEqual(["1: 50", "other-1: 50"]);
  const folder = join(home, "folder");
  await writeBundle(folder, times(7));
  const details = await deploy(home, folder);
  expect(details).toMatchObject({
    alias: null,
    aliasReason: "the model is not registered",
    version: expect.stringMatching(/^[0-9a-f]{12}$/),
  });
  expect(await answer(details.url)).toEqual({ version: details.version, prediction: 7 });
});

test("`close` ends a server of lifetime run, a detached one stays", async () => {
  const home = endpointHome();
  const uri = await register(home, "twice", times(2));
  const deployer = deployerOf();
  await deployer.deployToEndpoint(uri, { home });
  await deployer.close();
  expect(await serverOf(home)).toBeUndefined();
  const detached = deployerOf({ lifetime: "detached" });
  await detached.deployToEndpoint(uri, { home });
  await detached.close();
  expect(await serverOf(home)).toMatchObject({ revision: 1 });
});

test("a model of a tracking server is served from there, and from the folder it was downloaded to where the server asks for credentials", async () => {
  const store = newHome();
  const uri = await register(store, "twice", times(2));
  const server = await serveTracking({ home: store });
  onTestFinished(() => server.close());
  const home = endpointHome();
  const details = await deploy(home, uri, {}, { trackingConfig: { trackingUri: server.url } });
  expect(await answer(details.url)).toEqual({ version: "1", prediction: 2 });
  expect(configOf(home)).toMatchObject({ trackingUri: server.url, versions: [{ modelUri: uri }] });
  const other = endpointHome();
  await deploy(other, uri, {}, { trackingConfig: { trackingUri: server.url, token: new Secret("of-the-server") } });
  expect(configOf(other)).toMatchObject({ versions: [{ version: "1", modelUri: expect.stringContaining(other) }] });
  expect(JSON.stringify(configOf(other))).not.toContain("of-the-server");
  const within = endpointHome();
  await deploy(within, uri, {}, { trackingConfig: { trackingUri: server.url.replace("://", "://ann:password@") } });
  expect(configOf(within)).toMatchObject({
    trackingUri: expect.stringContaining(server.url),
    versions: [{ modelUri: expect.stringContaining(within) }],
  });
  expect(JSON.stringify(configOf(within))).not.toContain("password");
  expect(await aliased(store, "twice")).toBe("1");
});
