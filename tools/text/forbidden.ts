/** One place where a file names something that belongs to a machine, not to the project. */
export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  readonly what: string;
}

const EVERYWHERE: readonly (readonly [what: string, pattern: RegExp])[] = [
  [
    "the host of a package registry",
    /\bregistry\.[\w-]+\.[a-z]{2,}|\bnpmjs\.(org|com)\b|\bpypi\.(org|python\.org)\b|\bpythonhosted\.org\b/i,
  ],
  ["an absolute path of one machine", /(?<![\w.~}$-])\/(work|root|home|Users)\/[\w.-]/],
  ["an experiment's folder", /(?<![\w.])prototypes?\/|\bshared\/(spec|design|facts|data)\b/],
];
const IN_DOCUMENTS: readonly (readonly [what: string, pattern: RegExp])[] = [["a temporary folder", /(?<![\w.])\/tmp\//]];

/** Finds registry hosts, absolute paths and experiments' folders in a file's text; `hosts` adds the registries of this machine. */
export function findForbidden(file: string, text: string, hosts: readonly string[] = []): Finding[] {
  const patterns = file.endsWith(".md") ? [...EVERYWHERE, ...IN_DOCUMENTS] : EVERYWHERE;
  return text.split("\n").flatMap((line, index) => {
    const whats = patterns.filter(([, pattern]) => pattern.test(line)).map(([what]) => what);
    if (hosts.some((host) => line.includes(host))) whats.push("the host of a package registry");
    return [...new Set(whats)].map((what) => ({ file, line: index + 1, text: line.trim().slice(0, 120), what }));
  });
}
