import { type AuthProvider, basicAuth, type HttpClient } from "@mlops/core/http";
import { DatabricksError } from "@mlops/models";

const EARLY_MS = 40_000;

export interface OauthM2mOptions {
  readonly http: HttpClient;
  readonly clientId: string;
  readonly secret: string;
}

/** Access tokens of a service principal: fetched on first use, again 40 s before they expire and after a refusal. */
export function oauthM2m({ http, clientId, secret }: OauthM2mOptions): AuthProvider & { current(): string | undefined } {
  const basic = basicAuth(clientId, secret);
  let held: { token: string; until: number } | undefined;
  let pending: Promise<string> | undefined;

  async function fetchToken(): Promise<string> {
    const endpoint = await discover(http);
    const authorization = await basic.authorization({ renew: false, signal: new AbortController().signal });
    const answer = await http.request({
      method: "POST",
      path: endpoint,
      idempotent: true,
      headers: { authorization: authorization ?? "", "content-type": "application/x-www-form-urlencoded" },
      body: "grant_type=client_credentials&scope=all-apis",
    });
    const { access_token, expires_in } = answer.json() as { access_token?: unknown; expires_in?: unknown };
    const seconds = Number(expires_in ?? 3600); // some servers send a string
    if (typeof access_token !== "string" || !Number.isFinite(seconds)) {
      throw new DatabricksError({ code: "DATABRICKS_REQUEST", status: answer.status, detail: "the token endpoint gave no access token" });
    }
    held = { token: access_token, until: Date.now() + seconds * 1000 - EARLY_MS };
    return access_token;
  }

  return {
    renewable: true,
    current: () => held?.token,
    async authorization({ renew }) {
      if (!renew && held !== undefined && Date.now() < held.until) return `Bearer ${held.token}`;
      pending ??= fetchToken().finally(() => {
        pending = undefined;
      });
      return `Bearer ${await pending}`;
    },
  };
}

/** Path of the token endpoint; credentials never leave the workspace's origin. */
async function discover(http: HttpClient): Promise<string> {
  const answer = await http.request({ path: "/oidc/.well-known/oauth-authorization-server" });
  const { token_endpoint } = answer.json() as { token_endpoint?: unknown };
  const endpoint = typeof token_endpoint === "string" && URL.canParse(token_endpoint) ? new URL(token_endpoint) : undefined;
  if (endpoint !== undefined && endpoint.origin === new URL(http.url).origin) return endpoint.pathname;
  throw new DatabricksError({
    code: "DATABRICKS_REQUEST",
    status: answer.status,
    detail: "the workspace names no token endpoint of its own host",
  });
}
