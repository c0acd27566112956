import { stringify } from "yaml";
import { FILE, PYTHON_PACKAGES, PYTHON_VERSION } from "./layout.ts";

/** The files from which MLflow rebuilds the Python environment of the model. */
export function environmentFiles(): Record<string, string> {
  const packages = Object.entries(PYTHON_PACKAGES).map(([name, version]) => `${name}==${version}`);
  return {
    [FILE.requirements]: `${packages.join("\n")}\n`,
    [FILE.python]: stringify({
      python: PYTHON_VERSION,
      build_dependencies: ["pip", "setuptools", "wheel"],
      dependencies: [`-r ${FILE.requirements}`],
    }),
    [FILE.conda]: stringify({
      channels: ["conda-forge"],
      dependencies: [`python=${PYTHON_VERSION}`, "pip", { pip: packages }],
      name: "mlflow-env",
    }),
  };
}
