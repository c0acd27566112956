// `node --conditions=@mlops/source bench/training/quality.ts`: boosting beside LightGBM, random forests and extra-trees beside scikit-learn's, with the
// same parameters, on scikit-learn's data sets and those of the examples, 5 folds by 5 seeds, paired. Writes bench/results/quality.json and the tables
// in docs. `--set <name>` and `--model <name>` (repeatable) measure some and keep what is known of the others; peers' predictions are kept in bench/.data.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import type { Estimator, Matrix } from "@mlops/core/estimator";
import { ExtraTrees, GradientBoosting, RandomForest } from "@mlops/core/learn";
import { pythonOf } from "./processes.ts";
import { METRICS, type Paired, paired } from "./quality-metrics.ts";
import { qualityTable, TABLE_NAMES } from "./quality-tables.ts";

interface DataSet {
  readonly columns: (number | null)[][];
  readonly target: number[];
  readonly classes: number;
  readonly folds: number[][];
}

const here = import.meta.dirname;
const folder = path.join(here, "..", ".data", "quality-2");
const kept = path.join(here, "..", "results", "quality.json");
const SETS = ["iris", "wine", "breast_cancer", "digits", "diabetes", ...TABLE_NAMES];
const MODELS = {
  gradient_boosting: { peer: "lightgbm", make: () => new GradientBoosting() },
  random_forest: { peer: "sklearn", make: () => new RandomForest() },
  extra_trees: { peer: "sklearn", make: () => new ExtraTrees() },
} as const satisfies Record<string, { peer: "lightgbm" | "sklearn"; make: () => Estimator }>;
type ModelName = keyof typeof MODELS;

const { values } = parseArgs({ options: { set: { type: "string", multiple: true }, model: { type: "string", multiple: true } } });

if (!existsSync(path.join(folder, "penguins.json"))) {
  mkdirSync(folder, { recursive: true });
  for (const name of TABLE_NAMES) writeFileSync(path.join(folder, `${name}.table.json`), JSON.stringify(await qualityTable(name)));
  execFileSync(pythonOf("sklearn"), [path.join(here, "quality_data.py"), folder], { stdio: "inherit" });
}

const read = <T>(file: string): T => JSON.parse(readFileSync(file, "utf8")) as T;

/** Rows of predictions of one fold: a number, or a probability by class. */
function predictFold(estimator: Estimator, data: DataSet, test: readonly number[], seed: number): (number | number[])[] {
  const out = new Set(test);
  const train = data.target.map((_, row) => row).filter((row) => !out.has(row));
  const matrix = (rows: readonly number[]): Matrix => ({
    rows: rows.length,
    names: data.columns.map((_, f) => `x${String(f).padStart(2, "0")}`),
    columns: data.columns.map((column) => Float64Array.from(rows, (row) => column[row] ?? Number.NaN)),
  });
  const targets = train.map((row) => data.target[row] as number);
  const y =
    data.classes === 0
      ? ({ kind: "regression", values: Float64Array.from(targets) } as const)
      : ({
          kind: "classification",
          codes: Int32Array.from(targets),
          classes: Array.from({ length: data.classes }, (_, k) => k),
        } as const);
  const fitted = estimator.fit(matrix(train), y, { seed });
  if (fitted.kind === "regression") return [...fitted.predict(matrix(test))];
  const probabilities = fitted.predictProbability(matrix(test));
  return test.map((_, at) => probabilities.map((p) => p[at] as number));
}

type Results = Record<string, Paired>;
const results: Results = existsSync(kept) ? read<Results>(kept) : {};
for (const name of SETS) {
  if (values.set !== undefined && !values.set.includes(name)) continue;
  const data = read<DataSet>(path.join(folder, `${name}.json`));
  for (const model of Object.keys(MODELS) as ModelName[]) {
    if (values.model !== undefined && !values.model.includes(model)) continue;
    const { peer, make } = MODELS[model];
    const file = path.join(folder, `${name}.${model}.json`);
    if (!existsSync(file)) execFileSync(pythonOf(peer), [path.join(here, "quality_peer.py"), folder, name, model], { stdio: "inherit" });
    const theirs = read<(number | number[])[][]>(file);
    const ours = data.folds.map((test, fold) => predictFold(make(), data, test, fold));
    for (const [metric, { of, numbers }] of Object.entries(METRICS)) {
      if (numbers !== (data.classes === 0)) continue;
      const score = (predictions: readonly (number | number[])[][]): number[] =>
        data.folds.map((test, fold) =>
          of(
            test.map((row) => data.target[row] as number),
            predictions[fold] as (number | number[])[],
          ),
        );
      const key = `${model}/${name}/${metric}`;
      results[key] = paired(score(ours), score(theirs));
      process.stdout.write(`${key} ${cells(results[key]).join(" | ")}\n`);
    }
  }
}
writeFileSync(kept, `${JSON.stringify(results, null, 2)}\n`);

function cells({ ours, peer, difference, relative, low, high }: Paired): string[] {
  return [
    ...[ours, peer, difference].map((value) => value.toFixed(4)),
    `${relative.toFixed(2)}%`,
    `[${low.toFixed(4)}, ${high.toFixed(4)}]`,
  ];
}

function table(model: ModelName, peer: string): string {
  const rows = SETS.flatMap((name) =>
    Object.keys(METRICS).flatMap((metric) => {
      const known = results[`${model}/${name}/${metric}`];
      return known === undefined ? [] : [`| ${name} | ${metric} | ${cells(known).join(" | ")} |`];
    }),
  );
  return [`| set | metric | ours | ${peer} | difference | relative | 95% interval |`, "|---|---|---|---|---|---|---|", ...rows].join("\n");
}

const method = `5 folds by 5 seeds, the same rows for both. Sets are scikit-learn's and those of the examples. The difference is ours less theirs; its interval has level
95% and allows for folds that share rows (Nadeau and Bengio, 2003). Written by \`node --conditions=@mlops/source bench/training/quality.ts\`.`;
const docs = path.join(here, "..", "..", "docs");
writeFileSync(
  path.join(docs, "boosting-quality.md"),
  `# Boosting beside LightGBM

Gradient boosting of \`@mlops/core/learn\` and LightGBM 4.7.0 with the same parameters (100 trees, 31 leaves, rate 0.1, 20 rows a leaf, 255 bins):
${method}

${table("gradient_boosting", "LightGBM")}
`,
);
writeFileSync(
  path.join(docs, "forest-quality.md"),
  `# Forests beside scikit-learn's

Random forests and extra-trees of \`@mlops/core/learn\` and those of scikit-learn 1.9.1 with the same parameters (100 trees without a limit of depth, square root of
the features for classes, all for numbers): ${method} Log loss takes probabilities of 0 for 1e-15: pure
leaves give them, and a few rows decide it.

## Random forests

${table("random_forest", "scikit-learn")}

## Extra-trees

${table("extra_trees", "scikit-learn")}
`,
);
