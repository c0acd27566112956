import { exitCodeOf, MLOpsError, scrub } from "@mlops/all";
import type { Session } from "../session.ts";
import { paint, type Terminal } from "./terminal.ts";

/** Code, message and what to try; the hint is left out where the message says it already. */
export function errorText(
  terminal: Terminal,
  { code, message, hint }: { code: string; message: string; hint?: string | undefined },
): string {
  const tried = hint && !message.includes(hint) ? `  ${paint(terminal, "dim", scrub(hint))}\n` : "";
  return `${paint(terminal, "red", code)} ${scrub(message)}\n${tried}`;
}

/** Tells an error where the user looks, and gives the exit code it ends with. A programmer's error is told with its stack. */
export function printError(session: Pick<Session, "terminal" | "json">, error: unknown): number {
  const code = exitCodeOf(error);
  const { terminal } = session;
  if (session.json) {
    const { name = "Error", message = String(error) } = (error ?? {}) as Partial<Error>;
    const told = MLOpsError.isInstance(error) ? error.toJSON() : { name, message };
    terminal.out(`${JSON.stringify(scrub({ status: code >= 130 ? "cancelled" : "failed", error: told, exitCode: code }))}\n`);
  } else if (MLOpsError.isInstance(error)) {
    terminal.err(errorText(terminal, error));
  } else if (code === 2) {
    terminal.err(`${paint(terminal, "red", "crashed")} ${scrub((error as Error | undefined)?.stack ?? String(error))}\n`);
  }
  return code;
}
