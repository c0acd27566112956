import type { Series } from "@mlops/core/table";
import { ConfigError, DriftResult, type MonitoringConfig, StatusEnum } from "@mlops/models";
import { Cbpe } from "./cbpe.ts";
import { DETECTOR_NAMES, type DetectorName } from "./detectors.ts";
import { ESTIMATED_METRICS, type EstimatedMetric } from "./expected-metrics.ts";
import { type OutcomeRows, type Outcomes, readOutcomes } from "./outcomes.ts";
import { type StreamOptions, streamDrift } from "./stream-drift.ts";
import { bandVerdict, tooFew, windowDrift } from "./window-drift.ts";

/** How concept drift is looked for. */
export interface ConceptDriftOptions extends StreamOptions {
  /**
   * A detector that reads the loss row by row; `windows`, which compares a metric with its band on the reference; or `cbpe`, which does so without labels.
   * When absent the configuration's `conceptDrift.method`, else `cbpe` where no label is known, else `windows` where there is a reference, else `ddm` for
   * classes (texts, booleans, whole numbers of at most 20 values) and `page_hinkley` for numbers.
   */
  readonly method?: DetectorName | "windows" | "cbpe";
  /** Rows with known labels to compare with; needed by `windows` and `cbpe`. */
  readonly reference?: Outcomes;
  /** Probability of the positive class; needed by `cbpe` and by metrics of scores. */
  readonly scores?: Series;
  /** The metric that decides; when absent the configuration's, else accuracy of classes and mean absolute error of numbers. */
  readonly metric?: string;
  /** Rows of a window; the configuration's, else 500. */
  readonly windowRows?: number;
}

const FEW_ROWS = 30;

type Settings = Pick<MonitoringConfig, "conceptDrift" | "positiveClass" | "minRows" | "seed">;

/** Looks for a change of what predictions are worth. @throws DataError `COLUMN_LENGTH`, `COLUMN_TYPE`, `VALUE_INVALID`; ConfigError `PARAMETER_INVALID` */
export function conceptDriftOf(yTrue: Series | null, yPred: Series, options: ConceptDriftOptions, config: Settings): DriftResult {
  const windowRows = options.windowRows ?? config.conceptDrift?.windowRows ?? 500;
  if (!(Number.isInteger(windowRows) && windowRows >= 1)) throw wrong("windowRows", `${windowRows} is no whole number from 1 on`);
  const current: Outcomes = { yTrue, yPred, ...(options.scores && { scores: options.scores }) };
  const given = options.reference === undefined ? [current] : [options.reference, current];
  const { classes, parts } = readOutcomes(given, { positiveClass: config.positiveClass });
  const rows = parts.at(-1) as OutcomeRows;
  const known = rows.rows.length > 0;
  const absent = !known && rows.missing > 0 && options.reference !== undefined && options.scores !== undefined;
  const byLabels = options.reference === undefined ? (classes === null ? "page_hinkley" : "ddm") : "windows";
  const method = options.method ?? config.conceptDrift?.method ?? (absent ? "cbpe" : byLabels);
  if (method === "cbpe") return estimatedDrift(options, yPred, windowRows, config);
  if (rows.rows.length < FEW_ROWS) {
    const unknown = yTrue === null || (rows.missing > 0 && !known);
    const reason = unknown ? "no label is known; give scores and a labelled reference" : `${FEW_ROWS} are needed`;
    const details = { method, n: rows.rows.length, missing: rows.missing, alarms: [], warnings: [], reason: "insufficient_data" };
    return DriftResult.parse({ status: StatusEnum.SKIPPED, message: `${rows.rows.length} rows are too few: ${reason}`, details });
  }
  const metric = options.metric ?? config.conceptDrift?.metric;
  if (method === "windows") {
    if (options.reference === undefined) throw wrong("reference", "windows are compared with a labelled reference");
    return windowDrift(parts[0] as OutcomeRows, rows, classes?.length ?? 0, { metric, windowRows, minRows: config.minRows });
  }
  if (!DETECTOR_NAMES.includes(method)) {
    throw wrong("method", `"${method}" is no method`, `methods: ${[...DETECTOR_NAMES, "windows", "cbpe"].join(", ")}`);
  }
  return streamDrift(rows, classes !== null, method, options);
}

/** The performance to be expected without labels, compared with the reference's. */
function estimatedDrift(
  { reference, scores, ...options }: ConceptDriftOptions,
  yPred: Series,
  windowRows: number,
  config: Settings,
): DriftResult {
  if (reference?.yTrue === undefined || reference.yTrue === null || reference.scores === undefined)
    throw wrong("reference", "an estimate needs a reference with yTrue, yPred and scores");
  if (scores === undefined) throw wrong("scores", "an estimate needs the probabilities of the positive class");
  const metric = (options.metric ?? config.conceptDrift?.metric ?? "auc") as EstimatedMetric;
  // the bootstrap of average precision costs more than all others together
  const quick = ESTIMATED_METRICS.filter((one) => one === metric || one !== "average_precision");
  const metrics = quick.includes(metric) ? quick : [metric];
  const cbpe = new Cbpe({ metrics, windowRows, positiveClass: config.positiveClass, seed: config.seed });
  const fitted = cbpe.fit({ yTrue: reference.yTrue, yPred: reference.yPred, scores: reference.scores });
  const windows = fitted.estimate({ yPred, scores });
  const n = windows.reduce((sum, window) => sum + window.n, 0);
  const band = fitted.bands[metric];
  if (band === null || band === undefined) return tooFew("the reference has fewer than two windows where the metric is defined", "cbpe");
  if (n < FEW_ROWS) return tooFew(`${n} rows are too few; ${FEW_ROWS} are needed`, "cbpe");
  return bandVerdict({
    ...{ method: "cbpe", estimated: true, metric, band, n, missing: yPred.length - n },
    windows: windows.map((window) => {
      const { value = null, samplingError = null, interval = null, outside = null } = window.metrics[metric] ?? {};
      return { ...window, value, samplingError, interval, outside: window.n < config.minRows ? null : outside };
    }),
    more: { calibrated: fitted.calibrated, bands: JSON.parse(JSON.stringify(fitted.bands)) },
  });
}

function wrong(parameter: string, detail: string, hint?: string): ConfigError {
  return new ConfigError({ code: "PARAMETER_INVALID", parameter, detail, ...(hint === undefined ? {} : { hint }) });
}
