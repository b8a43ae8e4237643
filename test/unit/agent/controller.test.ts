import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Effect } from '#src/agent/effect.js';
import type { ControllerEvent, TimerName } from '#src/agent/event.js';
import { reduce, triggerOf } from '#src/agent/reduce.js';
import {
  type ControllerRules,
  type ControllerState,
  defaultRules,
  type EngineRules,
  initialState,
  type TurnState,
} from '#src/agent/state.js';
import type { Row } from '#src/agent/table/row.js';
import { turnTable } from '#src/agent/turn-table.js';
import { quietCues, speakingCues } from '../../support/turn-cues.js';

/** Events as the world may send them, with ids and times that fit or do not. */
const ids = fc.integer({ min: 1, max: 12 });
const text = fc.constantFrom(
  '',
  'yes',
  'my bill',
  'one moment please',
  'this is ridiculous, I will call my lawyer',
  '講廣東話',
  'please leave a message after the tone',
);
const call = fc.record({
  toolCallId: fc.constantFrom('a', 'b'),
  name: fc.constantFrom('get_bill', 'hang_up', 'transfer_to_human', 'nonsense'),
  arguments: fc.constant({}),
});
/** Frames of speech and of silence; the onset is long ago. */
const cues = fc
  .record({
    quietMs: fc.constantFrom(0, 0, 32, 96, 200, 500, 2000),
    atMs: fc.integer({ min: 2000, max: 20_000 }),
    level: fc.constantFrom(-20, -34),
  })
  .map(({ quietMs, atMs, level }) => ({
    ...(quietMs === 0 ? speakingCues : quietCues(quietMs)),
    atMs,
    levelDbfs: level,
  }));
/** The first of them that is armed fires. */
const timers: readonly TimerName[] = [
  'end-of-turn',
  'turn-limit',
  'interruption',
  'idle',
  'digits',
  'filler',
  'reply',
  'call-limit',
];

/** Timers fire only when armed, play events only for what was let out: the driver below sees to it. */
type Choice =
  | ControllerEvent
  | { readonly type: 'fire'; readonly timer?: TimerName }
  | { readonly type: 'play-out' }
  /** The voice fails at own words that nobody has heard yet. */
  | { readonly type: 'break' }
  /** The engine of a reply is gone. */
  | { readonly type: 'lose-reply' };

const engineRules: readonly EngineRules[] = (['controller', 'engine', 'duplex'] as const).map((turnDetection) => ({
  turnDetection,
  rephrases: turnDetection === 'controller',
  patience: turnDetection === 'controller' ? defaultRules.patience : { ...defaultRules.patience, guesses: 0 },
}));

