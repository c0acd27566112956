import { type Bundle, readBundle } from "@mlops/core/bundle";
import { aucDifference, pairedDifference } from "@mlops/core/metrics";
import type { Series, TableLike } from "@mlops/core/table";
import type { ModelRegistry } from "@mlops/core/tracking";
import { DataError } from "@mlops/models";
import { outcomeAt } from "../evaluate/groups.ts";
import { measure, type Outcome } from "../evaluate/measure.ts";
import { outcomeOfBundle } from "../evaluate/outcome.ts";
import type { ChampionFigures } from "./judge-gate.ts";

export interface ChampionInput {
  readonly registry: ModelRegistry;
  readonly name: string;
  readonly alias: string;
  readonly metric: string;
  readonly x: TableLike;
  readonly y: Series;
  readonly target: string;
  readonly ours: Outcome;
  readonly level: number;
  readonly seed: number;
}

/**
 * The champion's metric on the same rows and the difference to ours with its interval: DeLong's for AUC, else a paired bootstrap.
 * Null where no version has the alias. A champion that cannot score these rows (other columns, other classes) has no figures.
 */
export async function championFigures(input: ChampionInput): Promise<ChampionFigures | null> {
  const version = await input.registry.findByAlias(input.name, input.alias);
  if (version === undefined) return null;
  const { folder } = await input.registry.resolveModelUri(`models:/${input.name}/${version.version}`);
  const theirs = outcomeOf(await readBundle(folder), input);
  if (theirs === null || theirs.kind !== input.ours.kind)
    return { version: version.version, value: null, difference: null, interval: null };
  const value = measure(theirs)[input.metric]?.value ?? null;
  const difference = differenceOf(input.ours, theirs, input);
  return { version: version.version, value, difference: difference.value, interval: difference.interval };
}

function outcomeOf(bundle: Bundle, input: ChampionInput): Outcome | null {
  try {
    const classes = bundle.metadata?.task === "classification" ? (bundle.metadata.classes ?? null) : null;
    return outcomeOfBundle(bundle.predict(input.x), classes, input.y, input.target);
  } catch (error) {
    if (DataError.isInstance(error)) return null;
    throw error;
  }
}

function differenceOf(ours: Outcome, theirs: Outcome, { metric, level, seed }: ChampionInput) {
  if (metric === "auc" && ours.kind === "binary" && theirs.kind === "binary")
    return aucDifference(ours.labels, ours.scores, theirs.scores, { level });
  const n = ours.kind === "regression" ? ours.actual.length : ours.labels.length;
  return pairedDifference(
    n,
    (rows) => {
      const a = measure(outcomeAt(ours, rows))[metric]?.value ?? null;
      const b = measure(outcomeAt(theirs, rows))[metric]?.value ?? null;
      return a === null || b === null ? null : a - b;
    },
    { level, seed },
  );
}
