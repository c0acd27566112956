import type { FastifyInstance } from "fastify";

/** Time in ms that requests have to end in, once the server stops. */
const GRACE = 10_000;

/** Takes no new connections, lets the requests that are being answered end, cuts off what hangs. */
export async function closeServer(app: FastifyInstance): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), GRACE);
  try {
    await app.close();
  } finally {
    clearTimeout(timer);
  }
}
