import { type HttpFailure, scrub } from "@mlops/core/http";
import { DatabricksError } from "@mlops/models";

interface Refusal {
  readonly errorCode: string | undefined;
  readonly detail: string;
}

const BY_STATUS: Readonly<Record<number, string>> = {
  400: "BAD_REQUEST",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  409: "CONFLICT",
  429: "TOO_MANY_REQUESTS",
  499: "CANCELLED",
  500: "INTERNAL_ERROR",
  501: "NOT_IMPLEMENTED",
  503: "TEMPORARILY_UNAVAILABLE",
  504: "DEADLINE_EXCEEDED",
};

/** What an error answer says: JSON, `CODE: message`, an HTML page or nothing. */
export function readRefusal(status: number, body: string): Refusal {
  const fallback = BY_STATUS[status];
  const text = body.trim();
  if (text === "") return { errorCode: fallback, detail: "the answer is empty" };
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "object" && parsed !== null) {
      const { error_code, message, error, detail, error_description } = parsed as Record<string, unknown>;
      const code = error_code ?? (typeof error === "string" ? error : undefined);
      const said = message ?? error_description ?? detail ?? error;
      return { errorCode: code === undefined ? fallback : String(code), detail: typeof said === "string" ? said : "no message" };
    }
  } catch {
    // not JSON: read below
  }
  const coded = /^([A-Z][A-Z_]+): ([\s\S]+)$/.exec(text);
  if (coded !== null) return { errorCode: coded[1], detail: coded[2] as string };
  const html = /<pre>([\s\S]*?)<\/pre>/i.exec(text)?.[1] ?? /<title>([\s\S]*?)<\/title>/i.exec(text)?.[1];
  if (html !== undefined) return { errorCode: fallback, detail: html.trim() };
  return { errorCode: fallback, detail: text.startsWith("<") ? "an HTML page instead of an answer" : text.slice(0, 500) };
}

/** The failure of a request as an error with `status` and `errorCode`, without any of the secrets. */
export function requestError(failure: HttpFailure, secrets: readonly string[]): DatabricksError {
  const { status, method, url } = failure;
  if (failure.kind !== "status" || status === undefined) {
    const message = scrub(`${method} ${url}: ${failure.detail}`, secrets);
    return new DatabricksError({ code: "DATABRICKS_REQUEST", message, status, kind: failure.kind, hint: "check host and network" });
  }
  const { errorCode, detail } = readRefusal(status, failure.body ?? "");
  const shown = scrub(detail, secrets);
  return new DatabricksError({ code: "DATABRICKS_REQUEST", status, errorCode, detail: shown, method, url });
}
