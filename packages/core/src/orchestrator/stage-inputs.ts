import type { StageKind } from "@mlops/models";
import type { StageInputs } from "../pipeline/run-options.ts";
import { ancestors, neededKinds } from "./graph.ts";
import type { PipelineStage } from "./stage.ts";

/**
 * What a stage reads: of each kind the output of the nearest stage before it that has one, in the order of `dependsOn`, else what the caller brought.
 * Undefined when an output that the stage needs is missing.
 */
export function stageInputs(
  stage: PipelineStage,
  stages: ReadonlyMap<string, PipelineStage>,
  outputs: ReadonlyMap<string, unknown>,
  given: StageInputs,
): StageInputs | undefined {
  const found: Partial<Record<StageKind, unknown>> = {};
  for (const { name, kind } of ancestors(stage, stages))
    if (found[kind] === undefined && outputs.has(name)) found[kind] = outputs.get(name);
  const inputs = { ...given, ...found } as StageInputs;
  const needed = neededKinds(stage);
  return needed.length === 0 || needed.some((kind) => inputs[kind] !== undefined) ? inputs : undefined;
}
