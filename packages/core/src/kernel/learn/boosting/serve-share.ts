import { TreeShare } from "../forest/tree-share.ts";
import { sharedMachine } from "../wasm/machine.ts";
import { CONTROL, fail, leave, SPINS } from "./control.ts";
import type { ShareWork, ThreadJob } from "./crew.ts";
import { Performer, TASK } from "./perform.ts";

/** Does the share `share` of a training until its leader lets go: what each thread but the leader runs. */
export function serveShare(job: ThreadJob, share: number): void {
  const { store, layout } = job;
  const control = new Int32Array(store instanceof SharedArrayBuffer ? store : store.buffer, layout.control, 16);
  let work: ShareWork;
  try {
    work = workOf(job, share);
  } catch (error) {
    fail(control, error);
    leave(control, 1);
    return;
  }
  for (let round = 0; ; ) {
    for (let spin = 0; Atomics.load(control, CONTROL.ROUND) === round; spin++)
      if (spin > SPINS) Atomics.wait(control, CONTROL.ROUND, round);
    round++;
    const task = Atomics.load(control, CONTROL.WORK);
    try {
      if (task !== TASK.END) work.perform(task, layout.shares);
    } catch (error) {
      fail(control, error);
    }
    Atomics.add(control, CONTROL.DONE, 1);
    Atomics.notify(control, CONTROL.DONE);
    if (task === TASK.END) return;
  }
}

function workOf({ store, layout, module }: ThreadJob, share: number): ShareWork {
  const machine = sharedMachine(store, module);
  return "leafValues" in layout ? new TreeShare(machine, layout, share) : new Performer(machine, layout, share);
}
