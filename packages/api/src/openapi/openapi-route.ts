import type { FastifyInstance } from "fastify";
import type { ServedModels } from "../served-models.ts";

/** `GET /openapi.json`, made when it is first asked for after the models changed. */
export function openApiRoute(app: FastifyInstance, served: ServedModels): void {
  let made: { readonly generation: number; readonly text: string } | undefined;
  app.get("/openapi.json", async (_, reply) => {
    const { generation, models } = served;
    if (made?.generation !== generation) {
      const { openApiDocument } = await import("./openapi-document.ts"); // not needed to start
      made = { generation, text: JSON.stringify(openApiDocument(models)) };
    }
    return reply.type("application/json").send(made.text);
  });
}
