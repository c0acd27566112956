import { expect, test } from "vitest";
import { ConfigError } from "../errors/mlops-error.ts";
import { MonitoringConfig } from "./monitoring.ts";
import { parseConfig } from "./parse-config.ts";

test("fills in defaults, and parsing again changes nothing", () => {
  const config = parseConfig(MonitoringConfig, { alpha: 0.01 }, "monitoringConfig");
  expect(config).toMatchObject({ alpha: 0.01, driftShare: 0.5 });
  expect(parseConfig(MonitoringConfig, config, "monitoringConfig")).toEqual(config);
});

test("names every wrong field and its place", () => {
  const attempt = () => parseConfig(MonitoringConfig, { alpha: 2, window: { by: "moon" } }, "monitoringConfig");
  expect(attempt).toThrow(ConfigError);
  expect(attempt).toThrow(/monitoringConfig\.alpha: .*monitoringConfig\.window\.by: /);
  try {
    attempt();
  } catch (error) {
    expect((error as ConfigError).toJSON()).toMatchObject({ code: "CONFIG_INVALID", paths: ["alpha", "window.by"] });
  }
});
