import { type EndpointName, endpoints } from '@skein/shared/api/endpoints';
import { problemSchema } from '@skein/shared/api/schemas';
import { isRefusal, RefusedError } from '@skein/shared/refusals';
import type * as z from 'zod/mini';

type Endpoints = typeof endpoints;
type Output<Row, Part extends string> =
  Row extends Readonly<Record<Part, infer Schema extends z.ZodMiniType>> ? z.output<Schema> : undefined;
type Input<Row, Part extends string> =
  Row extends Readonly<Record<Part, infer Schema extends z.ZodMiniType>> ? z.input<Schema> : never;

interface Request<Row> {
  /** For `:room` and such in the path. */
  readonly ids?: Readonly<Record<string, string>>;
  readonly query?: Input<Row, 'query'>;
  readonly body?: Input<Row, 'body'>;
  readonly signal?: AbortSignal;
}

export interface Api {
  /** @throws RefusedError with the relay's reason; TypeError when it cannot be reached; AbortError. */
  call<Name extends EndpointName>(
    name: Name,
    request?: Request<Endpoints[Name]>,
  ): Promise<Output<Endpoints[Name], 'answer'>>;
}

export const createApi = (origin: string, request: typeof fetch): Api => ({
  call: async (name, { ids = {}, query, body, signal } = {}) => {
    const row = endpoints[name];
    const path = row.path.replaceAll(/:(\w+)/g, (_, id: string) => encodeURIComponent(ids[id] ?? ''));
    const url = new URL(path, origin);
    for (const [key, value] of Object.entries(query ?? {})) url.searchParams.set(key, String(value));
    const response = await request(url, {
      method: row.method,
      credentials: 'same-origin',
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
    if (!response.ok) throw await refusalOf(response);
    if (!('answer' in row)) return undefined as never;
    const parsed = row.answer.safeParse(await response.json().catch(() => undefined));
    if (!parsed.success) throw new RefusedError('internal', `an answer of ${row.path}`);
    return parsed.data as never;
  },
});

const refusalOf = async (response: Response): Promise<Error> => {
  const problem = problemSchema.safeParse(await response.json().catch(() => undefined));
  if (problem.success)
    return new RefusedError(
      isRefusal(problem.data.reason) ? problem.data.reason : 'internal',
      problem.data.detail,
    );
  // Not the relay itself but something in front of it that cannot reach it.
  return new TypeError(`the relay cannot be reached (${response.status})`);
};
