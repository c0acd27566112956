// `pnpm bench training [--quick] [--json]`: gradient boosting beside LightGBM, scikit-learn and XGBoost with equal trees, leaves, bins and rate;
// random forests and extra-trees beside scikit-learn's with equal trees, features a split and no limit of depth;
// its predictions beside onnxruntime's of the same model, its Shapley values beside shap's of as many trees; k-means, PCA and linear
// models beside scikit-learn's.
// `--case <name>` (repeatable) measures some and keeps what is known of the others.
// Binning is included, starting a process and reading the data are not. One thread by CPU time, two by wall time, memory by the peak of the
// process; ours and theirs take turns, the least of each counts. Ratios are peer ÷ ours.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { makeData } from "./training/data.ts";
import { type LinearFigures, measureLinear } from "./training/linear.ts";
import {
  type Answers,
  answer,
  build,
  type Figures,
  fitUnsupervised,
  type Model,
  type Peer,
  pythonOf,
  train,
  type UnsupervisedFigures,
} from "./training/processes.ts";

const { values } = parseArgs({
  options: { quick: { type: "boolean" }, json: { type: "boolean" }, rounds: { type: "string" }, case: { type: "string", multiple: true } },
  allowPositionals: true,
});
build();
const folder = path.join(import.meta.dirname, ".data", "training");
const test = makeData(folder, 50_000);
const rounds = Number(values.rounds ?? (values.quick ? 2 : 3));

interface Case {
  readonly name: string;
  readonly rows: number;
  readonly threads: number;
  readonly fits: number;
  readonly peers: readonly Peer[];
  readonly figure: "cpu" | "wall";
  readonly model?: Model;
}

const CASES: readonly Case[] = [
  { name: "100k_1t", rows: 100_000, threads: 1, fits: 2, peers: ["lightgbm"], figure: "cpu" },
  ...(values.quick
    ? []
    : ([
        { name: "forest_100k", rows: 100_000, threads: 1, fits: 1, peers: ["sklearn"], figure: "cpu", model: "random_forest" },
        { name: "extra_trees_100k", rows: 100_000, threads: 1, fits: 1, peers: ["sklearn"], figure: "cpu", model: "extra_trees" },
        { name: "1m_1t", rows: 1_000_000, threads: 1, fits: 1, peers: ["lightgbm"], figure: "cpu" },
        { name: "1m_2t", rows: 1_000_000, threads: 2, fits: 1, peers: ["lightgbm", "sklearn", "xgboost"], figure: "wall" },
      ] as const)),
];

function least(former: Figures | undefined, now: Figures): Figures {
  if (former === undefined) return now;
  return {
    ...now,
    wall: Math.min(former.wall, now.wall),
    cpu: Math.min(former.cpu, now.cpu),
    memory: Math.min(former.memory, now.memory),
  };
}

interface Report {
  readonly ratios: Record<string, number>;
  readonly measured: Record<string, Figures & { readonly load: number }>;
  /** Microseconds of one row through 100 trees: by `predictProbability` of the fitted model, and by the compiled graph. */
  readonly rows: { single_row_p50_us?: number; single_row_graph_p50_us?: number };
  readonly answers: Partial<Record<"ours" | "onnxruntime" | "shap", Answers>>;
  readonly unsupervised: Record<string, Omit<UnsupervisedFigures, "found">>;
  linear?: LinearFigures;
  readonly machine: string;
  readonly node: string;
}

const file = path.join(import.meta.dirname, "results", "training.json");
const report: Report = {
  ...{ ratios: {}, measured: {}, rows: {}, answers: {}, unsupervised: {} },
  ...(values.case !== undefined && existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Report) : {}),
  machine: `${cpus().length} x ${cpus()[0]?.model}`,
  node: process.version,
};
const { ratios, measured, rows: ofOneRow, answers, unsupervised } = report;
const wanted = (name: string): boolean => values.case === undefined || values.case.includes(name);

/** Writes what is known so far; `--quick` writes nothing. */
function save(): void {
  if (values.quick) return;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, `${JSON.stringify(report, null, 2)}\n`);
  renameSync(`${file}.${process.pid}`, file);
}

