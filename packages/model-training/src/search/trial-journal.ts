import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { writeFileWhole } from "@mlops/core/files";
import type { TrialDetails } from "@mlops/core/stage";
import { PipelineError } from "@mlops/models";

/**
 * The trials of a search on disk, one JSON line each, synced before `append` returns: a search that was killed goes on after the last whole
 * line. The file's name is made of all that decides about the scores, so another search has another file.
 */
export class TrialJournal {
  readonly file: string;
  readonly #known: Map<number, TrialDetails>;

  constructor(file: string) {
    this.file = file;
    this.#known = writing(file, () => {
      mkdirSync(dirname(file), { recursive: true });
      return readTrials(file);
    });
    const lines = [...this.#known.values()].map((trial) => `${JSON.stringify(trial)}\n`);
    writeFileWhole(file, lines.join("")); // without a line that was cut off
  }

  /** A trial that was finished before, by its number. */
  get(trial: number): TrialDetails | undefined {
    return this.#known.get(trial);
  }

  /** @throws PipelineError `STATE_UNWRITABLE` */
  append(trial: TrialDetails): void {
    writing(this.file, () => {
      const descriptor = openSync(this.file, "a");
      try {
        writeSync(descriptor, `${JSON.stringify(trial)}\n`);
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
    });
    this.#known.set(trial.trial, trial);
  }

  /** The search is over, and its result kept elsewhere. */
  remove(): void {
    writing(this.file, () => rmSync(this.file, { force: true }));
  }
}

function readTrials(file: string): Map<number, TrialDetails> {
  const trials = new Map<number, TrialDetails>();
  if (!existsSync(file)) return trials;
  for (const line of readFileSync(file, "utf8").split("\n").slice(0, -1)) {
    const trial = parsed(line);
    if (trial === undefined) break;
    if (!trials.has(trial.trial)) trials.set(trial.trial, trial);
  }
  return trials;
}

function parsed(line: string): TrialDetails | undefined {
  try {
    return JSON.parse(line) as TrialDetails;
  } catch {
    return undefined;
  }
}

function writing<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (typeof (cause as NodeJS.ErrnoException).code !== "string") throw cause;
    throw new PipelineError({ code: "STATE_UNWRITABLE", file, detail: (cause as Error).message, cause });
  }
}
