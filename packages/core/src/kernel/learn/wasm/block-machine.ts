import type { BlockMachine } from "./block-kernels.ts";
import { PLAIN_WASM } from "./blocks.wasm.ts";
import { type Backend, takeKernels } from "./machine.ts";
import { plainBlockKernels } from "./plain-block-kernels.ts";

/** The block kernels on a memory of at least `bytes` bytes, whose contents are arbitrary; `releaseMachine` gives it back. Throws `OUT_OF_MEMORY` where they cannot be had. */
export function takeBlockMachine(bytes: number, backend: Backend): BlockMachine {
  return takeKernels(PLAIN_WASM, plainBlockKernels, bytes, backend);
}
