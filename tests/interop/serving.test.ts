import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type ModelServing, serveModels } from "@mlops/api";
import { bundleFiles, type Cell, compareOutputs, readBundle } from "@mlops/core/bundle";
import { makeTable } from "@mlops/core/table";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sampleClassifier } from "../../packages/core/src/bundle/sample-bundle.ts";
import { PYTHON } from "./mlflow-server.ts";

const execute = promisify(execFile);
const sample = sampleClassifier();
const optional = sample.signature.inputs.map((column) => (column.name === "age" ? { ...column, required: false } : column));
const spec = { ...sample, signature: { ...sample.signature, inputs: optional } }; // golden rows miss an age
const { goldenRows } = spec;

interface Answer {
  readonly results: Readonly<Record<string, Record<string, Cell[]>>>;
  readonly told: Readonly<Record<string, string | null>>;
  readonly info: Record<string, unknown>;
}

let home: string;
let serving: ModelServing;
let answer: Answer;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "mlops-serving-"));
  serving = await serveModels({ models: { sample: await readBundle(bundleFiles(spec)) }, home });
  writeFileSync(join(home, "golden-rows.json"), JSON.stringify(goldenRows));
  const args = [join(import.meta.dirname, "serving-clients.py"), String(serving.port), "sample", join(home, "golden-rows.json")];
  const { stdout } = await execute(PYTHON, args, { maxBuffer: 1 << 26, env: { ...process.env, MLFLOW_DISABLE_TELEMETRY: "true" } });
  answer = JSON.parse(stdout) as Answer;
});
afterAll(async () => {
  await serving?.close();
  rmSync(home, { recursive: true, force: true });
});

function expectGolden(outputs: Record<string, Cell[]>): void {
  expect(compareOutputs(makeTable(outputs), goldenRows.outputs, goldenRows.tolerance)).toMatchObject({
    ok: true,
    rows: goldenRows.data.length,
  });
}

describe("mlflow's scoring client", () => {
  it("gets the golden rows' outputs whatever pandas holds them in", () => {
    const results = Object.entries(answer.results).filter(([name]) => name.startsWith("mlflow"));
    expect(results).toHaveLength(4);
    for (const [, outputs] of results) expectGolden(outputs);
  });

  it("is told what does not fit", () => {
    expect(answer.told["mlflow: missing column"]).toMatch(/error code 400.*INVALID_PARAMETER_VALUE.*misses column \\"visits\\"/);
    expect(answer.told["mlflow: text for a number"]).toMatch(/error code 400.*BAD_REQUEST.*column \\"visits\\" holds \\"many\\" in row 0/);
    expect(answer.told["mlflow: params"]).toMatch(/error code 400.*takes no params/);
  });
});

it("takes CSV as pandas writes it", () => {
  const results = Object.entries(answer.results).filter(([name]) => name.startsWith("pandas"));
  expect(results).toHaveLength(2);
  for (const [, outputs] of results) expectGolden(outputs);
});

describe("tritonclient", () => {
  it("gets the same by tensors in JSON and as binary data, packed or not", () => {
    const results = Object.entries(answer.results).filter(([name]) => name.startsWith("triton"));
    expect(results).toHaveLength(5);
    for (const [, outputs] of results) expectGolden(outputs);
  });

  it("is told what does not fit, and what is served", () => {
    expect(answer.told["triton: unknown model"]).toContain('there is no model "none"; served: sample');
    expect(answer.told["triton: wrong type"]).toContain('input "age" has datatype "BYTES", the model takes FP64');
    expect(answer.info).toMatchObject({
      server: { name: "mlops", extensions: ["binary_tensor_data"] },
      model: { name: "sample", versions: ["1"], platform: "onnx_onnxv1" },
    });
  });
});

it("gives metrics of which promtool has nothing to say", async () => {
  const input = await (await fetch(`${serving.url}/metrics`)).text();
  expect(input).toContain('mlops_requests_total{model="sample",version="1",status="200"} ');
  expect(execFileSync("promtool", ["check", "metrics"], { input, encoding: "utf8" })).toBe("");
});
