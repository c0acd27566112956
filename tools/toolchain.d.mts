export const root: string;
export function isNodeNewEnough(version: string): boolean;
export function isPythonNewEnough(version: string): boolean;
export function run(program: string, args: readonly string[], options?: object): number;
export function missingTools(): string[];
export function findPython(): string | undefined;
export function prepareJudge(python: string, log: (line: string) => void): string;
