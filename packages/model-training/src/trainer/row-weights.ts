import type { Target } from "@mlops/core/estimator";
import { columnOfSeries, type Series, toFloat64 } from "@mlops/core/table";
import { ConfigError, DataError, type TrainingConfig } from "@mlops/models";

/**
 * One weight per row.
 * @param name - how errors call them
 * @throws DataError `COLUMN_LENGTH`, `COLUMN_TYPE`, `VALUE_INVALID` for a weight that is missing, negative or not finite
 */
export function readWeights(series: Series, rows: number, name: string): Float64Array {
  const column = columnOfSeries(series, name);
  if (column.length !== rows) throw new DataError({ code: "COLUMN_LENGTH", column: name, actual: column.length, expected: rows });
  if (column.kind === "string" || column.kind === "timestamp")
    throw new DataError({ code: "COLUMN_TYPE", column: name, actual: column.kind, expected: "numeric" });
  const weights = toFloat64(column);
  for (let row = 0; row < rows; row++) {
    const weight = weights[row] as number;
    if (weight >= 0 && weight < Number.POSITIVE_INFINITY) continue;
    const detail = Number.isNaN(weight) ? `a missing weight in row ${row}` : `${weight} in row ${row}`;
    throw new DataError({ code: "VALUE_INVALID", what: name, detail, row, hint: "weights are finite and not below 0" });
  }
  return weights;
}

/**
 * What the weight of a class's rows is multiplied by; undefined where classes are not weighted. `balanced` gives class c the factor
 * `Σw / (classes · Σw of c)`, so that the weights of the rows sum to what they did.
 * @param own - weights of the rows
 * @throws ConfigError `PARAMETER_INVALID` for class weights of numbers or of a class that does not occur
 */
export function classFactors(
  y: Target,
  own: Float64Array | undefined,
  classWeight: TrainingConfig["classWeight"],
): readonly number[] | undefined {
  if (classWeight === undefined) return undefined;
  if (y.kind === "regression") throw wrong("a target of numbers has no classes", "remove classWeight");
  return classWeight === "balanced" ? balanced(y, own) : given(y.classes.map(String), classWeight);
}

/** The weight of each row in a fit: its own times the factor of its class; undefined where all weigh alike. */
export function fitWeights(
  codes: Int32Array | undefined,
  own: Float64Array | undefined,
  factors: readonly number[] | undefined,
): Float64Array | undefined {
  if (factors === undefined || codes === undefined) return own;
  return Float64Array.from(codes, (code, row) => (own?.[row] ?? 1) * (factors[code] as number));
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