const choice: fc.Arbitrary<Choice> = fc.oneof(
  fc.record({ type: fc.constant('speech-start' as const), onsetMs: fc.constant(0) }),
  fc.record({ type: fc.constant('speech-pause' as const), lastVoicedMs: fc.integer({ min: 0, max: 20_000 }) }),
  fc.record({ type: fc.constant('speech-resume' as const), onsetMs: fc.integer({ min: 0, max: 20_000 }) }),
  fc.record({ type: fc.constant('dtmf' as const), digit: fc.constantFrom('1', '9', '#') }),
  fc.record({
    type: fc.constant('heard' as const),
    id: fc.option(ids, { nil: undefined }),
    text,
    final: fc.boolean(),
    language: fc.constantFrom('en' as const, 'yue' as const, undefined),
    confidence: fc.constantFrom(0.4, 1, undefined),
  }),
  fc.record({
    type: fc.constant('drift' as const),
    id: ids,
    written: fc.constantFrom('cmn' as const, 'mixed' as const),
    text: fc.constant('您的账单'),
  }),
  fc.record({ type: fc.constant('reply-audio' as const), id: ids }),
  fc.record({ type: fc.constant('reply-done' as const), id: ids }),
  fc.record({ type: fc.constant('reply-failed' as const), id: ids }),
  fc.record({
    type: fc.constant('tool-call' as const),
    id: ids,
    call,
    effect: fc.constantFrom('read' as const, 'write' as const, 'call' as const, undefined),
  }),
  fc.record({
    type: fc.constant('tool-result' as const),
    id: ids,
    toolCallId: fc.constantFrom('a', 'b'),
    name: fc.constant('get_bill'),
    result: fc.constant({ ok: true as const, value: 1 }),
  }),
  fc.record({
    type: fc.constant('expects' as const),
    id: ids,
    digits: fc.constantFrom(0, 4),
    short: fc.boolean(),
  }),
  fc.record({ type: fc.constant('cues' as const), cues }),
  fc.record({ type: fc.constant('cues' as const), cues }),
  fc.record({
    type: fc.constant('protected' as const),
    id: ids,
    fromMs: fc.constant(0),
    untilMs: fc.constantFrom(100, 60_000),
  }),
  fc.record({
    type: fc.constant('language' as const),
    id: ids,
    language: fc.constantFrom('en' as const, 'yue' as const),
  }),
  fc.record({
    type: fc.constant('voice' as const),
    reading: fc.record({
      atMs: fc.integer({ min: 0, max: 20_000 }),
      anger: fc.constantFrom(0.1, 0.99),
      angerThreshold: fc.constant(0.7),
      activeMs: fc.constant(1000),
      loudDbfs: fc.constantFrom(-30, -10),
      syllablesPerSecond: fc.constant(4),
      pitchHz: fc.constant(200),
    }),
  }),
  fc.record({
    type: fc.constant('emotion' as const),
    id: ids,
    emotion: fc.record({ value: fc.constantFrom('angry' as const, 'happy' as const) }),
  }),
  fc.record({ type: fc.constant('transfer-result' as const), accepted: fc.boolean() }),
  fc.record({ type: fc.constant('play-started' as const), id: ids }),
  fc.record({
    type: fc.constant('line' as const),
    cue: fc.constantFrom(
      { type: 'tone' as const, startedMs: 0, durationMs: 500, hz: 1100, levelDbfs: -20 },
      { type: 'second' as const, atMs: 5000, spanMs: 1000, activeMs: 1000, voicedMs: 0, pitchedMs: 900 },
    ),
  }),
  fc.record({ type: fc.constant('words' as const), id: ids, atMs: fc.integer({ min: 0, max: 3000 }) }),
  fc.record({
    type: fc.constant('turn-hint' as const),
    pause: fc.integer({ min: 1, max: 4 }),
    finished: fc.constantFrom(0, 0.5, 1),
  }),
  fc.record({ type: fc.constant('hold' as const), held: fc.boolean() }),
  fc.constant({ type: 'engine-speech-started' as const }),
  fc.constant({ type: 'engine-speech-stopped' as const }),
  fc.constant({ type: 'engine-lost' as const }),
  fc.record({ type: fc.constant('reply-begun' as const), id: ids }),
  fc.record({ type: fc.constant('guess-allowance' as const), guesses: fc.constantFrom(0, 1, 4) }),
  fc.record({ type: fc.constant('engine-changed' as const), rules: fc.constantFrom(...engineRules) }),
  fc.constant({ type: 'break' as const }),
  fc.constant({ type: 'lose-reply' as const }),
  fc.constant({ type: 'fire' as const }),
  fc.record({ type: fc.constant('fire' as const), timer: fc.constantFrom(...timers) }),
  fc.constant({ type: 'play-out' as const }),
  fc.constant({ type: 'play-out' as const }),
);

/** The world around the Controller, as far as its effects show it. */
class World {
  state: ControllerState;
  nowMs = 0;
  readonly armed = new Set<TimerName>();
  /** Utterances let out to the caller and neither played nor cut, whether or not they have a sound yet. */
  readonly #letOut: number[] = [];
  readonly #sounding = new Set<number>();
  /** Utterances of which a packet was sent. */
  readonly #begun = new Set<number>();
  readonly #own = new Set<number>();
  readonly discarded = new Set<number>();
  readonly results: string[] = [];
  ends = 0;
  volume: 'full' | 'soft' | 'paused' = 'full';
  /** Pauses that the turn model was asked about. */
  readonly #judged = new Set<number>();

  constructor(whileUndecided: ControllerRules['whileUndecided'] = 'pause') {
    this.state = initialState({
      ...defaultRules,
      canTransfer: true,
      turnModel: true,
      rephrases: true,
      language: { ...defaultRules.language, keys: { yue: '1', en: '9' } },
      whileUndecided,
    });
  }

