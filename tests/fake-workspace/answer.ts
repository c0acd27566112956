export interface Answer {
  readonly status: number;
  readonly text: string;
}

export function refused(status: number, error_code: string, message: string): Answer {
  return { status, text: JSON.stringify({ error_code, message }) };
}

export function json(text: string): Answer {
  return { status: 200, text };
}
