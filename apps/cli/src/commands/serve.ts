import { once } from "node:events";
import { ConfigError, listEndpoints, serveEndpoint, serveModels } from "@mlops/all";
import { paint } from "../output/terminal.ts";
import type { Session } from "../session.ts";

export interface ServeOptions {
  readonly host?: string;
  readonly port?: number;
  readonly trackingUri?: string;
  /** False with `--no-log`. */
  readonly log: boolean;
}

interface Serving {
  readonly url: string;
  close(): Promise<void>;
}

const usage = (detail: string, hint: string): ConfigError => new ConfigError({ code: "USAGE_INVALID", detail, hint });
const HINT = "an endpoint's name, or <name>=<model URI>: mlops serve churn=models:/churn@champion";

/** The models that arguments name as `<name>=<model URI>`; undefined where they name an endpoint. */
function modelsOf(targets: readonly string[]): Record<string, string> | undefined {
  const pairs = targets.map((target) => /^([^=]+)=(.+)$/.exec(target));
  if (targets.length === 1 && pairs[0] === null) return undefined;
  const models: Record<string, string> = {};
  pairs.forEach((pair, k) => {
    const [, name = "", uri = ""] = pair ?? [];
    if (pair === null || name in models)
      throw usage(`"${targets[k]}" ${pair === null ? "is no <name>=<model URI>" : "is given twice"}`, HINT);
    models[name] = uri;
  });
  return models;
}

/** The one endpoint of the home folder. */
function onlyEndpoint(home: string): string {
  const endpoints = listEndpoints(home);
  if (endpoints.length === 1) return endpoints[0] as string;
  if (endpoints.length === 0) throw usage(`there is no endpoint in ${home} to serve`, HINT);
  throw usage(`there are ${endpoints.length} endpoints: name one of them`, endpoints.join(", "));
}

async function serve({ home }: Session, targets: readonly string[], { host, port, trackingUri, log }: ServeOptions): Promise<Serving> {
  const models = targets.length === 0 ? undefined : modelsOf(targets);
  if (models === undefined) {
    const server = await serveEndpoint({ home, name: targets[0] ?? onlyEndpoint(home), host, port });
    return { url: server.state.url, close: () => server.close() };
  }
  const where = { ...(host === undefined ? {} : { host }), ...(port === undefined ? {} : { port }) };
  const tracking = trackingUri === undefined ? {} : { trackingConfig: { trackingUri } };
  return serveModels({ models, home, inferenceLog: log, ...where, ...tracking });
}

interface Described {
  readonly models: readonly { readonly name: string; readonly versions: readonly string[] }[];
  /** A request that is answered, by the model's own example. */
  readonly example: string | undefined;
}

/** What the server says of itself, as any client reads it. */
async function describe(url: string): Promise<Described> {
  const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as { paths: Record<string, { post?: InvokeOperation }> };
  const content = paths["/invocations"]?.post?.requestBody.content["application/json"];
  const rows = content?.examples?.["dataframe_records"]?.value.dataframe_records.slice(0, 1);
  const places = Object.keys(paths).filter((path) => /^\/v2\/models\/[^/]+$/.test(path));
  const models = await Promise.all(places.map(async (path) => (await (await fetch(url + path)).json()) as Described["models"][number]));
  return {
    models: models.map(({ name, versions }) => ({ name, versions })),
    example: rows === undefined ? undefined : JSON.stringify({ dataframe_records: rows }),
  };
}

interface InvokeOperation {
  readonly requestBody: {
    readonly content: Readonly<
      Record<
        string,
        { readonly examples?: Readonly<Record<string, { readonly value: { readonly dataframe_records: readonly object[] } }>> }
      >
    >;
  };
}

function tell({ terminal, json }: Session, url: string, { models, example }: Described): void {
  if (json) {
    terminal.out(`${JSON.stringify({ status: "serving", url, openapi: `${url}/openapi.json`, models, exitCode: 0 })}\n`);
    return;
  }
  const served = models.map(({ name, versions }) => `${name} (version ${versions.join(", ")})`).join("; ");
  terminal.out(`serving ${served} at ${paint(terminal, "bold", url)}\n`);
  if (example !== undefined) {
    const quoted = example.replaceAll("'", "'\\''");
    terminal.out(`\n  curl ${url}/invocations -H 'content-type: application/json' -d '${quoted}'\n\n`);
  }
  terminal.out(`requests and answers are described at ${url}/openapi.json, metrics are at ${url}/metrics\n`);
}

/** `mlops serve`: serves an endpoint, or models by their URI, until it is interrupted; what has arrived then is answered, and it ends with 0. */
export async function serveCommand(session: Session, targets: readonly string[], options: ServeOptions): Promise<number> {
  const serving = await serve(session, targets, options);
  try {
    tell(session, serving.url, await describe(serving.url));
    if (!session.signal.aborted) await once(session.signal, "abort");
  } finally {
    await serving.close();
  }
  return 0;
}
