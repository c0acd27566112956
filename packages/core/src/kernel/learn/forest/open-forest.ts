import { Crew } from "../boosting/crew.ts";
import type { Engine } from "../boosting/open-workspace.ts";
import type { Machine } from "../wasm/kernels.ts";
import { kindOf, releaseMachine, sharedMachine, sharedStore, takeMachine } from "../wasm/machine.ts";
import { type ForestLayout, type ForestLayoutNeeds, forestLayout } from "./forest-layout.ts";
import { GROW, TreeShare } from "./tree-share.ts";

/** The memory that a forest grows in. */
export interface OpenForest {
  readonly machine: Machine;
  readonly layout: ForestLayout;
  /** Grows a tree on each share that has a seed. */
  readonly run: () => void;
  /** Must be called when the training ends, however it ends. */
  readonly close: () => void;
}

/** What WebAssembly addresses. */
const MOST_BYTES = 2 ** 32;

/** The machine of a training, shared with threads where there are some and their trees fit into it together; `stopped` says whether the caller wants an end. */
export function openForest(needs: ForestLayoutNeeds, trees: number, { backend, threads }: Engine, stopped: () => boolean): OpenForest {
  if (threads !== null && threads.count > 1 && trees > 1) {
    const layout = forestLayout({ ...needs, shares: threads.count });
    const fits = layout.bytes <= MOST_BYTES;
    const store = fits ? threads.lend(layout.bytes, kindOf(backend), () => sharedStore(layout.bytes, backend)) : null;
    if (store !== null) {
      const machine = sharedMachine(store);
      const crew = new Crew(machine, layout, new TreeShare(machine, layout, 0, stopped), threads.patience);
      threads.begin({ store, layout });
      return { machine, layout, run: () => crew.run(GROW), close: () => threads.end(!crew.dismiss()) };
    }
  }
  const layout = forestLayout(needs);
  const machine = takeMachine(layout.bytes, backend);
  new Int32Array(machine.buffer, layout.control, 16).fill(0);
  const share = new TreeShare(machine, layout, 0, stopped);
  return { machine, layout, run: () => share.perform(), close: () => releaseMachine(machine) };
}
