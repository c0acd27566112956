import { notFound } from "./protocol/request-problem.ts";
import { type ServedModel, type ServedVersion, versionFor } from "./served-model.ts";

/** The models that a server serves at this moment, replaced as a whole: a request sees either all of the former ones or all of the new. */
export class ServedModels {
  #models: ReadonlyMap<string, ServedModel> = new Map();
  #generation = 0;

  /** Counts the replacements: what is made from the models is made again when it changes. */
  get generation(): number {
    return this.#generation;
  }

  get models(): readonly ServedModel[] {
    return [...this.#models.values()];
  }

  replace(models: readonly ServedModel[]): void {
    this.#models = new Map(models.map((model) => [model.name, model]));
    this.#generation++;
  }

  /** The model of that name, the first one without a name; 404 where there is none. */
  model(name?: string): ServedModel {
    const model = name === undefined ? this.#models.values().next().value : this.#models.get(name);
    if (model === undefined) throw notFound(`there is no model "${name ?? ""}"; served: ${[...this.#models.keys()].join(", ")}`);
    return model;
  }

  /** The version that was asked for; 404 where there is none. */
  version(name: string | undefined, version: string): ServedVersion {
    const model = this.model(name);
    const found = model.versions.find((each) => each.version === version);
    if (found !== undefined) return found;
    const served = model.versions.map((each) => each.version).join(", ");
    throw notFound(`model "${model.name}" has no version "${version}"; served: ${served}`);
  }

  /** The version that answers a request: the one it names, else one by weight and the request's id. */
  answering(name: string | undefined, version: string | undefined, requestId: string): ServedVersion {
    return version === undefined ? versionFor(this.model(name), requestId) : this.version(name, version);
  }
}
