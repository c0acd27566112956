import { exitCodeOf, MLOpsError, scrub } from "@mlops/all";
import type { Session } from "../session.ts";
import { paint } from "./terminal.ts";

/** Tells an error where the user looks, and gives the exit code it ends with. A programmer's error is told with its stack. */
export function printError(session: Pick<Session, "terminal" | "json">, error: unknown): number {
  const code = exitCodeOf(error);
  const { terminal } = session;
  if (session.json) {
    const told = MLOpsError.isInstance(error) ? error.toJSON() : { name: (error as Error).name, message: (error as Error).message };
    terminal.out(`${JSON.stringify(scrub({ status: code >= 130 ? "cancelled" : "failed", error: told, exitCode: code }))}\n`);
  } else if (MLOpsError.isInstance(error)) {
    terminal.err(
      `${paint(terminal, "red", error.code)} ${scrub(error.message)}\n${error.hint ? `  ${paint(terminal, "dim", scrub(error.hint))}\n` : ""}`,
    );
  } else if (code === 2) {
    terminal.err(`${paint(terminal, "red", "crashed")} ${scrub((error as Error).stack ?? String(error))}\n`);
  }
  return code;
}
