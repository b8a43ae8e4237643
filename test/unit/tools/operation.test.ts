import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { baseUrlOf, operationsOf } from '#src/tools/operation.js';
import { toolRequest } from '#src/tools/request.js';

const document = {
  openapi: '3.1.0',
  paths: {
    '/customers/{id}': {
      parameters: [{ $ref: '#/components/parameters/id' }],
      get: { operationId: 'get_customer', summary: 'A customer.', parameters: [{ name: 'tag', in: 'query' }] },
      patch: {
        operationId: 'update_customer',
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Update' } } } },
      },
    },
    '/search': {
      post: {
        operationId: 'search',
        'x-effect': 'read',
        requestBody: { required: true, content: { 'application/json': { schema: { type: 'array' } } } },
      },
    },
    '/upload': { post: { operationId: 'upload', requestBody: { content: { 'multipart/form-data': {} } } } },
    '/nameless': { get: { summary: 'No id.' } },
    '/keyed': { get: { operationId: 'keyed', parameters: [{ name: 'x-key', in: 'header', required: true }] } },
  },
  components: {
    parameters: { id: { name: 'id', in: 'path', required: true, schema: { type: 'string' } } },
    schemas: {
      Update: {
        type: 'object',
        properties: { name: { type: 'string' }, parent: { $ref: '#/components/schemas/Update' } },
        required: ['name'],
      },
    },
  },
};

describe('an OpenAPI document', () => {
  const { operations, skipped } = operationsOf(document);
  const named = (name: string) => operations.find(({ tool }) => tool.name === name)!;

  test('gives a tool for each operation, with one flat set of arguments', () => {
    expect(named('get_customer').tool).toEqual({
      name: 'get_customer',
      description: 'A customer.',
      parameters: {
        type: 'object',
        properties: { id: { type: 'string' }, tag: {} },
        required: ['id'],
        additionalProperties: false,
      },
      effect: 'read',
    });
    expect(named('update_customer').tool.parameters).toMatchObject({ required: ['id', 'name'] });
  });

  test('says by method, or by x-effect, what may run on a guess', () => {
    expect(operations.map(({ tool }) => [tool.name, tool.effect])).toEqual([
      ['get_customer', 'read'],
      ['update_customer', 'write'],
      ['search', 'read'],
    ]);
  });

  test('names the operations that cannot be tools, and why', () => {
    expect(skipped).toEqual([
      'POST /upload: its body is not JSON',
      'GET /nameless: it has no operationId',
      'GET /keyed: it needs the header parameter x-key',
    ]);
  });

  test('puts arguments where they belong, escaped', () => {
    expect(toolRequest('http://h', named('get_customer'), { id: '../a b', tag: 'x&y' }).url).toBe(
      'http://h/customers/..%2Fa%20b?tag=x%26y',
    );
    const update = toolRequest('http://h', named('update_customer'), { id: '1', name: 'Ann' });
    expect([update.method, update.url, update.body]).toEqual(['PATCH', 'http://h/customers/1', '{"name":"Ann"}']);
    expect(toolRequest('http://h', named('search'), { body: [1] }).body).toBe('[1]');
  });

  test('cannot send requests to another host', () => {
    const at = (url: unknown) => baseUrlOf({ servers: [{ url }] }, 'https://api.test/docs/openapi.json');
    expect([at('/v1/'), at('https://api.test/v2'), at('https://evil.test/v1'), at(7), at('::')]).toEqual([
      'https://api.test/v1',
      'https://api.test/v2',
      'https://api.test',
      'https://api.test',
      expect.stringMatching(/^https:\/\/api\.test/),
    ]);
  });

  test('that refers to itself or to nothing is read, checking less', () => {
    const loop = {
      paths: { '/a': { get: { operationId: 'a', parameters: [{ $ref: '#/loop' }] } } },
      loop: { $ref: '#/loop' },
    };
    expect(operationsOf(loop).operations[0]?.tool.parameters).toMatchObject({ properties: {} });
  });

  test('that is garbage gives no tools and no exception', () => {
    const part = fc.letrec((tie) => ({
      node: fc.oneof(
        fc.constantFrom(null, 1, 'string', '#/paths', true, 'get', 'path'),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(
          fc.constantFrom(
            'paths',
            '/a/{b}',
            'get',
            'post',
            'operationId',
            'parameters',
            'name',
            'in',
            'schema',
            '$ref',
            'requestBody',
            'content',
            'application/json',
            'properties',
            'type',
            'required',
            '__proto__',
          ),
          tie('node'),
        ),
      ),
    })).node;
    fc.assert(
      fc.property(part, (garbage) => {
        expect(operationsOf(garbage).operations.length).toBeGreaterThanOrEqual(0);
      }),
      {
        numRuns: 1000,
      },
    );
  });
});
