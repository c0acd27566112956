import { type Slice, sliceRows } from "@mlops/core/metrics";
import type { Breach, PerformanceDetails, SlicePerformance, WindowPerformance } from "@mlops/core/stage";
import { columnOfSeries, type Series } from "@mlops/core/table";
import { DataError, type MonitoringConfig } from "@mlops/models";
import type { NamedWindow } from "../windows/windows-of.ts";
import { chosenMetrics, isScored, measure, taskOf } from "./measure.ts";
import type { MeasuredRows } from "./measured-rows.ts";
import { bandBreaches, referenceBands } from "./reference-band.ts";

/** What windows are called together where there are none. */
const ALL_ROWS = "all rows";

/**
 * The metrics of all rows and of each window, and what is out of bounds. Windows hold the numbers of the rows given, those that cannot be measured too;
 * without windows all rows are judged as one.
 * @throws ConfigError `PARAMETER_INVALID` for a metric of another task
 */
export function performanceOf(
  data: MeasuredRows,
  windows: readonly NamedWindow[],
  config: MonitoringConfig,
  reference?: PerformanceDetails,
  slices?: Readonly<Record<string, Series>>,
): PerformanceDetails {
  const task = taskOf(data);
  const names = chosenMetrics(task, isScored(data), config.metrics);
  const place = new Int32Array(data.total).fill(-1);
  data.rows.forEach((row, at) => {
    place[row] = at;
  });
  const measured = windows.map(({ rows, ...span }): WindowPerformance => {
    const inside = rows.map((row) => place[row] as number).filter((at) => at >= 0 && at < data.total);
    return { ...span, rows: rows.length, n: inside.length, metrics: measure(data, inside, names) };
  });
  const sliced = Object.entries(slices ?? {}).flatMap(([column, series]) =>
    slicesOf(column, series, data.total).map(({ value, rows }): SlicePerformance => {
      const inside = rows.map((row) => place[row] as number).filter((at) => at >= 0 && at < data.total);
      return { column, value, n: inside.length, metrics: measure(data, inside, names) };
    }),
  );
  const n = data.rows.length;
  const overall = { n, metrics: measure(data, Uint32Array.from(data.rows.keys()), names) };
  const bands = reference === undefined ? [] : referenceBands(reference, config);
  const judged = measured.length > 0 ? measured : [{ label: ALL_ROWS, start: null, ...overall }];
  const breaches = judged.flatMap((window) => [...thresholdBreaches(window, config), ...bandBreaches(window, bands, config.minRows)]);
  const { excluded } = data;
  const { thresholds } = config;
  return { task, overall, windows: measured, ...(slices && { slices: sliced }), excluded, thresholds, bands, breaches };
}

/** @throws DataError `COLUMN_LENGTH` */
function slicesOf(name: string, series: Series, expected: number): Slice[] {
  const column = columnOfSeries(series, name);
  if (column.length !== expected) throw new DataError({ code: "COLUMN_LENGTH", column: name, actual: column.length, expected });
  return sliceRows(column);
}

function thresholdBreaches(
  { label, start, n, metrics }: Pick<WindowPerformance, "label" | "start" | "n" | "metrics">,
  { thresholds, minRows }: MonitoringConfig,
): Breach[] {
  if (n < minRows) return [];
  return Object.entries(thresholds).flatMap(([metric, { min, max }]): Breach[] => {
    const value = metrics[metric]?.value;
    if (value === undefined || value === null) return [];
    const breach = { metric, window: label, start, value, by: "threshold" } as const;
    if (min !== undefined && value < min) return [{ ...breach, bound: "min", threshold: min }];
    return max !== undefined && value > max ? [{ ...breach, bound: "max", threshold: max }] : [];
  });
}

/** What is out of bounds in words, the gravest of each metric: `auc 0.670 in 2021-09 is below 0.786`. Empty where nothing is. */
export function breachesInWords(breaches: readonly Breach[]): string {
  const first = [...breaches].sort((a, b) => severity(b) - severity(a))[0];
  if (first === undefined) return "";
  const { metric, window, value, bound, threshold, by } = first;
  const limit = `${bound === "min" ? "below" : "above"} ${by === "reference" ? "the reference's limit " : ""}${Number(threshold.toPrecision(3))}`;
  return `${metric} ${value.toPrecision(3)} in ${window} is ${limit}`;
}

function severity({ value, threshold }: Breach): number {
  return Math.abs(value - threshold) / (Math.abs(threshold) || 1);
}
