// `pnpm bench serving [--quick] [--json]`: the model server beside FastAPI with onnxruntime and `mlflow models serve`, all over one bundle.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { redirectLogs } from "@mlops/core";
import { ask } from "./serving/ask.ts";
import { ServerProcess } from "./serving/server-process.ts";
import { COLUMNS, trainModel } from "./serving/train.ts";

const root = join(import.meta.dirname, "..");
const quick = process.argv.includes("--quick");
const json = process.argv.includes("--json");
const [single, batches] = quick ? [1000, 50] : [3000, 200];
const python = process.env["MLOPS_JUDGE_PYTHON"] ?? join(root, ".venv/judge/bin/python");

function print(cells: readonly string[]): void {
  process.stdout.write(`${cells.map((cell, k) => (k === 0 ? cell.padEnd(22) : cell.padStart(16))).join("")}\n`);
}

interface Measured {
  readonly server: string;
  /** ms from the start of the process until it answers; the better of two starts (one with --quick). */
  readonly ready: number;
  /** MB when ready, and after all requests. */
  readonly memory: number;
  readonly memoryAfter: number;
  /** ms that a client waits for one row, and for 100. */
  readonly p50: number;
  readonly p99: number;
  readonly p50Of100: number;
  /** µs of CPU that the server's processes use per request of one row, and of 100. */
  readonly cpu: number;
  readonly cpuOf100: number;
}

type Command = (port: number) => readonly [string, ...string[]];

function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => done(port));
    });
  });
}

async function measure(server: string, command: Command, rows: readonly (readonly number[])[], log: string): Promise<Measured> {
  const start = async () => {
    const port = await freePort();
    const [program, ...args] = command(port);
    return ServerProcess.start(program, args, port, log);
  };
  const first = await start();
  if (!quick) await first.stop();
  const running = quick ? first : await start();
  const ready = Math.min(first.ready, running.ready);
  const { memory } = running.usage();
  await ask(running.url, COLUMNS, rows, 1, single); // compiled and warm
  const before = running.usage().cpu;
  const one = await ask(running.url, COLUMNS, rows, 1, single);
  const between = running.usage().cpu;
  const hundred = await ask(running.url, COLUMNS, rows, 100, batches);
  const after = running.usage();
  await running.stop();
  const cpu = ((between - before) / single) * 1000;
  const cpuOf100 = ((after.cpu - between) / batches) * 1000;
  return { server, ready, memory, memoryAfter: after.memory, p50: one.p50, p99: one.p99, p50Of100: hundred.p50, cpu, cpuOf100 };
}

const home = mkdtempSync(join(tmpdir(), "mlops-bench-"));
try {
  execFileSync("pnpm", ["exec", "turbo", "run", "build", "--filter=@mlops/api", "--output-logs=errors-only"], {
    cwd: root,
    stdio: "ignore",
  });
  const restore = redirectLogs(() => undefined);
  const { bundle, rows } = await trainModel(home);
  restore();
  const entry = join(root, "packages/api/dist/serve.js");
  const servers: Readonly<Record<string, Command>> = {
    "@mlops/api": (port) => [
      process.execPath,
      "--max-semi-space-size=2",
      "--no-concurrent-recompilation",
      entry,
      `trees=${bundle}`,
      "--home",
      home,
      "--port",
      String(port),
    ],
    "FastAPI + onnxruntime": (port) => [python, join(import.meta.dirname, "serving/fastapi_server.py"), String(port), bundle],
    "mlflow models serve": (port) =>
      [
        ...[python, "-m", "mlflow", "models", "serve", "-m", bundle, "--env-manager", "local"],
        ...["-h", "127.0.0.1", "-p", String(port)],
      ] as [string, ...string[]],
  };
  const measured: Measured[] = [];
  if (!json) print(["server", "ready ms", "MB", "MB after", "1 row p50 ms", "p99 ms", "CPU µs", "100 rows p50 ms", "CPU µs"]);
  for (const [server, command] of Object.entries(servers)) {
    const m = await measure(server, command, rows, join(home, "server.log"));
    measured.push(m);
    const whole = (value: number): string => value.toFixed(0);
    const fine = (value: number): string => value.toFixed(2);
    const latency = [m.p50, m.p99].map(fine);
    if (!json)
      print([server, ...[m.ready, m.memory, m.memoryAfter].map(whole), ...latency, whole(m.cpu), fine(m.p50Of100), whole(m.cpuOf100)]);
  }
  const [ours, ...peers] = measured as [Measured, ...Measured[]];
  const figures = { ready: "ready", memory: "memory", cpu_1_row: "cpu", cpu_100_rows: "cpuOf100", p50_1_row: "p50" } as const;
  const ratios = Object.fromEntries(
    peers.flatMap((peer) => {
      const name = peer.server.split(" ")[0]?.toLowerCase();
      return Object.entries(figures).map(([key, field]) => [`${key}/${name}`, Number((peer[field] / ours[field]).toPrecision(3))]);
    }),
  );
  const units = "ready and p50 in ms, memory in MB, cpu in µs of the server's processes per request";
  const found = { ratios, units, node: process.version, measured };
  if (!quick) writeFileSync(join(import.meta.dirname, "results/serving.json"), `${JSON.stringify(found, null, 2)}\n`);
  process.stdout.write(`BENCH serving ${JSON.stringify({ ratios })}\n`);
} finally {
  rmSync(home, { recursive: true, force: true });
}
