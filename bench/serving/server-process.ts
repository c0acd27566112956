import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/** Milliseconds per tick of /proc, and bytes per page. */
const TICK = 10;
const PAGE = 4096;

/** A server in a process group of its own, measured through Linux's /proc. */
export class ServerProcess {
  readonly url: string;
  /** From the start of the process until it answers, in ms. */
  readonly ready: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, url: string, ready: number) {
    this.#child = child;
    this.url = url;
    this.ready = ready;
  }

  static async start(command: string, args: readonly string[], port: number, log: string): Promise<ServerProcess> {
    const output = openSync(log, "w");
    const started = performance.now();
    const path = `${command.replace(/\/[^/]+$/, "")}:${process.env["PATH"]}`; // mlflow starts the uvicorn of its own environment
    const env = { ...process.env, PATH: path, MLFLOW_DISABLE_TELEMETRY: "true" };
    const child = spawn(command, args, { detached: true, env, stdio: ["ignore", output, output] });
    closeSync(output);
    const url = `http://127.0.0.1:${port}`;
    while (!(await answers(url))) {
      const late = performance.now() - started > 120_000;
      if (late) process.kill(-(child.pid as number), "SIGKILL");
      if (late || child.exitCode !== null) throw new Error(`it did not start:\n${readFileSync(log, "utf8").slice(-2000)}`);
      await delay(5);
    }
    return new ServerProcess(child, url, performance.now() - started);
  }

  /** User and system time of the group so far, in ms, and its resident memory, in MB. */
  usage(): { readonly cpu: number; readonly memory: number } {
    let [ticks, pages] = [0, 0];
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      const fields = statOf(pid);
      if (Number(fields[2]) !== this.#child.pid) continue; // another group
      ticks += Number(fields[11]) + Number(fields[12]);
      pages += Number(fields[21]);
    }
    return { cpu: ticks * TICK, memory: (pages * PAGE) / 2 ** 20 };
  }

  async stop(): Promise<void> {
    const ended = new Promise((done) => this.#child.once("exit", done));
    process.kill(-(this.#child.pid as number), "SIGTERM");
    const timer = setTimeout(() => process.kill(-(this.#child.pid as number), "SIGKILL"), 10_000);
    await ended;
    clearTimeout(timer);
  }
}

/** The fields of /proc/<pid>/stat from the state on; none where the process is gone. */
function statOf(pid: string): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return [];
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/ping`)).ok;
  } catch {
    return false;
  }
}
