import { type Label, type Target, targetOf } from "@mlops/core/estimator";
import type { ExcludedRows } from "@mlops/core/stage";
import { columnOfSeries, type Series, toFloat64 } from "@mlops/core/table";
import { ConfigError, DataError, type MonitoringConfig } from "@mlops/models";

/** The rows that metrics can be of, in the order given. `truth` and `predicted` are codes into `classes`, or numbers. */
export interface MeasuredRows {
  readonly classes: readonly Label[] | null;
  readonly truth: Float64Array;
  readonly predicted: Float64Array;
  readonly scores: Float64Array | null;
  /** Which of the rows given each of them is. */
  readonly rows: Uint32Array;
  /** Rows given. */
  readonly total: number;
  readonly excluded: ExcludedRows;
}

interface Given {
  readonly yTrue: Series;
  readonly yPred: Series;
  readonly scores: Series | undefined;
  readonly instants: Float64Array | undefined;
}

/** Leaves out the rows that lack something and reads the others as classes or numbers. @throws DataError, ConfigError */
export function measuredRows({ yTrue, yPred, scores, instants }: Given, config: MonitoringConfig): MeasuredRows {
  const truths = columnOfSeries(yTrue, "yTrue");
  const calls = columnOfSeries(yPred, "yPred");
  const given = scores === undefined ? null : toFloat64(columnOfSeries(scores, "scores"), "scores");
  const total = truths.length;
  for (const [column, values] of Object.entries({ yPred: calls, scores: given, timestamps: instants })) {
    if (values && values.length !== total) throw new DataError({ code: "COLUMN_LENGTH", column, actual: values.length, expected: total });
  }
  const excluded = { timestamp: 0, truth: 0, prediction: 0, score: 0 };
  const kept: number[] = [];
  for (let row = 0; row < total; row++) {
    if (instants !== undefined && Number.isNaN(instants[row])) excluded.timestamp++;
    else if (isMissing(truths.at(row))) excluded.truth++;
    else if (isMissing(calls.at(row))) excluded.prediction++;
    else if (given !== null && Number.isNaN(given[row])) excluded.score++;
    else kept.push(row);
  }
  for (const [name, values] of Object.entries({ yTrue: truths, yPred: calls, scores: given })) {
    for (const row of kept) if (Math.abs(Number(values?.at(row))) === Number.POSITIVE_INFINITY) throw infinite(name, row);
  }
  const { classes, values } = valuesOf([...kept.map((row) => truths.at(row)), ...kept.map((row) => calls.at(row))], given !== null, config);
  return {
    classes,
    truth: values.subarray(0, kept.length),
    predicted: values.subarray(kept.length),
    scores: given && Float64Array.from(kept, (row) => given[row] as number),
    rows: Uint32Array.from(kept),
    total,
    excluded,
  };
}

function isMissing(value: unknown): boolean {
  return value === undefined || Number.isNaN(value);
}

function infinite(name: string, row: number): DataError {
  return new DataError({ code: "VALUE_INVALID", what: `"${name}"`, detail: `row ${row} is infinite`, row });
}

/** Truths and predictions are read together, so that both count into the same classes. */
function valuesOf(
  both: unknown[],
  scored: boolean,
  { task, positiveClass }: MonitoringConfig,
): Pick<MeasuredRows, "classes"> & { values: Float64Array } {
  if (both.length === 0) return { classes: task === "regression" ? null : [], values: new Float64Array() };
  if (task === "regression" && scored) throw scoresUnfit("numbers are predicted, not classes");
  const wanted = scored || positiveClass !== undefined ? "classification" : task;
  const options = { name: "yTrue and yPred", ...(wanted === "auto" ? {} : { kind: wanted }) };
  const target: Target = targetOf(both as Series, options);
  if (target.kind === "regression") return { classes: null, values: target.values };
  if (scored && target.classes.length > 2) throw scoresUnfit(`there are ${target.classes.length} classes: ${target.classes.join(", ")}`);
  return inOrder(target.classes, target.codes, positiveClass);
}

/** Codes with the positive class last, also where only one class occurs. */
function inOrder(
  found: readonly Label[],
  codes: Int32Array,
  positive: Label | undefined,
): Pick<MeasuredRows, "classes"> & { values: Float64Array } {
  let classes = found;
  if (positive !== undefined && found.length <= 2) {
    if (found.length === 2 && !found.includes(positive)) {
      const hint = `classes: ${found.join(", ")}`;
      const detail = `${JSON.stringify(positive)} is not one of two classes`;
      throw new ConfigError({ code: "PARAMETER_INVALID", parameter: "monitoringConfig.positiveClass", detail, hint });
    }
    classes = [...found.filter((label) => label !== positive), positive];
  }
  return { classes, values: Float64Array.from(codes, (code) => classes.indexOf(found[code] as Label)) };
}

function scoresUnfit(detail: string): ConfigError {
  return new ConfigError({ code: "PARAMETER_INVALID", parameter: "scores", detail, hint: "scores are of the positive class of two" });
}
