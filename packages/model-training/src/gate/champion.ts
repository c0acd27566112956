import { type Bundle, readBundle } from "@mlops/core/bundle";
import type { Label } from "@mlops/core/estimator";
import { type TableLike, takeTable } from "@mlops/core/table";
import type { ModelRegistry } from "@mlops/core/tracking";
import { DataError } from "@mlops/models";
import { measure } from "../evaluate/measure.ts";
import { type Outcome, outcomeOf, predictionColumns } from "../evaluate/outcome.ts";
import { predictionsOfBundle } from "../evaluate/predict-bundle.ts";
import type { Truth } from "../evaluate/truth.ts";
import type { ChampionFigures } from "./judge-gate.ts";
import { metricDifference } from "./metric-difference.ts";

export interface ChampionInput {
  readonly registry: ModelRegistry;
  /** Registered model and the alias of its champion. */
  readonly name: string;
  readonly alias: string;
  readonly metric: string;
  /** The rows that ours was judged on, and what is true of them. */
  readonly x: TableLike;
  readonly truth: Truth;
  /** Classes of our model in its order; null for a regressor. */
  readonly classes: readonly Label[] | null;
  readonly ours: Outcome;
  readonly level: number;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The champion's metric on the same rows and the difference to ours with its interval. Null where no version has the alias.
 * A champion that cannot score these rows (other columns, other classes, another task, a damaged bundle) has no figures but a reason.
 * @throws TrackingError where the registry does not answer
 */
export async function championFigures(input: ChampionInput): Promise<ChampionFigures | null> {
  const found = await input.registry.findByAlias(input.name, input.alias);
  if (found === undefined) return null;
  const { version } = found;
  try {
    const { folder } = await input.registry.resolveModelUri(`models:/${input.name}/${version}`);
    const theirs = await outcomeOfChampion(await readBundle(folder), input);
    if (typeof theirs === "string") return { version, value: null, difference: null, interval: null, reason: theirs };
    const measured = measure(theirs)[input.metric];
    const value = measured?.value ?? null;
    if (value === null) return { version, value, difference: null, interval: null, reason: measured?.reason ?? "undefined" };
    const difference = metricDifference(input.ours, theirs, input.metric, input);
    return { version, value, difference: difference.value, interval: difference.interval };
  } catch (error) {
    if (!DataError.isInstance(error)) throw error;
    return { version, value: null, difference: null, interval: null, reason: error.message };
  }
}

/** What the champion says of the rows, its classes in our order; a text that says why it cannot be compared. */
async function outcomeOfChampion(bundle: Bundle, { x, truth, classes, signal }: ChampionInput): Promise<Outcome | string> {
  const { metadata } = bundle;
  if (metadata !== null && metadata.task !== truth.kind) return `it was trained for ${metadata.task}`;
  if (classes !== null && metadata?.classes !== undefined && !sameClasses(classes, metadata.classes))
    return `its classes are ${metadata.classes.join(", ")}`;
  const given = bundle.predict(takeTable(x, Uint32Array.of(0))).columnNames();
  const missing = predictionColumns(classes).find((name) => !given.includes(name));
  if (missing !== undefined) return `it does not predict "${missing}"`;
  return outcomeOf(truth, await predictionsOfBundle(bundle, x, classes, signal), thresholdOf(metadata, classes));
}

/** The champion's threshold for our positive class. */
function thresholdOf(metadata: Bundle["metadata"], classes: readonly Label[] | null): number | undefined {
  const threshold = metadata?.["threshold"];
  if (typeof threshold !== "number" || classes === null) return undefined;
  return metadata?.classes?.[1] === classes[1] ? threshold : 1 - threshold;
}

function sameClasses(ours: readonly Label[], theirs: readonly Label[]): boolean {
  return ours.length === theirs.length && ours.every((label) => theirs.includes(label));
}
