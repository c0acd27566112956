import { type Answer, refused } from "./answer.ts";
import { catalogRoutes } from "./catalog-routes.ts";
import { jobRoutes } from "./job-routes.ts";
import { servingRoutes } from "./serving-routes.ts";
import type { WorkspaceState } from "./state.ts";

/** The answer of the workspace to one request that is allowed. */
export function routes(state: WorkspaceState, method: string, url: URL, body: string): Answer {
  const path = decodeURIComponent(url.pathname);
  const request = `${method} ${path}`;
  return (
    catalogRoutes(state, request, url.searchParams, body) ??
    jobRoutes(state, request, url.searchParams, body) ??
    servingRoutes(state, method, path, body) ??
    refused(404, "RESOURCE_DOES_NOT_EXIST", `${path} does not exist`)
  );
}
