import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cleanEnvironment, execute, root } from "./environment.ts";

const START_LIMIT_MS = 60_000;

/** A package registry on this machine: it holds what is published to it and asks the configured registry for everything else. */
export interface Registry {
  readonly url: string;
  /** Lines of an .npmrc that make npm and pnpm use this registry. */
  readonly npmrc: string;
  stop(): Promise<void>;
}

/** Starts a registry whose whole state is in `folder`. */
export async function startRegistry(folder: string): Promise<Registry> {
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const upstream = (await execute(root, "npm", ["config", "get", "registry"])).trim();
  const config = {
    storage: path.join(folder, "storage"),
    auth: { htpasswd: { file: path.join(folder, "htpasswd") } },
    uplinks: { upstream: { url: upstream, timeout: "120s", maxage: "30m", max_fails: 20 } },
    packages: {
      "@mlops/*": { access: "$all", publish: "$all", unpublish: "$all" },
      "**": { access: "$all", proxy: "upstream" },
    },
    max_body_size: "200mb",
    log: { type: "stdout", format: "pretty", level: "warn" },
  };
  writeFileSync(path.join(folder, "config.yaml"), JSON.stringify(config)); // JSON is YAML
  const program = path.join(path.dirname(createRequire(import.meta.url).resolve("verdaccio/package.json")), "bin/verdaccio");
  const args = [program, "--config", path.join(folder, "config.yaml"), "--listen", `127.0.0.1:${port}`];
  const child = spawn(process.execPath, args, { cwd: folder, env: cleanEnvironment(), stdio: ["ignore", "pipe", "pipe"] });
  const output: string[] = [];
  child.stdout.on("data", (chunk) => output.push(String(chunk)));
  child.stderr.on("data", (chunk) => output.push(String(chunk)));
  await untilReady(url, child, output);
  return {
    url,
    npmrc: `registry=${url}\n//127.0.0.1:${port}/:_authToken=nobody\n`,
    async stop() {
      if (child.exitCode !== null) return;
      const closed = once(child, "close");
      child.kill();
      await closed;
    },
  };
}

async function untilReady(url: string, child: ChildProcess, output: readonly string[]): Promise<void> {
  const limit = performance.now() + START_LIMIT_MS;
  while (performance.now() < limit && child.exitCode === null) {
    const ready = await fetch(`${url}-/ping`).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return;
    await sleep(100);
  }
  child.kill();
  throw new Error(`the registry did not start:\n${output.join("")}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}
