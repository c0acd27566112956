import { expect, test } from "vitest";
import { ConfigError, DatabricksClient } from "./index.ts";

const client = new DatabricksClient({ host: "https://workspace.example", token: "dapi-not-a-secret-that-works" });

test("the configuration is public, and its secrets stay hidden", () => {
  expect(client.config).toMatchObject({ host: "https://workspace.example", registry: "unity_catalog", requestTimeoutSeconds: 60 });
  expect(JSON.stringify(client.config)).not.toContain("dapi");
  expect(client.logger.name).toBe("databricks_client");
});

test("a wrong configuration names the field", () => {
  const attempt = () => new DatabricksClient({ requestTimeoutSeconds: -1 });
  expect(attempt).toThrow(ConfigError);
  expect(attempt).toThrow(/databricksConfig\.requestTimeoutSeconds/);
});

test("what is not built says so instead of inventing a result", async () => {
  await expect(client.getModelVersion("main.churn.model", 3)).rejects.toMatchObject({
    code: "NOT_SUPPORTED",
    fields: { feature: "reading model versions from Databricks" },
  });
  await expect(client.createJobRun(12n, { date: "2018-01-01" })).rejects.toMatchObject({
    code: "NOT_SUPPORTED",
    fields: { feature: "starting Databricks jobs" },
  });
});
