/** A request that cannot be answered as it is: the HTTP status, MLflow's code of it, and what is wrong. */
export class RequestProblem extends Error {
  readonly statusCode: number;
  readonly errorCode: string;

  constructor(statusCode: number, errorCode: string, message: string) {
    super(message);
    this.statusCode = statusCode;
    this.errorCode = errorCode;
  }
}

export function badRequest(message: string): RequestProblem {
  return new RequestProblem(400, "BAD_REQUEST", message);
}

export function notFound(message: string): RequestProblem {
  return new RequestProblem(404, "RESOURCE_DOES_NOT_EXIST", message);
}
