import { type Backend, cellBytes, releaseMachine, takeMachine } from "../wasm/machine.ts";
import type { FeatureBins } from "./feature-bins.ts";
import { layoutOf } from "./layout.ts";
import type { Objective } from "./objective.ts";
import type { BoostingParams } from "./options.ts";
import { placementOf } from "./placement.ts";
import { Workspace } from "./workspace.ts";

/** How a fit runs: nothing here changes its result. */
export interface Engine {
  readonly backend: Backend;
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
  const layout = layoutOf({ ...needs, cellBytes: cellBytes(engine.backend) });
  const machine = takeMachine(layout.bytes, engine.backend);
  return { workspace: new Workspace(features, placement, layout, machine, null), close: () => releaseMachine(machine) };
}
