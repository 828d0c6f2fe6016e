import { endpoints } from '@skein/shared/api/endpoints';
import { describe, expect, it } from 'vitest';
import { openApi } from './openapi.ts';

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly requestBody?: unknown;
  readonly responses: Readonly<Record<string, { readonly content?: unknown }>>;
}

describe('the OpenAPI description', () => {
  const description = openApi('1.2.3', 'cookie') as {
    openapi: string;
    paths: Record<string, Record<string, Operation>>;
  };

  it('has every endpoint with its parameters, body and answers', () => {
    expect(description.openapi).toBe('3.1.0');
    for (const [name, endpoint] of Object.entries(endpoints)) {
      const path = endpoint.path.replaceAll(/:(\w+)/g, '{$1}');
      const operation = description.paths[path]?.[endpoint.method.toLowerCase()];
      expect(operation?.operationId).toBe(name);
      const inPath = operation?.parameters.filter((parameter) => parameter.in === 'path');
      expect(inPath?.map((parameter) => `{${parameter.name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
      expect(operation?.requestBody !== undefined).toBe('body' in endpoint);
      expect(operation?.responses[200]?.content !== undefined).toBe(
        'answer' in endpoint || 'file' in endpoint,
      );
      expect(operation?.responses['default']).toBeDefined();
    }
  });

  it('says what a body is', () => {
    expect(description.paths['/api/rooms/{room}/messages']?.['get']?.parameters).toMatchObject([
      { name: 'room', in: 'path', required: true },
      { name: 'before', in: 'query', required: false, schema: { type: 'integer' } },
      { name: 'after', in: 'query', required: false },
      { name: 'limit', in: 'query', required: false, schema: { maximum: 100 } },
    ]);
    expect(JSON.stringify(description)).not.toContain('undefined');
  });
});
