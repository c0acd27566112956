import { MLOpsError } from "@mlops/models/errors";
import { PLAIN_WASM, SHARED_WASM } from "./boosting.wasm.ts";
import type { Kernels, Machine, PredictKernels } from "./kernels.ts";
import { PLAIN_CELL_BYTES, plainKernels } from "./plain-kernels.ts";
import { type WasmMemory, type WasmModule, webAssembly } from "./web-assembly.ts";

export type Backend = "auto" | "wasm" | "js";

const PAGE = 65_536;
const MOST_PAGES = 65_536;
const WASM_CELL_BYTES = 16;
/** A memory of up to so many pages is kept for the next training: making one costs more than a small training. */
const KEPT_PAGES = 512;

const modules = new Map<string, WasmModule | null>();
let kept: WasmMemory | null = null;

/** The kernels that a backend means on this platform. */
export function kindOf(backend: Backend): Kernels["name"] {
  return backend === "js" || moduleOf(PLAIN_WASM) === null ? "js" : "wasm";
}

/** Bytes of a histogram cell on a machine of that kind. */
export function cellBytes(backend: Backend): number {
  return kindOf(backend) === "js" ? PLAIN_CELL_BYTES : WASM_CELL_BYTES;
}

/** A machine with at least `bytes` bytes, whose contents are arbitrary. Throws `OUT_OF_MEMORY` where they cannot be had. */
export function takeMachine(bytes: number, backend: Backend): Machine {
  const module = moduleFor(PLAIN_WASM, backend);
  if (module === null) {
    const buffer = plainMemory(bytes);
    return { kernels: plainKernels(buffer), predict: null, buffer };
  }
  const memory = wasmMemory(bytes);
  const machine = wasmMachine(module, memory);
  given.set(machine, memory);
  return machine;
}

/** Kernels of a family of their own and the memory they work on. */
export interface OpenKernels<K> {
  readonly kernels: K;
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
}

/** As `takeMachine` for the kernels compiled in `wasm` or, where WebAssembly is missing or not wanted, those of `plain`. */
export function takeKernels<K>(
  wasm: string,
  plain: (buffer: ArrayBuffer | SharedArrayBuffer) => K,
  bytes: number,
  backend: Backend,
): OpenKernels<K> {
  const module = moduleFor(wasm, backend);
  if (module === null) {
    const buffer = plainMemory(bytes);
    return { kernels: plain(buffer), buffer };
  }
  const memory = wasmMemory(bytes);
  const { exports } = new (api().Instance)(module, { env: { memory } });
  const open = { kernels: exports as unknown as K, buffer: memory.buffer };
  given.set(open, memory);
  return open;
}

const given = new WeakMap<object, WasmMemory>();

/** Gives a machine or kernels back; they must not be used any more. */
export function releaseMachine(machine: Machine | OpenKernels<unknown>): void {
  const memory = given.get(machine);
  if (memory !== undefined && memory.buffer.byteLength <= KEPT_PAGES * PAGE) kept = memory;
}

/** The compiled module that `backend` means, or null for the kernels in TypeScript. */
function moduleFor(wasm: string, backend: Backend): WasmModule | null {
  const module = backend === "js" ? null : moduleOf(wasm);
  if (module === null && backend === "wasm")
    throw new MLOpsError({ code: "NOT_SUPPORTED", feature: "WebAssembly with SIMD on this platform" });
  return module;
}

function pagesFor(bytes: number): number {
  const pages = Math.ceil(bytes / PAGE);
  if (pages > MOST_PAGES) throw tooLarge(bytes, "WebAssembly addresses 4 GiB");
  return pages;
}

function plainMemory(bytes: number): ArrayBuffer {
  const pages = pagesFor(bytes);
  return allocate(bytes, () => new ArrayBuffer(pages * PAGE));
}

function wasmMemory(bytes: number): WasmMemory {
  const pages = pagesFor(bytes);
  const memory = allocate(bytes, () => grown(kept, pages) ?? new (api().Memory)({ initial: pages }));
  kept = null;
  return memory;
}

