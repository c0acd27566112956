import type { Target } from "@mlops/core/estimator";
import { columnOfSeries, type Series, toFloat64 } from "@mlops/core/table";
import { ConfigError, DataError, type TrainingConfig } from "@mlops/models";

/**
 * The weight of each training row: its own times its class's; undefined where all weigh alike. `balanced` gives class c the weight
 * `Σw / (classes · Σw of c)`, so that the weights of the rows sum to what they did.
 * @throws DataError `COLUMN_LENGTH`, `COLUMN_TYPE`, `VALUE_INVALID` for a weight that is missing, negative or not finite; ConfigError
 * `PARAMETER_INVALID` for class weights of numbers or of a class that does not occur
 */
export function rowWeights(y: Target, series: Series | undefined, classWeight: TrainingConfig["classWeight"]): Float64Array | undefined {
  const own = series === undefined ? undefined : ownWeights(series, y.kind === "regression" ? y.values.length : y.codes.length);
  if (classWeight === undefined) return own;
  if (y.kind === "regression") throw wrong("a target of numbers has no classes", "remove classWeight");
  const factors = classWeight === "balanced" ? balanced(y, own) : given(y.classes.map(String), classWeight);
  return Float64Array.from(y.codes, (code, row) => (own?.[row] ?? 1) * (factors[code] as number));
}

function ownWeights(series: Series, rows: number): Float64Array {
  const column = columnOfSeries(series, "sampleWeight");
  if (column.length !== rows) throw new DataError({ code: "COLUMN_LENGTH", column: "sampleWeight", actual: column.length, expected: rows });
  if (column.kind === "string" || column.kind === "timestamp")
    throw new DataError({ code: "COLUMN_TYPE", column: "sampleWeight", actual: column.kind, expected: "numeric" });
  const weights = toFloat64(column);
  for (let row = 0; row < rows; row++) {
    const weight = weights[row] as number;
    if (weight >= 0 && weight < Number.POSITIVE_INFINITY) continue;
    const detail = Number.isNaN(weight) ? `a missing weight in row ${row}` : `${weight} in row ${row}`;
    throw new DataError({ code: "VALUE_INVALID", what: "sampleWeight", detail, row, hint: "weights are finite and not below 0" });
  }
  return weights;
}

function balanced({ codes, classes }: Extract<Target, { kind: "classification" }>, own: Float64Array | undefined): number[] {
  const sums = classes.map(() => 0);
  let total = 0;
  for (const [row, code] of codes.entries()) {
    const weight = own?.[row] ?? 1;
    sums[code] = (sums[code] as number) + weight;
    total += weight;
  }
  return sums.map((sum) => (sum > 0 ? total / (classes.length * sum) : 0));
}

function given(classes: readonly string[], weights: Readonly<Record<string, number>>): number[] {
  const unknown = Object.keys(weights).find((name) => !classes.includes(name));
  if (unknown !== undefined) throw wrong(`"${unknown}" is no class of the target`, `classes: ${classes.join(", ")}`);
  return classes.map((name) => (Object.hasOwn(weights, name) ? (weights[name] as number) : 1));
}

function wrong(detail: string, hint: string): ConfigError {
  return new ConfigError({ code: "PARAMETER_INVALID", parameter: "classWeight", detail, hint });
}
