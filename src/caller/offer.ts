/** Static payload types of RFC 3551 table 4. */
const payloadTypes = { pcmu: '0', pcma: '8' } as const;

export type OfferedCodec = keyof typeof payloadTypes;

/** An SDP offer without the other G.711 codec, so that the answer can only name `codec` (RFC 3264 6.1). */
export function offerOnly(codec: OfferedCodec, sdp: string): string {
  const refused = Object.values(payloadTypes).filter((type) => type !== payloadTypes[codec]);
  return sdp
    .split('\r\n')
    .filter(
      (line) => !refused.some((type) => line.startsWith(`a=rtpmap:${type} `) || line.startsWith(`a=fmtp:${type} `)),
    )
    .map((line) => (line.startsWith('m=audio ') ? withoutFormats(line, refused) : line))
    .join('\r\n');
}

/** m=audio port proto format ... (RFC 8866 5.14) */
function withoutFormats(line: string, refused: readonly string[]): string {
  const [media, port, protocol, ...formats] = line.split(' ');
  return [media, port, protocol, ...formats.filter((format) => !refused.includes(format))].join(' ');
}
