import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compileGraph } from "./compile-graph.ts";
import { type NumberType, numberValue, stringsOf, stringValue, type TensorValue, zeros } from "./tensor-value.ts";

interface GoldenTensor {
  readonly type: TensorValue["type"];
  readonly shape: number[];
  readonly data: (number | string)[];
}
interface GoldenCase {
  readonly name: string;
  readonly tolerance: number;
  readonly model: string;
  readonly inputs: Record<string, GoldenTensor>;
  readonly outputs: Record<string, GoldenTensor>;
}

function readTensor(tensor: GoldenTensor): TensorValue {
  if (tensor.type === "string") return stringValue(tensor.shape, tensor.data as string[]);
  const data = zeros(tensor.type as NumberType, tensor.data.length);
  tensor.data.forEach((x, i) => {
    data[i] = Number(x);
  });
  return numberValue(tensor.type as NumberType, tensor.shape, data);
}

function expectSame(actual: TensorValue | undefined, wanted: GoldenTensor, tolerance: number): void {
  expect({ type: actual?.type, shape: actual?.shape }).toEqual({ type: wanted.type, shape: wanted.shape });
  if (actual?.type === "string") {
    expect(stringsOf(actual)).toEqual(wanted.data);
    return;
  }
  const numbers = wanted.data.map(Number);
  // -0 and 0 are one number here: the runtime's kernels differ in the sign of a zero.
  const wrong = numbers
    .map((b, i) => ({ i, a: actual?.data[i] as number, b }))
    .filter(({ a, b }) => !(Object.is(a, b) || a === b || Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b))));
  expect(wrong).toEqual([]);
}

function goldenOf(name: string): { readonly cases: readonly GoldenCase[]; readonly zipMap?: string } {
  return JSON.parse(readFileSync(new URL(`__golden__/${name}.json`, import.meta.url), "utf8"));
}
function bytesOf(model: string): Uint8Array {
  return Uint8Array.from(Buffer.from(model, "base64"));
}

describe.each(["operators", "exporters"])("%s agree with onnxruntime", (file) => {
  it.each(goldenOf(file).cases.map((c) => [c.name, c] as const))("%s", (_, c) => {
    const graph = compileGraph(bytesOf(c.model));
    const outputs = graph.run(Object.fromEntries(Object.entries(c.inputs).map(([name, tensor]) => [name, readTensor(tensor)])));
    expect(Object.keys(outputs)).toEqual(Object.keys(c.outputs));
    for (const [name, wanted] of Object.entries(c.outputs)) expectSame(outputs[name], wanted, c.tolerance);
  });
});

it("says that a dictionary per row is not supported", () => {
  const zipMap = bytesOf(goldenOf("exporters").zipMap as string);
  expect(() => compileGraph(zipMap)).toThrowError(
    expect.objectContaining({
      code: "NOT_SUPPORTED",
      message: expect.stringContaining("ZipMap"),
      hint: expect.stringContaining("zipmap=False"),
    }),
  );
});
