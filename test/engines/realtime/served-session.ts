import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { levelDbfs } from '#src/core/audio.js';
import { tone } from '../../support/tone.js';
import { type Coding, decoded, encoded, pitchHz } from './heard-audio.js';
import type { RealtimeServer } from './realtime-server.js';
import type { Conversation, Item, Scripted } from './script.js';

type Message = Record<string, unknown> & { readonly type: string; readonly event_id: string };

const pause = (durationInMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, durationInMs));
const chunkMs = 100;
/** The tone that the engine speaks with. */
const voiceHz = 440;
const quietMs = 300;

/** One session as the vendor's server has it. */
export class ServedSession {
  readonly received: Message[] = [];
  readonly items: Item[] = [];
  instructions = '';
  session: Record<string, unknown> = {};
  isOpen = true;
  readonly #server: RealtimeServer;
  readonly #socket: WebSocket;
  readonly #tcp: Socket;
  #buffer: number[] = [];
  #active: { readonly id: string; cancelled: boolean } | undefined;
  #count = 0;
  #isSpeaking = false;
  #quietSamples = 0;

  constructor(server: RealtimeServer, socket: WebSocket, tcp: Socket) {
    this.#server = server;
    this.#socket = socket;
    this.#tcp = tcp;
    socket.on('message', (data) => this.#take(String(data)));
    socket.on('close', () => {
      this.isOpen = false;
    });
    if (server.wire.greets) this.#send('session.created', { session: this.#described() });
    if (server.wire.path.includes('paas')) this.#send('heartbeat');
  }

  /** Types of what came, without the audio. */
  get types(): string[] {
    return this.received.map(({ type }) => type).filter((type) => type !== 'input_audio_buffer.append');
  }

  get coding(): Coding {
    const audio = this.session.audio as { input?: { format?: { type?: string } } } | undefined;
    const names: Record<string, Coding> = { 'audio/pcmu': 'PCMU', 'audio/pcma': 'PCMA' };
    return names[audio?.input?.format?.type ?? ''] ?? 'pcm';
  }

  get told(): string {
    return `${this.instructions}\n${this.items.map(({ text }) => text).join('\n')}`;
  }

  /** Caller's audio that was not committed, in samples. */
  get buffered(): number {
    return this.#buffer.length;
  }

  expire(): void {
    this.#send('error', { error: { type: 'invalid_request_error', code: 'session_expired', message: 'too long' } });
    this.#socket.close(1000);
  }

  /** Sends an event as it is. */
  say(type: string, fields: object = {}): void {
    this.#send(type, fields);
  }

  #take(json: string): void {
    const message = JSON.parse(json) as Message;
    this.received.push(message);
    const shape = this.#server.wire.takes[message.type];
    const checked = shape?.safeParse(message);
    if (checked?.success !== true) {
      const why = checked?.error?.message ?? 'there is no such event';
      this.#server.complaints.push(`${message.type}: ${why}`);
      this.#refuse(message, 'invalid_request_error', why.slice(0, 200));
      return;
    }
    try {
      this.#handlers[message.type]!(message);
    } catch (thrown) {
      this.#server.complaints.push(`${message.type}: ${(thrown as Error).message}`);
    }
  }

  readonly #handlers: Readonly<Record<string, (message: Message) => void>> = {
    'session.update': (message) => this.#configure(message, 'session.updated'),
    'session.create': (message) => this.#configure(message, 'session.created'),
    'input_audio_buffer.append': ({ audio }) => this.#hear(decoded(String(audio), this.#server.wire, this.coding)),
    'input_audio_buffer.clear': () => {
      this.#buffer = [];
      this.#send('input_audio_buffer.cleared');
    },
    'input_audio_buffer.commit': (message) => this.#commit(message),
    'conversation.item.create': ({ item, items }) => this.#create((item ?? (items as object[])[0]) as object),
    'conversation.item.delete': (message) => {
      const at = this.items.findIndex(({ id }) => id === message.item_id);
      if (at < 0) {
        this.#refuse(message, 'item_delete_invalid_item_id', 'no such item');
        return;
      }
      this.items.splice(at, 1);
      this.#send('conversation.item.deleted', { item_id: message.item_id });
    },
    'conversation.item.truncate': (message) => this.#truncate(message),
    'response.create': (message) => {
      if (this.#active !== undefined) {
        this.#server.complaints.push('a second response at a time');
        this.#refuse(message, 'conversation_already_has_active_response', 'one at a time');
        return;
      }
      if (this.#openCalls > 0) this.#server.complaints.push('a response before the results of the tools');
      void this.#respond();
    },
    'response.cancel': (message) => {
      if (this.#active === undefined) {
        this.#refuse(message, 'response_cancel_not_active', 'nothing to cancel');
        return;
      }
      this.#active.cancelled = true;
      this.#end('cancelled', { type: 'cancelled', reason: 'client_cancelled' });
    },
  };

