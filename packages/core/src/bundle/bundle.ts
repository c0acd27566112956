import type { ColumnTable } from "../arquero/index.ts";
import type { TableLike } from "../kernel/table/column.ts";
import { makeTable } from "../table/make-table.ts";
import { Scorer } from "./scorer.ts";

/** A model directory in memory, ready to predict; made by `readBundle`. */
export class Bundle extends Scorer {
  /**
   * Scores raw rows: columns are taken by the names of the signature, one output row per row the table shows, in its order. Missing numbers enter
   * the graph as NaN, missing strings as `""`; an absent optional column is all missing; other columns are ignored.
   * @returns the graph's outputs as columns: `label` and `probability_<class>`, or `prediction`
   * @throws DataError `SIGNATURE_MISMATCH` that names the column (and the first row) that is missing or of another type
   */
  predict(table: TableLike): ColumnTable {
    return makeTable(this.score(table));
  }

  /**
   * The same for many rows on a thread that has other work: it lets that in between batches, and stops when `signal` is aborted.
   * @throws what `predict` throws; the signal's reason
   */
  async predictInSteps(table: TableLike, options: { readonly signal?: AbortSignal } = {}): Promise<ColumnTable> {
    const steps = this.scoreSteps(table);
    for (;;) {
      options.signal?.throwIfAborted();
      const { done, value } = steps.next();
      if (done) return makeTable(value);
      await new Promise(setImmediate);
    }
  }
}
