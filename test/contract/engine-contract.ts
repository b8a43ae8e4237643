/**
 * What every Engine must do (src/agent/engine.ts), whatever is behind it. A test file gives an engine and inputs that
 * lead it where the rules apply, and the faults that its server can be told to have.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { ContextManager } from '#src/agent/context.js';
import { durationMs } from '#src/core/audio.js';
import { languages } from '#src/core/language.js';
import { describeFaults } from './engine-faults.js';
import { answerMs, type EngineSubject, type Fault, pause, Side } from './engine-side.js';

export type { EngineSubject, Fault, Said } from './engine-side.js';

/** Time in which an engine that must be quiet would have said something. */
const quietMs = 300;

/** What an engine cannot do by its own word is no test of it. */
export const testWhere = (can: boolean): ((name: string, run: () => Promise<void>) => void) => (can ? test : () => {});

export function describeEngine(name: string, open: () => Promise<EngineSubject>, faults: readonly Fault[] = []): void {
  describe(`the engine ${name}`, async () => {
    const subject = await open();
    afterAll(() => subject.close());
    const { tools, speculation, rephrases } = subject.engine.capabilities;
    const guesses = speculation !== 'none';

    test('says what it can do', () => {
      const { capabilities } = subject.engine;
      expect(subject.engine.name).not.toBe('');
      expect(capabilities.languages).toContain(subject.language);
      for (const rateHz of [capabilities.inputRateHz, capabilities.outputRateHz]) {
        expect([8000, 16000, 24000, 48000]).toContain(rateHz);
      }
    });

    test('refuses a language it does not have', async () => {
      const other = languages.find((language) => !subject.engine.capabilities.languages.includes(language));
      if (other === undefined) return;
      const options = {
        callId: 'x',
        language: other,
        persona: '',
        tools: [],
        context: new ContextManager(other).snapshot(),
        onEvent: () => {},
      };
      await expect(subject.engine.openSession(options)).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' });
    });

    test('answers in words and sound, the text where its audio begins, and is done once', async () => {
      const side = await Side.open(subject);
      const id = await side.play([subject.plain]);
      const rateHz = subject.engine.capabilities.outputRateHz;
      let audioMs = 0;
      for (const event of side.of(id)) {
        if (event.type === 'audio') audioMs += durationMs(event.samples.length, rateHz);
        if (event.type === 'text') expect(event.atMs).toBeLessThanOrEqual(audioMs + 1);
      }
      expect(side.text(id)).not.toBe('');
      expect(audioMs).toBeGreaterThan(300);
      expect(side.of(id).filter(({ type }) => type === 'done')).toHaveLength(1);
      await side.session.close();
    });

    test('never tells anything from inside a call of a method', async () => {
      const side = await Side.open(subject);
      await side.play([subject.plain, ...subject.read]);
      const guess = side.reply(subject.plain, true);
      await side.complete(guess);
      side.commit(guess);
      await pause(50);
      expect(side.brokeReentrancy).toBe(false);
      await side.session.close();
    });

    testWhere(tools)('calls a read tool and answers with its result', async () => {
      const side = await Side.open(subject);
      const id = await side.play(subject.read);
      if (subject.isLive !== true) expect(side.calls.length).toBeGreaterThan(0);
      expect(new Set(side.calls.map(({ toolCallId }) => toolCallId)).size).toBe(side.calls.length);
      expect(side.text(id)).not.toBe('');
      await side.session.close();
    });

    testWhere(tools)('a tool that fails is words to the caller, and the next question is answered', async () => {
      const broken: EngineSubject = {
        ...subject,
        answer: () => ({ ok: false, code: 'TOOL_TIMEOUT', message: 'no answer in time' }),
      };
      const side = await Side.open(broken);
      const failed = await side.play(broken.read);
      expect(side.text(failed)).not.toBe('');
      expect(side.of(failed).at(-1)?.type).toBe('done');
      const next = await side.play([subject.plain]);
      expect(side.text(next)).not.toBe('');
      await side.session.close();
    });

    testWhere(rephrases === true)('gives an answer once more that nobody has heard', async () => {
      const side = await Side.open(subject);
      const unheard = await side.play([subject.plain]);
      side.session.truncate(unheard, 0, '');
      const again = await side.play([{ kind: 'again', text: 'nobody heard this' }]);
      expect(side.text(again)).not.toBe('');
      expect(side.of(again).at(-1)?.type).toBe('done');
      const told = subject.told?.();
      if (told !== undefined) expect(told).toContain('nobody heard this');
      await side.session.close();
    });

    testWhere(guesses)('a guess that is dropped has not happened', async () => {
      const side = await Side.open(subject);
      for (const input of subject.read) {
        const guess = side.reply(input, true);
        await side.complete(guess);
        side.cancel(guess);
      }
      const after = await side.play([subject.read[0]!]);
      await side.session.close();
      const control = await Side.open(subject);
      const fresh = await control.play([subject.read[0]!]);
      if (subject.isLive === true) expect([side.text(after), control.text(fresh)]).not.toContain('');
      else expect(side.text(after)).toBe(control.text(fresh));
      await control.session.close();
    });

    testWhere(guesses)('a guess that is committed is the reply', async () => {
      const side = await Side.open(subject);
      let last = 0;
      for (const input of subject.read) {
        last = side.reply(input, true);
        await side.complete(last);
        side.commit(last);
        await pause(0);
      }
      const { tools } = subject.engine.capabilities;
      if (tools && subject.isLive !== true) expect(side.calls.length).toBeGreaterThan(0);
      expect(side.text(last)).not.toBe('');
      await side.session.close();
    });

    testWhere(guesses && tools)('a tool with an effect waits until its reply counts', async () => {
      const side = await Side.open(subject);
      await side.play(subject.effect.slice(0, -1));
      const effects = (): number =>
        side.calls.filter((call) => subject.tools.find((tool) => tool.name === call.name)?.effect !== 'read').length;
      const guess = side.reply(subject.effect.at(-1)!, true);
      await pause(quietMs);
      expect(effects()).toBe(0);
      side.commit(guess);
      await side.complete(guess);
      if (subject.isLive === true) expect(effects()).toBeLessThanOrEqual(1);
      else expect(effects()).toBe(1);
      await side.session.close();
    });

    test('says nothing more of a reply that was cancelled', async () => {
      const side = await Side.open(subject);
      side.answers = false;
      for (const input of subject.read) {
        const id = side.reply(input);
        await pause(quietMs);
        side.cancel(id);
        const before = side.of(id).length;
        await pause(50);
        expect(side.of(id)).toHaveLength(before);
      }
      side.answers = true;
      const id = await side.play([subject.plain]);
      expect(side.of(id).at(-1)?.type).toBe('done');
      await side.session.close();
    });

    test('a tool result that comes too late, or for nothing, is ignored', async () => {
      const side = await Side.open(subject);
      side.session.toolResult(99, 'nothing', { ok: true, value: {} });
      side.session.commit(99);
      side.session.cancel(99);
      side.session.truncate(99, 100, 'heard');
      const id = await side.play([subject.plain]);
      side.session.truncate(id, 100, 'heard');
      side.session.noteSaid('Are you still there?');
      expect(side.of(id).at(-1)?.type).toBe('done');
      await side.session.close();
    });

    test('a turn of silence is answered', async () => {
      const side = await Side.open(subject);
      side.session.startTurn();
      side.session.pushAudio(new Int16Array(subject.engine.capabilities.inputRateHz / 2));
      const id = side.reply({ kind: 'speech' });
      await side.complete(id);
      const ends = subject.isLive === true ? ['done', 'failed'] : ['done'];
      expect(ends).toContain(side.of(id).at(-1)?.type);
      await side.session.close();
    });

    test('is silent once it is closed', async () => {
      const side = await Side.open(subject);
      side.reply(subject.plain);
      await side.session.close();
      const before = side.events.length;
      await pause(quietMs);
      expect(side.events).toHaveLength(before);
    });

    test('knows how it greeted, and answers after it', async () => {
      const side = await Side.open(subject);
      side.session.noteSaid('Welcome to Harbour Mobile.');
      const id = await side.play([subject.plain]);
      expect(side.text(id)).not.toBe('');
      if (subject.told !== undefined) expect(subject.told()).toContain('Welcome to Harbour Mobile.');
      await side.session.close();
    });

    test('talked over, it remembers what was heard and answers the next question', async () => {
      const side = await Side.open(subject);
      const id = side.reply(subject.plain);
      await expect
        .poll(() => side.audioMs(id), { timeout: subject.answerMs ?? answerMs, interval: 5 })
        .toBeGreaterThan(0);
      side.cancel(id);
      side.session.truncate(id, 120, 'So far');
      const next = await side.play([subject.plain]);
      expect(side.text(next)).not.toBe('');
      expect(side.of(next).at(-1)?.type).toBe('done');
      await side.session.close();
    });

    test('tells how it is without being asked to do anything', async () => {
      await expect(subject.engine.probe(AbortSignal.timeout(5000))).resolves.toMatchObject({ up: true });
    });

    test('serves calls at the same time without mixing them', async () => {
      const { concurrentSessions = 4 } = subject.engine.capabilities;
      const sides = await Promise.all(
        Array.from({ length: Math.min(4, concurrentSessions) }, () => Side.open(subject)),
      );
      const ids = await Promise.all(sides.map((side) => side.play(subject.read)));
      const texts = sides.map((side, index) => side.text(ids[index]!));
      expect(texts.every((text) => text !== '')).toBe(true);
      const calls = new Set(sides.map((side) => side.calls.length));
      if (subject.isLive !== true) expect(calls.size).toBe(1);
      await Promise.all(sides.map((side) => side.session.close()));
    });

    describeFaults(() => subject, faults);
  });
}
