import swagger from '@fastify/swagger';
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify';
import {
  accountNumber,
  accountResult,
  billResult,
  errorResult,
  month,
  planChangeResult,
  planCode,
  plansResult,
  promotionsResult,
} from './api-schema.js';
import type { Carrier, PlanChangeOutcome } from './carrier.js';
import { closed, notFound, operation, pathOf } from './operation.js';
import { addServices } from './service-routes.js';

/** Requests that take longer than a caller would wait are nobody's any more. */
const requestTimeoutMs = 10_000;

/** The billing and policy API over a carrier; `GET /openapi.json` describes it. Not yet listening. */
export async function buildServer(carrier: Carrier, onFailure: (error: Error) => void): Promise<FastifyInstance> {
  const server = fastify({
    bodyLimit: 16 * 1024,
    requestTimeout: requestTimeoutMs,
    // What is not in the schema is refused, not dropped; "1" is not 1.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false } },
    schemaErrorFormatter: (errors, where) => new Error(`${where}${errors[0]?.instancePath} ${errors[0]?.message}`),
  });
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Harbour Mobile',
        description: 'Billing and policies of the demo carrier. Every customer is made up.',
        version: '1.0.0',
      },
    },
  });
  server.setErrorHandler<FastifyError>((error, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) onFailure(error);
    reply.code(status).send(status >= 500 ? { error: 'internal' } : { error: 'bad_request', message: error.message });
  });
  server.setNotFoundHandler((_request, reply) => notFound(reply, 'no such resource'));
  server.get('/openapi.json', { schema: { hide: true } }, () => server.swagger());
  addBilling(server, carrier);
  addPolicies(server, carrier);
  addServices(server, carrier.services);
  await server.ready();
  return server;
}

const errors = { 400: errorResult, 404: errorResult };

function addBilling(server: FastifyInstance, carrier: Carrier): void {
  const params = pathOf({ account: accountNumber });
  server.get<{ Params: { account: string } }>(
    '/accounts/:account',
    {
      schema: {
        ...operation('get_account', 'read', 'Who holds an account, its plan, language and status.'),
        params,
        response: { 200: accountResult, ...errors },
      },
    },
    async ({ params }, reply) => (await carrier.account(params.account)) ?? notFound(reply, 'no such account'),
  );
  server.get<{ Params: { account: string }; Querystring: { month?: string } }>(
    '/accounts/:account/bill',
    {
      schema: {
        ...operation('get_bill', 'read', 'A bill: its total, every charge with its reason, and why it changed.'),
        params,
        querystring: closed({ month }),
        response: { 200: billResult, ...errors },
      },
    },
    async ({ params, query }, reply) =>
      (await carrier.bill(params.account, query.month)) ??
      notFound(reply, 'no such account, or no bill for that month'),
  );
}

function addPolicies(server: FastifyInstance, carrier: Carrier): void {
  server.get(
    '/plans',
    {
      schema: {
        ...operation('list_plans', 'read', 'The plans on sale with their monthly fee and data.'),
        querystring: closed({}),
        response: { 200: plansResult },
      },
    },
    async () => ({ plans: await carrier.plans() }),
  );
  server.get<{ Querystring: { account?: string } }>(
    '/promotions',
    {
      schema: {
        ...operation('list_promotions', 'read', 'Promotions; with an account, those that are open to it.'),
        querystring: closed({ account: accountNumber }),
        response: { 200: promotionsResult, ...errors },
      },
    },
    async ({ query }, reply) => {
      const promotions = await carrier.promotions(query.account);
      return promotions === undefined ? notFound(reply, 'no such account') : { promotions };
    },
  );
  server.post<{ Params: { account: string }; Body: { plan: string }; Headers: { 'idempotency-key'?: string } }>(
    '/accounts/:account/plan-changes',
    {
      schema: {
        ...operation('change_plan', 'write', 'Moves an account to another plan from the first of next month.'),
        params: pathOf({ account: accountNumber }),
        headers: { type: 'object', properties: { 'idempotency-key': { type: 'string', maxLength: 64 } } },
        body: { ...closed({ plan: planCode }), required: ['plan'] },
        response: { 201: planChangeResult, ...errors, 409: errorResult },
      },
    },
    async ({ params, body, headers }, reply) =>
      answerPlanChange(await carrier.changePlan(params.account, body.plan, headers['idempotency-key']), reply),
  );
}

function answerPlanChange(result: PlanChangeOutcome, reply: FastifyReply) {
  switch (result.outcome) {
    case 'accepted':
      return reply.code(201).send(result.change);
    case 'no-account':
      return notFound(reply, 'no such account');
    case 'no-plan':
      return notFound(reply, 'no such plan');
    case 'already-on-plan':
      return reply.code(409).send({ error: 'already_on_plan', message: 'the account is on that plan' });
    case 'not-active':
      return reply.code(409).send({ error: 'not_active', message: 'the account is suspended or closed' });
    case 'key-reused':
      return reply.code(409).send({ error: 'key_reused', message: 'the idempotency key belongs to another change' });
  }
}