  #configure({ session }: Message, answer: string): void {
    const given = session as Record<string, unknown>;
    this.session = { ...this.session, ...given };
    this.instructions = String(given.instructions ?? this.instructions);
    this.#send(answer, { session: this.#described() });
  }

  #described(): object {
    const { expiresAt } = this.#server;
    return { ...this.session, id: 'sess_1', ...(expiresAt === undefined ? {} : { expires_at: expiresAt }) };
  }

  get #rateHz(): number {
    return this.coding === 'pcm' ? this.#server.wire.input.rateHz : 8000;
  }

  #hear(samples: Int16Array): void {
    for (const sample of samples) this.#buffer.push(sample);
    if (this.#vad === undefined) return;
    const isVoice = levelDbfs(samples) > -50;
    this.#quietSamples = isVoice ? 0 : this.#quietSamples + samples.length;
    if (isVoice && !this.#isSpeaking) this.#mark(true);
    if (this.#isSpeaking && this.#quietSamples > (quietMs * this.#rateHz) / 1000) this.#mark(false);
  }

  /** Its own detection of turns, where it is switched on. */
  get #vad(): { create_response?: boolean } | undefined {
    if (this.#server.wire.marksByTranscripts) return {};
    const nested = (this.session.audio as { input?: { turn_detection?: object } } | undefined)?.input?.turn_detection;
    const vad = (nested ?? this.session.turn_detection) as
      | { type?: string; create_response?: boolean }
      | null
      | undefined;
    return vad?.type === 'server_vad' ? vad : undefined;
  }

  #mark(begins: boolean): void {
    this.#isSpeaking = begins;
    const ownMarks = !this.#server.wire.marksByTranscripts;
    if (ownMarks) this.#send(`input_audio_buffer.speech_${begins ? 'started' : 'stopped'}`, { item_id: 'item_vad' });
    else if (begins) this.#send('conversation.item.input_audio_transcription.started');
    if (begins) return;
    this.#commit(undefined);
  }

  #commit(message: Message | undefined): void {
    const { wire } = this.#server;
    if (message !== undefined && this.#buffer.length < this.#rateHz / 10) {
      this.#refuse(message, 'input_audio_buffer_commit_empty', 'buffer too small');
      return;
    }
    const hz = pitchHz(Int16Array.from(this.#buffer), this.#rateHz);
    const id = this.#id('item');
    const ms = Math.round((this.#buffer.length * 1000) / this.#rateHz);
    this.#buffer = [];
    this.#isSpeaking = false;
    const words = hz === 0 ? '' : `tone of ${hz} hertz`;
    this.items.push({ id, role: 'user', text: words, hz, ms });
    this.#send('input_audio_buffer.committed', { item_id: id });
    if (wire.transcribes !== 'no') this.#transcribe(id, words);
    const answers = message === undefined ? this.#vad?.create_response !== false : wire.marksByTranscripts;
    if (answers && wire.repliesByItself) void this.#respond();
  }

  #transcribe(itemId: string, words: string): void {
    const of = this.#server.wire.namesItems ? { item_id: itemId, content_index: 0 } : {};
    const name = 'conversation.item.input_audio_transcription';
    const pieces = words.match(/\S+\s*/g) ?? [];
    for (const [at, piece] of pieces.entries()) {
      if (this.#server.wire.transcribes === 'pieces') this.#send(`${name}.delta`, { ...of, delta: piece });
      if (this.#server.wire.transcribes === 'snapshots') {
        this.#send(`${name}.delta`, { ...of, delta: pieces.slice(0, at + 1).join('') });
      }
    }
    this.#send(`${name}.completed`, { ...of, transcript: words });
  }

  #create(wire: object): void {
    const {
      id = this.#id('item'),
      role,
      content,
      output,
      text,
    } = wire as Record<string, never> & Record<string, string>;
    const words = (content as unknown as { text: string }[] | undefined)?.[0]?.text ?? output ?? text ?? '';
    const isResult = output !== undefined || role === 'tool';
    this.items.push({ id, role: isResult ? 'tool' : (role ?? 'call'), text: words, hz: 0, ms: 0, wire });
    this.#send('conversation.item.created', { item: { ...(wire as object), id } });
    const { wire: vendor } = this.#server;
    if (isResult && vendor.calls === 'listed' && this.#openCalls === 0) void this.#respond();
  }

  /** Calls whose results are not there. */
  get #openCalls(): number {
    const of = (role: string): number => this.items.filter((item) => item.role === role).length;
    return of('call') - of('tool');
  }

  #truncate(message: Message): void {
    const item = this.items.find(({ id }) => id === message.item_id);
    if (item === undefined || item.role !== 'assistant') {
      this.#server.complaints.push('truncates what is not there');
      this.#refuse(message, 'item_truncate_invalid_item_id', 'no such item');
      return;
    }
    if (Number(message.audio_end_ms) > item.ms) this.#server.complaints.push('truncates beyond the audio');
    item.ms = Number(message.audio_end_ms);
    this.#send('conversation.item.truncated', { item_id: item.id, audio_end_ms: item.ms, content_index: 0 });
  }

  async #respond(): Promise<void> {
    const active = { id: this.#id('resp'), cancelled: false };
    this.#active = active;
    const { wire } = this.#server;
    this.#send(wire.marksByTranscripts ? 'response.output_audio.started' : 'response.created', {
      response: { id: active.id, object: 'realtime.response', status: 'in_progress', output: [] },
      response_id: active.id,
    });
    const conversation: Conversation = { items: this.items, instructions: this.instructions };
    const scripted = this.#server.script(conversation, this.#toolNames());
    await this.#speak(active, scripted);
    if (active.cancelled || this.#server.fault === 'stalled') return;
    for (const call of scripted.calls ?? []) this.#call(active.id, call);
    this.#end('completed', null);
    if (wire.rateLimits) {
      this.#send('rate_limits.updated', {
        rate_limits: [{ name: 'requests', limit: 1000, remaining: 999, reset_seconds: 0.1 }],
      });
    }
  }

  /** Text and audio, each as one item. */
  async #speak(active: { readonly id: string; readonly cancelled: boolean }, { text = '' }: Scripted): Promise<void> {
    if (text === '') return;
    const { wire, fault } = this.#server;
    const item: Item = { id: this.#id('item'), role: 'assistant', text: '', hz: 0, ms: 0 };
    this.items.push(item);
    const of = { response_id: active.id, item_id: item.id, output_index: 0, content_index: 0 };
    if (wire.namesItems) {
      this.#send('response.output_item.added', {
        response_id: active.id,
        output_index: 0,
        item: { id: item.id, type: 'message', role: 'assistant', status: 'in_progress', content: [] },
      });
    }
    if (fault === 'slow-first-audio') await pause(500);
    const words = text.match(/\S+\s*/g) ?? [];
    const length = Math.max(6, words.length);
    const rateHz = this.coding === 'pcm' ? wire.outputRateHz : 8000;
    for (let at = 0; at < length || fault === 'over-long'; at += 1) {
      // Chunks come as chunks, and in their own time.
      await pause(2);
      if (active.cancelled || !this.isOpen) return;
      if (at === Math.floor(length / 2) && this.#goesWrong()) return;
      const ids = wire.namesItems ? of : {};
      const word = words[at];
      if (word !== undefined) {
        item.text += word;
        this.#send(wire.transcriptEvent, { ...ids, delta: word });
      }
      item.ms += chunkMs;
      const audio = this.#chunk(rateHz);
      if (at === 0) this.#server.onSpeech();
      this.#send(wire.audioEvent, { ...ids, ...audio });
    }
  }

  #chunk(rateHz: number): object {
    if (this.#server.fault !== 'wrong-rate') {
      return { delta: encoded(tone(chunkMs, { hz: voiceHz, rateHz }), this.coding) };
    }
    return { delta: encoded(tone(chunkMs, { hz: voiceHz, rateHz: 16000 }), 'pcm'), sample_rate_hz: 16000 };
  }

  /** True when nothing more comes. */
  #goesWrong(): boolean {
    switch (this.#server.fault) {
      case 'stalled':
        return true;
      case 'half-closed':
        this.#tcp.end();
        return true;
      case 'garbage':
        this.#socket.send('{"type":"response.');
        return false;
      default:
        return false;
    }
  }

  #call(responseId: string, { name, arguments: given }: NonNullable<Scripted['calls']>[number]): void {
    const { calls } = this.#server.wire;
    const item: Item = { id: this.#id('item'), role: 'call', text: name, hz: 0, ms: 0 };
    const callId = this.#id('call');
    const json = JSON.stringify(given);
    this.items.push(item);
    const type = 'response.function_call_arguments.done';
    if (calls === 'listed') {
      this.#send(type, { items: [{ call_id: callId, name, arguments: json }] });
      return;
    }
    if (calls === 'without-id') {
      this.#send(type, { response_id: responseId, name, arguments: json });
      return;
    }
    this.#send('response.output_item.added', {
      response_id: responseId,
      item: { id: item.id, type: 'function_call', name, call_id: callId, arguments: '' },
    });
    const named = calls === 'named' ? { name } : {};
    this.#send(type, { response_id: responseId, item_id: item.id, call_id: callId, arguments: json, ...named });
  }

  #end(status: string, details: object | null): void {
    const { id } = this.#active!;
    this.#active = undefined;
    if (status === 'cancelled' && this.#server.wire.marksByTranscripts) {
      this.#send('response.canceled');
      return;
    }
    this.#send('response.done', { response: { id, status, status_details: details, output: [] } });
  }

  #toolNames(): string[] {
    const tools = (this.session.tools ?? []) as { name?: string; function?: { name: string } }[];
    return tools.map((tool) => tool.name ?? tool.function!.name);
  }

  #refuse({ event_id: eventId }: Message, code: string, message: string): void {
    this.#send('error', { error: { type: 'invalid_request_error', code, message, event_id: eventId } });
  }

  #id(kind: string): string {
    this.#count += 1;
    return `${kind}_${this.#count}`;
  }

  #send(type: string, fields: object = {}): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#count += 1;
    this.#socket.send(JSON.stringify({ event_id: `event_${this.#count}`, type, ...fields }));
  }
}
