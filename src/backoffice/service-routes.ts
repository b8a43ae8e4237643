import type { FastifyInstance, FastifyReply } from 'fastify';
import {
  accountNumber,
  broadbandOffersResult,
  dataPacksResult,
  destinationsResult,
  errorResult,
  itemCode,
  orderResult,
} from './api-schema.js';
import { closed, notFound, operation, pathOf } from './operation.js';
import type { OrderKind, OrderOutcome, Services } from './services.js';

/** What is sold besides plans, and orders of it; reports of lost cards; complaints. */
export function addServices(server: FastifyInstance, services: Services): void {
  for (const list of lists) {
    const { path, name, summary, result, read } = list;
    const schema = { ...operation(name, 'read', summary), querystring: closed({}), response: { 200: result } };
    server.get(path, { schema }, () => read(services));
  }
  for (const order of orders) addOrder(server, services, order);
}

interface List {
  readonly path: string;
  readonly name: string;
  readonly summary: string;
  readonly result: object;
  read(services: Services): Promise<object>;
}

const lists: readonly List[] = [
  {
    path: '/data-packs',
    name: 'list_data_packs',
    summary: 'Extra data on sale, with price and days of use.',
    result: dataPacksResult,
    read: async (services) => ({ packs: await services.dataPacks() }),
  },
  {
    path: '/roaming-destinations',
    name: 'list_roaming_destinations',
    summary: 'Where the phone can be used abroad, with the price of a day of data and of a minute home.',
    result: destinationsResult,
    read: async (services) => ({ destinations: await services.destinations() }),
  },
  {
    path: '/broadband-offers',
    name: 'list_broadband_offers',
    summary: 'Fibre broadband for the home, with fee and contract.',
    result: broadbandOffersResult,
    read: async (services) => ({ offers: await services.broadbandOffers() }),
  },
];

interface OrderRoute {
  readonly path: string;
  readonly name: string;
  readonly summary: string;
  readonly kind: OrderKind;
  /** The one field of the body; an order without one is for the account's own card. */
  readonly item?: { readonly field: string; readonly schema: object };
}

const orders: readonly OrderRoute[] = [
  {
    path: 'data-packs',
    name: 'buy_data_pack',
    summary: 'Adds extra data to an account at once; it is on the next bill.',
    kind: 'data-pack',
    item: { field: 'pack', schema: itemCode },
  },
  {
    path: 'sim-blocks',
    name: 'block_sim',
    summary: 'Blocks the SIM card of an account at once, as lost or stolen.',
    kind: 'sim-block',
  },
  {
    path: 'sim-replacements',
    name: 'replace_sim',
    summary: 'Orders a new SIM card with the same number.',
    kind: 'sim-replacement',
    item: { field: 'method', schema: { type: 'string', enum: ['esim', 'shop', 'post'] } },
  },
  {
    path: 'broadband-orders',
    name: 'order_broadband',
    summary: 'Takes an order of broadband; a colleague calls to agree on a date.',
    kind: 'broadband',
    item: { field: 'offer', schema: itemCode },
  },
  {
    path: 'complaints',
    name: 'open_complaint',
    summary: 'Files a complaint, which is answered within five working days.',
    kind: 'complaint',
    item: { field: 'topic', schema: { type: 'string', enum: ['charges', 'network', 'staff', 'sales'] } },
  },
];

interface OrderCall {
  Params: { account: string };
  Body: Readonly<Record<string, string>> | undefined;
  Headers: { 'idempotency-key'?: string };
}

function addOrder(server: FastifyInstance, services: Services, { path, name, summary, kind, item }: OrderRoute): void {
  const body = item && { body: { ...closed({ [item.field]: item.schema }), required: [item.field] } };
  server.post<OrderCall>(
    `/accounts/:account/${path}`,
    {
      schema: {
        ...operation(name, 'write', summary),
        params: pathOf({ account: accountNumber }),
        headers: { type: 'object', properties: { 'idempotency-key': { type: 'string', maxLength: 64 } } },
        ...body,
        response: { 201: orderResult, 400: errorResult, 404: errorResult, 409: errorResult },
      },
    },
    async ({ params: { account }, body, headers }, reply) => {
      const ordered = item === undefined ? 'card' : body![item.field]!;
      return answerOrder(
        await services.order({ account, kind, item: ordered, key: headers['idempotency-key'] }),
        reply,
      );
    },
  );
}

function answerOrder(result: OrderOutcome, reply: FastifyReply) {
  switch (result.outcome) {
    case 'accepted':
      return reply.code(201).send(result.order);
    case 'no-account':
      return notFound(reply, 'no such account');
    case 'no-item':
      return reply.code(404).send({ error: 'not_sold', message: 'nothing of that code is sold' });
    case 'not-active':
      return reply.code(409).send({ error: 'not_active', message: 'the account is suspended or closed' });
    case 'key-reused':
      return reply.code(409).send({ error: 'key_reused', message: 'the idempotency key belongs to another order' });
  }
}
