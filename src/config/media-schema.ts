import * as z from 'zod';
import { ipAddress } from './value.js';

const ears = z
  .strictObject({
    onset_threshold: z
      .number()
      .min(0.05)
      .max(0.99)
      .default(0.5)
      .describe('Voice probability that begins speech, 0 to 1.'),
    offset_threshold: z
      .number()
      .min(0.01)
      .max(0.99)
      .default(0.35)
      .describe('Voice probability below which speech is silence, 0 to 1; less than onset_threshold.'),
    onset_ms: z
      .int()
      .min(32)
      .max(1000)
      .default(64)
      .describe('Voiced milliseconds before speech is believed. Shorter barges in faster, longer ignores more coughs.'),
    resume_ms: z.int().min(32).max(1000).default(64).describe('Voiced milliseconds that end a pause.'),
    pause_ms: z.int().min(64).max(2000).default(200).describe('Silent milliseconds that are a pause.'),
    end_ms: z
      .int()
      .min(200)
      .max(10_000)
      .default(1000)
      .describe('Silent milliseconds that end the speech; more than pause_ms.'),
    min_level_dbfs: z
      .number()
      .min(-90)
      .max(0)
      .default(-55)
      .describe('Quieter audio never begins speech, dB relative to full scale.'),
    offset_drop_db: z
      .number()
      .min(6)
      .max(90)
      .default(30)
      .describe('Audio this far below the level of the speech counts as silence, dB.'),
    turn_model: z
      .string()
      .min(1)
      .max(1000)
      .optional()
      .describe(
        'A model that judges by words and melody whether the caller has finished (Smart Turn v3): a name of models/manifest.yaml or, with a slash in it, an ONNX file relative to this file. See docs/models.md. None when absent.',
      ),
    pre_roll_ms: z.int().min(0).max(1000).default(300).describe('Milliseconds of audio kept from before the onset.'),
  })
  .superRefine((value, context) => {
    if (value.offset_threshold >= value.onset_threshold) {
      context.addIssue({ code: 'custom', path: ['offset_threshold'], message: 'must be less than onset_threshold' });
    }
    if (value.end_ms <= value.pause_ms) {
      context.addIssue({ code: 'custom', path: ['end_ms'], message: 'must be more than pause_ms' });
    }
  })
  .describe('Voice activity detection.');

const portRange = z
  .strictObject({
    first: z.int().min(1024).max(65534).default(16384).describe('First UDP port; RTP takes even ones.'),
    last: z.int().min(1025).max(65535).default(32767).describe('Last UDP port.'),
  })
  .superRefine(({ first, last }, context) => {
    if (last > first) return;
    context.addIssue({ code: 'custom', path: ['last'], message: `must be more than first (${first})` });
  })
  .describe('Local UDP ports for RTP.');

export const mediaSchema = z
  .strictObject({
    workers: z
      .union([z.literal('auto'), z.int().min(1).max(64)])
      .default('auto')
      .describe('Media threads; `auto` is one for each processor core but one, at least one.'),
    address: z
      .union([z.literal('auto'), ipAddress])
      .default('auto')
      .describe(
        'Address written into SDP and bound for RTP. `auto` takes, for each call, the local address the system would reach the caller from.',
      ),
    port_range: portRange.prefault({}),
    rtp_timeout_ms: z
      .int()
      .min(1000)
      .max(600_000)
      .default(30_000)
      .describe('Milliseconds without RTP after which the call is ended; never while the caller has put it on hold.'),
    ears: ears.prefault({}),
  })
  .describe('Audio.');
