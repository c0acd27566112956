// `npm run demo`: the main job on the bundled real data, with the embedded defaults, straight from the sources.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { root } from "./step.ts";

const cli = path.join(root, "apps/cli/src/main.ts");
const args = ["--conditions=@mlops/source", cli, "run", "examples/employment/pipeline.yaml", ...process.argv.slice(2)];
const { status, signal } = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" });
process.exitCode = status ?? (signal === "SIGINT" ? 130 : 143);