for (const { name, rows, threads, fits, peers, figure, model } of CASES) {
  if (!wanted(name)) continue;
  const data = makeData(folder, rows);
  for (const peer of peers) pythonOf(peer);
  const best: Partial<Record<Peer | "ours", Figures>> = {};
  for (let round = 0; round < rounds; round++) {
    for (const who of ["ours", ...peers] as const) {
      best[who] = least(best[who], train(who, data, test, threads, fits, model));
      const load = loadavg()[0] as number;
      const figures = best[who] as Figures;
      measured[`${name}/${who}`] = { ...figures, load };
      const text = `${figures.cpu.toFixed(2)} s CPU, ${figures.wall.toFixed(2)} s, ${figures.memory.toFixed(0)} MB, AUC ${figures.auc.toFixed(5)}`;
      if (round + 1 === rounds) process.stderr.write(`${name.padEnd(8)} ${who.padEnd(9)} ${text}, load ${load.toFixed(1)}\n`);
    }
  }
  const ours = best.ours as Figures;
  for (const peer of peers) {
    const theirs = best[peer] as Figures;
    ratios[`${name}/${peer}`] = rounded(theirs[figure] / ours[figure]);
    if (name === "1m_1t") ratios[`1m_memory/${peer}`] = rounded(theirs.memory / ours.memory);
  }
  save();
}

if (!values.quick && wanted("linear")) {
  report.linear = measureLinear(makeData(folder, 1_000_000), rounds);
  Object.assign(ratios, report.linear.ratios);
  process.stderr.write(`linear models of 1,000,000 rows, CPU seconds: ${JSON.stringify(report.linear)}\n`);
  save();
}

if (wanted("answers")) {
  const model = path.join(folder, "model.onnx");
  for (let round = 0; round < rounds; round++) {
    for (const who of ["ours", "onnxruntime", "shap"] as const) {
      const now = answer(who, makeData(folder, 100_000), test, model);
      const former = round === 0 ? undefined : answers[who];
      answers[who] = former === undefined ? now : leastOf(former, now);
    }
  }
  const ours = answers.ours as Answers;
  ratios["batch_100k/onnxruntime"] = rounded((answers.onnxruntime as Answers).seconds / ours.seconds);
  ratios["shap/shap"] = rounded((answers.shap as Answers).seconds / (ours.shap as number));
  ofOneRow.single_row_p50_us = rounded(ours.row as number);
  ofOneRow.single_row_graph_p50_us = rounded(ours.graphRow as number);
  process.stderr.write(`100,000 rows by 100 trees: ${JSON.stringify(answers)}\n`);
  save();
}

for (const model of ["kmeans", "pca"] as const) {
  const name = `${model}_1m`;
  if (values.quick || !wanted(name)) continue;
  const best: Partial<Record<"ours" | "sklearn", UnsupervisedFigures>> = {};
  for (let round = 0; round < rounds; round++) {
    for (const who of ["ours", "sklearn"] as const) {
      const now = fitUnsupervised(who, model, makeData(folder, 1_000_000), 2);
      best[who] = { ...now, seconds: Math.min(now.seconds, best[who]?.seconds ?? Number.POSITIVE_INFINITY) };
      unsupervised[`${name}/${who}`] = { seconds: best[who].seconds, version: now.version };
    }
  }
  const [ours, peer] = [best.ours, best.sklearn] as [UnsupervisedFigures, UnsupervisedFigures];
  const off = Math.max(...ours.found.map((value, i) => Math.abs(value / (peer.found[i] as number) - 1)));
  if (!(off < 1e-9)) throw new Error(`${name}: what was found differs by ${off}`);
  ratios[`${name}/sklearn`] = rounded(peer.seconds / ours.seconds);
  process.stderr.write(
    `${name.padEnd(9)} ours ${ours.seconds.toFixed(3)} s CPU, scikit-learn ${peer.seconds.toFixed(3)}, results apart by ${off}\n`,
  );
  save();
}

function leastOf(former: Answers, now: Answers): Answers {
  const less = (name: "shap" | "row" | "graphRow") => {
    const value = Math.min(former[name] ?? Number.POSITIVE_INFINITY, now[name] ?? Number.POSITIVE_INFINITY);
    return Number.isFinite(value) ? { [name]: value } : {};
  };
  return { ...now, seconds: Math.min(former.seconds, now.seconds), ...less("shap"), ...less("row"), ...less("graphRow") };
}

function rounded(ratio: number): number {
  return Math.round(ratio * 1000) / 1000;
}

if (values.json) process.stdout.write(`${JSON.stringify(report)}\n`);
process.stdout.write(`BENCH training ${JSON.stringify({ ratios, ...ofOneRow })}\n`);
