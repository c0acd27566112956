import { ERROR_CODES, type ErrorCodeEntry } from "@mlops/models/errors";

/** docs/errors.md: every error code by class, with its message and what to try. */
export function errorsPage(): string {
  const entries = Object.entries(ERROR_CODES) as [string, ErrorCodeEntry][];
  const kinds = [...new Set(entries.map(([, entry]) => entry.kind))].sort();
  const sections = kinds.map((kind) => {
    const rows = entries
      .filter(([, entry]) => entry.kind === kind)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([code, entry]) => `| \`${code}\` | ${cell(entry.message)} | ${cell(entry.hint)} |`);
    return `## ${kind}\n\n| code | message | what to try |\n|---|---|---|\n${rows.join("\n")}\n`;
  });
  return `# Errors

Every error these packages throw is an \`MLOpsError\` of the class below with a stable \`code\`, the \`fields\` its message names (in braces),
a \`hint\` and, where there is one, the \`cause\`. Recognise a class with \`DataError.isInstance(error)\`: it works across copies of
\`@mlops/models\`, \`instanceof\` does not. Recognise a case by its \`code\`, never by the message.

Generated from the table of codes in \`@mlops/models/errors\` by \`pnpm generate\`.

${sections.join("\n")}`;
}

function cell(text: string): string {
  return text.replace(/\|/g, "\\|");
}
