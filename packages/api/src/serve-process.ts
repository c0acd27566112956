import { parseArgs } from "node:util";
import { MLOpsError } from "@mlops/models/errors";
import { serveModels } from "./serve-models.ts";

const USAGE = `usage: server <name>=<model URI> … [--home <folder>] [--host <address>] [--port <number>]
       server --endpoint <name> [--home <folder>]
`;
const WRONG_USAGE = 3;

interface Serving {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves what the arguments name until the process is told to stop, and gives its exit code. */
export async function serveProcess(args: readonly string[]): Promise<number> {
  const serve = readArguments(args);
  if (serve === undefined) {
    process.stderr.write(USAGE);
    return WRONG_USAGE;
  }
  const stopped = untilStopped();
  try {
    const serving = await serve();
    process.stdout.write(`${serving.url}\n`);
    await stopped;
    await serving.close();
    return 0;
  } catch (error) {
    if (!MLOpsError.isInstance(error)) throw error;
    process.stderr.write(`${error.code}: ${error.message}\n${error.hint}\n`);
    const { exitCodeOf } = await import("@mlops/core");
    return exitCodeOf(error);
  }
}

function readArguments(args: readonly string[]): (() => Promise<Serving>) | undefined {
  const { HOST = "127.0.0.1", PORT = "0" } = process.env;
  const text = { type: "string" } as const;
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { home: { ...text, default: ".mlops" }, endpoint: text, host: { ...text, default: HOST }, port: { ...text, default: PORT } },
    });
    const { home, endpoint, host, port } = values;
    const models = positionals.map((argument) => /^([^=]+)=(.+)$/.exec(argument)?.slice(1) as [string, string] | undefined);
    if (endpoint !== undefined) return models.length > 0 ? undefined : () => serveNamed(home, endpoint);
    if (models.length === 0 || models.includes(undefined) || !/^\d{1,5}$/.test(port) || Number(port) > 65_535) return undefined;
    return () => serveModels({ models: Object.fromEntries(models as [string, string][]), home, host, port: Number(port) });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code?.startsWith("ERR_PARSE_ARGS")) return undefined;
    throw error;
  }
}

async function serveNamed(home: string, name: string): Promise<Serving> {
  const { serveEndpoint } = await import("./endpoint/serve-endpoint.ts");
  const server = await serveEndpoint({ home, name });
  return { url: server.state.url, close: () => server.close() };
}

/** Resolves when the process is told to end, or when the one that started it and keeps a channel to it is gone. A second signal ends it at once. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let told = false;
    for (const [signal, code] of [
      ["SIGINT", 130],
      ["SIGTERM", 143],
    ] as const) {
      process.on(signal, () => {
        if (told) process.exit(code);
        told = true;
        resolve();
      });
    }
    if (process.connected) process.once("disconnect", resolve);
  });
}