  apply(event: ControllerEvent): void {
    const before = this.state.turn;
    if (event.type === 'play-started' && this.playing.includes(event.id)) this.#begun.add(event.id);
    if (event.type === 'play-ended' || event.type === 'phrase-failed')
      this.#letOut.splice(this.#letOut.indexOf(event.id), 1);
    const { state, effects } = reduce(this.state, event, this.nowMs);
    this.state = state;
    if (event.type === 'reply-audio' && this.#knows(event.id)) this.#sounding.add(event.id);
    if (event.type === 'tool-result') this.results.push(event.toolCallId);
    for (const effect of effects) this.#carryOut(effect);
    this.#check(before, event, effects);
  }

  get fillers(): number {
    return this.playing.some((id) => id === this.state.attention.fillerId) ? 1 : 0;
  }

  /** Own words that wait to be heard: only such ones are left out. */
  get unbegun(): number | undefined {
    return this.playing.find((id) => this.#own.has(id) && !this.#begun.has(id));
  }

  get playing(): readonly number[] {
    return this.#letOut.filter((id) => this.#sounding.has(id));
  }

  #knows(id: number): boolean {
    return this.state.guess?.id === id || this.state.bot?.id === id;
  }

  #carryOut(effect: Effect): void {
    if (effect.type === 'set-timer') this.armed.add(effect.timer);
    if (effect.type === 'cancel-timer') this.armed.delete(effect.timer);
    if (effect.type === 'discard-guess' || effect.type === 'retract-reply') this.discarded.add(effect.id);
    if (effect.type === 'retract-reply') {
      expect(this.#begun, 'what is heard is taken back').not.toContain(effect.id);
      this.#letOut.splice(this.#letOut.indexOf(effect.id), 1);
    }
    if (effect.type === 'say') this.#sounding.add(effect.id);
    if (effect.type === 'say') this.#own.add(effect.id);
    if (effect.type === 'say' || effect.type === 'play-reply') this.#letOut.push(effect.id);
    if (effect.type === 'hold-reply') this.#letOut.splice(this.#letOut.indexOf(effect.id), 1);
    if (effect.type === 'pause-play') this.volume = 'paused';
    if (effect.type === 'duck-play') this.volume = 'soft';
    if (effect.type === 'resume-play' || effect.type === 'stop-play') this.volume = 'full';
    if (effect.type === 'stop-play') this.#letOut.length = 0;
    if (effect.type === 'judge-pause') {
      expect(this.#judged, 'a pause is judged twice').not.toContain(effect.pause);
      this.#judged.add(effect.pause);
    }
    if (effect.type === 'answer-tool') this.results.splice(this.results.indexOf(effect.toolCallId), 1);
    if (effect.type === 'end') {
      this.ends += 1;
      this.armed.clear();
    }
  }

  #check(before: TurnState, event: ControllerEvent, effects: readonly Effect[]): void {
    const row = turnTable[before][triggerOf(event)] as Row | undefined;
    if (row === undefined) expect(effects.map((effect) => effect.type)).toEqual(['report-refused']);
    else expect(row.to).toContain(this.state.turn);
    // A filler is heard before the reply that it announces.
    expect(this.playing.length - this.fillers, 'replies playing').toBeLessThanOrEqual(1);
    for (const id of this.playing) expect(this.discarded, 'a discarded guess is played').not.toContain(id);
    if (this.state.overlap === undefined) expect(this.volume, 'nobody would hear the bot').toBe('full');
    expect(this.results, 'tool results the engine never got').toEqual([]);
    if (this.state.turn === 'Ended') expect(effects.filter((effect) => effect.type === 'set-timer')).toEqual([]);
    if (this.state.turn === 'Silence' && !this.state.held)
      expect([...this.armed], 'nothing will ever happen again').not.toEqual([]);
  }
}

function choose(world: World, chosen: Choice): void {
  if (chosen.type === 'fire') {
    const next = timers.find((name) => world.armed.has(name) && name !== 'call-limit') ?? 'call-limit';
    const timer = chosen.timer ?? next;
    if (!world.armed.delete(timer)) return;
    world.apply({ type: 'timer', timer });
  } else if (chosen.type === 'play-out') {
    const id = world.playing[0];
    if (id === undefined || world.volume === 'paused') return;
    const own = world.state.bot?.reply === undefined || id === world.state.attention.fillerId;
    world.apply({ type: 'play-started', id });
    world.apply({ type: 'play-ended', id, own, playedMs: 100, cut: false, heardText: 'x' });
  } else if (chosen.type === 'break') {
    const id = world.unbegun;
    if (id !== undefined) world.apply({ type: 'phrase-failed', id });
  } else if (chosen.type === 'lose-reply') {
    const id = world.state.guess?.id ?? world.state.bot?.reply?.id;
    if (id !== undefined) world.apply({ type: 'reply-cut', id });
  } else world.apply(chosen);
}

describe('whatever happens in whatever order', () => {
  test('one utterance plays at a time, no discarded guess is heard, no tool result is lost, and hanging up ends it', () => {
    fc.assert(
      fc.property(fc.array(choice, { maxLength: 60 }), fc.constantFrom('pause', 'duck'), (choices, whileUndecided) => {
        const world = new World(whileUndecided);
        world.apply({ type: 'answered' });
        for (const chosen of choices) {
          world.nowMs += 137;
          choose(world, chosen);
        }
        world.apply({ type: 'gone', reason: 'caller-hung-up' });
        expect(world.state.turn).toBe('Ended');
        expect(world.ends).toBe(1);
        expect(world.playing).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  test('a guess that turns out to have no sound is over when the engine ends the turn', () => {
    const world = new World();
    world.apply({ type: 'answered' });
    world.apply({ type: 'speech-start', onsetMs: 0 });
    world.apply({ type: 'cues', cues: { ...quietCues(200), atMs: 2000 } });
    expect(world.state.guess?.id).toBe(2);
    world.apply({ type: 'reply-done', id: 2 });
    world.apply({ type: 'engine-speech-stopped' });
    expect(world.state.turn).toBe('Silence');
  });

  test('an event that a state has no row for changes nothing and is reported', () => {
    const state = initialState(defaultRules);
    const step = reduce(state, { type: 'transfer-result', accepted: true }, 0);
    expect(step.state).toBe(state);
    expect(step.effects).toEqual([{ type: 'report-refused', event: 'transfer-result', state: 'Silence' }]);
  });
});
