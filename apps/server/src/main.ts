// The reference model server: `node apps/server/src/main.ts churn=models:/churn@champion …`, at HOST and PORT.
import { createModelServer, MLOpsError } from "@mlops/all";

const USAGE = 3;
const given = process.argv.slice(2).map((argument) => /^([^=]+)=(.+)$/.exec(argument));

if (given.length === 0 || given.includes(null)) {
  process.stderr.write("usage: server <name>=<model URI> …\n");
  process.exitCode = USAGE;
} else {
  try {
    const models = Object.fromEntries(given.map((match) => [match?.[1] as string, match?.[2] as string]));
    const server = createModelServer({ models });
    const address = await server.listen({ host: process.env["HOST"] ?? "127.0.0.1", port: Number(process.env["PORT"] ?? 0) });
    process.stdout.write(`${address}\n`);
  } catch (error) {
    if (!MLOpsError.isInstance(error)) throw error;
    process.stderr.write(`${error.code}: ${error.message}\n${error.hint}\n`);
    process.exitCode = USAGE;
  }
}
