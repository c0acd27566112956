import { DataError, DriftResult, StatusEnum } from "@mlops/models";
import { BINARY_DETECTORS, createDetector, type DetectorName, type DetectorOptions } from "./detectors.ts";
import type { OutcomeRows } from "./outcomes.ts";

export interface StreamOptions {
  /** Options of the detector. For `page_hinkley` and `cusum` of numbers `delta` is 0.1 mean losses, and only a rise is drift, when absent. */
  readonly detector?: DetectorOptions[DetectorName];
  /** Unit of the losses of numbers: the mean of the first 100 when absent; 1 leaves them as they are. */
  readonly lossScale?: number;
}

/** Looks through the losses of predictions, in their order, for a rise. */
export function streamDrift(rows: OutcomeRows, classes: boolean, method: DetectorName, options: StreamOptions): DriftResult {
  if (BINARY_DETECTORS.has(method) && !classes) {
    const hint = "use page_hinkley, cusum, adwin or kswin for numbers";
    throw new DataError({ code: "COLUMN_TYPE", column: "yTrue", actual: "numeric", expected: "classes", hint });
  }
  const losses = rows.truth.map((truth, row) =>
    classes ? Number(truth !== rows.given[row]) : Math.abs((rows.given[row] as number) - truth),
  );
  const first = losses.subarray(0, 100);
  const early = first.reduce((sum, loss) => sum + loss, 0) / first.length;
  const scale = classes ? 1 : (options.lossScale ?? (early || 1));
  const sums = !classes && (method === "page_hinkley" || method === "cusum");
  const detector = createDetector(method, sums ? { delta: 0.1, mode: "up", ...options.detector } : options.detector);
  const alarms: number[] = [];
  const warnings: number[] = [];
  for (let row = 0; row < losses.length; row++) {
    const loss = (losses[row] as number) / scale;
    // FHDDM looks for a fall of what is good
    const { drift, warning } = detector.update(method === "fhddm" ? 1 - loss : loss);
    if (drift) alarms.push(rows.rows[row] as number);
    if (warning) warnings.push(rows.rows[row] as number);
  }
  const meanLoss = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  const hasDrift = alarms.length > 0;
  const found = `${method} found ${alarms.length === 1 ? "a change" : `${alarms.length} changes`} of the loss, at row ${alarms.slice(0, 5).join(", ")}`;
  return DriftResult.parse({
    status: hasDrift ? StatusEnum.WARNING : StatusEnum.SUCCESS,
    message: hasDrift ? `${found}${alarms.length > 5 ? ", …" : ""}` : `no change of the loss in ${losses.length} rows`,
    details: {
      method,
      loss: classes ? "zero_one" : "absolute_error",
      n: losses.length,
      missing: rows.missing,
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
