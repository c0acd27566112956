// The process that serves: `node <this file> --home H --endpoint NAME`, or `… <name>=<model URI> …`.
import { enableCompileCache } from "node:module";

enableCompileCache(); // before anything else is imported: compiled sources are kept for the next start
const { serveProcess } = await import("./serve-process.ts");
process.exit(await serveProcess(process.argv.slice(2)));
