import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findEndpointServer, stopEndpointServer } from "@mlops/api";
import type { EndpointDetails } from "@mlops/core/stage";
import type { LocalEndpoint } from "@mlops/models";
import { onTestFinished } from "vitest";
import { type DeploymentOptions, type DeployOptions, ModelDeployer } from "../index.ts";
import { newHome } from "./models.ts";

export const NAME = "double";

/** A home folder whose endpoint is stopped after the test. */
export function endpointHome() {
  const home = newHome();
  onTestFinished(async () => void (await stopEndpointServer({ home, name: NAME })));
  return home;
}

export const deployerOf = (options: DeploymentOptions = {}) =>
  new ModelDeployer({ endpointName: NAME, probeTimeoutSeconds: 20, ...options });

export async function deploy(
  home: string,
  uri: string,
  options: DeploymentOptions = {},
  more: DeployOptions = {},
): Promise<EndpointDetails> {
  return (await deployerOf(options).deployToEndpoint(uri, { home, ...more })).details as unknown as EndpointDetails;
}

export const configOf = (home: string) => JSON.parse(readFileSync(join(home, "endpoints", NAME, "config.json"), "utf8")) as LocalEndpoint;

export const serverOf = (home: string) => findEndpointServer({ home, name: NAME });

/** What the endpoint answers for x = 1, and which version did. */
export async function answer(url: string): Promise<{ version: string; prediction: number }> {
  const body = JSON.stringify({ inputs: [{ name: "x", shape: [1], datatype: "FP64", data: [1] }] });
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${url}/v2/models/${NAME}/infer`, { method: "POST", headers, body });
  const { model_version: version, outputs } = (await response.json()) as { model_version: string; outputs: { data: number[] }[] };
  return { version, prediction: outputs[0]?.data[0] as number };
}

export const weights = ({ versions }: Pick<LocalEndpoint, "versions">) => versions.map(({ version, weight }) => `${version}: ${weight}`);
