import { ConfigError } from "@mlops/models/errors";
import { checkFinite, checkLength, checkLevel, evaluatedRows, pick } from "./evaluated-rows.ts";
import { meanMetric } from "./mean-metric.ts";
import { type Metric, type MetricOptions, undefinedMetric } from "./metric.ts";
import type { RegressionInput } from "./regression.ts";

function errorsOf({ actual, predicted }: RegressionInput, options: MetricOptions) {
  checkLength("predicted", predicted.length, actual.length);
  const known = evaluatedRows(actual.length, (row) => Number.isNaN(actual[row]), options.sampleWeight);
  const truth = pick(actual, known.rows);
  const given = pick(predicted, known.rows);
  checkFinite("actual", truth);
  checkFinite("predicted", given);
  const empty = known.n === 0 ? "there are no rows" : known.weights?.every((w) => w === 0) ? "all weights are 0" : undefined;
  return { ...known, empty, errors: truth.map((value, row) => value - (given[row] as number)) };
}

/**
 * Mean pinball loss of a predicted quantile: an actual value above it costs `quantile` times the distance, one below `1 − quantile` times.
 * @throws DataError `COLUMN_LENGTH`, `VALUE_INVALID`; ConfigError `PARAMETER_INVALID` for a quantile outside (0, 1)
 * @see sklearn.metrics.mean_pinball_loss, equal to 1e-12
 * @example pinballLoss({ actual: Float64Array.of(3), predicted: Float64Array.of(1) }, 0.9).value // => 1.8
 */
export function pinballLoss(input: RegressionInput, quantile = 0.5, options: MetricOptions = {}): Metric {
  const level = checkLevel(options.level);
  if (!(quantile > 0 && quantile < 1))
    throw new ConfigError({ code: "PARAMETER_INVALID", parameter: "quantile", detail: `${quantile} is not between 0 and 1` });
  const { n, errors, weights, empty } = errorsOf(input, options);
  if (empty !== undefined) return undefinedMetric(n, "student_t", empty);
  return meanMetric(
    errors.map((error) => (error > 0 ? quantile * error : (quantile - 1) * error)),
    weights,
    level,
  );
}

/**
 * The largest absolute error. An extreme of a sample has no interval that holds for the next one.
 * @throws DataError `COLUMN_LENGTH`, `VALUE_INVALID`
 * @see sklearn.metrics.max_error
 * @example maxError({ actual: Float64Array.of(3, 1), predicted: Float64Array.of(1, 1) }).value // => 2
 */
export function maxError(input: RegressionInput, options: MetricOptions = {}): Metric {
  const { n, errors, weights, empty } = errorsOf(input, options);
  if (empty !== undefined) return undefinedMetric(n, "order_statistics", empty);
  let value = 0;
  for (let row = 0; row < n; row++)
    if (weights === null || (weights[row] as number) > 0) value = Math.max(value, Math.abs(errors[row] as number));
  return { value, n, interval: null, method: "order_statistics", reason: "an extreme has no interval" };
}
