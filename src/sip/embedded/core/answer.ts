import type { Application } from '../control/application.js';
import { writeResponse } from '../message/writer.js';
import type { Core, PendingRequest } from './core.js';

/** A final response that the application has no part in. Returns its text. */
export function answerByItself(pending: PendingRequest, status: number, reason: string): string {
  const { request, facts, localTag, transaction } = pending;
  pending.reliable?.stop();
  const parts = { status, reason, toTag: localTag, extra: [], body: '' };
  const text = writeResponse(request, facts.toTag !== undefined, parts);
  transaction.respond(status, text);
  return text;
}

/** The application is gone: nobody will answer what it was given. Its dialogs stay until their peers end them. */
export function applicationLeft(core: Core, application: Application): void {
  for (const pending of core.pending.values()) {
    if (pending.application !== application) continue;
    core.pending.delete(pending.transaction.id);
    if (pending.dialog?.state === 'early') core.dialogs.remove(pending.dialog);
    answerByItself(pending, 503, 'Service Unavailable');
  }
}
