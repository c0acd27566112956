import { type Bundle, type BundleSpec, compareOutputs, type ParityReport } from "@mlops/core/bundle";
import type { FittedEstimator, FittedFeatures } from "@mlops/core/estimator";
import type { TableLike } from "@mlops/core/table";
import { MLOpsError } from "@mlops/models";
import { expectedOutputs } from "./bundle-spec.ts";
import { sampleRows } from "./sample-rows.ts";

/** Rows on which the exported graph is compared with the model, beside the golden rows. */
const PARITY_ROWS = 10_000;

export interface ParityInput {
  readonly bundle: Bundle;
  readonly spec: BundleSpec;
  readonly model: FittedEstimator;
  readonly threshold?: number | undefined;
  readonly features: FittedFeatures;
  /** Raw rows to draw from. */
  readonly rows: TableLike;
  readonly seed: number;
}

/**
 * Compares the exported graph with the model in memory on the golden rows and a larger sample, and gives the worse of the two.
 * @throws MLOpsError `PARITY_BROKEN` where a number is further off than the tolerance or a label differs
 */
export function checkParity({ bundle, spec, model, threshold, features, rows, seed }: ParityInput): ParityReport {
  const { tolerance } = spec.goldenRows;
  const sample = sampleRows(rows, PARITY_ROWS, seed);
  const golden = bundle.verifyGoldenRows();
  const larger = compareOutputs(bundle.predict(sample), expectedOutputs(model, features, sample, threshold), tolerance);
  const parity: ParityReport = {
    rows: golden.rows + larger.rows,
    maxError: Math.max(golden.maxError, larger.maxError),
    tolerance,
    labelsEqual: golden.labelsEqual && larger.labelsEqual,
    ok: golden.ok && larger.ok,
  };
  if (parity.ok) return parity;
  const detail = parity.labelsEqual ? `largest difference ${parity.maxError}, allowed ${tolerance}` : "labels differ";
  throw new MLOpsError({ code: "PARITY_BROKEN", detail, ...parity });
}
