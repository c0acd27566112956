import { type Column, columnOfSeries, type Series, toFloat64 } from "@mlops/core/table";
import { DataError } from "@mlops/models";

/** Predictions with what came of them; without `yTrue` the labels are not known. */
export interface Outcomes {
  readonly yTrue?: Series | null;
  readonly yPred: Series;
  /** Probability of the positive class. */
  readonly scores?: Series;
}

/** The rows of several `Outcomes` that lack nothing; `truth` and `given` are codes into `classes`, or numbers. */
export interface ReadOutcomes {
  readonly classes: readonly string[] | null;
  readonly parts: readonly OutcomeRows[];
}

export interface OutcomeRows {
  /** Places in the vectors given. */
  readonly rows: Uint32Array;
  readonly missing: number;
  /** NaN everywhere where the labels are not known. */
  readonly truth: Float64Array;
  readonly given: Float64Array;
  readonly scores: Float64Array | null;
}

/** Losses of larger numbers have no finite squares. */
const LARGEST = 1e150;

interface Columns {
  readonly truth: Column | null;
  readonly given: Column;
  readonly scores: Float64Array | null;
}

export interface OutcomeOptions {
  /** The last of the sorted classes when absent. */
  readonly positiveClass?: string | number | boolean | undefined;
  /** The last part's labels are not needed. */
  readonly unlabelled?: boolean;
}

/** Reads several parts as the same classes, or all as numbers. @throws DataError `COLUMN_LENGTH`, `COLUMN_TYPE`, `VALUE_INVALID` */
export function readOutcomes(given: readonly Outcomes[], { positiveClass, unlabelled = false }: OutcomeOptions = {}): ReadOutcomes {
  const all = given.map(columnsOf);
  const classes = areClasses(all.flatMap(({ truth, given }) => (truth === null ? [given] : [truth, given])))
    ? classesOf(all, positiveClass)
    : null;
  const codes = classes && new Map(classes.map((label, code) => [label, code]));
  const parts = all.map((columns, part) => rowsOf(columns, codes, unlabelled && part === all.length - 1));
  return { classes, parts };
}

function columnsOf({ yTrue, yPred, scores }: Outcomes): Columns {
  const given = columnOfSeries(yPred, "yPred");
  const truth = yTrue === undefined || yTrue === null ? null : columnOfSeries(yTrue, "yTrue");
  const score = scores === undefined ? null : toFloat64(columnOfSeries(scores, "scores"), "scores");
  if (truth !== null && truth.length !== given.length) throw lengthOf("yPred", given.length, truth.length);
  if (score !== null && score.length !== given.length) throw lengthOf("scores", score.length, given.length);
  return { truth, given, scores: score };
}

function lengthOf(column: string, actual: number, expected: number): DataError {
  return new DataError({ code: "COLUMN_LENGTH", column, actual, expected });
}

/** Texts and booleans are classes, and whole numbers of at most 20 values. */
function areClasses(columns: readonly Column[]): boolean {
  const seen = new Set<number>();
  for (const column of columns) {
    if (column.kind === "string" || column.kind === "boolean") return true;
    for (const value of toFloat64(column)) {
      if (!Number.isNaN(value)) seen.add(value);
      if (seen.size > 20 || !(Number.isNaN(value) || Number.isInteger(value))) return false;
    }
  }
  return true;
}

/** Numbers ascend as numbers, other labels as texts; of two classes the positive one is last. */
function classesOf(all: readonly Columns[], positiveClass: OutcomeOptions["positiveClass"]): string[] {
  const found = new Set<string>();
  for (const { truth, given } of all) {
    for (const column of truth === null ? [given] : [truth, given]) {
      for (let row = 0; row < column.length; row++) {
        const value = column.at(row);
        if (value !== undefined && !Number.isNaN(value)) found.add(String(value));
      }
    }
  }
  const labels = [...found];
  const numbers = labels.every((label) => Number.isFinite(Number(label)));
  labels.sort(numbers ? (a, b) => Number(a) - Number(b) : (a, b) => (a < b ? -1 : 1));
  if (positiveClass === undefined || labels.length > 2) return labels;
  const positive = String(positiveClass);
  return [...labels.filter((label) => label !== positive), positive];
}

function rowsOf({ truth, given, scores }: Columns, codes: ReadonlyMap<string, number> | null, unlabelled: boolean): OutcomeRows {
  const read = (column: Column): Float64Array =>
    codes === null
      ? toFloat64(column)
      : Float64Array.from({ length: column.length }, (_, row) => codes.get(String(column.at(row))) ?? Number.NaN);
  const calls = read(given);
  const labels = truth === null ? new Float64Array(calls.length).fill(Number.NaN) : read(truth);
  const kept: number[] = [];
  for (let row = 0; row < calls.length; row++) {
    const known = unlabelled || !Number.isNaN(labels[row]);
    if (known && !Number.isNaN(calls[row]) && !(scores !== null && Number.isNaN(scores[row]))) kept.push(row);
  }
  const pick = (values: Float64Array, name: string): Float64Array =>
    Float64Array.from(kept, (row) => {
      const value = values[row] as number;
      if (Math.abs(value) > LARGEST)
        throw new DataError({ code: "VALUE_INVALID", what: name, detail: `row ${row} is ${value}`, row, hint: "leave out such rows" });
      return value;
    });
  return {
    rows: Uint32Array.from(kept),
    missing: calls.length - kept.length,
    truth: pick(labels, "yTrue"),
    given: pick(calls, "yPred"),
    scores: scores && pick(scores, "scores"),
  };
}
