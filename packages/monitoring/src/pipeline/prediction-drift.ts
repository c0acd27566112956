import type { PredictionDrift } from "@mlops/core/stage";
import { makeTable } from "@mlops/core/table";
import { DriftDetector, distributionsOf, rankedFeatures } from "@mlops/drift-detection";
import type { MonitoringConfig } from "@mlops/models";
import type { PredictionPair } from "./predictions.ts";

/**
 * Whether what the model says has moved: its scores, or its calls where there are no scores, against those of reference rows that it has not learned from.
 * It needs no labels and is no feature: the verdict on the table does not count it. Undefined without predictions on both sides.
 */
export function predictionDrift({ current, judged }: PredictionPair, config: MonitoringConfig): PredictionDrift | undefined {
  if (current === undefined || judged === undefined) return undefined;
  const scored = current.scores !== undefined && judged.scores !== undefined;
  const name = scored ? "score" : "prediction";
  const columnOf = ({ scores, calls }: NonNullable<PredictionPair["current"]>) => makeTable({ [name]: scored && scores ? scores : calls });
  const pair = { reference: columnOf(judged), current: columnOf(current) };
  const { alpha, numericEffectFloor, categoricalEffectFloor, minRows, seed } = config;
  const detector = new DriftDetector({ alpha, numericEffectFloor, categoricalEffectFloor, minRows, seed });
  const [found] = rankedFeatures(detector.detectDrift(pair.reference, pair.current));
  if (found === undefined) return undefined;
  const [distribution] = distributionsOf(pair, [found]);
  return { ...found, ...(distribution === undefined ? {} : { distribution }) };
}
