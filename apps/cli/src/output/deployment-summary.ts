import { figure } from "@mlops/core/report";
import type { EndpointDetails, Parity, ServedShare } from "@mlops/core/stage";
import { paint, type Terminal } from "./terminal.ts";

const shares = (versions: readonly ServedShare[]): string =>
  versions.map(({ version, weight }) => `${weight}% version ${version}`).join(", ");

function agreement(parity: Parity): string {
  const difference = parity.maxError === 0 ? "0" : parity.maxError.toExponential(1);
  return `agree on ${figure(parity.rows)} rows: largest difference ${difference}, allowed ${parity.tolerance.toExponential(0)}`;
}

/** What a person wants to know of an endpoint that was deployed to: where it is, how it was checked, who gets the requests. */
export function endpointLines(terminal: Terminal, deployed: EndpointDetails): string[] {
  const { endpoint, url, changed, golden, versions, alias, aliasReason, target } = deployed;
  const over = target === "local" ? "over HTTP" : "over the query route";
  const asked = golden.http === null ? `not asked: ${golden.reason ?? "there are none"}` : `${agreement(golden.http)}, ${over}`;
  return [
    `endpoint ${endpoint} ${changed ? "serves" : "served already"} ${deployed.modelUri} at ${paint(terminal, "bold", url)}`,
    `golden   ${asked}`,
    `requests ${shares(versions)}`,
    `alias    ${alias === null ? `not set: ${aliasReason ?? ""}` : `${alias} names version ${deployed.version}`}`,
  ];
}
