import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import asc from "assemblyscript/asc";

interface Source {
  readonly file: string;
  /** Whether threads share its memory, which needs a module of its own. */
  readonly shared: boolean;
}

/** The AssemblyScript sources that are committed as WebAssembly too, by the module that is made from each. */
export const MODULES: Readonly<Record<string, Source>> = {
  "packages/core/src/kernel/learn/wasm/boosting.wasm.ts": { file: "packages/core/src/kernel/learn/wasm/boosting.as", shared: true },
  "packages/core/src/kernel/learn/wasm/blocks.wasm.ts": { file: "packages/core/src/kernel/learn/wasm/blocks.as", shared: false },
  "packages/core/src/kernel/learn/wasm/k-means.wasm.ts": { file: "packages/core/src/kernel/learn/wasm/k-means.as", shared: false },
  "packages/core/src/kernel/learn/wasm/forest.wasm.ts": { file: "packages/core/src/kernel/learn/wasm/forest.as", shared: true },
};

const OPTIONS = ["--runtime", "stub", "--enable", "simd", "--importMemory", "-O3", "--noAssert", "--converge"];
/** The most pages that WebAssembly's 32-bit memory has. */
const SHARED = ["--enable", "threads", "--sharedMemory", "--maximumMemory", "65536", "--initialMemory", "1"];

/** The text of the TypeScript module that holds a source compiled for a memory of its own and, where it is `shared`, for one shared by threads. */
export async function wasmModule(root: string, { file, shared }: Source): Promise<string> {
  const source = readFileSync(path.join(root, file), "utf8").replaceAll("\r\n", "\n");
  const plain = await compile(source, file, []);
  const more = shared
    ? `
/** The module for a memory that threads share, in base64. */
export const SHARED_WASM =
  "${await compile(source, file, SHARED)}";
`
    : "";
  return `// Made from ${path.basename(file)} by \`node tools/wasm/build.ts\`: do not edit.

/** SHA-256 of the source, lines ended by \\n. */
export const SOURCE_SHA256 = "${createHash("sha256").update(source).digest("hex")}";

/** The module for a memory of its own, in base64. */
export const PLAIN_WASM =
  "${plain}";
${more}`;
}

async function compile(source: string, file: string, more: readonly string[]): Promise<string> {
  let binary: Uint8Array | undefined;
  const messages: string[] = [];
  const collect = { write: (text: string | Uint8Array) => messages.push(String(text)) };
  const { error } = await asc.main(["kernel.ts", "--outFile", "kernel.wasm", ...OPTIONS, ...more], {
    readFile: (name) => (name === "kernel.ts" ? source : null),
    writeFile: (name, contents) => {
      if (name === "kernel.wasm") binary = contents as Uint8Array;
    },
    listFiles: () => [],
    stdout: collect,
    stderr: collect,
  });
  if (error !== null || binary === undefined) throw new Error(`${file} does not compile: ${messages.join("")}`, { cause: error });
  return Buffer.from(binary).toString("base64");
}
