import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";

const here = import.meta.dirname;
const bench = path.join(here, "..");

/** What one process measured: seconds, megabytes at its peak, and the area under the curve on rows it has not seen. */
export interface Figures {
  readonly wall: number;
  readonly cpu: number;
  readonly memory: number;
  readonly auc: number;
  readonly version: string;
}

/** The peers, each in an environment of its own under bench/.venv. */
export const PEERS = {
  lightgbm: ["lightgbm==4.7.0", "numpy==2.4.6"],
  xgboost: ["xgboost==3.2.0", "numpy==2.4.6"],
  sklearn: ["scikit-learn==1.9.1", "numpy==2.4.6"],
  onnxruntime: ["onnxruntime==1.32.0", "numpy==2.4.6"],
  shap: ["shap==0.51.0", "scikit-learn==1.9.1", "numpy==2.4.6"],
} as const;

export type Peer = keyof typeof PEERS;

/** What is trained. */
export type Model = "gradient_boosting" | "random_forest" | "extra_trees";

/** Trains in a process of ours or of a peer. */
export function train(
  who: Peer | "ours",
  folder: string,
  test: string,
  threads: number,
  fits: number,
  model: Model = "gradient_boosting",
): Figures {
  const args = [folder, test, String(threads), String(fits), model];
  return who === "ours"
    ? runJson(process.execPath, [path.join(here, "ours.mjs"), ...args])
    : runJson(pythonOf(who), [path.join(here, "peer.py"), who, ...args]);
}

/** CPU seconds of one core: of 100,000 predictions or 5000 rows explained; ours also tells the explanations and a row alone. */
export interface Answers {
  readonly seconds: number;
  readonly shap?: number;
  /** Median microseconds of a prediction of one row: by the fitted model, and by its compiled graph. */
  readonly row?: number;
  readonly graphRow?: number;
  readonly version: string;
}

/** Predicts or explains in a process of ours, which writes the model at `model`, or of a peer. */
export function answer(who: "ours" | "onnxruntime" | "shap", folder: string, test: string, model: string): Answers {
  return who === "ours"
    ? runJson(process.execPath, ["--conditions=@mlops/source", path.join(here, "ours-answers.ts"), folder, test, model])
    : runJson(pythonOf(who), [path.join(here, "peer_answers.py"), who, folder, test, model]);
}

/** CPU seconds of a fit without a target, and what it found: iterations and inertia of k-means, variances of PCA. */
export interface UnsupervisedFigures {
  readonly seconds: number;
  readonly found: readonly number[];
  readonly version: string;
}

/** Fits k-means or PCA in a process of ours or of scikit-learn. */
export function fitUnsupervised(who: "ours" | "sklearn", model: "kmeans" | "pca", folder: string, fits: number): UnsupervisedFigures {
  const args = [model, folder, String(fits)];
  return who === "ours"
    ? runJson(process.execPath, [path.join(here, "ours-unsupervised.mjs"), ...args])
    : runJson(pythonOf("sklearn"), [path.join(here, "unsupervised_peer.py"), ...args]);
}

/** Builds the packages that are measured; turbo does nothing where they are built already. */
export function build(): void {
  const root = path.join(bench, "..");
  execFileSync("pnpm", ["exec", "turbo", "run", "build", "--filter=@mlops/core", "--output-logs=errors-only"], {
    cwd: root,
    stdio: "ignore",
  });
}

/** The last line that a program prints, as JSON. */
export function runJson<T>(program: string, args: readonly string[]): T {
  const output = execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  return JSON.parse(output.trim().split("\n").at(-1) as string) as T;
}

/** The peer's Python; its environment is made with `uv` at first use. */
export function pythonOf(peer: Peer): string {
  const home = path.join(bench, ".venv", `training-${peer}`);
  const python = path.join(home, "bin", "python");
  if (existsSync(python)) return python;
  const judge = process.env["MLOPS_JUDGE_PYTHON"] ?? path.join(bench, "..", ".venv", "judge", "bin", "python");
  const beside = path.join(path.dirname(judge), "uv");
  const uv = existsSync(beside) ? beside : "uv";
  execFileSync(uv, ["venv", "-q", "--python", "3.11", home], { stdio: "inherit" });
  execFileSync(uv, ["pip", "install", "-q", "--python", python, ...PEERS[peer]], { stdio: "inherit" });
  return python;
}
