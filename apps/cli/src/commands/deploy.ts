import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { DeploymentError, type DeployOptions, findEndpointServer, ModelDeployer, type Result } from "@mlops/all";
import type { EndpointDetails } from "@mlops/core/stage";
import { endpointLines } from "../output/deployment-summary.ts";
import { paint } from "../output/terminal.ts";
import type { Session } from "../session.ts";
import { type DeployFlags, type DeploymentTarget, deploymentTarget } from "./deployment-target.ts";

function optionsOf({ terminal, json, home, signal }: Session, target: DeploymentTarget, { golden }: DeployFlags): DeployOptions {
  return {
    home,
    signal,
    trackingConfig: target.trackingConfig,
    ...(target.pipelineFile === undefined ? {} : { base: dirname(target.pipelineFile) }),
    ...(golden === undefined ? {} : { golden }),
    onProgress: ({ done, total = 0, message = "" }) => {
      if (!json && done < total) terminal.err(paint(terminal, "dim", `· ${message}\n`));
    },
  };
}

interface Done {
  readonly endpoint: Result | undefined;
  readonly batch: Result | undefined;
}

async function deploy(deployer: ModelDeployer, target: DeploymentTarget, options: DeployOptions): Promise<Done> {
  if (target.modelUri === undefined) return { endpoint: await deployer.rollback(options), batch: undefined };
  const { batch, serve } = deployer.config;
  return {
    batch: batch === undefined ? undefined : await deployer.deployToBatch(target.modelUri, options),
    endpoint: serve ? await deployer.deployToEndpoint(target.modelUri, options) : undefined,
  };
}

function tell({ terminal, json }: Session, { endpoint, batch }: Done, rolledBack: boolean): void {
  if (json) {
    const told = {
      ...(endpoint === undefined ? {} : { endpoint: endpoint.details }),
      ...(batch === undefined ? {} : { batch: batch.details }),
    };
    terminal.out(`${JSON.stringify({ status: "success", ...told, exitCode: 0 })}\n`);
    return;
  }
  if (batch !== undefined) terminal.out(`${batch.message}\n`);
  if (endpoint === undefined) return;
  const lines = rolledBack ? [endpoint.message] : endpointLines(terminal, endpoint.details as unknown as EndpointDetails);
  terminal.out(`${lines.join("\n")}\n`);
}

/** Keeps this process, and with it the server, until it is interrupted. @throws DeploymentError when the server ends before that */
async function untilInterrupted({ home, signal }: Session, name: string): Promise<number> {
  for (;;) {
    await delay(1000, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return 0;
    if ((await findEndpointServer({ home, name })) !== undefined || signal.aborted) continue;
    throw new DeploymentError({
      code: "DEPLOYMENT_FAILED",
      endpoint: name,
      message: `the server of endpoint "${name}" has ended`,
      hint: `start it again: mlops serve ${name}`,
    });
  }
}

/**
 * `mlops deploy`: a model, or what a pipeline file names, to its endpoint and batch; `--rollback` puts the endpoint back to what it served before.
 * A server that ends with this command is kept until it is interrupted, which ends with 0.
 */
export async function deployCommand(session: Session, subject: string | undefined, flags: DeployFlags): Promise<number> {
  const target = await deploymentTarget(subject, flags, session.home);
  const rolledBack = flags.rollback === true;
  const deployer = new ModelDeployer(target.config);
  try {
    const done = await deploy(deployer, rolledBack ? { ...target, modelUri: undefined } : target, optionsOf(session, target, flags));
    tell(session, done, rolledBack);
    if (done.endpoint?.details["lifetime"] !== "run") return 0;
    if (!session.json) session.terminal.out("serving until Ctrl-C; with --detach the server stays and the command ends\n");
    return await untilInterrupted(session, deployer.config.endpointName);
  } finally {
    await deployer.close();
  }
}
