/** One example of a doc comment, ready to run: statements as written, checks as calls of `check(line, actual, expected)`. */
export interface Example {
  /** Line of the `@example` tag in its file, counted from 1. */
  readonly line: number;
  /** The body of an async function whose parameters are the names in scope and `check`. */
  readonly body: string;
  /** How many `// =>` lines it has. */
  readonly checks: number;
}

/**
 * The examples of a source file. An example runs from `@example` to the next tag or the end of its comment; a line
 * `expression // => literal` becomes a check, every other line stays as it is.
 */
export function extractExamples(source: string): Example[] {
  const examples: Example[] = [];
  for (const comment of source.matchAll(/\/\*\*[\s\S]*?\*\//g)) {
    const firstLine = source.slice(0, comment.index).split("\n").length;
    const lines = comment[0].replace(/\s*\*\/$/, "").split("\n");
    let current: { line: number; code: string[] } | undefined;
    for (const [offset, raw] of lines.entries()) {
      const text = raw.replace(/^\s*\/?\*+ ?/, "");
      const tag = /(?:^|\s)@example\b\s*(.*)$/.exec(text);
      if (tag !== null || /^\s*@\w+/.test(text)) {
        if (current !== undefined) examples.push(finish(current));
        current = tag === null ? undefined : { line: firstLine + offset, code: [tag[1] ?? ""] };
      } else current?.code.push(text);
    }
    if (current !== undefined) examples.push(finish(current));
  }
  return examples;
}

function finish({ line, code }: { line: number; code: string[] }): Example {
  let checks = 0;
  const body = code.map((text, offset) => {
    if (/^\s*```/.test(text)) return ""; // a fence around the example
    const at = text.lastIndexOf("// =>");
    if (at < 0) return text;
    checks++;
    const expression = text.slice(0, at).trim().replace(/;$/, "");
    return `check(${line + offset}, (${expression}), (${text.slice(at + "// =>".length).trim()}));`;
  });
  return { line, body: `{\n${body.join("\n")}\n}`, checks };
}
