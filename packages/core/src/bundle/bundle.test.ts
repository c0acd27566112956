import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { aq } from "../arquero/index.ts";
import { fromValues } from "../kernel/table/from-values.ts";
import { makeTable } from "../table/make-table.ts";
import { bundleFiles } from "./bundle-files.ts";
import { compareOutputs } from "./parity.ts";
import { readBundle } from "./read-bundle.ts";
import { cellsOf } from "./rows.ts";
import { sampleClassifier, sampleRegressor } from "./sample-bundle.ts";

const createdAt = new Date("2026-01-02T03:04:05.678Z");
const text = (files: ReadonlyMap<string, Uint8Array>, path: string): string => new TextDecoder().decode(files.get(path));

describe("the model directory", () => {
  const files = bundleFiles(sampleClassifier(), { modelId: "m-1", runId: "r1", artifactPath: "model", createdAt });

  it("holds these files", () => {
    expect([...files.keys()].sort()).toEqual([
      "MLmodel",
      "code/mlops_onnx_loader.py",
      "conda.yaml",
      "golden-rows.json",
      "input_example.json",
      "mlops.json",
      "model.onnx",
      "python_env.yaml",
      "reference-profile.json",
      "requirements.txt",
      "serving_input_example.json",
    ]);
  });

  it("describes itself in MLmodel as MLflow does", () => {
    expect(text(files, "MLmodel")).toContain("utc_time_created: '2026-01-02 03:04:05.678000'");
    expect(parse(text(files, "MLmodel"))).toMatchObject({
      artifact_path: "model",
      flavors: {
        onnx: { code: "code", data: "model.onnx", onnx_session_options: null, providers: ["CPUExecutionProvider"] },
        python_function: {
          code: "code",
          data: "model.onnx",
          env: { conda: "conda.yaml", virtualenv: "python_env.yaml" },
          loader_module: "mlops_onnx_loader",
        },
      },
      metadata: { task: "classification", estimator: "logistic", target: "joined" },
      model_id: "m-1",
      model_uuid: "m-1",
      run_id: "r1",
      saved_input_example_info: {
        artifact_path: "input_example.json",
        pandas_orient: "split",
        serving_input_path: "serving_input_example.json",
        type: "dataframe",
      },
      signature: {
        inputs:
          '[{"type":"double","name":"age","required":true},{"type":"long","name":"visits","required":true},{"type":"boolean","name":"member","required":true},{"type":"datetime","name":"since","required":false},{"type":"string","name":"city","required":false}]',
        outputs:
          '[{"type":"string","name":"label","required":true},{"type":"double","name":"probability_no","required":true},{"type":"double","name":"probability_yes","required":true}]',
        params: null,
      },
    });
    const bare = parse(text(bundleFiles(sampleRegressor(), { createdAt }), "MLmodel"));
    expect(bare).toMatchObject({ model_id: null, model_uuid: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(bare).not.toHaveProperty("run_id");
  });

  it("is the same bytes for the same spec", () => {
    expect(bundleFiles(sampleClassifier(), { modelId: "m-1", runId: "r1", artifactPath: "model", createdAt })).toEqual(files);
  });

  it("writes missing values of the example as null and datetimes without a zone", () => {
    expect(JSON.parse(text(files, "serving_input_example.json")).dataframe_split.data).toEqual([
      [38, 3, true, "2024-05-01T00:00:00.000", "Rome"],
      [null, 0, false, null, "Oslo"],
    ]);
  });
});

describe("Bundle", () => {
  it("reads back what was written and agrees with its golden rows", async () => {
    const spec = sampleClassifier();
    const bundle = await readBundle(bundleFiles(spec, { modelId: "m-1", runId: "r1" }));
    expect(bundle).toMatchObject({
      signature: spec.signature,
      metadata: spec.metadata,
      referenceProfile: { rows: 4 },
      modelId: "m-1",
      runId: "r1",
    });
    const report = bundle.verifyGoldenRows();
    expect(report).toMatchObject({ rows: 4, tolerance: 1e-12, labelsEqual: true, ok: true });
    expect(report.maxError).toBeLessThan(1e-15);
    expect((await readBundle(bundleFiles(sampleRegressor()))).verifyGoldenRows()).toMatchObject({ rows: 3, maxError: 0, ok: true });
  });

  it("takes filtered, ordered and foreign tables, ignores extra columns and scores an absent optional one as missing", async () => {
    const bundle = await readBundle(bundleFiles(sampleClassifier()));
    const columns = { visits: [3, 5], member: [true, false], age: [38, Number.NaN], extra: ["a", "b"] };
    const outputs = bundle.predict(aq.table(columns).orderby(aq.desc("visits")));
    expect(outputs.columnNames()).toEqual(["label", "probability_no", "probability_yes"]);
    const explicit = bundle.predict(aq.table({ ...columns, age: [38, null], city: [null, null], since: [null, null] }));
    expect(outputs.array("probability_yes")).toEqual([...explicit.array("probability_yes")].reverse());
    expect(bundle.predict(aq.table(columns).filter("d => d.visits > 3")).numRows()).toBe(1);
  });

  it("scores many rows in batches and none at all", async () => {
    const bundle = await readBundle(bundleFiles(sampleRegressor()));
    const x = Float64Array.from({ length: 20_000 }, (_, i) => i);
    const prediction = bundle.predict(makeTable({ x })).array("prediction") as ArrayLike<number>;
    expect(Array.from(prediction)).toEqual(Array.from(x, (value) => 2 * value + 1));
    expect(bundle.predict(makeTable({ x: new Float64Array(0) })).numRows()).toBe(0);
    const classifier = await readBundle(bundleFiles(sampleClassifier()));
    const city = Array.from({ length: 9000 }, (_, i) => ["Rome", "Oslo", null][i % 3] as string | null);
    const many = classifier.predict(makeTable({ age: city.map(() => 30), visits: city.map(() => 1), member: city.map(() => true), city }));
    expect(many.array("label").slice(8998)).toEqual(many.array("label").slice(1, 3));
  });

  it.each([
    ["text in a number", { age: ["old", "older"] }, 'column "age" holds "old" in row 0, the model takes double'],
    ["numbers in a text", { city: [null, 5] }, 'column "city" holds 5 in row 1, the model takes string'],
    ["a fraction in a long", { visits: [1, 1.5] }, 'column "visits" holds 1.5 in row 1, the model takes long'],
    ["a number in a boolean", { member: [1, 2] }, 'column "member" holds 2 in row 1, the model takes boolean'],
    ["text in a datetime", { since: ["today", "now"] }, 'column "since" holds "today" in row 0, the model takes datetime'],
    [
      "a large integer in a text",
      { city: BigInt64Array.of(2n ** 60n, 2n) },
      'column "city" holds "1152921504606846976" in row 0, the model takes string',
    ],
  ])("names the column and row of %s", async (_, wrong, message) => {
    const bundle = await readBundle(bundleFiles(sampleClassifier()));
    const table = makeTable({ age: [1, 2], visits: [1, 2], member: [true, false], ...wrong });
    expect(() => bundle.predict(table)).toThrowError(
      expect.objectContaining({ code: "SIGNATURE_MISMATCH", message: expect.stringContaining(message) }),
    );
  });

  it("names a required column that is missing", async () => {
    const bundle = await readBundle(bundleFiles(sampleClassifier()));
    const error = expect.objectContaining({
      code: "SIGNATURE_MISMATCH",
      fields: expect.objectContaining({ column: "visits", available: ["age"] }),
    });
    expect(() => bundle.predict(makeTable({ age: [1] }))).toThrowError(error);
  });

  it("takes a column of nothing but missing values for any type", async () => {
    const bundle = await readBundle(bundleFiles(sampleClassifier()));
    const table = makeTable({ age: [null], visits: [1], member: [true], city: [null], since: [null] });
    expect(bundle.predict(table).numRows()).toBe(1);
  });
});

describe("parity", () => {
  const actual = makeTable({ label: ["a", "b"], probability_a: [0.5, 2], other: [1, Number.NaN] });

  it.each([
    ["equal", { label: ["a", "b"], probability_a: [0.5, 2], other: [1, null] }, { maxError: 0, labelsEqual: true, ok: true }],
    ["a relative error", { probability_a: [0.5, 4] }, { maxError: 0.5, labelsEqual: true, ok: false }],
    ["another label", { label: ["a", "c"] }, { maxError: 0, labelsEqual: false, ok: false }],
    ["a missing output", { gone: [1, 2] }, { maxError: 0, labelsEqual: false, ok: false }],
    ["another number of rows", { label: ["a"] }, { maxError: 0, labelsEqual: false, ok: false }],
    [
      "a number where none was expected",
      { probability_a: [null, 2] },
      { maxError: Number.POSITIVE_INFINITY, labelsEqual: true, ok: false },
    ],
    ["no number where one was expected", { other: [1, 3] }, { maxError: Number.POSITIVE_INFINITY, labelsEqual: true, ok: false }],
  ])("sees %s", (_, expected, report) => {
    expect(compareOutputs(actual, expected, 1e-12)).toMatchObject(report);
  });
});

it("writes cells that JSON can hold", () => {
  expect(cellsOf(fromValues([1, null, Number.NaN]))).toEqual([1, null, null]);
  expect(cellsOf(fromValues([new Date(0), null]))).toEqual(["1970-01-01T00:00:00.000Z", null]);
  expect(cellsOf(fromValues(BigInt64Array.of(2n ** 60n)))).toEqual([2 ** 60]);
});
