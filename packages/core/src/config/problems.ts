import { type CodeOf, ConfigError } from "@mlops/models";
import { nearestName } from "../kernel/table/nearest-name.ts";
import { type Origin, originText } from "./node.ts";

/** One thing that is wrong with a configuration. */
export interface ConfigProblem {
  readonly code: CodeOf<"ConfigError">;
  readonly message: string;
  /** Keys as written, joined by dots. */
  readonly path: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** The name that was probably meant. */
  readonly suggestion?: string;
  /** The lines around the place. */
  readonly frame?: string;
}

/** Line `line` and the ones around it, the place marked. */
function frameOf(text: string, line: number, column: number): string {
  const lines = text.split("\n");
  const first = Math.max(1, line - 1);
  const last = Math.min(lines.length, line + 1);
  const width = String(last).length;
  const rows: string[] = [];
  for (let number = first; number <= last; number++) {
    rows.push(`${number === line ? ">" : " "} ${String(number).padStart(width)} | ${lines[number - 1] ?? ""}`.trimEnd());
    if (number === line) rows.push(`  ${" ".repeat(width)} | ${" ".repeat(column - 1)}^`);
  }
  return rows.join("\n");
}

/** Collects everything that is wrong, to be told at once. */
export class Problems {
  readonly list: ConfigProblem[] = [];
  readonly #texts: ReadonlyMap<string, string>;

  /** `texts` are the files read so far, by name. */
  constructor(texts: ReadonlyMap<string, string>) {
    this.#texts = texts;
  }

  add(code: ConfigProblem["code"], path: readonly string[], message: string, origin: Origin, suggestion?: string): void {
    const { file, line, column } = origin;
    const text = file === undefined ? undefined : this.#texts.get(file);
    const place =
      line === undefined ? {} : { line, column: column ?? 1, ...(text === undefined ? {} : { frame: frameOf(text, line, column ?? 1) }) };
    const from = file === undefined && origin.name !== undefined ? ` (from ${origin.name})` : "";
    const guess = suggestion === undefined ? {} : { suggestion };
    this.list.push({ code, message: message + from, path: path.join("."), ...(file === undefined ? {} : { file }), ...place, ...guess });
  }

  unknown(what: string, name: string, candidates: readonly string[], path: readonly string[], origin: Origin): void {
    const suggestion = nearestName(name, candidates);
    const end =
      suggestion === undefined ? (candidates.length > 0 ? `; there are ${candidates.join(", ")}` : "") : `; did you mean "${suggestion}"?`;
    const code = what === "environment" ? "CONFIG_UNKNOWN_ENVIRONMENT" : "CONFIG_UNKNOWN_KEY";
    this.add(code, path, `unknown ${what} "${name}"${end}`, origin, suggestion);
  }

  /** Throws what was collected as one `ConfigError`; its code is that of the problems when they share one. */
  throwIfAny(file: string | undefined): void {
    const [first] = this.list;
    if (first === undefined) return;
    const problems = this.list.toSorted(
      (a, b) => (a.file ?? "").localeCompare(b.file ?? "") || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
    );
    const code = problems.every((problem) => problem.code === first.code) ? first.code : "CONFIG_INVALID";
    const texts = problems.map(({ message, path, frame, ...place }) => {
      const where = originText({ layer: "file", ...place });
      const head = [where, path, message].filter((part) => part !== "").join(": ");
      return frame === undefined ? head : `${head}\n${frame}`;
    });
    const detail = problems.length === 1 ? "" : `${problems.length} problems in the configuration\n`;
    throw new ConfigError({ code, message: detail + texts.join("\n"), ...fieldsOf(problems[0] as ConfigProblem), file, problems });
  }
}

/** What the table's hint of a code may name. */
function fieldsOf({ message, path, suggestion }: ConfigProblem): Record<string, unknown> {
  const key = path.split(".").at(-1);
  return { detail: message, key, path, ...(suggestion === undefined ? {} : { hint: `did you mean "${suggestion}"?` }) };
}
