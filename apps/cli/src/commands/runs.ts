import { existsSync } from "node:fs";
import { listRuns, type RunRecord, readRun } from "@mlops/all";
import { duration } from "@mlops/core/report";
import { alignColumns } from "../output/columns.ts";
import { reportFile } from "../output/run-page.ts";
import type { Session } from "../session.ts";

const took = (milliseconds: number | undefined): string => (milliseconds === undefined ? "–" : duration(milliseconds));

function showRun(session: Session, run: RunRecord): void {
  const { terminal } = session;
  const report = reportFile(session.home, run.id);
  terminal.out(
    `${run.id}  ${run.name}  ${run.status}\n${run.message ? `${run.message}\n` : ""}started ${run.startedAt}, took ${took(run.durationMs)}\n${run.folder}\n${existsSync(report) ? `${report}\n` : ""}\n`,
  );
  terminal.out(
    alignColumns(
      ["stage", "kind", "status", "attempts", "took", "outcome"],
      run.stages.map((stage) => [
        stage.name,
        stage.kind,
        stage.status,
        String(stage.attempts),
        took(stage.durationMs),
        stage.message || (stage.reason ?? ""),
      ]),
    ),
  );
}

/** `mlops runs`: the runs of the home folder, newest first, or one of them in full. */
export async function runsCommand(session: Session, id: string | undefined): Promise<number> {
  if (id !== undefined) {
    const run = readRun(session.home, id);
    if (session.json) session.terminal.out(`${JSON.stringify(run)}\n`);
    else showRun(session, run);
    return 0;
  }
  const runs = listRuns(session.home);
  if (session.json) session.terminal.out(`${JSON.stringify({ runs: runs.map(({ events: _, ...run }) => run) })}\n`);
  else if (runs.length === 0) session.terminal.out(`no runs in ${session.home}\n`);
  else
    session.terminal.out(
      alignColumns(
        ["run", "pipeline", "status", "started", "took"],
        runs.map((run) => [run.id, run.name, run.status, run.startedAt.replace("T", " ").slice(0, 19), took(run.durationMs)]),
      ),
    );
  return 0;
}
