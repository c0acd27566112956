import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Random } from "../../stats/random.ts";
import { takeBlockMachine } from "./block-machine.ts";
import { SOURCE_SHA256 } from "./blocks.wasm.ts";
import { releaseMachine } from "./machine.ts";

describe("blocks.wasm.ts", () => {
  it("is made from the source beside it", () => {
    const source = readFileSync(new URL("./blocks.as", import.meta.url), "utf8").replaceAll("\r\n", "\n");
    expect(createHash("sha256").update(source).digest("hex")).toBe(SOURCE_SHA256);
  });
});

/** Every kernel once on arbitrary numbers, in the backend given: the doubles that each wrote or answered. */
function runAll(backend: "wasm" | "js", seed: number, pairs: number, spread: number): Float64Array[] {
  const random = new Random(seed);
  const machine = takeBlockMachine(1 << 16, backend);
  const { kernels } = machine;
  const f64 = new Float64Array(machine.buffer, 0, 1 << 13).fill(0);
  const u32 = new Uint32Array(machine.buffer, 0, 1 << 14);
  const rows = 2 * pairs;
  const place = (at: number): number => 8 * 256 * at;
  const read = (at: number, count: number): Float64Array => f64.slice(256 * at, 256 * at + count);
  for (let at = 0; at < 8 * 256; at++) f64[at] = spread * random.normal();
  const codes = 30;
  for (let row = 0; row < rows; row++) u32[512 * codes + row] = random.int(3);
  for (let row = 0; row < rows; row++) f64[256 * 6 + row] = random.int(4);
  for (let row = 0; row < rows; row++) f64[256 * 7 + row] = random.uniform();
  const results: Float64Array[] = [];
  const group = 8 * 256;
  kernels.pack(place(0), 8 * 70, pairs, place(3), place(4), place(8));
  kernels.pack(place(1), 8 * 70, pairs, place(4), place(5), place(8) + group);
  results.push(read(8, 3 * rows), read(9, 3 * rows));
  kernels.weigh(place(8), group, 2, pairs, place(7), place(10));
  results.push(read(10, 3 * rows), read(11, 3 * rows));
  kernels.gram(place(10), place(8), group, 2, pairs, place(12));
  for (let line = 0; line < 6; line++) results.push(f64.slice(256 * 12 + 6 * line, 256 * 12 + 7 * line + 1));
  kernels.scores(place(8), group, 2, pairs, place(2), place(13));
  kernels.products(place(8), group, 2, pairs, place(3), place(14));
  results.push(read(13, rows), read(14, 6));
  for (const loss of ["logistic", "poisson"] as const) {
    results.push(Float64Array.of(kernels[loss](place(2), place(6), place(7), pairs, place(15), place(16))));
    results.push(read(15, rows), read(16, rows));
  }
  for (let k = 0; k < 3; k++) f64.copyWithin(256 * (17 + k), 256 * k, 256 * k + rows);
  kernels.softmax(place(17), group, 3, pairs, 8 * 256 * codes, place(20), place(21));
  for (const at of [17, 18, 19, 20, 21]) results.push(read(at, rows));
  kernels.residual(place(17), 8 * 256 * codes, 1, place(7), pairs, place(22));
  kernels.curvature(place(17), place(18), 0, place(7), pairs, place(23));
  kernels.curvature(place(18), place(18), 1, place(7), pairs, place(24));
  for (const at of [22, 23, 24]) results.push(read(at, rows));
  releaseMachine(machine);
  return results;
}

describe("the block kernels", () => {
  it("give the same bits in WebAssembly and in TypeScript", () => {
    const spread = fc.constantFrom(1e-3, 1, 30, 1e4);
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 33 }), spread, (seed, pairs, size) => {
        const [wasm, js] = [runAll("wasm", seed, pairs, size), runAll("js", seed, pairs, size)];
        for (const [at, values] of wasm.entries()) expect([at, ...values]).toEqual([at, ...(js[at] as Float64Array)]);
      }),
    );
  });
});
