/** Where the scenarios of the turn table are played: a whole call in virtual time, and who takes part in it. */
import type { TurnModel } from '#src/agent/end-of-turn/turn-model.js';
import { type EngineEvent, sessionOpening } from '#src/agent/engine.js';
import type { TurnState } from '#src/agent/state.js';
import type { ToolCall, ToolResult, ToolRunner } from '#src/agent/tool.js';
import { systemClock } from '#src/core/clock.js';
import type { Mood } from '#src/core/mood.js';
import type { Emotion } from '#src/core/paralinguistics.js';
import { startLocalVoice } from '#src/engines/local/voices.js';
import { VoiceModel } from '#src/media/ears/voice-model.js';
import type { ScriptedReply } from '../../support/scripted-engine.js';
import { spoken } from '../../support/spoken.js';
import { overTheLine } from '../../support/telephone.js';
import { silence } from '../../support/tone.js';
import { type ReplyTrace, traceReply, unmistakableAudio } from '../../support/virtual-call/reply-trace.js';
import { VirtualCall, type VirtualCallOptions } from '../../support/virtual-call/virtual-call.js';
import { type RowName, type RowStep, rowSteps } from './row-steps.js';

const sentences = {
  question: 'Why is my bill so high this month?',
  order: 'I would like to change my plan',
  objection: 'That is not what I wanted to know at all, I asked about something else.',
  okay: 'Okay.',
  two: 'two',
} as const;

export type Sentence = keyof typeof sentences;

/** What is the same in every scenario and takes a while to make. */
export class Props {
  private constructor(
    readonly model: VoiceModel,
    readonly sentences: Readonly<Record<Sentence, Int16Array>>,
  ) {}

  static async make(): Promise<Props> {
    const model = await VoiceModel.load();
    const { voice, close } = await startLocalVoice({ clock: systemClock });
    const audio: Partial<Record<Sentence, Int16Array>> = {};
    for (const [name, text] of Object.entries(sentences))
      audio[name as Sentence] = overTheLine(await spoken(voice, text, 'en'), voice.rateHz);
    await close();
    return new Props(model, audio as Record<Sentence, Int16Array>);
  }
}

/** Replies by which each can be told from any other sound. */
const shortAnswer = unmistakableAudio(1500, 1);
const longAnswer = unmistakableAudio(8000, 2);
/** An engine's usual time to its first audio. */
const engineMs = 400;

export const replies = {
  short: { text: 'Fifty dollars.', audio: shortAnswer, delayMs: engineMs },
  long: { text: 'One two three four five six seven eight nine ten.', audio: longAnswer, delayMs: engineMs },
} as const satisfies Record<string, ScriptedReply>;

/** An answer in Mandarin on a call in English, by an engine that can be asked for it once more. */
export const inMandarin = {
  text: '您这个月的账单是五十元。',
  audio: unmistakableAudio(1500, 3),
  delayMs: engineMs,
} as const;
export const rephrasing = { capabilities: { rephrases: true }, replies: [inMandarin, replies.short] } as const;

export interface Setting extends Partial<Omit<VirtualCallOptions, 'model' | 'script'>> {
  /** What the engine answers, one a request; the last again and again. Default: a short answer. */
  readonly replies?: readonly ScriptedReply[];
}

/** Tools that answer when the scenario says so. */
class Toolbox implements ToolRunner {
  readonly tools = (
    [
      ['get_bill', 'read'],
      ['change_plan', 'write'],
      ['hang_up', 'call'],
      ['transfer_to_human', 'call'],
    ] as const
  ).map(([name, effect]) => ({ name, description: '', parameters: {}, effect }));
  readonly running: { readonly name: string; readonly answer: (result: ToolResult) => void }[] = [];

  run({ name }: ToolCall): Promise<ToolResult> {
    return new Promise((answer) => this.running.push({ name, answer }));
  }
}

/** A turn model that answers when the scenario says so. */
class PatientModel implements TurnModel {
  readonly asked: ((finished: number) => void)[] = [];

