import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** One series of an answer: its labels and its value. */
export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

/** A real Prometheus that scrapes every quarter of a second. */
export interface PrometheusServer {
  readonly url: string;
  query(expression: string): Promise<readonly Sample[]>;
  rules(): Promise<readonly { readonly name: string; readonly query: string; readonly health: string; readonly state: string }[]>;
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

/** Starts it in `folder`, on a port of its own, and waits until it answers. `targets` are addresses whose `/metrics` it scrapes. */
export async function startPrometheus(folder: string, targets: readonly string[], ruleFile: string): Promise<PrometheusServer> {
  const config = {
    global: { scrape_interval: "250ms", scrape_timeout: "250ms", evaluation_interval: "250ms" },
    rule_files: [ruleFile],
    scrape_configs: [{ job_name: "mlops", static_configs: [{ targets }] }],
  };
  const file = path.join(folder, "prometheus.yml");
  writeFileSync(file, JSON.stringify(config)); // JSON is YAML
  const address = `127.0.0.1:${await freePort()}`;
  const args = [`--config.file=${file}`, `--storage.tsdb.path=${path.join(folder, "tsdb")}`, `--web.listen-address=${address}`];
  const child: ChildProcess = spawn("prometheus", args, { stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    log += text;
  });
  const ended = new Promise<string>((done) => {
    child.on("error", () => done("prometheus is not installed; on Debian: apt-get install -y prometheus"));
    child.on("exit", (code) => done(`prometheus ended with ${code}: ${log}`));
  });
  const ask = async (route: string): Promise<unknown> => {
    const answer = (await (await fetch(`http://${address}/api/v1/${route}`)).json()) as { status: string; error?: string; data: unknown };
    if (answer.status !== "success") throw new Error(`${route}: ${answer.error}`);
    return answer.data;
  };
  for (let tries = 0; ; tries++) {
    const ready = await Promise.race([
      fetch(`http://${address}/-/ready`).then(
        (answer) => answer.ok,
        () => false,
      ),
      ended,
    ]);
    if (ready === true) break;
    if (typeof ready === "string" || tries > 200) throw new Error(String(ready || log));
    await delay(50);
  }
  return {
    url: `http://${address}`,
    query: async (expression) => ((await ask(`query?query=${encodeURIComponent(expression)}`)) as { result: readonly Sample[] }).result,
    rules: async () =>
      ((await ask("rules")) as { groups: { rules: { name: string; query: string; health: string; state: string }[] }[] }).groups.flatMap(
        (group) => group.rules,
      ),
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}
