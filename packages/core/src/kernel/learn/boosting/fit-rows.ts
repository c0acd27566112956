import { DataError } from "@mlops/models/errors";
import { checkFeatures, checkTraining } from "../../estimator/check-input.ts";
import type { FitOptions } from "../../estimator/estimator.ts";
import type { Matrix, Target } from "../../estimator/matrix.ts";
import type { Random } from "../../stats/random.ts";
import { upTo } from "./draw-rows.ts";
import { holdOut } from "./hold-out.ts";
import type { BoostingParams } from "./options.ts";

/** Rows that no tree learns from and whose loss says when to stop. */
export interface WatchedRows {
  readonly x: Matrix;
  readonly y: Target;
  /** One non-negative weight per row of their loss, at least one above 0; default 1 each. */
  readonly sampleWeight?: Float64Array | undefined;
}

export interface BoostingFitOptions extends FitOptions {
  /** Watched for `earlyStoppingRounds` in place of a share of the training rows: all of those are learned from. Without `earlyStoppingRounds` they are not looked at. */
  readonly validation?: WatchedRows | undefined;
}

/** Everything that boosting looks at in one matrix: rows to learn from, and rows held out to know when to stop. */
export interface FitRows {
  readonly x: Matrix;
  readonly y: Target;
  readonly weights: Float64Array | undefined;
  readonly train: Int32Array;
  readonly held: Int32Array;
}

/**
 * The rows of a fit, held-out ones drawn by seed or, where `validation` is given, put behind the training rows.
 * @throws DataError `TABLE_EMPTY`, `COLUMN_TYPE`, `SIGNATURE_MISMATCH`, `COLUMN_MISSING`, `COLUMN_LENGTH`, `VALUE_INVALID` for rows that cannot be watched
 */
export function fitRows(x: Matrix, y: Target, params: BoostingParams, options: BoostingFitOptions, random: Random): FitRows {
  const { validation, sampleWeight } = options;
  if (params.earlyStoppingRounds === null) return { x, y, weights: sampleWeight, train: upTo(x.rows), held: new Int32Array(0) };
  if (validation === undefined) {
    const parts = holdOut(y, x.rows, params.validationFraction, random.fork("hold out"));
    const weighs = (row: number): boolean => sampleWeight === undefined || (sampleWeight[row] as number) > 0;
    if (!parts.held.some(weighs)) throw tooFew(parts.held.length, "a row with weight to watch for early stopping");
    if (!parts.train.some(weighs))
      throw tooFew(parts.train.length, "a row with weight to learn from beside those watched for early stopping");
    return { x, y, weights: sampleWeight, ...parts };
  }
  if (validation.x.rows === 0) throw new DataError({ code: "TABLE_EMPTY", message: "there are no rows to watch for early stopping" });
  checkFeatures(x.names, validation.x);
  const all: Matrix = {
    rows: x.rows + validation.x.rows,
    names: x.names,
    columns: x.columns.map((column, f) => joined(column, validation.x.columns[f] as Float64Array)),
  };
  const weights = joinedWeights(sampleWeight, x.rows, validation);
  const target = joinedTarget(y, validation.y);
  checkTraining(all, target, weights ? { sampleWeight: weights } : {});
  return { x: all, y: target, weights, train: upTo(x.rows), held: upTo(all.rows).subarray(x.rows) };
}

/** A loss of no rows would never fall, and no tree would stay; without rows to learn from there is none. */
function tooFew(rows: number, needed: string): DataError {
  const hint = "give more rows, or leave earlyStoppingRounds out";
  return new DataError({ code: "TOO_FEW_ROWS", actual: rows, needed, hint });
}

function joined(first: Float64Array, second: Float64Array): Float64Array {
  const both = new Float64Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function joinedTarget(y: Target, other: Target): Target {
  if (y.kind === "regression" && other.kind === "regression") return { kind: y.kind, values: joined(y.values, other.values) };
  if (y.kind === "regression" || other.kind === "regression")
    throw new DataError({ code: "COLUMN_TYPE", column: "target of the rows to watch", actual: other.kind, expected: y.kind });
  if (String(y.classes) !== String(other.classes))
    throw new DataError({
      code: "VALUE_INVALID",
      what: "the rows to watch",
      detail: `classes ${other.classes.join(", ")}, not ${y.classes.join(", ")}`,
    });
  const codes = new Int32Array(y.codes.length + other.codes.length);
  codes.set(y.codes);
  codes.set(other.codes, y.codes.length);
  return { kind: y.kind, classes: y.classes, codes };
}

function joinedWeights(own: Float64Array | undefined, rows: number, { x, sampleWeight }: WatchedRows): Float64Array | undefined {
  if (own === undefined && sampleWeight === undefined) return undefined;
  if (sampleWeight?.every((weight) => weight === 0))
    throw new DataError({ code: "VALUE_INVALID", what: "the rows to watch", detail: "all weights are 0" });
  return joined(own ?? new Float64Array(rows).fill(1), sampleWeight ?? new Float64Array(x.rows).fill(1));
}