  judge(): Promise<number> {
    return new Promise((answer) => this.asked.push(answer));
  }
}

/** One call on which a scenario is played. */
export class Stage {
  readonly call: VirtualCall;
  readonly #props: Props;
  readonly #toolbox: Toolbox;
  readonly #turnModel: PatientModel;

  static async open(props: Props, { replies: script = [replies.short], ...options }: Setting): Promise<Stage> {
    const reply = (_request: unknown, nth: number) => script[Math.min(nth, script.length) - 1]!;
    const toolbox = new Toolbox();
    const turnModel = new PatientModel();
    const ours = { model: props.model, script: reply, tools: toolbox, turnModel };
    return new Stage(props, await VirtualCall.start({ ...ours, ...options }), toolbox, turnModel);
  }

  private constructor(props: Props, call: VirtualCall, toolbox: Toolbox, turnModel: PatientModel) {
    this.#props = props;
    this.call = call;
    this.#toolbox = toolbox;
    this.#turnModel = turnModel;
  }

  // what happens

  run(durationMs: number): Promise<void> {
    return this.call.run(durationMs);
  }

  /** The caller begins to say it; with `db` louder or softer. */
  say(what: Sentence | Int16Array, db = 0): void {
    const samples = typeof what === 'string' ? this.#props.sentences[what] : what;
    const gain = 10 ** (db / 20);
    this.call.caller.say(db === 0 ? samples : samples.map((sample) => Math.round(sample * gain)));
  }

  /** A sentence, to be joined with others. */
  audioOf(sentence: Sentence): Int16Array {
    return this.#props.sentences[sentence];
  }

  /** The caller falls silent at once. */
  hush(): void {
    this.call.caller.say(silence(20));
  }

  press(digits: string): void {
    this.call.caller.press(digits);
  }

  /** The engine tells something of its own accord. */
  engineTells(event: EngineEvent): void {
    this.call.engine.sessions.at(-1)!.emit(event);
  }

  /** The anger model has heard the caller's turn so far: 1 is furious, 0 calm. */
  sounds(anger: number): void {
    this.call.sounds(anger);
  }

  /** The engine has made something of the caller's mood in the turn that this reply answers. */
  engineFeels(emotion: Emotion, replyId = this.replyId): void {
    this.engineTells({ type: 'paralinguistics', replyId, reading: { emotion: { value: emotion } } });
  }

  /** The engine loses its session, and cannot open another. */
  engineDies(): void {
    this.call.engine.opening = () => Promise.reject(new Error('no engine'));
    this.call.engine.sessions.at(-1)!.lose();
  }

