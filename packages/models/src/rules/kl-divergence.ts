import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { columnField, tableRuleShape } from "./rule-shape.ts";
import { ValueList } from "./value-list.ts";

/**
 * The Kullback-Leibler divergence of a column's distribution from an expected one is at most a limit: Σ p ln(p / q), p observed, q expected.
 * It is infinite where a value occurs that is not expected. Missing values are ignored.
 */
export const KlDivergenceRule = strictObject(() => ({
  type: z.literal("kl_divergence"),
  column: columnField,
  values: ValueList.optional().describe("the values that are expected"),
  bins: z.array(z.number()).min(2).optional().describe("edges of bins, ascending; each holds its lower edge, the last one both"),
  weights: z.array(z.number().min(0)).min(1).describe("expected share of each value or bin; they are divided by their sum"),
  max: z.number().min(0).describe("highest divergence, in nats"),
  ...tableRuleShape,
})).superRefine(({ values, bins, weights }, context) => {
  const issue = (field: string, message: string): void => context.addIssue({ code: "custom", path: [field], message });
  if ((values === undefined) === (bins === undefined)) return issue("values", "give values or bins");
  const wanted = values?.length ?? (bins as number[]).length - 1;
  if (weights.length !== wanted) issue("weights", `give ${wanted}, one each`);
  if (!weights.some((weight) => weight > 0)) issue("weights", "one must be above 0");
  if (bins?.some((edge, i) => i > 0 && !(edge > (bins[i - 1] as number)))) issue("bins", "edges must ascend");
});
export type KlDivergenceRule = z.output<typeof KlDivergenceRule>;
