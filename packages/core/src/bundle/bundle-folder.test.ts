import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { TensorType } from "../kernel/onnx/graph.ts";
import { GraphBuilder } from "../kernel/onnx/graph-builder.ts";
import { makeTable } from "../table/make-table.ts";
import { bundleFiles } from "./bundle-files.ts";
import { readBundle } from "./read-bundle.ts";
import { sampleClassifier, sampleRegressor } from "./sample-bundle.ts";
import { writeBundle } from "./write-bundle.ts";

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "bundle-"));
});
afterEach(() => rm(home, { recursive: true, force: true }));

describe("writeBundle", () => {
  it("writes the files and leaves nothing else", async () => {
    const folder = join(home, "deep", "model");
    const createdAt = new Date(0);
    await writeBundle(folder, sampleClassifier(), { createdAt });
    expect(await readdir(join(home, "deep"))).toEqual(["model"]);
    for (const [path, bytes] of bundleFiles(sampleClassifier(), { createdAt }))
      expect(new Uint8Array(await readFile(join(folder, path)))).toEqual(bytes);
    expect((await readBundle(folder)).verifyGoldenRows().ok).toBe(true);
  });

  it("takes the place of an empty folder and never that of files", async () => {
    const folder = join(home, "model");
    await mkdir(folder);
    await writeBundle(folder, sampleRegressor());
    await expect(writeBundle(folder, sampleClassifier())).rejects.toMatchObject({
      code: "FILE_UNWRITABLE",
      message: expect.stringContaining("not empty"),
    });
    expect((await readBundle(folder)).metadata?.task).toBe("regression");
  });

  it("leaves nothing behind when it fails", async () => {
    await writeFile(join(home, "file"), "");
    await expect(writeBundle(join(home, "file", "model"), sampleRegressor())).rejects.toMatchObject({ code: "FILE_UNWRITABLE" });
    await expect(writeBundle(join(home, "file"), sampleRegressor())).rejects.toMatchObject({ code: "FILE_UNWRITABLE" });
    expect(await readdir(home)).toEqual(["file"]);
  });
});

