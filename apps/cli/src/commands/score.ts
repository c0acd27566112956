import { scoreFile } from "@mlops/all";
import { readBundle } from "@mlops/core/bundle";
import { figure } from "@mlops/core/report";
import { openTracking } from "@mlops/core/tracking";
import type { Session } from "../session.ts";

export interface ScoreOptions {
  readonly output: string;
  readonly keep?: readonly string[];
  readonly trackingUri?: string;
}

/** `mlops score`: rows of a file through a model's bundle into a file, whole or not at all. */
export async function scoreCommand(session: Session, uri: string, input: string, options: ScoreOptions): Promise<number> {
  const { home, signal } = session;
  const tracking = await openTracking({ home, signal, ...(options.trackingUri === undefined ? {} : { trackingUri: options.trackingUri }) });
  try {
    const { folder, version } = await tracking.registry.resolveModelUri(uri);
    const { rows, output, columns } = await scoreFile(await readBundle(folder), input, options.output, {
      keep: options.keep,
      home,
      signal,
    });
    const model = version ? `models:/${version.name}/${version.version}` : uri;
    if (session.json) session.terminal.out(`${JSON.stringify({ status: "success", model, rows, output, columns, exitCode: 0 })}\n`);
    else session.terminal.out(`${figure(rows)} rows scored by ${model}: ${output}\n`);
    return 0;
  } finally {
    await tracking.close();
  }
}
