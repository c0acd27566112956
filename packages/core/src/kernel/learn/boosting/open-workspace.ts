import {
  type Backend,
  cellBytes,
  kindOf,
  releaseMachine,
  sharedKernels,
  sharedMachine,
  sharedStore,
  takeMachine,
} from "../wasm/machine.ts";
import { Crew, type LearnThreads, type ThreadJob } from "./crew.ts";
import type { FeatureBins } from "./feature-bins.ts";
import { type Layout, layoutOf } from "./layout.ts";
import type { Objective } from "./objective.ts";
import type { BoostingParams } from "./options.ts";
import { Performer } from "./perform.ts";
import { type Placement, placementOf } from "./placement.ts";
import { Workspace } from "./workspace.ts";

/** How a fit runs: nothing here changes its result. */
export interface Engine {
  readonly backend: Backend;
  /** Threads that share the work, this one included; null for this one alone. */
  readonly threads: LearnThreads | null;
}

/** Memory and kernels for one training; `close` must be called when it ends, however it ends. */
export function openWorkspace(
  features: readonly FeatureBins[],
  objective: Objective,
  weights: Float64Array | undefined,
  rows: number,
  trained: number,
  params: BoostingParams,
  engine: Engine,
): { workspace: Workspace; close: () => void } {
  const placement = placementOf(features);
  const needs = {
    rows,
    trained,
    placement,
    numLeaves: params.numLeaves,
    outputs: objective.outputs,
    weighted: weights !== undefined,
    inKernel: objective.codes !== null,
    shares: 1,
  };
  const { backend, threads } = engine;
  const layout = layoutOf({ ...needs, cellBytes: cellBytes(backend) });
  if (threads !== null && threads.count > 1) {
    const shared = layoutOf({ ...needs, cellBytes: cellBytes(backend), shares: threads.count });
    const store = threads.lend(shared.bytes, kindOf(backend), () => sharedStore(shared.bytes, backend));
    if (store !== null) return openShared(features, placement, shared, { store, layout: shared, module: sharedKernels(backend) }, threads);
  }
  const machine = takeMachine(layout.bytes, backend);
  return { workspace: new Workspace(features, placement, layout, machine, null), close: () => releaseMachine(machine) };
}

function openShared(
  features: readonly FeatureBins[],
  placement: Placement,
  layout: Layout,
  job: ThreadJob,
  threads: LearnThreads,
): { workspace: Workspace; close: () => void } {
  const machine = sharedMachine(job.store, job.module);
  const crew = new Crew(machine, layout, new Performer(machine, layout, 0), threads.patience);
  threads.begin(job);
  const close = (): void => threads.end(!crew.dismiss());
  return { workspace: new Workspace(features, placement, layout, machine, crew), close };
}
