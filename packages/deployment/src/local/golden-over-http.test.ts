import { createModelServer } from "@mlops/api";
import { setupLogger } from "@mlops/core";
import { bundleFiles, readBundle } from "@mlops/core/bundle";
import { openTracking } from "@mlops/core/tracking";
import { DeploymentConfig } from "@mlops/models";
import { expect, onTestFinished, test } from "vitest";
import { newHome, register, times } from "../__fixtures__/models.ts";
import { deployContext } from "../deploy-options.ts";
import { pinModel } from "../model/pinned-model.ts";
import { deployLocal } from "./deploy-local.ts";
import { endpointPlace, readEndpoint } from "./endpoint-files.ts";
import type { EndpointServers } from "./endpoint-servers.ts";

/** Servers that answer with a model of their own instead of what they are told to serve. */
async function wrongServers(factor: number): Promise<EndpointServers & { stopped: number }> {
  const app = createModelServer({ models: { double: await readBundle(bundleFiles(times(factor))) } });
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  onTestFinished(() => app.close());
  const server = { pid: process.pid, startedAt: new Date().toISOString(), host: "127.0.0.1", port: 0, url, revision: 1 };
  const servers = {
    stopped: 0,
    findEndpointServer: async () => undefined,
    startEndpointServer: async () => ({ server, started: true }),
    stopEndpointServer: async () => {
      servers.stopped++;
      return true;
    },
  };
  return servers;
}

test("a server that answers the golden rows otherwise than the bundle gets no requests", async () => {
  const home = newHome();
  const uri = await register(home, "twice", times(2));
  const tracking = await openTracking({ home });
  onTestFinished(() => tracking.close());
  const servers = await wrongServers(3);
  const config = DeploymentConfig.parse({ endpointName: "double" });
  const parts = { config, context: deployContext({ home }), tracking, servers, started: () => undefined, logger: setupLogger("test") };
  await expect(deployLocal({ model: await pinModel(uri, tracking), ...parts })).rejects.toMatchObject({
    code: "DEPLOYMENT_FAILED",
    message: 'endpoint "double" was not updated: the golden rows differ over HTTP: largest error 0.5 (allowed 1e-12), labels equal',
  });
  expect([servers.stopped, readEndpoint(endpointPlace(home, "double"))]).toEqual([1, undefined]);
});

test("an endpoint that does not answer is a failed deployment, also where nothing was to change", async () => {
  const home = newHome();
  const uri = await register(home, "twice", times(2));
  const tracking = await openTracking({ home });
  onTestFinished(() => tracking.close());
  const servers = await wrongServers(2);
  const config = DeploymentConfig.parse({ endpointName: "double", probeTimeoutSeconds: 2 });
  const parts = { config, context: deployContext({ home }), tracking, servers, started: () => undefined, logger: setupLogger("test") };
  const model = await pinModel(uri, tracking);
  await deployLocal({ model, ...parts });
  const nowhere = { ...(await servers.startEndpointServer({ name: "double" })).server, url: "http://127.0.0.1:1" };
  const gone = { ...servers, startEndpointServer: async () => ({ server: nowhere, started: false }) };
  await expect(deployLocal({ model, ...parts, servers: gone })).rejects.toMatchObject({
    code: "DEPLOYMENT_FAILED",
    message: expect.stringMatching(/^endpoint "double" was not updated: POST http:.*(refused|connect)/i),
  });
  expect(readEndpoint(endpointPlace(home, "double"))?.revision).toBe(1);
});
