import { Buffer } from "node:buffer";

/** What a request for credentials says: `renew` is true after the server refused the credentials given before. */
export interface AuthContext {
  readonly renew: boolean;
  readonly signal: AbortSignal;
}

/** Gives the value of the `Authorization` header. A provider that can fetch fresh credentials is asked once more after a 401. */
export interface AuthProvider {
  readonly renewable?: boolean;
  authorization(context: AuthContext): string | undefined | Promise<string | undefined>;
}

type TokenSource = string | ((context: AuthContext) => string | Promise<string>);

/**
 * `Authorization: Bearer …` from a token, or from a function that fetches one (asked again after a 401).
 * @example await bearerToken("abc").authorization({ renew: false, signal: new AbortController().signal }) // => "Bearer abc"
 */
export function bearerToken(token: TokenSource): AuthProvider {
  if (typeof token === "string") return { authorization: () => `Bearer ${token}` };
  return { renewable: true, authorization: async (context) => `Bearer ${await token(context)}` };
}

/**
 * `Authorization: Basic …`, the user and password in UTF-8.
 * @example await basicAuth("ann", "b").authorization({ renew: false, signal: new AbortController().signal }) // => "Basic YW5uOmI="
 */
export function basicAuth(user: string, password: string): AuthProvider {
  const value = `Basic ${Buffer.from(`${user}:${password}`, "utf8").toString("base64")}`;
  return { authorization: () => value };
}
