import { type Column, columnOfSeries, type Series, toFloat64 } from "@mlops/core/table";
import { DataError, DriftResult, StatusEnum } from "@mlops/models";
import { Ddm, type DdmOptions } from "./ddm.ts";
import { PageHinkley, type PageHinkleyOptions } from "./page-hinkley.ts";

/** How concept drift is looked for. */
export interface ConceptDriftOptions {
  /** `ddm` for classes (texts, booleans, whole numbers of at most 20 values), `page_hinkley` for numbers, when absent. */
  readonly method?: "ddm" | "page_hinkley";
  readonly ddm?: DdmOptions;
  /** Here a rise alone is an alarm, and `delta` is 0.1 mean losses, when absent. */
  readonly pageHinkley?: PageHinkleyOptions;
  /** Unit of the losses Page–Hinkley sees: the mean of the first 100 when absent; 1 leaves them as they are. */
  readonly lossScale?: number;
}

const FEW_ROWS = 30;

/** 1 where a class is wrong, the absolute error of numbers; NaN where either is missing. */
function lossesOf(yTrue: Column, yPred: Column, classes: boolean): Float64Array {
  if (!classes) {
    const truth = toFloat64(yTrue, "yTrue");
    return toFloat64(yPred, "yPred").map((value, row) => Math.abs(value - (truth[row] as number)));
  }
  return Float64Array.from({ length: yTrue.length }, (_, row) => {
    const [truth, given] = [yTrue.at(row), yPred.at(row)];
    if ([truth, given].some((value) => value === undefined || Number.isNaN(value))) return Number.NaN;
    return String(truth) === String(given) ? 0 : 1;
  });
}

function isClasses(...columns: readonly Column[]): boolean {
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

/** Looks through the losses of predictions, in their order, for a rise. @throws DataError `COLUMN_LENGTH` */
export function conceptDriftOf(yTrue: Series, yPred: Series, options: ConceptDriftOptions): DriftResult {
  const [truth, given] = [columnOfSeries(yTrue, "yTrue"), columnOfSeries(yPred, "yPred")];
  if (truth.length !== given.length)
    throw new DataError({ code: "COLUMN_LENGTH", column: "yPred", actual: given.length, expected: truth.length });
  const classes = isClasses(truth, given);
  const method = options.method ?? (classes ? "ddm" : "page_hinkley");
  if (method === "ddm" && !classes)
    throw new DataError({
      code: "COLUMN_TYPE",
      column: "yTrue",
      actual: "numeric",
      expected: "classes",
      hint: "use page_hinkley for numbers",
    });
  const losses = lossesOf(truth, given, classes);
  const rows = Array.from(losses.keys()).filter((row) => !Number.isNaN(losses[row]));
  const missing = losses.length - rows.length;
  if (rows.length < FEW_ROWS) {
    const details = { method, n: rows.length, missing, alarms: [], warnings: [], reason: "insufficient_data" };
    return DriftResult.parse({ status: StatusEnum.SKIPPED, message: `${rows.length} rows are too few; ${FEW_ROWS} are needed`, details });
  }
  const first = rows.slice(0, 100);
  const early = first.reduce((sum, row) => sum + (losses[row] as number), 0) / first.length;
  const scale = method === "ddm" ? 1 : (options.lossScale ?? (early || 1));
  const detector = method === "ddm" ? new Ddm(options.ddm) : new PageHinkley({ delta: 0.1, mode: "up", ...options.pageHinkley });
  const alarms: number[] = [];
  const warnings: number[] = [];
  for (const row of rows) {
    const { alarm, warning } = detector.update((losses[row] as number) / scale);
    if (alarm) alarms.push(row);
    if (warning) warnings.push(row);
  }
  const meanLoss = rows.reduce((sum, row) => sum + (losses[row] as number), 0) / rows.length;
  const hasDrift = alarms.length > 0;
  return DriftResult.parse({
    status: hasDrift ? StatusEnum.WARNING : StatusEnum.SUCCESS,
    message: hasDrift ? `the loss rose at row ${alarms.join(", ")}` : `no rise of the loss in ${rows.length} rows`,
    details: {
      method,
      loss: classes ? "zero_one" : "absolute_error",
      n: rows.length,
      missing,
      meanLoss,
      scale,
      alarms,
      warnings,
      state: { ...detector.toJSON() },
    },
    hasDrift,
    driftScore: hasDrift ? 1 : 0,
  });
}
