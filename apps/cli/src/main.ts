import { CommanderError } from "commander";
import { program, USAGE } from "./program.ts";

try {
  await program().parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : USAGE; // commander has told the user already
}
