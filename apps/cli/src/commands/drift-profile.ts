import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { ConfigError, loadProfile, mergeProfiles, profileTable, saveProfile, type TableProfile, updateProfile } from "@mlops/all";
import { figure } from "@mlops/core/report";
import type { Session } from "../session.ts";
import { isProfile, sideIn } from "./drift-sides.ts";

export interface DriftProfileOptions {
  readonly output: string;
  readonly exclude?: readonly string[];
  readonly merge?: readonly string[];
}

/** `mlops drift profile`: saves what a table looks like, together with other profiles where these are named; a profile is saved in the other form. */
export async function driftProfileCommand(session: Session, file: string, options: DriftProfileOptions): Promise<number> {
  const output = outputOf(options);
  const [first, ...others] = await Promise.all((options.merge ?? []).map((one) => loadProfile(resolve(one))));
  const side = await sideIn(session, file, options);
  const grown =
    first === undefined
      ? isProfile(side)
        ? side
        : profileTable(side)
      : isProfile(side)
        ? mergeProfiles(first, side)
        : updateProfile(first, side);
  return save(
    session,
    output,
    others.reduce((all, one) => mergeProfiles(all, one), grown),
  );
}

/** `mlops drift profile merge`: the profile of all rows of several profiles. */
export async function driftMergeCommand(session: Session, files: readonly string[], options: DriftProfileOptions): Promise<number> {
  const output = outputOf(options);
  if (files.length < 2)
    throw new ConfigError({
      code: "USAGE_INVALID",
      detail: "there is nothing to merge with",
      hint: "mlops drift profile merge <a> <b> --output <file>",
    });
  const profiles = await Promise.all(files.map((one) => loadProfile(resolve(one))));
  return save(
    session,
    output,
    profiles.reduce((all, one) => mergeProfiles(all, one)),
  );
}

function outputOf({ output }: DriftProfileOptions): string {
  if (/\.(json|profile)$/i.test(output)) return resolve(output);
  throw new ConfigError({
    code: "USAGE_INVALID",
    detail: `--output ${output} is no profile`,
    hint: "give a name that ends in .json, or in .profile for the compact form",
  });
}

async function save({ terminal, json }: Session, file: string, profile: TableProfile): Promise<number> {
  await saveProfile(file, profile);
  const { rows } = profile;
  const columns = Object.keys(profile.columns).length;
  const { size: bytes } = await stat(file);
  if (json) terminal.out(`${JSON.stringify({ profile: file, rows, columns, bytes, exitCode: 0 })}\n`);
  else terminal.out(`profile  ${figure(rows)} rows, ${figure(columns)} columns: ${file} (${figure(bytes)} bytes)\n`);
  return 0;
}
