import { PipelineConfig } from "@mlops/models";
import { expect, test } from "vitest";
import { ConfigError, DeploymentPipeline } from "./index.ts";

const config = PipelineConfig.parse({ name: "churn", deploymentConfig: {} });

test("is a pipeline with a name, a configuration and a logger", () => {
  const pipeline = new DeploymentPipeline(config);
  expect([pipeline.name, pipeline.logger.name]).toEqual(["churn", "churn"]);
  expect(pipeline.config.deploymentConfig).toEqual(config.deploymentConfig);
});

test("without its section it is a configuration error", () => {
  expect(() => new DeploymentPipeline(PipelineConfig.parse({ name: "churn" }))).toThrow(ConfigError);
});

test("what is not built fails and says so, in run and in validate", async () => {
  const pipeline = new DeploymentPipeline(config);
  const result = await pipeline.run();
  expect(result).toMatchObject({ status: "failed", message: "the deployment stage is not supported", details: { code: "NOT_SUPPORTED" } });
  expect(result.output).toBeUndefined();
  expect(await pipeline.validate()).toMatchObject({ isValid: false, message: result.message, details: { code: "NOT_SUPPORTED" } });
});
