import { setImmediate } from "node:timers/promises";
import type { Bundle } from "@mlops/core/bundle";
import type { Label } from "@mlops/core/estimator";
import { type TableLike, takeTable } from "@mlops/core/table";
import { type Predictions, predictionColumns, predictionsOfTable } from "./outcome.ts";

/** Rows that are scored between looks at the signal: some tens of milliseconds. */
const AT_ONCE = 8192;

/** What a bundle says of raw rows. @param classes - the classes in the wanted order; null for numbers @throws what `predict` throws; the signal's reason */
export async function predictionsOfBundle(
  bundle: Bundle,
  rows: TableLike,
  classes: readonly Label[] | null,
  signal: AbortSignal | undefined,
): Promise<Predictions> {
  const n = rows.numRows();
  const all = predictionColumns(classes).map(() => new Float64Array(n));
  for (let from = 0; from < n; from += AT_ONCE) {
    await setImmediate(); // lets an abort in
    signal?.throwIfAborted();
    const part = takeTable(
      rows,
      Uint32Array.from({ length: Math.min(AT_ONCE, n - from) }, (_, i) => from + i),
    );
    for (const [k, values] of predictionsOfTable(bundle.predict(part), classes).entries()) all[k]?.set(values, from);
  }
  return all;
}
