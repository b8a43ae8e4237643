import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '#src/cli/commands.js';
import { conversationRig } from '../../support/conversation-rig.js';

const folder = mkdtempSync(join(tmpdir(), 'undertone-replay-'));
const file = join(folder, 'call.ndjson');
afterAll(() => rmSync(folder, { recursive: true }));

async function replay(...argv: string[]) {
  const out: string[] = [];
  const noted: string[] = [];
  const terminal = {
    out: (text: string) => void out.push(text),
    note: (text: string) => void noted.push(text),
    stop: new AbortController().signal,
    interactive: false,
    environment: {},
  };
  const status = await runCommand(['replay', ...argv], terminal);
  return { status, out, noted: noted.join('\n') };
}

beforeAll(async () => {
  const bill = { name: 'get_bill', description: '', parameters: {}, effect: 'read' } as const;
  const rig = await conversationRig({
    speculation: 'sequential',
    tools: [bill],
    script: () => ({ heard: 'my bill', tool: bill, afterTool: { text: 'Fifty.', audioMs: 400 } }),
  });
  await rig.greet();
  await rig.speak(1000);
  await rig.clock.run(2500);
  await rig.conversation.close();
  writeFileSync(file, `${rig.logLines.join('\n')}\n`);
});

describe('undertone replay', () => {
  test('prints every event with its time, the transition it made and what was done', async () => {
    const { status, out } = await replay(file);
    const text = out.join('\n');
    expect(status).toBe(0);
    expect(out[0]).toMatch(/^conversation call-1, 2026-01-05T12:00:00.000Z, in en$/);
    expect(out[1]).toMatch(/^ +0\.000 \+0 +answered +Silence > BotReplying +set-timer call-limit 1800000, .*say 1/);
    expect(text).toMatch(/play-started 1 +BotReplying/);
    expect(text).toMatch(/request-reply \d+ speech guess/);
    expect(text).toMatch(/tool-result \d+ get_bill ok .*answer-tool ok/);
    expect(text).toMatch(/remember bot "Fifty\."/);
    expect(out.at(-1)).toMatch(/^\d+ events, every one led to the state that was logged$/);
  });

  test('--json gives one object an event, with the whole state', async () => {
    const { status, out } = await replay(file, '--json');
    expect(status).toBe(0);
    const steps = out.map((line) => JSON.parse(line));
    expect(steps[0]).toMatchObject({
      event: { type: 'answered' },
      before: 'Silence',
      turn: 'BotReplying',
      state: { turn: 'BotReplying', nextId: 2 },
      differs: false,
    });
  });

  test.each([
    ['a file that is not there', join(folder, 'none'), 'ENOENT'],
    ['a file that is no log', import.meta.filename, 'line 1'],
  ])('%s is refused', async (_name, path, complaint) => {
    const { status, noted } = await replay(path);
    expect(status).toBe(1);
    expect(noted).toContain(complaint);
  });
});
