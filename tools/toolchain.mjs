// What a root command needs before it can start: a Node that runs the development tools, pnpm, and for tests Python.
// Plain JavaScript for Node 18: nothing is installed yet when this runs.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const windows = process.platform === "win32";

/** True when this Node runs the development tools: ^22.19.0 || >=24.11.0, as in package.json. */
export function isNodeNewEnough(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  return (major === 22 && minor >= 19) || (major === 24 && minor >= 11) || major > 24;
}

/** True when a Python may create the judges' environment. */
export function isPythonNewEnough(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major === 3 && minor >= 11;
}

/** Runs a program with its output on this terminal; throws what it printed nothing about, returns its exit code otherwise. */
export function run(program, args, options = {}) {
  const result = spawnSync(program, args, { cwd: root, stdio: "inherit", shell: windows, ...options });
  if (result.error) throw new Error(`cannot start ${program}: ${result.error.message}`);
  return result.status ?? 128;
}

/** Runs a program and returns its standard output, or undefined when it fails. */
function ask(program, args) {
  const result = spawnSync(program, args, { cwd: root, encoding: "utf8", shell: windows, stdio: ["ignore", "pipe", "ignore"] });
  return result.status === 0 ? result.stdout.trim() : undefined;
}

/** What must be fetched before the tools can run: nothing on a machine with a new enough Node and pnpm 12. */
export function missingTools() {
  const node = isNodeNewEnough(process.version) ? [] : ["node@24"];
  const pnpm = ask("pnpm", ["--version"])?.startsWith("12.") && node.length === 0 ? [] : ["pnpm@12"];
  return [...node, ...pnpm];
}

/** Finds a Python that is new enough; undefined when there is none. */
export function findPython() {
  const program = "import sys; print('%d.%d' % sys.version_info[:2])";
  return ["python3", "python3.14", "python3.13", "python3.12", "python3.11", "python"].find((name) => {
    const version = ask(name, ["-c", program]);
    return version !== undefined && isPythonNewEnough(version);
  });
}

/** Programs that tests run, by the Debian package that brings each. */
const PROGRAMS = { promtool: "prometheus", prometheus: "prometheus", chromium: "chromium" };

/** Installs them where Debian's packages can; elsewhere the tests that need them fail by their name. */
export function preparePrograms(log) {
  const missing = Object.keys(PROGRAMS).filter((program) => ask(program, ["--version"]) === undefined);
  if (missing.length === 0 || process.getuid?.() !== 0 || ask("apt-get", ["--version"]) === undefined) return;
  const packages = [...new Set(missing.map((program) => PROGRAMS[program]))];
  log(`installing ${packages.join(" and ")} by apt-get`);
  const options = { stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
  const install = ["install", "-y", "--no-install-recommends", ...packages];
  if (run("apt-get", ["update", "-qq"], options) !== 0 || run("apt-get", install, options) !== 0)
    log(`apt-get could not install ${packages.join(" and ")}`);
}

/** Creates `.venv/judge` from tools/judge/requirements.txt, or keeps it when those have not changed; returns its Python. */
export function prepareJudge(python, log) {
  const requirements = path.join(root, "tools", "judge", "requirements.txt");
  const folder = path.join(root, ".venv", "judge");
  const stamp = path.join(root, ".venv", "judge.sha256");
  const interpreter = path.join(folder, windows ? "Scripts/python.exe" : "bin/python");
  const hash = createHash("sha256").update(readFileSync(requirements)).digest("hex");
  const works = existsSync(interpreter) && ask(interpreter, ["-c", "import sys"]) !== undefined;
  if (works && existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return interpreter;
  if (!works) {
    log("creating .venv/judge");
    rmSync(folder, { recursive: true, force: true });
    if (run(python, ["-m", "venv", folder]) !== 0) throw new Error("python3 -m venv failed; on Debian: apt install python3-venv");
  }
  log("installing the judges (MLflow, scikit-learn, onnxruntime, …) into .venv/judge");
  const uv = /^uv==\S+/m.exec(readFileSync(requirements, "utf8"))?.[0] ?? "uv";
  const quiet = { stdio: ["ignore", "ignore", "ignore"] };
  const fast =
    run(interpreter, ["-m", "pip", "install", "-q", uv], quiet) === 0 &&
    run(interpreter, ["-m", "uv", "pip", "install", "-q", "--python", interpreter, "-r", requirements], quiet) === 0;
  // pip honours settings that uv does not read, such as an index in pip.conf
  if (!fast && run(interpreter, ["-m", "pip", "install", "-q", "-r", requirements]) !== 0) {
    throw new Error(`pip could not install ${path.relative(root, requirements)}`);
  }
  writeFileSync(stamp, hash);
  return interpreter;
}
