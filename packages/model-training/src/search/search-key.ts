import { createHash } from "node:crypto";
import type { TrainingConfig } from "@mlops/models";
import type { FoldPlan } from "../folds/fold-plan.ts";
import type { TrainingRows } from "../trainer/training-rows.ts";
import { VERSION } from "../trainer/version.ts";

/** A name for a search that is equal where, and only where, every trial must give the same score: configuration, seed, folds and the rows. */
export function searchKey(config: TrainingConfig, metric: string, seed: number, rows: TrainingRows, plan: FoldPlan): string {
  const { algorithm, parameters, search, crossValidation, classWeight, evaluation } = config;
  const hash = createHash("sha256");
  const { parallel: _, ...space } = search ?? { parallel: 1 };
  const { weighted } = evaluation;
  const names = rows.x.names;
  hash.update(
    JSON.stringify({ VERSION, algorithm, parameters, search: space, crossValidation, classWeight, weighted, metric, seed, names }),
  );
  hash.update(JSON.stringify(rows.features.toJSON()));
  const arrays: (Float64Array | Int32Array | Uint32Array)[] = [
    ...rows.x.columns,
    rows.y.kind === "regression" ? rows.y.values : rows.y.codes,
  ];
  for (const weights of [rows.weights, rows.metricWeights]) arrays.push(weights ?? new Float64Array(0));
  for (const { train, test } of plan.folds) arrays.push(train, test);
  for (const values of arrays) hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return hash.digest("hex").slice(0, 32);
}
