import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { countTests, type Tally, type VitestReport } from "./tally.ts";

/** The repository root: every step runs there. */
export const root = path.resolve(import.meta.dirname, "../..");

/** One step of `npm test`: a program that is quiet unless it fails. With `vitest`, its tests are counted one by one. */
export interface Step {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  /** Environment variables on top of the current ones. */
  readonly env?: Readonly<Record<string, string>>;
  readonly vitest?: boolean;
}

/** Runs a step, prints one line for it (and its output when it fails), and returns what it counts for. */
export async function runStep(step: Step): Promise<Tally> {
  const folder = mkdtempSync(path.join(tmpdir(), "mlops-step-"));
  const file = path.join(folder, "vitest.json");
  const started = performance.now();
  try {
    const reporters = step.vitest ? ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`] : [];
    const { code, output } = await capture(step, reporters);
    const tally = step.vitest ? countTests(readReport(file), code) : { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
    const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(6);
    const count = step.vitest ? `  ${tally.passed} passed, ${tally.failed} failed` : "";
    if (tally.failed > 0) process.stdout.write(output.endsWith("\n") ? output : `${output}\n`);
    process.stdout.write(`${tally.failed > 0 ? "FAIL" : "ok  "} ${seconds} s  ${step.name}${count}\n`);
    return tally;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(file: string): VitestReport | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as VitestReport;
  } catch {
    return undefined; // vitest stopped before it wrote one: counted as a failure
  }
}

function capture(step: Step, more: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(step.program, [...step.args, ...more], {
      cwd: root,
      env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0", ...step.env },
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
    });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", (error) => resolve({ code: 127, output: `cannot start ${step.program}: ${error.message}\n` }));
    child.on("close", (code) => resolve({ code: code ?? 128, output: Buffer.concat(chunks).toString("utf8") }));
  });
}
