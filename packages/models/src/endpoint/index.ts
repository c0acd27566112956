export { parseConfig } from "../config/parse-config.ts";
export { LocalEndpoint, LocalEndpointChange, LocalEndpointServer, LocalEndpointVersion } from "./local-endpoint.ts";
