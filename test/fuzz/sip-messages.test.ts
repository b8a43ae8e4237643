/** Whatever bytes come, a SIP message is read or refused by name, and what is read is written back as it came. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UndertoneError } from '#src/core/errors.js';
import { checkRequest, factsOf } from '#src/sip/embedded/message/facts.js';
import { serialise } from '#src/sip/embedded/message/message.js';
import { parseMessage } from '#src/sip/embedded/message/message-parser.js';
import { StreamFramer } from '#src/sip/embedded/message/stream-framer.js';
import { stampVia } from '#src/sip/embedded/message/via.js';

const seed = [
  'INVITE sip:bot@127.0.0.1:5070;transport=udp SIP/2.0',
  'Via: SIP/2.0/UDP 127.0.0.1:40000;rport;branch=z9hG4bK776asdhds',
  'Max-Forwards: 70',
  'Record-Route: <sip:p1.example.com;lr>, "P2" <sip:p2.example.com;lr>',
  'From: "Alice \\"A\\"" <sip:alice@example.com>;tag=1928301774',
  'To: Bob <sip:bob@example.com>',
  'Call-ID: a84b4c76e66710@pc33.example.com',
  'CSeq: 314159 INVITE',
  'Contact: <sip:alice@127.0.0.1:40000>',
  'X-Folded: one',
  '\ttwo',
  'Content-Type: application/sdp',
  'Content-Length: 7',
  '',
  'v=0\r\ns=',
].join('\r\n');

const latin1 = fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
const nasty = fc.constantFrom(
  '\r\n',
  '\r',
  '\n',
  ':',
  ';',
  ',',
  '"',
  '<',
  '>',
  '\\',
  ' ',
  '\t',
  '\0',
  'SIP/2.0',
  '=',
  '@',
  '[',
  '%',
  '\xff',
);

/** The seed with a few places cut out, doubled or overwritten. */
const mutated = fc
  .array(
    fc.record({
      at: fc.nat(seed.length),
      cut: fc.nat(12),
      put: fc.oneof(
        nasty,
        latin1.map((text) => text.slice(0, 5)),
      ),
    }),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((changes) => changes.reduce((text, { at, cut, put }) => text.slice(0, at) + put + text.slice(at + cut), seed));

const anyText = fc.oneof(
  mutated,
  latin1,
  latin1.map((text) => `OPTIONS sip:a SIP/2.0\r\n${text}\r\n\r\n`),
);

function onlyByName(action: () => void): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof UndertoneError) || error.code !== 'SIP_MALFORMED') throw error;
  }
}

describe('any bytes', () => {
  it('are read or refused as SIP_MALFORMED', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        onlyByName(() => {
          const message = parseMessage(text);
          const facts = factsOf(message);
          if (message.kind === 'request') checkRequest(message, facts);
          stampVia(message.fields[facts.viaIndex]!, facts.via, '192.0.2.1', 4000);
        });
      }),
      { numRuns: 5000 },
    );
  });

  it('come out of a sound message as they went in', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        onlyByName(() => {
          const message = parseMessage(text);
          if (message.defect !== undefined) return;
          const start = /^(?:\r\n)*/.exec(text)![0].length;
          expect(text.slice(start).startsWith(serialise(message))).toBe(true);
        });
      }),
      { numRuns: 5000 },
    );
  });

  it('cut into a stream anywhere give the same messages', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(seed.length * 3), { maxLength: 8 }), (cuts) => {
        const stream = seed.repeat(3);
        const framer = new StreamFramer(5000);
        const places = [0, ...cuts.sort((left, right) => left - right), stream.length];
        const items = places.slice(1).flatMap((end, index) => framer.push(stream.slice(places[index], end)));
        expect(items).toEqual(Array.from({ length: 3 }, () => ({ kind: 'message', text: seed })));
      }),
    );
  });

  it('never make the framer hold more than its limit', () => {
    fc.assert(
      fc.property(fc.array(anyText, { maxLength: 20 }), (chunks) => {
        const framer = new StreamFramer(1000);
        onlyByName(() => {
          for (const chunk of chunks) framer.push(chunk);
        });
      }),
      { numRuns: 1000 },
    );
  });
});
