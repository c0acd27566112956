import { PipelineConfig } from "@mlops/models";
import { expect, test } from "vitest";
import { ConfigError, MonitoringPipeline } from "./index.ts";

const config = PipelineConfig.parse({ name: "churn", monitoringConfig: {} });

test("is a pipeline with a name, a configuration and a logger", () => {
  const pipeline = new MonitoringPipeline(config);
  expect([pipeline.name, pipeline.logger.name]).toEqual(["churn", "churn"]);
  expect(pipeline.config.monitoringConfig).toEqual(config.monitoringConfig);
});

test("without its section it is a configuration error", () => {
  expect(() => new MonitoringPipeline(PipelineConfig.parse({ name: "churn" }))).toThrow(ConfigError);
});

test("what is not built fails and says so, in run and in validate", async () => {
  const pipeline = new MonitoringPipeline(config);
  const result = await pipeline.run();
  expect(result).toMatchObject({ status: "failed", message: "the monitoring stage is not supported", details: { code: "NOT_SUPPORTED" } });
  expect(result.output).toBeUndefined();
  expect(await pipeline.validate()).toMatchObject({ isValid: false, message: result.message, details: { code: "NOT_SUPPORTED" } });
});
