import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** The Python that judges: its packages are those that users of MLflow have. */
export const PYTHON = process.env["MLOPS_JUDGE_PYTHON"] ?? resolve(import.meta.dirname, "../../.venv/judge/bin/python");

export interface MlflowServer {
  readonly url: string;
  stop(): Promise<void>;
}

const QUIET = { MLFLOW_DISABLE_TELEMETRY: "true", MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false" };

/** Starts `mlflow server` on a free port over an empty SQLite store; waits until it answers a real call. */
export async function startMlflowServer(limitMs = 120_000): Promise<MlflowServer> {
  const home = await mkdtemp(join(tmpdir(), "mlops-mlflow-"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const args = [
    "-m",
    "mlflow",
    "server",
    "--backend-store-uri",
    `sqlite:///${home}/mlflow.db`,
    "--artifacts-destination",
    `${home}/artifacts`,
  ];
  const child = spawn(PYTHON, [...args, "--host", "127.0.0.1", "--port", String(port), "--workers", "1"], {
    cwd: home,
    detached: true, // a process group of its own, so that its workers end with it
    env: { ...process.env, ...QUIET },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const log: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => log.push(text));
  const stop = async () => {
    await endGroup(child);
    await rm(home, { recursive: true, force: true });
  };
  const endsAt = Date.now() + limitMs;
  while (!(await answers(url))) {
    if (child.exitCode !== null || Date.now() > endsAt) {
      await stop();
      throw new Error(`mlflow server did not start (${PYTHON}):\n${log.join("").slice(-4000)}`);
    }
    await new Promise((wake) => setTimeout(wake, 500));
  }
  return { url, stop };
}

/** Health is green before the database is ready, so a real call is asked. */
async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/api/2.0/mlflow/experiments/get?experiment_id=0`, { signal: AbortSignal.timeout(10_000) });
    return response.ok;
  } catch {
    return false;
  }
}

async function endGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  process.kill(-child.pid, "SIGTERM");
  const timer = setTimeout(() => process.kill(-(child.pid as number), "SIGKILL"), 5000);
  await ended;
  clearTimeout(timer);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
