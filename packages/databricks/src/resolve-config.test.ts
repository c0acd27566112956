import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ConfigError } from "./index.ts";
import { resolveConfig } from "./resolve-config.ts";

let folder: string;
let configFile: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "mlops-profile-"));
  configFile = path.join(folder, "cfg");
  writeFileSync(
    configFile,
    "# note\n[DEFAULT]\nhost = a.example/\ntoken = one-token\n\n[dev]\nhost: https://b.example:443\nclient_id=c\nclient_secret=s=1\n",
  );
});

afterAll(() => rmSync(folder, { recursive: true }));

test("options win over the environment, and that over a profile", () => {
  const environment = { DATABRICKS_HOST: "env.example", DATABRICKS_TOKEN: "env-token", DATABRICKS_CONFIG_FILE: configFile };
  expect(resolveConfig({ host: "mine.example" }, environment)).toMatchObject({ host: "https://mine.example", authType: "pat" });
  expect(resolveConfig({}, environment).token?.reveal()).toBe("env-token");
  const dev = resolveConfig({ profile: "dev", configFile }, {});
  expect(dev).toMatchObject({ host: "https://b.example", authType: "oauth-m2m", clientId: "c" });
  expect(dev.clientSecret?.reveal()).toBe("s=1");
  expect(resolveConfig({}, { DATABRICKS_CONFIG_FILE: configFile })).toMatchObject({ host: "https://a.example" });
});

test.each([
  [{ configFile: "/nowhere" }, "no host is set"],
  [{ host: "a.example" }, "no credentials are set"],
  [{ host: "a.example", authType: "oauth-m2m", token: "t" }, "the credentials of oauth-m2m are not complete"],
  [{ host: "a.example", token: "t", clientId: "c", clientSecret: "s" }, "more than one authorization method configured: oauth and pat"],
  [{ requestTimeoutSeconds: -1 }, "databricksConfig.requestTimeoutSeconds"],
] as const)("%j: %s", (options, message) => {
  expect(() => resolveConfig(options, {})).toThrow(ConfigError);
  expect(() => resolveConfig(options, {})).toThrow(message);
});

test("a profile that is named must exist, and a file must be readable", () => {
  expect(() => resolveConfig({ profile: "none", configFile }, {})).toThrow(`resolve: ${configFile} has no none profile configured`);
  expect(() => resolveConfig({ configFile: folder }, {})).toThrow(/cannot read/);
});
