import { optionalPackage } from "../optional-package.ts";

/** What starts, finds and ends the process of a local endpoint. */
export type EndpointServers = Pick<typeof import("@mlops/api"), "findEndpointServer" | "startEndpointServer" | "stopEndpointServer">;

/** @throws ConfigError `PACKAGE_MISSING` where `@mlops/api` is not installed */
export function endpointServers(): Promise<EndpointServers> {
  return optionalPackage("@mlops/api", "the target local", () => import("@mlops/api"));
}

/** Processes that this one started and that end with it. */
const own = new Set<number>();

export function markOwn(pid: number): void {
  own.add(pid);
}

/** Whether a server ends when this process does. */
export function endsWithProcess(pid: number): boolean {
  return own.has(pid);
}
