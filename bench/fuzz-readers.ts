// Reads mutated CSV, NDJSON, JSON, Parquet, Arrow and gzip files: `node --conditions=@mlops/source bench/fuzz-readers.ts [files] [seed] [ending]`.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fuzzReaders } from "../packages/data/src/read/__fixtures__/mutated-files.ts";

const [files = "10000", seed = "1", only] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "mlops-fuzz-"));
let bugs = 0;
const counts = await fuzzReaders(folder, {
  files: Number(files),
  seed: Number(seed),
  only,
  onBug(bug, name, bytes) {
    const kept = join(tmpdir(), `mlops-fuzz-bug-${++bugs}-${name}`);
    writeFileSync(kept, bytes);
    process.stdout.write(`${name}: ${bug}; kept as ${kept}\n`);
  },
});
rmSync(folder, { recursive: true });
const peak = Math.round(process.resourceUsage().maxRSS / 1024);
process.stdout.write(`${files} files, seed ${seed}: ${counts.read} read, ${counts.refused} refused, ${bugs} bugs, ${peak} MB at most\n`);
// A size that a damaged file makes up must not become memory.
process.exitCode = bugs === 0 && peak < 1000 ? 0 : 1;
