/** Names of the files in a model directory. */
export const FILE = {
  model: "MLmodel",
  graph: "model.onnx",
  conda: "conda.yaml",
  python: "python_env.yaml",
  requirements: "requirements.txt",
  example: "input_example.json",
  servingExample: "serving_input_example.json",
  loader: "code/mlops_onnx_loader.py",
  profile: "reference-profile.json",
  golden: "golden-rows.json",
  manifest: "mlops.json",
} as const;

export const LOADER_MODULE = "mlops_onnx_loader";

/** The Python side that the directory is tested with. */
export const PYTHON_VERSION = "3.11.7";
export const PYTHON_PACKAGES = { mlflow: "3.17.2", numpy: "2.4.6", onnx: "1.23.2", onnxruntime: "1.32.0", pandas: "3.1.1" } as const;
