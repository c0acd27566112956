import { higherIsBetter } from "@mlops/core/metrics";
import type { SliceMetric } from "@mlops/core/stage";
import type { TableLike } from "@mlops/core/table";
import { groupRates } from "./group-rates.ts";
import { rowsByGroup } from "./groups.ts";
import { measure } from "./measure.ts";
import { type Outcome, outcomeAt } from "./outcome.ts";

/** Values of a column at most: the most frequent ones. */
const MOST_SLICES = 50;

/** A metric, and how two classes are called, on the rows of each value of some columns, the worst value first; undefined ones stand last. */
export function sliceMetrics(outcome: Outcome, table: TableLike, columns: readonly string[], metric: string): SliceMetric[] {
  const sign = higherIsBetter(metric) ? 1 : -1;
  const slices = columns.flatMap((column) =>
    [...rowsByGroup(table, column)]
      .sort(([, a], [, b]) => b.length - a.length)
      .slice(0, MOST_SLICES)
      .map(([value, rows]): SliceMetric => {
        const own = outcomeAt(outcome, rows);
        const measured = measure(own)[metric];
        const rates = groupRates(own);
        const facts = { column, value, rows: rows.length, metric: measured ?? { value: null, n: rows.length, interval: null } };
        return rates ? { ...facts, rates } : facts;
      }),
  );
  const rank = ({ metric: { value } }: SliceMetric) => (value === null ? Number.POSITIVE_INFINITY : sign * value);
  return slices.sort((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0));
}
