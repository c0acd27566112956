import { PLAIN_WASM, SHARED_WASM } from "./forest.wasm.ts";
import type { ForestKernels, VectorKernels } from "./forest-kernels.ts";
import type { Machine } from "./kernels.ts";
import { exportsOn } from "./machine.ts";
import { plainForestKernels } from "./plain-forest-kernels.ts";

/** The kernels of forests on the memory of a machine. */
export function forestKernels(machine: Machine): ForestKernels {
  const exports = exportsOn(machine, PLAIN_WASM, SHARED_WASM);
  if (exports === null) return plainForestKernels(machine.buffer);
  return { ...(exports as unknown as Omit<ForestKernels, "name">), name: "wasm" };
}

/** The kernels that predict by vectors on the memory of a machine; null where its kernels are in TypeScript. */
export function vectorKernels(machine: Machine): VectorKernels | null {
  return exportsOn(machine, PLAIN_WASM, SHARED_WASM) as VectorKernels | null;
}
