import { expect, test } from "vitest";
import { aq, ConfigError, DriftDetector } from "./index.ts";

const table = aq.table({ x: [1, 2, 3] });
const detector = new DriftDetector({ criticalFeatures: ["x"] });

test("the configuration is public, with its defaults", () => {
  expect(detector.config).toMatchObject({ criticalFeatures: ["x"], alpha: 0.05, driftShare: 0.5, minRows: 30 });
  expect(detector.logger.name).toBe("drift_detector");
});

test("a wrong configuration names the field", () => {
  expect(() => new DriftDetector({ alpha: 3 })).toThrow(ConfigError);
  expect(() => new DriftDetector({ alpha: 3 })).toThrow(/monitoringConfig\.alpha/);
});

test("what is not built says so instead of inventing a result", async () => {
  const code = "NOT_SUPPORTED";
  expect(() => detector.detectDrift(table, table)).toThrow(expect.objectContaining({ code, fields: { feature: "drift detection" } }));
  expect(() => detector.detectConceptDrift(table, table)).toThrow(
    expect.objectContaining({ code, fields: { feature: "concept drift detection" } }),
  );
  await expect(detector.detectDriftAsync(table, table, { workers: 2 })).rejects.toMatchObject({ code });
});
