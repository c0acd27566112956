import { type Command, InvalidArgumentError } from "commander";
import type { CommonOptions, Session } from "./session.ts";

// Options that several commands take, and how their values are read.

/** Runs what a command does in a session of its own. */
export type Doing = (options: CommonOptions, work: (session: Session) => Promise<number>) => Promise<void>;

export const collect = (value: string, former: readonly string[] = []): string[] => [...former, value];

export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(Number(text))) throw new InvalidArgumentError("it is not a whole number from 0 on");
  return Number(text);
}

export function portNumber(text: string): number {
  if (!/^\d+$/.test(text) || Number(text) > 65_535) throw new InvalidArgumentError("it is not a port from 0 to 65535");
  return Number(text);
}

export function pairs(value: string, former: Readonly<Record<string, string>> = {}): Record<string, string> {
  const at = value.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("write it as name=value");
  return { ...former, [value.slice(0, at)]: value.slice(at + 1) };
}

export function fraction(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value <= 1)) throw new InvalidArgumentError("it is not a number from 0 to 1");
  return value;
}

export function common(command: Command): Command {
  return command
    .option("--json", "print one JSON document on stdout; logs go to stderr as JSON lines")
    .option("--home <folder>", "folder of runs, models and reports", ".mlops")
    .option("--verbose", "show every log line");
}

export function ofFile(command: Command): Command {
  return common(command)
    .option("--env <name>", "environment whose settings apply")
    .option("--set <key=value>", "set one value, a.b=c; may be repeated", collect)
    .option("--seed <number>", "seed of everything random", wholeNumber)
    .option("--param <name=value>", "value that the file refers to as param.name; may be repeated", pairs);
}