/** The memory with at least so many pages, or null: growing one leaves no pages behind that nobody uses. */
function grown(memory: WasmMemory | null, pages: number): WasmMemory | null {
  if (memory === null) return null;
  const missing = pages - memory.buffer.byteLength / PAGE;
  try {
    if (missing > 0) memory.grow(missing);
    return memory;
  } catch {
    return null;
  }
}

/** Memory that threads share: WebAssembly's, or plain where the kernels are in TypeScript. Both can be sent to a thread. */
export type SharedStore = WasmMemory | SharedArrayBuffer;

/** Shared memory of at least `bytes` bytes, all zero. Throws `OUT_OF_MEMORY` where it cannot be had. */
export function sharedStore(bytes: number, backend: Backend): SharedStore {
  const pages = pagesFor(bytes);
  const wasm = kindOf(backend) === "wasm";
  return allocate(bytes, () =>
    wasm ? new (api().Memory)({ initial: pages, maximum: MOST_PAGES, shared: true }) : new SharedArrayBuffer(pages * PAGE),
  );
}

/** The kernels for shared memory as this thread compiled them, which other threads can be sent; undefined where they are in TypeScript. */
export function sharedKernels(backend: Backend): WasmModule | undefined {
  return kindOf(backend) === "wasm" ? (moduleOf(SHARED_WASM) ?? undefined) : undefined;
}

/** The kernels on shared memory, in this thread; compiled anew unless another thread's are given. */
export function sharedMachine(store: SharedStore, module?: WasmModule): Machine {
  if (store instanceof SharedArrayBuffer) return { kernels: plainKernels(store), predict: null, buffer: store };
  return wasmMachine(module ?? (moduleOf(SHARED_WASM) as WasmModule), store);
}

function wasmMachine(module: WasmModule, memory: WasmMemory): Machine {
  const { exports } = new (api().Instance)(module, { env: { memory } });
  const kernels = { ...(exports as unknown as Omit<Kernels, "name" | "cellBytes">), name: "wasm", cellBytes: WASM_CELL_BYTES } as const;
  const machine = { kernels, predict: exports as unknown as PredictKernels, buffer: memory.buffer };
  memories.set(machine, memory);
  return machine;
}

const memories = new WeakMap<Machine, WasmMemory>();

/** What another module, in its two forms, exports on a machine's memory; null where the machine's kernels are in TypeScript. */
export function exportsOn(machine: Machine, plain: string, shared: string): unknown {
  const memory = memories.get(machine);
  if (memory === undefined) return null;
  const module = moduleOf(machine.buffer instanceof ArrayBuffer ? plain : shared) as WasmModule;
  return new (api().Instance)(module, { env: { memory } }).exports;
}

/** The compiled module, or null where this platform cannot compile it. */
function moduleOf(base64: string): WasmModule | null {
  const known = modules.get(base64);
  if (known !== undefined) return known;
  let module: WasmModule | null = null;
  try {
    module = new (api().Module)(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
  } catch {
    // no WebAssembly, no SIMD, or a policy that forbids compiling: the kernels in TypeScript give the same bits
  }
  modules.set(base64, module);
  return module;
}

/** What `make` makes; throws `OUT_OF_MEMORY` where the system does not give `bytes` bytes. */
function allocate<T>(bytes: number, make: () => T): T {
  try {
    return make();
  } catch (cause) {
    throw tooLarge(bytes, "the system does not give so much", cause);
  }
}

function tooLarge(bytes: number, detail: string, cause?: unknown): MLOpsError {
  return new MLOpsError({ code: "OUT_OF_MEMORY", what: "training", bytes, detail, cause });
}

/** WebAssembly; throws `NOT_SUPPORTED` where the platform has none. */
function api(): NonNullable<ReturnType<typeof webAssembly>> {
  const found = webAssembly();
  if (found === undefined) throw new MLOpsError({ code: "NOT_SUPPORTED", feature: "WebAssembly on this platform" });
  return found;
}
