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
  /** One array per class where probabilities of classes were given. */
  readonly probabilities: readonly Float64Array[] | null;
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
  readonly probabilities?: Readonly<Record<string, Series>> | undefined;
  readonly instants: Float64Array | undefined;
}

/** Leaves out the rows that lack something and reads the others as classes or numbers. @throws DataError, ConfigError */
export function measuredRows({ yTrue, yPred, scores, probabilities, instants }: Given, config: MonitoringConfig): MeasuredRows {
  const truths = columnOfSeries(yTrue, "yTrue");
  const calls = columnOfSeries(yPred, "yPred");
  const given = scores === undefined ? null : toFloat64(columnOfSeries(scores, "scores"), "scores");
  const shares = Object.entries(probabilities ?? {}).map(([label, series]) => {
    const column = `probabilities of ${label}`;
    return { label, column, values: toFloat64(columnOfSeries(series, column), column) };
  });
  const total = truths.length;
  const lengths = {
    yPred: calls,
    scores: given,
    timestamps: instants,
    ...Object.fromEntries(shares.map((one) => [one.column, one.values])),
  };
  for (const [column, values] of Object.entries(lengths)) {
    if (values && values.length !== total) throw new DataError({ code: "COLUMN_LENGTH", column, actual: values.length, expected: total });
  }
  const excluded = { timestamp: 0, truth: 0, prediction: 0, score: 0 };
  const kept: number[] = [];
  for (let row = 0; row < total; row++) {
    if (instants !== undefined && Number.isNaN(instants[row])) excluded.timestamp++;
    else if (isMissing(truths.at(row))) excluded.truth++;
    else if (isMissing(calls.at(row))) excluded.prediction++;
    else if ((given !== null && Number.isNaN(given[row])) || shares.some(({ values }) => Number.isNaN(values[row]))) excluded.score++;
    else kept.push(row);
  }
  for (const [name, values] of Object.entries({ yTrue: truths, yPred: calls, scores: given })) {
    for (const row of kept) if (Math.abs(Number(values?.at(row))) === Number.POSITIVE_INFINITY) throw infinite(name, row);
  }
  const { classes: found, values } = valuesOf([...kept.map((row) => truths.at(row)), ...kept.map((row) => calls.at(row))], given !== null, {
    ...config,
    ...(probabilities === undefined || config.task === "regression" ? {} : { task: "classification" }),
  });
  const ofClasses = probabilities === undefined ? null : byClass(found, shares);
  const classes = ofClasses?.classes ?? found;
  const columns = ofClasses?.columns.map((column) => Float64Array.from(kept, (row) => column[row] as number)) ?? null;
  const positive = columns?.length === 2 ? (columns[1] as Float64Array) : null;
  return {
    classes,
    truth: values.subarray(0, kept.length),
    predicted: values.subarray(kept.length),
    scores: given === null ? positive : Float64Array.from(kept, (row) => given[row] as number),
    probabilities: columns,
    rows: Uint32Array.from(kept),
    total,
    excluded,
  };
}

interface ClassShares {
  readonly label: string;
  readonly values: Float64Array;
}

/** The probabilities in the order of the classes; a class that never occurs comes last. */
function byClass(classes: readonly Label[] | null, shares: readonly ClassShares[]): { classes: readonly Label[]; columns: Float64Array[] } {
  if (classes === null) throw scoresUnfit("numbers are predicted, not classes", "probabilities");
  const known = new Map(shares.map(({ label, values }) => [label, values]));
  for (const label of classes) {
    if (!known.has(String(label))) throw scoresUnfit(`the class ${label} has none`, "probabilities");
  }
  const others = [...known.keys()].filter((label) => !classes.some((one) => String(one) === label));
  const all = [...classes, ...others];
  return { classes: all, columns: all.map((label) => known.get(String(label)) as Float64Array) };
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

function scoresUnfit(detail: string, parameter: "scores" | "probabilities" = "scores"): ConfigError {
  const hint =
    parameter === "scores" ? "scores are of the positive class of two; give probabilities of several classes" : "give one vector per class";
  return new ConfigError({ code: "PARAMETER_INVALID", parameter, detail, hint });
}
