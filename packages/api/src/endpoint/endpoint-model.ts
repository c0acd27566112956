import type { Scorer } from "@mlops/core/scoring";
import type { LocalEndpoint, LocalEndpointVersion } from "@mlops/models";
import { loadModel, type ServedModel } from "../served-model.ts";

const keyOf = ({ version, modelUri }: LocalEndpointVersion): string => JSON.stringify([version, modelUri]);

/** Loads what an endpoint serves, revision after revision: a version that was served already is not read again. */
export class EndpointModel {
  readonly #home: string;
  #loaded: ReadonlyMap<string, Scorer> = new Map();

  constructor(home: string) {
    this.#home = home;
  }

  /** @throws what reading a bundle and resolving its URI throw; DataError `BUNDLE_INVALID` when golden rows differ */
  async load({ name, versions, trackingUri }: LocalEndpoint): Promise<ServedModel> {
    const context = { home: this.#home, ...(trackingUri === undefined ? {} : { trackingConfig: { trackingUri } }) };
    const sources = versions.map((each) => ({
      version: each.version,
      weight: each.weight,
      model: this.#loaded.get(keyOf(each)) ?? each.modelUri,
    }));
    const model = await loadModel(name, sources, context);
    this.#loaded = new Map(model.versions.map(({ bundle }, k) => [keyOf(versions[k] as LocalEndpointVersion), bundle]));
    return model;
  }
}
