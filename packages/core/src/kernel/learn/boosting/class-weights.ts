import { ConfigError } from "@mlops/models/errors";
import type { Target } from "../../estimator/matrix.ts";

/** `balanced`: rows over classes times rows of the class; or a weight by class. */
export type ClassWeight = "balanced" | Readonly<Record<string, number>>;

/** Row weights times the weight of each row's class; throws `PARAMETER_INVALID` for a class there is not, or for numbers to predict. */
export function classWeighted(y: Target, wanted: ClassWeight | null, weights: Float64Array | undefined): Float64Array | undefined {
  if (wanted === null) return weights;
  if (y.kind === "regression") throw invalid("there are no classes", wanted);
  const names = y.classes.map(String);
  const counts = new Float64Array(names.length);
  for (const code of y.codes) counts[code] = (counts[code] as number) + 1;
  if (wanted !== "balanced") {
    const unknown = Object.keys(wanted).find((name) => !names.includes(name));
    if (unknown !== undefined) throw invalid(`there is no class "${unknown}"; classes: ${names.join(", ")}`, wanted);
  }
  const byClass = names.map((name, code) =>
    wanted === "balanced" ? y.codes.length / (names.length * Math.max(1, counts[code] as number)) : (wanted[name] ?? 1),
  );
  return Float64Array.from(y.codes, (code, row) => (byClass[code] as number) * (weights === undefined ? 1 : (weights[row] as number)));
}

function invalid(detail: string, value: unknown): ConfigError {
  return new ConfigError({ code: "PARAMETER_INVALID", parameter: "classWeight", detail, value });
}
