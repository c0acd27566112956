import { PLAIN_WASM, SHARED_WASM } from "./forest.wasm.ts";
import type { ForestKernels } from "./forest-kernels.ts";
import type { Machine } from "./kernels.ts";
import { exportsOn } from "./machine.ts";
import { plainForestKernels } from "./plain-forest-kernels.ts";

/** The kernels of forests on the memory of a machine. */
export function forestKernels(machine: Machine): ForestKernels {
  const exports = exportsOn(machine, PLAIN_WASM, SHARED_WASM);
  if (exports === null) return plainForestKernels(machine.buffer);
  return { ...(exports as unknown as Omit<ForestKernels, "name">), name: "wasm" };
}
