import { MLOpsError } from "@mlops/models/errors";
import type { FastifyInstance } from "fastify";
import { RequestProblem } from "./protocol/request-problem.ts";

/** Errors in the shape of the protocol that was spoken: `{error}` below /v2, MLflow's `{error_code, message}` elsewhere. */
export function answerErrors(app: FastifyInstance, bodyLimit: number): void {
  const routes: { pattern: RegExp; method: string }[] = [];
  app.addHook("onRoute", ({ url, method }) => {
    const pattern = new RegExp(`^${url.replace(/:[a-z]+/g, "[^/]+")}$`);
    for (const each of [method].flat()) routes.push({ pattern, method: each });
  });
  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.replace(/\?.*$/, "");
    const allowed = [...new Set(routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))];
    const known = allowed.length > 0;
    if (known) reply.header("allow", allowed.join(", "));
    const message = known ? `${request.method} is not allowed here, only ${allowed.join(", ")}` : `there is no ${path}`;
    return reply.code(known ? 405 : 404).send(shaped(path, known ? "BAD_REQUEST" : "ENDPOINT_NOT_FOUND", message));
  });
  app.setErrorHandler(async (error: Error & { statusCode?: number }, request, reply) => {
    const unfit = MLOpsError.isInstance(error) && error.code === "SIGNATURE_MISMATCH";
    const status = unfit ? 400 : (error.statusCode ?? 500);
    const code = error instanceof RequestProblem ? error.errorCode : status < 500 ? "BAD_REQUEST" : "INTERNAL_ERROR";
    const message = messageOf(error, status, bodyLimit);
    return reply.code(status).send(shaped(request.url, code, message));
  });
}

function messageOf(error: Error, status: number, bodyLimit: number): string {
  if (status === 413) return `the body is larger than ${bodyLimit} bytes: send fewer rows per request`;
  return status === 500 ? "the model could not answer" : error.message;
}

function shaped(path: string, code: string, message: string): Record<string, string> {
  return /^\/v2(\/|$)/.test(path) ? { error: message } : { error_code: code, message };
}
