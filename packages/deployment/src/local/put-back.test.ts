import { once } from "node:events";
import { existsSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { writeBundle } from "@mlops/core/bundle";
import { expect, test } from "vitest";
import { answer, configOf, deploy, endpointHome, NAME, serverOf, weights } from "../__fixtures__/endpoint.ts";
import { aliased, register, times } from "../__fixtures__/models.ts";

// Whatever fails, the former version serves on.

/** An endpoint that serves version 1, and a folder with a model that disappears once the candidate is about to be served. */
async function failing() {
  const home = endpointHome();
  const folder = join(home, "folder");
  await writeBundle(folder, times(3));
  const onProgress = ({ done }: { done: number }) => void (done === 1 && rmSync(folder, { recursive: true }));
  return { home, folder, onProgress, first: await register(home, "twice", times(2)) };
}

test("a candidate that its server refuses", async () => {
  const { home, folder, onProgress, first } = await failing();
  const { url } = await deploy(home, first);
  await expect(deploy(home, folder, {}, { onProgress })).rejects.toMatchObject({
    code: "DEPLOYMENT_FAILED",
    message: expect.stringMatching(/^endpoint "double" was not updated: its server refused revision 2/),
    hint: "the former version still serves",
  });
  expect(await answer(url)).toEqual({ version: "1", prediction: 2 });
  expect(weights(configOf(home))).toEqual(["1: 100"]);
  expect(configOf(home).history.at(-1)).toMatchObject({ action: "rolled_back", revision: 3, reason: expect.stringContaining("refused") });
  expect((await serverOf(home))?.revision).toBe(3);
  expect(await aliased(home, "twice")).toBe("1");
});

test("a first version: nothing is configured, nothing runs", async () => {
  const { home, folder, onProgress } = await failing();
  await expect(deploy(home, folder, {}, { onProgress })).rejects.toMatchObject({
    code: "DEPLOYMENT_FAILED",
    hint: "nothing was served before, and nothing is now",
  });
  expect(existsSync(join(home, "endpoints", NAME, "config.json"))).toBe(false);
  expect(await serverOf(home)).toBeUndefined();
});

test("a port in use, also where the server is to move", async () => {
  const { home, first } = await failing();
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port } = taken.address() as { port: number };
  await expect(deploy(home, first, { port })).rejects.toMatchObject({ message: expect.stringContaining(String(port)) });
  expect(await serverOf(home)).toBeUndefined();
  await deploy(home, first);
  await expect(deploy(home, first, { port })).rejects.toMatchObject({ code: "DEPLOYMENT_FAILED" });
  const server = await serverOf(home);
  expect(await answer(server?.url as string)).toMatchObject({ version: "1" });
  taken.close();
  await once(taken, "close");
  expect(await deploy(home, first, { port })).toMatchObject({ changed: true, url: `http://127.0.0.1:${port}` });
});

test("an abort", async () => {
  const { home, first } = await failing();
  await deploy(home, first);
  const controller = new AbortController();
  const onProgress = ({ done }: { done: number }) => void (done === 2 && controller.abort(new Error("stop")));
  const second = await register(home, "twice", times(3));
  await expect(deploy(home, second, {}, { signal: controller.signal, onProgress })).rejects.toThrow("stop");
  expect(weights(configOf(home))).toEqual(["1: 100"]);
  expect(await answer((await serverOf(home))?.url as string)).toMatchObject({ version: "1" });
});

test("a model whose golden rows differ, or that does not exist, changes nothing", async () => {
  const { home, first } = await failing();
  await deploy(home, first);
  await expect(deploy(home, await register(home, "twice", times(2, { golden: 4 })))).rejects.toMatchObject({ code: "DEPLOYMENT_FAILED" });
  await expect(deploy(home, "models:/twice/9")).rejects.toMatchObject({ code: "TRACKING_NOT_FOUND" });
  await expect(deploy(home, "nowhere:/x")).rejects.toMatchObject({ code: "MODEL_URI_INVALID" });
  expect(configOf(home).revision).toBe(1);
});

test("columns that clients do not know, or would miss, are refused; optional ones are not", async () => {
  const { home } = await failing();
  await deploy(home, await register(home, "twice", times(2, { more: ["age?"] })));
  await expect(deploy(home, await register(home, "twice", times(2, { more: ["age", "region"] })))).rejects.toMatchObject({
    code: "DEPLOYMENT_INCOMPATIBLE",
    fields: { problems: ['it requires column "age", which may be absent now', 'it requires column "region", which clients do not send'] },
  });
  await expect(deploy(home, await register(home, "twice", times(2)))).rejects.toThrow('it does not take column "age"');
  await deploy(home, await register(home, "twice", times(2, { more: ["age?", "region?"] })));
});
