// `node --conditions=@mlops/source bench/training/quality.ts`: boosting beside LightGBM with the same parameters on scikit-learn's data sets, 5 folds by 5
// seeds, paired. Writes docs/boosting-quality.md: the mean of each metric and of the difference, with its 95% interval.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Matrix } from "@mlops/core/estimator";
import { GradientBoosting } from "@mlops/core/learn";
import { pythonOf } from "./processes.ts";

interface DataSet {
  readonly columns: number[][];
  readonly target: number[];
  readonly classes: number;
  readonly folds: number[][];
}

const here = import.meta.dirname;
const folder = path.join(here, "..", ".data", "quality");
const SETS = ["iris", "wine", "breast_cancer", "digits", "diabetes"] as const;

if (!existsSync(path.join(folder, "diabetes.json"))) {
  execFileSync(pythonOf("sklearn"), [path.join(here, "quality_data.py"), folder], { stdio: "inherit" });
}
execFileSync(pythonOf("lightgbm"), [path.join(here, "quality_peer.py"), folder], { stdio: "inherit" });

/** Rows of predictions of one fold: a number, or a probability by class. */
function predictFold(data: DataSet, test: readonly number[]): (number | number[])[] {
  const out = new Set(test);
  const train = data.target.map((_, row) => row).filter((row) => !out.has(row));
  const matrix = (rows: readonly number[]): Matrix => ({
    rows: rows.length,
    names: data.columns.map((_, f) => `x${String(f).padStart(2, "0")}`),
    columns: data.columns.map((column) => Float64Array.from(rows, (row) => column[row] as number)),
  });
  const values = train.map((row) => data.target[row] as number);
  if (data.classes === 0) {
    return [...new GradientBoosting().fit(matrix(train), { kind: "regression", values: Float64Array.from(values) }).predict(matrix(test))];
  }
  const classes = Array.from({ length: data.classes }, (_, k) => k);
  const fitted = new GradientBoosting().fit(matrix(train), { kind: "classification", codes: Int32Array.from(values), classes });
  const probabilities = fitted.predictProbability(matrix(test));
  return test.map((_, at) => probabilities.map((p) => p[at] as number));
}

type Metric = (target: readonly number[], predicted: readonly (number | number[])[]) => number;
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const METRICS: Readonly<Record<string, { readonly of: Metric; readonly numbers: boolean }>> = {
  accuracy: {
    numbers: false,
    of: (target, predicted) =>
      mean(predicted.map((p, row) => ((p as number[]).indexOf(Math.max(...(p as number[]))) === target[row] ? 1 : 0))),
  },
  "log loss": {
    numbers: false,
    of: (target, predicted) =>
      mean(predicted.map((p, row) => -Math.log(Math.max(1e-15, (p as number[])[target[row] as number] as number)))),
  },
  RMSE: {
    numbers: true,
    of: (target, predicted) => Math.sqrt(mean(predicted.map((p, row) => ((p as number) - (target[row] as number)) ** 2))),
  },
};

const lines: string[] = [];
for (const name of SETS) {
  const data = JSON.parse(readFileSync(path.join(folder, `${name}.json`), "utf8")) as DataSet;
  const theirs = JSON.parse(readFileSync(path.join(folder, `${name}.lightgbm.json`), "utf8")) as (number | number[])[][];
  const ours = data.folds.map((test) => predictFold(data, test));
  for (const [metric, { of, numbers }] of Object.entries(METRICS)) {
    if (numbers !== (data.classes === 0)) continue;
    const score = (predictions: readonly (number | number[])[][]): number[] =>
      data.folds.map((test, fold) =>
        of(
          test.map((row) => data.target[row] as number),
          predictions[fold] as (number | number[])[],
        ),
      );
    const [a, b] = [score(ours), score(theirs)];
    const differences = a.map((value, fold) => value - (b[fold] as number));
    const centre = mean(differences);
    const spread = Math.sqrt(differences.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (differences.length - 1));
    // Nadeau and Bengio (2003): folds of one set share rows, so their differences are not independent
    const half = 2.064 * spread * Math.sqrt(1 / differences.length + 1 / 4);
    const share = (100 * centre) / Math.abs(mean(b));
    const figures = [mean(a), mean(b), centre].map((value) => value.toFixed(4));
    lines.push(
      `| ${name} | ${metric} | ${figures.join(" | ")} | ${share.toFixed(2)}% | [${(centre - half).toFixed(4)}, ${(centre + half).toFixed(4)}] |`,
    );
    process.stdout.write(`${lines.at(-1)}\n`);
  }
}

writeFileSync(
  path.join(here, "..", "..", "docs", "boosting-quality.md"),
  `# Boosting beside LightGBM

Gradient boosting of \`@mlops/core/learn\` and LightGBM 4.7.0 with the same parameters (100 trees, 31 leaves, rate 0.1, 20 rows a leaf, 255 bins) on
scikit-learn's data sets: 5 folds by 5 seeds, the same rows for both. The difference is ours less theirs; its interval has level 95% and allows for
folds that share rows (Nadeau and Bengio, 2003). Written by \`node --conditions=@mlops/source bench/training/quality.ts\`.

| set | metric | ours | LightGBM | difference | relative | 95% interval |
|---|---|---|---|---|---|---|
${lines.join("\n")}
`,
);
