import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { stringsOf, type TensorValue } from "@mlops/core/onnx";

const root = path.resolve(import.meta.dirname, "../..");
const python = process.env["MLOPS_JUDGE_PYTHON"] ?? path.join(root, ".venv/judge/bin/python");

export interface GraphCase {
  readonly model: Uint8Array;
  readonly inputs: Readonly<Record<string, TensorValue>>;
}

export type RuntimeOutputs = Record<string, { readonly shape: number[]; readonly data: (number | string | boolean | null)[] }>;

/** What onnxruntime computes for each model (checked by onnx first), NaN as null; one Python process for all of them. */
export function runByOnnxruntime(cases: readonly GraphCase[]): RuntimeOutputs[] {
  const folder = mkdtempSync(path.join(tmpdir(), "onnxruntime-"));
  try {
    const request = cases.map(({ model, inputs }, index) => {
      const file = path.join(folder, `${index}.onnx`);
      writeFileSync(file, model);
      const tensors = Object.entries(inputs).map(([name, value]) => {
        const data = value.type === "string" ? stringsOf(value) : Array.from(value.data);
        return [name, { type: value.type, shape: value.shape, data }];
      });
      return { model: file, inputs: Object.fromEntries(tensors) };
    });
    const answer = execFileSync(python, [path.join(import.meta.dirname, "run-graphs.py")], {
      input: JSON.stringify(request),
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
    return JSON.parse(answer) as RuntimeOutputs[];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
