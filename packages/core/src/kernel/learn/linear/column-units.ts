import type { Units } from "./row-blocks.ts";

/** Rows of one run of a sample, and runs. */
const RUN = 64;
const RUNS = 64;
/** Scales stay where their squares neither overflow nor vanish. */
const MOST_POWER = 500;

/**
 * Where columns lie and how far they spread: the (weighted) mean, 0 unless `centre`, and the power of two next to 1 / (root mean square
 * deviation). `"some"` looks at evenly spread rows alone. A constant column gets its very value and scale 1.
 */
export function columnUnits(
  columns: readonly Float64Array[],
  weights: Float64Array | undefined,
  centre: boolean,
  which: "all" | "some",
): Units {
  const shift = new Float64Array(columns.length);
  const scale = new Float64Array(columns.length);
  for (const [f, column] of columns.entries()) {
    const rows = which === "all" ? null : sampleRows(column.length);
    const sampled = rows === null ? column : rows.map((row) => column[row] as number);
    const given = weights === undefined || rows === null ? weights : rows.map((row) => weights[row] as number);
    // rows without weight still tell where a column lies
    const own = given?.some((weight) => weight > 0) ? given : undefined;
    const mean = centre ? weightedMean(sampled, own) : 0;
    const spread = deviation(sampled, mean, own);
    shift[f] = mean;
    const power = spread > 0 && spread < Number.POSITIVE_INFINITY ? Math.round(Math.log2(spread)) : 0;
    scale[f] = 2 ** -Math.max(-MOST_POWER, Math.min(MOST_POWER, power));
  }
  return { shift, scale };
}

/** Runs of rows, evenly spread; null for all of them where they are few. */
function sampleRows(rows: number): Float64Array | null {
  if (rows <= RUN * RUNS) return null;
  const step = Math.floor((rows - RUN) / (RUNS - 1));
  return Float64Array.from({ length: RUN * RUNS }, (_, at) => Math.floor(at / RUN) * step + (at % RUN));
}

/** `Σ w·v / Σ w`, computed around the first value so that a large common offset costs no digits. */
function weightedMean(values: Float64Array, weights: Float64Array | undefined): number {
  const origin = values[0] as number;
  let sum = 0;
  let total = 0;
  for (let row = 0; row < values.length; row++) {
    const weight = weights === undefined ? 1 : (weights[row] as number);
    sum += weight * ((values[row] as number) - origin);
    total += weight;
  }
  return origin + sum / total;
}

/** `√(Σ w·(v - mean)² / Σ w)`, divided by the largest deviation on the way so that squares neither overflow nor vanish. */
function deviation(values: Float64Array, mean: number, weights: Float64Array | undefined): number {
  let largest = 0;
  for (let row = 0; row < values.length; row++) {
    if (weights === undefined || (weights[row] as number) > 0) largest = Math.max(largest, Math.abs((values[row] as number) - mean));
  }
  if (!(largest > 0)) return largest;
  let squares = 0;
  let total = 0;
  for (let row = 0; row < values.length; row++) {
    const weight = weights === undefined ? 1 : (weights[row] as number);
    total += weight;
    if (weight > 0) squares += weight * (((values[row] as number) - mean) / largest) ** 2;
  }
  return largest * Math.sqrt(squares / total);
}
