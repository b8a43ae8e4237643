import { expect, test } from 'vitest';
import { ContextManager } from '#src/agent/context.js';
import { handoverOf, summaryBytes } from '#src/agent/handover.js';
import { noMoodYet } from '#src/agent/mood/mood.js';
import { withHandover } from '#src/call/handover-header.js';
import type { Mood } from '#src/core/mood.js';
import { invitationOf, toldBy } from '../../support/handover.js';

const angry: Mood = { ...noMoodYet.mood, level: 'sustained', anger: 2.345, valence: -1 };

/** A conversation in which the caller has said this, turn by turn. */
function conversation(...said: readonly string[]): ContextManager {
  const context = new ContextManager('en');
  for (const [index, text] of said.entries()) {
    context.replyRequested(index + 1, { kind: 'speech' }, false);
    context.add({ role: 'caller', id: index + 1, text });
    context.add({ role: 'bot', id: index + 1, text: 'I see.', cut: false });
  }
  return context;
}

function used(context: ContextManager, name: string, ok: boolean): void {
  context.toolCalled({ toolCallId: name, name, arguments: { account: '61234567' } });
  const result = ok ? ({ ok, value: 1 } as const) : ({ ok, code: 'TOOL_FAILED', message: '' } as const);
  context.add({ role: 'tool', id: 1, toolCallId: name, name, result });
}

test('a human who takes over is told the first and the last wish, the language, and what was done', () => {
  const context = conversation('my bill is wrong', 'no it is not', 'I want my money back');
  used(context, 'get_bill', true);
  used(context, 'change_plan', false);
  expect(handoverOf(angry, context.snapshot()).summary).toBe(
    '3 turns in en; first: my bill is wrong; last: I want my money back; done: get_bill ok, change_plan failed',
  );
});

test('what may be an account number or a PIN is not told, written or in words', () => {
  const context = conversation('my account is 61234567', 'my bill is wrong', 'it is six one two three four');
  context.add({ role: 'caller', digits: '61234567' });
  used(context, 'get_bill', true);
  const { summary } = handoverOf(angry, context.snapshot());
  expect(summary).toBe('4 turns in en; first: my bill is wrong; done: get_bill ok');
});

test('an English and a Chinese summary of long turns fits, in whole characters', () => {
  for (const text of ['this is what I have to say about my bill ', '我要投訴你哋嘅服務真係好差']) {
    const { summary } = handoverOf(angry, conversation(...Array<string>(30).fill(text.repeat(9))).snapshot());
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(summaryBytes);
    expect(summary).toContain('…');
    expect(summary).not.toContain('\uFFFD');
  }
});

test('a transfer with the longest summary fits into a datagram, with some 600 bytes for the other headers', () => {
  const said = Array<string>(30).fill('"I" said \\ "no" \n and 我哋要投訴 '.repeat(9));
  const mood = { ...angry, anger: 12.34, valence: -0.78 };
  const target = withHandover('sip:agent@192.0.2.3:5070', handoverOf(mood, conversation(...said).snapshot()));
  expect(Buffer.byteLength(`Refer-To: <${target}>`)).toBeLessThan(700);
});

test('a call in which nothing was said has a summary too', () => {
  expect(handoverOf(noMoodYet.mood, new ContextManager('en').snapshot()).summary).toBe('0 turns');
});

test('the transfer carries mood and summary as User-to-User information in the INVITE it asks for', () => {
  const target = withHandover('sip:agent@192.0.2.3:5070', { mood: angry, summary: '1 turns; first: 賬單' });
  // The JSON in hex, RFC 7433 4.1, in a URI, RFC 3261 19.1.1.
  expect(target).toMatch(
    /^sip:agent@192\.0\.2\.3:5070\?User-to-User=7b226d6f6f64223a[0-9a-f]+%3Bencoding%3Dhex%3Bpurpose%3Dundertone-handover%3Bcontent%3Djson$/,
  );
  const { uri, headers } = invitationOf(`<${target}>`);
  expect(uri).toBe('sip:agent@192.0.2.3:5070');
  const told = { mood: 'sustained', anger: 2.35, valence: -1, summary: '1 turns; first: 賬單' };
  expect(toldBy(headers['User-to-User'])).toEqual(told);
});

test('a target that has header fields of its own keeps them, and one with parameters too', () => {
  const handover = { mood: angry, summary: 'x' };
  expect(invitationOf(`<${withHandover('sip:a@b;transport=tcp?Priority=urgent', handover)}>`)).toMatchObject({
    uri: 'sip:a@b;transport=tcp',
    headers: { Priority: 'urgent', 'User-to-User': expect.stringContaining('encoding=hex') },
  });
});

test('a telephone number as a target has no room for header fields', () => {
  expect(withHandover('tel:+85212345678', { mood: angry, summary: 'x' })).toBe('tel:+85212345678');
});
