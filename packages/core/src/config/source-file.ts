import type { PipelineFile } from "@mlops/models";

const sources = new WeakMap<object, string>();

/** Remembers the absolute path that a pipeline file was read from. */
export function rememberSource<T extends object>(file: T, path: string): T {
  sources.set(file, path);
  return file;
}

/** The absolute path that `file` was read from; undefined for one built in code. */
export function sourceOf(file: PipelineFile): string | undefined {
  return sources.get(file);
}
