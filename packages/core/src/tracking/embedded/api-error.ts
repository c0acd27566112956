const STATUS = {
  INVALID_PARAMETER_VALUE: 400,
  BAD_REQUEST: 400,
  RESOURCE_ALREADY_EXISTS: 400,
  RESOURCE_DOES_NOT_EXIST: 404,
  ENDPOINT_NOT_FOUND: 404,
  INTERNAL_ERROR: 500,
} as const;

export type ApiErrorCode = keyof typeof STATUS;

/** A refusal as MLflow words it on the wire: an HTTP status and `{error_code, message}`. */
export class ApiError extends Error {
  readonly errorCode: ApiErrorCode;
  readonly status: number;

  constructor(errorCode: ApiErrorCode, message: string) {
    super(message);
    this.name = "ApiError";
    this.errorCode = errorCode;
    this.status = STATUS[errorCode];
  }

  body(): { error_code: ApiErrorCode; message: string } {
    return { error_code: this.errorCode, message: this.message };
  }
}

export function invalid(message: string): ApiError {
  return new ApiError("INVALID_PARAMETER_VALUE", message);
}

export function missing(what: string): ApiError {
  return new ApiError("RESOURCE_DOES_NOT_EXIST", `${what} does not exist`);
}
