import { closeSync, fsyncSync, mkdirSync, openSync } from "node:fs";
import { dirname, join } from "node:path";
import { scrub } from "../logging/scrub.ts";
import { toJson } from "../pipeline/json-safe.ts";
import { newRunId } from "./run-id.ts";
import { syncFolder, writeAll, writeFileWhole, writing } from "./state-file.ts";

export const JOURNAL_FILE = "journal.ndjson";
export const SUMMARY_FILE = "run.json";

/**
 * The append-only record of a run: one JSON line per event, on disk before `append` returns, secrets as `***`.
 * Every write that fails is `PipelineError` `STATE_UNWRITABLE`.
 */
export class Journal {
  readonly id: string;
  readonly folder: string;
  readonly #descriptor: number;

  private constructor(id: string, folder: string, descriptor: number) {
    this.id = id;
    this.folder = folder;
    this.#descriptor = descriptor;
  }

  /** Starts the journal of a new run in `<home>/runs/<id>/`. */
  static create(home: string): Journal {
    const runs = join(home, "runs");
    return writing(runs, () => {
      mkdirSync(runs, { recursive: true });
      const id = newRunId();
      const folder = join(runs, id);
      mkdirSync(folder);
      const descriptor = openSync(join(folder, JOURNAL_FILE), "ax");
      syncFolder(folder);
      syncFolder(dirname(folder));
      return new Journal(id, folder, descriptor);
    });
  }

  append(event: object): void {
    writing(join(this.folder, JOURNAL_FILE), () => {
      writeAll(this.#descriptor, `${JSON.stringify(scrub(toJson(event)))}\n`);
      fsyncSync(this.#descriptor);
    });
  }

  /** Writes the summary of the finished run, whole or not at all. */
  summarise(summary: object): void {
    writeFileWhole(join(this.folder, SUMMARY_FILE), `${JSON.stringify(scrub(toJson(summary)), null, 2)}\n`);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
