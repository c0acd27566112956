import type { DeploymentConfig } from "@mlops/models";

const LOCAL_SECONDS = 60;

/** How long a local endpoint may take to serve a change, in ms. */
export function timeoutMsOf({ probeTimeoutSeconds }: Pick<DeploymentConfig, "probeTimeoutSeconds">): number {
  return (probeTimeoutSeconds ?? LOCAL_SECONDS) * 1000;
}
