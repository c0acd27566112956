import { Random } from "@mlops/core/stats";
import { ConfigError, DataError, MLOpsError } from "@mlops/models";
import { calibrationOf } from "./calibrate-scores.ts";
import { ESTIMATED_METRICS, type EstimatedMetric, expectedMetric } from "./expected-metrics.ts";
import { type Isotonic, isotonicAt } from "./isotonic.ts";
import { type OutcomeRows, type Outcomes, readOutcomes } from "./outcomes.ts";
import { type Band, bandOf, outsideOf, spans } from "./reference-band.ts";
import { metricOfRows } from "./row-metric.ts";
import { type LabelledRows, unitSamplingError } from "./sampling-error.ts";

export interface CbpeOptions {
  /** All that can be estimated when absent. */
  readonly metrics?: readonly EstimatedMetric[];
  /** Rows of a window; 500. */
  readonly windowRows?: number;
  /** The class of two whose probability the scores are; the last of the sorted ones when absent. */
  readonly positiveClass?: string | number | boolean | undefined;
  /** Of the held-out splits of the calibration and the resamples of average precision; 0. */
  readonly seed?: number;
}

/** An estimate: never a measured value. */
export interface EstimatedValue {
  readonly value: number | null;
  /** Standard error of the metric measured on as many rows of the reference. */
  readonly samplingError: number | null;
  /** Value ± 3 standard errors, in [0, 1]. */
  readonly interval: readonly [number, number] | null;
  /** Where it lies to the band of the reference's windows. */
  readonly outside: "below" | "above" | null;
}

export interface EstimatedWindow {
  /** Half-open places in the vectors given. */
  readonly start: number;
  readonly end: number;
  readonly n: number;
  readonly partial: boolean;
  readonly metrics: Readonly<Partial<Record<EstimatedMetric, EstimatedValue>>>;
}

/**
 * Confidence-based performance estimation: what the metrics of a two-class model are to be expected while its labels are not known, from its scores, which a
 * labelled reference calibrates. It sees what a change of the inputs does to the performance; it cannot see a change of the relation itself.
 * Rows that miss a call, a score, or in the reference a label, are left out.
 * @see Equal to NannyML's CBPE to 1e-6; its AUC's sampling error depends on the order of tied scores, ours not
 * @throws ConfigError `PARAMETER_INVALID`
 */
export class Cbpe {
  readonly options: Readonly<Required<Omit<CbpeOptions, "positiveClass">> & Pick<CbpeOptions, "positiveClass">>;

  constructor({ metrics = ESTIMATED_METRICS, windowRows = 500, positiveClass, seed = 0 }: CbpeOptions = {}) {
    for (const metric of metrics) {
      if (ESTIMATED_METRICS.includes(metric)) continue;
      const hint = `metrics: ${ESTIMATED_METRICS.join(", ")}`;
      throw new ConfigError({ code: "PARAMETER_INVALID", parameter: "metrics", detail: `${metric} cannot be estimated`, hint });
    }
    if (!(Number.isInteger(windowRows) && windowRows >= 1))
      throw new ConfigError({ code: "PARAMETER_INVALID", parameter: "windowRows", detail: `${windowRows} is no whole number from 1 on` });
    this.options = Object.freeze({ metrics: [...metrics], windowRows, positiveClass, seed });
  }

  /**
   * Learns the calibration, the sampling errors and the bands of a labelled reference.
   * @throws DataError `VALUE_INVALID` for scores outside [0, 1] or without both classes; `COLUMN_LENGTH`; MLOpsError `NOT_SUPPORTED` for numbers and more classes
   */
  fit(reference: Required<Outcomes>): FittedCbpe {
    const { positiveClass } = this.options;
    const { classes, parts } = readOutcomes([reference], { positiveClass });
    if (classes === null || classes.length > 2) {
      const found = classes === null ? "numbers" : `${classes.length} classes`;
      throw new MLOpsError({
        code: "NOT_SUPPORTED",
        feature: `estimating the performance of ${found}`,
        hint: "give labels of two classes",
      });
    }
    const [rows] = parts as [OutcomeRows];
    const { scores } = rows;
    if (scores === null) throw invalid("scores are needed", "reference");
    checkScores("reference scores", scores);
    const positive = Uint8Array.from(rows.truth);
    if (new Set(positive).size < 2) throw invalid("the labels are of one class", "reference");
    return new FittedCbpe(this.options, classes, { ...rows, scores, positive, called: Uint8Array.from(rows.given) });
  }
}

