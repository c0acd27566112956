import { MLOpsError, type ValidationError, ValidationResult } from "@mlops/models";
import { toJson } from "../pipeline/json-safe.ts";
import type { RunOptions } from "../pipeline/run-options.ts";
import { graphProblems } from "./graph.ts";
import type { PipelineStage } from "./stage.ts";
import type { PreparedStage } from "./stage-attempts.ts";

interface Problem {
  readonly stage?: string;
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

const problemOf = ({ code, message, hint }: MLOpsError, stage?: string): Problem => ({
  code,
  message,
  hint,
  ...(stage === undefined ? {} : { stage }),
});

/**
 * Checks how the stages are put together, makes every enabled stage's pipeline and lets it look deeper. `details.problems` has what is wrong with the
 * configuration, `validationErrors` and `failedRules` what the pipelines report, `<stage>: ` before each rule.
 */
export async function validateStages(
  stages: readonly PipelineStage[],
  prepare: (stage: PipelineStage) => PreparedStage,
  options: Pick<RunOptions, "home" | "pipelineFile"> = {},
): Promise<ValidationResult> {
  const problems = graphProblems(stages).map((error) => problemOf(error));
  const validationErrors: ValidationError[] = [];
  const failedRules: string[] = [];
  const messages = problems.map(({ message }) => message);
  let failed = problems.length > 0;
  let code = failed ? "CONFIG_INVALID" : undefined;
  for (const stage of stages.filter(({ enabled }) => enabled)) {
    try {
      const result = await prepare(stage).pipeline.validate(options);
      for (const rule of result.failedRules) failedRules.push(`${stage.name}: ${rule}`);
      for (const error of result.validationErrors) validationErrors.push({ ...error, rule: `${stage.name}: ${error.rule}` });
      if (result.isValid || result.status === "warning") continue;
      failed = true;
      messages.push(`${stage.name}: ${result.message}`);
      const own = result.details["code"];
      if (typeof own === "string")
        problems.push({ stage: stage.name, code: own, message: result.message, hint: String(result.details["hint"] ?? "") });
    } catch (error) {
      if (!MLOpsError.isInstance(error)) throw error;
      failed = true;
      code ??= error.code;
      problems.push(problemOf(error, stage.name));
      messages.push(`${stage.name}: ${error.message}`);
    }
  }
  return ValidationResult.parse({
    status: failed ? "failed" : "success",
    message: messages.join("; "),
    details: { problems: toJson(problems), ...(code === undefined ? {} : { code }) },
    validationErrors,
    failedRules,
  });
}
