import { expect, test } from "vitest";
import { ConfigError, createModelServer } from "./index.ts";

test("a server without a model is a configuration error", () => {
  expect(() => createModelServer({ models: {} })).toThrow(ConfigError);
});

test("what is not built says so instead of inventing a server", () => {
  expect(() => createModelServer({ models: { churn: "models:/churn@champion" } })).toThrow(
    expect.objectContaining({ code: "NOT_SUPPORTED", fields: { feature: "serving models over HTTP" } }),
  );
});
