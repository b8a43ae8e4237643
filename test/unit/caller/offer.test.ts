import { expect, it } from 'vitest';
import { offerOnly } from '#src/caller/offer.js';

const offer = [
  'v=0',
  'm=audio 4000 RTP/AVP 8 0 101',
  'a=rtpmap:8 PCMA/8000',
  'a=rtpmap:0 PCMU/8000',
  'a=rtpmap:101 telephone-event/8000',
  'a=fmtp:101 0-15',
  '',
].join('\r\n');

it('an offer can be narrowed to one codec; keys stay', () => {
  expect(offerOnly('pcmu', offer)).toBe(offer.replace('8 0 101', '0 101').replace('a=rtpmap:8 PCMA/8000\r\n', ''));
  expect(offerOnly('pcma', offer)).toBe(offer.replace('8 0 101', '8 101').replace('a=rtpmap:0 PCMU/8000\r\n', ''));
});
