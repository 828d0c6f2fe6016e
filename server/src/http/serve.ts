import type { Readable } from 'node:stream';
import { type Endpoint, endpoints } from '@skein/shared/api/endpoints';
import { type DeviceId, isId, type RoomId, type UserId } from '@skein/shared/ids';
import { RefusedError } from '@skein/shared/refusals';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type * as z from 'zod/mini';
import type { Session } from '../accounts/betterAuth.ts';

interface IdOf {
  readonly room: RoomId;
  readonly user: UserId;
  readonly device: DeviceId;
  readonly code: string;
}

type NamesIn<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | NamesIn<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;

/** A request after all checks, in the types of its row in the table of endpoints. */
export interface Call<E extends Endpoint> {
  readonly params: Pick<IdOf, NamesIn<E['path']> & keyof IdOf>;
  readonly query: E extends { readonly query: infer Schema extends z.ZodMiniType }
    ? z.output<Schema>
    : undefined;
  readonly body: E extends { readonly body: infer Schema extends z.ZodMiniType }
    ? z.output<Schema>
    : undefined;
  readonly caller: E extends { readonly access: Exclude<Endpoint['access'], 'public'> } ? Session : undefined;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

export type Answer<E extends Endpoint> = E extends { readonly answer: infer Schema extends z.ZodMiniType }
  ? z.input<Schema>
  : E extends { readonly file: string }
    ? Readable
    : void;

/** Who sends a request. @throws RefusedError */
export type Authenticate = (
  request: FastifyRequest,
  reply: FastifyReply,
  by: Exclude<Endpoint['access'], 'public'>,
) => Promise<Session>;

export type Serve = <Name extends keyof typeof endpoints>(
  name: Name,
  answer: (call: Call<(typeof endpoints)[Name]>) => Promise<Answer<(typeof endpoints)[Name]>>,
) => void;

/** Registers endpoints so that nothing reaches their code unchecked, and nothing leaves that their schema lacks. */
export const serveOn =
  (app: FastifyInstance, authenticate: Authenticate): Serve =>
  (name, answer) => {
    const endpoint: Endpoint = endpoints[name];
    app.route({
      method: endpoint.method,
      url: endpoint.path,
      ...(endpoint.bodyBytes === undefined ? {} : { bodyLimit: endpoint.bodyBytes }),
      handler: async (request, reply) => {
        const { access } = endpoint;
        const caller = access === 'public' ? undefined : await authenticate(request, reply, access);
        const call = {
          params: checkedIds(request.params as Record<string, string>),
          query: checked(endpoint.query, request.query),
          body: checked(endpoint.body, request.body),
          caller,
          request,
          reply,
        };
        // The table ties each name to its schemas; here, where any name may come, only their union is known.
        const result: unknown = await answer(call as unknown as Parameters<typeof answer>[0]);
        if (endpoint.file !== undefined) return await reply.type(endpoint.file).send(result);
        if (endpoint.answer === undefined) return await reply.code(204).send();
        return await reply.send(endpoint.answer.parse(result));
      },
    });
  };

const checked = (schema: z.ZodMiniType | undefined, value: unknown): unknown => {
  if (schema === undefined) return undefined;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new RefusedError(
    'request-invalid',
    issue && `${issue.path.join('.') || 'request'}: ${issue.message}`,
  );
};

const checkedIds = (params: Readonly<Record<string, string>>): Readonly<Record<string, string>> => {
  for (const [name, value] of Object.entries(params))
    if (!isId(value)) throw new RefusedError('request-invalid', `${name} is not an id`);
  return params;
};
