import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { MLOpsError } from "@mlops/models/errors";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SOURCE_SHA256 } from "./boosting.wasm.ts";
import { SOURCE_SHA256 as FOREST_SHA256 } from "./forest.wasm.ts";
import { releaseMachine, takeMachine } from "./machine.ts";
import { plainExponential } from "./plain-exponential.ts";

it.each([
  ["boosting", SOURCE_SHA256],
  ["forest", FOREST_SHA256],
])("%s.wasm.ts is made from the source beside it", (name, hash) => {
  const source = readFileSync(new URL(`./${name}.as`, import.meta.url), "utf8").replaceAll("\r\n", "\n");
  expect(createHash("sha256").update(source).digest("hex")).toBe(hash);
});

describe.each(["wasm", "js"] as const)("the kernels in %s", (backend) => {
  it("sort as the language does", () => {
    const machine = takeMachine(1 << 20, backend);
    const doubles = new Float64Array(machine.buffer);
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true }), { maxLength: 300 }), (values) => {
        doubles.set(values, 100);
        machine.kernels.sortValues(800, values.length, 8000, 16_000);
        expect(doubles.slice(100, 100 + values.length)).toEqual(Float64Array.from(values).sort());
      }),
    );
    releaseMachine(machine);
  });

  it("count distinct values, zeros of both signs being one", () => {
    const machine = takeMachine(1 << 16, backend);
    const doubles = new Float64Array(machine.buffer);
    const value = fc.oneof(
      fc.integer({ min: -3, max: 3 }),
      fc.constantFrom(Number.NaN, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
    );
    fc.assert(
      fc.property(fc.array(value, { maxLength: 60 }), fc.integer({ min: 1, max: 9 }), (values, most) => {
        doubles.set(values, 1000);
        doubles.fill(Number.POSITIVE_INFINITY, 0, 256);
        const known = machine.kernels.distinct(8000, values.length, 0, 0, most);
        const expected = [...new Set(values.filter((one) => !Number.isNaN(one)).map((one) => one + 0))].sort((a, b) => a - b);
        expect(known).toBe(Math.min(most + 1, expected.length));
        if (known <= most) expect([...doubles.slice(0, known)].map((one) => one + 0)).toEqual(expected);
      }),
    );
    releaseMachine(machine);
  });
});

describe("plainExponential", () => {
  it("is e^x to 1e-13, held at both ends", () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
        expect(Math.abs(plainExponential(x) / Math.exp(x) - 1)).toBeLessThan(1e-13);
      }),
    );
    expect(plainExponential(1e9)).toBe(plainExponential(700));
    expect(plainExponential(-1e9)).toBe(plainExponential(-700));
  });
});

describe("takeMachine", () => {
  it("says how much memory a training would need where it cannot be had", () => {
    for (const backend of ["wasm", "js"] as const) {
      let error: unknown;
      try {
        takeMachine(2 ** 33, backend);
      } catch (caught) {
        error = caught;
      }
      expect(MLOpsError.isInstance(error) && [error.code, error.fields["bytes"]]).toEqual(["OUT_OF_MEMORY", 2 ** 33]);
    }
  });
});
