#!/usr/bin/env node
// `npm test` and `npm run demo` start here, on a machine with nothing but git, npm and any Node >= 18:
// choose a Node and a pnpm, install the workspace, then run the task. Plain JavaScript, no dependencies.
import path from "node:path";
import { findPython, missingTools, prepareJudge, preparePrograms, root, run } from "./toolchain.mjs";

const TASKS = { test: "test.ts", check: "test.ts", demo: "demo.ts", bench: "bench.ts" };
const TESTS = new Set(["test", "check"]);

function log(line) {
  process.stderr.write(`${line}\n`);
}

/** Installs what the lockfile names; pnpm itself answers at once when that has happened already. */
function installWorkspace() {
  const code = run("pnpm", ["install", "--frozen-lockfile", "--reporter=silent"]);
  if (code !== 0) run("pnpm", ["install", "--frozen-lockfile"]); // once more, telling what is wrong
  return code;
}

function main() {
  const [task = "", ...args] = process.argv.slice(2);
  const script = Object.hasOwn(TASKS, task) ? TASKS[task] : undefined;
  if (script === undefined) {
    log(`unknown task "${task}"; there are ${Object.keys(TASKS).join(", ")}`);
    return 3;
  }
  const needsPython = TESTS.has(task) || (task === "bench" && args.length > 0); // without an area, bench only lists them
  const python = needsPython ? findPython() : undefined;
  if (needsPython && python === undefined) {
    log(`"${task}" needs python3 >= 3.11 on the PATH: it compares with MLflow, scikit-learn, onnxruntime and others`);
    return 2;
  }
  const missing = missingTools();
  if (missing.length > 0) {
    if (process.env.MLOPS_TOOLCHAIN === "1") throw new Error(`npx did not provide ${missing.join(" and ")}`);
    log(`using ${missing.join(" and ")} through npx`);
    const packages = missing.flatMap((name) => ["-p", name]);
    const self = path.join(root, "tools", "run.mjs");
    return run("npx", ["-y", ...packages, "node", self, task, ...args], { env: { ...process.env, MLOPS_TOOLCHAIN: "1" } });
  }
  const installed = installWorkspace();
  if (installed !== 0) return installed;
  const env = { ...process.env };
  if (TESTS.has(task)) preparePrograms(log);
  if (python !== undefined) env.MLOPS_JUDGE_PYTHON = prepareJudge(python, log);
  return run(process.execPath, ["--conditions=@mlops/source", path.join(root, "tools", "tasks", script), ...args], { env, shell: false });
}

try {
  process.exitCode = main();
} catch (error) {
  log(error.message);
  process.exitCode = 2;
}
