import { resolve } from "node:path";
import { ConfigError, driftReport, type WrittenReport } from "@mlops/all";
import { writeReport } from "@mlops/core/report";
import { type MonitoringDetails, windowLabel } from "@mlops/core/stage";
import { driftTable } from "../output/drift-table.ts";
import { driftLine } from "../output/monitoring-lines.ts";
import type { Session } from "../session.ts";
import type { DriftCommandOptions } from "./drift.ts";
import { type CalendarUnit, type Compared, compareSides } from "./drift-sides.ts";

/** `mlops drift report`: two sides compared as one page that needs nothing else; with `--json` the same as JSON. */
export async function driftReportCommand(
  session: Session,
  reference: string,
  current: string,
  options: DriftCommandOptions & { readonly output: string },
): Promise<number> {
  const { terminal, json } = session;
  if (!/\.html?$/i.test(options.output))
    throw new ConfigError({
      code: "USAGE_INVALID",
      detail: `--output ${options.output} is no page`,
      hint: "give a name that ends in .html",
    });
  const compared = await compareSides(session, [reference, current], options);
  const found = await pageOf(compared, options);
  const file = resolve(options.output);
  await writeReport(file, found.html);
  const exitCode = compared.result.hasDrift && options.failOnDrift ? 6 : 0;
  if (json) terminal.out(`${JSON.stringify({ ...found.json, report: file, exitCode })}\n`);
  else terminal.out(`${driftLine(terminal, found.json as unknown as MonitoringDetails)}\nreport   ${file}\n`);
  return exitCode;
}

function pageOf({ result, reference, current, names, windows }: Compared, { window = "day" }: DriftCommandOptions): Promise<WrittenReport> {
  const labelled = windows.map((one) => ({ ...one, name: windowLabel(one.name, window as CalendarUnit) }));
  return driftReport(result, reference, current, { name: `${names[1]} against ${names[0]}`, tables: names, windows: labelled });
}

/** The verdict where a profile stands for the current rows: as of two tables, but for windows. */
export async function checkSides(session: Session, reference: string, current: string, options: DriftCommandOptions): Promise<number> {
  const { terminal, json } = session;
  const compared = await compareSides(session, [reference, current], options);
  const { html, json: found } = await pageOf(compared, options);
  const report = options.report === undefined ? undefined : resolve(options.report);
  if (report !== undefined) await writeReport(report, html);
  const { status, message, timestamp, hasDrift, driftScore, driftedFeatures } = compared.result;
  const exitCode = hasDrift && options.failOnDrift ? 6 : 0;
  const { reference: before, current: after, drift } = found;
  const details = { hasDrift, driftScore, driftedFeatures, reference: before, current: after, drift };
  if (json) terminal.out(`${JSON.stringify({ status, message, timestamp, details, report: report ?? null, exitCode })}\n`);
  else {
    const told = `\n${driftLine(terminal, { drift } as MonitoringDetails)}\n`;
    terminal.out(`${driftTable(drift)}${told}${report === undefined ? "" : `report   ${report}\n`}`);
  }
  return exitCode;
}
