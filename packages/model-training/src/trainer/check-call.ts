import type { MetricTask } from "@mlops/core/metrics";
import { ConfigError, CrossValidationConfig, MLOpsError, type TrainingConfig } from "@mlops/models";
import type { TrainOptions } from "./train-options.ts";

/** The cross-validation that is asked for, or that calibration or a threshold to be chosen cannot do without. */
export function crossValidationOf(config: TrainingConfig): CrossValidationConfig | undefined {
  const needed = config.calibration !== "none" || (config.threshold !== undefined && config.threshold.method !== "fixed");
  return config.crossValidation ?? (needed ? CrossValidationConfig.parse({}) : undefined);
}

/** Checks that can be made before any row is looked at. @throws ConfigError `PARAMETER_INVALID` */
export function checkCall(config: TrainingConfig, options: TrainOptions): void {
  const { xVal, yVal } = options;
  if ((xVal === undefined) !== (yVal === undefined)) {
    const [given, missing] = xVal === undefined ? ["yVal", "xVal"] : ["xVal", "yVal"];
    throw invalid(missing, `${given} is given without it`, "give both, or none");
  }
  if (options.weightVal !== undefined && !xVal)
    throw invalid("weightVal", "there are no validation rows to weigh", "give xVal and yVal, or leave it out");
  checkEarlyStopping(config, options);
  for (const name of ["train", "validation", "out_of_fold", "cross_validation"]) {
    if (options.holdouts === undefined || !Object.hasOwn(options.holdouts, name)) continue;
    throw invalid("holdouts", `"${name}" is what the rows of training are called`, "give the holdout another name");
  }
  const { gate } = config;
  const chosen = config.earlyStopping === "validation";
  if (!gate.enabled || (xVal && (!chosen || options.holdouts?.["test"]))) return;
  if (gate.minImprovement !== undefined && crossValidationOf(config))
    throw invalid("gate", "a champion may have learned from these rows, so it cannot be compared on them", "give validation rows");
  if ((gate.threshold === undefined && gate.minImprovement === undefined) || crossValidationOf(config)) return;
  if (chosen) {
    const detail = "the validation rows choose the number of trees, so they flatter the model and cannot judge it";
    const hint = "give a holdout named test or crossValidation, set earlyStopping to internal, or leave threshold and minImprovement out";
    throw invalid("gate", detail, hint);
  }
  const hint = "give validation rows or crossValidation, or leave threshold and minImprovement out";
  throw invalid("gate", "a model cannot be judged on the rows it was trained on", hint);
}

/** Validation rows can only say when to stop where there are any, and where something stops. */
function checkEarlyStopping(config: TrainingConfig, { xVal }: TrainOptions): void {
  if (config.earlyStopping === "internal") return;
  const refuse = (detail: string, hint: string) => invalid("earlyStopping", detail, hint);
  if (!xVal) throw refuse("there are no validation rows to watch", "give xVal and yVal, or set it to internal");
  const given = [...Object.keys(config.parameters), ...Object.keys(config.search?.space ?? {})];
  if (config.algorithm !== "gradient_boosting" || !given.some((name) => name === "earlyStoppingRounds" || name === "early_stopping_rounds"))
    throw refuse("nothing stops early", "it is for gradient_boosting with earlyStoppingRounds: set those, or leave it out");
}

/** Settings that the target's kind does not allow. @throws ConfigError `PARAMETER_INVALID` */
export function checkTask(config: TrainingConfig, task: MetricTask): void {
  if (config.calibration !== "none" && task === "regression")
    throw invalid("calibration", "a target of numbers has no probabilities", "set it to none");
  if (config.threshold !== undefined && task !== "binary")
    throw invalid("threshold", `a threshold decides between two classes; the target is ${task}`, "leave it out");
}

/** A trainer's model is its graph, so what has none is refused before it is fitted. @throws MLOpsError `NOT_SUPPORTED` */
export function checkGraph(algorithm: TrainingConfig["algorithm"]): void {
  if (algorithm !== "k_nearest_neighbours") return;
  const hint = "use logistic_regression or gradient_boosting; createEstimator gives it for comparisons in memory";
  throw new MLOpsError({ code: "NOT_SUPPORTED", feature: `an ONNX graph of ${algorithm}`, hint });
}

function invalid(parameter: string, detail: string, hint: string): ConfigError {
  return new ConfigError({ code: "PARAMETER_INVALID", parameter, detail, hint });
}
