import { type Endpoint, endpoints } from '@skein/shared/api/endpoints';
import { problemSchema } from '@skein/shared/api/schemas';
import { ID_PATTERN } from '@skein/shared/ids';
import * as z from 'zod/mini';

type Json = Record<string, unknown>;

const jsonSchema = (schema: z.ZodMiniType, io: 'input' | 'output'): Json => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io }) as Json;
  return rest;
};

const content = (schema: Json, type = 'application/json'): Json => ({ content: { [type]: { schema } } });

const inPath = (path: string): Json[] =>
  [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', pattern: ID_PATTERN.source },
  }));

const inQuery = (schema: z.ZodMiniType | undefined): Json[] => {
  if (schema === undefined) return [];
  // What a query holds is text; what it is read as tells more.
  const { properties = {}, required = [] } = jsonSchema(schema, 'output') as {
    properties?: Json;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema: property,
  }));
};

const SECURITY = {
  public: [],
  session: [{ cookie: [] }, { token: [] }],
  served: [{ cookie: [] }, { token: [] }],
  cookie: [{ cookie: [] }],
  ended: [{ cookie: [] }],
};

const operation = (name: string, { path, summary, access, query, body, answer, file }: Endpoint): Json => ({
  operationId: name,
  summary,
  security: SECURITY[access],
  parameters: [...inPath(path), ...inQuery(query)],
  ...(body && { requestBody: { required: true, ...content(jsonSchema(body, 'input')) } }),
  responses: {
    ...(file === undefined ? {} : { 200: { description: summary, ...content({}, file) } }),
    ...(file === undefined && answer
      ? { 200: { description: summary, ...content(jsonSchema(answer, 'output')) } }
      : {}),
    ...(file === undefined && answer === undefined ? { 204: { description: summary } } : {}),
    default: {
      description: 'A refusal',
      ...content({ $ref: '#/components/schemas/Problem' }, 'application/problem+json'),
    },
  },
});

/** The HTTP contract as OpenAPI 3.1, made of the table that the relay serves and the app calls. */
export const openApi = (version: string, cookieName: string): Json => {
  const paths: Record<string, Json> = {};
  for (const [name, endpoint] of Object.entries(endpoints)) {
    const path = endpoint.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operation(name, endpoint) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Skein', version },
    paths,
    components: {
      schemas: { Problem: jsonSchema(problemSchema, 'output') },
      securitySchemes: {
        cookie: { type: 'apiKey', in: 'cookie', name: cookieName },
        token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      },
    },
  };
};
