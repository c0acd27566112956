import { optionalPackage } from "../optional-package.ts";

/** What starts, finds and ends the process of a local endpoint. */
export type EndpointServers = Pick<typeof import("@mlops/api"), "findEndpointServer" | "startEndpointServer" | "stopEndpointServer">;

/** @throws ConfigError `PACKAGE_MISSING` where `@mlops/api` is not installed */
export function endpointServers(): Promise<EndpointServers> {
  return optionalPackage("@mlops/api", "the target local", () => import("@mlops/api"));
}
