import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import fastify, { type FastifyInstance } from "fastify";
import { answerErrors } from "./answer-errors.ts";
import type { LoggedRequest } from "./inference-log/logged-request.ts";
import { openApiRoute } from "./openapi/openapi-route.ts";
import { predictionRoutes } from "./prediction-routes.ts";
import { parseBody } from "./protocol/parse-body.ts";
import type { ServedModels } from "./served-models.ts";
import type { ServingMetrics } from "./serving-metrics.ts";

/** How requests are taken, whatever is served. */
export interface ServerLimits {
  /** Largest body in bytes. Default 16 MB. */
  readonly bodyLimit?: number;
  /** Limit until a request has arrived whole. Default 30 000. */
  readonly requestTimeoutMs?: number;
}

export interface ServerParts {
  readonly served: ServedModels;
  readonly metrics: ServingMetrics;
  /** Takes what was answered; must return at once. */
  readonly log?: (request: LoggedRequest) => void;
}

/** No route has a schema of Fastify's, so that a server does without the 110 files of what compiles them. */
const NO_SCHEMAS = { buildValidator: unused, buildSerializer: unused };

function unused(): never {
  throw new TypeError("a route of the model server has a schema");
}

/** The Fastify application over models that may be replaced while it runs. */
export function serverApp(parts: ServerParts, { bodyLimit = 16 * 2 ** 20, requestTimeoutMs = 30_000 }: ServerLimits): FastifyInstance {
  const app = fastify({
    bodyLimit,
    requestTimeout: requestTimeoutMs,
    schemaController: { compilersFactory: NO_SCHEMAS },
    genReqId: ({ headers }) => {
      const given = headers["x-request-id"];
      return typeof given === "string" && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
    },
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, ({ headers }: { headers: IncomingHttpHeaders }, body: string | Buffer, done) => {
    try {
      const parsed = parseBody(headers, body as Buffer, bodyLimit);
      if (parsed instanceof Promise) parsed.then((later: unknown) => done(null, later), done);
      else done(null, parsed);
    } catch (error) {
      done(error as Error);
    }
  });
  app.addHook("onRequest", (request, reply, done) => {
    reply.header("x-request-id", request.id);
    done();
  });
  let closing = false;
  app.addHook("preClose", (done) => {
    closing = true;
    done();
  });
  app.addHook("onSend", (_, reply, payload, done) => {
    if (closing) reply.header("connection", "close"); // a connection that is kept alive would keep the server
    done(null, payload);
  });
  answerErrors(app, bodyLimit);
  app.register(async (scope) => {
    predictionRoutes(scope, parts);
    openApiRoute(scope, parts.served);
  });
  return app;
}
