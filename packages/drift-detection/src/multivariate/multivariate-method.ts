import type { Random } from "@mlops/core/stats";
import type { Json } from "@mlops/models";
import type { EncodedTables } from "./encode-tables.ts";

/** What a method finds in two tables. */
export interface MultivariateOutcome {
  readonly statistic: number;
  /** Of no drift. */
  readonly pValue: number;
  /** In [0, 1]. */
  readonly effect: number;
  readonly effectMeasure: string;
  /** Where the statistic begins to be significant at the configured alpha, where there is one value. */
  readonly threshold: number | null;
  /** Rows looked at. */
  readonly rows: { readonly reference: number; readonly current: number };
  readonly evidence: Readonly<Record<string, Json>>;
}

export type MultivariateMethod = (tables: EncodedTables, random: Random, alpha: number) => MultivariateOutcome;
