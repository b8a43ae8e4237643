/** What the API's routes have in common. */
import type { FastifyReply } from 'fastify';

export function notFound(reply: FastifyReply, message: string) {
  return reply.code(404).send({ error: 'not_found', message });
}

/** `x-effect` tells a bot whether an operation may run on a guess. */
export function operation(operationId: string, effect: 'read' | 'write', summary: string) {
  return { operationId, summary, 'x-effect': effect };
}

export function closed(properties: Record<string, object>) {
  return { type: 'object', properties, additionalProperties: false };
}

export function pathOf(properties: Record<string, object>) {
  return { ...closed(properties), required: Object.keys(properties) };
}
