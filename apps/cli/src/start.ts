import { CommanderError } from "commander";
import { program, USAGE } from "./program.ts";

/** What `--json` and the terminal need to tell an error that ended the process rather than a command. */
async function tell(args: readonly string[], error: unknown): Promise<number> {
  const [{ printError }, { systemTerminal }] = await Promise.all([import("./output/print-error.ts"), import("./output/terminal.ts")]);
  return printError({ terminal: systemTerminal(), json: args.includes("--json") }, error);
}

/** What commander found wrong with the arguments, with the help that shows how it is meant. */
async function usageError(args: readonly string[], error: CommanderError): Promise<unknown> {
  const { ConfigError } = await import("@mlops/all");
  const detail = error.message.replace(/^error: /, "").replace(/\s*\n\s*/g, " ");
  const path: string[] = [];
  for (let at = program().commands.find((each) => args.includes(each.name())); at !== undefined; ) {
    path.push(`${at.name()} `);
    at = at.commands.find((each) => args.includes(each.name()));
  }
  const hint = `see: mlops ${path.join("")}--help`;
  return new ConfigError({ code: "USAGE_INVALID", detail, hint });
}

/** A reader that went away (`mlops runs | head -1`) is no failure; output that cannot be written is one. */
function guardOutput(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return;
    process.stderr.write(`cannot write to stdout: ${error.message}\n`);
    process.exitCode = process.exitCode || 1;
  });
  process.stderr.on("error", () => undefined);
}

/** The whole process: runs the command that `args` name and sets the exit code. Whatever no command expected is a crash, exit code 2. */
export async function start(args: readonly string[]): Promise<void> {
  guardOutput();
  const crashed = (error: unknown): void => void tell(args, error).then((code) => process.exit(code));
  process.on("uncaughtException", crashed);
  process.on("unhandledRejection", crashed);
  try {
    await program().parseAsync(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) process.exitCode = await tell(args, error);
    else if (error.exitCode === 0) process.exitCode = 0;
    else if (error.code === "commander.help")
      process.exitCode = USAGE; // no command was given, and the help has been shown
    else process.exitCode = await tell(args, await usageError(args, error));
  }
}
