import { PipelineError, type StageKind } from "@mlops/models";
import type { PipelineStage } from "./stage.ts";

/** A shortest-first walk that finds one circle, as names from a stage back to itself. */
function findCycle(stages: ReadonlyMap<string, PipelineStage>): string[] | undefined {
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    if (done.has(name)) return undefined;
    for (const dependency of [...(stages.get(name)?.dependsOn ?? [])].sort()) {
      const cycle = visit(dependency, [...path, name]);
      if (cycle) return cycle;
    }
    done.add(name);
    return undefined;
  };
  for (const name of [...stages.keys()].sort()) {
    const cycle = visit(name, []);
    if (cycle) return cycle;
  }
  return undefined;
}

/** Kinds of which a stage needs one among the stages before it; none needed where the list is empty. */
export function neededKinds(stage: PipelineStage): readonly StageKind[] {
  switch (stage.kind) {
    case "feature":
      return ["data"];
    case "training":
      return ["feature", "data"];
    case "deployment":
      return stage.config.deploymentConfig?.modelUri === undefined ? ["training"] : [];
    default:
      return [];
  }
}

/** The stages that `stage` depends on, directly and further up: nearest first, within one distance in the order of `dependsOn`. */
export function ancestors(stage: PipelineStage, stages: ReadonlyMap<string, PipelineStage>): PipelineStage[] {
  const found = new Map<string, PipelineStage>();
  let level: readonly PipelineStage[] = [stage];
  while (level.length > 0) {
    const next: PipelineStage[] = [];
    for (const { dependsOn } of level) {
      for (const name of dependsOn) {
        const upstream = stages.get(name);
        if (upstream === undefined || found.has(name) || upstream === stage) continue;
        found.set(name, upstream);
        next.push(upstream);
      }
    }
    level = next;
  }
  return [...found.values()];
}

/**
 * Every fault in how stages are put together: a name given twice, a dependency that does not exist, a circle (the message shows it), and a stage without
 * any stage before it that gives what it reads. `given` are kinds whose output the caller brings.
 */
export function graphProblems(stages: readonly PipelineStage[], given: ReadonlySet<StageKind> = new Set()): PipelineError[] {
  const problems: PipelineError[] = [];
  const byName = new Map<string, PipelineStage>();
  for (const stage of stages) {
    if (byName.has(stage.name)) problems.push(new PipelineError({ code: "STAGE_DUPLICATE", stage: stage.name }));
    byName.set(stage.name, stage);
  }
  const available = [...byName.keys()];
  for (const { name, dependsOn } of stages)
    for (const dependency of dependsOn)
      if (!byName.has(dependency)) problems.push(new PipelineError({ code: "STAGE_UNKNOWN", stage: name, dependency, available }));
  const cycle = findCycle(byName);
  if (cycle) problems.push(new PipelineError({ code: "STAGE_CYCLE", cycle: cycle.join(" → "), stages: cycle }));
  if (problems.length > 0) return problems;
  for (const stage of stages) {
    const needed = neededKinds(stage);
    const there = new Set([...given, ...ancestors(stage, byName).map(({ kind }) => kind)]);
    if (needed.length > 0 && !needed.some((kind) => there.has(kind)))
      problems.push(
        new PipelineError({
          code: "STAGE_INPUT_MISSING",
          stage: stage.name,
          dependency: `a ${needed.join(" or ")} stage`,
          hint: `let it depend on a ${needed.join(" or ")} stage`,
        }),
      );
  }
  return problems;
}
