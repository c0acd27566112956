import { expect, test } from "vitest";
import { ConfigError, ModelDeployer } from "./index.ts";

const deployer = new ModelDeployer({ endpointName: "churn" });

test("the configuration is public, with its defaults", () => {
  expect(deployer.config).toMatchObject({ endpointName: "churn", target: "local", trafficPercentage: 100, alias: "champion" });
  expect(deployer.logger.name).toBe("model_deployer");
});

test("a wrong configuration names the field", () => {
  const attempt = () => new ModelDeployer({ endpointName: "two words" });
  expect(attempt).toThrow(ConfigError);
  expect(attempt).toThrow(/deploymentConfig\.endpointName/);
});

test("what is not built says so instead of inventing a deployment", async () => {
  await expect(deployer.deployToEndpoint("models:/churn/1")).rejects.toMatchObject({
    code: "NOT_SUPPORTED",
    fields: { feature: "deploying to an endpoint" },
  });
  await expect(deployer.deployToBatch("models:/churn/1")).rejects.toMatchObject({
    code: "NOT_SUPPORTED",
    fields: { feature: "deploying to batch" },
  });
});
