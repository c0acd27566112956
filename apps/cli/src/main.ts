import { enableCompileCache } from "node:module";

enableCompileCache(); // before anything else is imported: compiled sources are kept for the next start
const { start } = await import("./start.ts");
await start(process.argv.slice(2));
