/** Frames and tokens of the drachtio application protocol. */
import { describe, expect, it } from 'vitest';
import { parseCommand } from '#src/sip/embedded/control/command.js';
import { encodeFrame, FrameDecoder } from '#src/sip/embedded/control/frame.js';
import { FrameQueue } from '#src/sip/embedded/control/frame-queue.js';
import { dialogReport, refused, requestReport, sentRequest, sentResponse } from '#src/sip/embedded/control/report.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('frames', () => {
  it('are found however the stream is cut', () => {
    const stream = ['1#a', '5#hello', '13#with # inside'].join('');
    for (let cut = 0; cut <= stream.length; cut += 1) {
      const decoder = new FrameDecoder();
      const found = [...decoder.push(stream.slice(0, cut)), ...decoder.push(stream.slice(cut))];
      expect(found.slice(0, 2)).toEqual(['a', 'hello']);
    }
    expect(new FrameDecoder().push(encodeFrame('x'.repeat(70_000)))[0]).toHaveLength(70_000);
  });

  it.each(['#', '0#', 'x#', '123456#', '1234567', '-1#a', '1 #a'])('that are none break the stream: %s', (bad) => {
    expect(() => new FrameDecoder().push(bad)).toThrow(RangeError);
  });

  it('of one call go out one a turn, of several calls together, in their order', async () => {
    const written: string[] = [];
    const queue = new FrameQueue((frames) => written.push(frames));
    queue.push('a', 'a1');
    queue.push('a', 'a2');
    queue.push('b', 'b1');
    queue.push(undefined, 'x');
    queue.push(undefined, 'y');
    queue.push('a', 'a3');
    for (let turns = 0; turns < 5; turns += 1) await turn();
    expect(written).toEqual(['2#a12#b11#x1#y', '2#a2', '2#a3']);
  });
});

describe('commands', () => {
  it('are read token by token', () => {
    expect(parseCommand('id|authenticate|cymru|tag1,tag2')).toEqual({
      kind: 'authenticate',
      id: 'id',
      secret: 'cymru',
    });
    expect(parseCommand('id|route|INVITE')).toEqual({ kind: 'route', id: 'id', verb: 'invite' });
    expect(parseCommand('id|ping')).toEqual({ kind: 'ping', id: 'id' });
    expect(parseCommand('id|what')).toEqual({ kind: 'unknown', id: 'id' });
    expect(parseCommand('id|sip|txn||sip:proxy|\r\nOPTIONS sip:a SIP/2.0\r\n\r\n')).toEqual({
      kind: 'sip',
      id: 'id',
      transactionId: 'txn',
      dialogId: '',
      proxyUri: 'sip:proxy|',
      text: 'OPTIONS sip:a SIP/2.0\r\n\r\n',
    });
  });
});

describe('reports', () => {
  const meta = { protocol: 'udp', address: '192.0.2.1', port: 5060, wallMs: Date.UTC(2026, 0, 1, 3, 4, 5, 6) } as const;
  const uuid = /^[0-9a-f-]{36}/;
  const body = (report: string) => report.replace(uuid, 'ID');

  it('have the tokens where drachtio-srf looks for them', () => {
    const network = { ...meta, source: 'network' } as const;
    const application = { ...meta, source: 'application' } as const;
    const place = 'udp|192.0.2.1|5060|03:04:05.006000';
    expect(body(requestReport(network, 'TEXT', 'T', { address: '10.0.0.1', port: 5070 }))).toBe(
      `ID|sip|network|4|${place}|T||10.0.0.1|5070|\r\nTEXT`,
    );
    expect(body(dialogReport(network, 'TEXT', 'T', 'D'))).toBe(`ID|sip|network|4|${place}|T|D|\r\nTEXT`);
    expect(body(sentRequest('C', application, 'TEXT', 'T'))).toBe(
      `ID|response|C|OK|application|4|${place}|T|Msg sent:|\r\nTEXT`,
    );
    expect(body(sentResponse('C', application, 'TEXT', 'T', 'D'))).toBe(
      `ID|response|C|OK|application|4|${place}|T|D||Msg sent:|\r\nTEXT`,
    );
    expect(body(refused('C', 'no|way\r\nx'))).toBe('ID|response|C|NOK|no way x');
  });
});