type ReferenceRows = LabelledRows & OutcomeRows & { readonly scores: Float64Array };

/** Estimates the performance on rows without labels. */
export class FittedCbpe {
  readonly options: Cbpe["options"];
  readonly classes: readonly string[];
  /** Whether the scores had to be calibrated. */
  readonly calibrated: boolean;
  /** Mean ± 3 standard deviations of each metric on the reference's windows; null for fewer than two. */
  readonly bands: Readonly<Partial<Record<EstimatedMetric, Band | null>>>;
  readonly #isotonic: Isotonic | null;
  readonly #unitErrors: Partial<Record<EstimatedMetric, number | null>> = {};

  /** Made by `Cbpe.fit`. */
  constructor(options: Cbpe["options"], classes: readonly string[], reference: ReferenceRows) {
    this.options = options;
    this.classes = classes;
    const random = new Random(options.seed);
    this.#isotonic = calibrationOf(reference.scores, reference.positive, random.fork("calibration"));
    this.calibrated = this.#isotonic !== null;
    const bands: Partial<Record<EstimatedMetric, Band | null>> = {};
    const windows = spans(reference.rows.length, options.windowRows);
    for (const metric of options.metrics) {
      const values = windows.map(({ start, end }) => metricOfRows(metric, reference, 2, start, end).value);
      bands[metric] = bandOf(values, [0, 1]);
      this.#unitErrors[metric] = unitSamplingError(metric, reference, random.fork(metric));
    }
    this.bands = bands;
  }

  /** The expected metrics of each window of rows, in their order. @throws DataError `COLUMN_LENGTH`, `VALUE_INVALID` */
  estimate(current: Omit<Outcomes, "yTrue"> & { readonly scores: NonNullable<Outcomes["scores"]> }): EstimatedWindow[] {
    const reading = { positiveClass: this.classes.at(-1), unlabelled: true };
    const { classes, parts } = readOutcomes([{ yPred: [...this.classes] }, { yPred: current.yPred, scores: current.scores }], reading);
    if (classes === null || classes.length > this.classes.length)
      throw invalid(`the reference has the classes ${this.classes.join(", ")}, not ${classes?.join(", ") ?? "numbers"}`, "yPred");
    const { rows, given, scores } = parts[1] as OutcomeRows & { readonly scores: Float64Array };
    checkScores("scores", scores);
    const isotonic = this.#isotonic;
    const chances = isotonic === null ? scores : scores.map((score) => isotonicAt(isotonic, score));
    return spans(rows.length, this.options.windowRows).map(({ start, end }) => {
      const window = { called: given.subarray(start, end), scores: scores.subarray(start, end), chances: chances.subarray(start, end) };
      const metrics = Object.fromEntries(
        this.options.metrics.map((metric) => [metric, this.#estimated(metric, expectedMetric(metric, window), end - start)]),
      );
      const [first, last] = [rows[start] as number, rows[end - 1] as number];
      return { start: first, end: last + 1, n: end - start, partial: end - start < this.options.windowRows, metrics };
    });
  }

  #estimated(metric: EstimatedMetric, value: number | null, n: number): EstimatedValue {
    const unit = this.#unitErrors[metric] ?? null;
    const samplingError = unit === null ? null : unit / Math.sqrt(n);
    const interval: EstimatedValue["interval"] =
      value === null || samplingError === null ? null : [Math.max(0, value - 3 * samplingError), Math.min(1, value + 3 * samplingError)];
    return { value, samplingError, interval, outside: outsideOf(value, this.bands[metric] ?? null) };
  }
}

function checkScores(what: string, scores: Float64Array): void {
  for (let row = 0; row < scores.length; row++) {
    const score = scores[row] as number;
    if (!(score >= 0 && score <= 1)) throw invalid(`${score} is no probability`, what);
  }
}

function invalid(detail: string, what: string): DataError {
  return new DataError({ code: "VALUE_INVALID", what, detail });
}
