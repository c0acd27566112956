import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { answer, configOf, deploy, endpointHome, NAME, serverOf, weights } from "../__fixtures__/endpoint.ts";
import { aliased, register, times } from "../__fixtures__/models.ts";

const children: ReturnType<typeof spawn>[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

test("the second waits for the first", async () => {
  const home = endpointHome();
  const uris = [await register(home, "twice", times(2)), await register(home, "twice", times(3))];
  await Promise.all(uris.map((uri) => deploy(home, uri)));
  const { history, versions } = configOf(home);
  expect(history.map(({ action }) => action)).toEqual(["created", "candidate", "shifted"]);
  expect(versions).toHaveLength(1);
  expect(await aliased(home, "twice")).toBe(versions[0]?.version);
});

test("one that waits too long is told who deploys; the lock of a dead process is taken over", async () => {
  const home = endpointHome();
  const uri = await register(home, "twice", times(2));
  const other = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60000)"]);
  children.push(other);
  const folder = join(home, "endpoints", NAME);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "deploy.lock"), JSON.stringify({ pid: other.pid, host: hostname(), id: "theirs" }));
  await expect(deploy(home, uri, { probeTimeoutSeconds: 0.1 })).rejects.toMatchObject({
    code: "DEPLOYMENT_BUSY",
    fields: { pid: other.pid },
  });
  other.kill("SIGKILL");
  await once(other, "exit");
  expect(await deploy(home, uri)).toMatchObject({ changed: true });
  expect(readdirSync(folder).filter((name) => name.startsWith("deploy.lock"))).toEqual([]);
});

test("one that is killed while its candidate is tried leaves a configuration that serves, and the next one works", async () => {
  const home = endpointHome();
  await deploy(home, await register(home, "twice", times(2)), { lifetime: "detached" });
  const second = await register(home, "twice", times(3));
  const child = fileURLToPath(new URL("../__fixtures__/deploy-child.ts", import.meta.url));
  const killed = spawn(process.execPath, ["--conditions=@mlops/source", child, home, second, "3"], { stdio: "ignore" });
  children.push(killed);
  expect(await once(killed, "exit")).toEqual([null, "SIGKILL"]);
  const { versions } = configOf(home);
  expect(versions.reduce((sum, { weight }) => sum + weight, 0)).toBe(100);
  expect(await answer((await serverOf(home))?.url as string)).toMatchObject({ version: "1" });
  const details = await deploy(home, second);
  expect(weights(configOf(home))).toEqual(["2: 100"]);
  expect(details.former).toMatchObject([{ version: "1", weight: 100 }]);
  expect(await answer(details.url)).toMatchObject({ version: "2" });
});
