import { dirname } from "node:path";
import { Pipeline, type RunOptions, type StageContext, type StageResult, type StageWork } from "@mlops/core/pipeline";
import type { BatchDetails, DeploymentDetails, DeploymentOutput, EndpointDetails, TrainingOutput } from "@mlops/core/stage";
import {
  ConfigError,
  type DeploymentConfig,
  MLOpsError,
  type PipelineConfig,
  PipelineError,
  StatusEnum,
  ValidationResult,
} from "@mlops/models";
import { checkDeployment } from "./check-deployment.ts";
import type { DeployOptions } from "./deploy-options.ts";
import { ModelDeployer } from "./model-deployer.ts";

type PipelineInput = (typeof PipelineConfig)["_zod"]["input"];

/**
 * The deployment stage: takes the version just trained, or `deploymentConfig.modelUri`, scores the batch where there is one, then deploys to the endpoint:
 * preflight → golden rows → apply → probe → shift → alias. A server of lifetime `run` ends with the process. A model that the gate blocked is not deployed.
 */
export class DeploymentPipeline extends Pipeline<DeploymentOutput> {
  /** @throws ConfigError `CONFIG_INVALID` where `deploymentConfig` is missing or asks for nothing */
  constructor(config: PipelineInput) {
    super(config as PipelineConfig, "deploymentConfig");
    const { serve, batch } = this.#deployment();
    if (serve || batch !== undefined) return;
    const detail = "deploymentConfig asks for nothing: serve is false and there is no batch";
    throw new ConfigError({ code: "CONFIG_INVALID", detail, hint: "set serve, or give it a batch" });
  }

  #deployment(): DeploymentConfig {
    return this.config.deploymentConfig as DeploymentConfig;
  }

  run(options?: RunOptions): Promise<StageResult<DeploymentOutput>> {
    return this.complete(options, (context) => this.#work(context));
  }

  async validate(options: Pick<RunOptions, "pipelineFile"> = {}): Promise<ValidationResult> {
    try {
      await checkDeployment(this.config, baseOf(options.pipelineFile));
      return ValidationResult.parse({ status: StatusEnum.SUCCESS, message: "the deployment configuration is valid" });
    } catch (error) {
      if (!MLOpsError.isInstance(error)) throw error;
      const { message, code, hint } = error;
      return ValidationResult.parse({ status: StatusEnum.FAILED, message, details: { code, hint } });
    }
  }

  async #work(context: StageContext): Promise<StageWork<DeploymentOutput>> {
    const config = this.#deployment();
    const trained = context.inputs.training;
    const modelUri = modelOf(config, trained, this.name);
    const deployer = new ModelDeployer(config);
    const options: DeployOptions = {
      home: context.home,
      trackingConfig: context.trackingConfig,
      base: baseOf(context.pipelineFile),
      scoredAt: new Date(context.run.startedAt),
      signal: context.signal,
      onProgress: context.progress,
      ...(trained === undefined || config.modelUri !== undefined ? {} : { golden: trained.bundle }),
    };
    const messages: string[] = [];
    const deployed = async <Details>(work: ReturnType<ModelDeployer["deployToEndpoint"]>): Promise<Details> => {
      const { message, details } = await work;
      messages.push(message);
      return details as Details;
    };
    // the batch first: what it finds wrong is found before an endpoint changes
    const batch = config.batch ? await deployed<BatchDetails>(deployer.deployToBatch(modelUri, options)) : undefined;
    const endpoint = config.serve ? await deployed<EndpointDetails>(deployer.deployToEndpoint(modelUri, options)) : undefined;
    const details: DeploymentDetails = {
      ...(endpoint === undefined ? {} : { deployed: endpoint }),
      ...(batch === undefined ? {} : { batch }),
    };
    return { output: outputOf(details, modelUri, trained), message: messages.join("; "), details: { ...details } };
  }
}

const baseOf = (pipelineFile: string | undefined): string => (pipelineFile === undefined ? "." : dirname(pipelineFile));

function modelOf({ modelUri }: DeploymentConfig, trained: TrainingOutput | undefined, stage: string): string {
  if (trained !== undefined && !trained.gate.passed) {
    throw new PipelineError({ code: "GATE_BLOCKED", detail: `${trained.modelUri} is not deployed` });
  }
  const uri = modelUri ?? trained?.modelUri;
  if (uri !== undefined) return uri;
  const hint = "run a training stage before it, or set deploymentConfig.modelUri";
  throw new PipelineError({ code: "STAGE_INPUT_MISSING", stage, dependency: "a training stage", hint });
}

function outputOf({ deployed, batch }: DeploymentDetails, modelUri: string, trained: TrainingOutput | undefined): DeploymentOutput {
  const version = deployed?.modelVersion ?? (trained?.modelUri === modelUri ? trained.modelVersion : undefined);
  return {
    kind: "deployment",
    modelUri: deployed?.modelUri ?? batch?.model ?? modelUri,
    ...(version === undefined ? {} : { modelVersion: version }),
    ...(deployed === undefined ? {} : { endpoint: deployed.endpoint, url: deployed.url }),
    ...(batch === undefined ? {} : { batch: batch.output }),
  };
}
