import type { Facts } from '../message/facts.js';
import { type Dialog, dialogId } from './dialog.js';

/** All dialogs of the endpoint, early ones included. */
export class DialogTable {
  readonly #dialogs = new Map<string, Dialog>();
  readonly #byCallId = new Map<string, Dialog>();

  get size(): number {
    return this.#dialogs.size;
  }

  add(dialog: Dialog): void {
    this.#dialogs.set(dialog.id, dialog);
    this.#byCallId.set(dialog.callId, dialog);
  }

  remove(dialog: Dialog): void {
    dialog.state = 'ended';
    if (this.#dialogs.get(dialog.id) === dialog) this.#dialogs.delete(dialog.id);
    if (this.#byCallId.get(dialog.callId) === dialog) this.#byCallId.delete(dialog.callId);
  }

  find(id: string): Dialog | undefined {
    return this.#dialogs.get(id);
  }

  withCallId(callId: string): Dialog | undefined {
    return this.#byCallId.get(callId);
  }

  /** The dialog of a request from the peer (RFC 3261 section 12.2.2): Call-ID and both tags. */
  matching({ callId, fromTag, toTag }: Facts): Dialog | undefined {
    if (toTag === undefined) return undefined;
    const theirs = this.#dialogs.get(dialogId(callId, fromTag));
    if (theirs?.role === 'uas' && theirs.localTag === toTag) return theirs;
    const ours = this.#dialogs.get(dialogId(callId, toTag));
    if (ours?.role !== 'uac') return undefined;
    // A NOTIFY may be here before the response to its SUBSCRIBE (RFC 6665 section 4.1.2.4).
    return ours.remoteTag === undefined || ours.remoteTag === fromTag ? ours : undefined;
  }
}
