import { Command } from "commander";
import manifest from "../package.json" with { type: "json" };
import type { DeployFlags } from "./commands/deployment-target.ts";
import type { RunCommandOptions } from "./commands/run.ts";
import type { TypesOptions } from "./commands/types.ts";
import { addDrift } from "./drift-program.ts";
import { INPUT_FORMATS, OUTPUT_FORMATS } from "./file-formats.ts";
import { collect, common, type Doing, ofFile, portNumber, wholeNumber } from "./options.ts";
import { systemTerminal, type Terminal } from "./output/terminal.ts";
import type { CommonOptions } from "./session.ts";

// What a command needs is loaded when it runs: help and wrong usage answer at once.

/** Usage errors end with 3, as configuration errors do. */
export const USAGE = 3;

interface Environment {
  readonly terminal: Terminal;
  readonly exit: (code: number) => void;
}

/** The `mlops` command line; `exit` gets the exit code of whatever command ran. */
export function program(environment: Partial<Environment> = {}): Command {
  const terminal = environment.terminal ?? systemTerminal();
  const exit =
    environment.exit ??
    ((code: number) => {
      process.exitCode = code;
    });
  const doing: Doing = async (options, work) => {
    const { openSession } = await import("./session.ts");
    const session = openSession(options, terminal);
    try {
      exit(await work(session));
    } catch (error) {
      const { printError } = await import("./output/print-error.ts");
      exit(printError(session, error));
    } finally {
      session.end();
    }
  };
  const root = new Command("mlops")
    .description("Validate, train, register, score and serve tabular models from one pipeline file")
    .version(manifest.version, "-V, --version");
  root.configureOutput({ writeOut: terminal.out, writeErr: terminal.err, outputError: () => undefined }); // errors are thrown, and told by who catches them
  root.configureHelp({ helpWidth: terminal.columns });
  root.exitOverride();

  ofFile(
    root.command("run").description("run the stages of a pipeline file and write a report").argument("<file>", "pipeline.yaml"),
  ).action((file: string, options: CommonOptions & RunCommandOptions) =>
    doing(options, async (session) => (await import("./commands/run.ts")).runCommand(session, file, options)),
  );
  ofFile(root.command("train").description("run the data, feature and training stages only").argument("<file>", "pipeline.yaml")).action(
    (file: string, options: CommonOptions & RunCommandOptions) =>
      doing(options, async (session) =>
        (await import("./commands/run.ts")).runCommand(session, file, { ...options, only: ["data", "feature", "training"] }),
      ),
  );
  ofFile(root.command("validate").description("check a pipeline file, and its data against the rules").argument("<file>", "pipeline.yaml"))
    .option("--config-only", "leave the data alone")
    .action((file: string, options: CommonOptions & RunCommandOptions & { configOnly?: boolean }) =>
      doing(options, async (session) => (await import("./commands/validate.ts")).validateCommand(session, file, options)),
    );
  common(
    root
      .command("score")
      .description("score the rows of a file with a model")
      .argument("<model>", "models:/name/3, models:/name@alias, models:/m-id, runs:/id/path or a folder")
      .argument("<input>", INPUT_FORMATS),
  )
    .requiredOption("--output <file>", `${OUTPUT_FORMATS} by its ending`)
    .option("--keep <column>", "copy this input column; all when absent; may be repeated", collect)
    .option("--tracking-uri <url>", "MLflow server that keeps the model")
    .action((model: string, input: string, options: CommonOptions & { output: string; keep?: string[]; trackingUri?: string }) =>
      doing(options, async (session) => (await import("./commands/score.ts")).scoreCommand(session, model, input, options)),
    );
  common(root.command("runs").description("list runs, or show one").argument("[id]", "id of a run")).action(
    (id: string | undefined, options: CommonOptions) =>
      doing(options, async (session) => (await import("./commands/runs.ts")).runsCommand(session, id)),
  );
  common(root.command("models").description("list registered models, or the versions of one").argument("[name]", "name of a model"))
    .option("--tracking-uri <url>", "MLflow server that keeps the models")
    .action((name: string | undefined, options: CommonOptions & { trackingUri?: string }) =>
      doing(options, async (session) => (await import("./commands/models.ts")).modelsCommand(session, name, options)),
    );
  addDrift(root, doing);
  common(
    root
      .command("serve")
      .description("serve an endpoint, or models, over HTTP until Ctrl-C")
      .argument("[targets...]", "name of an endpoint (the only one by default), or <name>=<model URI>"),
  )
    .option("--host <address>", "address to listen on (default: 127.0.0.1, or the endpoint's)")
    .option("--port <number>", "port to listen on, 0 for a free one (default: 0, or the endpoint's)", portNumber)
    .option("--tracking-uri <url>", "MLflow server that keeps the models")
    .option("--no-log", "keep no log of requests and answers; an endpoint's configuration decides for itself")
    .action((targets: string[], options: CommonOptions & { host?: string; port?: number; trackingUri?: string; log: boolean }) =>
      doing(options, async (session) => (await import("./commands/serve.ts")).serveCommand(session, targets, options)),
    );
  ofFile(
    root
      .command("deploy")
      .description("deploy a model, or what a pipeline file names, to an endpoint; serves until Ctrl-C unless detached")
      .argument("[what]", "models:/name/3, models:/name@alias, models:/m-id, runs:/id/path, a folder, or pipeline.yaml"),
  )
    .option("--endpoint <name>", "name of the endpoint (default: the model's)")
    .option("--target <kind>", "local or databricks")
    .option("--host <address>", "address to listen on")
    .option("--port <number>", "port to listen on, 0 for a free one", portNumber)
    .option("--traffic <percent>", "share of the requests for this version", wholeNumber)
    .option("--alias <name>", "alias of the version that gets every request (default: champion)")
    .option("--detach", "leave the server running and end")
    .option("--rollback", "put the endpoint back to what it served before its last deployment")
    .option("--golden <model>", "databricks: the same model on this machine, whose golden rows the endpoint must answer")
    .option("--tracking-uri <url>", "MLflow server that keeps the models")
    .action((what: string | undefined, options: CommonOptions & DeployFlags) =>
      doing(options, async (session) => (await import("./commands/deploy.ts")).deployCommand(session, what, options)),
    );
  const data = root.command("data").description("look at tables, check them, find rules");
  common(data.command("profile").description("say what each column of a file holds").argument("<input>", INPUT_FORMATS))
    .option("--report <file>", "write it as an HTML page")
    .action((input: string, options: CommonOptions & { report?: string }) =>
      doing(options, async (session) => (await import("./commands/data.ts")).dataProfileCommand(session, input, options)),
    );
  common(data.command("check").description("check a file against rules").argument("<input>", INPUT_FORMATS))
    .requiredOption("--rules <file>", "JSON: a list of rules, or a Great Expectations suite")
    .option("--report <file>", "write the outcome and a profile as an HTML page")
    .action((input: string, options: CommonOptions & { rules: string; report?: string }) =>
      doing(options, async (session) => (await import("./commands/data.ts")).dataCheckCommand(session, input, options)),
    );
  common(data.command("infer").description("print rules that a file keeps, as JSON").argument("<input>", INPUT_FORMATS)).action(
    (input: string, options: CommonOptions) =>
      doing(options, async (session) => (await import("./commands/data.ts")).dataInferCommand(session, input)),
  );
  ofFile(data.command("types").description("print the types of a pipeline's columns").argument("<file>", "pipeline.yaml")).action(
    (file: string, options: CommonOptions & RunCommandOptions) =>
      doing(options, async (session) => (await import("./commands/data.ts")).dataTypesCommand(session, file, options)),
  );
  ofFile(root.command("types").description("write the types of a pipeline's columns").argument("<file>", "pipeline.yaml"))
    .option("--output <file>", "declaration file to write; the terminal when absent")
    .option("--check", "write nothing, and end with 1 where the file is out of date")
    .action((file: string, options: CommonOptions & TypesOptions) =>
      doing(options, async (session) => (await import("./commands/types.ts")).typesCommand(session, file, options)),
    );
  const config = root.command("config").description("look at configurations");
  ofFile(config.command("show").description("print the configuration in force").argument("<file>", "pipeline.yaml"))
    .option("--explain", "say where each value comes from")
    .action((file: string, options: CommonOptions & RunCommandOptions & { explain?: boolean }) =>
      doing(options, async (session) => (await import("./commands/config.ts")).configShowCommand(session, file, options)),
    );

  common(
    root
      .command("init")
      .description("begin a project: a pipeline file over your rows, or over made-up ones")
      .argument("[folder]", "where", "."),
  )
    .option("--data <file>", `${INPUT_FORMATS}; made-up customers when absent`)
    .option("--target <column>", "column to predict; needed with --data")
    .option("--name <name>", "name of the pipeline")
    .action((folder: string, options: CommonOptions & { data?: string; target?: string; name?: string }) =>
      doing(options, async (session) => (await import("./commands/init.ts")).initCommand(session, folder, options)),
    );
  ofFile(root.command("doctor").description("check this machine, and a pipeline file").argument("[file]", "pipeline.yaml"))
    .option("--tracking-uri <url>", "MLflow server to reach")
    .action((file: string | undefined, options: CommonOptions & RunCommandOptions & { trackingUri?: string }) =>
      doing(options, async (session) => (await import("./commands/doctor.ts")).doctorCommand(session, file, options)),
    );
  return root;
}
