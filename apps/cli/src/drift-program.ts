import { type Command, Option } from "commander";
import type { DriftCommandOptions } from "./commands/drift.ts";
import type { DriftProfileOptions } from "./commands/drift-profile.ts";
import { INPUT_FORMATS } from "./file-formats.ts";
import { collect, common, type Doing, fraction, ofFile, wholeNumber } from "./options.ts";
import type { CommonOptions } from "./session.ts";

const SIDE = `${INPUT_FORMATS}, or a saved profile`;

/** How two sides are compared. */
function comparison(command: Command): Command {
  return command
    .option("--categorical <column>", "compare this column as categories; may be repeated", collect)
    .option("--numerical <column>", "compare this column as numbers; may be repeated", collect)
    .option("--critical <column>", "drift of this column alone is drift; may be repeated", collect)
    .option("--exclude <column>", "leave this column out; may be repeated", collect)
    .option("--share <number>", "share of drifted features from which the table drifts; 0.5 when absent", fraction)
    .option("--alpha <number>", "largest adjusted p-value of a drifted feature; 0.05 when absent", fraction)
    .option("--timestamp <column>", "time of the rows: each window is compared too")
    .addOption(
      new Option("--window <unit>", "how time is cut; day when absent").choices(["hour", "day", "week", "month", "quarter", "year"]),
    )
    .option("--fail-on-drift", "end with 6 where the table has drifted");
}

const PAGE = ["--report <file>", "write what was found as an HTML page"] as const;

/** `--seed` alone of what pipeline files take. */
const seeded = (command: Command): Command => command.option("--seed <number>", "seed of everything random", wholeNumber);

/** Adds `mlops drift` with what is under it. */
export function addDrift(root: Command, doing: Doing): void {
  const drift = comparison(
    ofFile(
      root
        .command("drift")
        .description("compare a table with a reference, or run the monitoring of a pipeline file without its training")
        .argument("<reference>", `${SIDE}; or pipeline.yaml alone`)
        .argument("[current]", SIDE),
    ),
  ).option(...PAGE);
  drift.action((reference: string, current: string | undefined, options: CommonOptions & DriftCommandOptions) =>
    doing(options, async (session) => (await import("./commands/drift.ts")).driftCommand(session, reference, current, options)),
  );
  forwards(drift);

  const sides = (name: string, description: string): Command =>
    seeded(comparison(common(drift.command(name).description(description).argument("<reference>", SIDE).argument("<current>", SIDE))));
  sides("check", "say whether a table, or its profile, has drifted from a reference")
    .option(...PAGE)
    .action((reference: string, current: string, options: CommonOptions & DriftCommandOptions) =>
      doing(options, async (session) => (await import("./commands/drift.ts")).driftCommand(session, reference, current, options)),
    );
  sides("report", "write what has drifted as one HTML page; with --json the same as JSON")
    .requiredOption("--output <file>", "the page")
    .action((reference: string, current: string, options: CommonOptions & DriftCommandOptions & { output: string }) =>
      doing(options, async (session) =>
        (await import("./commands/drift-report.ts")).driftReportCommand(session, reference, current, options),
      ),
    );

  const profile = common(
    drift.command("profile").description("save the profile of a table, which stands for it as a reference").argument("<file>", SIDE),
  )
    .requiredOption("--output <file>", "the profile: JSON, or compact where the name ends in .profile")
    .option("--exclude <column>", "leave this column out; may be repeated", collect)
    .option("--merge <profile>", "add the rows of this profile, in its bins; may be repeated", collect)
    .action((file: string, options: CommonOptions & DriftProfileOptions) =>
      doing(options, async (session) => (await import("./commands/drift-profile.ts")).driftProfileCommand(session, file, options)),
    );
  forwards(profile);
  common(profile.command("merge").description("save the profile of all rows of several profiles").argument("<profiles...>", "two or more"))
    .requiredOption("--output <file>", "the profile: JSON, or compact where the name ends in .profile")
    .action((files: string[], options: CommonOptions & DriftProfileOptions) =>
      doing(options, async (session) => (await import("./commands/drift-profile.ts")).driftMergeCommand(session, files, options)),
    );
}

/** Options before the name of a command under it go to that command. */
function forwards(command: Command): void {
  command.enablePositionalOptions();
  command.hook("preSubcommand", (parent, under) => {
    for (const [name, value] of Object.entries(parent.opts()))
      if (parent.getOptionValueSource(name) === "cli") under.setOptionValueWithSource(name, value, "cli");
  });
}
