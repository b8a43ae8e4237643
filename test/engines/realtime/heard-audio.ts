/** What an engine hears: PCM, WAV files or G.711, as samples; and which tone is in them. */
import { Buffer } from 'node:buffer';
import alawmulaw from 'alawmulaw';
import type { Wire } from './wire.js';

export type Coding = 'pcm' | 'PCMU' | 'PCMA';

export function decoded(base64: string, wire: Wire, coding: Coding): Int16Array {
  const bytes = Buffer.from(base64, 'base64');
  if (coding === 'PCMU') return alawmulaw.mulaw.decode(bytes);
  if (coding === 'PCMA') return alawmulaw.alaw.decode(bytes);
  if (!wire.input.wav) return samplesOf(bytes);
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 16) !== 'WAVEfmt ')
    throw new Error('no WAV');
  const [format, channels, rateHz, bits] = [
    bytes.readUInt16LE(20),
    bytes.readUInt16LE(22),
    bytes.readUInt32LE(24),
    bytes.readUInt16LE(34),
  ];
  if (format !== 1 || channels !== 1 || rateHz !== wire.input.rateHz || bits !== 16) throw new Error('another WAV');
  if (bytes.readUInt32LE(40) !== bytes.length - 44) throw new Error('a WAV of another length');
  return samplesOf(bytes.subarray(44));
}

export function encoded(samples: Int16Array, coding: Coding): string {
  if (coding === 'PCMU') return Buffer.from(alawmulaw.mulaw.encode(samples)).toString('base64');
  if (coding === 'PCMA') return Buffer.from(alawmulaw.alaw.encode(samples)).toString('base64');
  const bytes = Buffer.alloc(samples.length * 2);
  for (const [at, sample] of samples.entries()) bytes.writeInt16LE(sample, at * 2);
  return bytes.toString('base64');
}

/** Of the loudest part, by how often it crosses zero, to 50 Hz; 0 for silence. */
export function pitchHz(samples: Int16Array, rateHz: number): number {
  const loud = samples.filter((sample) => Math.abs(sample) > 500).length;
  if (loud < rateHz / 50) return 0;
  const first = samples.findIndex((sample) => Math.abs(sample) > 500);
  const last = samples.findLastIndex((sample) => Math.abs(sample) > 500);
  let crossings = 0;
  for (let at = first + 1; at <= last; at += 1) if (samples[at]! >= 0 !== samples[at - 1]! >= 0) crossings += 1;
  return Math.round((crossings * rateHz) / (2 * (last - first)) / 50) * 50;
}

function samplesOf(bytes: Buffer): Int16Array {
  if (bytes.length % 2 !== 0) throw new Error('half a sample');
  return Int16Array.from({ length: bytes.length / 2 }, (_, at) => bytes.readInt16LE(at * 2));
}
