import { higherIsBetter } from "@mlops/core/metrics";
import type { GateVerdict, MetricValue } from "@mlops/core/stage";
import { championFigures } from "../gate/champion.ts";
import { judgeGate } from "../gate/judge-gate.ts";
import type { FinishedModel } from "./fit-model.ts";
import type { Job } from "./job.ts";
import type { Prepared } from "./prepare.ts";

/** The gate's verdict, with the champion's figures where there are rows that it cannot have learned from. */
export async function judge(
  { config, tracking, options, seed, name }: Job,
  { judged, watched, gateMetric }: Prepared,
  { model, outcome }: FinishedModel,
  metrics: Readonly<Record<string, MetricValue>>,
): Promise<GateVerdict> {
  const { gate } = config;
  const unseen = judged.set === "test" || (judged.set === "validation" && watched === undefined);
  const comparable = unseen && gate.enabled;
  const champion = comparable
    ? await championFigures({
        registry: tracking.registry,
        name,
        alias: gate.champion,
        metric: gateMetric,
        x: judged.raw,
        truth: judged.truth,
        classes: model.kind === "classification" ? model.classes : null,
        ours: outcome,
        level: gate.confidence,
        seed,
        signal: options.signal,
      })
    : null;
  const value = metrics[gateMetric] as MetricValue; // a metric of this task, as was checked
  return judgeGate({ gate, metric: gateMetric, higherIsBetter: higherIsBetter(gateMetric), value, champion });
}
