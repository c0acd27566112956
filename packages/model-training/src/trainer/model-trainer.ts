import { type Logger, setupLogger } from "@mlops/core/logging";
import { type StageResult, toJson, withOutput } from "@mlops/core/pipeline";
import type { TrainingOutput } from "@mlops/core/stage";
import type { Series, TableLike } from "@mlops/core/table";
import { parseConfig, Result, StatusEnum, TrackingConfig, TrainingConfig } from "@mlops/models";
import { blockedMessage, trainedMessage } from "./messages.ts";
import { train } from "./train.ts";
import type { TrainOptions } from "./train-options.ts";

type ConfigInput = (typeof TrainingConfig)["_zod"]["input"];
type TrackingInput = (typeof TrackingConfig)["_zod"]["input"];

/**
 * Trains, evaluates, gates and registers models, tracked as MLflow runs.
 * The result is `failed` with `details.reason` `gate_blocked` when the gate blocks; everything else that goes wrong throws.
 * @throws ConfigError `CONFIG_INVALID`
 * @example new ModelTrainer({ algorithm: "ridge", parameters: { alpha: 2 } }).config.registerModel // => true
 */
export class ModelTrainer {
  readonly config: TrainingConfig;
  readonly trackingConfig: TrackingConfig;
  readonly logger: Logger = setupLogger("model_trainer");

  constructor(config: ConfigInput, trackingConfig: TrackingInput = {}) {
    this.config = parseConfig(TrainingConfig, config, "modelConfig");
    this.trackingConfig = parseConfig(TrackingConfig, trackingConfig, "trackingConfig");
  }

  /**
   * @param xTrain - n rows with the columns that the served model receives
   * @param yTrain - n labels or numbers, none missing
   * @returns details as `TrainingDetails` of `@mlops/core/stage`: metrics with intervals, gate, model URI, bundle folder, parity
   * @throws DataError, ConfigError, TrackingError; `MLOpsError` PARITY_BROKEN when the exported graph disagrees with the model; the signal's reason
   */
  async trainAndEvaluate(xTrain: TableLike, yTrain: Series, options: TrainOptions = {}): Promise<StageResult<TrainingOutput>> {
    const { details, output } = await train(this.config, this.trackingConfig, xTrain, yTrain, options);
    const passed = details.gate.passed;
    const message = passed ? trainedMessage(details) : blockedMessage(details);
    if (passed) this.logger.info(message, { runId: details.runId });
    else this.logger.warn(message, { runId: details.runId });
    const result = Result.parse({
      status: passed ? StatusEnum.SUCCESS : StatusEnum.FAILED,
      message,
      details: toJson({ ...details, ...(passed ? {} : { code: "GATE_BLOCKED", reason: "gate_blocked" }) }),
    });
    return withOutput(result, output);
  }
}
