import { parse, Scalar, stringify } from "yaml";
import type { Signature, SignatureColumn, SignatureType } from "../kernel/onnx/signature.ts";
import { FILE, LOADER_MODULE, PYTHON_PACKAGES, PYTHON_VERSION } from "./layout.ts";
import type { BundleMetadata, BundleOptions } from "./spec.ts";

export interface ModelFileParts {
  readonly signature: Signature;
  readonly metadata: BundleMetadata;
  /** Bytes of all other files. */
  readonly size: number;
  /** 32 hexadecimal digits. */
  readonly uuid: string;
  readonly options: BundleOptions;
}

/** The text of the MLmodel file, with the `onnx` flavor and the `python_function` flavor that goes through our loader. */
export function modelFile({ signature, metadata, size, uuid, options }: ModelFileParts): string {
  // Unquoted, PyYAML would read it as a datetime and MLflow refuses that.
  const created = new Scalar((options.createdAt ?? new Date()).toISOString().replace("T", " ").replace("Z", "000"));
  created.type = Scalar.QUOTE_SINGLE;
  return stringify(
    {
      ...(options.artifactPath === undefined ? {} : { artifact_path: options.artifactPath }),
      flavors: {
        onnx: {
          code: "code",
          data: FILE.graph,
          onnx_session_options: null,
          onnx_version: PYTHON_PACKAGES.onnx,
          providers: ["CPUExecutionProvider"],
        },
        python_function: {
          code: "code",
          data: FILE.graph,
          env: { conda: FILE.conda, virtualenv: FILE.python },
          loader_module: LOADER_MODULE,
          python_version: PYTHON_VERSION,
        },
      },
      is_signature_from_type_hint: false,
      metadata: { task: metadata.task, estimator: metadata.estimator, target: metadata.target },
      mlflow_version: PYTHON_PACKAGES.mlflow,
      model_id: options.modelId ?? null,
      model_size_bytes: size,
      model_uuid: options.modelId ?? uuid,
      prompts: null,
      ...(options.runId === undefined ? {} : { run_id: options.runId }),
      saved_input_example_info: {
        artifact_path: FILE.example,
        pandas_orient: "split",
        serving_input_path: FILE.servingExample,
        type: "dataframe",
      },
      signature: { inputs: columnsText(signature.inputs), outputs: columnsText(signature.outputs), params: null },
      type_hint_from_example: false,
      utc_time_created: created,
    },
    { lineWidth: 0 },
  );
}

function columnsText(columns: readonly SignatureColumn[]): string {
  return JSON.stringify(columns.map(({ name, type, required }) => ({ type, name, required })));
}

/** What is read from an MLmodel file. */
export interface ModelFile {
  /** Path of the ONNX file. */
  readonly graph: string;
  readonly loader: string | null;
  /** Null where the file has none, or one of tensors. */
  readonly signature: Signature | null;
  readonly modelId: string | null;
  readonly runId: string | null;
}

/** Reads MLmodel as MLflow writes it; throws an `Error` with what is wrong. */
export function parseModelFile(text: string): ModelFile {
  const root = record(parse(text));
  const flavors = record(root?.["flavors"]);
  const onnx = record(flavors?.["onnx"]);
  if (onnx === null) throw new Error("it has no onnx flavor");
  const data = onnx["data"] ?? FILE.graph;
  if (typeof data !== "string" || data.startsWith("/") || data.split(/[\\/]/).includes(".."))
    throw new Error("its onnx flavor names no file in the folder");
  const signature = record(root?.["signature"]);
  const inputs = signature === null ? null : columnsOf(signature["inputs"]);
  const outputs = signature === null ? null : columnsOf(signature["outputs"]);
  return {
    graph: data,
    loader: textOf(record(flavors?.["python_function"])?.["loader_module"]),
    signature: inputs === null ? null : { inputs, outputs: outputs ?? [] },
    modelId: textOf(root?.["model_id"]),
    runId: textOf(root?.["run_id"]),
  };
}

const TYPES: Readonly<Record<string, SignatureType>> = {
  double: "double",
  float: "double",
  long: "long",
  integer: "long",
  string: "string",
  boolean: "boolean",
  datetime: "datetime",
};

/** Null for a schema that is not one of named columns. */
function columnsOf(text: unknown): SignatureColumn[] | null {
  if (typeof text !== "string") return null;
  const list: unknown = JSON.parse(text);
  if (!Array.isArray(list)) throw new Error("its signature is not a list of columns");
  const columns = list.map((item) => {
    const column = record(item);
    const type = TYPES[String(column?.["type"])];
    const name = textOf(column?.["name"]);
    return type === undefined || name === null ? null : { name, type, required: column?.["required"] !== false };
  });
  return columns.every((column) => column !== null) ? columns : null;
}

function record(value: unknown): Record<string, unknown> | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
