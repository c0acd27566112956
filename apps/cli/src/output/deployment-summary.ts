import { figure } from "@mlops/core/report";
import type { EndpointDetails, Parity, ServedShare } from "@mlops/core/stage";
import { paint, type Terminal } from "./terminal.ts";

const shares = (versions: readonly ServedShare[]): string =>
  versions.map(({ version, weight }) => `${weight}% version ${version}`).join(", ");

function agreement(parity: Parity): string {
  const difference = parity.maxError === 0 ? "0" : parity.maxError.toExponential(1);
  return `agree on ${figure(parity.rows)} rows: largest difference ${difference}, allowed ${parity.tolerance.toExponential(0)}`;
}

/**
 * What a person wants to know of an endpoint that was deployed to: where it is, how it was checked, who gets the requests. `over` tells that the process
 * which deployed has ended, and with it a server of its own.
 */
export function endpointLines(terminal: Terminal, deployed: EndpointDetails, over = false): string[] {
  const { endpoint, url, changed, golden, versions, alias, aliasReason, target } = deployed;
  const gone = over && deployed.lifetime === "run";
  const verb = gone ? "served" : changed ? "serves" : "served already";
  const route = target === "local" ? "over HTTP" : "over the query route";
  const asked = golden.http === null ? `not asked: ${golden.reason ?? "there are none"}` : `${agreement(golden.http)}, ${route}`;
  return [
    `endpoint ${endpoint} ${verb} ${deployed.modelUri} at ${paint(terminal, "bold", url)}${gone ? " until the run was over" : ""}`,
    `golden   ${asked}`,
    `requests ${shares(versions)}`,
    `alias    ${alias === null ? `not set: ${aliasReason ?? ""}` : `${alias} names version ${deployed.version}`}`,
  ];
}
