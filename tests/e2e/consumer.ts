import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { execute } from "./environment.ts";
import type { Registry } from "./registry.ts";

const INSTALL = { npm: ["i"], pnpm: ["add"] } as const;

/** A stranger's folder: empty but for an .npmrc, then with packages installed by npm or pnpm. */
export class Consumer {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async install(folder: string, registry: Registry, manager: keyof typeof INSTALL, packages: readonly string[]): Promise<Consumer> {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, ".npmrc"), `${registry.npmrc}cache=${path.join(folder, "..", "npm-cache")}\n`);
    writeFileSync(path.join(folder, "package.json"), JSON.stringify({ name: "stranger", private: true, type: "module" }));
    await execute(folder, manager, [...INSTALL[manager], ...packages]);
    return new Consumer(folder);
  }

  /** Writes a TypeScript file, compiles it with strict settings and runs the JavaScript; returns what it printed. */
  async run(name: string, text: string, compiler: string): Promise<string> {
    await this.compile(name, text, compiler);
    return execute(this.folder, process.execPath, [name.replace(/\.ts$/, ".js")]);
  }

  /** Compiles a TypeScript file against the installed declarations; throws the compiler's messages. */
  async compile(name: string, text: string, compiler: string): Promise<void> {
    writeFileSync(path.join(this.folder, name), text);
    const strict = ["--strict", "--target", "es2023", "--lib", "es2023,dom", "--module", "nodenext", "--skipLibCheck", "--types", ""];
    await execute(this.folder, process.execPath, [compiler, ...strict, "--noUncheckedIndexedAccess", name]);
  }

  /** The installed version of a package, read from its manifest. */
  version(name: string): string {
    const file = path.join(this.folder, "node_modules", name, "package.json");
    return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
  }
}
