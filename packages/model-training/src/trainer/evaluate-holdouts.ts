import type { Bundle } from "@mlops/core/bundle";
import type { Evaluation } from "@mlops/core/stage";
import { evaluateGroups } from "../evaluate/groups.ts";
import { outcomeOf } from "../evaluate/outcome.ts";
import { predictionsOfBundle } from "../evaluate/predict-bundle.ts";
import type { FinishedModel } from "./fit-model.ts";
import type { Prepared } from "./prepare.ts";

/** What the finished bundle says of the other rows, per group where a column is named. */
export async function evaluateHoldouts(
  bundle: Bundle,
  { holdouts }: Prepared,
  { model, threshold }: FinishedModel,
  signal: AbortSignal | undefined,
): Promise<Evaluation[]> {
  const classes = model.kind === "classification" ? model.classes : null;
  const evaluations: Evaluation[] = [];
  for (const { name, raw, truth, groupBy } of holdouts) {
    const predictions = await predictionsOfBundle(bundle, raw, classes, signal);
    evaluations.push(...evaluateGroups(name, outcomeOf(truth, predictions, threshold), raw, groupBy));
  }
  return evaluations;
}
