import { Agent, request } from "node:http";

export interface Asked {
  /** Latencies as the client sees them, in ms. */
  readonly p50: number;
  readonly p99: number;
}

/** Asks one request after another over one connection, `size` rows each. */
export async function ask(
  url: string,
  columns: readonly string[],
  rows: readonly (readonly number[])[],
  size: number,
  times: number,
): Promise<Asked> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const bodies = Array.from({ length: Math.floor(rows.length / size) }, (_, k) =>
    Buffer.from(JSON.stringify({ dataframe_split: { columns, data: rows.slice(k * size, (k + 1) * size) } })),
  );
  const latencies = new Float64Array(times);
  for (let i = 0; i < times; i++) {
    const started = performance.now();
    await post(`${url}/invocations`, agent, bodies[i % bodies.length] as Buffer);
    latencies[i] = performance.now() - started;
  }
  agent.destroy();
  latencies.sort();
  return { p50: latencies[Math.floor(times * 0.5)] as number, p99: latencies[Math.floor(times * 0.99)] as number };
}

function post(url: string, agent: Agent, body: Buffer): Promise<void> {
  return new Promise((done, fail) => {
    const headers = { "content-type": "application/json", "content-length": body.length };
    const sent = request(url, { method: "POST", agent, headers }, (answer) => {
      if (answer.statusCode !== 200) fail(new Error(`it answered ${answer.statusCode}`));
      answer.resume().on("end", done);
    });
    sent.on("error", fail).end(body);
  });
}
