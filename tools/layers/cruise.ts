import { cruise, type ICruiseOptions, type ICruiseResult, type IReporterOutput } from "dependency-cruiser";
import { FORBIDDEN } from "./rules.ts";

const RESOLVE = {
  exportsFields: ["exports"],
  conditionNames: ["@mlops/source", "import", "node", "types", "default"],
  extensions: [".ts", ".js", ".mjs", ".json"],
};

const OPTIONS: ICruiseOptions = {
  doNotFollow: { path: "node_modules" },
  exclude: { path: "/dist/" },
  tsPreCompilationDeps: true, // an arrow between types is an arrow too
  validate: true,
  ruleSet: { forbidden: FORBIDDEN },
  enhancedResolveOptions: RESOLVE,
};

/** Follows every import of the packages and apps of a workspace and checks each against the layers' rules. */
export async function cruiseLayers(baseDir: string): Promise<ICruiseResult> {
  const { output } = (await cruise(["packages", "apps"], { ...OPTIONS, baseDir }, RESOLVE)) as IReporterOutput;
  return output as ICruiseResult;
}
