import { MLOpsError } from "@mlops/models/errors";
import type { BlockKernels, BlockMachine } from "./block-kernels.ts";
import { PLAIN_WASM } from "./blocks.wasm.ts";
import { allocate, api, type Backend, moduleOf } from "./machine.ts";
import { plainBlockKernels } from "./plain-block-kernels.ts";
import type { WasmMemory } from "./web-assembly.ts";

const PAGE = 65_536;
/** A memory of up to so many pages is kept for the next fit: making one costs more than a small fit. */
const KEPT_PAGES = 512;

let kept: WasmMemory | null = null;
const given = new WeakMap<BlockMachine, WasmMemory>();

/** The block kernels on a memory of at least `bytes` bytes, whose contents are arbitrary. Throws `OUT_OF_MEMORY` where they cannot be had. */
export function takeBlockMachine(bytes: number, backend: Backend): BlockMachine {
  const module = backend === "js" ? null : moduleOf(PLAIN_WASM);
  if (module === null && backend === "wasm")
    throw new MLOpsError({ code: "NOT_SUPPORTED", feature: "WebAssembly with SIMD on this platform" });
  const pages = Math.ceil(bytes / PAGE);
  if (module === null) {
    const buffer = allocate(bytes, () => new ArrayBuffer(pages * PAGE));
    return { kernels: plainBlockKernels(buffer), buffer };
  }
  const memory =
    kept !== null && kept.buffer.byteLength >= pages * PAGE ? kept : allocate(bytes, () => new (api().Memory)({ initial: pages }));
  kept = null;
  const { exports } = new (api().Instance)(module, { env: { memory } });
  const kernels = { ...(exports as unknown as Omit<BlockKernels, "name">), name: "wasm" } as const;
  const machine = { kernels, buffer: memory.buffer };
  given.set(machine, memory);
  return machine;
}

/** Gives a machine back; it must not be used any more. */
export function releaseBlockMachine(machine: BlockMachine): void {
  const memory = given.get(machine);
  if (memory !== undefined && memory.buffer.byteLength <= KEPT_PAGES * PAGE) kept = memory;
}
