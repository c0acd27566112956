import type { Bundle } from "@mlops/core/bundle";
import type { Evaluation } from "@mlops/core/stage";
import { evaluateGroups } from "../evaluate/groups.ts";
import { outcomeOf, predictionsOfTable } from "../evaluate/outcome.ts";
import type { FinishedModel } from "./fit-model.ts";
import type { Prepared } from "./prepare.ts";

/** What the finished bundle says of the other rows, per group where a column is named. */
export function evaluateHoldouts(
  bundle: Bundle,
  { holdouts }: Prepared,
  { model, threshold }: FinishedModel,
  signal: AbortSignal | undefined,
): Evaluation[] {
  const classes = model.kind === "classification" ? model.classes : null;
  return holdouts.flatMap(({ name, raw, truth, groupBy }) => {
    signal?.throwIfAborted();
    return evaluateGroups(name, outcomeOf(truth, predictionsOfTable(bundle.predict(raw), classes), threshold), raw, groupBy);
  });
}
