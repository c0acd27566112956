import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");
const MAIN = join(root, "apps/cli/src/main.ts");
const NODE_ARGS = ["--conditions=@mlops/source", MAIN];

// biome-ignore lint/suspicious/noExplicitAny: a JSON document of whatever shape the command prints
export type Document = Record<string, any>;

export interface Ended {
  readonly code: number;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** stdout as the one JSON document that `--json` promises. */
  readonly json: Document;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts the command line as a user would; `shell` puts commands before it, such as `ulimit -f 8;`. */
export function start(args: readonly string[], options: { cwd: string; env?: Record<string, string>; shell?: string }): Started {
  const env = { ...process.env, ...options.env, NO_COLOR: "1" };
  const quoted = [process.execPath, ...NODE_ARGS, ...args].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
  const child =
    options.shell === undefined
      ? spawn(process.execPath, [...NODE_ARGS, ...args], { cwd: options.cwd, env })
      : spawn("bash", ["-c", `${options.shell} exec ${quoted}`], { cwd: options.cwd, env });
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((done) => {
    child.on("close", (code, signal) => {
      const ended = { code: code ?? -1, signal, stdout, stderr };
      // not enumerable: a failed comparison shows what was printed instead of reading a document that is not there
      done(Object.defineProperty(ended, "json", { get: () => JSON.parse(stdout) as Document }) as Ended);
    });
  });
  return { child, ended };
}

/** A project of its own: 400 customers in CSV and a pipeline over them. */
export class Project {
  readonly folder = mkdtempSync(join(tmpdir(), "mlops-cli-"));
  readonly home = join(this.folder, "home");

  constructor() {
    const rows = Array.from({ length: 400 }, (_, i) => {
      const tenure = (i * 37) % 60;
      const plan = ["basic", "pro", "gold"][(i * 7) % 3];
      return `${i},${tenure},${plan},${(i * 13) % 100},${tenure < 20 ? "yes" : i % 9 === 0 ? "yes" : "no"}`;
    });
    this.write("customers.csv", `id,tenure,plan,visits,churned\n${rows.join("\n")}\n`);
    this.write("pipeline.yaml", this.yaml());
  }

  /** The pipeline file; `data`, `model` and `top` are added to its sections. */
  yaml({ data = "", model = "", top = "" }: { data?: string; model?: string; top?: string } = {}): string {
    return `name: churn
seed: 3
${top}
data_config:
  source: customers.csv
  rules:
    - { type: unique, column: id }
${data}
  split: { method: stratified, validation: 0.25 }
feature_config:
  exclude: [id]
  transformers:
    - { type: ordinal, columns: string }
model_config:
  target: churned
  parameters: { iterations: 10 }
${model}
`;
  }

  write(name: string, content: string | Uint8Array): string {
    const path = join(this.folder, name);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, content);
    return path;
  }

  run(args: readonly string[], options: { env?: Record<string, string>; shell?: string } = {}): Promise<Ended> {
    return this.start(args, options).ended;
  }

  start(args: readonly string[], options: { env?: Record<string, string>; shell?: string } = {}): Started {
    return start([...args, "--home", this.home], { cwd: this.folder, ...options });
  }

  /** Every file below the home folder. */
  files(folder = this.home): string[] {
    try {
      return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => statSync(join(folder, name)).isFile());
    } catch {
      return [];
    }
  }

  read(name: string): string {
    return readFileSync(join(this.home, name), "utf8");
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Names of files that a write in the middle would leave behind. */
export const HALF_WRITTEN = /\.(tmp|partial|old)$|\.tmp\//;
