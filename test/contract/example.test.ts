/** The engine that docs/engines.md adds: it is what the document shows, and it works. */

import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { parseConfig } from '#src/config/load.js';
import { systemClock as clock } from '#src/core/clock.js';
import { createHttpModel } from '#src/engines/one-shot/http-model.js';
import { pcm16Base64 } from '#src/engines/wire/pcm.js';
import { acme } from '../engines/example/acme.js';
import { refused, writeBody } from '../engines/http-fault.js';
import { type HttpRequest, WrongRequest } from '../engines/http-server.js';
import { startOneShotServer } from '../engines/one-shot/one-shot-server.js';
import { oneShotLimits as limits, oneShotSubject } from '../engines/one-shot/one-shot-subject.js';
import { tone } from '../support/tone.js';
import { describeEngine } from './engine-contract.js';
import type { Fault } from './engine-side.js';

const routes = {
  '/v2/answer': async (request: HttpRequest, response: ServerResponse, fault: Fault | undefined) => {
    if (typeof request.json().question_wav !== 'string') throw new WrongRequest('no question');
    if (refused(response, fault)) return;
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    const lines = ['Hello. ', 'I am ', 'Acme.'].map((words) => {
      const pcm = pcm16Base64(tone(300, { rateHz: 24_000 }));
      return Buffer.from(`${JSON.stringify({ words, pcm })}\n`);
    });
    await writeBody(response, lines, fault, Buffer.from('<html>\n'));
  },
};

describeEngine('that docs/engines.md adds', async () => {
  const server = await startOneShotServer(routes);
  return oneShotSubject(server, createHttpModel(acme, { clock, url: server.url, limits }));
}, ['slow-first-audio', 'stalled', 'half-closed', 'garbage', 'over-long', 'busy', 'broken']);

const file = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

test('the entries that the document shows are ones that a configuration takes', () => {
  const [, engines = ''] = /```yaml\n([\s\S]*?)```/.exec(file('docs/engines.md')) ?? [];
  const bots = 'bots: { english: { engines: [step], languages: [en], greeting: { en: Welcome. } } }';
  const environment = { OPENAI_API_KEY: 'sk', DOUBAO_ACCESS_KEY: 'key' };
  const { config } = parseConfig(`${engines}\n${bots}\nroutes: [{ bot: english }]\n`, 'undertone.yaml', environment);
  expect(new Set(Object.values(config.engines).map(({ family }) => family)).size).toBe(6);
});

test('it is the one that the document shows', () => {
  // In the product its imports are relative.
  const shown = file('docs/engines.md')
    .replaceAll("'../wire/", "'#src/engines/wire/")
    .replaceAll("'./", "'#src/engines/one-shot/");
  expect(shown).toContain(file('test/engines/example/acme.ts').trimEnd());
});