  /** The tools that run answer. */
  toolsAnswer(): void {
    for (const { answer } of this.#toolbox.running.splice(0)) answer({ ok: true, value: {} });
  }

  /** The turn model answers: 1 the caller has finished, 0 not at all. */
  modelAnswers(finished: number): void {
    for (const answer of this.#turnModel.asked.splice(0)) answer(finished);
  }

  // up to a moment

  async greeted(): Promise<void> {
    await this.passes('BotReplying, play-ended');
  }

  /** Until a row has been taken. */
  async passes(row: RowName, limitMs?: number): Promise<void> {
    const mark = this.steps.length;
    await this.until(row, () => this.steps.slice(mark).some((step) => step.row === row), limitMs);
  }

  /** Until the conversation is in a state; fails when it does not get there. */
  async reaches(state: TurnState, limitMs?: number): Promise<void> {
    await this.until(state, () => this.state === state, limitMs);
  }

  /** The caller has greeted and asked something, and it is the bot's turn. */
  async asks(): Promise<void> {
    await this.greeted();
    this.say('question');
    await this.reaches('UserSpeaking');
    if (this.call.engine.capabilities.turnDetection === 'engine') {
      await this.run(2200);
      this.engineTells({ type: 'speech-stopped' });
    }
    await this.reaches('BotReplying');
  }

  /** The caller has asked something, and the bot has been audible for so long. */
  async botTalks(durationMs = 1000): Promise<void> {
    await this.asks();
    if (!(await this.call.waitAudible(durationMs))) throw new Error('the bot does not talk');
  }

  /** The bot has asked for a number of four digits, and the caller has said the first and pauses. */
  async dictates(): Promise<void> {
    this.engineTells({ type: 'expects', replyId: sessionOpening, digits: 4 });
    await this.greeted();
    this.say('two', 6);
    await this.reaches('UserPaused');
    await this.run(200);
  }

  /** The caller pauses in what they say, and the turn model is asked about it. */
  async isJudged(): Promise<void> {
    await this.greeted();
    this.say('two');
    await this.until('the turn model is asked', () => this.modelThinks);
  }

  /** The bot says something, and is silent. */
  async answers(): Promise<void> {
    if (!(await this.call.waitReply())) throw new Error('the bot does not answer');
  }

  async until(what: string, done: () => boolean, limitMs = 8000): Promise<void> {
    if (await this.call.runUntil(done, limitMs)) return;
    throw new Error(`"${what}" did not come about; rows taken: ${this.rowsSince(0).join(' | ')}`);
  }

  async close(): Promise<void> {
    await this.call.end();
  }

  // what came of it

  get steps(): readonly RowStep[] {
    return rowSteps(this.call.log);
  }

  get state(): TurnState {
    return this.steps.at(-1)?.turn ?? 'Silence';
  }

  /** Rows taken, each run of the same once. */
  rowsSince(mark: number): readonly string[] {
    const rows = this.steps.slice(mark).map(({ row }) => row);
    return rows.filter((row, index) => row !== rows[index - 1]);
  }

  /** What the engine was asked and told. */
  asked(what: RegExp): readonly string[] {
    return this.call.engine.asked.filter((line) => what.test(line));
  }

  /** The last reply that was asked for. */
  get replyId(): number {
    return Number(
      this.asked(/^reply/)
        .at(-1)
        ?.split(' ')[1],
    );
  }

  /** The last reply that counted. */
  get answeredBy(): number {
    return Number(
      this.asked(/^commit/)
        .at(-1)
        ?.split(' ')[1],
    );
  }

  get toolsAtWork(): readonly string[] {
    return this.#toolbox.running.map(({ name }) => name);
  }

  /** The turn model was asked and has not answered. */
  get modelThinks(): boolean {
    return this.#turnModel.asked.length > 0;
  }

  /** What was said and played, as the call's records have it. */
  get said(): readonly string[] {
    return this.call.events.flatMap(({ event }) =>
      event.type === 'said' ? [`${event.by}: ${event.text}${event.cut ? ' —' : ''}`] : [],
    );
  }

  /** The caller's moods as the call's records have them: after each turn, and when something of one was told late. */
  get moods(): readonly Mood[] {
    return this.call.events.flatMap(({ event }) => (event.type === 'mood' ? [event] : []));
  }

  /** What the bot did about them. */
  get deeds(): readonly string[] {
    return this.call.events.flatMap(({ event }) => (event.type === 'mood-action' ? [event.action] : []));
  }

  /** What of a reply the caller heard. */
  heard(reply: { readonly audio: Int16Array }): ReplyTrace {
    return traceReply(reply.audio, this.call.caller.heard);
  }

  /** Nothing is heard of the bot now. */
  get isQuiet(): boolean {
    return this.call.caller.heard.slice(-3).every(({ samples }) => samples.every((sample) => Math.abs(sample) < 50));
  }

  get ended(): string | undefined {
    const end = this.call.events.find(({ event }) => event.type === 'ended')?.event;
    return end?.type === 'ended' ? end.reason : undefined;
  }

  /** Events that no row was there for. */
  get refused(): readonly string[] {
    return this.call.events.flatMap(({ event }) =>
      event.type === 'event-refused' ? [`${event.state}, ${event.event}`] : [],
    );
  }
}