it("leaves nothing behind on a full disk", async () => {
  const script = `
    const { writeBundle } = await import(${JSON.stringify(new URL("write-bundle.ts", import.meta.url).href)});
    const { sampleClassifier } = await import(${JSON.stringify(new URL("sample-bundle.ts", import.meta.url).href)});
    const spec = { ...sampleClassifier(), referenceProfile: "x".repeat(100_000) };
    await writeBundle(${JSON.stringify(join(home, "model"))}, spec).catch((error) => console.log(error.code, error.message));`;
  // No file may grow beyond 16 blocks: writing stops in the middle of the profile.
  const run = `ulimit -f 16; exec "$0" --conditions=@mlops/source --input-type=module -e "$1"`;
  const output = execFileSync("sh", ["-c", run, process.execPath, script], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  expect(output).toMatch(/^FILE_UNWRITABLE cannot write .*model: EFBIG/);
  expect(await readdir(home)).toEqual([]);
}, 60_000);

describe("readBundle", () => {
  const paths = [...bundleFiles(sampleClassifier()).keys()];

  it.each(paths)("names %s when it is missing, cut off or changed", async (path) => {
    const folder = join(home, "model");
    await writeBundle(folder, sampleClassifier());
    const file = join(folder, path);
    const bytes = await readFile(file);
    const invalid = { code: "BUNDLE_INVALID", message: expect.stringContaining(path) };
    await truncate(file, bytes.length - 3);
    await expect(readBundle(folder)).rejects.toMatchObject(invalid);
    const changed = Uint8Array.from(bytes);
    const middle = bytes.length >> 1;
    changed[middle] = (changed[middle] as number) === 49 ? 50 : 49;
    await writeFile(file, changed);
    await expect(readBundle(folder)).rejects.toMatchObject(invalid);
    await rm(file);
    await expect(readBundle(folder)).rejects.toMatchObject(invalid);
  });

  it("names a folder that is none, and a file among files in memory", async () => {
    await expect(readBundle(join(home, "nowhere"))).rejects.toMatchObject({
      code: "BUNDLE_INVALID",
      message: expect.stringContaining("MLmodel"),
    });
    const files = bundleFiles(sampleRegressor());
    files.delete("conda.yaml");
    await expect(readBundle(files)).rejects.toMatchObject({ code: "BUNDLE_INVALID", message: expect.stringContaining("conda.yaml") });
    await mkdir(join(home, "odd", "MLmodel"), { recursive: true });
    await expect(readBundle(join(home, "odd"))).rejects.toMatchObject({ code: "BUNDLE_INVALID" });
    await mkdir(join(home, "odd", "mlops.json"), { recursive: true });
    await expect(readBundle(join(home, "odd"))).rejects.toMatchObject({
      code: "BUNDLE_INVALID",
      message: expect.stringContaining("mlops.json"),
    });
  });

  it("refuses a manifest of another format", async () => {
    const files = bundleFiles(sampleRegressor());
    files.set("mlops.json", new TextEncoder().encode('{"format": 2}'));
    await expect(readBundle(files)).rejects.toMatchObject({ code: "BUNDLE_INVALID", message: expect.stringContaining("format 2") });
  });
});

describe("a directory that others wrote", () => {
  const foreign = (graph: Uint8Array, model: string): Map<string, Uint8Array> =>
    new Map([
      ["MLmodel", new TextEncoder().encode(model)],
      ["model.onnx", graph],
    ]);
  const onnx = "flavors:\n  onnx: {data: model.onnx}\n  python_function: {loader_module: mlflow.onnx}\n";

  function doubled(type: TensorType, shape: (number | string)[]): Uint8Array {
    const graph = new GraphBuilder();
    const x = graph.input("X", type, shape);
    const y =
      type === "string" || type === "bool"
        ? graph.node("Identity", [x], {}, { outputs: ["y"] })
        : graph.node("Add", [x, x], {}, { outputs: ["y"] });
    graph.output(y, type, shape);
    return graph.build({ producer: "other", producerVersion: "1" });
  }

  it("loads without golden rows, its signature taken from the graph", async () => {
    const bundle = await readBundle(foreign(doubled("float", ["N", 1]), onnx));
    expect(bundle).toMatchObject({ goldenRows: null, metadata: null, referenceProfile: null, modelId: null });
    expect(bundle.signature.inputs).toEqual([{ name: "X", type: "double", required: true }]);
    expect(bundle.predict(makeTable({ X: [1.5, 2] })).array("y")).toEqual([3, 4]);
    expect(() => bundle.verifyGoldenRows()).toThrowError(expect.objectContaining({ code: "BUNDLE_INVALID" }));
  });

  it("feeds one matrix from the columns of the signature", async () => {
    const signature = `${onnx}signature:\n  inputs: '[{"name":"a","type":"float"},{"name":"b","type":"integer","required":true}]'\n  outputs: null\n`;
    const bundle = await readBundle(foreign(doubled("float", ["N", 2]), signature));
    expect(bundle.predict(makeTable({ b: [10, 20], a: [1, 2] })).objects()).toEqual([
      { y_0: 2, y_1: 20 },
      { y_0: 4, y_1: 40 },
    ]);
    expect((await readBundle(foreign(doubled("float", ["N", 2]), onnx))).signature.inputs.map(({ name }) => name)).toEqual(["X_0", "X_1"]);
  });

  it.each<[TensorType, unknown[], unknown[]]>([
    ["int64", [1, 2], [2, 4]],
    ["bool", [true, false], [true, false]],
    ["string", ["a", null], ["a", ""]],
  ])("feeds %s", async (type, given, wanted) => {
    const bundle = await readBundle(foreign(doubled(type, ["N"]), onnx));
    expect([...(bundle.predict(makeTable({ X: given })).column("y") as Iterable<unknown>)]).toEqual(wanted);
  });

  it.each<[string, TensorType, (number | string)[], string, Record<string, unknown[]>, string]>([
    ["a gap in an integer", "int64", ["N"], "", { X: [1, null] }, 'column "X" is missing in row 1'],
    ["text for a number", "float", ["N"], '[{"name":"X","type":"string"}]', { X: ["a"] }, "is string, the graph takes float"],
    ["a number for text", "string", ["N"], '[{"name":"X","type":"double"}]', { X: [1] }, "is a number, the graph takes string"],
    ["too few columns", "float", ["N", 3], '[{"name":"a","type":"double"}]', { a: [1] }, "is no column of the signature"],
    ["text in a matrix", "float", ["N", "F"], '[{"name":"a","type":"string"}]', { a: ["x"] }, "matrix of float"],
  ])("refuses %s", async (_, type, shape, inputs, columns, message) => {
    const model = inputs === "" ? onnx : `${onnx}signature: {inputs: '${inputs}', outputs: '[]'}\n`;
    const bundle = await readBundle(foreign(doubled(type, shape), model));
    expect(() => bundle.predict(makeTable(columns))).toThrowError(
      expect.objectContaining({ code: "SIGNATURE_MISMATCH", message: expect.stringContaining(message) }),
    );
  });

  it.each([
    ["no onnx flavor", "flavors: {sklearn: {}}", "no onnx flavor"],
    ["a path out of the folder", "flavors: {onnx: {data: ../x.onnx}}", "names no file in the folder"],
    ["a signature that is no list", `${onnx}signature: {inputs: '{}'}`, "not a list of columns"],
    ["YAML that is none", "flavors: [", "MLmodel"],
    ["nothing", "", "no onnx flavor"],
  ])("refuses an MLmodel with %s", async (_, model, message) => {
    await expect(readBundle(foreign(doubled("float", ["N"]), model))).rejects.toMatchObject({
      code: "BUNDLE_INVALID",
      message: expect.stringContaining(message),
    });
  });

  it("takes the graph for the signature where MLmodel has one of tensors", async () => {
    const model = `${onnx}signature:\n  inputs: '[{"type":"tensor","tensor-spec":{"dtype":"float32","shape":[-1,2]}}]'\n`;
    expect((await readBundle(foreign(doubled("double", ["N"]), model))).signature.inputs).toEqual([
      { name: "X", type: "double", required: true },
    ]);
  });

  it("refuses a graph that is none, and says which operator is not supported", async () => {
    await expect(readBundle(foreign(Uint8Array.of(1, 2, 3), onnx))).rejects.toMatchObject({
      code: "BUNDLE_INVALID",
      message: expect.stringContaining("model.onnx"),
    });
    const graph = new GraphBuilder();
    graph.output(graph.node("Fancy", [graph.input("x", "float", ["N"])]), "float", ["N"]);
    await expect(readBundle(foreign(graph.build({ producer: "p", producerVersion: "1" }), onnx))).rejects.toMatchObject({
      code: "NOT_SUPPORTED",
      message: expect.stringContaining("Fancy"),
    });
  });
});
