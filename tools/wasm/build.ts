// Compiles the AssemblyScript kernels into the modules that are committed. With --check it writes nothing and fails when one is out of date.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { MODULES, wasmModule } from "./compile.ts";

const root = path.resolve(import.meta.dirname, "../..");
const check = process.argv.includes("--check");
for (const [target, source] of Object.entries(MODULES)) {
  const file = path.join(root, target);
  const text = await wasmModule(root, source);
  if (check) {
    if (readFileSync(file, "utf8").replaceAll("\r\n", "\n") === text) continue;
    process.stderr.write(`${target} is not what ${source.file} compiles to: run "node tools/wasm/build.ts" and commit it\n`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, text);
    process.stdout.write(`wrote ${target}\n`);
  }
}
