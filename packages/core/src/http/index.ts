export { type AuthContext, type AuthProvider, basicAuth, bearerToken } from "./auth-provider.ts";
export { createHttpClient, type HttpClient, type HttpClientOptions, type HttpRequest, type QueryValue } from "./http-client.ts";
export { HttpFailure, type HttpFailureKind } from "./http-failure.ts";
export type { HttpResponse } from "./http-response.ts";
export { parseJsonInt64 } from "./json-int64.ts";
export { redactUrl, scrub } from "./redact.ts";
export { parseRetryAfter, type RetryOptions } from "./retry-policy.ts";
